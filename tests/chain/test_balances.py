"""Balances and nonces, now and in the past, and how all views agree on them."""

from __future__ import annotations

from typing import Any

import pytest

from chain.raw_code import BALANCE, ask, deploy_code, send, stranger, web3, word
from pydemo import Chain, errors, units
from pydemo.chain.accounts import Account


def every_view(chain: Chain, account: str, asker: str) -> set[int]:
    """A balance as handles, web3 and a contract see it: one number if they agree."""
    return {
        chain.balance(account),
        chain.balance(account, "latest"),
        chain.balance(account, chain.block_number),
        web3(chain).eth.get_balance(web3(chain).to_checksum_address(account)),
        ask(chain, asker, word(account)),
    }


@pytest.mark.parametrize("wei", [0, 1, units.ether(5), 2**256 - 1])
def test_a_balance_set_is_seen_at_once_by_handles_web3_and_contracts(
    chain: Chain, wei: int
) -> None:
    asker = deploy_code(chain, BALANCE)
    number = chain.block_number
    chain.set_balance(stranger(7), wei)
    assert every_view(chain, stranger(7), asker) == {wei}
    assert chain.block_number == number  # no transaction, no block
    chain.mine()
    assert every_view(chain, stranger(7), asker) == {wei}


def test_a_mined_transaction_sees_a_balance_that_was_just_set(chain: Chain, alice: Account) -> None:
    logger = deploy_code(chain, "5f35315f5260205fa000")  # logs BALANCE(calldata)
    chain.set_balance(stranger(7), 77)
    receipt = send(chain, logger, word(stranger(7)), sender=alice)
    assert int.from_bytes(receipt.events[0].args["data"], "big") == 77


def test_balances_set_one_after_the_other_all_hold(chain: Chain) -> None:
    for number in range(1, 4):
        chain.set_balance(stranger(number), number)
    chain.set_balance(stranger(2), 20)
    assert [chain.balance(stranger(number)) for number in range(1, 4)] == [1, 20, 3]


def test_a_contracts_balance_can_be_set(chain: Chain) -> None:
    contract = deploy_code(chain, "475f5260205ff3")  # SELFBALANCE
    chain.set_balance(contract, 5)
    assert ask(chain, contract) == 5
    assert web3(chain).eth.get_code(web3(chain).to_checksum_address(contract)) != b""


def test_old_blocks_keep_the_old_balance(chain: Chain, bob: Account) -> None:
    asker = deploy_code(chain, BALANCE)
    old, before = chain.balance(bob), chain.block_number
    chain.mine()
    chain.set_balance(bob, 5)
    chain.mine()
    assert chain.balance(bob, before) == web3(chain).eth.get_balance(bob.address, before) == old
    assert ask(chain, asker, word(bob), block=before) == old
    assert chain.balance(bob) == chain.balance(bob, before + 2) == 5


def test_past_balances_and_nonces_are_remembered(
    chain: Chain, alice: Account, bob: Account
) -> None:
    start, had, sent = chain.block_number, chain.balance(bob), nonce(chain, alice)
    for _ in range(3):
        chain.transfer(bob, 10, sender=alice)
    for step in range(4):
        block = start + step
        assert chain.balance(bob, block) == had + 10 * step
        assert web3(chain).eth.get_balance(bob.address, block) == had + 10 * step
        assert web3(chain).eth.get_transaction_count(alice.address, block) == sent + step
    assert nonce(chain, alice) == nonce(chain, alice, "pending") == sent + 3


def nonce(chain: Chain, account: Account, block: Any = "latest") -> int:
    count: int = web3(chain).eth.get_transaction_count(account.address, block)
    return count


def test_the_first_block_has_a_name(chain: Chain, alice: Account) -> None:
    chain.transfer(chain.accounts.bob, 1, sender=alice)
    assert chain.balance(alice, "earliest") == chain.balance(alice, 0) == units.ether(10_000)


@pytest.mark.parametrize("block", [10**6, -1, "yesterday"])
def test_a_block_that_does_not_exist_is_refused(chain: Chain, alice: Account, block: Any) -> None:
    with pytest.raises(errors.ArgumentError, match="there is no block"):
        chain.balance(alice, block)
    token = chain.deploy("DemoToken", 1, alice, sender=alice)
    with pytest.raises(errors.ArgumentError, match="there is no block"):
        token.balanceOf(alice, block=block)


@pytest.mark.parametrize("wei", [-1, 2**256, 1.0, "1", None, True])
def test_only_whole_wei_can_be_set(chain: Chain, bob: Account, wei: Any) -> None:
    before = chain.balance(bob)
    with pytest.raises(errors.ArgumentError, match=r"set_balance: wei = .* from 0 to 2\*\*256 - 1"):
        chain.set_balance(bob, wei)
    assert chain.balance(bob) == before


def test_a_transfer_costs_its_value_and_its_fee(chain: Chain, alice: Account, bob: Account) -> None:
    ours, theirs = chain.balance(alice), chain.balance(bob)
    receipt = chain.transfer(bob, units.ether(1), sender=alice)
    assert receipt.gas_used == 21_000
    assert receipt.fee == 21_000 * receipt.effective_gas_price
    assert chain.balance(bob) == theirs + units.ether(1)
    assert chain.balance(alice) == ours - units.ether(1) - receipt.fee


def test_the_base_fee_is_burnt_and_the_tip_paid_to_the_producer(
    chain: Chain, alice: Account, bob: Account
) -> None:
    block = web3(chain).eth.get_block("latest")
    had = chain.balance(block["miner"])
    receipt = chain.transfer(bob, 1, sender=alice)
    mined = web3(chain).eth.get_block(receipt.block_number)
    assert receipt.effective_gas_price == mined["baseFeePerGas"] + units.gwei(1)
    assert chain.balance(mined["miner"]) == had + 21_000 * units.gwei(1)


def test_a_failed_transaction_costs_its_gas_and_moves_nothing(chain: Chain, alice: Account) -> None:
    reverter = deploy_code(chain, "5f5ffd")
    before, count = chain.balance(alice), nonce(chain, alice)
    with pytest.raises(errors.Revert) as failed:
        chain.transfer(reverter, units.ether(1), sender=alice)
    assert failed.value.receipt is not None
    assert chain.balance(alice) == before - failed.value.receipt.fee
    assert chain.balance(reverter) == 0
    assert nonce(chain, alice) == count + 1
