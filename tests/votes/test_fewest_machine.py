"""Whatever is noted and whenever, the fewest votes since a time are those of a plain list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from rounds import bounds, run_until_seen, unseen
from token_checks.mutants import compile_all
from token_checks.scene import SUPPLY, Scene

from pydemo import Chain, errors
from pydemo.build.search import find_compiler
from votes.mutant_list import SMALL_GROUPS
from votes.scene import deploy_code, ours

_value = st.integers(1, SUPPLY // 4)


class Groups(RuleBasedStateMachine):
    """``tally`` counts what was noted and refused, and how much was compared."""

    def __init__(self, scene: Scene, tally: Counter[str]) -> None:
        super().__init__()
        self.scene, self.tally = scene, tally
        self.token = ours(scene)
        self.size = int(self.token.changesPerGroup())
        self.snapshot = scene.chain.take_snapshot()
        # What bob's votes were from each second on, and the second when it was noted down.
        self.history: list[tuple[int, int]] = [(scene.chain.time, 0)]

    def teardown(self) -> None:
        self._compare(range(len(self.history)))
        self.scene.chain.revert_to_snapshot(self.snapshot)

    @rule(values=st.lists(_value, min_size=6, max_size=20), back=st.booleans())
    def move(self, values: list[int], back: bool) -> None:
        alice, bob, _ = self.scene.people
        payer, receiver = (bob, alice) if back else (alice, bob)
        for value in values:
            most = self.token.balanceOf(payer)
            self.token.transfer(receiver, min(value, most), sender=payer)
            self._write_down()

    @rule(value=_value, number=st.integers(0, 1_000))
    def note_between_two_moves_of_a_second(self, value: int, number: int) -> None:
        alice, bob, carol = self.scene.people
        complete = self._complete()
        group = number % max(complete, 1)
        with self.scene.chain.batch():
            self.token.transfer(bob, min(value, self.token.balanceOf(alice)), sender=alice)
            if group < complete:
                self.token.noteFewest(bob, [group], sender=carol)
            self.token.transfer(alice, 1, sender=bob)
        self._write_down()
        self.tally["noted meanwhile"] += group < complete

    @rule(away=st.booleans())
    def delegate(self, away: bool) -> None:
        _, bob, carol = self.scene.people
        self.token.delegate(carol if away else bob, sender=bob)
        self._write_down()

    @rule(numbers=st.lists(st.integers(0, 1_000), min_size=1, max_size=4), wrong=st.booleans())
    def note(self, numbers: list[int], wrong: bool) -> None:
        _, bob, carol = self.scene.people
        complete = self._complete()
        groups = [number % max(complete, 1) + wrong for number in numbers]
        first = next((group for group in groups if group >= complete), None)
        if first is None:
            self.token.noteFewest(bob, groups, sender=carol)
            self.tally["noted"] += len(groups)
        else:
            with errors.reverts("GroupNotComplete", first, complete):
                self.token.noteFewest(bob, groups, sender=carol)
            self.tally["refused"] += 1

    @rule(number=st.integers(0, 10**6))
    def look(self, number: int) -> None:
        self._compare([number % len(self.history)])

    def _complete(self) -> int:
        count = int(self.token.numCheckpoints(self.scene.people[1]))
        return max(count - 1, 0) // self.size

    def _write_down(self) -> None:
        votes = int(self.token.getVotes(self.scene.people[1]))
        self.history.append((self.scene.chain.time, votes))

    def _compare(self, numbers: range | list[int]) -> None:
        for number in numbers:
            time, _ = self.history[number]
            fewest = min(votes for _, votes in self.history[number:])
            assert self.token.leastVotesSince(self.scene.people[1], time) == fewest
            self.tally["above none"] += fewest > 0


def test_the_fewest_votes_are_those_of_a_plain_list(
    voting_chain: Chain, request: pytest.FixtureRequest
) -> None:
    cache: pytest.Cache | None = request.config.cache
    kept: Path | None = None if cache is None else cache.mkdir("mutants") / "small_groups.json"
    codes = compile_all(find_compiler(), (SMALL_GROUPS,), "test/VotesToken", kept)
    scene = deploy_code(voting_chain, codes[SMALL_GROUPS.name])
    tally: Counter[str] = Counter()

    class TheseGroups(Groups):
        def __init__(self) -> None:
            super().__init__(scene, tally)

    wanted = ("noted", "noted meanwhile", "refused", "above none")
    limits = bounds(examples=3 if voting_chain.engine_name == "py-evm" else 15, steps=30)
    run_until_seen(TheseGroups, lambda: unseen(tally, wanted), limits)
    assert tally["noted"] + tally["noted meanwhile"] > 20
