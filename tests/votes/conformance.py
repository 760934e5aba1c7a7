"""What ERC-5805 and ERC-6372 ask, as checks that run on ours and on OpenZeppelin's token alike.

Everybody has said that they vote for themselves, so that the one difference by design does not
show: in OpenZeppelin's token, whoever never delegated has no votes. `signature_conformance` has the
checks of `delegateBySig`.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from token_checks.conformance import Check
from token_checks.scene import SUPPLY, UNLIMITED, ZERO, Scene

from pydemo import errors
from votes.scene import all_delegate, told, votes

IVOTES, IERC6372 = "e90fb3f6", "da287a1d"


# --- delegating -----------------------------------------------------------------------------------


def delegating_moves_votes_and_announces_it(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    assert told(scene.token.delegate(bob, sender=alice)) == [
        ("DelegateChanged", alice, alice, bob),
        ("DelegateVotesChanged", alice, SUPPLY, 0),
        ("DelegateVotesChanged", bob, 0, SUPPLY),
    ]
    assert (scene.token.delegates(alice), votes(scene)) == (bob, (0, SUPPLY, 0))
    assert scene.balances() == (SUPPLY, 0, 0)
    assert told(scene.token.delegate(carol, sender=alice)) == [
        ("DelegateChanged", alice, bob, carol),
        ("DelegateVotesChanged", bob, SUPPLY, 0),
        ("DelegateVotesChanged", carol, 0, SUPPLY),
    ]


def delegating_again_to_the_same_moves_nothing(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    scene.token.delegate(bob, sender=alice)
    receipt = scene.token.delegate(bob, sender=alice)
    assert told(receipt) == [("DelegateChanged", alice, bob, bob)]
    assert votes(scene) == (0, SUPPLY, 0)


def delegating_to_nobody_leaves_units_without_a_vote(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    assert told(scene.token.delegate(ZERO, sender=alice)) == [
        ("DelegateChanged", alice, alice, ZERO),
        ("DelegateVotesChanged", alice, SUPPLY, 0),
    ]
    assert (scene.token.delegates(alice), votes(scene)) == (ZERO, (0, 0, 0))
    assert scene.token.getVotes(ZERO) == 0
    assert told(scene.token.transfer(bob, 10, sender=alice)) == [
        ("Transfer", alice, bob, 10),
        ("DelegateVotesChanged", bob, 0, 10),
    ]
    scene.token.transfer(alice, 4, sender=bob)
    scene.token.mint(alice, 5, sender=alice)
    assert votes(scene) == (0, 6, 0)
    assert told(scene.token.delegate(alice, sender=alice)) == [
        ("DelegateChanged", alice, ZERO, alice),
        ("DelegateVotesChanged", alice, 0, SUPPLY - 1),
    ]


def votes_do_not_travel_on(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    scene.token.transfer(bob, 100, sender=alice)
    scene.token.delegate(bob, sender=alice)
    scene.token.delegate(carol, sender=bob)
    assert votes(scene) == (0, SUPPLY - 100, 100)


def only_the_holder_delegates(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    scene.token.approve(bob, UNLIMITED, sender=alice)
    scene.token.delegate(carol, sender=bob)
    assert (scene.token.delegates(alice), votes(scene)) == (alice, (SUPPLY, 0, 0))


# --- moving units ---------------------------------------------------------------------------------


def a_transfer_takes_the_votes_from_delegate_to_delegate(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    assert told(scene.token.transfer(bob, 300, sender=alice)) == [
        ("Transfer", alice, bob, 300),
        ("DelegateVotesChanged", alice, SUPPLY, 700),
        ("DelegateVotesChanged", bob, 0, 300),
    ]
    scene.token.delegate(carol, sender=bob)
    scene.token.approve(carol, 50, sender=alice)
    assert told(scene.token.transferFrom(alice, bob, 50, sender=carol)) == [
        ("Transfer", alice, bob, 50),
        ("DelegateVotesChanged", alice, 700, 650),
        ("DelegateVotesChanged", carol, 300, 350),
    ]
    assert votes(scene) == (650, 0, 350)


def a_transfer_under_one_delegate_moves_no_votes(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    for person in (alice, bob):
        scene.token.delegate(carol, sender=person)
    receipt = scene.token.transfer(bob, 300, sender=alice)
    assert told(receipt) == [("Transfer", alice, bob, 300)]
    assert votes(scene) == (0, 0, SUPPLY)


def a_transfer_of_nothing_or_to_oneself_moves_no_votes(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    for sender, receiver, value in ((alice, bob, 0), (bob, alice, 0), (alice, alice, 10)):
        receipt = scene.token.transfer(receiver, value, sender=sender)
        assert told(receipt) == [("Transfer", sender, receiver, value)]
    assert votes(scene) == (SUPPLY, 0, 0)


def units_that_are_made_or_destroyed_are_votes(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    assert told(scene.token.mint(bob, 50, sender=alice)) == [
        ("Transfer", ZERO, bob, 50),
        ("DelegateVotesChanged", bob, 0, 50),
    ]
    made = scene.chain.time
    assert told(scene.token.burn(20, sender=bob)) == [
        ("Transfer", bob, ZERO, 20),
        ("DelegateVotesChanged", bob, 50, 30),
    ]
    burnt = scene.chain.time
    scene.chain.mine()
    supplies = [scene.token.getPastTotalSupply(at) for at in (made - 1, made, burnt)]
    assert supplies == [SUPPLY, SUPPLY + 50, SUPPLY + 30]
    assert votes(scene) == (SUPPLY, 30, 0)


# --- the past -------------------------------------------------------------------------------------


def the_past_is_what_it_was_at_the_end_of_each_second(scene: Scene) -> None:
    alice, bob, _ = scene.people
    all_delegate(scene)
    start, history = scene.chain.time, [0]
    for step in range(33):
        scene.token.transfer(bob, 1, sender=alice)
        if step % 3:
            scene.chain.advance(step % 3)
        history += [step + 1] * (scene.chain.time - start - len(history) + 1)
    scene.chain.mine()
    found = [scene.token.getPastVotes(bob, start + at) for at in range(len(history))]
    assert found == history
    assert scene.token.getPastVotes(bob, 0) == scene.token.getPastVotes(bob, start - 1) == 0
    for at in range(len(history)):
        assert scene.token.getPastVotes(alice, start + at) == SUPPLY - history[at]
        assert scene.token.getPastTotalSupply(start + at) == SUPPLY


def changes_within_a_second_count_as_one(scene: Scene) -> None:
    alice, bob, carol = scene.people
    all_delegate(scene)
    before = scene.token.numCheckpoints(alice)
    for _ in range(2):  # once in either half of a word
        with scene.chain.batch() as batch:
            for value in (5, 6, 7):
                scene.token.transfer(bob, value, sender=alice)
            scene.token.transfer(carol, 6, sender=bob)
        assert len({receipt.block_number for receipt in batch.receipts}) == 1
        at = scene.chain.time
        scene.chain.mine()
        now = votes(scene)
        assert tuple(scene.token.getPastVotes(who, at) for who in scene.people) == now
    assert votes(scene) == (SUPPLY - 36, 24, 12)
    counts = [scene.token.numCheckpoints(who) for who in scene.people]
    assert counts == [before + 2, 2, 2]


def the_present_and_the_future_cannot_be_looked_up(scene: Scene) -> None:
    alice, _, _ = scene.people
    now = scene.token.clock()
    for time in (now, now + 1, UNLIMITED):
        with errors.reverts("ERC5805FutureLookup", time, now):
            scene.token.getPastVotes(alice, time)
        with errors.reverts("ERC5805FutureLookup", time, now):
            scene.token.getPastTotalSupply(time)


def units_that_are_passed_on_do_not_vote_twice(scene: Scene) -> None:
    """C4 2022-09 H-01 (PartyDAO): vote, transfer, vote again."""
    alice, bob, carol = scene.people
    all_delegate(scene)
    snapshot = scene.chain.time
    scene.token.transfer(bob, SUPPLY, sender=alice)
    scene.token.delegate(carol, sender=bob)
    later = scene.chain.time
    scene.chain.mine()
    for time, cast in ((snapshot, [SUPPLY, 0, 0]), (later, [0, 0, SUPPLY])):
        assert [scene.token.getPastVotes(who, time) for who in scene.people] == cast


# --- the interface --------------------------------------------------------------------------------


def the_clock_counts_seconds(scene: Scene) -> None:
    scene.chain.advance(1_000)
    scene.chain.mine()
    assert scene.chain.time <= scene.token.clock() <= scene.chain.time + 1
    assert scene.token.CLOCK_MODE() == "mode=timestamp"


def the_functions_are_those_of_the_texts(scene: Scene) -> None:
    token = scene.token
    words, who = bytes(32), ZERO
    calls = (
        token.getVotes.data(who),
        token.getPastVotes.data(who, 0),
        token.getPastTotalSupply.data(0),
        token.delegates.data(who),
        token.delegate.data(who),
        token.delegateBySig.data(who, 0, 0, 0, words, words),
    )
    assert f"{reduce(xor, (int.from_bytes(data[:4]) for data in calls)):08x}" == IVOTES
    clocks = (token.clock.data(), token.CLOCK_MODE.data())
    assert f"{reduce(xor, (int.from_bytes(data[:4]) for data in clocks)):08x}" == IERC6372


VOTES_CHECKS: tuple[Check, ...] = (
    delegating_moves_votes_and_announces_it,
    delegating_again_to_the_same_moves_nothing,
    delegating_to_nobody_leaves_units_without_a_vote,
    votes_do_not_travel_on,
    only_the_holder_delegates,
    a_transfer_takes_the_votes_from_delegate_to_delegate,
    a_transfer_under_one_delegate_moves_no_votes,
    a_transfer_of_nothing_or_to_oneself_moves_no_votes,
    units_that_are_made_or_destroyed_are_votes,
    the_past_is_what_it_was_at_the_end_of_each_second,
    changes_within_a_second_count_as_one,
    the_present_and_the_future_cannot_be_looked_up,
    units_that_are_passed_on_do_not_vote_twice,
    the_clock_counts_seconds,
    the_functions_are_those_of_the_texts,
)
