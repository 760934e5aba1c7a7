"""One script of requests for any node: accounts, sending, reading, logs, filters, failures, time.

It begins on a fresh chain, and what follows from the chain alone is the same everywhere: addresses,
gas, fees, hashes of transactions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain.raw_code import HUNGRY, INVALID, LOGGER, REVERTER, TOPIC_LOGGER, creation_of
from eth_abi.abi import encode

from node.people import ALICE, BOB, CAROL, GWEI, STRANGER, signed
from pydemo.build.artifacts import Artifacts

Ask = Callable[..., Any]
"""``ask(step, method, *params)``: what was answered, or None where the answer was an error."""
TYPED = {
    "types": {
        "EIP712Domain": [
            {"name": "name", "type": "string"},
            {"name": "chainId", "type": "uint256"},
        ],
        "Mail": [{"name": "text", "type": "string"}],
    },
    "primaryType": "Mail",
    "domain": {"name": "pydemo", "chainId": 31337},
    "message": {"text": "hello"},
}
_WORD = "0x" + "00" * 31 + "2a"
_TRACER = {"tracer": "callTracer", "tracerConfig": {"withLog": True}}


def calldata(signature: str, *values: Any) -> str:
    from pydemo.evm.hashing import keccak

    kinds = signature.partition("(")[2].rstrip(")")
    arguments = encode(kinds.split(","), values) if kinds else b""
    return "0x" + (keccak(signature.encode())[:4] + arguments).hex()


def run(ask: Ask) -> None:
    """All of it, in order."""
    _about_the_node(ask)
    token = _sending(ask)
    _calls(ask, token)
    _looking_back(ask, token)
    _raw_codes(ask)
    _signing(ask)
    _logs(ask, token)
    _waiting(ask)
    _development(ask, token)
    _mistakes(ask)


def _about_the_node(ask: Ask) -> None:
    ask("version", "web3_clientVersion")
    ask("sha3", "web3_sha3", "0x68656c6c6f")
    ask("network", "net_version")
    ask("listening", "net_listening")
    ask("chain id", "eth_chainId")
    ask("syncing", "eth_syncing")
    ask("accounts", "eth_accounts")
    ask("coinbase", "eth_coinbase")
    ask("genesis", "eth_getBlockByNumber", "earliest", False)
    ask("block number", "eth_blockNumber")
    ask("gas price", "eth_gasPrice")
    ask("tip", "eth_maxPriorityFeePerGas")
    ask("no code", "eth_getCode", ALICE, "latest")
    ask("no slot", "eth_getStorageAt", ALICE, "0x0", "latest")
    ask("no receipt", "eth_getTransactionReceipt", "0x" + "00" * 32)
    ask("no transaction", "eth_getTransactionByHash", "0x" + "00" * 32)
    ask("no block", "eth_getBlockByNumber", "0x999", False)
    ask("no block by hash", "eth_getBlockByHash", "0x" + "00" * 32, False)
    ask("no receipts", "eth_getBlockReceipts", "0x999")


def _sending(ask: Ask) -> str:
    """Transactions of each type, and the token. Returns its address."""
    # Of an empty genesis block each node thinks its own.
    ask("first fee", "anvil_setNextBlockBaseFeePerGas", hex(GWEI))
    artifact = Artifacts.suite()["DemoToken"]
    cap = encode(["uint256", "address"], [10**24, ALICE])
    creation = signed(0, to=None, data=artifact.bytecode + cap, gas=3_000_000, value=0)
    deployed = ask("deploy", "eth_sendRawTransaction", creation)
    receipt = ask("deploy receipt", "eth_getTransactionReceipt", deployed)
    token = str(receipt["contractAddress"])
    ask("deployed", "eth_getTransactionByHash", deployed)
    ask("code", "eth_getCode", token, "latest")
    mint = calldata("mint(address,uint256)", ALICE, 500)
    minted = ask(
        "mint", "eth_sendRawTransaction", signed(1, to=token, data=mint, gas=200_000, value=0)
    )
    ask("mint receipt", "eth_getTransactionReceipt", minted)
    ask("slots", "eth_getStorageAt", token, "0x2", "latest")
    fees: dict[str, Any] = {"maxFeePerGas": None, "maxPriorityFeePerGas": None}
    legacy = signed(2, type=None, gasPrice=5 * GWEI, **fees)
    listed = signed(
        3,
        type=1,
        gasPrice=5 * GWEI,
        gas=60_000,
        accessList=[{"address": token, "storageKeys": [_WORD]}],
        **fees,
    )
    for name, raw in (("legacy", legacy), ("listed", listed), ("transfer", signed(4))):
        sent = ask(name, "eth_sendRawTransaction", raw)
        ask(f"{name} transaction", "eth_getTransactionByHash", sent)
        ask(f"{name} receipt", "eth_getTransactionReceipt", sent)
    failing = signed(
        5, to=token, data=calldata("mint(address,uint256)", BOB, 10**30), gas=100_000, value=0
    )
    failed = ask("failing", "eth_sendRawTransaction", failing)
    ask("failing receipt", "eth_getTransactionReceipt", failed)
    ask("failing trace", "debug_traceTransaction", failed, _TRACER)
    ask("mint trace", "debug_traceTransaction", minted, _TRACER)
    own = {"from": BOB, "to": CAROL, "value": "0x5", "gas": "0x5208"}
    fees = {"maxFeePerGas": hex(9 * GWEI), "maxPriorityFeePerGas": hex(GWEI)}
    sent = ask("unlocked", "eth_sendTransaction", {**own, **fees})
    ask("unlocked transaction", "eth_getTransactionByHash", sent)
    ask("nonce", "eth_getTransactionCount", ALICE, "latest")
    ask("balance", "eth_getBalance", ALICE, "latest")
    return token


def _calls(ask: Ask, token: str) -> None:
    transfer = calldata("transfer(address,uint256)", BOB, 5)
    for name, call in {
        "view": {"to": token, "data": calldata("balanceOf(address)", ALICE)},
        "view by input": {"to": token, "input": calldata("totalSupply()")},
        "transfer call": {"from": ALICE, "to": token, "data": transfer},
        "custom error": {"from": BOB, "to": token, "data": transfer},
        "nothing there": {"to": STRANGER, "data": "0x1234"},
        "unknown function": {"to": token, "data": "0x12345678"},
    }.items():
        ask(f"call {name}", "eth_call", call, "latest")
        ask(f"estimate {name}", "eth_estimateGas", call)
    ask("call out of gas", "eth_call", {"to": token, "data": transfer, "gas": "0x5300"}, "latest")
    past = {"to": token, "data": calldata("totalSupply()")}
    ask("call in the past", "eth_call", past, "0x1")
    overridden = {STRANGER: {"code": "0x" + "602a5f5260205ff3"}}
    ask("call with code", "eth_call", {"to": STRANGER}, "latest", overridden)
    rich = {STRANGER: {"balance": "0x64"}}
    ask(
        "call with balance",
        "eth_call",
        {"from": STRANGER, "to": BOB, "value": "0x64"},
        "latest",
        rich,
    )
    ask("list", "eth_createAccessList", {"from": ALICE, "to": token, "data": transfer}, "latest")
    ask(
        "trace call",
        "debug_traceCall",
        {"from": ALICE, "to": token, "data": transfer},
        "latest",
        _TRACER,
    )
    ask(
        "trace failing",
        "debug_traceCall",
        {"from": BOB, "to": token, "data": transfer},
        "latest",
        _TRACER,
    )


def _looking_back(ask: Ask, token: str) -> None:
    ask("block", "eth_getBlockByNumber", "0x1", False)
    ask("full block", "eth_getBlockByNumber", "0x2", True)
    ask("receipts", "eth_getBlockReceipts", "0x2")
    ask("count", "eth_getBlockTransactionCountByNumber", "0x1")
    ask("by index", "eth_getTransactionByBlockNumberAndIndex", "0x2", "0x0")
    ask("no index", "eth_getTransactionByBlockNumberAndIndex", "0x2", "0x5")
    ask("past code", "eth_getCode", token, "0x0")
    ask("past balance", "eth_getBalance", BOB, "0x2")
    ask("no state", "eth_getBalance", BOB, "0x999")
    ask("fee history", "eth_feeHistory", "0x4", "latest", [0, 50, 100])
    ask("fees alone", "eth_feeHistory", "0x2", "0x3", None)
    ask("uncles", "eth_getUncleCountByBlockNumber", "0x1")


def _raw_codes(ask: Ask) -> None:
    """Each way a call can end."""
    codes = {
        "reverter": REVERTER,
        "invalid": INVALID,
        "hungry": HUNGRY,
        "logger": LOGGER,
        "topics": TOPIC_LOGGER,
        "unknown": "0c",
        "underflow": "50",
        "jump": "600056",
    }
    for nonce, (name, code) in enumerate(codes.items(), 6):
        raw = signed(nonce, to=None, data="0x" + creation_of(code).hex(), gas=200_000, value=0)
        receipt = ask(
            f"{name} receipt", "eth_getTransactionReceipt", ask(name, "eth_sendRawTransaction", raw)
        )
        call = {"to": receipt["contractAddress"], "data": _WORD, "gas": "0x30000"}
        ask(f"call {name}", "eth_call", call, "latest")
        ask(f"estimate {name}", "eth_estimateGas", call)
        ask(f"trace {name}", "debug_traceCall", call, "latest", _TRACER)


def _signing(ask: Ask) -> None:
    ask("sign", "eth_sign", ALICE, "0x68656c6c6f")
    ask("personal sign", "personal_sign", "0x68656c6c6f", ALICE)
    ask("typed data", "eth_signTypedData_v4", ALICE, TYPED)
    ask("sign for a stranger", "eth_sign", STRANGER, "0x00")


def _logs(ask: Ask, token: str) -> None:
    transfers = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    to_alice = "0x" + "00" * 12 + ALICE[2:]
    everything = {"fromBlock": "0x0", "toBlock": "latest"}
    for name, wanted in {
        "all": everything,
        "of the token": {**everything, "address": token},
        "of several": {**everything, "address": [token, BOB]},
        "by topic": {**everything, "topics": [transfers]},
        "by choice": {**everything, "topics": [[transfers, to_alice], None, to_alice]},
        "none": {**everything, "topics": [to_alice]},
        "newest": {},
        "backwards": {"fromBlock": "0x5", "toBlock": "0x2"},
    }.items():
        ask(f"logs {name}", "eth_getLogs", wanted)
    for kind, params in {"eth_newFilter": [{"address": token}], "eth_newBlockFilter": []}.items():
        number = ask(kind, kind, *params)
        ask(f"{kind} nothing yet", "eth_getFilterChanges", number)
        mint = {"from": ALICE, "to": token, "data": calldata("mint(address,uint256)", ALICE, 1)}
        ask(f"{kind} mint", "eth_sendTransaction", {**mint, "gas": "0x30000"})
        ask(f"{kind} changes", "eth_getFilterChanges", number)
        ask(f"{kind} no more", "eth_getFilterChanges", number)
        ask(f"{kind} closed", "eth_uninstallFilter", number)
        ask(f"{kind} closed again", "eth_uninstallFilter", number)


def _waiting(ask: Ask) -> None:
    """Blocks made by hand: what waits, in which order it is mined, what replaces what."""
    nonce = int(ask("nonce before", "eth_getTransactionCount", ALICE, "latest"), 16)
    ask("automine off", "evm_setAutomine", False)
    second = ask("second", "eth_sendRawTransaction", signed(nonce + 1))
    first = ask("first", "eth_sendRawTransaction", signed(nonce, value=3))
    ask("waits", "eth_getTransactionByHash", first)
    ask("no receipt yet", "eth_getTransactionReceipt", first)
    ask("pending nonce", "eth_getTransactionCount", ALICE, "pending")
    ask("latest nonce", "eth_getTransactionCount", ALICE, "latest")
    ask("known already", "eth_sendRawTransaction", signed(nonce, value=3))
    ask("underpriced", "eth_sendRawTransaction", signed(nonce, value=4))
    more: dict[str, Any] = {"maxFeePerGas": 200 * GWEI, "maxPriorityFeePerGas": 5 * GWEI}
    replacement = ask("replacement", "eth_sendRawTransaction", signed(nonce, value=5, **more))
    ask("replaced", "eth_getTransactionByHash", first)
    dropped = ask("to be dropped", "eth_sendRawTransaction", signed(nonce + 2))
    ask("drop", "anvil_dropTransaction", dropped)
    ask("mine", "evm_mine")
    ask("block of two", "eth_getBlockByNumber", "latest", False)
    for name, tx_hash in {"replacement": replacement, "second": second}.items():
        ask(f"{name} receipt", "eth_getTransactionReceipt", tx_hash)
    ask("automine on", "evm_setAutomine", True)


def _development(ask: Ask, token: str) -> None:
    snapshot = ask("snapshot", "evm_snapshot")
    ask("set balance", "anvil_setBalance", STRANGER, hex(10**20))
    ask("balance set", "eth_getBalance", STRANGER, "latest")
    ask("set code", "anvil_setCode", STRANGER, "0x602a5f5260205ff3")
    ask("code set", "eth_call", {"to": STRANGER}, "latest")
    ask("set slot", "anvil_setStorageAt", STRANGER, "0x1", _WORD)
    ask("slot set", "eth_getStorageAt", STRANGER, "0x1", "latest")
    ask("set nonce", "anvil_setNonce", STRANGER, "0x9")
    ask("nonce set", "eth_getTransactionCount", STRANGER, "latest")
    own = {"from": STRANGER, "to": BOB, "value": "0x1", "gas": "0x5208"}
    ask("not impersonated", "eth_sendTransaction", own)
    ask("impersonate", "anvil_impersonateAccount", STRANGER)
    sent = ask("as a stranger", "eth_sendTransaction", own)
    ask("stranger's receipt", "eth_getTransactionReceipt", sent)
    ask("stop", "anvil_stopImpersonatingAccount", STRANGER)
    ask("stopped", "eth_sendTransaction", own)
    ask("mine three", "anvil_mine", "0x3", "0x5")
    ask("number after", "eth_blockNumber")
    now = int(ask("time before", "eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    ask("next time", "evm_setNextBlockTimestamp", now + 1000)
    ask("too early", "evm_setNextBlockTimestamp", now - 1000)
    ask("mine at it", "evm_mine")
    at = ask("time after", "eth_getBlockByNumber", "latest", False)
    ask("seconds passed", "web3_sha3", hex(int(at["timestamp"], 16) - now + 0x10000))
    ask("next fee", "anvil_setNextBlockBaseFeePerGas", hex(7 * GWEI))
    ask("mine with it", "evm_mine")
    ask("block with the fee", "eth_getBlockByNumber", "latest", False)
    ask("revert", "evm_revert", snapshot)
    ask("revert again", "evm_revert", snapshot)
    ask("balance back", "eth_getBalance", STRANGER, "latest")
    ask("number back", "eth_blockNumber")
    ask("token still there", "eth_getCode", token, "latest")


def _mistakes(ask: Ask) -> None:
    nonce = int(ask("nonce for mistakes", "eth_getTransactionCount", ALICE, "latest"), 16)
    ask("unknown method", "eth_doesNotExist")
    ask("nonce too low", "eth_sendRawTransaction", signed(0))
    ask("too little gas", "eth_sendRawTransaction", signed(nonce, gas=20_000))
    ask("too much gas", "eth_sendRawTransaction", signed(nonce, gas=10**9))
    ask("too little ether", "eth_sendRawTransaction", signed(nonce, value=10**24))
    ask(
        "fee below base",
        "eth_sendRawTransaction",
        signed(nonce, maxFeePerGas=1, maxPriorityFeePerGas=1),
    )
    ask(
        "tip above fee",
        "eth_sendRawTransaction",
        signed(nonce, maxFeePerGas=GWEI, maxPriorityFeePerGas=2 * GWEI),
    )
    ask("other chain", "eth_sendRawTransaction", signed(nonce, chainId=1))
    ask("no transaction at all", "eth_sendRawTransaction", "0x1234")
    ask("no bytes", "eth_sendRawTransaction", "hello")
    ask("no address", "eth_getBalance", "0x1234", "latest")
    ask("no such name", "eth_getBalance", ALICE, "newest")
    ask("no parameters", "eth_getBalance")
    ask("no hash", "eth_getTransactionByHash", "0x12")
    ask("no filter", "eth_getFilterChanges", "0x999")
