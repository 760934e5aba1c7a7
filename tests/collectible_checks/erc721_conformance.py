"""What ERC-721, ERC-165 and ERC-2981 ask of a collection, as checks that run against any handle.

A check takes a `Scene` and fails with an AssertionError, or a ContractError where a call should
have passed. Each begins with a fresh scene: alice has 1 to 5, bob has 6. Errors are ERC-6093's.
`safe_transfer_conformance` has the transfers that ask the receiver.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import TypeAlias

from collectible_checks.scene import (
    LAST,
    MAX_BATCH,
    NAME,
    ROYALTY,
    SYMBOL,
    UNLIMITED,
    ZERO,
    Manner,
    Scene,
    announces,
    approved,
    approved_for_all,
    fails,
    moved,
)
from pydemo.chain.accounts import Account

Check: TypeAlias = Callable[[Scene], None]


# --- who has what ---------------------------------------------------------------------------------


def pieces_are_made_out_of_the_zero_address_one_event_each(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for quantity, first in ((1, 7), (2, 8), (MAX_BATCH, 10)):
        receipt = scene.mint(quantity, carol)
        ids = range(first, first + quantity)
        announces(receipt, *(moved(ZERO, carol, token_id) for token_id in ids))
        assert scene.owners(first + quantity) == (
            *(alice.address,) * 5,
            bob.address,
            *(carol.address,) * (first + quantity - LAST - 1),
            ZERO,
        )
    assert scene.balances() == (5, 1, 23)


def a_piece_that_does_not_exist_has_no_owner(scene: Scene) -> None:
    for token_id in (0, LAST + 1, LAST + MAX_BATCH, 2**128, UNLIMITED):
        for view in (scene.token.ownerOf, scene.token.getApproved):
            with fails("ERC721NonexistentToken", token_id):
                view(token_id)


def a_piece_that_does_not_exist_cannot_be_moved_or_approved(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for token_id in (0, LAST + 1, UNLIMITED):
        with fails("ERC721NonexistentToken", token_id):
            scene.token.transferFrom(alice, bob, token_id, sender=alice)
        with fails("ERC721NonexistentToken", token_id):
            scene.token.transferFrom(ZERO, bob, token_id, sender=alice)
        with fails("ERC721NonexistentToken", token_id):
            scene.token.approve(bob, token_id, sender=alice)
    assert scene.balances() == (5, 1, 0)


def the_zero_address_has_no_balance(scene: Scene) -> None:
    with fails("ERC721InvalidOwner", ZERO):
        scene.token.balanceOf(ZERO)
    assert scene.balances() == (5, 1, 0)


def every_piece_of_the_longest_batch_has_its_owner_and_the_next_has_none(scene: Scene) -> None:
    _, _, carol = scene.people
    scene.mint(MAX_BATCH, carol)
    last = LAST + MAX_BATCH
    assert scene.owners(last + 1)[LAST:] == (*(carol.address,) * MAX_BATCH, ZERO)
    scene.token.transferFrom(carol, scene.people[0], last, sender=carol)
    with fails("ERC721NonexistentToken", last + 1):
        scene.token.ownerOf(last + 1)


# --- transferFrom ---------------------------------------------------------------------------------


def a_transfer_moves_one_piece_and_announces_it(scene: Scene) -> None:
    alice, bob, _ = scene.people
    receipt = scene.token.transferFrom(alice, bob, 3, sender=alice)
    announces(receipt, moved(alice, bob, 3))
    a, b = alice.address, bob.address
    assert (scene.owners(), scene.balances()) == ((a, a, b, a, a, b), (4, 2, 0))


def pieces_of_a_batch_can_leave_in_any_order(scene: Scene) -> None:
    """Whose the rest is must never hang on which left before: all ways for three to leave."""
    alice, bob, carol = scene.people
    chain = scene.chain
    for order in permutations(range(1, 6), 3):
        with chain.anchor():
            owners = [alice.address] * 5
            for step, token_id in enumerate(order):
                target = (bob, carol)[step % 2]
                announces(
                    scene.token.transferFrom(alice, target, token_id, sender=alice),
                    moved(alice, target, token_id),
                )
                owners[token_id - 1] = target.address
                assert scene.owners() == (*owners, bob.address)
            assert scene.balances() == (2, 3, 1)


def a_piece_can_come_back_and_leave_again(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for token_id in (3, 1, 5):
        scene.token.transferFrom(alice, bob, token_id, sender=alice)
        scene.token.transferFrom(bob, alice, token_id, sender=bob)
        assert scene.owners() == (*(alice.address,) * 5, bob.address)
    for token_id in range(1, 6):
        scene.token.transferFrom(alice, carol, token_id, sender=alice)
    assert scene.owners() == (*(carol.address,) * 5, bob.address)
    assert scene.balances() == (0, 1, 5)


def a_transfer_to_oneself_changes_nothing_and_is_announced(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for token_id in (2, 1, 5):
        receipt = scene.token.transferFrom(alice, alice, token_id, sender=alice)
        announces(receipt, moved(alice, alice, token_id))
    assert scene.owners() == (*(alice.address,) * 5, bob.address)
    assert scene.balances() == (5, 1, 0)


def a_transfer_from_somebody_else_than_the_owner_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for source in (bob.address, carol.address, ZERO):
        with fails("ERC721IncorrectOwner", source, 3, alice):
            scene.token.transferFrom(source, carol, 3, sender=alice)
    scene.token.setApprovalForAll(carol, True, sender=bob)
    with fails("ERC721InsufficientApproval", carol, 3):  # bob's operator is nobody to alice
        scene.token.transferFrom(bob, carol, 3, sender=carol)
    assert scene.balances() == (5, 1, 0)


def a_transfer_by_a_stranger_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for stranger in (bob, carol):
        for target in (bob, carol):
            with fails("ERC721InsufficientApproval", stranger, 3):
                scene.token.transferFrom(alice, target, 3, sender=stranger)
    assert scene.token.ownerOf(3) == alice


def a_transfer_to_the_zero_address_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    scene.token.approve(bob, 3, sender=alice)
    for sender in (alice, bob):
        with fails("ERC721InvalidReceiver", ZERO):
            scene.token.transferFrom(alice, ZERO, 3, sender=sender)
    with fails("ERC721InvalidReceiver", ZERO):
        scene.token["safeTransferFrom(address,address,uint256)"](alice, ZERO, 3, sender=alice)
    assert scene.balances() == (5, 1, 0)


def who_gave_a_piece_away_cannot_move_it_any_more(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.transferFrom(alice, bob, 3, sender=alice)
    with fails("ERC721InsufficientApproval", alice, 3):
        scene.token.transferFrom(bob, alice, 3, sender=alice)
    with fails("ERC721InvalidApprover", alice):
        scene.token.approve(alice, 3, sender=alice)
    scene.token.transferFrom(bob, carol, 3, sender=bob)
    assert scene.balances() == (4, 1, 1)


def a_plain_transfer_does_not_ask_a_contract(scene: Scene) -> None:
    alice, _, _ = scene.people
    receiver = scene.receiver(Manner.REFUSE)
    announces(scene.token.transferFrom(alice, receiver, 3, sender=alice), moved(alice, receiver, 3))
    assert (scene.token.ownerOf(3), scene.token.balanceOf(receiver)) == (receiver, 1)


# --- approve --------------------------------------------------------------------------------------


def an_approval_is_announced_replaced_and_withdrawn(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for account in (bob, carol, carol, alice, ZERO):
        announces(scene.token.approve(account, 3, sender=alice), approved(alice, account, 3))
        assert [scene.token.getApproved(token_id) for token_id in (2, 3, 4)] == [
            ZERO,
            account,
            ZERO,
        ]
    for person in (bob, carol):
        with fails("ERC721InsufficientApproval", person, 3):
            scene.token.transferFrom(alice, person, 3, sender=person)


def the_approved_moves_that_piece_only(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(carol, 3, sender=alice)
    for token_id in (2, 4):
        with fails("ERC721InsufficientApproval", carol, token_id):
            scene.token.transferFrom(alice, carol, token_id, sender=carol)
    announces(scene.token.transferFrom(alice, bob, 3, sender=carol), moved(alice, bob, 3))
    assert scene.token.ownerOf(3) == bob


def a_transfer_ends_the_approval_without_an_event(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for sender in (carol, alice):
        with scene.chain.anchor():
            scene.token.approve(carol, 3, sender=alice)
            receipt = scene.token.transferFrom(alice, bob, 3, sender=sender)
            announces(receipt, moved(alice, bob, 3))
            assert scene.token.getApproved(3) == ZERO
            with fails("ERC721InsufficientApproval", carol, 3):
                scene.token.transferFrom(bob, carol, 3, sender=carol)
            scene.token.transferFrom(bob, alice, 3, sender=bob)
            assert scene.token.getApproved(3) == ZERO
    scene.token.approve(carol, 3, sender=alice)
    scene.token.transferFrom(alice, alice, 3, sender=alice)
    assert scene.token.getApproved(3) == ZERO


def a_transfer_leaves_the_approvals_of_other_pieces(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for token_id in (2, 3, 4):
        scene.token.approve(carol, token_id, sender=alice)
    scene.token.transferFrom(alice, bob, 3, sender=alice)
    assert [scene.token.getApproved(each) for each in (2, 3, 4)] == [carol, ZERO, carol]
    scene.token.transferFrom(alice, bob, 4, sender=carol)
    assert scene.token.ownerOf(4) == bob


def only_the_owner_and_its_operators_approve(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(carol, 3, sender=alice)
    for person in (bob, carol):  # carol may move it, not pass the right on
        with fails("ERC721InvalidApprover", person):
            scene.token.approve(person, 3, sender=person)
    scene.token.setApprovalForAll(bob, True, sender=carol)
    with fails("ERC721InvalidApprover", bob):  # an operator of the approved is nobody
        scene.token.approve(bob, 3, sender=bob)
    assert scene.token.getApproved(3) == carol
    scene.token.setApprovalForAll(bob, True, sender=alice)
    announces(scene.token.approve(bob, 3, sender=bob), approved(alice, bob, 3))
    assert scene.token.getApproved(3) == bob


# --- operators ------------------------------------------------------------------------------------


def an_operator_is_appointed_and_dismissed(scene: Scene) -> None:
    alice, bob, carol = scene.people
    token = scene.token
    for is_approved in (True, True, False, False, True):
        announces(
            token.setApprovalForAll(carol, is_approved, sender=alice),
            approved_for_all(alice, carol, is_approved),
        )
        pairs = ((alice, carol), (carol, alice), (bob, carol), (alice, bob))
        assert [token.isApprovedForAll(*pair) for pair in pairs] == [is_approved, *(False,) * 3]
    token.setApprovalForAll(bob, True, sender=alice)  # there may be several
    token.setApprovalForAll(carol, False, sender=alice)
    assert token.isApprovedForAll(alice, bob)
    with fails("ERC721InsufficientApproval", carol, 3):
        token.transferFrom(alice, carol, 3, sender=carol)


def the_zero_address_is_no_operator(scene: Scene) -> None:
    alice, _, _ = scene.people
    for is_approved in (True, False):
        with fails("ERC721InvalidOperator", ZERO):
            scene.token.setApprovalForAll(ZERO, is_approved, sender=alice)
    assert not scene.token.isApprovedForAll(alice, ZERO)


def an_operator_moves_all_that_the_owner_has_and_nothing_else(scene: Scene) -> None:
    alice, bob, carol = scene.people
    token = scene.token
    token.setApprovalForAll(carol, True, sender=alice)
    announces(token.transferFrom(alice, bob, 3, sender=carol), moved(alice, bob, 3))
    with fails("ERC721InsufficientApproval", carol, 3):  # bob's now
        token.transferFrom(bob, carol, 3, sender=carol)
    with fails("ERC721InsufficientApproval", carol, 6):
        token.transferFrom(bob, carol, 6, sender=carol)
    with fails("ERC721IncorrectOwner", bob, 4, alice):
        token.transferFrom(bob, carol, 4, sender=carol)
    scene.mint(1, alice)  # what she gets later, too
    token.transferFrom(alice, carol, 7, sender=carol)
    assert scene.balances() == (4, 2, 1)
    token.setApprovalForAll(carol, False, sender=alice)
    with fails("ERC721InsufficientApproval", carol, 4):
        token.transferFrom(alice, carol, 4, sender=carol)


# --- ERC-165, metadata, ERC-2981 ------------------------------------------------------------------


def it_tells_what_it_supports(scene: Scene) -> None:
    """The ids are those in the texts: ERC-165, ERC-721, its metadata, ERC-2981."""
    supports = scene.token.supportsInterface
    for interface in ("01ffc9a7", "80ac58cd", "5b5e139f", "2a55205a"):
        assert supports(bytes.fromhex(interface)) is True, interface
        assert supports.gas(bytes.fromhex(interface)) - 21_000 < 30_000
    # Never the one of four ones; and not the receiver's, ERC-20's or the enumeration's.
    for interface in ("ffffffff", "00000000", "150b7a02", "36372b07", "780e9d63"):
        assert supports(bytes.fromhex(interface)) is False, interface


def it_has_a_name_and_a_symbol(scene: Scene) -> None:
    assert (scene.token.name(), scene.token.symbol()) == (NAME, SYMBOL)


def a_royalty_is_its_share_of_the_price_rounded_down(scene: Scene) -> None:
    judy: Account = scene.chain.accounts.judy
    for price in (0, 1, 19, 20, 39, 40, 9_999, 10_000, 10_019, 123_456_789, 10**18, 2**200 + 7):
        expected = (judy.address, price * ROYALTY // 10_000)
        for token_id in (1, LAST):
            assert tuple(scene.token.royaltyInfo(token_id, price)) == expected


ERC721_CHECKS: tuple[Check, ...] = (
    pieces_are_made_out_of_the_zero_address_one_event_each,
    a_piece_that_does_not_exist_has_no_owner,
    a_piece_that_does_not_exist_cannot_be_moved_or_approved,
    the_zero_address_has_no_balance,
    every_piece_of_the_longest_batch_has_its_owner_and_the_next_has_none,
    a_transfer_moves_one_piece_and_announces_it,
    pieces_of_a_batch_can_leave_in_any_order,
    a_piece_can_come_back_and_leave_again,
    a_transfer_to_oneself_changes_nothing_and_is_announced,
    a_transfer_from_somebody_else_than_the_owner_fails,
    a_transfer_by_a_stranger_fails,
    a_transfer_to_the_zero_address_fails,
    who_gave_a_piece_away_cannot_move_it_any_more,
    a_plain_transfer_does_not_ask_a_contract,
    an_approval_is_announced_replaced_and_withdrawn,
    the_approved_moves_that_piece_only,
    a_transfer_ends_the_approval_without_an_event,
    a_transfer_leaves_the_approvals_of_other_pieces,
    only_the_owner_and_its_operators_approve,
    an_operator_is_appointed_and_dismissed,
    the_zero_address_is_no_operator,
    an_operator_moves_all_that_the_owner_has_and_nothing_else,
    it_tells_what_it_supports,
    it_has_a_name_and_a_symbol,
    a_royalty_is_its_share_of_the_price_rounded_down,
)
