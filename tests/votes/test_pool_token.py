"""POOL: all of it is there from the start, as votes, and only holders can make it less."""

from __future__ import annotations

import pytest
from token_checks.scene import ZERO

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.delegation import sign_delegation
from pydemo.contract.permit import FAR_AWAY
from votes.scene import told

SUPPLY = 10**25
MOST = 2**96 - 1


@pytest.fixture
def chain(voting_chain: Chain) -> Chain:
    return voting_chain


@pytest.fixture
def people(chain: Chain) -> tuple[Account, Account, Account]:
    return chain.accounts.alice, chain.accounts.bob, chain.accounts.carol


@pytest.fixture
def pool(chain: Chain) -> Contract:
    """All of it is alice's."""
    alice = chain.accounts.alice
    return chain.deploy("PoolToken", SUPPLY, alice, sender=alice)


class TestSupply:
    def test_all_there_is_is_made_at_the_start_with_its_votes(
        self, chain: Chain, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        pool = chain.deploy("PoolToken", SUPPLY, bob, sender=alice)
        assert pool.deploy_receipt is not None
        assert told(pool.deploy_receipt) == [
            ("Transfer", ZERO, bob, SUPPLY),
            ("DelegateChanged", bob, ZERO, bob),
            ("DelegateVotesChanged", bob, 0, SUPPLY),
        ]
        assert (pool.totalSupply(), pool.balanceOf(bob), pool.getVotes(bob)) == (SUPPLY,) * 3
        assert (pool.name(), pool.symbol(), pool.decimals()) == ("Pool", "POOL", 18)

    def test_nobody_can_make_any_or_own_the_token(self, pool: Contract) -> None:
        changing = {
            entry["name"]
            for entry in pool.abi
            if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
        }
        standard = {"transfer", "approve", "transferFrom", "permit", "burn", "burnFrom"}
        assert changing == standard | {"delegate", "delegateBySig", "noteFewest"}
        assert all(entry.get("stateMutability") != "payable" for entry in pool.abi)

    def test_more_than_can_be_counted_is_refused(
        self, chain: Chain, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        for supply in (MOST + 1, 2**256 - 1):
            with errors.reverts("ERC20ExceededSafeSupply", supply, MOST):
                chain.deploy("PoolToken", supply, alice, sender=alice)
        pool = chain.deploy("PoolToken", MOST, alice, sender=alice)
        pool.transfer(bob, MOST - 1, sender=alice)
        assert (pool.getVotes(alice), pool.getVotes(bob)) == (1, MOST - 1)

    def test_a_holder_that_is_nobody_is_refused(self, chain: Chain) -> None:
        with errors.reverts("ERC20InvalidReceiver", ZERO):
            chain.deploy("PoolToken", 1, ZERO, sender=chain.accounts.alice)


class TestCheckpoints:
    def test_they_can_be_looked_at_one_by_one(
        self, chain: Chain, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        times = [chain.time]
        for _ in range(3):
            pool.transfer(bob, 1, sender=alice)
            times.append(chain.time)
        assert pool.numCheckpoints(alice) == 4
        found = [tuple(pool.checkpoints(alice, index)) for index in range(4)]
        assert found == [(time, SUPPLY - index) for index, time in enumerate(times)]
        assert tuple(pool.checkpoints(alice, 4)) == (0, 0)


class TestSignDelegation:
    def test_the_librarys_delegation_is_accepted_once_and_lasts_to_2100(
        self, chain: Chain, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, carol = people
        values = sign_delegation(pool, chain, delegator=alice, delegatee=bob)
        assert values[1:3] == (0, FAR_AWAY)
        pool.delegateBySig(*values, sender=carol)
        assert (pool.delegates(alice), pool.getVotes(bob)) == (bob, SUPPLY)
        with errors.reverts("InvalidAccountNonce", alice, 1):
            pool.delegateBySig(*values, sender=carol)
