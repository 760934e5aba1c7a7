"""What happened inside a transaction, the same for every engine: frames, logs and outcomes.

Addresses are 20 raw bytes, hashes 32; amounts are wei; nothing here knows an ABI. The contract room
puts names to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from pydemo.evm.delegation import Authorization
    from pydemo.evm.transaction import AccessList

CREATE_KINDS = frozenset({"CREATE", "CREATE2"})


class Failure(StrEnum):
    """Why a frame stopped without success."""

    REVERT = "revert"
    OUT_OF_GAS = "out of gas"
    INVALID_OPCODE = "invalid opcode"
    INVALID_JUMP = "invalid jump destination"
    STACK = "stack underflow or overflow"
    WRITE_PROTECTION = "state change inside a static call"
    INSUFFICIENT_FUNDS = "not enough ETH for the value sent"
    CREATE_COLLISION = "a contract exists at the new address already"
    CODE_REJECTED = "the created code was rejected (too large, or it starts with 0xEF)"
    OTHER = "the EVM stopped"


class Log(NamedTuple):
    """One LOG instruction: the raw form of an event."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


class DatedLog(NamedTuple):
    """A log, and when it was made."""

    log: Log
    block: int
    time: int
    """Of its block, in Unix seconds."""


@dataclass(slots=True)
class Frame:
    """One call or creation. ``steps`` holds its logs and inner frames in order."""

    kind: str
    """CALL, STATICCALL, DELEGATECALL, CALLCODE, CREATE or CREATE2."""
    sender: bytes
    address: bytes
    """The account whose storage and balance the frame acts on; for a creation, the new account."""
    code_address: bytes
    """Where the code came from; differs from ``address`` in a delegate call."""
    value: int
    gas: int
    gas_used: int
    """Without the transaction's base cost of 21,000 and calldata, and before refunds."""
    input: bytes
    output: bytes
    """Return data, revert data, or the code of a created contract."""
    failure: Failure | None = None
    detail: str = ""
    """The engine's own words for a failure, where they say more."""
    steps: list[Frame | Log] = field(default_factory=list)

    @property
    def children(self) -> list[Frame]:
        return [step for step in self.steps if isinstance(step, Frame)]

    def walk(self) -> Iterator[Frame]:
        """This frame and all below it, in order of execution.

        With a stack of its own: frames nest to a depth of 1,024, Python's generators do not.
        """
        waiting = [self]
        while waiting:
            frame = waiting.pop()
            yield frame
            waiting.extend(reversed(frame.children))


class Terms(NamedTuple):
    """What a call says beside what it does. Code can see some of it, and lists cost gas."""

    max_fee: int = 0
    """Wei a gas at most. Nobody is charged in a simulation; GASPRICE shows what it would be."""
    priority_fee: int | None = None
    """Of that, for the block's producer at most; None if ``max_fee`` is a price."""
    access_list: AccessList = ()
    authorizations: tuple[Authorization, ...] = ()
    blob_hashes: tuple[int, ...] = ()

    def fields(self) -> dict[str, Any]:
        """Under eth-tester's names."""
        tip = self.max_fee if self.priority_fee is None else self.priority_fee
        told: dict[str, Any] = {"max_fee_per_gas": self.max_fee, "max_priority_fee_per_gas": tip}
        if self.access_list:
            listed = ((address.to_bytes(20), slots) for address, slots in self.access_list)
            told["access_list"] = tuple(listed)
        if self.authorizations:
            told["authorization_list"] = [
                {**asdict(entry), "address": entry.address.to_bytes(20)}
                for entry in self.authorizations
            ]
        if self.blob_hashes:
            told["blob_versioned_hashes"] = tuple(blob.to_bytes(32) for blob in self.blob_hashes)
            told["max_fee_per_blob_gas"] = 0
        return told


class Transaction(NamedTuple):
    """What a caller wants done. ``to`` is None for a creation; without ``gas`` the node chooses."""

    sender: bytes
    to: bytes | None
    data: bytes = b""
    value: int = 0
    gas: int | None = None
    terms: Terms = Terms()
    """For simulations: a transaction that is sent has the node's fees, and no lists."""


class Outcome(Protocol):
    """A mined transaction: its receipt's facts, before any ABI is applied.

    A protocol, because an engine may have better to do than to compute a hash nobody asks for.
    """

    @property
    def tx_hash(self) -> bytes: ...

    @property
    def block_number(self) -> int: ...

    @property
    def block_hash(self) -> bytes: ...

    @property
    def index(self) -> int: ...

    @property
    def transaction(self) -> Transaction: ...

    @property
    def succeeded(self) -> bool: ...

    @property
    def gas_used(self) -> int:
        """The whole transaction's gas, after refunds."""
        ...

    @property
    def effective_gas_price(self) -> int: ...

    @property
    def logs(self) -> tuple[Log, ...]: ...

    @property
    def contract_address(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class RecordedOutcome:
    """An outcome of which everything is known."""

    tx_hash: bytes
    block_number: int
    block_hash: bytes
    index: int
    transaction: Transaction
    succeeded: bool
    gas_used: int
    effective_gas_price: int
    logs: tuple[Log, ...]
    contract_address: bytes | None


@dataclass(frozen=True, slots=True)
class Execution:
    """The result of a call that left no trace on the chain."""

    output: bytes
    failure: Failure | None
    frame: Frame | None
    """None where the node cannot say (a remote one without tracing)."""
    gas_used: int | None = None
    """Of the whole transaction, after refunds; None where nobody has counted it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block: number, timestamp in Unix seconds, base fee in wei, hash."""

    number: int
    timestamp: int
    base_fee: int
    hash: bytes
