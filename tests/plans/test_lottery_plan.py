"""The plan of the lottery's government: whose the vault is, and who decides."""

from __future__ import annotations

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.plans import dao, lottery, token
from pydemo.units import days, ether

SUPPLY = ether(1_000)


@pytest.fixture
def government(chain: Chain, alice: Account) -> dao.DaoSystem:
    return lottery.deploy_government(chain, deployer=alice, supply=SUPPLY)


@pytest.fixture
def system(chain: Chain, government: dao.DaoSystem, alice: Account) -> lottery.LotterySystem:
    asset = token.deploy(chain, deployer=alice, minter=alice).token
    asset.mint(alice, lottery.SEED, sender=alice)
    _, made = lottery.deploy_over_pool(
        chain,
        asset=asset,
        rng="future-block",
        deployer=alice,
        owner=government.timelock,
        price_setter=alice,
    )
    return made


def test_the_vault_is_the_timelocks_from_its_first_block_on(
    system: lottery.LotterySystem, government: dao.DaoSystem
) -> None:
    assert system.vault.owner() == government.timelock
    assert government.timelock.governor() == government.governor
    assert government.governor.token() == government.token
    receipt = system.vault.deploy_receipt
    assert receipt is not None
    (taken,) = (event for event in receipt.events if event.name == "OwnershipTaken")
    assert taken.args["owner"] == government.timelock


def test_all_votes_are_the_deployers_to_hand_out(
    government: dao.DaoSystem, alice: Account, bob: Account
) -> None:
    assert government.token.name() == "Pool"
    assert government.token.totalSupply() == SUPPLY == government.token.getVotes(alice)
    government.token.transfer(bob, 400, sender=alice)
    assert government.token.getVotes(bob) == 400


def test_a_hundredth_may_propose_and_never_more_than_a_tenth_is_asked_for(
    government: dao.DaoSystem,
) -> None:
    assert government.governor.proposalThreshold() == SUPPLY // 100
    assert government.governor.mostThreshold() == SUPPLY // 10


def test_other_terms_are_taken_as_they_are(chain: Chain, alice: Account) -> None:
    terms = dao.Terms(quorum=30, timelock_delay=days(3), proposal_threshold=7, most_threshold=8)
    made = lottery.deploy_government(chain, deployer=alice, supply=SUPPLY, terms=terms)
    assert made.governor.quorumNumerator() == 30
    assert made.governor.timelockDelay() == days(3)
    assert made.governor.proposalThreshold() == 7


def test_who_deployed_it_can_change_nothing_without_a_vote(
    system: lottery.LotterySystem, government: dao.DaoSystem, alice: Account
) -> None:
    with errors.reverts("NotOwner", alice, government.timelock):
        system.vault.setWinners(2, sender=alice)
    with errors.reverts("TimelockUnauthorizedCaller", alice):
        government.timelock.schedule(bytes(32), days(2), sender=alice)


def test_more_votes_than_can_be_counted_are_refused(chain: Chain, alice: Account) -> None:
    with pytest.raises(errors.ContractError) as refused:
        lottery.deploy_government(chain, deployer=alice, supply=2**96)
    assert refused.value.name == "ERC20ExceededSafeSupply"
