"""The ending in which they win: votes, states, ether and the piece, against the chain."""

from __future__ import annotations

from pydemo.contract.history import past_events
from pydemo.stories.dao_proposal import STATES
from pydemo.stories.dao_scene import PIECE, TERMS
from pydemo.stories.dao_won import BUYER, FEE, LEAVING, NEWCOMER
from pydemo.units import ether

from .dao_told import CAP, LITTLE, WEALTH, Told, wei


def test_what_is_refused_is_decoded_and_explained(won: Told) -> None:
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


def test_units_are_shares_and_votes_are_delegated(won: Told) -> None:
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


def test_a_proposal_without_quorum_fails_and_others_are_counted(won: Told) -> None:
    tallies = [won.table(name).rows[0] for name in ("few", "vote", "sell")]
    assert tallies == [
        ("7", "0", "0", "12", "Defeated"),
        ("28", "8", "7", "12", "Succeeded"),
        ("27", "8", "0", "12", "Queued"),
    ]
    assert CAP * TERMS.quorum // 100 == ether(12)


def test_votes_and_states_in_the_end_are_those_of_the_chain(won: Told) -> None:
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


def test_the_second_vote_with_the_same_units_counts_nothing(won: Told) -> None:
    before, after = (
        row for row in won.table("execute").rows if row[0].startswith(("alice", "grace"))
    )
    assert before[2:] == after[2:] == ("15", "0", "0", "Active")
    (grace,) = (a for a in won.actions if a.sender == "grace" and ".castVote(" in a.call)
    assert "weight=0," in grace.events[0]


def test_a_proposal_goes_through_its_states_in_time(won: Told) -> None:
    rows = won.table("execute").rows
    states = list(dict.fromkeys(row[-1] for row in rows))
    assert states == ["Pending", "Active", "Succeeded", "Queued", "Executed"]
    assert [int(row[1]) for row in rows] == [0, 1, 1, 1, 1, 1, 1, 1, 4, 4, 6, 6]


def test_somebody_without_ether_votes_by_signature(won: Told) -> None:
    assert won.balance(NEWCOMER) == 0
    assert won.chain.nonce(won.chain.accounts[NEWCOMER]) == 0
    (vote,) = (a for a in won.actions if ".castVoteBySig(" in a.call)
    assert vote.sender == "grace"
    assert f"VoteCast(voter={NEWCOMER}, " in vote.events[0]
    assert "weight=1000000e18" in vote.events[0]


def test_states_are_names_of_the_standard_in_its_order() -> None:
    names = "Pending Active Canceled Defeated Succeeded Queued Expired Executed"
    assert tuple(names.split()) == STATES


def test_the_piece_and_all_ether_are_where_the_story_says(won: Told) -> None:
    chain = won.chain
    assert won.contract("Collectible").ownerOf(PIECE) == chain.accounts.ivan
    rest, royalty = CAP - ether(42), BUYER * 5 // 100
    carols = (rest - FEE) * 8 // 60
    sold = rest - FEE - carols + BUYER - royalty
    assert wei(won.table("shares").total[2]) == sold
    bobs, franks = sold * 12 // 52, sold * 16 // 52
    changes = (
        ("carol", carols - ether(9)),
        ("bob", bobs - ether(12)),
        ("frank", franks - ether(16)),
    )
    for name, has in changes:
        assert 0 <= WEALTH + has - won.balance(name) < LITTLE
    assert chain.balance(won.contract("Crowdfund")) == 0
    assert chain.balance(won.contract("AuctionHouse")) == 0


def test_what_was_given_is_what_was_paid_and_what_is_left(won: Told) -> None:
    _, gained = won.step("won").tables
    assert wei(gained.total[1]) == CAP == sum(wei(row[1]) for row in gained.rows)
    price = won.contract("Crowdfund").price()
    assert [wei(row[1]) for row in gained.rows] == [price * 95 // 100, price // 20, CAP - price]
    sold = won.table("sold")
    assert [wei(row[1]) for row in sold.rows] == [BUYER // 20, BUYER * 95 // 100]


def test_who_leaves_gets_their_part_rounded_down_and_no_more(won: Told) -> None:
    table = won.table("leave")
    (units, ether_before), (burned, paid), (rest, left) = (
        (int(row[1]), wei(row[2])) for row in (*table.rows, table.total)
    )
    assert paid == ether_before * burned // units
    assert (rest, left) == (units - burned, ether_before - paid)
    (done,) = (a for a in won.actions if a.sender == "carol" and ".ragequit(" in a.call)
    assert done.events[-1].endswith(f"value={paid})")


def test_shares_of_what_is_left_add_up_to_it(won: Told) -> None:
    shares = won.table("shares")
    treasury, units = wei(shares.total[2]), int(shares.total[1])
    worth = sum(wei(row[2]) for row in shares.rows)
    assert treasury - len(shares.rows) < worth <= treasury
    assert sum(int(row[1]) for row in shares.rows) == units == 52
    for row in shares.rows:
        assert abs(wei(row[2]) - treasury * int(row[1]) // units) <= len(shares.rows)
    stay = sum(wei(row[2]) for row in shares.rows[-2:])
    assert 0 <= won.chain.balance(won.contract("Timelock")) - stay < 2


def test_everybody_who_can_pay_for_gas_has_left(won: Told) -> None:
    token = won.chain.at("PeopleToken", won.contract("PeopleToken"))
    for name in ("alice", "bob", "carol", "dave", "erin", "frank"):
        assert token.balanceOf(won.chain.accounts[name]) == 0


def test_whoever_was_against_it_left_with_their_part_before_it_was_done(won: Told) -> None:
    names = [a.call.partition("(")[0] for a in won.actions if not a.error]
    left = names.index("Governor.ragequit")
    executed = [place for place, name in enumerate(names) if name == "Governor.execute"]
    assert executed[0] < left < executed[1]


def test_whoever_was_for_it_left_only_when_it_was_done_and_said_to_be(won: Told) -> None:
    done = [
        (a.sender, a.call.partition("(")[0], bool(a.error))
        for a in won.actions
        if a.call.startswith(("Governor.ragequit", "Governor.settle", "Governor.execute"))
    ]
    assert done[2:] == [
        ("alice", "Governor.ragequit", True),
        ("carol", "Governor.ragequit", False),
        ("grace", "Governor.execute", False),
        ("grace", "Governor.settle", False),
        *((name, "Governor.ragequit", False) for name in LEAVING),
    ]
