"""web3.py and the handles look at one chain: what either does, both see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hexbytes import HexBytes
from web3.exceptions import (
    ContractCustomError,
    ContractLogicError,
    ContractPanicError,
    TransactionNotFound,
)

from chain.raw_code import (
    HUNGRY,
    INVALID,
    LOGGER,
    REVERTER,
    TOPIC_LOGGER,
    deploy_code,
    send,
    web3,
    word,
)
from pydemo import Chain, Receipt, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

Sender = Callable[[Chain, str, bytes], Receipt]


def by_handle(chain: Chain, to: str, data: bytes) -> Receipt:
    return send(chain, to, data, sender=chain.accounts.alice)


def by_web3(chain: Chain, to: str, data: bytes) -> Receipt:
    alice = chain.accounts.alice.address
    return chain.receipt(web3(chain).eth.send_transaction({"from": alice, "to": to, "data": data}))


BOTH = pytest.mark.parametrize("sent_by", [by_handle, by_web3])


@pytest.fixture(scope="module")
def token(chain: Chain, alice: Account) -> Contract:
    deployed = chain.deploy("DemoToken", 1_000, alice, sender=alice)
    deployed.mint(alice, 500, sender=alice)
    return deployed


@pytest.fixture(scope="module")
def w3_token(chain: Chain, token: Contract) -> Any:
    """The same token as plain web3.py has it."""
    return web3(chain).eth.contract(address=token.address, abi=token.abi)


@BOTH
def test_a_transaction_is_in_its_block_with_its_sender(chain: Chain, sent_by: Sender) -> None:
    w3, logger = web3(chain), deploy_code(chain, LOGGER)
    receipt = sent_by(chain, logger, b"hello")
    for block_id in (receipt.block_number, receipt.block_hash, "latest"):
        assert w3.eth.get_block(block_id)["transactions"] == [receipt.tx_hash]
        body = w3.eth.get_block(block_id, full_transactions=True)["transactions"]
        assert body == [w3.eth.get_transaction(receipt.tx_hash)]
        assert w3.eth.get_block_transaction_count(block_id) == 1
        assert w3.eth.get_transaction_by_block(block_id, 0) == body[0]
    assert body[0]["from"] == receipt.sender
    assert body[0]["input"] == b"hello"
    assert body[0]["blockHash"] == receipt.block_hash
    assert body[0]["gasPrice"] == receipt.effective_gas_price


@BOTH
def test_receipts_agree(chain: Chain, sent_by: Sender) -> None:
    logger = deploy_code(chain, LOGGER)
    ours = sent_by(chain, logger, b"hello")
    theirs = web3(chain).eth.get_transaction_receipt(ours.tx_hash)
    assert theirs["transactionHash"] == ours.tx_hash
    assert theirs["blockNumber"] == ours.block_number
    assert theirs["blockHash"] == ours.block_hash
    assert theirs["gasUsed"] == theirs["cumulativeGasUsed"] == ours.gas_used
    assert theirs["effectiveGasPrice"] == ours.effective_gas_price
    assert theirs["status"] == ours.status == 1
    assert (theirs["from"], theirs["to"]) == (ours.sender, ours.to)
    assert theirs["contractAddress"] is None
    assert len(theirs["logs"]) == len(ours.events) == 1
    assert theirs["logs"][0]["data"] == ours.events[0].args["data"] == b"hello"
    assert theirs["logs"][0]["address"] == ours.events[0].address == logger
    assert theirs["logs"][0]["blockHash"] == ours.block_hash


@BOTH
def test_logs_are_found_by_block_address_and_topic(chain: Chain, sent_by: Sender) -> None:
    w3, logger = web3(chain), deploy_code(chain, TOPIC_LOGGER)
    first = sent_by(chain, logger, word(1)).block_number
    last = sent_by(chain, logger, word(2)).block_number
    span = {"fromBlock": first, "toBlock": last}

    def found(**wanted: Any) -> list[tuple[int, bytes]]:
        logs = w3.eth.get_logs({**span, **wanted})
        return [(log["blockNumber"], bytes(log["topics"][0])) for log in logs]

    assert found() == [(first, word(1)), (last, word(2))]
    assert found(address=logger) == found()
    assert found(address=chain.accounts.bob.address) == []
    assert found(topics=[HexBytes(word(2)).to_0x_hex()]) == [(last, word(2))]
    assert found(topics=[HexBytes(word(3)).to_0x_hex()]) == []
    assert found(fromBlock=last) == [(last, word(2))]
    assert found(toBlock=first) == [(first, word(1))]


@BOTH
def test_nonces_and_balances_agree(chain: Chain, sent_by: Sender) -> None:
    w3, alice = web3(chain), chain.accounts.alice
    before = w3.eth.get_transaction_count(alice.address)
    sent_by(chain, chain.accounts.bob.address, b"")
    assert w3.eth.get_transaction_count(alice.address) == before + 1
    assert w3.eth.get_balance(alice.address) == chain.balance(alice)
    sent_by(chain, chain.accounts.bob.address, b"")
    assert w3.eth.get_transaction_count(alice.address, "pending") == before + 2


@BOTH
def test_a_transaction_can_be_looked_into_whoever_sent_it(
    chain: Chain, token: Contract, sent_by: Sender
) -> None:
    data = token.transfer.data(chain.accounts.bob, 5)
    trace = sent_by(chain, token.address, data).trace()
    assert str(trace.calls) == "[]"
    assert "DemoToken.transfer(to=bob, value=5)" in str(trace)
    assert [event.name for event in trace.events] == ["Transfer"]


def test_both_send_with_the_same_fees(chain: Chain, alice: Account, bob: Account) -> None:
    w3 = web3(chain)
    with chain.anchor():
        ours = w3.eth.get_transaction(chain.transfer(bob, 1, sender=alice, gas=21_000).tx_hash)
    sent = {"from": alice.address, "to": bob.address, "value": 1, "gas": 21_000}
    assert w3.eth.get_transaction(w3.eth.send_transaction(sent))["hash"] == ours["hash"]


def test_a_state_changed_by_a_handle_is_read_by_web3(
    chain: Chain, token: Contract, w3_token: Any, alice: Account, bob: Account
) -> None:
    token.transfer(bob, 7, sender=alice)
    assert w3_token.functions.balanceOf(bob.address).call() == token.balanceOf(bob) == 7
    before = chain.block_number - 1
    assert w3_token.functions.balanceOf(bob.address).call(block_identifier=before) == 0
    assert token.balanceOf(bob, block=before) == 0


def test_a_state_changed_by_web3_is_read_by_a_handle(
    chain: Chain, token: Contract, w3_token: Any, alice: Account, bob: Account
) -> None:
    sent = w3_token.functions.transfer(bob.address, 9).transact({"from": alice.address})
    assert token.balanceOf(bob) == 9
    assert chain.receipt(sent).events[0].args == {
        "from": alice.address,
        "to": bob.address,
        "value": 9,
    }
    events = w3_token.events.Transfer().process_receipt(
        web3(chain).eth.wait_for_transaction_receipt(sent)
    )
    assert [event["args"]["value"] for event in events] == [9]


def test_a_contract_deployed_by_web3_has_a_handle(
    chain: Chain, token: Contract, alice: Account
) -> None:
    factory = web3(chain).eth.contract(
        abi=token.abi, bytecode=chain._session.registry.artifacts["DemoToken"].bytecode
    )
    sent = factory.constructor(50, alice.address).transact({"from": alice.address})
    receipt = chain.receipt(sent)
    shown = web3(chain).eth.get_transaction_receipt(sent)
    assert receipt.contract_address == shown["contractAddress"]
    assert shown["to"] is None
    assert chain.at("DemoToken", shown["contractAddress"]).maxSupply() == 50


def test_time_and_blocks_agree(chain: Chain) -> None:
    w3 = web3(chain)
    chain.advance(1000)
    assert w3.eth.get_block("latest")["timestamp"] == chain.time
    assert w3.eth.block_number == chain.block_number
    w3.provider.ethereum_tester.mine_blocks(2)
    assert w3.eth.block_number == chain.block_number
    assert w3.eth.get_block("latest")["timestamp"] == chain.time


def test_a_failed_transaction_has_status_zero_and_no_logs_in_web3(
    chain: Chain, token: Contract, alice: Account, bob: Account
) -> None:
    with pytest.raises(errors.Revert) as failed:
        token.transfer(alice, 1, sender=bob)
    assert failed.value.receipt is not None
    shown = web3(chain).eth.get_transaction_receipt(failed.value.receipt.tx_hash)
    assert (shown["status"], shown["logs"]) == (0, [])
    assert shown["gasUsed"] == failed.value.receipt.gas_used


def test_web3_raises_a_custom_error_with_its_data(
    chain: Chain, token: Contract, w3_token: Any, bob: Account
) -> None:
    expected = token.transfer.data(bob, 1)
    assert len(expected) == 68
    with pytest.raises(ContractCustomError) as raised:
        w3_token.functions.transfer(bob.address, 1).call({"from": bob.address})
    # keccak("ERC20InsufficientBalance(address,uint256,uint256)")[:4], and the operands
    assert raised.value.data == "0xe450d38c" + (word(bob) + word(0) + word(1)).hex()
    with pytest.raises(ContractCustomError):
        w3_token.functions.transfer(bob.address, 1).transact({"from": bob.address})
    with pytest.raises(ContractCustomError):
        w3_token.functions.transfer(bob.address, 1).estimate_gas({"from": bob.address})


PANIC = bytes.fromhex("4e487b71") + word(0x11)
REASON = bytes.fromhex("08c379a0") + word(32) + word(3) + b"why".ljust(32, b"\0")


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (PANIC, ContractPanicError, "Panic error 0x11"),
        (REASON, ContractLogicError, "execution reverted: why"),
        (b"", ContractLogicError, "execution reverted"),
        (b"\xde\xad\xbe\xef", ContractCustomError, "0xdeadbeef"),
    ],
)
def test_web3_tells_reverts_apart(
    chain: Chain, data: bytes, error: type[Exception], message: str
) -> None:
    reverter = deploy_code(chain, REVERTER)
    with pytest.raises(error, match=message) as raised:
        web3(chain).eth.call({"to": reverter, "data": data})
    assert type(raised.value) is error
    assert HexBytes(raised.value.data or "0x") == data  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "message"), [(HUNGRY, "out of gas"), (INVALID, "invalid opcode")])
def test_web3_hears_of_failures_that_are_no_reverts(chain: Chain, code: str, message: str) -> None:
    failing = deploy_code(chain, code)
    with pytest.raises(ContractLogicError, match=message):
        web3(chain).eth.call({"to": failing})
    with pytest.raises(ContractLogicError, match=message):
        web3(chain).eth.send_transaction({"from": chain.accounts.alice.address, "to": failing})


def test_what_is_not_there_is_not_found(chain: Chain) -> None:
    w3 = web3(chain)
    with pytest.raises(TransactionNotFound):
        w3.eth.get_transaction(bytes(32))
    with pytest.raises(TransactionNotFound):
        w3.eth.get_transaction_receipt(bytes(32))
    with pytest.raises(TransactionNotFound):
        w3.eth.get_transaction_by_block("latest", 5)
    with pytest.raises(errors.UnknownTransaction):
        chain.receipt(bytes(32))
    with pytest.raises(errors.UnknownTransaction):
        chain.receipt("0x" + "00" * 32)
