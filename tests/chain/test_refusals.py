"""Transactions that a chain does not take, and poor senders whom it helps."""

from __future__ import annotations

import pytest

from chain.raw_code import HUNGRY, REVERTER, deploy_code, poor, send, web3
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account


def price(chain: Chain) -> int:
    """Wei a gas that the next transaction offers at most."""
    offered: int = chain._node.engine.max_fee()  # type: ignore[attr-defined]
    return offered


def test_a_rich_sender_offers_a_whole_blocks_gas(
    chain: Chain, alice: Account, bob: Account
) -> None:
    sent = chain.transfer(bob, 1, sender=alice)
    assert web3(chain).eth.get_transaction(sent.tx_hash)["gas"] == 30_000_000


def test_a_poor_sender_offers_just_the_gas_that_is_needed(chain: Chain, bob: Account) -> None:
    judy = poor(chain, units.ether("0.01"))
    sent = chain.transfer(bob, 1, sender=judy)
    assert web3(chain).eth.get_transaction(sent.tx_hash)["gas"] == 21_000


def test_one_who_has_exactly_enough_can_send(chain: Chain, bob: Account) -> None:
    judy = poor(chain, 21_000 * price(chain) + 5)
    assert chain.transfer(bob, 5, sender=judy).succeeded


def test_one_who_lacks_a_single_wei_is_refused_in_one_line(chain: Chain, bob: Account) -> None:
    needed = 21_000 * price(chain) + 5
    judy = poor(chain, needed - 1)
    with pytest.raises(errors.TransactionRefused) as refused:
        chain.transfer(bob, 5, sender=judy)
    assert str(refused.value).startswith(f"{judy} has {needed - 1} wei and may need {needed} wei")
    assert "chain.set_balance(" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_exactly_enough_is_enough_while_fees_rise(
    chain: Chain, alice: Account, bob: Account
) -> None:
    hungry = deploy_code(chain, HUNGRY)
    fee = web3(chain).eth.get_block("latest")["baseFeePerGas"]
    for _ in range(4):
        assert not send(chain, hungry, sender=alice).succeeded  # a full block
        for enough in (21_000 * price(chain), 30_000_000 * price(chain) - 1):
            with chain.anchor():
                assert chain.transfer(bob, 0, sender=poor(chain, enough)).succeeded
    assert web3(chain).eth.get_block("latest")["baseFeePerGas"] > fee


def test_one_who_has_nothing_is_refused(chain: Chain, bob: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match="has 0 wei"):
        chain.transfer(bob, 0, sender=poor(chain, 0))


def test_one_who_sends_more_than_he_has_is_refused(chain: Chain, bob: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match=f"has {units.ether(1)} wei"):
        chain.transfer(bob, units.ether(2), sender=poor(chain, units.ether(1)))


def test_a_poor_senders_failing_transaction_is_mined_and_says_why(
    chain: Chain, alice: Account
) -> None:
    token = chain.deploy("DemoToken", 10, alice, sender=alice)
    judy = poor(chain, units.ether("0.01"))
    with errors.reverts("ERC20InsufficientBalance", judy, 0, 5) as caught:
        token.transfer(alice, 5, sender=judy)
    assert caught.error.receipt is not None
    assert caught.error.receipt.sender == judy.address


def test_a_poor_senders_failure_for_lack_of_gas_takes_what_he_has(chain: Chain) -> None:
    hungry = deploy_code(chain, HUNGRY)
    judy = poor(chain, units.ether("0.001"))
    receipt = send(chain, hungry, sender=judy)
    assert not receipt.succeeded
    assert 21_000 < receipt.gas_used < 30_000_000
    assert 0 <= chain.balance(judy) < units.ether("0.001")


def test_a_gas_limit_below_the_base_cost_is_refused(
    chain: Chain, alice: Account, bob: Account
) -> None:
    with pytest.raises(errors.TransactionRefused, match=r"20999 is too low.*costs 21000 gas"):
        chain.transfer(bob, 1, sender=alice, gas=20_999)
    assert chain.transfer(bob, 1, sender=alice, gas=21_000).gas_used == 21_000


def test_the_floor_for_calldata_is_kept(chain: Chain, alice: Account, bob: Account) -> None:
    # EIP-7623: 10 gas a token, 4 tokens a byte that is not zero; running it would cost 16 a byte.
    data = b"\x01" * 1000
    floor = 21_000 + 10 * 4 * 1000
    with pytest.raises(errors.TransactionRefused, match=f"costs {floor} gas"):
        send(chain, bob, data, sender=alice, gas=floor - 1)
    assert send(chain, bob, data, sender=alice, gas=floor).gas_used == floor


def test_more_gas_than_a_block_has_is_refused(chain: Chain, alice: Account, bob: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match="30000000"):
        chain.transfer(bob, 1, sender=alice, gas=30_000_001)
    assert chain.transfer(bob, 1, sender=alice, gas=30_000_000).succeeded


def test_creation_code_is_at_most_49152_bytes(chain: Chain, alice: Account) -> None:
    with pytest.raises(errors.TransactionRefused, match="49153 bytes, of at most 49152"):
        send(chain, None, bytes(49_153), sender=alice)
    assert send(chain, None, bytes(49_152), sender=alice).succeeded


def test_a_balance_cannot_overflow(chain: Chain, alice: Account, bob: Account) -> None:
    chain.set_balance(bob, 2**256 - 5)
    with pytest.raises(errors.TransactionRefused, match="maximum uint256"):
        chain.transfer(bob, 5, sender=alice)
    assert chain.transfer(bob, 4, sender=alice).succeeded
    assert chain.balance(bob) == 2**256 - 1


def test_a_missing_sender_is_an_argument_error(chain: Chain, bob: Account) -> None:
    with pytest.raises(errors.ArgumentError, match="sender= is missing"):
        chain.transfer(bob, 1, sender=None)  # type: ignore[arg-type]


def test_the_chain_goes_on_after_a_refusal(chain: Chain, alice: Account, bob: Account) -> None:
    reverter = deploy_code(chain, REVERTER)
    before = chain.block_number
    for _ in range(3):
        with pytest.raises(errors.TransactionRefused):
            chain.transfer(bob, units.ether(10**9), sender=alice)
    assert chain.block_number == before
    assert not send(chain, reverter, sender=alice).succeeded
    assert chain.transfer(bob, 1, sender=alice).block_number == before + 2
