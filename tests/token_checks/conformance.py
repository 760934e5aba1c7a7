"""What the ERC texts ask of a token, as checks that run against any handle.

A check takes a `Scene` and fails with an AssertionError, or a ContractError where a call should
have passed. Each begins with a fresh scene. `permit_conformance` has those of ERC-2612 and EIP-712.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pydemo import errors
from token_checks.scene import SUPPLY, UNLIMITED, ZERO, Scene, announces

Check: TypeAlias = Callable[[Scene], None]


# --- ERC-20: transfer -----------------------------------------------------------------------------


def a_transfer_moves_and_announces(scene: Scene) -> None:
    alice, bob, _ = scene.people
    receipt = scene.token.transfer(bob, 300, sender=alice)
    assert receipt.return_value is True
    announces(receipt, ("Transfer", alice, bob, 300))
    assert scene.balances() == (700, 300, 0)


def a_transfer_of_the_whole_balance_is_possible(scene: Scene) -> None:
    alice, bob, _ = scene.people
    announces(scene.token.transfer(bob, SUPPLY, sender=alice), ("Transfer", alice, bob, SUPPLY))
    assert scene.balances() == (0, SUPPLY, 0)


def a_transfer_of_more_than_the_balance_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for amount in (SUPPLY + 1, UNLIMITED):
        with errors.reverts("ERC20InsufficientBalance", alice, SUPPLY, amount):
            scene.token.transfer(bob, amount, sender=alice)
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 1):
        scene.token.transfer(alice, 1, sender=bob)
    assert scene.balances() == (SUPPLY, 0, 0)


def a_transfer_of_nothing_is_a_normal_transfer(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for sender, receiver in ((alice, bob), (bob, alice)):
        receipt = scene.token.transfer(receiver, 0, sender=sender)
        assert receipt.return_value is True
        announces(receipt, ("Transfer", sender, receiver, 0))
    assert scene.balances() == (SUPPLY, 0, 0)


def a_transfer_to_oneself_changes_nothing_and_is_announced(scene: Scene) -> None:
    alice, _, _ = scene.people
    announces(scene.token.transfer(alice, 300, sender=alice), ("Transfer", alice, alice, 300))
    assert scene.balances() == (SUPPLY, 0, 0)
    with errors.reverts("ERC20InsufficientBalance", alice, SUPPLY, SUPPLY + 1):
        scene.token.transfer(alice, SUPPLY + 1, sender=alice)


def a_transfer_to_the_zero_address_fails(scene: Scene) -> None:
    alice, bob, _ = scene.people
    with errors.reverts("ERC20InvalidReceiver", ZERO):
        scene.token.transfer(ZERO, 1, sender=alice)
    scene.token.approve(bob, 1, sender=alice)
    with errors.reverts("ERC20InvalidReceiver", ZERO):
        scene.token.transferFrom(alice, ZERO, 1, sender=bob)
    assert (scene.balances(), scene.token.balanceOf(ZERO)) == ((SUPPLY, 0, 0), 0)


# --- ERC-20: approve and transferFrom ------------------------------------------------------------


def an_approval_sets_the_allowance_and_announces(scene: Scene) -> None:
    alice, bob, carol = scene.people
    receipt = scene.token.approve(bob, 300, sender=alice)
    assert receipt.return_value is True
    announces(receipt, ("Approval", alice, bob, 300))
    pairs = ((alice, bob), (bob, alice), (alice, carol), (bob, bob))
    assert [scene.token.allowance(*pair) for pair in pairs] == [300, 0, 0, 0]


def an_approval_replaces_the_one_before(scene: Scene) -> None:
    alice, bob, _ = scene.people
    for amount in (300, 200, UNLIMITED, 0, SUPPLY * 2):
        announces(scene.token.approve(bob, amount, sender=alice), ("Approval", alice, bob, amount))
        assert scene.token.allowance(alice, bob) == amount


def an_approval_of_the_zero_address_fails(scene: Scene) -> None:
    alice, _, _ = scene.people
    with errors.reverts("ERC20InvalidSpender", ZERO):
        scene.token.approve(ZERO, 1, sender=alice)
    assert scene.token.allowance(alice, ZERO) == 0


def spending_moves_counts_down_and_announces_the_transfer(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, 300, sender=alice)
    receipt = scene.token.transferFrom(alice, carol, 100, sender=bob)
    assert receipt.return_value is True
    announces(receipt, ("Transfer", alice, carol, 100))
    assert (scene.balances(), scene.token.allowance(alice, bob)) == ((900, 0, 100), 200)
    scene.token.transferFrom(alice, carol, 200, sender=bob)
    assert (scene.balances(), scene.token.allowance(alice, bob)) == ((700, 0, 300), 0)


def spending_more_than_was_allowed_fails(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, 300, sender=alice)
    with errors.reverts("ERC20InsufficientAllowance", bob, 300, 301):
        scene.token.transferFrom(alice, carol, 301, sender=bob)
    with errors.reverts("ERC20InsufficientAllowance", carol, 0, 1):
        scene.token.transferFrom(alice, carol, 1, sender=carol)
    assert (scene.balances(), scene.token.allowance(alice, bob)) == ((SUPPLY, 0, 0), 300)


def spending_more_than_there_is_fails_and_keeps_the_allowance(scene: Scene) -> None:
    alice, bob, carol = scene.people
    for allowance in (SUPPLY * 2, UNLIMITED):
        scene.token.approve(bob, allowance, sender=alice)
        with errors.reverts("ERC20InsufficientBalance", alice, SUPPLY, SUPPLY + 1):
            scene.token.transferFrom(alice, carol, SUPPLY + 1, sender=bob)
        assert scene.token.allowance(alice, bob) == allowance
    assert scene.balances() == (SUPPLY, 0, 0)


def an_owner_needs_an_allowance_for_transfer_from_too(scene: Scene) -> None:
    alice, _, carol = scene.people
    with errors.reverts("ERC20InsufficientAllowance", alice, 0, 1):
        scene.token.transferFrom(alice, carol, 1, sender=alice)
    scene.token.approve(alice, 1, sender=alice)
    scene.token.transferFrom(alice, carol, 1, sender=alice)
    assert scene.token.allowance(alice, alice) == 0


def spending_nothing_needs_no_allowance(scene: Scene) -> None:
    alice, bob, carol = scene.people
    receipt = scene.token.transferFrom(alice, carol, 0, sender=bob)
    announces(receipt, ("Transfer", alice, carol, 0))
    with errors.reverts("ERC20InvalidApprover", ZERO):
        scene.token.transferFrom(ZERO, carol, 0, sender=bob)


def an_infinite_allowance_is_not_counted_down(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, UNLIMITED, sender=alice)
    receipt = scene.token.transferFrom(alice, carol, 100, sender=bob)
    announces(receipt, ("Transfer", alice, carol, 100))
    assert scene.token.allowance(alice, bob) == UNLIMITED


def one_less_than_infinite_is_counted_down(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, UNLIMITED - 1, sender=alice)
    scene.token.transferFrom(alice, carol, 100, sender=bob)
    assert scene.token.allowance(alice, bob) == UNLIMITED - 101


# --- ERC-20: supply and metadata ------------------------------------------------------------------


def tokens_are_made_out_of_the_zero_address(scene: Scene) -> None:
    alice, bob, _ = scene.people
    announces(scene.token.mint(bob, 50, sender=alice), ("Transfer", ZERO, bob, 50))
    assert (scene.balances(), scene.token.totalSupply()) == ((SUPPLY, 50, 0), SUPPLY + 50)
    with errors.reverts("ERC20InvalidReceiver", ZERO):
        scene.token.mint(ZERO, 1, sender=alice)
    assert (scene.token.balanceOf(ZERO), scene.token.totalSupply()) == (0, SUPPLY + 50)


def tokens_are_destroyed_into_the_zero_address(scene: Scene) -> None:
    alice, bob, _ = scene.people
    announces(scene.token.burn(50, sender=alice), ("Transfer", alice, ZERO, 50))
    assert (scene.balances(), scene.token.totalSupply()) == ((SUPPLY - 50, 0, 0), SUPPLY - 50)
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 1):
        scene.token.burn(1, sender=bob)
    assert (scene.token.balanceOf(ZERO), scene.token.totalSupply()) == (0, SUPPLY - 50)


def transfers_leave_the_supply_alone(scene: Scene) -> None:
    alice, bob, carol = scene.people
    scene.token.approve(bob, 100, sender=alice)
    scene.token.transfer(carol, 100, sender=alice)
    scene.token.transferFrom(alice, carol, 100, sender=bob)
    assert scene.token.totalSupply() == SUPPLY == sum(scene.balances())


def the_token_has_a_name_a_symbol_and_decimals(scene: Scene) -> None:
    token = scene.token
    assert (token.name(), token.symbol(), token.decimals()) == ("Demo Token", "DEMO", 18)


ERC20_CHECKS: tuple[Check, ...] = (
    a_transfer_moves_and_announces,
    a_transfer_of_the_whole_balance_is_possible,
    a_transfer_of_more_than_the_balance_fails,
    a_transfer_of_nothing_is_a_normal_transfer,
    a_transfer_to_oneself_changes_nothing_and_is_announced,
    a_transfer_to_the_zero_address_fails,
    an_approval_sets_the_allowance_and_announces,
    an_approval_replaces_the_one_before,
    an_approval_of_the_zero_address_fails,
    spending_moves_counts_down_and_announces_the_transfer,
    spending_more_than_was_allowed_fails,
    spending_more_than_there_is_fails_and_keeps_the_allowance,
    an_owner_needs_an_allowance_for_transfer_from_too,
    spending_nothing_needs_no_allowance,
    an_infinite_allowance_is_not_counted_down,
    one_less_than_infinite_is_counted_down,
    tokens_are_made_out_of_the_zero_address,
    tokens_are_destroyed_into_the_zero_address,
    transfers_leave_the_supply_alone,
    the_token_has_a_name_a_symbol_and_decimals,
)
