"""The ending in which a rival has more: everybody has theirs back, to the wei."""

from __future__ import annotations

from pydemo import messages
from pydemo.stories.dao import GIFTS
from pydemo.stories.dao_lost import SOLD
from pydemo.units import decimal, ether

from .dao_told import CAP, LITTLE, WEALTH, Told, wei


def test_what_is_refused_is_decoded_and_explained(lost: Told) -> None:
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


def test_the_cap_is_reached_to_the_wei(lost: Told) -> None:
    fund = lost.contract("Crowdfund")
    assert fund.raised() == CAP == fund.cap()
    assert lost.balance("frank") > WEALTH - LITTLE, "what was above the cap came back too"


def test_each_row_of_the_accounts_adds_up_and_is_what_the_chain_says(lost: Told) -> None:
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


def test_all_but_carol_and_the_contract_have_everything_back(lost: Told) -> None:
    rows = {name: (back, waits) for name, _, back, waits, _ in lost.table("accounts").rows}
    kept_units = decimal(GIFTS["carol"] - ether(3))
    assert rows.pop("carol") == ("0", kept_units)
    assert rows.pop("Collectible") == ("0", "1")
    assert {waits for _, waits in rows.values()} == {"0"}


def test_a_recipient_that_takes_no_ether_stops_nobody(lost: Told) -> None:
    (many,) = (a for a in lost.actions if a.call.startswith("Crowdfund.refundMany("))
    assert sum(event.startswith("Refunded(") for event in many.events) == 5
    assert "PaymentKept(account=Collectible, value=1e18)" in many.events


def test_the_fund_has_just_what_waits(lost: Told) -> None:
    waits = sum(wei(row[3]) for row in lost.table("accounts").rows)
    assert lost.chain.balance(lost.contract("Crowdfund")) == waits == ether(6)
    assert messages.text("dao.accounts.equal") in lost.steps[-1].text


def test_who_was_refunded_has_paid_gas_and_nothing_else(lost: Told) -> None:
    """Erin has what Dave gave for her, and Heidi what she redeemed."""
    more = {"alice": 0, "bob": 0, "frank": 0, "erin": ether(3), "heidi": ether(3)}
    for name, gift in more.items():
        assert 0 <= WEALTH + gift - lost.balance(name) < LITTLE


def test_gas_paid_is_that_of_giving_and_of_taking_back(lost: Told) -> None:
    paid = {row[0]: int(row[4].replace(",", "")) for row in lost.table("accounts").rows}
    for name in ("alice", "bob", "dave", "frank"):
        calls = ("contribute()", "contributeFor(erin)", "refund()")
        own = [a for a in lost.actions if a.sender == name and not a.error]
        spent = [a.gas or 0 for a in own if a.call.removeprefix("Crowdfund.") in calls]
        assert paid[name] == sum(spent)
