"""The chain in this process: an engine, its accounts, and web3's view of it when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.bulk import Bulk, OnMined
from pydemo.chain.engine import create_engine
from pydemo.chain.frames import DatedLog, Execution, Frame, Head, Outcome, Transaction
from pydemo.chain.genesis import CHAIN_ID, DEFAULT_SEED, GENESIS_TIME, MAX_GENESIS_TIME, MAX_SEED
from pydemo.chain.node import Node
from pydemo.errors import ArgumentError

if TYPE_CHECKING:
    from web3 import Web3

    from pydemo.chain.tester import SharedTester

_CHEAPEST = 21_000
"""The gas of a plain transfer: no transaction needs less."""


class LocalNode(Node):
    """An in-process chain with the ten personas, each funded with 10,000 ETH.

    Args:
        engine: ``auto`` or the name of an engine.
        seed: 0 to 2**256 - 1; block hashes and ``prevrandao`` follow from it.
        genesis_time: Unix seconds of block 0, from 0 to 2**40 - 1.
        chain_id: what transactions are signed for.

    Raises:
        errors.UnknownEngine, errors.ArgumentError: no such engine; a seed or time out of range.
    """

    def __init__(
        self,
        engine: str = "auto",
        seed: int = DEFAULT_SEED,
        genesis_time: int = GENESIS_TIME,
        chain_id: int = CHAIN_ID,
    ) -> None:
        if not _is_whole(seed, MAX_SEED):
            raise ArgumentError(f"seed = {seed!r}: a whole number from 0 to 2**256 - 1 is expected")
        if not _is_whole(genesis_time, MAX_GENESIS_TIME):
            raise ArgumentError(
                f"genesis_time = {genesis_time!r}: Unix seconds from 0 to 2**40 - 1 are expected"
            )
        self.accounts = Accounts.personas()
        self.engine = create_engine(
            engine,
            seed=seed,
            genesis_time=genesis_time,
            chain_id=chain_id,
            private_keys=tuple(account.key for account in self.accounts),
        )
        self.name, self.chain_id, self.seed = self.engine.name, self.engine.chain_id, seed
        self._bulk: Bulk | None = None

    @cached_property
    def _tester(self) -> SharedTester:
        from pydemo.chain.tester import SharedTester

        return SharedTester(self.engine)

    @property
    def _has_tester(self) -> bool:
        """Whether web3's view exists: importing it costs a second, so nobody pays unasked."""
        return "_tester" in self.__dict__

    @cached_property
    def w3(self) -> Web3:
        from pydemo.chain.tester import make_web3

        return make_web3(self._tester, self.engine)

    def send(self, transaction: Transaction) -> Outcome:
        if transaction.gas is None:
            transaction = self.with_affordable_gas(transaction)
        outcome = self.engine.execute(transaction)
        if self._has_tester:
            self.notice([outcome], (outcome.block_hash,))
        return outcome

    def notice(self, outcomes: Sequence[Outcome], blocks: Sequence[bytes]) -> None:
        """Tell web3's filters of what was mined past them."""
        if self._has_tester and self._tester.has_filters:
            for outcome in outcomes:
                self._tester.notice(outcome.tx_hash)
            for block_hash in blocks:
                self._tester.notice_block(block_hash)

    @contextmanager
    def bulk(self, on_mined: OnMined) -> Iterator[Bulk]:
        self._bulk = Bulk(self, on_mined)
        try:
            yield self._bulk
        finally:
            self._finish_block()
            self._bulk = None

    def _finish_block(self) -> None:
        """Whatever moves the chain other than by sending comes after what was sent."""
        if self._bulk is not None:
            self._bulk.mine()

    def with_affordable_gas(self, transaction: Transaction) -> Transaction:
        """A poor sender cannot pay for a whole block's gas: then offer what is needed, no more.

        One who cannot pay for that either is refused by the engine, which says why.
        """
        price = self.engine.max_fee()
        limit = self.engine.gas_left
        balance = int(self.engine.get_balance(transaction.sender))
        if balance >= limit * price + transaction.value:
            return transaction
        needed = self.estimate_gas(transaction)
        if isinstance(needed, Execution):  # it fails whatever it is given
            needed = max(min(limit, (balance - transaction.value) // price), _CHEAPEST)
        return transaction._replace(gas=needed)

    def call(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        return self.engine.simulate(transaction, self._present(block))

    def _present(self, block: int | str) -> int | str:
        """What a view sees as the newest block: while one is being filled, that one.

        Its transactions have changed the state; at the time of the block before, they would lie in
        the future.
        """
        is_filled = block == "latest" and self.engine.gas_left < self.engine.gas_limit
        return "pending" if is_filled else block

    def estimate_gas(self, transaction: Transaction) -> int | Execution:
        from pydemo.chain.revert import ExecutionReverted

        fields = {"from": transaction.sender, "data": transaction.data, "value": transaction.value}
        if transaction.to is not None:
            fields["to"] = transaction.to
        if transaction.gas is not None:
            fields["gas"] = transaction.gas
        try:
            return int(self.engine.estimate_gas(fields, self._present("latest")))
        except ExecutionReverted as reverted:
            return reverted.execution

    def trace(self, tx_hash: bytes) -> Frame:
        self.outcome(tx_hash)
        return self.engine.trace(tx_hash)

    def outcome(self, tx_hash: bytes) -> Outcome:
        return self.engine.outcome(tx_hash)

    def failure_of(self, outcome: Outcome) -> Execution:
        frame = self.engine.trace_of(outcome)
        return Execution(frame.output, frame.failure, frame)

    def mined(self) -> Iterator[Outcome]:
        """Every transaction there is in blocks, failed ones too, in order."""
        self._finish_block()
        return (mined for block in self.engine.blocks for mined in block.transactions)

    def logs(self, address: bytes, first_block: int | None = None) -> Iterator[DatedLog]:
        self._finish_block()
        return self.engine.logs(address, first_block or 0)

    def add_key(self, account: Account) -> None:
        self.accounts.append(account)
        self.engine.add_account(account.key)

    def head(self) -> Head:
        return self.engine.head()

    def balance(self, address: bytes, block: int | str = "latest") -> int:
        return self.engine.get_balance(address, block)

    def nonce(self, address: bytes) -> int:
        return int(self.engine.get_nonce(address))

    def code(self, address: bytes) -> bytes:
        return bytes(self.engine.get_code(address))

    def mine(self, blocks: int) -> None:
        self._finish_block()
        if not self._has_tester:
            self.engine.mine_blocks(blocks)
            return
        # The first takes in what waits in web3's view. The others are empty: eth-tester would look
        # each one up, and have a state root made for it, all the way back.
        self._tester.mine_blocks()
        for block_hash in self.engine.mine_blocks(blocks - 1):
            self._tester.notice_block(block_hash)

    def advance(self, seconds: int) -> None:
        self._finish_block()
        # The engine counts to the block after the one it mines, and blocks are a second apart.
        target = self.head().timestamp + seconds + 1
        before = self.head().number
        self.engine.time_travel(target)
        if self._has_tester:
            for number in range(before + 1, self.head().number + 1):
                self._tester.notice_block(self.engine.get_block_by_number(number)["hash"])

    def set_balance(self, address: bytes, wei: int) -> None:
        self._finish_block()
        self.engine.set_balance(address, wei)

    def impersonate(self, address: bytes) -> None:
        self.engine.impersonate(address)

    def take_snapshot(self) -> Any:
        self._finish_block()
        waiting = self._tester.waiting if self._has_tester else None
        return (self.engine.take_snapshot(), len(self.accounts), waiting)

    def revert_to_snapshot(self, snapshot: Any) -> None:
        self._finish_block()
        state, known_accounts, waiting = snapshot
        if self._has_tester:
            self._tester.return_to(state, waiting)
        else:
            self.engine.revert_to_snapshot(state)
        self.accounts.truncate(known_accounts)


def _is_whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
