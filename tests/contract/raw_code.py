"""Contracts written in bytes, for what no Solidity compiler would make."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from pydemo import Chain
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical
from pydemo.chain.frames import Transaction
from pydemo.contract import Receipt

PARROT = "365f5f37365ffd"
"""CALLDATACOPY(0, 0, CALLDATASIZE), REVERT(0, CALLDATASIZE)"""
INVALID = "fe"
BAD_JUMP = "5f56"
"""PUSH0, JUMP: to the PUSH0 itself, which is no JUMPDEST."""
UNDERFLOW = "50"
"""POP from an empty stack."""
BURNER = "5b5a61271010600057" + "00"
"""JUMPDEST, GAS, LT(10000, GAS), JUMPI(0), STOP: uses up nearly all the gas it gets."""
CLOCK = "425f5260205ff3"
"""TIMESTAMP, MSTORE(0), RETURN(0, 32)"""
SELF_CALLER = "5f5f5f5f5f305af100"
"""CALL(GAS, ADDRESS, 0, 0, 0, 0, 0), STOP: goes as deep as its gas allows."""
THEN_STOP, THEN_REVERT = "00", "5f5ffd"


def call(address: str, then: str = THEN_STOP) -> str:
    """Code that calls an address with nothing, whatever comes of it, and goes on."""
    return f"5f5f5f5f5f73{address[2:]}5af150{then}"


def log(topics: list[bytes], data: bytes, then: str = THEN_STOP) -> str:
    """Code that emits one log, of at most 32 bytes of data, and goes on."""
    pushes = "".join("7f" + topic.hex() for topic in reversed(topics))
    store = "7f" + data.ljust(32, b"\0").hex() + "5f52"
    return f"{store}{pushes}60{len(data):02x}5f{0xA0 + len(topics):x}{then}"


def creation_of(code: str) -> bytes:
    """Creation code that returns code of at most 255 bytes: CODECOPY behind itself, RETURN."""
    length = len(code) // 2
    return bytes.fromhex(f"60{length:02x}80600a5f395ff3fe{code}")


def send_raw(chain: Chain, sender: Account, creation: bytes) -> str:
    """Deploy creation code; the handles have no door for code without an artifact."""
    transaction = Transaction(canonical(sender), None, creation)
    address = chain._session.send(transaction, "raw code").contract_address
    assert address is not None
    return address


def deploy_raw(chain: Chain, sender: Account, code: str) -> str:
    """Deploy code that is not from Solidity; return its address."""
    return send_raw(chain, sender, creation_of(code))


def send_data(chain: Chain, sender: Account, to: AddressLike, data: bytes) -> Receipt:
    """Send calldata as it is: handles check what they send."""
    return chain._session.send(Transaction(canonical(sender), canonical(to), data), "raw data")


def error_data(signature: str, *operands: Any) -> bytes:
    """Revert data, such as ``Nameless(uint256,address)`` with its operands makes."""
    types = signature[signature.index("(") + 1 : -1].split(",")
    return keccak(text=signature)[:4] + encode(types, operands)
