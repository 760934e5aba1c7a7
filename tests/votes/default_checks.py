"""What ours does that OpenZeppelin's token does not: votes without a delegation, and its limits."""

from __future__ import annotations

from token_checks.conformance import Check
from token_checks.scene import SUPPLY, ZERO, Scene

from pydemo import errors
from votes.indexer import Indexer
from votes.scene import ours, told, votes

MOST = 2**96 - 1
LAST_SECOND = 2**32 - 1


def whoever_never_delegated_votes_with_what_they_have(scene: Scene) -> None:
    alice, bob, carol = scene.people
    assert votes(scene) == (SUPPLY, 0, 0)
    scene.token.transfer(bob, 5, sender=alice)
    scene.token.mint(carol, 7, sender=alice)
    assert votes(scene) == (SUPPLY - 5, 5, 7)
    scene.token.transfer(carol, 5, sender=bob)
    scene.token.burn(2, sender=carol)
    assert votes(scene) == (SUPPLY - 5, 0, 10)


def they_are_their_own_delegate_before_they_have_anything(scene: Scene) -> None:
    alice, bob, _ = scene.people
    assert (scene.token.delegates(bob), scene.token.getVotes(bob)) == (bob, 0)
    scene.token.transfer(bob, 5, sender=alice)
    assert scene.token.delegates(bob) == bob
    scene.token.transfer(alice, 5, sender=bob)
    assert (scene.token.delegates(bob), scene.token.getVotes(bob)) == (bob, 0)


def what_they_get_first_announces_it_once(scene: Scene) -> None:
    alice, bob, carol = scene.people
    assert told(scene.token.transfer(bob, 0, sender=alice)) == [("Transfer", alice, bob, 0)]
    assert told(scene.token.transfer(bob, 5, sender=alice)) == [
        ("Transfer", alice, bob, 5),
        ("DelegateChanged", bob, ZERO, bob),
        ("DelegateVotesChanged", alice, SUPPLY, SUPPLY - 5),
        ("DelegateVotesChanged", bob, 0, 5),
    ]
    assert told(scene.token.transfer(bob, 5, sender=alice)) == [
        ("Transfer", alice, bob, 5),
        ("DelegateVotesChanged", alice, SUPPLY - 5, SUPPLY - 10),
        ("DelegateVotesChanged", bob, 5, 10),
    ]
    assert told(scene.token.mint(carol, 5, sender=alice)) == [
        ("Transfer", ZERO, carol, 5),
        ("DelegateChanged", carol, ZERO, carol),
        ("DelegateVotesChanged", carol, 0, 5),
    ]


def a_delegation_made_beforehand_holds_for_what_comes(scene: Scene) -> None:
    alice, bob, carol = scene.people
    receipt = scene.token.delegate(carol, sender=bob)
    assert told(receipt) == [("DelegateChanged", bob, ZERO, carol)]
    scene.token.transfer(bob, 5, sender=alice)
    assert (scene.token.delegates(bob), votes(scene)) == (carol, (SUPPLY - 5, 0, 5))


def delegating_to_nobody_beforehand_is_not_the_default(scene: Scene) -> None:
    alice, bob, _ = scene.people
    scene.token.delegate(ZERO, sender=bob)
    scene.token.transfer(bob, 5, sender=alice)
    assert (scene.token.delegates(bob), votes(scene)) == (ZERO, (SUPPLY - 5, 0, 0))


def being_delegated_to_is_not_delegating(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.delegate(bob, sender=alice)
    assert scene.token.delegates(bob) == bob
    receipt = scene.token.transfer(bob, 5, sender=alice)
    assert ("DelegateChanged", bob, ZERO, bob) in told(receipt)
    scene.token.delegate(carol, sender=bob)
    assert votes(scene) == (0, SUPPLY - 5, 5)


def somebody_who_knows_the_events_alone_has_the_votes_right(scene: Scene) -> None:
    alice, bob, carol = scene.people
    # The scene has begun with a mint; a second one to the same account changes nothing for it.
    indexer = Indexer()
    indexer.balances[alice.address] = SUPPLY
    indexer.delegates[alice.address], indexer.told[alice.address] = alice.address, SUPPLY
    for receipt in (
        scene.token.transfer(bob, 50, sender=alice),
        scene.token.delegate(carol, sender=alice),
        scene.token.transfer(carol, 7, sender=bob),
        scene.token.delegate(ZERO, sender=bob),
        scene.token.transfer(bob, 11, sender=alice),
    ):
        indexer.follow(receipt.events)
    found = {who.address: scene.token.getVotes(who) for who in scene.people}
    assert (
        indexer.counted
        == indexer.announced
        == {who: count for who, count in found.items() if count}
    )


def more_than_can_be_counted_is_not_made(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for value in (MOST - SUPPLY + 1, 2**256 - 1 - SUPPLY):
        with errors.reverts("ERC20ExceededSafeSupply", SUPPLY + value, MOST):
            scene.token.mint(bob, value, sender=alice)
    scene.token.mint(bob, MOST - SUPPLY, sender=alice)
    scene.token.transfer(bob, SUPPLY - 1, sender=alice)
    assert votes(scene) == (1, MOST - 1, 0)


def in_2106_votes_stand_still_rather_than_go_wrong(scene: Scene) -> None:
    alice, bob, _ = scene.people
    scene.chain.advance(LAST_SECOND - 1 - scene.chain.time)
    scene.token.transfer(bob, 5, sender=alice)
    assert scene.chain.time == LAST_SECOND
    with errors.reverts("TimeOutOfRange", LAST_SECOND + 1):
        scene.token.transfer(bob, 5, sender=alice)
    past = [scene.token.getPastVotes(bob, LAST_SECOND - ago) for ago in (0, 1)]
    assert past == [5, 0]


def the_supply_of_now_is_that_of_the_past_when_it_has_passed(scene: Scene) -> None:
    alice, bob, _ = scene.people
    scene.token.mint(bob, 7, sender=alice)
    scene.token.burn(3, sender=alice)
    then, supply = scene.chain.time, ours(scene).currentTotalSupply()
    scene.chain.mine()
    assert supply == SUPPLY + 4 == scene.token.getPastTotalSupply(then)


def who_is_allowed_to_destroys_that_much_and_no_more(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, 10, sender=alice)
    with errors.reverts("ERC20InsufficientAllowance", bob, 10, 11):
        ours(scene).burnFrom(alice, 11, sender=bob)
    with errors.reverts("ERC20InsufficientAllowance", carol, 0, 1):
        ours(scene).burnFrom(alice, 1, sender=carol)
    assert told(ours(scene).burnFrom(alice, 4, sender=bob)) == [
        ("Transfer", alice, ZERO, 4),
        ("DelegateVotesChanged", alice, SUPPLY, SUPPLY - 4),
    ]
    assert scene.token.allowance(alice, bob) == 6
    assert scene.token.totalSupply() == SUPPLY - 4
    scene.token.transfer(carol, SUPPLY - 4, sender=alice)
    with errors.reverts("ERC20InsufficientBalance", alice, 0, 1):
        ours(scene).burnFrom(alice, 1, sender=bob)


DEFAULT_CHECKS: tuple[Check, ...] = (
    whoever_never_delegated_votes_with_what_they_have,
    they_are_their_own_delegate_before_they_have_anything,
    what_they_get_first_announces_it_once,
    a_delegation_made_beforehand_holds_for_what_comes,
    delegating_to_nobody_beforehand_is_not_the_default,
    being_delegated_to_is_not_delegating,
    somebody_who_knows_the_events_alone_has_the_votes_right,
    more_than_can_be_counted_is_not_made,
    in_2106_votes_stand_still_rather_than_go_wrong,
    the_supply_of_now_is_that_of_the_past_when_it_has_passed,
    who_is_allowed_to_destroys_that_much_and_no_more,
)
