"""IGovernor is OpenZeppelin's, to the letter: who knows one can use the other."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Any

from eth_utils.crypto import keccak

from dao.scene import Dao
from pydemo.build.artifacts import Artifacts


def _kind(item: dict[str, Any]) -> str:
    inner = ",".join(_kind(each) for each in item.get("components", ()))
    return str(item["type"]).replace("tuple", f"({inner})")


def _entry(entry: dict[str, Any]) -> tuple[Any, ...]:
    inputs = tuple((_kind(item), item.get("indexed", False)) for item in entry.get("inputs", ()))
    outputs = tuple(_kind(item) for item in entry.get("outputs", ()))
    return entry["type"], entry["name"], inputs, outputs, entry.get("stateMutability")


def _all(abi: Any) -> set[tuple[Any, ...]]:
    return {_entry(entry) for entry in abi if "name" in entry}


def _selectors(abi: Any) -> list[int]:
    own = [entry for entry in abi if entry["type"] == "function"]
    texts = [f"{e['name']}({','.join(_kind(i) for i in e['inputs'])})" for e in own]
    inherited = {"supportsInterface(bytes4)", "clock()", "CLOCK_MODE()"}
    return [int.from_bytes(keccak(text=text)[:4], "big") for text in texts if text not in inherited]


def test_functions_events_and_errors_are_openzeppelins(dao: Dao) -> None:
    ours = _all(Artifacts.suite()["IGovernor"].abi)
    theirs = _all(dao.chain.at("OpenZeppelinGovernor", dao.governor.address).abi)
    assert len(ours) > 50
    # What they implement may be stricter about state than their interface is.
    plain = {each[:4] for each in theirs}
    assert {each[:4] for each in ours} <= plain


def test_both_have_the_same_interface_id(dao: Dao) -> None:
    interface = reduce(xor, _selectors(Artifacts.suite()["IGovernor"].abi)).to_bytes(4, "big")
    assert dao.governor.supportsInterface(interface)
    alice = dao.people["alice"]
    timelock = dao.chain.deploy("OpenZeppelinTimelock", 1, sender=alice)
    theirs = dao.chain.deploy(
        "OpenZeppelinGovernor", dao.token, timelock, 1, 1, 1, 1, 1, sender=alice
    )
    assert theirs.supportsInterface(interface)
