"""Draws recomputed from events alone, against the vault that drew them, and against forgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rounds import bounds, run_until_seen, unseen

from lottery.scene import PERIOD, Scene, deploy, shared_chain, someone
from pydemo import Chain
from pydemo.contract.history import PastEvent, past_events
from pydemo.lottery.replay import HistoryDoesNotAddUp
from pydemo.lottery.verify import DrawReport, below, verify
from pydemo.units import ether

CROWD = 20
"""More than sixteen, so that the vault's tree has a second level."""
MANY_WINNERS = 3

_WHO = st.integers(0, CROWD - 1)
_AMOUNT = st.integers(1, 3) | st.integers(1, 10**20)
_PLAY = st.one_of(
    st.tuples(st.just("deposit"), _WHO, _AMOUNT),
    st.tuples(st.just("withdraw"), _WHO, st.integers(1, 10)),
    st.tuples(st.just("transfer"), _WHO, _WHO, st.integers(1, 10)),
    st.tuples(st.just("sponsor"), _WHO, st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([1, 3_600, 86_400, PERIOD, 100 * 86_400])),
    st.tuples(st.just("close")),
    st.tuples(st.just("earn"), st.integers(1, 10**18)),
    st.tuples(st.just("award"), st.integers(0, 2**256 - 1)),
    st.tuples(st.just("award"), st.integers(0, 2**256 - 1))
    | st.tuples(st.just("lose"), st.integers(0, 9), st.integers(0, 2**256 - 1)),
    st.tuples(st.just("leave"), _WHO),
    st.tuples(st.just("fail")),
    st.tuples(st.just("crowd"), st.integers(1, CROWD)),
)


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[Chain]:
    chain = shared_chain(request.config.getoption("--engine"))
    with chain.anchor():
        yield chain


@pytest.fixture
def scene(chain: Chain) -> Scene:
    return deploy(chain, winners=MANY_WINNERS, reserve=1_000)


SOMEBODYS_PLACE_AGAIN: list[tuple[Any, ...]] = [
    ("earn", 10**18),
    ("leave", 1),
    # Whoever has left may win once more, and leaves again.
    *[("close",), ("award", 1), ("leave", 1), ("earn", 10**18)] * 3,
    *[("deposit", newcomer, 10**18) for newcomer in range(2, CROWD)],
    ("close",),
    ("award", 3),
]
"""Of two places the first was looked at when the second was taken: the next to come looks there."""


class Play:
    """Does what a random history says, where it can be done, and notes what the vault told."""

    def __init__(self, scene: Scene, tally: Counter[str]) -> None:
        self.scene, self.vault, self.tally = scene, scene.vault, tally
        self.people = [someone(number) for number in range(CROWD)]
        for person in self.people:
            scene.chain.impersonate(person)
            scene.chain.set_balance(person, ether(100))
        self.weights: dict[int, dict[str, int]] = {}
        self.owners_of_points: dict[int, dict[int, str]] = {}

    def do(self, name: str, *operands: Any) -> None:
        if getattr(self, name)(*operands) is not False:
            self.tally[name] += 1

    def deposit(self, who: int, amount: int) -> None:
        """The owner, who is rich, pays in for everybody."""
        self.vault.deposit(amount, self.people[who], sender=self.scene.people[0])

    def crowd(self, count: int) -> None:
        for who in range(count):
            self.deposit(who, 10**18 + who)

    def withdraw(self, who: int, tenths: int) -> bool:
        amount = self.vault.maxWithdraw(self.people[who]) * tenths // 10
        if amount:
            person = self.people[who]
            self.vault.withdraw(amount, person, person, sender=person)
        return bool(amount)

    def leave(self, who: int) -> bool:
        return self.withdraw(who, 10)

    def transfer(self, giver: int, taker: int, tenths: int) -> None:
        amount = self.vault.balanceOf(self.people[giver]) * tenths // 10
        self.vault.transfer(self.people[taker], amount, sender=self.people[giver])
        self.tally["to self"] += giver == taker

    def sponsor(self, who: int, is_sponsor: bool) -> None:
        self.vault.setSponsor(is_sponsor, sender=self.people[who])

    def wait(self, seconds: int) -> None:
        self.scene.wait(seconds)

    def earn(self, amount: int) -> None:
        self.scene.earn(amount)

    def close(self) -> bool:
        if self.vault.closedDraw().drawId:
            return False
        self.scene.close()
        draw = self.vault.closedDraw()
        if not draw.drawId:
            self.tally["rolled over"] += 1
            return True
        everybody = [*self.people, self.scene.owner.address]
        self.weights[draw.drawId] = {
            person: weight for person in everybody if (weight := self.vault.closedWeightOf(person))
        }
        return True

    def award(self, number: int) -> bool:
        draw = self.vault.closedDraw()
        if not draw.drawId:
            return False
        # Asked only now: what happened since the close must not have moved a single point.
        points = {below(number * step, draw.weight) for step in range(1, 8)} | {0, draw.weight - 1}
        self.owners_of_points[draw.drawId] = {
            point: self.vault.accountAtPoint(point) for point in points
        }
        self.scene.award(number)
        return True

    def lose(self, tenths: int, number: int) -> bool:
        """A part of the surplus is lost before the award, and comes back after it."""
        lost = self.scene.surplus * (10 - tenths) // 10
        if not self.vault.closedDraw().drawId or lost <= 0:
            return False
        self.scene.source.lose(lost, sender=self.scene.owner)
        self.award(number)
        self.earn(10**18)
        return True

    def fail(self) -> bool:
        draw = self.vault.closedDraw()
        if draw.drawId:
            self.scene.rng.fail(draw.requestId, sender=self.scene.owner)
            self.vault.failDraw(sender=self.scene.owner)
        return bool(draw.drawId)

    def check(self, reports: list[DrawReport]) -> None:
        for report in reports:
            assert report.agrees, report
            weights = {entrant.account: entrant.weight for entrant in report.closed.entrants}
            assert weights == self.weights.get(report.draw_id, weights)
            for point, account in self.owners_of_points.get(report.draw_id, {}).items():
                assert report.closed.pick(point).account == account
        told = Counter(report.outcome for report in reports)
        assert told["awarded"] + told["failed"] + told["awaiting"] == len(self.weights)
        assert self.vault.openDraw()[0] == len(reports) + 1


def history(scene: Scene) -> list[PastEvent]:
    return list(past_events(scene.vault))


def test_what_follows_from_the_events_is_what_the_vault_did_whatever_happens(
    scene: Scene, request: pytest.FixtureRequest
) -> None:
    tally: Counter[str] = Counter()
    is_slow = scene.chain.engine_name == "py-evm"

    @example(SOMEBODYS_PLACE_AGAIN)
    @given(st.lists(_PLAY, min_size=10, max_size=60))
    def replayed(plays: list[tuple[Any, ...]]) -> None:
        with scene.chain.anchor():
            play = Play(scene, tally)
            play.crowd(2)
            for name, *operands in plays:
                play.do(name, *operands)
            events = history(scene)
            play.check(verify(scene.vault.address, events))
            places = [
                past.event.args["place"] for past in events if past.event.name == "PlaceTaken"
            ]
            tally["place reused"] += len(places) - len({*places})

    kinds = [
        "deposit",
        "withdraw",
        "transfer",
        "to self",
        "sponsor",
        "close",
        "award",
        "fail",
        "lose",
    ]
    if not is_slow:
        kinds += ["rolled over", "place reused"]
    run_until_seen(replayed, lambda: unseen(tally, kinds), bounds(examples=8 if is_slow else 40))


OTHER = someone(CROWD)


@pytest.fixture
def played(scene: Scene) -> list[PastEvent]:
    """A draw with a saver, a sponsor, one who came late; three winners, and a reserve."""
    play = Play(scene, Counter())
    play.crowd(CROWD)
    play.sponsor(3, True)
    scene.wait(PERIOD // 2)
    play.transfer(4, 5, 5)
    play.earn(10**18)
    play.close()
    play.award(12_345)
    events = history(scene)
    (report,) = verify(scene.vault.address, events)
    assert report.agrees
    assert len(report.winners) == MANY_WINNERS
    return events


@pytest.fixture
def reduced(scene: Scene) -> list[PastEvent]:
    """A draw of which a loss has left a half."""
    play = Play(scene, Counter())
    play.crowd(CROWD)
    play.earn(10**18)
    play.close()
    assert play.lose(5, 12_345)
    events = history(scene)
    (report,) = verify(scene.vault.address, events)
    assert report.agrees
    assert 4 * 10**17 < report.prize < 5 * 10**17
    return events


@pytest.mark.parametrize(
    "changes",
    [{"prize": 10**17}, {"reserve": 0}, {"reserve": 10**17}, {"prize": 10**18, "reserve": 10**17}],
)
def test_a_reduction_that_favours_somebody_does_not_agree(
    scene: Scene, reduced: list[PastEvent], changes: dict[str, int]
) -> None:
    (report,) = verify(scene.vault.address, forged(reduced, "PrizeReduced", **changes))
    assert "reduced" in {finding.what for finding in report.findings if not finding.agrees}


def test_a_reduction_that_is_kept_quiet_is_found_by_the_prizes(
    scene: Scene, reduced: list[PastEvent]
) -> None:
    (report,) = verify(scene.vault.address, without(reduced, "PrizeReduced"))
    wrong = {finding.what for finding in report.findings if not finding.agrees}
    assert wrong == {"prize", "reserve_paid"}


def forged(events: list[PastEvent], name: str, **changes: Any) -> list[PastEvent]:
    """The same history, but for the last event of a name."""
    place = max(index for index, past in enumerate(events) if past.event.name == name)
    past = events[place]
    false = replace(past.event, args={**past.event.args, **changes})
    return [*events[:place], replace(past, event=false), *events[place + 1 :]]


def without(events: list[PastEvent], name: str) -> list[PastEvent]:
    """The same history without the first event of a name."""
    place = next(index for index, past in enumerate(events) if past.event.name == name)
    return [*events[:place], *events[place + 1 :]]


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        ("PrizeAwarded", {"winner": OTHER}, {"winner", "paid"}),
        ("PrizeAwarded", {"point": 5}, {"point"}),
        ("PrizeAwarded", {"prize": 5}, {"prize", "paid"}),
        ("DrawAwarded", {"randomNumber": 12_346}, {"point", "winner"}),
        ("DrawClosed", {"weight": 10**30}, {"weight"}),
        ("DrawClosed", {"prize": 3}, {"prize", "reserve"}),
        ("DrawClosed", {"winners": 2}, {"winners", "prizes", "prize"}),
        ("DrawClosed", {"reserve": 0}, {"reserve"}),
        ("OwnershipTaken", {"owner": OTHER}, {"reserve_paid"}),
    ],
)
def test_what_is_forged_does_not_agree(
    scene: Scene, played: list[PastEvent], name: str, changes: dict[str, Any], found: set[str]
) -> None:
    (report,) = verify(scene.vault.address, forged(played, name, **changes))
    assert not report.agrees
    assert {finding.what for finding in report.findings if not finding.agrees} == found


def test_a_deposit_that_is_kept_quiet_is_found_by_the_weights(
    scene: Scene, played: list[PastEvent]
) -> None:
    (report,) = verify(scene.vault.address, without(played, "Transfer"))
    told = {finding.what: finding for finding in report.findings if not finding.agrees}
    assert "weight" in told
    assert told["weight"].told > told["weight"].computed


def test_two_accounts_at_one_place_are_found(scene: Scene, played: list[PastEvent]) -> None:
    events = forged(played, "PlaceTaken", place=1)
    (report,) = verify(scene.vault.address, events)
    assert "places" in {finding.what for finding in report.findings if not finding.agrees}


def test_a_draw_of_another_vault_does_not_agree(scene: Scene, played: list[PastEvent]) -> None:
    (report,) = verify(OTHER, played)
    assert "point" in {finding.what for finding in report.findings if not finding.agrees}


@pytest.mark.parametrize("name", ["WinnersChanged", "DrawClosed"])
def test_a_history_with_a_gap_is_refused(scene: Scene, played: list[PastEvent], name: str) -> None:
    with pytest.raises(HistoryDoesNotAddUp):
        verify(scene.vault.address, without(played, name))


def test_who_gives_more_than_they_have_is_not_believed(
    scene: Scene, played: list[PastEvent]
) -> None:
    place = next(i for i, past in enumerate(played) if past.event.name == "Transfer")
    past = played[place]
    args = {"from": OTHER, "to": past.event.args["to"], "value": 1}
    false = replace(past, event=replace(past.event, args=args))
    with pytest.raises(HistoryDoesNotAddUp, match="gives 1 tickets"):
        verify(scene.vault.address, [*played[:place], false, *played[place:]])


def test_a_draw_that_awaits_its_number_is_checked_as_far_as_it_goes(scene: Scene) -> None:
    play = Play(scene, Counter())
    play.crowd(2)
    play.earn(10**18)
    play.close()
    (report,) = verify(scene.vault.address, history(scene))
    assert (report.outcome, report.agrees, report.random_number) == ("awaiting", True, None)
    (false,) = verify(scene.vault.address, forged(history(scene), "DrawClosed", weight=1))
    assert not false.agrees
