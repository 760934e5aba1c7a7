"""Two engines side by side: whatever is done is done to both, and whatever they say must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from differential.readings import (
    read_block,
    read_execution,
    read_outcome,
    read_trace,
    read_transaction,
    show_difference,
)
from pydemo.chain.engine import Engine
from pydemo.chain.fast import FastEngine
from pydemo.chain.frames import Execution, Outcome, Transaction
from pydemo.chain.pyevm import PyEvmEngine
from pydemo.chain.revert import ExecutionReverted
from pydemo.errors import TransactionRefused, UnknownBlock, UnknownTransaction

T = TypeVar("T")
_LOOKED_AT = 4
"""Storage slots read one by one; the state's root stands for the others."""


@dataclass(frozen=True)
class Failed:
    """What came in place of an answer."""

    kind: str
    text: str = field(compare=False)
    """Each engine has its own words for it."""
    execution: Any = None


class Pair:
    """py-evm's engine and the fast one, with the same seed and keys."""

    def __init__(self, seed: int = 7) -> None:
        self.original = PyEvmEngine(seed)
        self.mirror = FastEngine(seed)
        self.agree()

    def attempt(self, ask: Callable[[Engine], T]) -> T | Failed:
        """What both answer, or the failure that both come to. AssertionError where they differ."""
        answer: T | Failed
        expected, answer = (_attempt(engine, ask) for engine in (self.original, self.mirror))
        assert answer == expected, (
            f"{show_difference(answer, expected)}\n{self._state_difference()}"
        )
        return answer

    def both(self, ask: Callable[[Engine], T]) -> T:
        """The answer of both, where there must be one."""
        answer = self.attempt(ask)
        assert not isinstance(answer, Failed), answer
        return answer

    def _state_difference(self) -> str:
        """Accounts that the engines' newest states do not have alike."""
        state, original = self.mirror.state, self.original
        lines = []
        for address in sorted(state.balance | state.nonce | state.code | state.storage):
            known = address.to_bytes(20)
            facts: dict[str, Any] = {
                "balance": (state.balance.get(address, 0), original.get_balance(known)),
                "nonce": (state.nonce.get(address, 0), original.get_nonce(known)),
                "code": (state.code.get(address, b""), original.get_code(known)),
            }
            for slot, word in state.storage.get(address, {}).items():
                facts[f"slot {slot:#x}"] = word, original.get_storage(known, slot)
            lines += [
                f"{address:#042x}: {name}: {show_difference(*pair)}"
                for name, pair in facts.items()
                if pair[0] != pair[1]
            ]
        return "\n".join(lines)

    # --- acting -----------------------------------------------------------------------------------

    def send(self, act: Callable[[Engine], bytes], coinbase: bytes = bytes(20)) -> Outcome | None:
        """Have both send a transaction and mine it; None if both refuse it."""
        tx_hash = self.attempt(act)
        if isinstance(tx_hash, Failed):
            return None
        self.mine(coinbase)
        return self.mirror.outcome(tx_hash)

    def execute(self, transaction: Transaction) -> Outcome | None:
        """The same on the direct path."""
        tx_hash = self.attempt(lambda engine: engine.execute(transaction).tx_hash)
        self.agree()
        return None if isinstance(tx_hash, Failed) else self.mirror.outcome(tx_hash)

    def deploy(self, transaction: Transaction) -> bytes:
        outcome = self.execute(transaction)
        assert outcome is not None
        assert outcome.succeeded
        assert outcome.contract_address is not None
        return outcome.contract_address

    def mine(self, coinbase: bytes = bytes(20)) -> None:
        self.both(lambda engine: engine.mine_blocks(1, coinbase))
        self.agree()

    def take_snapshot(self) -> tuple[Any, Any]:
        return self.original.take_snapshot(), self.mirror.take_snapshot()

    def revert_to_snapshot(self, snapshot: tuple[Any, Any]) -> None:
        original, mirror = snapshot
        self.original.revert_to_snapshot(original)
        self.mirror.revert_to_snapshot(mirror)
        self.agree()

    def simulate(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        self.both(lambda engine: read_execution(engine.simulate(transaction, block)))
        return self.mirror.simulate(transaction, block)

    # --- looking ----------------------------------------------------------------------------------

    def agree(self) -> None:
        """Compare all that can be seen of the chain as it is now."""
        self.both(lambda engine: engine.head())
        self.both(lambda engine: engine.max_fee())
        self.both(lambda engine: engine.get_accounts())
        self.both(lambda engine: read_block(engine, "pending"))
        self.block("latest")

    def block(self, number: int | str) -> None:
        """Compare a block with its state root, and each of its transactions from all sides."""
        for transaction in self.both(lambda engine: read_block(engine, number))["transactions"]:
            self.transaction(transaction["hash"])

    def transaction(self, tx_hash: bytes) -> None:
        self.both(lambda engine: read_transaction(engine, tx_hash))
        self.both(lambda engine: engine.get_transaction_receipt(tx_hash))
        self.both(lambda engine: read_outcome(engine.outcome(tx_hash)))
        self.both(lambda engine: read_trace(engine.trace(tx_hash)))

    def account(self, address: bytes, block: int | str = "latest") -> None:
        self.attempt(lambda engine: engine.get_balance(address, block))
        self.attempt(lambda engine: engine.get_nonce(address, block))
        self.attempt(lambda engine: engine.get_code(address, block))
        for slot in range(_LOOKED_AT):
            self.attempt(lambda engine, slot=slot: engine.get_storage(address, slot, block))  # type: ignore[misc]


def _attempt(engine: Engine, ask: Callable[[Engine], Any]) -> Any:
    try:
        return ask(engine)
    except ExecutionReverted as reverted:
        return Failed("reverted", str(reverted), read_execution(reverted.execution))
    except (TransactionRefused, UnknownBlock, UnknownTransaction) as failure:
        return Failed(type(failure).__name__, str(failure))
