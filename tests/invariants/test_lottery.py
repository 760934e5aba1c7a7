"""The twelve properties of the prize vault: see README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from lottery.scene import BUFFER, PERIOD, Scene, deploy, shared_chain
from lottery.vault_machine import Vaults
from rounds import bounds, run_until_seen, unseen

from pydemo import Chain, errors
from pydemo.contract.permit import sign_permit
from pydemo.units import days, ether

ZERO = "0x" + "00" * 20
RNG_STATES = ("Waiting", "Complete", "Failed", "Reverting", "Silent", "Costly")
KINDS = (
    "deposit",
    "withdraw",
    "redeem",
    "transfer",
    "sponsor",
    "setSponsor",
    "earn",
    "closeDraw",
    "awardDraw",
    "failDraw",
    "rolled over",
    "lose",
    "lose surplus",
    "award refused",
    "award reduced",
)


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.fixture
def scene(chain: Chain) -> Scene:
    return deploy(chain)


@pytest.mark.parametrize(("winners", "reserve", "examples"), [(1, 0, 20), (3, 1_000, 10)])
def test_all_of_them_whatever_happens(
    chain: Chain, winners: int, reserve: int, examples: int
) -> None:
    scene = deploy(chain, winners=winners, reserve=reserve)
    tally: Counter[str] = Counter()
    limits = bounds(examples=8 if chain.engine_name == "py-evm" else examples, steps=30)

    class TheseVaults(Vaults):
        def __init__(self) -> None:
            super().__init__(scene, tally)

    run_until_seen(TheseVaults, lambda: unseen(tally, KINDS), limits)


# --- 1: solvency to the unit ----------------------------------------------------------------------


def test_1_a_deposit_that_would_lose_by_rounding_is_refused(chain: Chain) -> None:
    """C4 2023-07 M-22: each deposit into a vault that rounds takes a unit from the others."""
    scene = deploy(chain, seed=0)
    alice, bob, source = scene.people[0], scene.people[1], scene.source
    scene.asset.approve(source, 10**6, sender=bob)
    source.deposit(1_000, bob, sender=bob)
    scene.earn(501)  # a share is worth 1.5 now
    with errors.reverts("SourceBelowPrincipal", 99, 100):
        scene.vault.deposit(100, alice, sender=alice)
    source.deposit(10, scene.vault, sender=bob)
    scene.vault.deposit(100, alice, sender=alice)
    scene.vault.redeem(100, alice, alice, sender=alice)
    assert scene.vault.totalSupply() == 0


def test_1_leaving_in_small_pieces_takes_nothing_from_those_who_stay(chain: Chain) -> None:
    scene = deploy(chain, seed=0)
    alice, bob, source = scene.people[0], scene.people[1], scene.source
    scene.asset.approve(source, 10**6, sender=bob)
    source.deposit(1_000, bob, sender=bob)
    scene.earn(501)
    source.deposit(4, scene.vault, sender=bob)
    scene.vault.deposit(1_000, alice, sender=alice)
    scene.vault.deposit(1_000, bob, sender=bob)
    for _ in range(150):
        scene.vault.withdraw(1, alice, alice, sender=alice)
        assert scene.surplus >= 0
    assert scene.vault.previewRedeem(1_000) >= 999


def test_1_a_surplus_too_small_for_a_rounding_is_not_paid_to_who_leaves(chain: Chain) -> None:
    """Ten tickets and twelve shares: a part of the shares by tickets would be worth more."""
    scene = deploy(chain, seed=2)
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(10, alice, sender=alice)
    assert vault.previewWithdraw(10) == 10
    with errors.reverts("ERC20InsufficientBalance", alice, 10, 11):
        vault.withdraw(11, alice, alice, sender=alice)
    vault.withdraw(10, alice, alice, sender=alice)
    assert vault.balanceOf(alice) == 0
    assert scene.surplus == 2


def test_1_a_source_that_takes_a_fee_cannot_burn_the_prize(chain: Chain) -> None:
    scene = deploy(chain, source="fee")
    vault, alice = scene.vault, scene.people[0]
    scene.earn(10**6)
    surplus = scene.surplus
    assert vault.maxDeposit(alice) == 0 == vault.maxMint(alice)
    with errors.reverts("SourceKeepsTooMuch") as caught:
        vault.deposit(10**6, alice, sender=alice)
    assert caught.error is not None
    assert caught.error.operands[0] == 10**6
    assert abs(caught.error.operands[1] - 990_000) < 2 * surplus // BUFFER
    assert scene.surplus == surplus


# --- 2: losses ------------------------------------------------------------------------------------


def test_2_after_a_loss_each_gets_their_part_and_all_comes_back_with_the_money(
    scene: Scene,
) -> None:
    """C4 2023-07 M-18: whoever leaves first must not leave the loss to the others."""
    vault, (alice, bob, carol, *_) = scene.vault, scene.people
    vault.deposit(ether(60), alice, sender=alice)
    vault.deposit(ether(40), bob, sender=bob)
    scene.source.lose(ether(50), sender=scene.owner)
    assert vault.maxDeposit(carol) == 0
    with errors.reverts("SourceBelowPrincipal"):
        vault.deposit(ether(1), carol, sender=carol)
    before = scene.asset.balanceOf(alice)
    vault.redeem(ether(30), alice, alice, sender=alice)
    assert abs(scene.asset.balanceOf(alice) - before - ether(15)) <= BUFFER
    assert abs(vault.maxWithdraw(bob) - ether(20)) <= BUFFER, "bob's part is what it was"
    scene.earn(ether(35) + BUFFER)
    assert vault.maxWithdraw(alice) == ether(30)
    assert vault.maxWithdraw(bob) == ether(40)
    vault.deposit(ether(1), carol, sender=carol)


def test_2_awards_wait_until_savers_are_whole(scene: Scene) -> None:
    alice = scene.people[0]
    scene.vault.deposit(ether(60), alice, sender=alice)
    scene.earn(ether(3))
    scene.close()
    scene.source.lose(ether(30), sender=scene.owner)
    with errors.reverts("SourceBelowPrincipal"):
        scene.award()
    scene.earn(ether(30))
    scene.vault.awardDraw(sender=scene.owner)
    assert scene.vault.balanceOf(alice) > ether(62)


def closed_with_a_loss(chain: Chain, surplus: int, **terms: Any) -> tuple[Scene, int, int]:
    """A closed draw with its number, of which a loss has left so much, and what was promised."""
    scene = deploy(chain, **terms)
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(60), alice, sender=alice)
    scene.earn(ether(3))
    scene.close()
    scene.rng.set(1, 7, sender=scene.owner)
    scene.source.lose(scene.surplus - surplus, sender=scene.owner)
    # The source keeps a part for a share that nobody has: what is missing for it comes back.
    while scene.surplus < surplus:
        scene.earn(1)
    while scene.surplus > surplus:
        scene.source.lose(1, sender=scene.owner)
    return scene, vault.closedDraw().prize, vault.closedDraw().reserve


@pytest.mark.parametrize("surplus", [0, 1, 2, 1_000, ether(1)])
def test_2_a_loss_that_savers_do_not_bear_makes_the_prize_smaller(
    chain: Chain, surplus: int
) -> None:
    """The draw is over, to the last unit and never beyond, so that there is a next one."""
    scene, prize, reserve = closed_with_a_loss(chain, surplus, winners=3, reserve=1_000)
    vault, alice = scene.vault, scene.people[0]
    events = vault.awardDraw(sender=scene.owner).events
    reductions = [event.args for event in events if event.name == "PrizeReduced"]
    assert len(reductions) == 1
    reduced = reductions[0]
    promised = prize + reserve
    assert reduced["prize"] == prize * surplus // promised
    assert reduced["reserve"] == reserve * surplus // promised == vault.balanceOf(scene.owner)
    paid = [event.args["prize"] for event in events if event.name == "PrizeAwarded"]
    assert paid == [reduced["prize"] // 3] * 3
    assert vault.balanceOf(alice) == ether(60) + sum(paid)
    assert 0 <= scene.surplus <= 4, "what cannot be shared out"
    scene.earn(ether(1))
    scene.close()
    assert vault.closedDraw().drawId == 2


def test_2_a_single_unit_less_than_is_owed_stops_an_award(chain: Chain) -> None:
    scene, *_ = closed_with_a_loss(chain, -1)
    with errors.reverts("SourceBelowPrincipal", ether(60) - 1, ether(60)):
        scene.vault.awardDraw(sender=scene.owner)
    with errors.reverts("DrawNotFailed"):
        scene.vault.failDraw(sender=scene.owner)
    scene.earn(2)
    scene.vault.awardDraw(sender=scene.owner)


@pytest.mark.parametrize("missing", [0, 1])
def test_2_what_is_there_to_the_unit_is_paid_as_it_was_fixed(chain: Chain, missing: int) -> None:
    scene, prize, _ = closed_with_a_loss(chain, 0)
    scene.earn(prize - missing)
    while scene.surplus < prize - missing:
        scene.earn(1)
    names = [event.name for event in scene.vault.awardDraw(sender=scene.owner).events]
    assert names.count("PrizeReduced") == missing
    assert scene.vault.balanceOf(scene.people[0]) == ether(60) + prize - missing
    assert scene.surplus == 0


# --- 3: donations ---------------------------------------------------------------------------------


def test_3_a_donation_only_makes_the_prize_larger(scene: Scene) -> None:
    vault, (alice, bob, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    prize, ticket = vault.prizeSoFar(), vault.convertToAssets(ether(1))
    scene.asset.transfer(vault, ether(2), sender=bob)
    scene.asset.approve(scene.source, ether(1), sender=bob)
    scene.source.deposit(ether(1), vault, sender=bob)
    assert vault.convertToAssets(ether(1)) == ticket == vault.convertToShares(ether(1))
    assert vault.balanceOf(bob) == 0
    vault.deposit(7, bob, sender=bob)
    assert vault.balanceOf(bob) == 7, "tickets stay one to one, however large a donation is"
    scene.close()
    assert abs(vault.closedDraw().prize - prize - ether(3)) <= 2 * BUFFER


def test_3_a_donation_that_the_source_refuses_holds_no_draw_up(chain: Chain) -> None:
    scene = deploy(chain, source="shutting")
    alice = scene.people[0]
    scene.vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.source.shut(sender=alice)
    assert scene.vault.maxDeposit(alice) == 0
    scene.asset.transfer(scene.vault, 1, sender=scene.owner)
    scene.close()
    assert scene.vault.closedDraw().drawId == 1
    assert scene.asset.balanceOf(scene.vault) == 1, "it waits"


# --- 4: last minute -------------------------------------------------------------------------------


def test_4_a_deposit_in_the_last_minute_counts_for_a_minute(scene: Scene) -> None:
    """V3, C4 2021-06 H-04: a whale came for the draw and left after it."""
    vault, (alice, whale, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    came = scene.chain.time
    scene.chain.advance(PERIOD - 61)
    vault.deposit(ether(10_000), whale, sender=whale)
    late = scene.chain.time
    scene.earn(ether(1))
    scene.chain.advance(60)
    vault.closeDraw(sender=scene.owner)
    closed = scene.chain.time
    assert vault.closedWeightOf(whale) == ether(10_000) * (closed - late)
    assert vault.closedWeightOf(alice) == ether(10) * (closed - came)


def test_4_a_deposit_after_the_close_has_no_odds_in_it(scene: Scene) -> None:
    vault, (alice, whale, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    weight, prize = vault.closedDraw().weight, vault.closedDraw().prize
    vault.deposit(ether(10_000), whale, sender=whale)
    scene.wait(days(3))
    scene.earn(ether(5))
    assert (vault.closedDraw().weight, vault.closedDraw().prize) == (weight, prize)
    assert vault.closedWeightOf(whale) == 0
    scene.award()
    assert vault.balanceOf(alice) == ether(10) + prize


# --- 5, 6: randomness -----------------------------------------------------------------------------


def test_5_the_winner_follows_from_the_number_and_nothing_later(scene: Scene) -> None:
    vault, people = scene.vault, scene.people
    for index, person in enumerate(people):
        vault.deposit(ether(index + 1), person, sender=person)
    scene.earn(ether(1))
    scene.close()
    draw = vault.closedDraw()
    for number in (0, 1, 2**255, 2**256 - 1):
        point = scene.point(number, draw.drawId, 0, draw.weight)
        picked = vault.accountAtPoint(point)
        with scene.chain.anchor():
            for person in people[:3]:
                vault.redeem(vault.balanceOf(person), person, person, sender=person)
            vault.transfer(people[5], ether(4), sender=people[3])
            (event,) = [e for e in scene.award(number).events if e.name == "PrizeAwarded"]
            assert event.args["winner"] == picked
            assert event.args["point"] == point


def test_5_there_is_no_award_before_the_number(scene: Scene) -> None:
    alice = scene.people[0]
    scene.vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    with errors.reverts("NoDrawPending"):
        scene.vault.awardDraw(sender=alice)
    scene.close()
    with errors.reverts("RandomnessNotReady", 1):
        scene.vault.awardDraw(sender=alice)


def test_6_a_failed_draw_rolls_over_and_never_traps_principal(scene: Scene) -> None:
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    prize = vault.closedDraw().prize
    vault.redeem(ether(10), alice, alice, sender=alice)
    vault.deposit(ether(10), alice, sender=alice)
    with errors.reverts("DrawNotFailed", 1, 1):
        vault.failDraw(sender=alice)
    scene.rng.fail(1, sender=scene.owner)
    with errors.reverts("RandomnessFailed", 1):
        vault.awardDraw(sender=alice)
    vault.failDraw(sender=alice)
    assert vault.closedDraw().drawId == 0
    scene.close()
    assert vault.closedDraw().prize == prize


def test_6_after_a_week_of_silence_anybody_gives_a_draw_up(scene: Scene) -> None:
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    scene.chain.advance(days(7) - 2)
    with errors.reverts("DrawNotFailed", 1, 1):
        vault.failDraw(sender=alice)
    scene.chain.advance(1)
    vault.failDraw(sender=alice)
    scene.rng.set(1, 5, sender=scene.owner)
    with errors.reverts("NoDrawPending"):
        vault.awardDraw(sender=alice)


def test_6_a_number_that_is_known_cannot_be_drawn_again(scene: Scene) -> None:
    """Sherlock 2024-05 M-2, M-3, M-16: the loser of a draw must not get another one."""
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    scene.rng.set(1, 5, sender=scene.owner)
    scene.wait(days(100))
    with errors.reverts("DrawNotFailed", 1, 1):
        vault.failDraw(sender=alice)
    with errors.reverts("DrawStillPending", 1):
        vault.closeDraw(sender=alice)
    vault.awardDraw(sender=alice)


def deploy_fragile(chain: Chain) -> Scene:
    """A closed draw whose source of randomness may break."""
    scene = deploy(chain, rng="FragileRng")
    alice = scene.people[0]
    scene.vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    return scene


@pytest.mark.parametrize("how", ["Reverting", "Silent"])
def test_6_a_source_of_randomness_that_breaks_holds_no_draw_up_for_good(
    chain: Chain, how: str
) -> None:
    scene = deploy_fragile(chain)
    vault, alice = scene.vault, scene.people[0]
    scene.rng.become(RNG_STATES.index(how), sender=alice)
    with errors.reverts("DrawNotFailed", 1, 1):
        vault.failDraw(sender=alice)
    scene.wait(days(7))
    vault.failDraw(sender=alice)
    scene.close()
    assert vault.closedDraw().drawId == 2


def test_6_a_known_number_cannot_be_silenced_by_giving_too_little_gas(chain: Chain) -> None:
    scene = deploy_fragile(chain)
    vault, alice = scene.vault, scene.people[0]
    scene.rng.become(RNG_STATES.index("Costly"), sender=alice)
    scene.wait(days(7))
    for gas in range(60_000, 400_000, 2_000):
        with pytest.raises(errors.ContractError):
            vault.failDraw(sender=alice, gas=gas)
    with errors.reverts("TooLittleGas"):
        vault.failDraw(sender=alice, gas=300_000)
    with errors.reverts("DrawNotFailed", 1, 1):
        vault.failDraw(sender=alice, gas=1_000_000)


# --- 7, 8: sums -----------------------------------------------------------------------------------


def test_7_weights_add_up_with_transfers_to_oneself_and_sponsors(scene: Scene) -> None:
    """C4 2023-07 M-05."""
    vault, (alice, bob, carol, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    vault.sponsor(ether(20), sender=bob)
    scene.chain.advance(1_000)
    vault.transfer(alice, ether(10), sender=alice)
    vault.transfer(carol, ether(5), sender=bob)
    vault.transfer(bob, ether(3), sender=alice)
    scene.wait(1_000)
    weights = [vault.weightOf(person) for person in scene.people]
    assert vault.totalWeight() == sum(weights)
    assert vault.weightOf(bob) == 0
    assert vault.balanceOf(bob) == ether(18)
    assert vault.totalSupply() == ether(30)


def test_8_a_prize_is_paid_once_and_never_more_than_was_earned(scene: Scene) -> None:
    """Sherlock 2024-05 M-11, H-3; C4 2023-07 H-08."""
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    prize = vault.closedDraw().prize
    assert prize <= ether(1)
    scene.award()
    assert vault.balanceOf(alice) == ether(10) + prize
    with errors.reverts("NoDrawPending"):
        vault.awardDraw(sender=alice)
    scene.close()  # nothing was earned since
    assert vault.closedDraw().drawId == 0
    assert scene.surplus >= BUFFER


def test_8_what_a_closed_draw_pays_is_not_promised_by_the_open_one_too(scene: Scene) -> None:
    vault, alice = scene.vault, scene.people[0]
    vault.setReserveRate(1_000, sender=scene.owner)
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    earned = vault.prizeSoFar()
    scene.close()
    assert vault.closedDraw().prize + vault.closedDraw().reserve == earned
    assert vault.prizeSoFar() == 0
    scene.earn(ether(2))
    assert abs(vault.prizeSoFar() - ether(2)) <= 1
    with scene.chain.anchor():
        scene.award()
        assert abs(vault.prizeSoFar() - ether(2)) <= 1, "paid, it is not there any more"
    scene.rng.fail(1, sender=scene.owner)
    vault.failDraw(sender=alice)
    assert abs(vault.prizeSoFar() - ether(2) - earned) <= 1, "given up, it is there again"


@pytest.mark.parametrize("winners", [2, 3, 16])
def test_8_several_winners_and_the_reserve_share_what_was_earned(
    chain: Chain, winners: int
) -> None:
    scene = deploy(chain, winners=winners, reserve=1_000)
    vault, owner = scene.vault, scene.owner
    for person in scene.people:
        vault.deposit(ether(10), person, sender=person)
    scene.earn(ether(1) + 1)
    scene.close()
    draw = vault.closedDraw()
    before = vault.totalSupply()
    receipt = scene.award(99)
    paid = [event.args for event in receipt.events if event.name == "PrizeAwarded"]
    assert len(paid) == winners
    assert {args["prize"] for args in paid} == {draw.prize // winners}
    points = [scene.point(99, draw.drawId, index, draw.weight) for index in range(winners)]
    assert [args["point"] for args in paid] == points
    assert vault.balanceOf(owner) == draw.reserve == (draw.prize + draw.reserve) // 10
    assert vault.isSponsor(owner), "a reserve has no odds where it arrives"
    assert vault.totalSupply() == before + draw.prize // winners * winners + draw.reserve
    assert scene.surplus >= BUFFER


# --- 9, 11: who may do what -----------------------------------------------------------------------


def test_9_only_the_owner_changes_terms_and_only_within_limits(scene: Scene) -> None:
    """C4 2023-07 H-04, 2023-08 H-02."""
    vault, owner, alice, bob = scene.vault, scene.owner, *scene.people[:2]
    calls = (("setWinners", 2), ("setReserveRate", 1), ("offerOwnership", alice))
    for function, argument in calls:
        with errors.reverts("NotOwner", alice, owner):
            vault[function](argument, sender=alice)
    for winners in (0, 17, 256, 2**200):
        with errors.reverts("InvalidWinners", winners, 16):
            vault.setWinners(winners, sender=owner)
    for rate in (2_001, 2**16, 2**200):
        with errors.reverts("ReserveTooHigh", rate, 2_000):
            vault.setReserveRate(rate, sender=owner)
    vault.offerOwnership(alice, sender=owner)
    with errors.reverts("NotNextOwner", bob, alice):
        vault.takeOwnership(sender=bob)
    vault.takeOwnership(sender=alice)
    vault.setWinners(16, sender=alice)
    vault.setReserveRate(2_000, sender=alice)
    assert (vault.owner(), vault.winners(), vault.reserveRate()) == (alice, 16, 2_000)
    with errors.reverts("NotNextOwner", bob, ZERO):
        vault.takeOwnership(sender=bob)


def test_9_a_closed_draw_is_awarded_on_the_terms_of_its_close(scene: Scene) -> None:
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    vault.setWinners(7, sender=scene.owner)
    vault.setReserveRate(2_000, sender=scene.owner)
    names = [event.name for event in scene.award().events]
    assert names.count("PrizeAwarded") == 1
    assert vault.balanceOf(scene.owner) == 0


def test_9_nothing_of_the_owners_touches_what_savers_have(scene: Scene) -> None:
    functions = {e["name"]: e for e in scene.vault.abi if e["type"] == "function"}
    changing = {
        n for n, e in functions.items() if e["stateMutability"] in ("nonpayable", "payable")
    }
    erc20 = {"transfer", "transferFrom", "approve", "permit"}
    erc4626 = {"deposit", "mint", "withdraw", "redeem", "depositWithPermit"}
    draws = {"closeDraw", "awardDraw", "failDraw", "sponsor", "setSponsor", "takeOwnership"}
    owners = {"setWinners", "setReserveRate", "offerOwnership"}
    assert changing == erc20 | erc4626 | draws | owners


def test_11_nobody_changes_whether_another_one_takes_part(scene: Scene) -> None:
    """C4 2023-07 H-05, H-06: sponsoring for somebody took their odds away."""
    vault, (alice, bob, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    vault.sponsor(ether(10), sender=bob)
    vault.transfer(alice, ether(5), sender=bob)
    vault.deposit(ether(1), alice, sender=bob)
    vault.deposit(ether(1), bob, sender=alice)
    assert not vault.isSponsor(alice)
    assert vault.isSponsor(bob)
    changed = [e for e in vault.setSponsor(False, sender=bob).events if e.name[0] == "S"]
    assert [dict(e.args) for e in changed] == [{"account": bob, "isSponsor": False}]
    assert not vault.isSponsor(bob)
    assert not vault.setSponsor(False, sender=bob).events


def test_11_whoever_sponsors_gives_up_all_of_their_own_odds_and_no_others(scene: Scene) -> None:
    vault, (alice, bob, *_) = scene.vault, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    vault.deposit(ether(10), bob, sender=bob)
    came = scene.chain.time
    scene.chain.advance(1_000)
    vault.sponsor(ether(5), sender=bob)
    left = scene.chain.time
    scene.wait(1_000)
    assert vault.weightOf(bob) == ether(10) * (left - came), "what was before stays"
    weight, now = vault.weightOf(alice), scene.chain.time
    vault.transfer(alice, ether(3), sender=bob)
    given = scene.chain.time
    vault.transfer(bob, ether(4), sender=alice)
    taken = scene.chain.time
    scene.wait(500)
    grown = ether(10) * (given - now) + ether(13) * (taken - given)
    assert vault.weightOf(alice) == weight + grown + ether(9) * (scene.chain.time - taken)
    vault.redeem(vault.balanceOf(bob), bob, bob, sender=bob)
    assert vault.weightOf(bob) == ether(10) * (left - came)
    assert vault.totalWeight() == vault.weightOf(alice) + vault.weightOf(bob)
    assert vault.isSponsor(bob), "also with nothing left"


def test_11_an_owner_takes_part_until_a_reserve_makes_a_sponsor_of_it(scene: Scene) -> None:
    vault, owner, alice = scene.vault, scene.owner, scene.people[0]
    scene.asset.approve(vault, ether(10), sender=owner)
    vault.deposit(ether(10), alice, sender=alice)
    vault.deposit(ether(10), owner, sender=owner)
    scene.earn(ether(1))
    scene.close()
    scene.award()
    assert not vault.isSponsor(owner), "there was no reserve"
    vault.setReserveRate(1_000, sender=owner)
    scene.earn(ether(1))
    scene.close()
    weight = vault.closedWeightOf(owner)
    scene.award()
    assert vault.isSponsor(owner)
    scene.earn(ether(1))
    scene.close()
    assert 0 < vault.closedWeightOf(owner) < weight // 100, "for the seconds until the award"
    vault.setSponsor(False, sender=owner)
    scene.wait(100)
    assert vault.weightOf(owner) > 0, "and again when it wants to"


def test_11_a_reserve_has_no_odds_where_it_arrives_and_may_be_sent_on(chain: Chain) -> None:
    """It is the owner's like any ticket: nothing keeps it from having odds elsewhere."""
    scene = deploy(chain, reserve=1_000)
    vault, owner, (alice, bob, *_) = scene.vault, scene.owner, scene.people
    vault.deposit(ether(10), alice, sender=alice)
    scene.earn(ether(1))
    scene.close()
    scene.award()
    scene.wait(100)
    assert vault.weightOf(owner) == 0 < vault.balanceOf(owner)
    vault.transfer(bob, vault.balanceOf(owner), sender=owner)
    scene.wait(100)
    assert vault.weightOf(bob) > 0


def test_12_a_tokens_fee_that_a_donation_happens_to_cover_is_refused_too(chain: Chain) -> None:
    scene = deploy(chain, token="FeeToken", seed=0)
    vault, (alice, bob, *_) = scene.vault, scene.people
    scene.asset.approve(scene.source, 10**6, sender=bob)
    scene.source.deposit(1_000, vault, sender=bob)
    scene.asset.transfer(vault, 1_000, sender=bob)
    surplus = scene.surplus
    with errors.reverts("SourceKeepsTooMuch", 1_000, 994):
        vault.deposit(1_000, alice, sender=alice)
    assert scene.surplus == surplus


# --- 10: reentrancy -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inner", ["closeDraw", "awardDraw", "failDraw", "deposit", "redeem", "sponsor"]
)
def test_10_a_token_that_calls_back_finds_the_door_shut(chain: Chain, inner: str) -> None:
    scene = deploy(chain, token="CallingToken")
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(10**9, alice, sender=alice)
    scene.wait()
    arguments = {"deposit": (5, alice), "redeem": (5, alice, alice), "sponsor": (5,)}
    data = vault[inner].data(*arguments.get(inner, ()))
    scene.asset.callNext(vault, data, sender=alice)
    with errors.reverts("ReentrantCall"):
        vault.deposit(10**9, alice, sender=alice)
    with errors.reverts("ReentrantCall"):
        vault.withdraw(10**8, alice, alice, sender=alice)


@pytest.mark.parametrize("inner", ["transfer", "setSponsor"])
def test_10_what_may_be_called_meanwhile_finds_the_books_right(chain: Chain, inner: str) -> None:
    """Tickets move and sponsors change in the middle of a deposit: the total stays as it was."""
    scene = deploy(chain, token="CallingToken")
    vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
    vault.deposit(10**9, asset, sender=alice)  # the token calls, so it must be the saver
    came = chain.time
    data = vault[inner].data(*{"transfer": (bob, 10**8), "setSponsor": (True,)}[inner])
    asset.callNext(vault, data, sender=alice)
    chain.advance(1_000)
    vault.deposit(10**6, asset, sender=alice)
    then = chain.time
    assert vault.totalSupply() == 10**9 + 10**6 == sum(map(vault.balanceOf, (asset, bob)))
    scene.wait(500)
    before, now = 10**9 * (then - came), chain.time - then
    if inner == "transfer":
        assert vault.balanceOf(bob) == 10**8
        assert vault.weightOf(asset) == before + (10**9 - 10**8 + 10**6) * now
    else:
        assert vault.isSponsor(asset)
        assert vault.weightOf(asset) == before
    assert vault.totalWeight() == sum(map(vault.weightOf, (asset, bob)))
    assert scene.surplus >= BUFFER


def test_10_a_winner_cannot_refuse_or_burn_the_others_prizes(scene: Scene) -> None:
    """C4 2023-07 M-02, 2024-03 M-01. A prize is a number in the vault: nobody is called."""
    vault, owner = scene.vault, scene.owner
    saver = scene.chain.deploy("Saver", sender=owner)
    vault.deposit(ether(1), saver, sender=scene.people[0])
    scene.earn(ether(1))
    scene.close()
    receipt = scene.award()
    assert vault.balanceOf(saver) > ether(1)
    called = {call.contract for call in receipt.trace().walk()} - {"PrizeVault"}
    assert called <= {"SettableRng", "OpenZeppelinVault", "DemoToken"}


# --- 12: casts, fees, permits ---------------------------------------------------------------------


def test_12_amounts_that_do_not_fit_are_refused_by_name(scene: Scene) -> None:
    """C4 2023-07 H-02."""
    vault, alice = scene.vault, scene.people[0]
    for assets in (2**95 + 1, 2**96 + 5, 2**128, 2**256 - 1):
        with errors.reverts("ERC4626ExceededMaxDeposit", alice, assets, 2**95):
            vault.deposit(assets, alice, sender=alice)
        with errors.reverts("ERC20InsufficientBalance"):
            vault.transfer(alice, assets, sender=alice)
    with errors.reverts("ERC4626NothingForIt"):
        vault.deposit(0, alice, sender=alice)


def test_12_more_than_tickets_can_be_is_never_promised_as_a_prize(scene: Scene) -> None:
    """What is too much for one prize waits, also beside all that can still be paid in."""
    vault, owner, alice = scene.vault, scene.owner, scene.people[0]
    vault.deposit(ether(1), alice, sender=alice)
    scene.earn(2**96)
    assert vault.prizeSoFar() == 2**95 - 1
    scene.close()
    scene.asset.approve(vault, 2**96, sender=owner)
    vault.deposit(vault.maxDeposit(owner), owner, sender=owner)
    scene.award()
    assert vault.totalSupply() == 2**96 - 1
    assert scene.surplus > 2**94


@pytest.mark.parametrize("loses", [False, True])
def test_12_more_than_there_can_be_is_refused_by_name_on_the_way_out(
    scene: Scene, loses: bool
) -> None:
    vault, alice = scene.vault, scene.people[0]
    vault.deposit(ether(10), alice, sender=alice)
    if loses:
        scene.source.lose(ether(1), sender=alice)
    for amount in (ether(10) + 1, 2**96, 2**255, 2**256 - 1):
        for leave in ("withdraw", "redeem"):
            with errors.reverts("ERC20InsufficientBalance", alice, ether(10), amount):
                vault[leave](amount, alice, alice, sender=alice)
    if loses:
        with errors.reverts("ERC4626ExceededMaxWithdraw", ZERO, 2**256 - 1, scene.worth):
            vault.previewWithdraw(2**256 - 1)
        with errors.reverts("ERC4626ExceededMaxRedeem", ZERO, 2**256 - 1, ether(10)):
            vault.previewRedeem(2**256 - 1)
    else:
        assert vault.previewWithdraw(2**256 - 1) == 2**256 - 1 == vault.previewRedeem(2**256 - 1)


def test_12_a_token_that_keeps_a_fee_is_refused_by_name(chain: Chain) -> None:
    scene = deploy(chain, token="FeeToken", seed=0)
    alice = scene.people[0]
    with errors.reverts("TransferFeeNotSupported", scene.asset, 990, 1_000):
        scene.vault.deposit(1_000, alice, sender=alice)


def test_12_a_permit_handed_in_by_somebody_else_does_not_stop_the_deposit(scene: Scene) -> None:
    """C4 2023-07 M-11."""
    vault, asset, (alice, bob, *_) = scene.vault, scene.asset, scene.people
    asset.approve(vault, 0, sender=alice)
    permit = sign_permit(asset, scene.chain, owner=alice, spender=vault, value=ether(5))
    asset.permit(*permit, sender=bob)
    vault.depositWithPermit(ether(5), alice, *permit[3:], sender=alice)
    assert vault.balanceOf(alice) == ether(5)
