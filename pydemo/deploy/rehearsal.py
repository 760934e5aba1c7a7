"""Trying a plan out before it costs anything: which steps there are, what they cost, where the
contracts will be, and whether something fails."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from pydemo.chain.address import checksum
from pydemo.chain.fork import ForkedNode
from pydemo.chain.frames import Outcome, RecordedOutcome, Transaction
from pydemo.chain.node import Node
from pydemo.chain.remote import RemoteNode
from pydemo.deploy.create2 import PROXY, check_proxy
from pydemo.deploy.plan_node import GRACE, PlanNode, nonce_taken
from pydemo.deploy.record import Record, Step
from pydemo.errors import DeploymentError, UnknownTransaction

_ENOUGH = 2**128
"""Wei that the rehearsing deployer has. Whether the real one has enough is another question."""


@dataclass(slots=True)
class RehearsedStep:
    """``address`` is where it puts a contract, if it makes one. ``gas`` is 0 for what is done."""

    what: str
    address: str
    gas: int
    is_done: bool


class Rehearsal(PlanNode):
    """A plan on a copy of the network; steps that are on the network already are taken from there.

    Args:
        node: the network.
        copy: of it, where the steps are tried out.
        file: where the record is, for what is said of it.
    """

    def __init__(
        self, node: RemoteNode, copy: ForkedNode, record: Record, salt: bytes | None, file: Path
    ) -> None:
        super().__init__(copy, record, salt)
        self._network, self._origin, self._file = node, copy.origin, file
        self.steps: list[RehearsedStep] = []
        self.creations: list[tuple[int, str]] = []
        """Which steps, from 0, make a contract of ours by the deployer's nonce, and which one."""
        self.left: list[Transaction] = []
        """What is still to be sent, with the gas it needs."""
        copy.impersonate(self.deployer)
        copy.set_balance(self.deployer, _ENOUGH)
        if salt is not None:
            check_proxy(copy.code(PROXY), record.network)

    def perform(self, index: int, step: Step | None, transaction: Transaction) -> Outcome:
        if self._salt is None and (contract := self.contract_of(transaction)):
            self.creations.append((index, contract))
        if step is not None:
            outcome = self._done(step, transaction)
            for _ in range(GRACE if outcome is None and self._is_taken(step) else 0):
                time.sleep(self._network.broadcaster.pause)
                if (outcome := self._done(step, transaction)) is not None:
                    break
            if outcome is not None:
                self._note(outcome, is_done=True)
                return outcome
            if self._is_taken(step):
                # With another nonce its contract would be elsewhere, and what follows not what the
                # record has.
                raise nonce_taken(self.record, step, self._file)
        created = self.address_of(transaction)
        if created is not None and self._node.code(created):
            outcome = found_by_create2(transaction, created)
            self._note(outcome, is_done=True)
            return outcome
        # Whatever the plan offers, the network estimates it anew.
        sent = self.on_chain(transaction)._replace(gas=None)
        outcome = self.as_planned(self._node.send(sent), transaction)
        if step is None:
            self.unrecorded += 1
        self.left.append(sent._replace(gas=outcome.gas_used))
        self._note(outcome, is_done=False)
        return outcome

    def _is_taken(self, step: Step) -> bool:
        """Whether a step that is not there cannot have its nonce any more. If it was mined and has
        failed, the next one is meant for it."""
        if step.is_found or self._node.nonce(self.deployer) <= step.nonce:
            return False
        network = self._network.broadcaster
        return not any(network.receipt(bytes.fromhex(one.tx_hash[2:])) for one in step.attempts)

    def _done(self, step: Step, transaction: Transaction) -> RecordedOutcome | None:
        """What a step did that is in the copy, whether the record knows of it or not.

        What was mined after the copy was made is tried out on it like any other step.
        """
        if step.is_mined or step.is_found:
            is_copied = step.block_number <= self._origin
            return done_before(self._network, self, step, transaction) if is_copied else None
        for attempt in step.attempts:
            try:
                outcome = self._network.outcome(bytes.fromhex(attempt.tx_hash[2:]))
            except UnknownTransaction:
                continue
            is_copied = outcome.succeeded and outcome.block_number <= self._origin
            return self.as_planned(outcome, transaction) if is_copied else None
        return None

    def _note(self, outcome: RecordedOutcome, *, is_done: bool) -> None:
        address = "" if outcome.contract_address is None else checksum(outcome.contract_address)
        gas = 0 if is_done else outcome.gas_used
        self.steps.append(RehearsedStep("", address, gas, is_done))

    @property
    def gas(self) -> int:
        """Of all steps that are still to be done."""
        return sum(step.gas for step in self.steps)


def done_before(
    network: Node, plan: PlanNode, step: Step, transaction: Transaction
) -> RecordedOutcome | None:
    """What a step that is recorded as mined did, if the network agrees; None if it is not there.

    Raises:
        errors.DeploymentError: there is something else at its address.
    """
    from pydemo.evm.hashing import keccak

    if step.is_found:
        created = bytes.fromhex(step.address[2:])
        return found_by_create2(transaction, created) if network.code(created) else None
    outcome: Outcome | None = _outcome(network, step)
    if outcome is None:
        if not is_canonical(network, step):
            return None
        outcome = _as_recorded(step, transaction)  # the node has forgotten old receipts
    elif not outcome.succeeded:
        return None  # in another block than the first time it fails
    if step.address:
        code = network.code(bytes.fromhex(step.address[2:]))
        if not code and not is_canonical(network, step):
            return None
        if "0x" + keccak(code).hex() != step.code_hash:
            raise DeploymentError(
                f"{step.contract or 'the contract'} at {step.address} has other code than when it "
                "was deployed: it was destroyed, or the node is of another chain"
            )
    return plan.as_planned(outcome, transaction)


def is_canonical(network: Node, step: Step) -> bool:
    """Whether the block that a step was mined in is still on the chain."""
    from web3.exceptions import BlockNotFound

    try:
        block = network.w3.eth.get_block(step.block_number)
    except BlockNotFound:
        return False
    return "0x" + bytes(block["hash"]).hex() == step.block_hash


def found_by_create2(transaction: Transaction, created: bytes) -> RecordedOutcome:
    """A contract that is there by CREATE2 already: the same code made it, whoever sent it."""
    return RecordedOutcome(
        tx_hash=bytes(32),
        block_number=0,
        block_hash=bytes(32),
        index=0,
        transaction=transaction,
        succeeded=True,
        gas_used=0,
        effective_gas_price=0,
        logs=(),
        contract_address=created,
    )


def _outcome(network: Node, step: Step) -> Outcome | None:
    try:
        return network.outcome(bytes.fromhex(step.tx_hash[2:]))
    except UnknownTransaction:
        return None


def _as_recorded(step: Step, transaction: Transaction) -> RecordedOutcome:
    return RecordedOutcome(
        tx_hash=bytes.fromhex(step.tx_hash[2:]),
        block_number=step.block_number,
        block_hash=bytes.fromhex(step.block_hash[2:]),
        index=0,
        transaction=transaction,
        succeeded=True,
        gas_used=step.gas_used,
        effective_gas_price=step.price,
        logs=(),
        contract_address=bytes.fromhex(step.address[2:]) if step.address else None,
    )
