"""A copy of a network in this process: the same state, the same gas, and nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from remote.conftest import Anvil, anvil  # noqa: F401  (a fixture)

from pydemo import Chain, errors
from pydemo.chain.address import canonical
from pydemo.chain.fork import ForkedNode
from pydemo.contract import Contract
from pydemo.units import days


@pytest.fixture(scope="module")
def connection(anvil: Anvil) -> Chain:  # noqa: F811
    return Chain.connect(anvil.url)


@pytest.fixture
def origin(connection: Chain) -> Iterator[Chain]:
    with connection.anchor():
        yield connection


@pytest.fixture
def token(origin: Chain) -> Contract:
    alice, bob = origin.accounts.alice, origin.accounts.bob
    deployed = origin.deploy("DemoToken", 1_000, alice, sender=alice)
    deployed.mint(alice, 500, sender=alice)
    deployed.mint(bob, 5, sender=alice)
    return deployed


def fork(origin: Chain) -> Chain:
    chain = Chain.over(ForkedNode(origin._node))
    chain.impersonate(origin.accounts.alice)
    return chain


def test_what_is_there_is_seen(origin: Chain, token: Contract) -> None:
    chain = fork(origin)
    alice = chain.accounts.alice
    copy = chain.at("DemoToken", token)
    assert (copy.balanceOf(alice), copy.totalSupply()) == (500, 505)
    assert chain.balance(alice) == origin.balance(alice)
    assert chain.nonce(alice) == origin.nonce(alice) == 3
    assert chain.chain_id == origin.chain_id
    assert chain.time == origin.time


def test_a_transaction_costs_the_same_and_changes_only_the_copy(
    origin: Chain, token: Contract
) -> None:
    chain = fork(origin)
    alice, bob, carol = list(chain.accounts)[:3]
    copy = chain.at("DemoToken", token)
    costs = [copy.transfer(to, 7, sender=alice).gas_used for to in (bob, carol, carol)]
    assert token.balanceOf(carol) == 0
    assert costs == [token.transfer(to, 7, sender=alice).gas_used for to in (bob, carol, carol)]
    assert copy.balanceOf(carol) == token.balanceOf(carol) == 14


def test_a_slot_that_was_emptied_stays_empty(origin: Chain, token: Contract) -> None:
    """Zero is what is absent; the copy must not fetch it again."""
    chain = fork(origin)
    alice, bob = list(chain.accounts)[:2]
    copy = chain.at("DemoToken", token)
    copy.transfer(bob, 500, sender=alice)
    assert copy.balanceOf(alice) == 0
    copy.transfer(alice, 1, sender=chain.impersonate(bob))
    assert (copy.balanceOf(alice), copy.balanceOf(bob)) == (1, 504)


def test_what_fails_there_fails_here_and_leaves_no_trace(origin: Chain, token: Contract) -> None:
    chain = fork(origin)
    alice, bob = list(chain.accounts)[:2]
    copy = chain.at("DemoToken", token)
    with errors.reverts("ERC20InsufficientBalance", alice, 500, 501):
        copy.transfer(bob, 501, sender=alice)
    assert copy.balanceOf(alice) == 500


def test_contracts_get_the_addresses_that_they_would_get(origin: Chain, token: Contract) -> None:
    chain = fork(origin)
    alice = chain.accounts.alice
    here = chain.deploy("DemoToken", 5, alice, sender=alice)
    there = origin.deploy("DemoToken", 5, alice, sender=alice)
    assert here.address == there.address
    assert here.deploy_receipt is not None
    assert there.deploy_receipt is not None
    assert here.deploy_receipt.gas_used == there.deploy_receipt.gas_used


def test_time_can_pass_in_the_copy_alone(origin: Chain, token: Contract) -> None:
    chain = fork(origin)
    before = origin.time
    chain.advance(days(30))
    assert chain.time == before + days(30)
    assert origin.time == before


def test_an_anchor_in_the_copy_brings_everything_back(origin: Chain, token: Contract) -> None:
    chain = fork(origin)
    alice, bob = list(chain.accounts)[:2]
    copy = chain.at("DemoToken", token)
    with chain.anchor():
        copy.transfer(bob, 500, sender=alice)
        assert copy.balanceOf(alice) == 0
    assert copy.balanceOf(alice) == 500
    assert chain.nonce(alice) == origin.nonce(alice)


def test_a_transaction_can_be_begun_again(origin: Chain, token: Contract) -> None:
    node = ForkedNode(origin._node)
    chain = Chain.over(node)
    alice = chain.impersonate(origin.accounts.alice)
    node.engine.begin_again(canonical(alice), 0, [canonical(token)])
    assert not node.code(canonical(token))
    again = chain.deploy("DemoToken", 1_000, alice, sender=alice)
    assert again == token
    assert again.totalSupply() == 0
