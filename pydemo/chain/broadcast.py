"""Getting a signed transaction onto a network once, and knowing what became of it.

A signed transaction may be handed in again: it has one hash and one nonce, so a network includes it
once at most. That is what makes it safe to look for it after a fault, and to offer it again.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from hexbytes import HexBytes

from pydemo.errors import ArgumentError, NotConnected, NotMined, TransactionRefused

if TYPE_CHECKING:
    from web3 import Web3
    from web3.exceptions import Web3Exception

Progress = Callable[[str, int, int], None]
"""Told what is waited for, how many seconds have passed, and of how many."""

ATTEMPTS = 3
"""How often a signed transaction is handed in while the node does not answer."""


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei a gas (EIP-1559): the most in all, and of that the most for the block's producer."""

    max_fee: int
    tip: int

    def raised(self) -> Fees:
        """A quarter more of both: nodes take a replacement from a tenth more on."""
        return Fees(self.max_fee + self.max_fee // 4 + 1, self.tip + self.tip // 4 + 1)

    def at_least(self, other: Fees) -> Fees:
        return Fees(max(self.max_fee, other.max_fee), max(self.tip, other.tip))

    def at_most(self, max_fee: int) -> Fees:
        return Fees(min(self.max_fee, max_fee), min(self.tip, max_fee))

    def replaces(self, other: Fees) -> bool:
        """Whether nodes take a transaction with these for one with the others."""
        return 10 * self.max_fee >= 11 * other.max_fee and 10 * self.tip >= 11 * other.tip


class Broadcaster:
    """A node's half that takes transactions.

    Args:
        name: of the node, for what is said when it fails.
        timeout: seconds to wait for a transaction to be mined.
        pause: seconds between two looks.

    Raises:
        errors.ArgumentError: ``timeout`` is no number above zero, or has no end.
    """

    def __init__(
        self, w3: Web3, name: str, timeout: float, pause: float, progress: Progress | None = None
    ) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float):
            raise ArgumentError(f"timeout = {timeout!r}: a number of seconds is expected")
        if not 0 < timeout < inf:
            raise ArgumentError(f"timeout = {timeout!r}: a number of seconds above 0 is expected")
        self._w3, self._name = w3, name
        self.timeout, self.pause, self._progress = timeout, pause, progress

    def fees(self) -> Fees:
        """What a transaction should offer now: the tip the node names, and twice the base fee, so
        that six full blocks in a row do not leave it behind."""
        with warnings.catch_warnings():  # where the node names none, web3 says so and looks back
            warnings.simplefilter("ignore", UserWarning)
            tip = int(self._w3.eth.max_priority_fee)
        return Fees(2 * self._w3.eth.get_block("latest").get("baseFeePerGas", 0) + tip, tip)

    def hand_in(self, raw: bytes, tx_hash: bytes) -> None:
        """Offer a signed transaction; after a fault first look whether it arrived.

        Raises:
            errors.TransactionRefused: the node does not take it.
            errors.NotConnected: the node does not answer; the transaction may have arrived.
        """
        from web3.exceptions import Web3RPCError

        for attempt in range(ATTEMPTS):
            try:
                self._w3.eth.send_raw_transaction(HexBytes(raw))
            except NotConnected as fault:
                last = fault
                if self._arrived(tx_hash):
                    return
                time.sleep(self.pause * attempt)
            except Web3RPCError as refusal:
                if "already known" in message_of(refusal) or self.knows(tx_hash):
                    return
                raise refused(refusal) from None
            else:
                return
        raise NotConnected(
            f"{last}; whether transaction 0x{tx_hash.hex()} arrived is not known: look it up "
            "before anything is sent again"
        )

    def _arrived(self, tx_hash: bytes) -> bool:
        try:
            return self.knows(tx_hash)
        except NotConnected:
            return False

    def knows(self, tx_hash: bytes) -> bool:
        """Whether the node has the transaction, mined or waiting."""
        from web3.exceptions import TransactionNotFound

        try:
            self._w3.eth.get_transaction(HexBytes(tx_hash))
        except TransactionNotFound:
            return False
        return True

    def receipt(self, tx_hash: bytes) -> Any | None:
        """The receipt of a transaction that is mined, else None."""
        from web3.exceptions import TransactionNotFound

        try:
            return self._w3.eth.get_transaction_receipt(HexBytes(tx_hash))
        except TransactionNotFound:
            return None

    def wait(self, tx_hash: bytes) -> Any:
        """Wait until a transaction is mined, for its receipt.

        Raises errors.NotMined when that takes too long.
        """
        started = time.monotonic()
        while (receipt := self.receipt(tx_hash)) is None:
            elapsed = time.monotonic() - started
            self.report(tx_hash, elapsed)
            if elapsed >= self.timeout:
                raise NotMined("0x" + tx_hash.hex(), self.timeout, self._name)
            time.sleep(self.pause)
        self.report(tx_hash, self.timeout)
        return receipt

    def report(self, awaited: bytes | str, elapsed: float) -> None:
        """Tell how long a transaction, or something with a name, has been waited for."""
        if self._progress is not None:
            total = max(int(self.timeout), 1)
            name = awaited if isinstance(awaited, str) else f"0x{awaited.hex()[:8]}..."
            self._progress(name, min(int(elapsed), total), total)


def refused(error: Web3Exception) -> TransactionRefused:
    return TransactionRefused(f"the node refused the transaction: {message_of(error)}")


def message_of(error: Web3Exception) -> str:
    """The node's own words."""
    data = getattr(error, "data", None)
    if isinstance(data, dict):  # Hardhat's: web3 has made a revert of it
        return str(data.get("message") or error)
    response: Any = (getattr(error, "rpc_response", None) or {}).get("error") or {}
    message = response.get("message") if isinstance(response, dict) else str(response)
    return str(message or error)
