"""POOL: what its votes do that OpenZeppelin's do not, and what nobody can do with it."""

from __future__ import annotations

import pytest
from token_checks.scene import ZERO

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.delegation import sign_delegation
from pydemo.contract.permit import FAR_AWAY
from votes.indexer import Indexer
from votes.scene import told

SUPPLY = 10**25
MOST = 2**96 - 1
LAST_SECOND = 2**32 - 1


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

    def test_nobody_can_make_or_destroy_any_or_own_the_token(self, pool: Contract) -> None:
        changing = {
            entry["name"]
            for entry in pool.abi
            if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
        }
        standard = {"transfer", "approve", "transferFrom", "permit"}
        assert changing == standard | {"delegate", "delegateBySig"}
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


class TestVotesByDefault:
    def test_whoever_never_delegated_votes_with_what_they_have(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        pool.transfer(bob, 5, sender=alice)
        assert (pool.getVotes(alice), pool.getVotes(bob)) == (SUPPLY - 5, 5)

    def test_they_are_their_own_delegate_before_they_have_anything(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        assert (pool.delegates(bob), pool.getVotes(bob)) == (bob, 0)
        pool.transfer(bob, 5, sender=alice)
        assert pool.delegates(bob) == bob
        pool.transfer(alice, 5, sender=bob)
        assert (pool.delegates(bob), pool.getVotes(bob)) == (bob, 0)

    def test_what_they_get_first_announces_it_once(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        assert told(pool.transfer(bob, 0, sender=alice)) == [("Transfer", alice, bob, 0)]
        assert told(pool.transfer(bob, 5, sender=alice)) == [
            ("Transfer", alice, bob, 5),
            ("DelegateChanged", bob, ZERO, bob),
            ("DelegateVotesChanged", alice, SUPPLY, SUPPLY - 5),
            ("DelegateVotesChanged", bob, 0, 5),
        ]
        assert "DelegateChanged" not in dict.fromkeys(
            event[0] for event in told(pool.transfer(bob, 5, sender=alice))
        )

    def test_a_delegation_made_beforehand_holds_for_what_comes(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, carol = people
        assert told(pool.delegate(carol, sender=bob)) == [("DelegateChanged", bob, ZERO, carol)]
        pool.transfer(bob, 5, sender=alice)
        assert (pool.delegates(bob), pool.getVotes(bob), pool.getVotes(carol)) == (carol, 0, 5)

    def test_delegating_to_nobody_is_not_the_default(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        pool.delegate(ZERO, sender=bob)
        pool.transfer(bob, 5, sender=alice)
        assert (pool.delegates(bob), pool.getVotes(bob)) == (ZERO, 0)
        assert pool.getVotes(alice) == SUPPLY - 5

    def test_being_delegated_to_is_not_delegating(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, carol = people
        pool.delegate(bob, sender=alice)
        assert pool.delegates(bob) == bob
        receipt = pool.transfer(bob, 5, sender=alice)
        assert ("DelegateChanged", bob, ZERO, bob) in told(receipt)
        pool.delegate(carol, sender=bob)
        assert (pool.getVotes(bob), pool.getVotes(carol)) == (SUPPLY - 5, 5)

    def test_somebody_who_knows_the_events_alone_has_the_votes_right(
        self, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, carol = people
        assert pool.deploy_receipt is not None
        receipts = [
            pool.deploy_receipt,
            pool.transfer(bob, 50, sender=alice),
            pool.delegate(carol, sender=alice),
            pool.transfer(carol, 7, sender=bob),
            pool.delegate(ZERO, sender=bob),
            pool.transfer(bob, 11, sender=alice),
        ]
        indexer = Indexer()
        for receipt in receipts:
            indexer.follow(receipt.events)
        votes = {person.address: pool.getVotes(person) for person in people}
        assert indexer.counted == indexer.announced == {k: v for k, v in votes.items() if v}


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

    def test_in_2106_votes_stand_still_rather_than_go_wrong(
        self, chain: Chain, pool: Contract, people: tuple[Account, Account, Account]
    ) -> None:
        alice, bob, _ = people
        chain.advance(LAST_SECOND - 1 - chain.time)
        pool.transfer(bob, 5, sender=alice)
        assert chain.time == LAST_SECOND
        with errors.reverts("TimeOutOfRange", LAST_SECOND + 1):
            pool.transfer(bob, 5, sender=alice)
        assert pool.getPastVotes(bob, LAST_SECOND) == 5
        assert pool.getPastVotes(bob, LAST_SECOND - 1) == 0


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
