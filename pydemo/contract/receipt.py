"""Receipts: what a mined transaction cost and did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hexbytes import HexBytes

from pydemo.chain.address import checksum
from pydemo.chain.frames import Outcome
from pydemo.contract.call import Call, text_of
from pydemo.contract.events import Event
from pydemo.contract.trace import Trace, read_trace

if TYPE_CHECKING:
    from pydemo.contract.session import Session


class Receipt:
    """A mined transaction. Events and trace are decoded when asked for."""

    __slots__ = ("__weakref__", "_call", "_events", "_outcome", "_session", "_trace")

    def __init__(self, outcome: Outcome, session: Session, call: Call = "") -> None:
        self._outcome, self._session, self._call = outcome, session, call
        self._events: list[Event] | None = None
        self._trace: Trace | None = None

    @property
    def call(self) -> str:
        """What was called, as a reader would write it: ``DemoToken.transfer(bob, 5)``."""
        return text_of(self._call, self._outcome.transaction.data)

    @property
    def tx_hash(self) -> HexBytes:
        return HexBytes(self._outcome.tx_hash)

    @property
    def block_number(self) -> int:
        return self._outcome.block_number

    @property
    def block_hash(self) -> HexBytes:
        return HexBytes(self._outcome.block_hash)

    @property
    def succeeded(self) -> bool:
        """False only on the receipt that a `ContractError` carries: failing transactions raise."""
        return self._outcome.succeeded

    @property
    def status(self) -> int:
        """1 for success, 0 for failure, as in JSON-RPC."""
        return int(self._outcome.succeeded)

    @property
    def gas_used(self) -> int:
        """Of the whole transaction, after refunds."""
        return self._outcome.gas_used

    @property
    def effective_gas_price(self) -> int:
        """Wei a gas."""
        return self._outcome.effective_gas_price

    @property
    def fee(self) -> int:
        """Wei the sender paid for gas."""
        return self._outcome.gas_used * self._outcome.effective_gas_price

    @property
    def sender(self) -> str:
        return checksum(self._outcome.transaction.sender)

    @property
    def to(self) -> str | None:
        """None for a deployment."""
        to = self._outcome.transaction.to
        return None if to is None else checksum(to)

    @property
    def value(self) -> int:
        """Wei sent along."""
        return self._outcome.transaction.value

    @property
    def contract_address(self) -> str | None:
        """Of the contract a deployment made."""
        address = self._outcome.contract_address
        return None if address is None else checksum(address)

    @property
    def events(self) -> list[Event]:
        """All events in order, also those that other contracts emitted on the way."""
        if self._events is None:
            self._events = [self._session.registry.event(log) for log in self._outcome.logs]
        return self._events

    def trace(self) -> Trace:
        """The call tree. Raises errors.NotSupported where a remote node gives none."""
        if self._trace is None:
            frame = self._session.node.trace(self._outcome.tx_hash)
            self._trace = read_trace(frame, self._session.registry, self.gas_used)
        return self._trace

    @property
    def return_value(self) -> Any:
        """What the function returned, decoded: visible only to those who trace."""
        return self.trace().result

    def __repr__(self) -> str:
        state = "" if self.succeeded else " FAILED"
        return f"<Receipt {self.call or self.tx_hash.to_0x_hex()}{state} gas {self.gas_used:,}>"

    def _repr_html_(self) -> str:
        from pydemo.display.contract_html import receipt_html

        return receipt_html(self)
