"""The DAO's story, asserted on against the chain it was told on."""

from __future__ import annotations

import json
from html import escape

import pytest

from pydemo import errors, messages
from pydemo.chain.genesis import ENGINES
from pydemo.contract.chain import Chain
from pydemo.contract.handle import Contract
from pydemo.contract.history import past_events
from pydemo.display.report import report_html
from pydemo.stories import tell
from pydemo.stories.dao import GIFTS
from pydemo.stories.dao_lost import SOLD
from pydemo.stories.dao_proposal import STATES
from pydemo.stories.dao_scene import FUND_TERMS, PIECE, TERMS
from pydemo.stories.dao_won import BUYER, FEE, NEWCOMER
from pydemo.stories.step import Action, Step, Table
from pydemo.units import decimal, ether, scale

CAP = FUND_TERMS.cap
WEALTH = ether(10_000)
"""Wei that every persona begins with."""
LITTLE = ether("0.1")
"""More than anybody pays for gas, and less than anything that is given."""


class Told:
    """A story, and the chain it was told on."""

    def __init__(self, **options: str) -> None:
        self.chain = Chain()
        self.steps = list(tell("dao", self.chain, **options))

    def step(self, name: str) -> Step:
        """The step of a name in the catalogue."""
        title = messages.text(f"dao.{name}.title")
        (step,) = (step for step in self.steps if step.title == title)
        return step

    def table(self, name: str) -> Table:
        (table,) = self.step(name).tables
        return table

    @property
    def actions(self) -> list[Action]:
        return [action for step in self.steps for action in step.actions]

    @property
    def refused(self) -> list[str]:
        """Names of errors; each has a hint."""
        refused = [action for action in self.actions if action.error]
        assert all(action.hint for action in refused)
        return [action.error.partition("(")[0] for action in refused]

    def contract(self, name: str) -> Contract:
        addresses = {known: address for address, known in self.chain.names.items()}
        return self.chain.at(name, addresses[name])

    def balance(self, name: str) -> int:
        return self.chain.balance(self.chain.accounts[name])


def wei(shown: str) -> int:
    return scale(shown, 18, "ETH")


@pytest.fixture(scope="module")
def lost() -> Told:
    return Told(ending="lost")


@pytest.fixture(scope="module")
def won() -> Told:
    return Told(ending="won")


class TestLost:
    def test_what_is_refused_is_decoded_and_explained(self, lost: Told) -> None:
        assert lost.refused == [
            "NothingContributed",  # zero
            "WrongState",  # a refund while gifts are taken
            "WrongState",  # a gift after the close
            "WrongState",  # a bid in the cool-down
            "AlreadyLeading",
            "BidAboveLimit",
            "NothingContributedBy",  # a refund after a refund
            "NothingContributedBy",  # and after a claim
        ]

    def test_the_cap_is_reached_to_the_wei(self, lost: Told) -> None:
        fund = lost.contract("Crowdfund")
        assert fund.raised() == CAP == fund.cap()
        assert lost.balance("frank") > WEALTH - LITTLE, "what was above the cap came back too"

    def test_each_row_of_the_accounts_adds_up_and_is_what_the_chain_says(self, lost: Told) -> None:
        fund, token = lost.contract("Crowdfund"), lost.contract("PeopleToken")
        rows, total = lost.table("accounts").rows, lost.table("accounts").total
        sold = SOLD // token.UNITS_PER_WEI()
        assert [wei(cell) for cell in total[1:4]] == [CAP, CAP - ether(6), ether(6)]
        for place in (1, 2, 3):
            assert sum(wei(row[place]) for row in rows) == wei(total[place])
        for name, *cells, _ in rows:
            given, back, waits = (wei(cell) for cell in cells)
            owner = lost.contract(name) if name == "Collectible" else lost.chain.accounts[name]
            kept = fund.keptFor(owner) + token.balanceOf(owner) // token.UNITS_PER_WEI()
            assert waits == fund.contributionOf(owner) + kept
            assert given == back + waits + {"carol": sold, "heidi": -sold}.get(name, 0)

    def test_all_but_carol_and_the_contract_have_everything_back(self, lost: Told) -> None:
        rows = {name: (back, waits) for name, _, back, waits, _ in lost.table("accounts").rows}
        kept_units = decimal(GIFTS["carol"] - ether(3))
        assert rows.pop("carol") == ("0", kept_units)
        assert rows.pop("Collectible") == ("0", "1")
        assert {waits for _, waits in rows.values()} == {"0"}

    def test_a_recipient_that_takes_no_ether_stops_nobody(self, lost: Told) -> None:
        (many,) = (a for a in lost.actions if a.call.startswith("Crowdfund.refundMany("))
        assert sum(event.startswith("Refunded(") for event in many.events) == 5
        assert "PaymentKept(account=Collectible, value=1e18)" in many.events

    def test_the_fund_has_just_what_waits(self, lost: Told) -> None:
        waits = sum(wei(row[3]) for row in lost.table("accounts").rows)
        assert lost.chain.balance(lost.contract("Crowdfund")) == waits == ether(6)
        assert messages.text("dao.accounts.equal") in lost.steps[-1].text

    def test_who_was_refunded_has_paid_gas_and_nothing_else(self, lost: Told) -> None:
        """Erin has what Dave gave for her, and Heidi what she redeemed."""
        more = {"alice": 0, "bob": 0, "frank": 0, "erin": ether(3), "heidi": ether(3)}
        for name, gift in more.items():
            assert 0 <= WEALTH + gift - lost.balance(name) < LITTLE

    def test_gas_paid_is_that_of_giving_and_of_taking_back(self, lost: Told) -> None:
        paid = {row[0]: int(row[4].replace(",", "")) for row in lost.table("accounts").rows}
        for name in ("alice", "bob", "dave", "frank"):
            calls = ("contribute()", "contributeFor(erin)", "refund()")
            own = [a for a in lost.actions if a.sender == name and not a.error]
            spent = [a.gas or 0 for a in own if a.call.removeprefix("Crowdfund.") in calls]
            assert paid[name] == sum(spent)


class TestWon:
    def test_what_is_refused_is_decoded_and_explained(self, won: Told) -> None:
        assert won.refused == [
            "NothingContributed",
            "WrongState",
            "WrongState",
            "WrongState",
            "AlreadyLeading",
            "GovernorInsufficientProposerVotes",
            "GovernorUnexpectedProposalState",  # too few votes, so not queued
            "GovernorAlreadyCastVote",
            "TimelockUnexpectedOperationState",  # too early
            "GovernorBoundByVote",
        ]

    def test_units_are_shares_and_votes_are_delegated(self, won: Told) -> None:
        rows = {row[0]: row[1:] for row in won.table("claim").rows}
        assert rows == {
            "alice": ("15", "25.0%", "15"),
            "bob": ("12", "20.0%", "12"),
            "carol": ("8", "13.3%", "8"),
            "dave": ("4", "6.7%", "0"),
            "erin": ("3", "5.0%", "7"),
            NEWCOMER: ("1", "1.7%", "1"),
        }
        token = won.contract("PeopleToken")
        assert token.delegates(won.chain.accounts.dave) == won.chain.accounts.erin

    def test_a_proposal_without_quorum_fails_and_others_are_counted(self, won: Told) -> None:
        tallies = [won.table(name).rows[0] for name in ("few", "vote", "sell")]
        assert tallies == [
            ("7", "0", "0", "12", "Defeated"),
            ("28", "8", "7", "12", "Succeeded"),
            ("27", "8", "0", "12", "Queued"),
        ]
        assert CAP * TERMS.quorum // 100 == ether(12)

    def test_votes_and_states_in_the_end_are_those_of_the_chain(self, won: Told) -> None:
        governor = won.contract("Governor")
        proposals = [
            past.event.args["proposalId"]
            for past in past_events(governor)
            if past.event.name == "ProposalCreated"
        ]
        states = [STATES[governor.state(number)] for number in proposals]
        assert states == ["Defeated", "Executed", "Executed"]
        votes = [tuple(v // 10**24 for v in governor.proposalVotes(n)) for n in proposals]
        assert votes == [(0, 7, 0), (8, 28, 7), (8, 27, 0)]

    def test_the_second_vote_with_the_same_units_counts_nothing(self, won: Told) -> None:
        before, after = (
            row for row in won.table("execute").rows if row[0].startswith(("alice", "grace"))
        )
        assert before[2:] == after[2:] == ("15", "0", "0", "Active")
        (grace,) = (a for a in won.actions if a.sender == "grace" and ".castVote(" in a.call)
        assert "weight=0," in grace.events[0]

    def test_a_proposal_goes_through_its_states_in_time(self, won: Told) -> None:
        rows = won.table("execute").rows
        states = list(dict.fromkeys(row[-1] for row in rows))
        assert states == ["Pending", "Active", "Succeeded", "Queued", "Executed"]
        assert [int(row[1]) for row in rows] == [0, 1, 1, 1, 1, 1, 1, 1, 4, 4, 6, 6]

    def test_somebody_without_ether_votes_by_signature(self, won: Told) -> None:
        assert won.balance(NEWCOMER) == 0
        assert won.chain.nonce(won.chain.accounts[NEWCOMER]) == 0
        (vote,) = (a for a in won.actions if ".castVoteBySig(" in a.call)
        assert vote.sender == "grace"
        assert f"VoteCast(voter={NEWCOMER}, " in vote.events[0]
        assert "weight=1000000e18" in vote.events[0]

    def test_states_are_names_of_the_standard_in_its_order(self) -> None:
        names = "Pending Active Canceled Defeated Succeeded Queued Expired Executed"
        assert tuple(names.split()) == STATES

    def test_the_piece_and_all_ether_are_where_the_story_says(self, won: Told) -> None:
        chain = won.chain
        assert won.contract("Collectible").ownerOf(PIECE) == chain.accounts.ivan
        rest, royalty = CAP - ether(42), BUYER * 5 // 100
        carols = (rest - FEE) * 8 // 60
        sold = rest - FEE - carols + BUYER - royalty
        bobs = sold * 12 // 52
        treasury = chain.balance(won.contract("Timelock"))
        assert treasury == sold - bobs
        for name, has in (("carol", carols - ether(8) - ether(1)), ("bob", bobs - ether(12))):
            assert 0 <= WEALTH + has - won.balance(name) < LITTLE
        assert chain.balance(won.contract("Crowdfund")) == 0
        assert chain.balance(won.contract("AuctionHouse")) == 0

    def test_shares_of_what_is_left_add_up_to_it(self, won: Told) -> None:
        treasury = won.chain.balance(won.contract("Timelock"))
        shares = won.table("shares")
        worth = sum(wei(row[2]) for row in shares.rows)
        assert treasury - len(shares.rows) < worth <= treasury
        assert wei(shares.total[2]) == treasury
        assert sum(int(row[1]) for row in shares.rows) == int(shares.total[1]) == 40

    def test_whoever_was_against_it_left_with_their_part_before_it_was_done(
        self, won: Told
    ) -> None:
        names = [a.call.partition("(")[0] for a in won.actions if not a.error]
        left = names.index("Governor.ragequit")
        executed = [place for place, name in enumerate(names) if name == "Governor.execute"]
        assert executed[0] < left < executed[1]

    def test_whoever_was_for_it_left_only_when_it_was_done_and_said_to_be(self, won: Told) -> None:
        done = [
            (a.sender, a.call.partition("(")[0], bool(a.error))
            for a in won.actions
            if a.call.startswith(("Governor.ragequit", "Governor.release", "Governor.execute"))
        ]
        assert done[2:] == [
            ("alice", "Governor.ragequit", True),
            ("carol", "Governor.ragequit", False),
            ("grace", "Governor.execute", False),
            ("grace", "Governor.release", False),
            ("bob", "Governor.ragequit", False),
        ]


def test_without_a_choice_both_endings_are_told_as_if_each_were_alone(
    lost: Told, won: Told
) -> None:
    both = Told().steps
    assert both[: len(lost.steps)] == lost.steps
    assert both[len(lost.steps)].title == messages.text("dao.again.title")
    assert both[len(lost.steps) + 1 :] == won.steps[5:]


def test_told_twice_on_a_chain_it_goes_as_well() -> None:
    chain = Chain()
    first, second = (list(tell("dao", chain, ending="won")) for _ in range(2))
    assert [step.title for step in first] == [step.title for step in second]


@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_is_the_same_on_every_engine_to_the_letter(ending: str) -> None:
    told = [
        [step.to_json() for step in tell("dao", Chain(engine=engine), ending=ending)]
        for engine in ENGINES
    ]
    assert all(other == told[0] for other in told[1:])
    assert len(told) > 1


@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_is_told_in_chinese_with_every_word(
    ending: str, request: pytest.FixtureRequest
) -> None:
    english = request.getfixturevalue(ending).steps
    with messages.speaking("zh"):
        chinese = Told(ending=ending).steps
    for ours, theirs in zip(english, chinese, strict=True):
        assert ours.title != theirs.title
        assert ours.text != theirs.text
        assert [(a.call, a.gas) for a in ours.actions] == [(a.call, a.gas) for a in theirs.actions]
        assert [len(table.rows) for table in ours.tables] == [
            len(table.rows) for table in theirs.tables
        ]


@pytest.mark.parametrize("ending", ["lost", "won"])
def test_an_ending_can_be_written_as_json_and_as_a_page(
    ending: str, request: pytest.FixtureRequest
) -> None:
    steps = request.getfixturevalue(ending).steps
    for step in steps:
        assert json.loads(json.dumps(step.to_json()))["text"] == step.text
    about = {"story": "dao", "engine": "fast", "seed": 0, "steps": steps, "elapsed": 1.0}
    page = report_html([about])
    assert page.count("<h2>") == len(steps)
    assert page.count("<table") == sum(len(step.tables) for step in steps)
    for step in steps:
        assert all(escape(action.call) in page for action in step.actions)


def test_another_ending_is_refused_before_anything_happens() -> None:
    chain = Chain()
    with pytest.raises(errors.ArgumentError, match="ending 'maybe': choose from lost, won"):
        tell("dao", chain, ending="maybe")
    assert chain.block_number == 0
