"""The chain as a whole: who gets blocks, going back, state out and in, what waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chain.raw_code import creation_of
from remote.conftest import running_anvil

from node.client import Direct, Rpc, RpcFailure
from node.people import ALICE, BOB, STRANGER, signed
from pydemo.chain.genesis import BLOCK_GAS_LIMIT
from pydemo.chain.local import LocalNode
from pydemo.node.clock import Clock
from pydemo.node.methods_refused import _REASONS
from pydemo.node.serve import Settings, open_chain
from pydemo.node.served import ServedChain

COINBASE = "0x" + "c0" * 20
LIMIT = "0x455f5260205ff3"
WORD = "0x" + "00" * 31 + "2a"


@pytest.fixture(params=["fast", "py-evm"])
def either(request: pytest.FixtureRequest) -> Direct:
    """A chain on each engine."""
    return Direct(ServedChain(LocalNode(engine=request.param), Clock(step=1)))


def head(rpc: Any) -> dict[str, Any]:
    return dict(rpc("eth_getBlockByNumber", "latest", False))


def send(rpc: Any, **fields: Any) -> dict[str, Any]:
    tx_hash = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, **fields})
    return dict(rpc("eth_getTransactionReceipt", tx_hash))


# --- how blocks are made --------------------------------------------------------------------------


def test_tips_go_to_the_coinbase_and_code_sees_it(either: Direct) -> None:
    stored = "0x" + creation_of("415f55").hex()  # SSTORE(0, COINBASE) when it is called
    contract = send(either, to=None, data=stored)["contractAddress"]
    either("anvil_setCoinbase", COINBASE)
    receipt = send(either, to=contract)
    block = head(either)
    tip = int(receipt["effectiveGasPrice"], 16) - int(block["baseFeePerGas"], 16)
    assert block["miner"] == either("eth_coinbase") == COINBASE
    assert int(either("eth_getBalance", COINBASE), 16) == tip * int(receipt["gasUsed"], 16)
    assert either("eth_getStorageAt", contract, "0x0").endswith(COINBASE[2:])
    steps = either("debug_traceTransaction", receipt["transactionHash"])["structLogs"]
    assert steps[1]["stack"] == [COINBASE]
    either("anvil_setCoinbase", "0x" + "00" * 20)
    send(either, to=contract)
    assert head(either)["miner"] == "0x" + "00" * 20
    assert int(either("eth_getStorageAt", contract, "0x0"), 16) == 0


def test_the_gas_limit_of_blocks_bounds_what_is_in_them(either: Direct) -> None:
    assert either("evm_setBlockGasLimit", hex(50_000)) is True
    either("evm_mine")
    assert int(head(either)["gasLimit"], 16) == 50_000
    either("anvil_setCode", STRANGER, LIMIT)
    assert int(either("eth_call", {"to": STRANGER}, "latest"), 16) == 50_000
    with pytest.raises(RpcFailure, match="exceeds block gas limit"):
        send(either, gas=hex(50_001))
    either("evm_setAutomine", False)
    for nonce in range(3):
        either("eth_sendRawTransaction", signed(nonce))
    either("evm_mine")
    assert either("eth_getBlockTransactionCountByNumber", "latest") == "0x2"
    assert int(either("eth_getBlockByNumber", "0x0", False)["gasLimit"], 16) == BLOCK_GAS_LIMIT


def test_going_back_leaves_how_blocks_are_made(either: Direct) -> None:
    either("anvil_setCoinbase", COINBASE)
    send(either)
    snapshot = either("evm_snapshot")
    either("anvil_setCoinbase", STRANGER)
    either("evm_revert", snapshot)
    send(either)
    assert head(either)["miner"] == STRANGER
    snapshot = either("evm_snapshot")
    either("anvil_setCoinbase", "0x" + "00" * 20)
    either("evm_revert", snapshot)
    before = either("eth_getBalance", STRANGER)
    send(either)
    assert (head(either)["miner"], either("eth_getBalance", STRANGER)) == ("0x" + "00" * 20, before)


@pytest.mark.parametrize("gas", ["0x0", hex(20_999), hex(2**63)])
def test_a_gas_limit_that_fits_nothing_is_refused(gas: str, rpc: Direct) -> None:
    with pytest.raises(RpcFailure) as refused:
        rpc("evm_setBlockGasLimit", gas)
    assert refused.value.code == -32602


def test_randomness_is_set_for_the_next_block_only(either: Direct) -> None:
    either("hardhat_setPrevRandao", "0x" + "11" * 32)
    either("evm_mine")
    assert head(either)["mixHash"] == "0x" + "11" * 32
    either("evm_mine")
    assert head(either)["mixHash"] != "0x" + "11" * 32


def test_how_blocks_are_made_is_kept_in_the_file(tmp_path: Path) -> None:
    settings = Settings(engine="fast", state=tmp_path / "chain.db", has_steps=True)
    before, _ = open_chain(settings)
    rpc = Direct(before)
    contract = send(rpc, to=None, data="0x" + creation_of("415f55").hex())["contractAddress"]
    rpc("anvil_setCoinbase", COINBASE)
    rpc("evm_setBlockGasLimit", hex(10**7))
    sent = send(rpc, to=contract)["transactionHash"]
    rpc("anvil_rollback", 0)
    trace = rpc("debug_traceTransaction", sent)
    block = head(rpc)
    assert before.store is not None
    before.store.close()
    after, _ = open_chain(settings)
    rpc = Direct(after)
    assert head(rpc) == block
    assert rpc("debug_traceTransaction", sent) == trace
    rpc("evm_mine")
    assert (head(rpc)["miner"], head(rpc)["gasLimit"]) == (COINBASE, hex(10**7))
    rpc("anvil_rollback", 2)
    assert after.store is not None
    after.store.close()
    last, _ = open_chain(settings)
    assert last.height == 1
    assert Direct(last)("eth_getStorageAt", contract, "0x0") == "0x" + "00" * 32
    assert last.store is not None
    last.store.close()


# --- going back -----------------------------------------------------------------------------------


def test_blocks_are_rolled_back_with_their_state(either: Direct) -> None:
    send(either, value="0x5")
    root, balance = head(either)["stateRoot"], either("eth_getBalance", BOB)
    filtered = either("eth_newBlockFilter")
    gone = send(either, value="0x7")["transactionHash"]
    either("anvil_setBalance", STRANGER, "0x9")
    either("evm_mine")
    either("anvil_rollback", 2)
    assert (head(either)["stateRoot"], either("eth_getBalance", BOB)) == (root, balance)
    assert either("eth_getBalance", STRANGER) == "0x0"
    assert either("eth_getTransactionByHash", gone) is None
    assert either("eth_getTransactionCount", ALICE) == "0x1"
    send(either, value="0x1")
    assert either("eth_getFilterChanges", filtered) == [head(either)["hash"]]


def test_more_than_there_is_cannot_be_rolled_back(rpc: Direct, theirs: Rpc) -> None:
    for node in (rpc, theirs):
        with pytest.raises(RpcFailure) as refused:
            node("anvil_rollback", 10_000)
        assert refused.value.code == -32602


def test_a_reorganisation_puts_other_blocks_in_their_place(either: Direct) -> None:
    gone = [send(either, value=hex(n))["transactionHash"] for n in range(3)]
    mine = {"from": ALICE, "to": BOB, "value": "0x9"}
    either("anvil_reorg", 2, [[mine, 0], [signed(2), 1]])
    assert either("eth_blockNumber") == "0x3"
    assert [either("eth_getTransactionReceipt", h) is None for h in gone] == [False, True, True]
    values = [
        either("eth_getTransactionByBlockNumberAndIndex", hex(number), "0x0")["value"]
        for number in (2, 3)
    ]
    assert values == ["0x9", "0x1"]
    with pytest.raises(RpcFailure, match="none of the 2 new blocks"):
        either("anvil_reorg", 2, [[mine, 2]])
    assert either("eth_blockNumber") == "0x3"


# --- state ----------------------------------------------------------------------------------------


def fill(rpc: Any) -> None:
    rpc("anvil_setBalance", STRANGER, "0x9")
    rpc("anvil_setCode", STRANGER, "0x602a5f5260205ff3")
    rpc("anvil_setStorageAt", STRANGER, "0x3", WORD)
    rpc("anvil_setNonce", STRANGER, "0x7")


def read(rpc: Any) -> list[Any]:
    slot = rpc("eth_getStorageAt", STRANGER, "0x3", "latest")
    return [rpc("eth_getAccountInfo", STRANGER, "latest"), slot]


def test_a_dump_is_taken_up_by_another_node_and_by_anvil_both_ways(
    either: Direct, rpc: Direct
) -> None:
    with running_anvil("--host", "127.0.0.1") as url:
        theirs = Rpc(url)
        fill(either)
        whole, dumped = read(either), either("anvil_dumpState")
        for node in (rpc, theirs):
            assert read(node) != whole
            assert node("anvil_loadState", dumped) is True
            assert read(node) == whole
        theirs("anvil_setBalance", STRANGER, "0x55")
        either("anvil_setStorageAt", STRANGER, "0x4", WORD)  # which the dump has not
        assert either("hardhat_loadState", theirs("anvil_dumpState")) is True
        assert read(either) == read(theirs)
        assert int(either("eth_getStorageAt", STRANGER, "0x4"), 16) == 0


@pytest.mark.parametrize("state", ["0x", "0x1234", "0x1f8b08000000000000ff", "hello"])
def test_what_is_no_dump_changes_nothing(state: str, rpc: Direct) -> None:
    before = rpc("anvil_dumpState")
    with pytest.raises(RpcFailure) as refused:
        rpc("anvil_loadState", state)
    assert refused.value.code == -32602
    assert rpc("anvil_dumpState") == before


def test_somebody_is_given_tokens_and_an_allowance(rpc: Direct) -> None:
    token = deploy_token(rpc)
    rpc("anvil_dealERC20", STRANGER, token, "0x5")
    rpc("anvil_setERC20Allowance", STRANGER, BOB, token, "0x6")
    held = {"to": token, "data": "0x70a08231" + STRANGER[2:].rjust(64, "0")}
    spent = {
        "to": token,
        "data": "0xdd62ed3e" + STRANGER[2:].rjust(64, "0") + BOB[2:].rjust(64, "0"),
    }
    assert [int(rpc("eth_call", call, "latest"), 16) for call in (held, spent)] == [5, 6]
    with pytest.raises(RpcFailure, match="no slot"):
        rpc("anvil_dealERC20", STRANGER, BOB, "0x5")


def deploy_token(rpc: Direct) -> str:
    from eth_abi.abi import encode

    from pydemo.build.artifacts import Artifacts

    token = Artifacts.suite()["DemoToken"]
    data = token.bytecode + encode(["uint256", "address"], [10**6, ALICE])
    return str(send(rpc, to=None, data="0x" + data.hex())["contractAddress"])


def test_a_balance_is_added_to_but_not_past_256_bits(rpc: Direct) -> None:
    rpc("anvil_setBalance", STRANGER, "0x5")
    rpc("anvil_addBalance", STRANGER, "0x7")
    assert rpc("eth_getBalance", STRANGER) == "0xc"
    with pytest.raises(RpcFailure, match="256 bits"):
        rpc("anvil_addBalance", STRANGER, hex(2**256 - 1))


# --- transactions, raw, filled, waiting -----------------------------------------------------------


def test_raw_transactions_are_what_was_sent(either: Direct) -> None:
    raw = signed(0)
    tx_hash = either("eth_sendRawTransaction", raw)
    block = head(either)["hash"]
    for name, params in {
        "eth_getRawTransactionByHash": [tx_hash],
        "eth_getRawTransactionByBlockNumberAndIndex": ["latest", "0x0"],
        "eth_getRawTransactionByBlockHashAndIndex": [block, "0x0"],
    }.items():
        assert either(name, *params) == raw
    assert either("eth_getRawTransactionByHash", "0x" + "00" * 32) is None
    assert either("eth_getRawTransactionByBlockNumberAndIndex", "latest", "0x1") is None
    assert either("eth_getRawTransactionByBlockNumberAndIndex", "0x99", "0x0") is None


def test_a_raw_transaction_is_there_while_it_waits(rpc: Direct) -> None:
    rpc("evm_setAutomine", False)
    raw = signed(5)
    assert rpc("eth_getRawTransactionByHash", rpc("eth_sendRawTransaction", raw)) == raw
    found = rpc("eth_getTransactionBySenderAndNonce", ALICE, "0x5")
    assert (found["blockHash"], found["nonce"]) == (None, "0x5")
    assert rpc("eth_getTransactionBySenderAndNonce", ALICE, "0x6") is None


def test_sending_in_step_gives_the_receipt_or_says_that_it_waits(rpc: Direct) -> None:
    assert rpc("eth_sendRawTransactionSync", signed(0))["status"] == "0x1"
    assert rpc("eth_sendTransactionSync", {"from": ALICE, "to": BOB})["status"] == "0x1"
    rpc("evm_setAutomine", False)
    with pytest.raises(RpcFailure, match="waits") as waits:
        rpc("eth_sendRawTransactionSync", signed(2))
    assert waits.value.code == 4
    assert rpc("eth_getTransactionByHash", waits.value.data)["blockHash"] is None


def test_a_filled_transaction_is_what_would_be_sent_and_changes_nothing(rpc: Direct) -> None:
    filled = rpc("eth_fillTransaction", {"from": ALICE, "to": BOB, "value": "0x5"})
    assert rpc("eth_getTransactionCount", ALICE, "pending") == "0x0"
    names = ("nonce", "gas", "value", "maxFeePerGas", "maxPriorityFeePerGas", "type", "input")
    fields = {name: filled["tx"][name] for name in names}
    tx_hash = rpc("eth_sendTransaction", {"from": ALICE, "to": BOB, **fields})
    sent = rpc("eth_getTransactionByHash", tx_hash)
    assert {name: sent[name] for name in names} == fields


def test_the_pool_is_told_by_sender_and_nonce_as_on_anvil(rpc: Direct) -> None:
    with running_anvil("--host", "127.0.0.1") as url:
        both: tuple[Any, Any] = (rpc, Rpc(url))
        for node in both:
            node("evm_setAutomine", False)
            node("eth_sendRawTransaction", signed(0))
            node("eth_sendRawTransaction", signed(9, to=None, data=b"\x00", gas=60_000))
        for name in ("txpool_content", "txpool_inspect", "txpool_status"):
            ours, theirs = (node(name) for node in both)
            assert shape(ours) == shape(theirs)
        for node in both:
            node("anvil_removePoolTransactions", BOB)
            assert node("txpool_status") == {"pending": "0x1", "queued": "0x1"}
            node("anvil_removePoolTransactions", ALICE)
            assert node("txpool_status") == {"pending": "0x0", "queued": "0x0"}


def shape(told: Any) -> Any:
    """Addresses in one case, and of a transaction what both nodes tell."""
    if isinstance(told, str):
        return told.lower()
    return {name.lower(): shape(value) for name, value in told.items() if value not in (None, [])}


# --- refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(_REASONS))
def test_what_means_nothing_here_is_refused_with_the_reason(name: str, rpc: Direct) -> None:
    with pytest.raises(RpcFailure, match=f"{name} is not supported: ") as refused:
        rpc(name, "0x1")
    assert refused.value.code == -32004


def test_an_account_is_the_same_in_one_answer_as_on_anvil(either: Direct, theirs: Rpc) -> None:
    snapshot = theirs("evm_snapshot")
    for node in (either, theirs):
        fill(node)
        node("evm_mine")
    asked = ("eth_getAccount", STRANGER, "latest")
    assert either(*asked) == theirs(*asked)
    asked = ("eth_getAccountInfo", STRANGER, "latest")
    assert either(*asked) == theirs(*asked)
    slots = {STRANGER: ["0x" + "00" * 31 + "03"]}
    assert either("eth_getStorageValues", slots) == {STRANGER: [WORD]}
    theirs("evm_revert", snapshot)
