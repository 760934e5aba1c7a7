"""Methods that other nodes have and that mean nothing here: each says why, not "no such method"."""

from __future__ import annotations

from functools import partial
from typing import Any, Never

from pydemo.node.failure import NOT_SUPPORTED, RpcError
from pydemo.node.registry import METHODS, Method

_ANY_NUMBER = 100
_EIP_1559 = "fees go by EIP-1559, use anvil_setNextBlockBaseFeePerGas"
_NO_FORK = "forking is not supported, the chain is this node's own"
_NO_BATCH = "the node sends no batches, send the calls one by one"
_NO_WORK = "no work is proved on this chain"
_NO_KEYS = "the node's accounts are fixed and always unlocked"
_REASONS = {
    "anvil_setMinGasPrice": _EIP_1559,
    "hardhat_setMinGasPrice": _EIP_1559,
    "anvil_setRpcUrl": _NO_FORK,
    "hardhat_setRpcUrl": _NO_FORK,
    "anvil_setChainId": "a chain keeps its id, start another node with --chain-id",
    "anvil_enableTraces": "every transaction can be traced at any time, debug_traceTransaction",
    "anvil_getBlobByHash": "blobs stay with the consensus layer, a chain keeps their hashes only",
    "anvil_getBlobsByTransactionHash": "a chain keeps the hashes of blobs only",
    "eth_getWork": _NO_WORK,
    "eth_submitWork": _NO_WORK,
    "eth_submitHashrate": _NO_WORK,
    "hardhat_addCompilationResult": "the node prints no stack traces of Solidity",
    "hardhat_getStackTraceFailuresCount": "the node prints no stack traces of Solidity",
    "personal_newAccount": _NO_KEYS,
    "personal_importRawKey": _NO_KEYS,
    "personal_unlockAccount": _NO_KEYS,
    "personal_lockAccount": _NO_KEYS,
    "wallet_sendCalls": _NO_BATCH,
    "wallet_getCallsStatus": _NO_BATCH,
    "wallet_showCallsStatus": _NO_BATCH,
    "wallet_watchAsset": "the node shows no assets",
}


def _refuse(name: str, reason: str, *_: Any) -> Never:
    raise RpcError(NOT_SUPPORTED, f"{name} is not supported: {reason}")


for _name, _reason in _REASONS.items():
    METHODS[_name] = Method(_name, partial(_refuse, _name, _reason), 0, _ANY_NUMBER)
