"""One case of the official state tests, read from its JSON.

Format: `docs/` of the repository ethereum/tests. A file holds tests; a test holds, for each fork,
several cases, each of which picks one of the transaction's data, gas limits and values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydemo.evm.delegation import Authorization
from pydemo.evm.forks import Fork
from pydemo.evm.frame import Environment
from pydemo.evm.hashing import keccak
from pydemo.evm.state import State
from pydemo.evm.transaction import AccessList, Message

_FORKS = {fork.name.capitalize(): fork for fork in Fork}
_BLOB_FEE_FRACTION = {Fork.CANCUN: 3_338_477, Fork.PRAGUE: 5_007_716, Fork.OSAKA: 5_007_716}
"""How slowly the blob fee follows the excess of blobs (EIPs 4844 and 7691)."""


@dataclass(frozen=True)
class StateCase:
    """A transaction on a state, and what must come of it."""

    file: str
    test: str
    fork: Fork
    index: int
    raw: dict[str, Any]

    @property
    def name(self) -> str:
        """What the case is called in lists and reports."""
        return f"{self.file}::{self.test}::{self.fork.name.capitalize()}::{self.index}"

    # --- what is expected -------------------------------------------------------------------------

    @cached_property
    def _post(self) -> dict[str, Any]:
        post: dict[str, Any] = self.raw["post"][self.fork.name.capitalize()][self.index]
        return post

    @property
    def root(self) -> bytes:
        return read_bytes(self._post["hash"])

    @property
    def logs_hash(self) -> bytes:
        return read_bytes(self._post["logs"])

    @property
    def exception(self) -> str | None:
        """Why the transaction may not be in a block, where that is so."""
        return self._post.get("expectException")

    # --- what is given ----------------------------------------------------------------------------

    def environment(self) -> Environment:
        block = self.raw["env"]
        return Environment(
            self.fork,
            chain_id=read_number(self.raw.get("config", {}).get("chainid", "0x01")),
            coinbase=read_number(block["currentCoinbase"]),
            timestamp=read_number(block["currentTimestamp"]),
            number=read_number(block["currentNumber"]),
            prevrandao=read_number(block.get("currentRandom", "0x00")),
            gas_limit=read_number(block["currentGasLimit"]),
            base_fee=read_number(block.get("currentBaseFee", "0x0a")),
            blob_base_fee=_blob_base_fee(
                read_number(block.get("currentExcessBlobGas", "0x00")), self.fork
            ),
            # A block's hash is that of its number in decimal: a convention of these tests.
            ancestor_hash=lambda number: int.from_bytes(keccak(str(number).encode())),
        )

    def state(self) -> State:
        state = State()
        for address_text, account in self.raw["pre"].items():
            address = read_number(address_text)
            if balance := read_number(account["balance"]):
                state.balance[address] = balance
            if nonce := read_number(account["nonce"]):
                state.nonce[address] = nonce
            if code := read_bytes(account["code"]):
                state.code[address] = code
            slots = {read_number(k): read_number(v) for k, v in account["storage"].items()}
            if slots := {slot: value for slot, value in slots.items() if value}:
                state.storage[address] = slots
            elif state.is_empty(address):
                # Whether it is still there at the end hangs on whether it was touched (EIP-161),
                # which nothing here could tell. None of the tests has such an account.
                raise ValueError(f"{self.name} begins with an empty account")
        return state

    def message(self) -> Message:
        sent, choice = self.raw["transaction"], self._post["indexes"]
        fee = sent.get("maxFeePerGas", sent.get("gasPrice"))
        priority = sent.get("maxPriorityFeePerGas")
        lists = sent.get("accessLists")
        access_list = lists[choice["data"]] if lists else None
        return Message(
            sender=read_number(sent["sender"]),
            to=read_number(sent["to"]) if sent["to"] else None,
            nonce=read_number(sent["nonce"]),
            gas=read_number(sent["gasLimit"][choice["gas"]]),
            value=read_number(sent["value"][choice["value"]]),
            data=read_bytes(sent["data"][choice["data"]]),
            kind=_kind(sent, has_list=access_list is not None),
            max_fee=read_number(fee),
            priority_fee=None if priority is None else read_number(priority),
            access_list=_access_list(access_list or []),
            blob_hashes=tuple(map(read_number, sent.get("blobVersionedHashes", ()))),
            max_blob_fee=read_number(sent.get("maxFeePerBlobGas", "0x00")),
            authorizations=tuple(map(_authorization, sent.get("authorizationList", ()))),
        )


def read_cases(file: str, content: bytes) -> Iterator[StateCase]:
    """All cases of a file for the forks this EVM knows, in the file's order."""
    for test, raw in json.loads(content).items():
        for fork_name, posts in raw["post"].items():
            if fork_name in _FORKS:
                for index in range(len(posts)):
                    yield StateCase(file, test, _FORKS[fork_name], index, raw)


def read_number(text: str) -> int:
    # "0x:bigint 0x1..." is how the tests write a number that does not fit where it stands.
    return int(text.removeprefix("0x:bigint "), 16) if text not in ("", "0x") else 0


def read_bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _kind(sent: dict[str, Any], *, has_list: bool) -> int:
    """The transaction's type, which its fields tell."""
    if "authorizationList" in sent:
        return 4
    if "blobVersionedHashes" in sent:
        return 3
    if "maxFeePerGas" in sent:
        return 2
    return 1 if has_list else 0


def _access_list(raw: list[dict[str, Any]]) -> AccessList:
    return tuple(
        (read_number(entry["address"]), tuple(map(read_number, entry["storageKeys"])))
        for entry in raw
    )


def _authorization(raw: dict[str, str]) -> Authorization:
    return Authorization(
        chain_id=read_number(raw["chainId"]),
        address=read_number(raw["address"]),
        nonce=read_number(raw["nonce"]),
        y_parity=read_number(raw.get("yParity") or raw["v"]),
        r=read_number(raw["r"]),
        s=read_number(raw["s"]),
    )


def _blob_base_fee(excess: int, fork: Fork) -> int:
    """EIP-4844's approximation of e ** (excess / fraction), in integers."""
    fraction = _BLOB_FEE_FRACTION[fork]
    total, term, step = 0, fraction, 1
    while term > 0:
        total += term
        term = term * excess // (fraction * step)
        step += 1
    return total // fraction
