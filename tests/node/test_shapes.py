"""The same script on our node and on anvil: every answer, field by field.

Both begin alike, so addresses, gas, fees and hashes of transactions must be equal to the digit.
What may differ stands in `DIFFERENCES` with its reason; an entry that no longer shows is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from remote.conftest import running_anvil

from node.player import Player
from node.process import running_node

_HASHES = "block hashes are this suite's own (pydemo.chain.block_hash)"
_CLOCK = "each node's blocks have the time at which it made them"
_GETH = "geth's code for it; anvil has one of its own"
_TRACE_GAS = "geth tells the transaction's gas limit, anvil what is left of it at the start"
_CHOSEN = "fees that a sender leaves out are for the node to choose"
_ORIGINAL = "Hardhat gives true, anvil null"
DIFFERENCES = {
    "version": "the client's own name",
    "genesis.hash": _HASHES,
    "block*.hash": _HASHES,
    "full block.hash": _HASHES,
    "time *.hash": _HASHES,
    "*blockHash": _HASHES,
    "*parentHash": _HASHES,
    "*stateRoot": "the history of block hashes (EIP-2935) is part of the state",
    "*mixHash": "randomness follows from the seed here",
    "*timestamp": _CLOCK,
    "*blockTimestamp": _CLOCK + "; and anvil's receipts have it as a number",
    "*.size": "the size of the transactions here, of the whole block there",
    "*.extraData": "32 zero bytes here, none there",
    "*.totalDifficulty": "the specification has dropped it, anvil has not",
    "*.blobGasPrice": "the specification has it with blobs alone, anvil with every receipt",
    "gas price": "of the next block here, at least 1 gwei more than that of the newest there",
    "* trace.gas": _TRACE_GAS,
    "trace *.gas": _TRACE_GAS,
    "trace *.error": "words of the clients for what ended a call",
    "fees alone*": "percentiles may be null in the specification, in anvil not",
    "no state.error.code": _GETH,
    "call *.error.code": _GETH,
    "estimate *.error.code": _GETH,
    "sign for a stranger.error.code": _GETH,
    "logs backwards*": "an error in geth, an empty list in anvil",
    "eth_newFilter": "a number here, which anvil draws at random",
    "eth_newBlockFilter": "as above",
    "eth_new*Filter mint": _CHOSEN,
    "eth_newFilter changes*.transactionHash": _CHOSEN,
    "eth_newBlockFilter changes*": _HASHES,
    "automine *": _ORIGINAL,
    "waits.gasPrice": "the most it may pay in geth, what it would pay now in anvil",
    "known already.error.code": _GETH,
    "underpriced.error.code": _GETH,
    "not impersonated.error.code": _GETH,
    "stopped.error.code": _GETH,
    "as a stranger": _CHOSEN,
    "stranger's receipt.transactionHash": _CHOSEN,
    "nonce too low.error.code": _GETH,
    "too little ether.error.code": _GETH,
    "fee below base.error.code": _GETH,
    "tip above fee.error.code": _GETH,
    "other chain.error.code": _GETH,
    "no transaction at all.error.code": _GETH,
    "not time at *": _CLOCK,
    "not prevRandao at *": "randomness follows from the seed here",
    "poor at *.error.code": _GETH,
    "trace seen at *.gas": _TRACE_GAS,
    "seen in a small block.error.code": _GETH,
    "proof*.accountProof*": "by the state root, which differs as above",
    "proof of nobody.storageProof*": "no node in geth, an empty one in anvil, if there is no slot",
    "simulate *.hash": _HASHES,
    "simulate *umber": "anvil's first simulated block has the number of its newest one",
    "simulate *.transactionHash": "the hash of the transaction in the block here, not in anvil",
    "simulate *.transactions[[]*": "as above",
    "simulate *.transactionsRoot": "as above",
    "simulate *.receiptsRoot": "anvil has the root of the transactions there",
    "simulate *.baseFeePerGas": "as in geth 0 where nobody pays for gas",
    "simulate *.withdrawals*": "fields of a block since Shanghai and later, which anvil leaves out",
    "simulate *lobGas*": "as above",
    "simulate *.parentBeaconBlockRoot": "as above",
    "simulate *.requestsHash": "as above",
    "simulate another block*.returnData": "BASEFEE gives the block's fee here, in anvil 0",
    "simulate transfers*.error.*": "geth's code, words and data; anvil says no more than `failed`",
    "simulate ether*.error.*": "as above",
    "simulate ether*.logsBloom": "of a block's own logs here, with the transfers' in anvil",
    "simulate ether*.logs": "a transfer that failed leaves no log here",
    "simulate somebody poor.error.code": _GETH,
    "simulate a wrong nonce*": "nonces matter with validation; anvil takes any",
    "simulate too little gas.error.code": _GETH,
}
_ABSENT = "(not there)"
Difference = tuple[str, Any, Any]


def differences(path: str, ours: Any, theirs: Any) -> Iterator[Difference]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() | theirs.keys():
            values = ours.get(name, _ABSENT), theirs.get(name, _ABSENT)
            yield from differences(f"{path}.{name}", *values)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, values in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(f"{path}[{number}]", *values)
    elif ours != theirs:
        yield path, ours, theirs


@pytest.fixture(scope="module")
def found(engine: str) -> tuple[dict[str, Any], list[Difference]]:
    """Our answers, and where anvil's are others."""
    with running_anvil() as anvil:
        theirs = Player(anvil).play()
    with running_node("--engine", engine) as node:
        ours = Player(node.url).play()
    assert ours.keys() == theirs.keys()
    return ours, [d for step, told in ours.items() for d in differences(step, told, theirs[step])]


def test_every_answer_is_anvils_but_for_the_differences_listed(
    found: tuple[dict[str, Any], list[Difference]],
) -> None:
    unlisted = [
        difference
        for difference in found[1]
        if not any(fnmatchcase(difference[0], pattern) for pattern in DIFFERENCES)
    ]
    assert unlisted == []


def test_every_difference_listed_is_there(
    found: tuple[dict[str, Any], list[Difference]],
) -> None:
    paths = [path for path, _, _ in found[1]]
    gone = [
        pattern for pattern in DIFFERENCES if not any(fnmatchcase(path, pattern) for path in paths)
    ]
    assert gone == []


def test_the_script_meets_success_and_failure(
    found: tuple[dict[str, Any], list[Difference]],
) -> None:
    """So that two nodes which refuse everything alike do not pass."""
    failed = {step for step, told in found[0].items() if isinstance(told, dict) and "error" in told}
    assert len(failed) > 25
    assert len(found[0].keys() - failed) > 150
    assert found[0]["call view"].endswith("01f4")
