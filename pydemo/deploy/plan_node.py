"""What a plan runs on while it is deployed: a node on which the plan is the same in every run.

Its clock stands still, the deployer's nonce counts the plan's own steps, and what its views
answered is remembered. So the same plan with the same parameters makes the same transactions again,
and each can be compared with what is recorded. How a step is done is left to the heirs:
`rehearsal.Rehearsal` tries it out, `sender.Sender` does it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical, checksum
from pydemo.chain.frames import (
    DatedLog,
    Execution,
    Frame,
    Head,
    Outcome,
    RecordedOutcome,
    Transaction,
)
from pydemo.chain.node import Node
from pydemo.deploy.create2 import PROXY, created2_address
from pydemo.deploy.record import Record, Step
from pydemo.errors import DeploymentError, NotSupported
from pydemo.evm.hashing import keccak

if TYPE_CHECKING:
    from web3 import Web3

    from pydemo.contract.registry import Registry


GRACE = 10
"""How often a node is asked again before what it says of a nonce is believed: behind a balancer,
one node may be a block behind the others."""


class PlanNode(Node):
    """A node under a plan.

    Args:
        node: what is read from, and sent to in the end.
        record: of this deployment.
        salt: deploy by CREATE2 with this salt, if there is one.
    """

    seed = None

    def __init__(self, node: Node, record: Record, salt: bytes | None) -> None:
        self._node, self.record, self._salt = node, record, salt
        self.name, self.chain_id, self.accounts = node.name, node.chain_id, node.accounts
        self.deployer = canonical(record.deployer)
        self.steps_done = self.unrecorded = 0
        """How many steps the plan has made, and how many of them were only tried out."""
        self.registry: Registry | None = None
        """Of the chain over this node, once there is one: it knows contracts by their code."""

    @property
    def w3(self) -> Web3:
        return self._node.w3

    # --- sending ----------------------------------------------------------------------------------

    def send(self, transaction: Transaction) -> Outcome:
        """The plan's next step.

        Raises:
            errors.DeploymentError: it is not the step that the record has here.
        """
        if transaction.sender != self.deployer:
            raise DeploymentError(
                f"the plan sends from {checksum(transaction.sender)}, whose key is not here: "
                f"only {self.record.deployer} deploys"
            )
        index = self.steps_done
        step = self.record.steps[index] if index < len(self.record.steps) else None
        if step is not None and step.payload != payload_hash(transaction):
            raise DeploymentError(
                f"step {index + 1} of {self.record.plan} is not what was sent before "
                f"({step.what}): the plan, its contracts or its parameters have changed since. Go "
                "back to those, or move the record away to deploy everything anew"
            )
        outcome = self.perform(index, step, transaction)
        self.steps_done += 1
        return outcome

    @abstractmethod
    def perform(self, index: int, step: Step | None, transaction: Transaction) -> Outcome:
        """Do step ``index`` (from 0), of which the record may know something."""

    def on_chain(self, transaction: Transaction) -> Transaction:
        """The transaction as it is really sent: by CREATE2, a creation goes through the proxy."""
        if self._salt is None or transaction.to is not None:
            return transaction
        return transaction._replace(to=PROXY, data=self._salt + transaction.data)

    def address_of(self, transaction: Transaction) -> bytes | None:
        """Where a creation by CREATE2 puts its contract; None for anything else."""
        if self._salt is None or transaction.to is not None:
            return None
        return created2_address(self._salt, transaction.data)

    def as_planned(self, outcome: Outcome, transaction: Transaction) -> RecordedOutcome:
        """The outcome of what was really sent, told as the plan's own transaction."""
        address = self.address_of(transaction) or outcome.contract_address
        if isinstance(outcome, RecordedOutcome):
            return replace(outcome, transaction=transaction, contract_address=address)
        return RecordedOutcome(
            tx_hash=outcome.tx_hash,
            block_number=outcome.block_number,
            block_hash=outcome.block_hash,
            index=outcome.index,
            transaction=transaction,
            succeeded=outcome.succeeded,
            gas_used=outcome.gas_used,
            effective_gas_price=outcome.effective_gas_price,
            logs=outcome.logs,
            contract_address=address,
        )

    def contract_of(self, transaction: Transaction) -> str:
        """The name of the contract that a creation deploys; an empty string for anything else."""
        if transaction.to is not None or self.registry is None:
            return ""
        return self.registry.created_by(transaction.data)

    def arguments_of(self, transaction: Transaction, contract: str) -> str:
        """The encoded constructor arguments, in hex."""
        if not contract or self.registry is None:
            return ""
        return transaction.data[len(self.registry.artifact(contract).bytecode) :].hex()

    # --- the same in every run --------------------------------------------------------------------

    def head(self) -> Head:
        return replace(self._node.head(), timestamp=self.record.time)

    def nonce(self, address: bytes) -> int:
        if address == self.deployer:
            ahead = self.record.steps[self.steps_done :]
            sent = (step.nonce for step in ahead if not step.is_found)
            return next(sent, self.record.next_nonce + self.unrecorded)
        return self._node.nonce(address)

    def call(self, transaction: Transaction, block: int | str = "latest") -> Execution:
        if transaction.to is None or block != "latest":
            return self._node.call(transaction, block)
        key = f"{self.steps_done}:{checksum(transaction.to)}:0x{transaction.data.hex()}"
        if key in self.record.reads:
            return Execution(bytes.fromhex(self.record.reads[key][2:]), None, None)
        execution = self._node.call(transaction, block)
        if execution.failure is None:
            self.record.reads[key] = f"0x{execution.output.hex()}"
        return execution

    # --- what is just passed on -------------------------------------------------------------------

    def estimate_gas(self, transaction: Transaction) -> int | Execution:
        return self._node.estimate_gas(transaction)

    def trace(self, tx_hash: bytes) -> Frame:
        return self._node.trace(tx_hash)

    def outcome(self, tx_hash: bytes) -> Outcome:
        return self._node.outcome(tx_hash)

    def failure_of(self, outcome: Outcome) -> Execution:
        return self._node.failure_of(outcome)

    def logs(self, address: bytes, first_block: int | None = None) -> Iterator[DatedLog]:
        return self._node.logs(address, first_block)

    def balance(self, address: bytes, block: int | str = "latest") -> int:
        return self._node.balance(address, block)

    def code(self, address: bytes) -> bytes:
        return self._node.code(address)

    # --- what a deployment must not do ------------------------------------------------------------

    def add_key(self, account: Account) -> None:
        raise _not_in_a_plan("an account is added")

    def mine(self, blocks: int) -> None:
        raise _not_in_a_plan("blocks are mined")

    def advance(self, seconds: int) -> None:
        raise _not_in_a_plan("time is moved")

    def set_balance(self, address: bytes, wei: int) -> None:
        raise _not_in_a_plan("a balance is set")

    def impersonate(self, address: bytes) -> None:
        raise _not_in_a_plan("somebody is impersonated")

    def take_snapshot(self) -> Any:
        raise _not_in_a_plan("a snapshot is taken")

    def revert_to_snapshot(self, snapshot: Any) -> None:
        raise _not_in_a_plan("the chain goes back")


def nonce_taken(record: Record, step: Step, file: Path) -> DeploymentError:
    return DeploymentError(
        f"nonce {step.nonce} of {record.deployer} was used by something else than {step.what}, "
        f"or the node was started anew: what was deployed before is in {file}. Deploy from an "
        "account that nobody else uses; to begin anew, move the record away"
    )


def payload_hash(transaction: Transaction) -> str:
    """keccak-256 over receiver (or nothing), value (32 bytes) and data, in hex."""
    return keccak((transaction.to or b"") + transaction.value.to_bytes(32) + transaction.data).hex()


def _not_in_a_plan(what: str) -> NotSupported:
    return NotSupported(
        f"in a plan that is deployed to a network nothing happens but sending: {what}"
    )
