"""Contracts of a few bytes, which need no compiler and leave no doubt about what they do."""

from __future__ import annotations

from typing import Any

from pydemo import Chain, Receipt
from pydemo.chain.accounts import Account
from pydemo.chain.address import AddressLike, canonical, checksum
from pydemo.chain.frames import Transaction

_RETURN_WORD = "5f5260205ff3"

PREVRANDAO = "44" + _RETURN_WORD
NUMBER = "43" + _RETURN_WORD
TIMESTAMP = "42" + _RETURN_WORD
PARENT_HASH = "6001430340" + _RETURN_WORD
"""BLOCKHASH(NUMBER - 1)"""
BLOCK_HASH = "5f3540" + _RETURN_WORD
"""BLOCKHASH of the number in the calldata"""
BALANCE = "5f3531" + _RETURN_WORD
"""BALANCE of the address in the calldata"""
STORED = "5f54" + _RETURN_WORD
COUNTER = "5f546001015f55" + STORED
"""Adds 1 to storage slot 0 and returns it."""
LOGGER = "365f5f37365fa000"
"""Logs its calldata, without a topic."""
TOPIC_LOGGER = "5f355f5fa100"
"""Logs nothing but one topic: the word in the calldata."""
REVERTER = "365f5f37365ffd"
"""Reverts with its calldata."""
HUNGRY = "5f63ffffffff52"
"""Asks for so much memory that no gas is enough: an endless loop takes seconds to run out."""
INVALID = "fe"
CLEARER = "5f5f5500"
"""Stores 0 in slot 0."""
RELAY = "365f5f375f5f365f5f60203603355af100"
"""Calls the address in the last word of its calldata, with the calldata, passing on all gas."""


def creation_of(code: str) -> bytes:
    """Creation code that returns ``code``, at most 255 bytes."""
    return bytes.fromhex(f"60{len(code) // 2:02x}80600a5f395ff3fe{code}")


def deploy_code(chain: Chain, code: str, sender: AddressLike | None = None) -> str:
    """Put code on the chain; returns its address."""
    receipt = send(chain, None, creation_of(code), sender=sender or chain.accounts[0])
    assert receipt.succeeded
    assert receipt.contract_address is not None
    return receipt.contract_address


def send(
    chain: Chain,
    to: AddressLike | None,
    data: bytes = b"",
    *,
    sender: AddressLike,
    value: int = 0,
    gas: int | None = None,
) -> Receipt:
    """Send a transaction as it is. One that fails on chain does not raise here."""
    target = None if to is None else canonical(to)
    outcome = chain._node.send(Transaction(canonical(sender), target, data, value, gas))
    return chain.receipt(outcome.tx_hash)


def ask(chain: Chain, to: AddressLike, data: bytes = b"", block: int | str = "latest") -> int:
    """Call, and read the word that comes back."""
    call = Transaction(bytes(20), canonical(to), data)
    return int.from_bytes(chain._node.call(call, block).output, "big")


def web3(chain: Chain) -> Any:
    """The chain's web3 object, without its types: they want each address to be branded."""
    return chain.w3


def word(value: int | AddressLike) -> bytes:
    """32 bytes, as calldata has them."""
    raw = value.to_bytes(32, "big") if isinstance(value, int) else canonical(value)
    return raw.rjust(32, b"\0")


def stranger(number: int) -> str:
    """An address nobody has a key for."""
    return checksum(number.to_bytes(20, "big"))


def poor(chain: Chain, wei: int) -> Account:
    """Judy, left with so many wei."""
    chain.set_balance(chain.accounts.judy, wei)
    return chain.accounts.judy
