"""A chain behind JSON-RPC: anvil, Hardhat, geth or a public network, through web3.py.

Development nodes (those that know ``evm_snapshot``) behave as the embedded chain does: a failing
transaction is mined and has a receipt, time can be moved, any address impersonated. On a public
network a transaction that would fail is not sent at all, since it would cost its sender fees for
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hexbytes import HexBytes

from pydemo.chain.accounts import Account, Accounts
from pydemo.chain.address import canonical, checksum
from pydemo.chain.broadcast import Broadcaster, Progress, message_of, refused
from pydemo.chain.development import DevelopmentMethods
from pydemo.chain.frames import (
    DatedLog,
    Execution,
    Failure,
    Frame,
    Head,
    Outcome,
    Transaction,
)
from pydemo.chain.genesis import BLOCK_GAS_LIMIT, CHAIN_ID, PRIORITY_FEE
from pydemo.chain.node import Node, TransactionWouldFail
from pydemo.chain.rpc import client_for, mined_in_spite_of, revert_data, rpc, shown_url
from pydemo.chain.rpc_logs import read_logs
from pydemo.chain.rpc_receipt import read_outcome
from pydemo.chain.rpc_trace import read_call_trace, read_outermost
from pydemo.errors import ArgumentError, NodeError, NotConnected, NotSupported, UnknownTransaction

if TYPE_CHECKING:
    from web3 import Web3

_DEVELOPMENT_NODES = ("anvil", "hardhat", "pydemo")
RECEIPT_TIMEOUT = 180.0
"""Seconds to wait for a transaction to be mined."""


def _client_of(w3: Web3) -> str:
    """The node's own name for itself, in small letters. Not every provider tells."""
    try:
        return str(w3.client_version).lower()
    except NodeError:
        return ""


def _unlocked_by(w3: Web3) -> set[bytes]:
    """The accounts that the node signs for. Public providers often do not know the method."""
    try:
        return {canonical(str(address)) for address in w3.eth.accounts}
    except NodeError:
        return set()


class RemoteNode(Node):
    """A node reached over JSON-RPC.

    Args:
        url: http(s)://, or the path of an IPC socket.
        account: an account whose key signs locally; the node's own unlocked accounts work without.
        timeout: seconds to wait for a transaction to be mined.
        progress: told how long a transaction is being waited for.

    Raises:
        errors.NotConnected: nothing answers at the address, or nobody who speaks JSON-RPC.
    """

    seed = None

    def __init__(
        self,
        url: str,
        account: Account | None = None,
        *,
        timeout: float = RECEIPT_TIMEOUT,
        progress: Progress | None = None,
    ) -> None:
        self.name = shown_url(str(url))
        self._w3 = client_for(str(url))
        self.chain_id = self._w3.eth.chain_id
        client = _client_of(self._w3)
        self.is_development = any(name in client for name in _DEVELOPMENT_NODES)
        self._unlocked = _unlocked_by(self._w3)
        self._development = DevelopmentMethods(self._w3, self.name)
        self._failures: dict[bytes, Execution] = {}
        """Of transactions of which the node said at once that they are mined and failed."""
        pause = 0.02 if self.is_development else 2
        self.broadcaster = Broadcaster(self._w3, self.name, timeout, pause, progress)
        self.accounts = self._known_accounts()
        if account is not None and account not in self.accounts:
            self.add_key(account)

    def add_key(self, account: Account) -> None:
        self.accounts.append(account)

    def _known_accounts(self) -> Accounts:
        """The personas where the node has them; their keys are public, so nowhere else."""
        if self.chain_id == CHAIN_ID and self.is_development:
            return Accounts.personas()
        return Accounts([Account(checksum(address)) for address in sorted(self._unlocked)])

    @property
    def w3(self) -> Web3:
        return self._w3

    # --- sending ----------------------------------------------------------------------------------

    def send(self, transaction: Transaction) -> Outcome:
        fields = self._fields(transaction)
        if transaction.gas is None:
            fields["gas"] = self._gas_limit(transaction)
        tx_hash = self._submit(transaction.sender, fields)
        return self._outcome(tx_hash, self.broadcaster.wait(tx_hash))

    def _gas_limit(self, transaction: Transaction) -> int:
        """On a development node a block's gas, as in process, if the sender can pay for it."""
        if self.is_development:
            block = self._w3.eth.get_block("latest")
            limit = min(BLOCK_GAS_LIMIT, block["gasLimit"])
            price = 2 * block.get("baseFeePerGas", 0) + PRIORITY_FEE
            if self.balance(transaction.sender) >= limit * price + transaction.value:
                return limit
        needed = self.estimate_gas(transaction)
        if self.is_development:
            return limit if isinstance(needed, Execution) else needed
        if isinstance(needed, Execution):
            raise TransactionWouldFail(needed)
        return needed + needed // 5  # the state may change until it is mined

    def _submit(self, sender: bytes, fields: dict[str, Any]) -> bytes:
        signer = next((known for known in self.accounts if canonical(known) == sender), None)
        if sender in self._unlocked or signer is None or not signer.has_key:
            return self._send_unlocked(fields)
        fees = self.broadcaster.fees()
        signed = self._w3.eth.account.sign_transaction(
            {
                "type": 2,
                "chainId": self.chain_id,
                "nonce": self._w3.eth.get_transaction_count(fields["from"], "pending"),
                "maxPriorityFeePerGas": fees.tip,
                "maxFeePerGas": fees.max_fee,
                **{name: value for name, value in fields.items() if name != "from"},
            },
            signer.key,
        )
        tx_hash = bytes(signed.hash)
        self.broadcaster.hand_in(bytes(signed.raw_transaction), tx_hash)
        return tx_hash

    def _send_unlocked(self, fields: dict[str, Any]) -> bytes:
        """The node signs, so its hash is not known before: after a fault nothing can be looked up,
        and nothing is sent again."""
        from web3.exceptions import Web3RPCError

        try:
            return bytes(self._w3.eth.send_transaction(fields))  # type: ignore[arg-type]
        except Web3RPCError as refusal:
            tx_hash = mined_in_spite_of(refusal)
            if tx_hash is None:
                raise refused(refusal) from None
            failed = revert_data(refusal)
            if failed is not None:
                self._failures[tx_hash] = failed
            return tx_hash
        except NotConnected as fault:
            raise NotConnected(f"{fault}; the transaction may have arrived all the same") from None

    @staticmethod
    def _fields(transaction: Transaction) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "from": checksum(transaction.sender),
            "data": HexBytes(transaction.data),
            "value": transaction.value,
        }
        if transaction.to is not None:
            fields["to"] = checksum(transaction.to)
        if transaction.gas is not None:
            fields["gas"] = transaction.gas
        return fields

    # --- reading ----------------------------------------------------------------------------------

    def call(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        try:
            output = self._w3.eth.call(self._fields(transaction), block)  # type: ignore[arg-type]
        except Exception as error:
            if (failed := revert_data(error)) is None:
                raise self._unknown_block(error, block) from None
            return failed
        return Execution(bytes(output), None, None)

    def _unknown_block(self, error: Exception, block: int | str) -> Exception:
        """The error itself, unless it is about a past block that was asked for."""
        from web3.exceptions import ContractLogicError, Web3RPCError

        if block == "latest" or not isinstance(error, (Web3RPCError, ContractLogicError)):
            return error
        return ArgumentError(f"{self.name} has no state of block {block!r}: {message_of(error)}")

    def estimate_gas(self, transaction: Transaction) -> int | Execution:
        try:
            return self._w3.eth.estimate_gas(self._fields(transaction))  # type: ignore[arg-type]
        except Exception as error:
            if (failed := revert_data(error)) is None:
                raise
            return failed

    def outcome(self, tx_hash: bytes) -> Outcome:
        return self._outcome(tx_hash, self.broadcaster.receipt(tx_hash))

    def _outcome(self, tx_hash: bytes, receipt: Any | None) -> Outcome:
        from web3.exceptions import TransactionNotFound

        try:
            sent = None if receipt is None else self._w3.eth.get_transaction(HexBytes(tx_hash))
        except TransactionNotFound:
            sent = None
        if receipt is None or sent is None:
            raise UnknownTransaction(f"no transaction 0x{tx_hash.hex()} on {self.name}")
        return read_outcome(receipt, sent)

    def trace(self, tx_hash: bytes) -> Frame:
        """By ``debug_traceTransaction`` with the callTracer, which most public nodes refuse, and
        Hardhat's too."""
        options = {"tracer": "callTracer", "tracerConfig": {"withLog": True}}
        name = "0x" + tx_hash.hex()
        try:
            frame = read_call_trace(rpc(self._w3, "debug_traceTransaction", [name, options]))
        except NotSupported as refusal:
            raise NotSupported(
                f"{self.name} gives no call tree of a transaction (callTracer): {refusal}"
            ) from None
        try:
            calls = rpc(self._w3, "trace_transaction", [name])
        except NotSupported:
            calls = None
        read_outermost(frame, calls[0] if calls else None)
        return frame

    def failure_of(self, outcome: Outcome) -> Execution:
        """From its trace, or else by what the node said of it when it was sent, or by running it
        again on the state before its block."""
        try:
            frame = self.trace(outcome.tx_hash)
        except NotSupported:
            if outcome.tx_hash in self._failures:
                return self._failures[outcome.tx_hash]
            again = self.call(outcome.transaction, outcome.block_number - 1)
            return again if again.failure else Execution(b"", Failure.OTHER, None)
        return Execution(frame.output, frame.failure or Failure.OTHER, frame)

    def logs(self, address: bytes, first_block: int | None = None) -> Iterator[DatedLog]:
        return read_logs(self._w3, self.name, address, first_block)

    def head(self) -> Head:
        block = self._w3.eth.get_block("latest")
        return Head(
            block["number"],
            block["timestamp"],
            block.get("baseFeePerGas", 0),
            bytes(block["hash"]),
        )

    def balance(self, address: bytes, block: int | str = "latest") -> int:
        try:
            return self._w3.eth.get_balance(checksum(address), block)  # type: ignore[arg-type]
        except Exception as error:
            raise self._unknown_block(error, block) from None

    def nonce(self, address: bytes) -> int:
        return int(self._w3.eth.get_transaction_count(checksum(address)))  # type: ignore[arg-type]

    def code(self, address: bytes) -> bytes:
        return bytes(self._w3.eth.get_code(checksum(address)))  # type: ignore[arg-type]

    # --- what only development nodes do -----------------------------------------------------------

    def mine(self, blocks: int) -> None:
        self._development.mine(blocks)

    def advance(self, seconds: int) -> None:
        self._development.mine_at(self.head().timestamp + seconds)

    def set_balance(self, address: bytes, wei: int) -> None:
        self._development.set_balance(address, wei)

    def impersonate(self, address: bytes) -> None:
        self._development.impersonate(address)

    def take_snapshot(self) -> Any:
        return self._development.snapshot(), len(self.accounts)

    def revert_to_snapshot(self, snapshot: Any) -> None:
        state, known_accounts = snapshot
        self._development.revert(state)
        self.accounts.truncate(known_accounts)
