"""What ERC-4626 asks of a vault, by the cases of a16z's erc4626-tests, written anew.

Each check takes a vault in whatever state, and an amount (0, dust or much) to do something with.
A view tells of the latest block and a transaction is in the next one, a second later. So previews
are asked in the same second as the call that they are for: by simulating it (``.call``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from pydemo import errors
from vault_checks.scene import UNLIMITED, ZERO, VaultScene

Check: TypeAlias = Callable[[VaultScene, int], None]

TOO_LITTLE = "ERC4626NothingForIt"


# --- views ----------------------------------------------------------------------------------------


def the_views_answer_whoever_asks(scene: VaultScene, amount: int) -> None:
    vault, nobody = scene.vault, ZERO
    assert vault.asset() == scene.asset.address
    assert vault.totalAssets() >= 0
    for view in ("maxDeposit", "maxMint", "maxWithdraw", "maxRedeem"):
        assert vault[view](nobody) >= 0
    assert vault.maxWithdraw(nobody) == 0 == vault.maxRedeem(nobody)
    for who in scene.people:
        for view in ("convertToShares", "convertToAssets", "previewDeposit", "previewRedeem"):
            answers = {vault[view].call(amount, sender=person) for person in (who, scene.bob)}
            assert len(answers) == 1, "it is the same for everybody"


def converting_forth_and_back_gains_nothing(scene: VaultScene, amount: int) -> None:
    vault = scene.vault
    assert vault.convertToAssets(vault.convertToShares(amount)) <= amount
    assert vault.convertToShares(vault.convertToAssets(amount)) <= amount
    assert vault.convertToShares(0) == 0 == vault.convertToAssets(0)
    assert vault.previewDeposit(amount) <= vault.convertToShares(amount)
    assert vault.previewMint(amount) >= vault.convertToAssets(amount)


def no_more_is_owned_than_there_is(scene: VaultScene, amount: int) -> None:
    vault = scene.vault
    owned = sum(vault.previewRedeem(vault.balanceOf(who)) for who in scene.people)
    assert owned <= vault.totalAssets()


# --- calls, and what was promised for them --------------------------------------------------------


def a_deposit_takes_the_assets_and_gives_what_was_promised(scene: VaultScene, amount: int) -> None:
    vault, carol, bob = scene.vault, scene.carol, scene.bob
    amount = min(amount, vault.maxDeposit(bob), scene.assets_of(carol))
    if vault.previewDeposit(amount) == 0:
        with errors.reverts():
            vault.deposit(amount, bob, sender=carol)
        return
    assert vault.deposit.call(amount, bob, sender=carol) >= vault.previewDeposit(amount)
    assets, shares, owned = scene.assets_of(carol), scene.shares_of(bob), scene.shares_of(carol)
    receipt = vault.deposit(amount, bob, sender=carol)
    (event,) = [e for e in receipt.events if e.name == "Deposit" and e.address == vault.address]
    assert (event.args["sender"], event.args["owner"]) == (carol.address, bob.address)
    assert event.args["assets"] == amount == assets - scene.assets_of(carol)
    assert event.args["shares"] == scene.shares_of(bob) - shares
    assert scene.shares_of(carol) == owned


def a_mint_gives_the_shares_and_takes_no_more_than_was_said(scene: VaultScene, amount: int) -> None:
    vault, carol, bob = scene.vault, scene.carol, scene.bob
    amount = min(amount, vault.maxMint(bob), vault.convertToShares(scene.assets_of(carol)))
    if amount == 0:
        with errors.reverts(TOO_LITTLE):
            vault.mint(amount, bob, sender=carol)
        return
    assert vault.mint.call(amount, bob, sender=carol) <= vault.previewMint(amount)
    assets, shares = scene.assets_of(carol), scene.shares_of(bob)
    receipt = vault.mint(amount, bob, sender=carol)
    (event,) = [e for e in receipt.events if e.name == "Deposit" and e.address == vault.address]
    assert event.args["shares"] == amount == scene.shares_of(bob) - shares
    assert event.args["assets"] == assets - scene.assets_of(carol) > 0


def a_withdrawal_pays_the_assets_and_takes_no_more_shares_than_was_said(
    scene: VaultScene, amount: int
) -> None:
    vault, alice, carol = scene.vault, scene.alice, scene.carol
    amount = min(amount, vault.maxWithdraw(alice))
    if amount == 0:
        with errors.reverts(TOO_LITTLE):
            vault.withdraw(amount, carol, alice, sender=alice)
        return
    promised = vault.previewWithdraw(amount)
    assert vault.withdraw.call(amount, carol, alice, sender=alice) <= promised
    assets, shares = scene.assets_of(carol), scene.shares_of(alice)
    receipt = vault.withdraw(amount, carol, alice, sender=alice)
    (event,) = [e for e in receipt.events if e.name == "Withdraw" and e.address == vault.address]
    assert [event.args[each] for each in ("sender", "receiver", "owner")] == [
        alice.address,
        carol.address,
        alice.address,
    ]
    assert event.args["assets"] == amount == scene.assets_of(carol) - assets
    assert event.args["shares"] == shares - scene.shares_of(alice) > 0


def redeeming_takes_the_shares_and_pays_what_was_promised(scene: VaultScene, amount: int) -> None:
    vault, alice, carol = scene.vault, scene.alice, scene.carol
    amount = min(amount, vault.maxRedeem(alice))
    promised = vault.previewRedeem(amount)
    if promised == 0:
        with errors.reverts(TOO_LITTLE):
            vault.redeem.call(amount, carol, alice, sender=alice)
        return
    assert vault.redeem.call(amount, carol, alice, sender=alice) >= promised
    assets, shares = scene.assets_of(carol), scene.shares_of(alice)
    receipt = vault.redeem(amount, carol, alice, sender=alice)
    (event,) = [e for e in receipt.events if e.name == "Withdraw" and e.address == vault.address]
    assert event.args["shares"] == amount == shares - scene.shares_of(alice)
    assert event.args["assets"] == scene.assets_of(carol) - assets >= promised


# --- the maxima are true --------------------------------------------------------------------------


def up_to_the_maxima_everything_works(scene: VaultScene, amount: int) -> None:
    vault, alice, carol = scene.vault, scene.alice, scene.carol
    calls = (
        ("deposit", min(vault.maxDeposit(carol), scene.assets_of(carol)), (carol,), carol),
        (
            "mint",
            min(vault.maxMint(carol), vault.convertToShares(scene.assets_of(carol))),
            (carol,),
            carol,
        ),
        ("withdraw", vault.maxWithdraw(alice), (alice, alice), alice),
        ("redeem", vault.maxRedeem(alice), (alice, alice), alice),
    )
    for call, most, rest, sender in calls:
        if most:
            # Simulated: in the second for which the view has spoken.
            assert vault[call].call(most, *rest, sender=sender) > 0


def above_the_maxima_everything_is_refused(scene: VaultScene, amount: int) -> None:
    vault, alice, carol = scene.vault, scene.alice, scene.carol
    for call, most in (("deposit", vault.maxDeposit(carol)), ("mint", vault.maxMint(carol))):
        # Zero may stand for "nothing is promised", which the ERC allows.
        if most:
            with errors.reverts():
                vault[call].call(most + max(1, amount), carol, sender=carol)
    for call, most in (("withdraw", vault.maxWithdraw(alice)), ("redeem", scene.shares_of(alice))):
        with errors.reverts():
            vault[call].call(most + max(1, amount), alice, alice, sender=alice)


# --- round trips never profit ---------------------------------------------------------------------


def a_deposit_and_a_redemption_gain_nothing(scene: VaultScene, amount: int) -> None:
    _round_trip(scene, amount, "deposit", "redeem")


def a_deposit_and_a_withdrawal_gain_nothing(scene: VaultScene, amount: int) -> None:
    _round_trip(scene, amount, "deposit", "withdraw")


def a_mint_and_a_redemption_gain_nothing(scene: VaultScene, amount: int) -> None:
    _round_trip(scene, amount, "mint", "redeem")


def a_mint_and_a_withdrawal_gain_nothing(scene: VaultScene, amount: int) -> None:
    _round_trip(scene, amount, "mint", "withdraw")


def _round_trip(scene: VaultScene, amount: int, enter: str, leave: str) -> None:
    """Both in one block, in which no interest comes up."""
    vault, carol = scene.vault, scene.carol
    amount = min(amount, vault.maxDeposit(carol), scene.assets_of(carol) // 2)
    entering = amount if enter == "deposit" else vault.convertToShares(amount)
    # What interest the next second brings must not make this too little for a share.
    if vault.previewDeposit(amount) <= 1 or vault.convertToAssets(entering) <= 1:
        return
    before, owned = scene.assets_of(carol), scene.shares_of(carol)
    # As much as came in, or a bit more: it may be refused, but never bring more than it took.
    for more in (0, 1):
        with scene.chain.anchor():
            with suppress(errors.BatchFailed), scene.chain.batch():
                receipt = vault[enter](entering, carol, sender=carol)
                (event,) = [
                    e for e in receipt.events if e.name == "Deposit" and e.address == vault.address
                ]
                leaving = event.args["shares" if leave == "redeem" else "assets"] + more
                vault[leave](leaving, carol, carol, sender=carol)
            assert scene.assets_of(carol) <= before
            if scene.assets_of(carol) == before:
                assert scene.shares_of(carol) <= owned


def leaving_and_entering_again_gains_nothing(scene: VaultScene, amount: int) -> None:
    vault, alice = scene.vault, scene.alice
    shares = min(amount, vault.maxRedeem(alice))
    if vault.previewRedeem(shares) == 0:
        return
    before, owned = scene.assets_of(alice), scene.shares_of(alice)
    vault.redeem(shares, alice, alice, sender=alice)
    got, given = scene.assets_of(alice) - before, owned - scene.shares_of(alice)
    assert vault.previewDeposit(got) <= given
    assert vault.previewMint(given) >= got
    assets = min(amount, vault.maxWithdraw(alice))
    if assets == 0:
        return
    owned = scene.shares_of(alice)
    vault.withdraw(assets, alice, alice, sender=alice)
    given = owned - scene.shares_of(alice)
    assert vault.previewDeposit(assets) <= given
    assert vault.previewMint(given) >= assets


# --- whose it is ----------------------------------------------------------------------------------


def somebody_else_needs_an_allowance_and_uses_it_up(scene: VaultScene, amount: int) -> None:
    vault, alice, carol = scene.vault, scene.alice, scene.carol
    assets = min(amount, vault.maxWithdraw(alice)) // 2
    shares = min(amount, vault.maxRedeem(alice)) // 2
    if assets == 0 or vault.previewRedeem(shares) == 0:
        return
    needed = vault.withdraw.call(assets, carol, alice, sender=alice)
    with errors.reverts("ERC20InsufficientAllowance", carol, 0, needed):
        vault.withdraw.call(assets, carol, alice, sender=carol)
    with errors.reverts("ERC20InsufficientAllowance", carol, 0, shares):
        vault.redeem.call(shares, carol, alice, sender=carol)
    vault.approve(carol, needed + shares, sender=alice)
    owned = scene.shares_of(alice)
    vault.withdraw(assets, carol, alice, sender=carol)
    used = owned - scene.shares_of(alice)
    assert vault.allowance(alice, carol) == needed + shares - used
    vault.redeem(min(shares, vault.maxRedeem(alice)), carol, alice, sender=carol)
    assert vault.allowance(alice, carol) == needed + shares - (owned - scene.shares_of(alice))
    vault.approve(carol, UNLIMITED, sender=alice)
    if vault.maxWithdraw(alice):
        vault.withdraw(1, carol, alice, sender=carol)
    assert vault.allowance(alice, carol) == UNLIMITED


def nobody_pays_in_what_they_have_not(scene: VaultScene, amount: int) -> None:
    vault, carol = scene.vault, scene.carol
    amount = min(max(amount, 10**6), vault.maxDeposit(carol))
    if vault.previewDeposit(amount) == 0:
        return
    scene.asset.approve(vault, amount - 1, sender=carol)
    with errors.reverts("ERC20InsufficientAllowance", vault, amount - 1, amount):
        vault.deposit(amount, carol, sender=carol)
    scene.asset.approve(vault, UNLIMITED, sender=carol)
    scene.asset.transfer(scene.bob, scene.assets_of(carol) - amount + 1, sender=carol)
    with errors.reverts("ERC20InsufficientBalance", carol, amount - 1, amount):
        vault.deposit(amount, carol, sender=carol)


def nothing_goes_in_or_out_for_nothing(scene: VaultScene, amount: int) -> None:
    vault, alice = scene.vault, scene.alice
    for call, arguments in (
        ("deposit", (0, alice)),
        ("mint", (0, alice)),
        ("withdraw", (0, alice, alice)),
        ("redeem", (0, alice, alice)),
    ):
        with errors.reverts(TOO_LITTLE):
            vault[call](*arguments, sender=alice)


ERC4626_CHECKS: tuple[Check, ...] = (
    the_views_answer_whoever_asks,
    converting_forth_and_back_gains_nothing,
    no_more_is_owned_than_there_is,
    a_deposit_takes_the_assets_and_gives_what_was_promised,
    a_mint_gives_the_shares_and_takes_no_more_than_was_said,
    a_withdrawal_pays_the_assets_and_takes_no_more_shares_than_was_said,
    redeeming_takes_the_shares_and_pays_what_was_promised,
    up_to_the_maxima_everything_works,
    above_the_maxima_everything_is_refused,
    a_deposit_and_a_redemption_gain_nothing,
    a_deposit_and_a_withdrawal_gain_nothing,
    a_mint_and_a_redemption_gain_nothing,
    a_mint_and_a_withdrawal_gain_nothing,
    leaving_and_entering_again_gains_nothing,
    somebody_else_needs_an_allowance_and_uses_it_up,
    nobody_pays_in_what_they_have_not,
    nothing_goes_in_or_out_for_nothing,
)
