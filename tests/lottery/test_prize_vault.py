"""The prize vault as a vault: ERC-4626 over both kinds of source, tickets, terms, and bad input.

The properties of the lottery itself are in tests/invariants.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lottery.scene import (
    BUFFER,
    PERIOD,
    UNLIMITED,
    Scene,
    deploy,
    shared_chain,
)
from pydemo import Chain, errors
from pydemo.chain.address import canonical
from pydemo.contract.permit import sign_permit
from pydemo.units import days, ether

ZERO = "0x" + "00" * 20


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.fixture(params=["plain", "pool"])
def scene(chain: Chain, request: pytest.FixtureRequest) -> Scene:
    return deploy(chain, source=request.param)


def let_it_earn(scene: Scene) -> None:
    """Interest, or what stands for it."""
    if scene.source.contract_name == "OpenZeppelinVault":
        scene.earn(ether(1))
    scene.wait(PERIOD)


class TestVault:
    """What it promises beyond ERC-4626, which tests/lending/test_erc4626.py asks of it."""

    def test_tickets_are_one_to_one_with_what_was_paid_in(self, scene: Scene) -> None:
        vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
        before = asset.balanceOf(alice)
        assert vault.previewDeposit(ether(5)) == ether(5) == vault.previewMint(ether(5))
        receipt = vault.deposit(ether(5), bob, sender=alice)
        assert [e.name for e in receipt.events if e.address == vault.address] == [
            "PlaceTaken",
            "Transfer",
            "Deposit",
        ]
        vault.mint(ether(3), bob, sender=alice)
        assert asset.balanceOf(alice) == before - ether(8)
        assert vault.balanceOf(bob) == ether(8) == vault.totalSupply()
        let_it_earn(scene)
        assert vault.convertToAssets(ether(8)) == ether(8) == vault.convertToShares(ether(8))
        assert vault.totalAssets() == scene.worth > ether(8)

    def test_all_comes_back_at_any_time(self, scene: Scene) -> None:
        vault, asset, (alice, *_) = scene.vault, scene.asset, scene.people
        before = asset.balanceOf(alice)
        vault.deposit(ether(5), alice, sender=alice)
        let_it_earn(scene)
        vault.withdraw(ether(2), alice, alice, sender=alice)
        vault.closeDraw(sender=alice)
        assert vault.closedDraw().drawId == 1, "the draw awaits its number"
        assert vault.maxRedeem(alice) == ether(3) == vault.maxWithdraw(alice)
        vault.redeem(ether(3), alice, alice, sender=alice)
        assert asset.balanceOf(alice) == before
        assert vault.totalSupply() == 0

    @pytest.mark.parametrize("assets", [1, 2, 3, 10**6 + 1, ether(7) // 3])
    def test_a_round_trip_gives_back_what_went_in_and_no_more(
        self, scene: Scene, assets: int
    ) -> None:
        vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
        vault.deposit(ether(11) // 7, bob, sender=bob)
        let_it_earn(scene)
        before = asset.balanceOf(alice)
        for enter, leave in (("deposit", "redeem"), ("mint", "withdraw"), ("deposit", "withdraw")):
            vault[enter](assets, alice, sender=alice)
            vault[leave](assets, alice, alice, sender=alice)
            assert asset.balanceOf(alice) == before
            assert vault.balanceOf(alice) == 0

    def test_more_than_one_has_is_refused(self, scene: Scene) -> None:
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(ether(5), alice, sender=alice)
        vault.deposit(ether(5), bob, sender=bob)
        for leave in ("withdraw", "redeem"):
            with errors.reverts("ERC20InsufficientBalance", alice, ether(5), ether(5) + 1):
                vault[leave](ether(5) + 1, alice, alice, sender=alice)

    def test_nothing_is_refused(self, scene: Scene) -> None:
        vault, alice = scene.vault, scene.people[0]
        for call, arguments in (
            ("deposit", (0, alice)),
            ("mint", (0, alice)),
            ("withdraw", (0, alice, alice)),
            ("redeem", (0, alice, alice)),
            ("sponsor", (0,)),
        ):
            with errors.reverts("ERC4626NothingForIt"):
                vault[call](*arguments, sender=alice)

    def test_the_zero_address_gets_nothing(self, scene: Scene) -> None:
        vault, alice = scene.vault, scene.people[0]
        with errors.reverts("ERC20InvalidReceiver", ZERO):
            vault.deposit(5, ZERO, sender=alice)
        with errors.reverts("ERC20InvalidReceiver", ZERO):
            vault.transfer(ZERO, 0, sender=alice)

    def test_maxima_are_true(self, scene: Scene) -> None:
        vault, (alice, bob, *_) = scene.vault, scene.people
        assert vault.maxRedeem(alice) == 0 == vault.maxWithdraw(alice)
        most = min(vault.maxDeposit(alice), scene.asset.balanceOf(alice))
        assert vault.maxDeposit(alice) == vault.maxMint(alice) <= 2**95
        vault.deposit(most, alice, sender=alice)
        vault.redeem(vault.maxRedeem(alice), bob, alice, sender=alice)
        assert vault.balanceOf(alice) == 0

    def test_without_a_surplus_no_deposit_is_promised(self, chain: Chain) -> None:
        scene = deploy(chain, seed=0)
        assert scene.vault.maxDeposit(scene.people[0]) == 0
        assert deploy(chain).vault.maxDeposit(scene.people[0]) == 2**95

    def test_what_the_source_has_lent_out_can_wait(self, chain: Chain) -> None:
        scene = deploy(chain, source="pool")
        vault, pool, (alice, *_), owner = scene.vault, scene.source, scene.people, scene.owner
        vault.deposit(ether(500_000), alice, sender=alice)
        pool.withdraw(ether(400_000), owner, owner, sender=owner)
        cash = pool.cash()
        assert cash == ether(300_000) + BUFFER
        assert vault.maxWithdraw(alice) == cash == vault.maxRedeem(alice)
        with errors.reverts("ERC4626ExceededMaxWithdraw", vault, cash + 1, cash):
            vault.withdraw(cash + 1, alice, alice, sender=alice)
        vault.withdraw(cash, alice, alice, sender=alice)
        assert vault.balanceOf(alice) == ether(500_000) - cash

    def test_after_a_loss_previews_and_maxima_are_true(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
        vault.deposit(ether(6) + 1, alice, sender=alice)
        vault.deposit(ether(4) + 3, bob, sender=bob)
        scene.source.lose(ether(3) + 7, sender=scene.owner)
        for assets in (1, 2, 12_345, ether(1), vault.maxWithdraw(alice)):
            with chain.anchor():
                before = asset.balanceOf(alice), vault.balanceOf(alice)
                tickets = vault.previewWithdraw(assets)
                vault.withdraw(assets, alice, alice, sender=alice)
                assert asset.balanceOf(alice) == before[0] + assets
                assert vault.balanceOf(alice) == before[1] - tickets
        for tickets in (2, 12_345, ether(1), vault.maxRedeem(alice)):
            with chain.anchor():
                before = asset.balanceOf(alice), vault.balanceOf(alice)
                assets = vault.previewRedeem(tickets)
                vault.redeem(tickets, alice, alice, sender=alice)
                assert asset.balanceOf(alice) == before[0] + assets
        with errors.reverts("ERC4626NothingForIt"):
            vault.redeem(1, alice, alice, sender=alice)
        assert vault.convertToAssets(ether(10)) < ether(7) + BUFFER
        assert vault.convertToShares(ether(7)) > ether(10) - 2 * BUFFER

    def test_when_all_is_lost_nothing_is_promised_and_nothing_breaks(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, alice = scene.vault, scene.people[0]
        vault.deposit(ether(6), alice, sender=alice)
        scene.source.lose(scene.source.totalAssets(), sender=scene.owner)
        assert vault.maxRedeem(alice) == 0 == vault.maxWithdraw(alice) == vault.maxDeposit(alice)
        assert vault.convertToAssets(ether(1)) == 0 == vault.convertToShares(ether(1))
        with errors.reverts("ERC4626NothingForIt"):
            vault.redeem(ether(1), alice, alice, sender=alice)
        vault.transfer(scene.people[1], ether(1), sender=alice)
        scene.close()
        assert vault.closedDraw().drawId == 0


class TestTickets:
    def test_a_transfer_takes_its_weight_along_from_now_on(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(ether(10), alice, sender=alice)
        came = chain.time
        chain.advance(1_000)
        vault.transfer(bob, ether(4), sender=alice)
        moved = chain.time
        scene.wait(500)
        now = chain.time
        assert vault.weightOf(alice) == ether(10) * (moved - came) + ether(6) * (now - moved)
        assert vault.weightOf(bob) == ether(4) * (now - moved)

    def test_more_than_one_has_cannot_be_moved(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(5, alice, sender=alice)
        with errors.reverts("ERC20InsufficientBalance", alice, 5, 6):
            vault.transfer(bob, 6, sender=alice)
        with errors.reverts("ERC20InsufficientAllowance", bob, 0, 5):
            vault.transferFrom(alice, bob, 5, sender=bob)

    def test_tickets_have_permits_of_their_own(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(5, alice, sender=alice)
        vault.permit(*sign_permit(vault, chain, owner=alice, spender=bob, value=5), sender=bob)
        vault.transferFrom(alice, bob, 5, sender=bob)
        assert vault.balanceOf(bob) == 5
        assert (vault.name(), vault.symbol(), vault.decimals()) == (
            "Prize ticket Demo Token",
            "pDEMO",
            18,
        )


class TestPermits:
    def test_a_deposit_by_signature_needs_no_allowance_before(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
        asset.approve(vault, 0, sender=alice)
        permit = sign_permit(asset, chain, owner=alice, spender=vault, value=ether(5))
        vault.depositWithPermit(ether(5), bob, *permit[3:], sender=alice)
        assert vault.balanceOf(bob) == ether(5)
        assert asset.allowance(alice, vault) == 0

    def test_a_wrong_or_expired_signature_says_so(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
        asset.approve(vault, 0, sender=alice)
        late = sign_permit(asset, chain, owner=alice, spender=vault, value=5, deadline=1)
        with errors.reverts("ERC2612ExpiredSignature", 1):
            vault.depositWithPermit(5, alice, *late[3:], sender=alice)
        others = sign_permit(asset, chain, owner=bob, spender=vault, value=5)
        with errors.reverts("ERC2612InvalidSigner"):
            vault.depositWithPermit(5, alice, *others[3:], sender=alice)

    def test_a_token_without_permits_is_asked_for_its_allowance(self, chain: Chain) -> None:
        scene = deploy(chain, token="SimpleToken")
        vault, asset, (alice, *_) = scene.vault, scene.asset, scene.people
        nothing = (0, 27, b"\0" * 32, b"\0" * 32)
        vault.depositWithPermit(5, alice, *nothing, sender=alice)
        assert vault.balanceOf(alice) == 5
        asset.approve(vault, 0, sender=alice)
        with pytest.raises(errors.ContractError):
            vault.depositWithPermit(5, alice, *nothing, sender=alice)


class TestDraws:
    def test_a_draw_cannot_be_closed_early(self, chain: Chain) -> None:
        scene = deploy(chain)
        ends_at = scene.vault.openDraw().endsAt
        chain.advance(ends_at - 2 - chain.time)
        with errors.reverts("DrawStillOpen", 1, ends_at):
            scene.vault.closeDraw(sender=scene.people[0])
        scene.vault.closeDraw(sender=scene.people[0])
        assert scene.vault.openDraw().drawId == 2

    def test_without_savers_or_yield_it_rolls_over(self, chain: Chain) -> None:
        scene = deploy(chain)
        vault, alice = scene.vault, scene.people[0]
        (event,) = scene.close().events[-1:]
        assert (event.name, dict(event.args)) == ("DrawRolledOver", {"drawId": 1, "weight": 0})
        vault.sponsor(ether(1), sender=alice)
        scene.earn(ether(1))
        prize = vault.prizeSoFar()
        assert scene.close().events[-1].name == "DrawRolledOver", "sponsors alone have no odds"
        vault.setSponsor(False, sender=alice)
        scene.close()
        assert vault.closedDraw().prize == prize > 0
        scene.award()
        assert scene.close().events[-1].name == "DrawRolledOver", "nothing was earned"

    def test_with_the_lending_pool_the_prize_is_the_interest(self, chain: Chain) -> None:
        scene = deploy(chain, source="pool")
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(ether(100_000), alice, sender=alice)
        vault.deposit(ether(50_000), bob, sender=bob)
        let_it_earn(scene)
        surplus = scene.surplus
        vault.closeDraw(sender=alice)
        draw = vault.closedDraw()
        assert ether(10) < surplus - BUFFER - 1 <= draw.prize
        before = vault.totalSupply()
        receipt = scene.award()
        (event,) = [e for e in receipt.events if e.name == "PrizeAwarded"]
        assert event.args["prize"] == draw.prize
        assert vault.totalSupply() == before + draw.prize
        for person in (alice, bob):
            vault.redeem(vault.balanceOf(person), person, person, sender=person)
        assert vault.totalSupply() == 0

    def test_a_draw_by_commit_and_reveal_from_end_to_end(self, chain: Chain) -> None:
        scene = deploy(chain)
        alice, bob = scene.people[:2]
        rng = chain.deploy("CommitRevealRng", ether(1), 600, 600, 2, sender=alice)
        terms = (PERIOD, 1, 0, canonical(alice))
        vault = chain.deploy("PrizeVault", scene.asset, scene.source, rng, terms, sender=alice)
        scene.asset.approve(scene.source, 10**6, sender=alice)
        scene.source.deposit(10**6, vault, sender=alice)
        scene.asset.approve(vault, UNLIMITED, sender=bob)
        vault.deposit(ether(3), bob, sender=bob)
        scene.earn(ether(1))
        chain.advance(PERIOD)
        vault.closeDraw(sender=bob)
        request = vault.closedDraw().requestId
        for person in (alice, bob):
            hidden = rng.commitmentOf(request, person, b"\x05" * 32)
            rng.commit(request, hidden, sender=person, value=ether(1))
        chain.advance(600)
        rng.reveal(request, b"\x05" * 32, sender=alice)
        with errors.reverts("RandomnessNotReady", request):
            vault.awardDraw(sender=bob)
        rng.reveal(request, b"\x05" * 32, sender=bob)
        vault.awardDraw(sender=bob)
        assert vault.balanceOf(bob) > ether(3)

    def test_a_draw_by_a_future_block_from_end_to_end(self, chain: Chain) -> None:
        scene = deploy(chain)
        alice = scene.people[0]
        rng = chain.deploy("FutureBlockRng", sender=alice)
        terms = (PERIOD, 1, 0, canonical(alice))
        vault = chain.deploy("PrizeVault", scene.asset, scene.source, rng, terms, sender=alice)
        scene.asset.approve(scene.source, 10**6, sender=alice)
        scene.source.deposit(10**6, vault, sender=alice)
        scene.asset.approve(vault, UNLIMITED, sender=alice)
        vault.deposit(ether(3), alice, sender=alice)
        scene.earn(ether(1))
        chain.advance(PERIOD)
        vault.closeDraw(sender=alice)
        block = vault.closedDraw().requestId
        assert block == chain.block_number + 5
        with errors.reverts("RandomnessNotReady", block):
            vault.awardDraw(sender=alice)
        chain.mine(block - chain.block_number)
        vault.awardDraw(sender=alice)
        assert vault.balanceOf(alice) > ether(3)


class TestTerms:
    def test_a_source_of_another_token_is_refused(self, chain: Chain) -> None:
        scene = deploy(chain)
        other = chain.deploy("SimpleToken", sender=scene.owner)
        terms = (PERIOD, 1, 0, canonical(scene.owner))
        with errors.reverts("AssetMismatch", other, scene.asset):
            chain.deploy("PrizeVault", other, scene.source, scene.rng, terms, sender=scene.owner)

    def test_a_source_of_randomness_without_code_is_refused(self, chain: Chain) -> None:
        scene = deploy(chain)
        terms = (PERIOD, 1, 0, canonical(scene.owner))
        nobody = "0x" + "11" * 20
        with errors.reverts("NotAContract", nobody):
            chain.deploy("PrizeVault", scene.asset, scene.source, nobody, terms, sender=scene.owner)

    @pytest.mark.parametrize(
        ("terms", "error"),
        [
            ((3_599, 1, 0, "0x" + "11" * 20), "InvalidDrawPeriod"),
            ((days(90) + 1, 1, 0, "0x" + "11" * 20), "InvalidDrawPeriod"),
            ((PERIOD, 0, 0, "0x" + "11" * 20), "InvalidWinners"),
            ((PERIOD, 17, 0, "0x" + "11" * 20), "InvalidWinners"),
            ((PERIOD, 1, 2_001, "0x" + "11" * 20), "ReserveTooHigh"),
            ((PERIOD, 1, 0, ZERO), "InvalidOwner"),
        ],
    )
    def test_terms_out_of_bounds_are_refused(
        self, chain: Chain, terms: tuple[int, int, int, str], error: str
    ) -> None:
        scene = deploy(chain)
        with errors.reverts(error):
            chain.deploy(
                "PrizeVault", scene.asset, scene.source, scene.rng, terms, sender=scene.owner
            )

    @pytest.mark.parametrize("token", ["SimpleToken", "SilentToken", "FalseToken"])
    def test_tokens_that_say_nothing_or_no_are_understood(self, chain: Chain, token: str) -> None:
        scene = deploy(chain, token=token)
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(1_000, alice, sender=alice)
        vault.redeem(1_000, alice, alice, sender=alice)
        too_much = scene.asset.balanceOf(bob) + 1
        with pytest.raises(errors.ContractError) as caught:
            vault.deposit(too_much, bob, sender=bob)
        assert caught.value.name == ("TransferFailed" if token == "FalseToken" else "Panic")

    def test_a_token_that_shrinks_is_a_loss_like_any_other(self, chain: Chain) -> None:
        scene = deploy(chain, token="ShrinkingToken")
        vault, (alice, bob, *_) = scene.vault, scene.people
        vault.deposit(10**9, alice, sender=alice)
        vault.deposit(10**9, bob, sender=bob)
        scene.asset.shrink(scene.source, 10**9, sender=bob)
        assert abs(vault.maxWithdraw(alice) - 10**9 // 2) <= BUFFER
        with errors.reverts("SourceBelowPrincipal"):
            vault.deposit(1, alice, sender=alice)
