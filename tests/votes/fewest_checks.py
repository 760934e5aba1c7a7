"""The fewest votes since a time: read one by one, or by groups whose fewest somebody has noted."""

from __future__ import annotations

import random
from itertools import pairwise

from token_checks.conformance import Check
from token_checks.scene import SUPPLY, Scene

from pydemo import errors
from pydemo.chain.accounts import Account
from votes.scene import ours

LOW = 10
"""Bob has more in `_changes`, but for two changes."""


def the_fewest_votes_since_a_time_are_the_fewest_of_all_its_seconds(scene: Scene) -> None:
    alice, bob, _ = scene.people
    begin = scene.chain.time
    for value in (40, -30, 25, -5, -30, 60, -20):
        payer, receiver = (alice, bob) if value > 0 else (bob, alice)
        scene.token.transfer(receiver, abs(value), sender=payer)
        # Every other second something else happens.
        scene.chain.mine()
    end = scene.chain.time
    for who in (alice, bob):
        past = [scene.token.getPastVotes(who, second) for second in range(begin - 2, end)]
        for skipped in range(len(past)):
            fewest = min([*past[skipped:], scene.token.getVotes(who)])
            assert ours(scene).leastVotesSince(who, begin - 2 + skipped) == fewest
        assert ours(scene).leastVotesSince(who, end + 1) == scene.token.getVotes(who)
    assert ours(scene).leastVotesSince(scene.people[2], begin) == 0


def it_is_the_same_once_groups_are_noted(scene: Scene) -> None:
    _, bob, carol = scene.people
    size = ours(scene).changesPerGroup()
    # The fewest of group 1 come first in it, those of group 2 last.
    history = _changes(scene, 3 * size + 2, {size: 2, 3 * size - 1: 3})
    edges = [group * size + near for group in range(4) for near in (-1, 0, 1)]
    chosen = random.Random(5)
    for groups in ([2], [], [1, 0], [2]):
        ours(scene).noteFewest(bob, groups, sender=carol)
        _compare(scene, bob, history, [*edges, *chosen.sample(range(3 * size), 12)])
    # What comes later counts beside what was noted.
    history += _changes(scene, 3, {2: 1})
    _compare(scene, bob, history, edges)
    assert ours(scene).leastVotesSince(carol, 0) == 0


def each_group_that_is_noted_costs_as_much_as_one_change(scene: Scene) -> None:
    """In whatever order, more than once, and two of them share a word."""
    _, bob, carol = scene.people
    token = ours(scene)
    size = token.changesPerGroup()
    _changes(scene, 4 * size + 1, {})
    before_all = token.checkpoints(bob, 0)[0] - 1
    costs = [int(token.leastVotesSince.gas(bob, before_all))]
    for groups in ([1], [0], [2], [2, 3]):
        token.noteFewest(bob, groups, sender=carol)
        costs.append(int(token.leastVotesSince.gas(bob, before_all)))
    least = (size - 1) * 1_300
    assert all(dearer - cheaper > least for dearer, cheaper in pairwise(costs))


def a_group_is_noted_when_nothing_in_it_can_change(scene: Scene) -> None:
    _, bob, carol = scene.people
    token = ours(scene)
    size = token.changesPerGroup()
    with errors.reverts("GroupNotComplete", 0, 0):
        token.noteFewest(bob, [0], sender=carol)
    _changes(scene, size, {})
    # The last change may not be over: its second is the one in which this is mined.
    with errors.reverts("GroupNotComplete", 0, 0):
        token.noteFewest(bob, [0], sender=carol)
    _changes(scene, 1, {})
    token.noteFewest(bob, [0], sender=carol)
    for group in (1, 2, 2**246, 2**256 - 1):
        with errors.reverts("GroupNotComplete", group, 1):
            token.noteFewest(bob, [0, group], sender=carol)


FEWEST_CHECKS: tuple[Check, ...] = (
    the_fewest_votes_since_a_time_are_the_fewest_of_all_its_seconds,
    it_is_the_same_once_groups_are_noted,
    each_group_that_is_noted_costs_as_much_as_one_change,
    a_group_is_noted_when_nothing_in_it_can_change,
)


def _changes(scene: Scene, count: int, set_to: dict[int, int]) -> list[tuple[int, int]]:
    """Change bob's votes so often: when, and to what. Some are given."""
    alice, bob, _ = scene.people
    chosen, made = random.Random(count), []
    before = scene.token.balanceOf(bob)
    for number in range(count):
        votes = set_to.get(number, before)
        while votes == before:
            votes = chosen.randint(LOW, SUPPLY)
        payer, receiver = (alice, bob) if votes > before else (bob, alice)
        scene.token.transfer(receiver, abs(votes - before), sender=payer)
        made.append((scene.chain.time, votes))
        before = votes
    return made


def _compare(
    scene: Scene, who: Account, history: list[tuple[int, int]], numbers: list[int]
) -> None:
    """With what was written down of each change, as if somebody asked when it had just been."""
    for number in numbers:
        if number < 0:
            time, expected = history[0][0] - 1, 0
        else:
            time, expected = history[number][0], min(votes for _, votes in history[number:])
        assert ours(scene).leastVotesSince(who, time) == expected
