"""Batches: many transactions, few blocks, and failures told at the end."""

from __future__ import annotations

from typing import Any

import pytest

from contract.raw_code import BURNER, CLOCK, INVALID, deploy_raw
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Contract, Receipt
from pydemo.units import ether


@pytest.fixture
def token(chain: Chain, alice: Account) -> Contract:
    token = chain.deploy("DemoToken", ether(1_000), alice, sender=alice)
    token.mint(alice, 100, sender=alice)
    return token


# --- blocks ---------------------------------------------------------------------------------------


def test_a_batch_is_one_block(chain: Chain, token: Contract, alice: Account, bob: Account) -> None:
    before = chain.block_number
    with chain.batch() as batch:
        for _ in range(5):
            token.transfer(bob, 3, sender=alice)
        assert chain.block_number == before
    assert chain.block_number == before + 1
    assert {receipt.block_number for receipt in batch.receipts} == {chain.block_number}
    assert {receipt.block_hash for receipt in batch.receipts} == {chain.block_hash}
    assert token.balanceOf(bob) == 15


def test_each_has_a_block_of_its_own_if_wanted(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    before = chain.block_number
    with chain.batch(blocks="each") as batch:
        for _ in range(3):
            token.transfer(bob, 3, sender=alice)
    numbers = [receipt.block_number for receipt in batch.receipts]
    assert numbers == [before + 1, before + 2, before + 3]
    assert len({receipt.block_hash for receipt in batch.receipts}) == 3
    assert batch.receipts[-1].block_hash == chain.block_hash


def test_one_that_does_not_fit_begins_a_new_block(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.batch() as batch:
        for gas in (100_000, 29_990_000, 29_990_000, 100_000):
            token.transfer(bob, 1, sender=alice, gas=gas)
    first = batch.receipts[0].block_number
    assert [receipt.block_number - first for receipt in batch.receipts] == [0, 1, 2, 2]


def test_one_that_fits_does_not(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.batch() as batch:
        for gas in (100_000, 29_000_000, 29_000_000, 100_000):
            token.transfer(bob, 1, sender=alice, gas=gas)
    assert len({receipt.block_number for receipt in batch.receipts}) == 1


def test_a_block_is_filled_to_half(chain: Chain, alice: Account) -> None:
    halting = deploy_raw(chain, alice, INVALID)
    with errors.reverts("InvalidOpcode"), chain.batch() as batch:
        for gas in (14_000_000, None, 1_000_000, None):
            chain.transfer(halting if gas else alice, 0, sender=alice, gas=gas)
    first = batch.receipts[0].block_number
    assert [receipt.block_number - first for receipt in batch.receipts] == [0, 0, 0, 1]


@pytest.mark.slow_on_py_evm
def test_the_base_fee_stays_about_where_it_is(chain: Chain, alice: Account) -> None:
    burner = deploy_raw(chain, alice, BURNER)
    before = chain.transfer(alice, 0, sender=alice).effective_gas_price
    with chain.batch() as batch:
        for _ in range(100):
            chain.transfer(burner, 0, sender=alice, gas=1_000_000)
    first, last = batch.receipts[0], batch.receipts[-1]
    assert last.block_number - first.block_number >= 5
    assert last.effective_gas_price == pytest.approx(before, rel=0.1)


def test_an_empty_batch_mines_nothing(chain: Chain) -> None:
    before = chain.block_number
    for blocks in ("few", "each"):
        with chain.batch(blocks) as batch:
            pass
        assert (len(batch), batch.receipts, batch.failures) == (0, [], [])
    assert chain.block_number == before


def test_a_poor_sender_is_offered_the_gas_it_can_pay(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    token.transfer(bob, 10, sender=alice)
    chain.set_balance(bob, 10**15)
    with chain.batch():
        token.transfer(alice, 4, sender=bob)
        token.transfer(alice, 6, sender=bob)
    assert token.balanceOf(bob) == 0


def test_time_stands_still_within_a_block(chain: Chain, alice: Account, bob: Account) -> None:
    before = chain.time
    with chain.batch():
        chain.transfer(bob, 1, sender=alice)
        chain.transfer(bob, 1, sender=alice)
    assert chain.time == before + 1


# --- receipts -------------------------------------------------------------------------------------


def test_a_view_sees_the_time_of_the_block_that_is_filled(chain: Chain, alice: Account) -> None:
    clock = deploy_raw(chain, alice, CLOCK)
    before = chain.time
    with chain.batch():
        assert time_seen(chain, clock, alice) == before, "nothing has been sent"
        chain.transfer(alice, 0, sender=alice)
        assert time_seen(chain, clock, alice) == before + 1
        chain.transfer(alice, 0, sender=alice)
        assert time_seen(chain, clock, alice) == before + 1
    assert time_seen(chain, clock, alice) == chain.time == before + 1


def time_seen(chain: Chain, clock: str, sender: Account) -> int:
    asked = Transaction(canonical(sender), canonical(clock))
    return int.from_bytes(chain._node.call(asked).output)


def test_a_receipt_comes_at_once_and_is_the_one_of_the_batch(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.batch() as batch:
        receipt = token.transfer(bob, 5, sender=alice)
        (event,) = receipt.events
        assert (receipt.block_hash, event.args["value"]) == (b"", 5)
        assert token.balanceOf(bob) == 5
    assert batch.receipts == [receipt]
    found = chain.receipt(receipt.tx_hash)
    assert (found.gas_used, found.block_hash) == (receipt.gas_used, receipt.block_hash)
    assert str(found.trace()) == str(receipt.trace())


def test_a_batch_costs_what_its_transactions_cost_alone(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.anchor():
        alone = [token.transfer(bob, 5, sender=alice).gas_used for _ in range(3)]
    with chain.batch() as batch:
        for _ in range(3):
            token.transfer(bob, 5, sender=alice)
    assert [receipt.gas_used for receipt in batch.receipts] == alone


def test_what_is_deployed_within_can_be_used_within(chain: Chain, alice: Account) -> None:
    before = chain.block_number
    with chain.batch():
        token = chain.deploy("DemoToken", 100, alice, sender=alice)
        token.mint(alice, 7, sender=alice)
    assert token.balanceOf(alice) == 7
    assert chain.block_number == before + 1


def test_observers_hear_of_each_when_it_is_mined(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    heard: list[Receipt] = []
    chain.observe(heard.append)
    with errors.reverts(), chain.batch() as batch:
        token.transfer(bob, 1, sender=alice)
        token.transfer(alice, 50, sender=bob)
        assert heard == []
    assert heard == batch.receipts
    assert all(len(receipt.block_hash) == 32 for receipt in heard)


# --- failures -------------------------------------------------------------------------------------


def test_failures_are_raised_by_name_when_all_is_mined(
    chain: Chain, token: Contract, alice: Account, bob: Account, carol: Account
) -> None:
    with errors.reverts() as caught, chain.batch() as batch:
        token.transfer(bob, 5, sender=alice)
        failed = token.transfer(alice, 6, sender=bob)
        token.transfer(carol, 7, sender=alice)
        token.transfer(alice, 8, sender=carol, gas=23_000)
    error = caught.error
    assert isinstance(error, errors.BatchFailed)
    assert (error.name, error.operands) == ("ERC20InsufficientBalance", (bob, 5, 6))
    assert error.receipt is failed is batch.receipts[1]
    assert not failed.succeeded
    assert "ERC20InsufficientBalance" in str(error.trace())
    assert [found.name for found in error.failures] == ["ERC20InsufficientBalance", "OutOfGas"]
    assert list(error.failures) == batch.failures
    assert error.positions == (1, 3)
    assert [receipt.succeeded for receipt in batch.receipts] == [True, False, True, False]
    assert (token.balanceOf(bob), token.balanceOf(carol)) == (5, 7)


def test_the_message_says_which_failed(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with errors.reverts() as caught, chain.batch() as batch:
        token.transfer(bob, 5, sender=alice)
        for amount in range(11, 21):
            token.transfer(alice, amount, sender=bob)
    first, *lines = str(caught.error).splitlines()
    assert first == "10 of 11 transactions of the batch failed (counted from 0):"
    assert lines[0].startswith("  1: DemoToken.transfer(alice, 11) failed: ERC20Insufficient")
    assert lines[7].startswith("  8: DemoToken.transfer(alice, 18) failed: ERC20Insufficient")
    assert lines[8:] == ["  ... and 2 more"]
    assert repr(batch) == "<Batch of 11 transactions, 10 failed>"


def test_reverts_takes_a_batch_that_fails(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with errors.reverts("ERC20InsufficientBalance", bob, 0, 5), chain.batch():
        token.transfer(alice, 5, sender=bob)


def test_a_batch_in_which_all_succeeds_raises_nothing(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with pytest.raises(AssertionError, match="nothing failed"), errors.reverts(), chain.batch():
        token.transfer(bob, 5, sender=alice)


def test_a_failed_one_alone_fails_in_a_block_of_its_own_too(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with errors.reverts() as caught, chain.batch("each"):
        token.transfer(bob, 5, sender=alice)
        token.transfer(alice, 6, sender=bob)
        token.transfer(bob, 5, sender=alice)
    assert isinstance(caught.error, errors.BatchFailed)
    assert caught.error.positions == (1,)
    assert token.balanceOf(bob) == 10


def test_a_deployment_that_fails_raises_at_once(chain: Chain, alice: Account, bob: Account) -> None:
    before = chain.balance(bob)
    with errors.reverts() as caught, chain.batch() as batch:
        chain.transfer(bob, 1, sender=alice)
        chain.deploy("DemoToken", 100, alice, sender=alice, gas=400_000)
        chain.transfer(bob, 1, sender=alice)
    assert isinstance(caught.error, errors.OutOfGas)
    assert not isinstance(caught.error, errors.BatchFailed)
    assert [receipt.succeeded for receipt in batch.receipts] == [True, False]
    assert chain.balance(bob) == before + 1


def test_what_is_refused_raises_at_once_and_is_no_part_of_it(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.batch() as batch:
        with pytest.raises(errors.ArgumentError, match="whole number"):
            token.transfer(bob, 1.5, sender=alice)
        with pytest.raises(errors.TransactionRefused, match="no key"):
            token.transfer(bob, 1, sender=token)
        token.transfer(bob, 1, sender=alice)
        with pytest.raises(errors.TransactionRefused, match="gas limit"):
            token.transfer(bob, 1, sender=alice, gas=30_000_001)
    assert len(batch) == 1
    assert token.balanceOf(bob) == 1


def test_what_was_sent_before_an_exception_is_mined(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    def send_and_stumble() -> None:
        with chain.batch():
            token.transfer(bob, 5, sender=alice)
            token.transfer(alice, 50, sender=bob)
            _ = 1 // 0

    before = chain.block_number
    with pytest.raises(ZeroDivisionError):
        send_and_stumble()
    assert chain.block_number == before + 1
    assert token.balanceOf(bob) == 5
    token.transfer(bob, 5, sender=alice)  # outside again: a block of its own
    assert chain.block_number == before + 2


@pytest.mark.parametrize("blocks", ["one", "", None, True])
def test_other_ways_to_make_blocks_are_refused(chain: Chain, blocks: Any) -> None:
    with pytest.raises(errors.ArgumentError, match="'few' or 'each' is expected"):
        chain.batch(blocks).__enter__()


def test_there_are_no_batches_within_others(chain: Chain, alice: Account, bob: Account) -> None:
    with chain.batch() as batch:
        with pytest.raises(errors.ArgumentError, match="open already"):
            chain.batch().__enter__()
        chain.transfer(bob, 1, sender=alice)
    assert len(batch) == 1
    with chain.batch():
        pass


# --- what else moves the chain --------------------------------------------------------------------


def test_time_passes_after_what_was_sent(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    before = chain.time
    with chain.batch() as batch:
        token.transfer(bob, 1, sender=alice)
        assert chain.advance(1000) == before + 1001
        token.transfer(bob, 1, sender=alice)
        chain.mine()
        token.transfer(bob, 1, sender=alice)
        chain.set_balance(bob, 5)
        token.transfer(bob, 1, sender=alice)
    first = batch.receipts[0].block_number
    assert [receipt.block_number - first for receipt in batch.receipts] == [0, 2, 4, 5]


def test_an_anchor_within_takes_back_what_is_inside_it_only(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with chain.batch() as batch:
        token.transfer(bob, 1, sender=alice)
        with chain.anchor():
            token.transfer(bob, 10, sender=alice)
            assert token.balanceOf(bob) == 11
        token.transfer(bob, 2, sender=alice)
    assert token.balanceOf(bob) == 3
    assert len(batch) == 3
    assert batch.receipts[2].block_hash == chain.block_hash


def test_an_anchor_takes_a_batch_back(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    before = chain.block_hash
    with chain.anchor(), chain.batch():
        token.transfer(bob, 1, sender=alice)
    assert chain.block_hash == before
    assert token.balanceOf(bob) == 0


def test_web3_can_send_in_between(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    before = chain.block_number
    with chain.batch() as batch:
        token.transfer(bob, 1, sender=alice)
        sent = chain.w3.eth.send_transaction({"from": alice.address, "to": bob.address})
    assert chain.receipt(sent).block_number == batch.receipts[0].block_number == before + 1
    assert batch.receipts[0].block_hash == chain.block_hash
    assert chain.block_number == before + 1
