"""Calls that suppose another state or another block: they see it, and nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from chain.raw_code import BLOCK_HASH, NUMBER, STORED
from trie import HexaryTrie

from node.client import Direct, RpcFailure
from node.people import ALICE, BOB, STRANGER
from node.test_reading import deploy
from pydemo.evm.hashing import keccak

WORD = "0x" + "00" * 31 + "2a"


def test_overrides_hold_for_the_call_alone(rpc: Direct) -> None:
    changed = {
        STRANGER: {"code": "0x" + STORED, "stateDiff": {"0x0": WORD}, "balance": "0x5"},
        BOB: {"nonce": "0x7"},
    }
    assert rpc("eth_call", {"to": STRANGER}, "latest", changed) == WORD
    assert rpc("eth_call", {"to": STRANGER}) == "0x"
    assert rpc("eth_getBalance", STRANGER) == "0x0"
    failing = {STRANGER: {"code": "0xfe"}}
    with pytest.raises(RpcFailure, match="invalid opcode"):
        rpc("eth_call", {"to": STRANGER}, "latest", failing)
    assert rpc("eth_getCode", STRANGER) == "0x"


def test_overrides_hold_in_the_past_too_and_leave_it_as_it_was(rpc: Direct) -> None:
    rpc("anvil_setBalance", STRANGER, "0x1")
    rpc("evm_mine")
    rpc("anvil_setBalance", STRANGER, "0x2")
    rpc("evm_mine")
    root = rpc("eth_getBlockByNumber", "0x1", False)["stateRoot"]
    call = {"from": STRANGER, "to": BOB, "value": "0x5"}
    with pytest.raises(RpcFailure, match="insufficient funds"):
        rpc("eth_call", call, "0x1")
    assert rpc("eth_call", call, "0x1", {STRANGER: {"balance": "0x5"}}) == "0x"
    assert rpc("eth_estimateGas", call, "0x1", {STRANGER: {"balance": "0x5"}}) == "0x5208"
    assert rpc("eth_getBalance", STRANGER, "0x1") == "0x1"
    assert rpc("eth_getBalance", STRANGER) == "0x2"
    rpc("evm_mine")
    assert rpc("eth_getBlockByNumber", "0x1", False)["stateRoot"] == root


def test_a_call_that_fails_leaves_no_supposition_behind(rpc: Direct) -> None:
    with pytest.raises(RpcFailure, match="invalid opcode"):
        rpc("eth_call", {"to": BOB}, "0x0", {BOB: {"code": "0xfe"}}, {"number": "0x99"})
    rpc("anvil_setCode", BOB, "0x" + NUMBER)
    assert int(rpc("eth_call", {"to": BOB}, "latest", None, {"number": "0x99"}), 16) == 0x99
    assert int(rpc("eth_call", {"to": BOB}), 16) == 0


def test_other_blocks_have_the_hashes_they_have_whatever_number_is_supposed(rpc: Direct) -> None:
    rpc("anvil_mine", 5)
    rpc("anvil_setCode", BOB, "0x" + BLOCK_HASH)
    known = rpc("eth_getBlockByNumber", "0x3", False)["hash"]
    for number, seen in (("0x4", known), ("0x9", known), ("0x3", None), ("0x1000", None)):
        call = {"to": BOB, "data": "0x" + f"{3:064x}"}
        told = rpc("eth_call", call, "latest", None, {"number": number})
        assert told == (seen or "0x" + "00" * 32), number


@pytest.mark.parametrize(
    ("state", "header"),
    [
        ({BOB: {"colour": "0x1"}}, None),
        ({BOB: {"state": {}, "stateDiff": {}}}, None),
        ({BOB: {"stateDiff": 5}}, None),
        ([BOB], None),
        (None, {"blobBaseFee": "0x1"}),
        (None, {"feeRecipient": "0x12"}),
        (None, [5]),
    ],
)
@pytest.mark.parametrize("method", ["eth_call", "eth_estimateGas", "eth_createAccessList"])
def test_what_cannot_be_supposed_is_refused(
    rpc: Direct, method: str, state: Any, header: Any
) -> None:
    with pytest.raises(RpcFailure, match="-32602"):
        rpc(method, {"to": BOB}, "latest", state, header)
    assert rpc(method, {"to": BOB}, "latest", None, None)


def test_an_access_list_is_of_the_code_that_is_supposed(rpc: Direct) -> None:
    changed = {STRANGER: {"code": "0x" + STORED}}
    told = rpc("eth_createAccessList", {"from": ALICE, "to": STRANGER}, "latest", changed)
    assert told["accessList"] == [{"address": STRANGER, "storageKeys": ["0x" + "00" * 32]}]
    assert rpc("eth_createAccessList", {"to": STRANGER}, "latest")["accessList"] == []


# --- proofs ---------------------------------------------------------------------------------------


def proved(root: str, key: bytes, nodes: list[str]) -> Any:
    """What a proof shows. Raises the trie's own error if it shows nothing."""
    decoded = [rlp.decode(bytes.fromhex(node[2:])) for node in nodes]
    trie: Any = HexaryTrie
    leaf = trie.get_from_proof(bytes.fromhex(root[2:]), keccak(key), decoded)
    return rlp.decode(leaf) if leaf else None


def test_a_proof_leads_from_the_blocks_state_root_to_account_and_slot(rpc: Direct) -> None:
    counter = deploy(rpc, "60016000540160005500")
    for _ in range(2):
        rpc("eth_sendTransaction", {"from": ALICE, "to": counter, "gas": "0x30000"})
    for number, count in (("0x1", 0), ("0x2", 1), ("latest", 2), ("0x2", 1)):
        root = rpc("eth_getBlockByNumber", number, False)["stateRoot"]
        told = rpc("eth_getProof", counter, ["0x0"], number)
        account = proved(root, bytes.fromhex(counter[2:]), told["accountProof"])
        assert account[2] == bytes.fromhex(told["storageHash"][2:])
        assert account[3] == keccak(bytes.fromhex(rpc("eth_getCode", counter)[2:]))
        (slot,) = told["storageProof"]
        assert int(slot["value"], 16) == count
        if count:
            shown = proved(told["storageHash"], bytes(32), slot["proof"])
            assert int.from_bytes(shown) == count


def test_a_proof_shows_that_an_account_is_not_there(rpc: Direct) -> None:
    rpc("evm_mine")
    root = rpc("eth_getBlockByNumber", "latest", False)["stateRoot"]
    told = rpc("eth_getProof", STRANGER, [])
    assert (told["balance"], told["nonce"]) == ("0x0", "0x0")
    assert proved(root, bytes.fromhex(STRANGER[2:]), told["accountProof"]) is None
    with pytest.raises(RpcFailure, match="-32602: slots"):
        rpc("eth_getProof", STRANGER, "0x0")
    with pytest.raises(RpcFailure, match="header not found"):
        rpc("eth_getProof", STRANGER, [], "0x99")
