"""Requests that only read: the node, blocks, signatures, logs and filters."""

from __future__ import annotations

from node.asking import Ask, calldata
from node.people import ALICE, BOB, STRANGER

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


def about_the_node(ask: Ask) -> None:
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


def looking_back(ask: Ask, token: str) -> None:
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


def signing(ask: Ask) -> None:
    ask("sign", "eth_sign", ALICE, "0x68656c6c6f")
    ask("personal sign", "personal_sign", "0x68656c6c6f", ALICE)
    ask("typed data", "eth_signTypedData_v4", ALICE, TYPED)
    ask("sign for a stranger", "eth_sign", STRANGER, "0x00")


def logs(ask: Ask, token: str) -> None:
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
