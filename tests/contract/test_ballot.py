"""Votes by signature: good once, for what was signed, by whom and for which governor."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract.ballot import AGAINST, FOR, sign_ballot
from pydemo.plans import dao, lottery
from pydemo.units import days, ether


@pytest.fixture
def system(chain: Chain, alice: Account) -> dao.DaoSystem:
    return lottery.deploy_government(chain, deployer=alice, supply=ether(100))


@pytest.fixture
def proposal_id(chain: Chain, system: dao.DaoSystem, alice: Account, bob: Account) -> int:
    """Of a proposal that is being voted on."""
    chain.advance(1)
    created = system.governor.propose([bob], [0], [b""], "Nothing", sender=alice)
    chain.advance(days(1) + 1)
    return int(created.events[0].args["proposalId"])


def test_a_signed_vote_counts_whoever_hands_it_in(
    chain: Chain, system: dao.DaoSystem, proposal_id: int, alice: Account, bob: Account
) -> None:
    ballot = sign_ballot(
        system.governor, chain, voter=alice, proposal_id=proposal_id, support=AGAINST
    )
    system.governor.castVoteBySig(*ballot, sender=bob)
    against, in_favour, abstained = system.governor.proposalVotes(proposal_id)
    assert (against, in_favour, abstained) == (ether(100), 0, 0)


def test_it_does_not_count_twice(
    chain: Chain, system: dao.DaoSystem, proposal_id: int, alice: Account, bob: Account
) -> None:
    ballot = sign_ballot(system.governor, chain, voter=alice, proposal_id=proposal_id, support=FOR)
    system.governor.castVoteBySig(*ballot, sender=bob)
    with errors.reverts("GovernorInvalidSignature", alice):
        system.governor.castVoteBySig(*ballot, sender=bob)


@pytest.mark.parametrize("changed", ["proposal", "support", "voter"])
def test_it_is_good_for_nothing_else(
    chain: Chain,
    system: dao.DaoSystem,
    proposal_id: int,
    alice: Account,
    bob: Account,
    changed: str,
) -> None:
    number, support, voter, signature = sign_ballot(
        system.governor, chain, voter=alice, proposal_id=proposal_id, support=FOR
    )
    if changed == "proposal":
        created = system.governor.propose([bob], [0], [b""], "Another", sender=alice)
        number = int(created.events[0].args["proposalId"])
        chain.advance(days(1) + 1)
    elif changed == "support":
        support = AGAINST
    else:
        voter = bob.address
    with errors.reverts("GovernorInvalidSignature", voter):
        system.governor.castVoteBySig(number, support, voter, signature, sender=bob)


def test_it_is_good_for_no_other_governor(
    chain: Chain, system: dao.DaoSystem, alice: Account, bob: Account
) -> None:
    """Of the same name and with the same token, so that only its address differs."""
    other = dao.deploy(
        chain,
        name=system.governor.name(),
        token=system.token,
        deployer=alice,
        terms=dao.Terms(proposal_threshold=1, most_threshold=1),
    ).governor
    chain.advance(1)
    for governor in (system.governor, other):
        created = governor.propose([bob], [0], [b""], "Nothing", sender=alice)
    number = int(created.events[0].args["proposalId"])
    chain.advance(days(1) + 1)
    ballot = sign_ballot(other, chain, voter=alice, proposal_id=number, support=FOR)
    with errors.reverts("GovernorInvalidSignature", alice):
        system.governor.castVoteBySig(*ballot, sender=bob)
    other.castVoteBySig(*ballot, sender=bob)
