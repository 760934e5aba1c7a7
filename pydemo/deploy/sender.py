"""Doing a plan's steps on a network, each once.

Before a transaction is handed in, the record knows its hash and nonce. All attempts at a step share
one nonce, so the network takes one of them at most: that, and not any care of ours, is why nothing
is deployed twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any, NoReturn

from pydemo.chain.accounts import Account
from pydemo.chain.address import checksum
from pydemo.chain.broadcast import Fees
from pydemo.chain.frames import Execution, Outcome, RecordedOutcome, Transaction
from pydemo.chain.node import TransactionWouldFail
from pydemo.chain.remote import RemoteNode
from pydemo.deploy import record as records
from pydemo.deploy.bytecode import is_code_of
from pydemo.deploy.plan_node import GRACE, PlanNode, nonce_taken, payload_hash
from pydemo.deploy.record import Attempt, Record, Step
from pydemo.deploy.rehearsal import done_before, found_by_create2
from pydemo.errors import DeploymentError, NotMined, TransactionRefused
from pydemo.evm.hashing import keccak

Tell = Callable[[str, Step], None]
"""Told that a step is "sent", "replaced", "mined", "there" already, "found" or "gone"."""

_TOO_CHEAP = ("underpriced", "base fee", "fee too low")
"""What nodes say of a fee that has become too low."""


class StepGone(Exception):
    """An earlier step is not on the chain any more: begin again from there."""


class Sender(PlanNode):
    """A plan on a network.

    Args:
        node: the network.
        signer: the deployer, with its key; None where nothing is left to be signed.
        file: where the record is kept.
        titles: what the steps are, for readers, as the rehearsal has them.
        patience: seconds after which a transaction that is not mined is offered a higher fee, if
            blocks are made meanwhile.
        most_fee: wei a gas that are never exceeded, whatever happens.
    """

    def __init__(
        self,
        node: RemoteNode,
        record: Record,
        salt: bytes | None,
        *,
        signer: Account | None,
        file: Path,
        titles: list[str],
        patience: float,
        most_fee: int,
        tell: Tell,
    ) -> None:
        super().__init__(node, record, salt)
        self._most_fee = most_fee
        self._remote, self._signer, self._file = node, signer, file
        self._titles, self._patience, self._tell = titles, patience, tell

    def perform(self, index: int, step: Step | None, transaction: Transaction) -> Outcome:
        if step is None:
            step = self._new_step(index, transaction)
            self.record.steps.append(step)
            if step.is_found:
                self._save()
        if step.is_found or step.is_mined:
            outcome = done_before(self._remote, self, step, transaction)
            if outcome is not None:
                self._keep(step, outcome)
                self._tell("found" if step.is_found else "there", step)
                return outcome
            self._tell("gone", step)
            if step.is_found:
                raise DeploymentError(f"{step.contract} at {step.address} is not there any more")
            step.forget_block()
            self._save()
        return self._settle(step, transaction)

    def _save(self) -> None:
        records.save(self.record, self._file)

    def _new_step(self, index: int, transaction: Transaction) -> Step:
        """What is going to be sent. Nothing is written down yet."""
        contract = self.contract_of(transaction)
        title = self._titles[index] if index < len(self._titles) else contract
        step = Step(
            what=title,
            contract=contract,
            nonce=self.record.next_nonce,
            payload=payload_hash(transaction),
            gas=0,
            arguments=self.arguments_of(transaction, contract),
        )
        created = self.address_of(transaction)
        if created is not None and self._remote.code(created):
            step.is_found, step.address = True, checksum(created)
            return step
        step.gas = self._gas_limit(transaction)
        return step

    def _gas_limit(self, transaction: Transaction) -> int:
        """A fifth more than is needed now, as the state may change until it is mined."""
        needed = self._remote.estimate_gas(self.on_chain(transaction)._replace(gas=None))
        if isinstance(needed, Execution):
            raise TransactionWouldFail(needed)
        most = int(self.w3.eth.get_block("latest")["gasLimit"])
        return min(needed + needed // 5, max(most, needed))

    # --- until it is mined ------------------------------------------------------------------------

    def _settle(self, step: Step, transaction: Transaction) -> RecordedOutcome:
        network = self._remote.broadcaster
        started = offered = time.monotonic()
        newest = self._remote.head().number
        doubts = 0
        while True:
            mined = next((one for one in step.attempts if network.receipt(_raw(one))), None)
            if mined is not None:
                for one in step.attempts:
                    network.report(_raw(one), network.timeout)  # its bar is done
                return self._finish(step, mined, transaction)
            nonce = self._remote.nonce(self.deployer)
            if nonce != step.nonce:
                if doubts == GRACE:
                    self._explain(step, nonce)
                doubts += 1
                time.sleep(network.pause)
                continue
            doubts = 0
            now = time.monotonic()
            is_taken = is_due = True
            if step.attempts:
                is_due = now - offered >= self._patience
            if is_due:
                # Where no block is made, a higher fee helps nobody.
                before, newest, offered = newest, self._remote.head().number, now
                is_due = not step.attempts or newest != before
            if is_due:
                is_taken = self._offer(step, transaction)
            elif not network.knows(_raw(step.attempts[-1])):
                is_taken = self._hand_in(step, step.attempts[-1], transaction)
            if not is_taken:
                offered, newest = -inf, -1  # fees have risen: no need to wait
            network.report(_raw(step.attempts[-1]), now - started)
            if now - started >= network.timeout:
                self._give_up(step)
            time.sleep(network.pause)

    def _give_up(self, step: Step) -> NoReturn:
        """Raises errors.NotMined, or errors.DeploymentError where only a higher fee would help."""
        last, network = step.attempts[-1], self._remote.broadcaster
        now = network.fees()
        if now.max_fee <= self._most_fee:
            raise NotMined(last.tx_hash, network.timeout, self.name)
        raise DeploymentError(
            f"transaction {last.tx_hash} is not mined after {network.timeout:g} s: it offers "
            f"{gwei(last.max_fee)} gwei a gas, {gwei(now.max_fee)} would be asked now, and at most "
            f"{gwei(self._most_fee)} were announced. Run the same command when fees are lower, or "
            f"with --max-fee {-(-now.max_fee // 10**9)}"
        )

    def _explain(self, step: Step, nonce: int) -> None:
        if nonce < step.nonce:
            raise StepGone
        raise nonce_taken(self.record, step, self._file)

    def _offer(self, step: Step, transaction: Transaction) -> bool:
        """Sign with the fees of the day, or higher ones than last time; write down; hand in."""
        fees = self._remote.broadcaster.fees().at_most(self._most_fee)
        if step.attempts:
            last = Fees(step.attempts[-1].max_fee, step.attempts[-1].tip)
            fees = last.raised().at_least(fees).at_most(self._most_fee)
            if not fees.replaces(last):
                return True  # that is the most: it waits as it is
        attempt = Attempt("0x" + self._signed(step, fees, transaction).hash.hex(), *_pair(fees))
        step.attempts.append(attempt)
        self._save()
        self._tell("sent" if len(step.attempts) == 1 else "replaced", step)
        return self._hand_in(step, attempt, transaction)

    def _hand_in(self, step: Step, attempt: Attempt, transaction: Transaction) -> bool:
        """Returns False if the node does not take it for its fee."""
        signed = self._signed(step, Fees(attempt.max_fee, attempt.tip), transaction)
        if "0x" + signed.hash.hex() != attempt.tx_hash:
            # What the record does not know of must not get onto the network.
            raise DeploymentError(
                f"{step.what} signed again is not transaction {attempt.tx_hash}: the record "
                f"{self._file} was changed, or the key is another one"
            )
        try:
            self._remote.broadcaster.hand_in(bytes(signed.raw_transaction), bytes(signed.hash))
        except TransactionRefused as refusal:
            text = str(refusal).lower()
            if any(words in text for words in _TOO_CHEAP):
                return False
            if "nonce too low" not in text:  # mined meanwhile, which the next look will see
                raise
        return True

    def _signed(self, step: Step, fees: Fees, transaction: Transaction) -> Any:
        """Signatures are deterministic (RFC 6979): the same step and fees give the same hash."""
        if self._signer is None:
            raise DeploymentError(f"{step.what} has to be sent again: run the same command again")
        sent = self.on_chain(transaction)
        fields: dict[str, Any] = {
            "type": 2,
            "chainId": self.chain_id,
            "nonce": step.nonce,
            "gas": step.gas,
            "maxFeePerGas": fees.max_fee,
            "maxPriorityFeePerGas": fees.tip,
            "value": sent.value,
            "data": sent.data,
        }
        if sent.to is not None:
            fields["to"] = checksum(sent.to)
        return self.w3.eth.account.sign_transaction(fields, self._signer.key)

    # --- when it is mined -------------------------------------------------------------------------

    def _finish(self, step: Step, mined: Attempt, transaction: Transaction) -> RecordedOutcome:
        outcome = self.as_planned(self._remote.outcome(_raw(mined)), transaction)
        if not outcome.succeeded:
            return self._failed(step, mined, outcome, transaction)
        step.tx_hash = mined.tx_hash
        if outcome.contract_address is not None and transaction.to is None:
            code = self._remote.code(outcome.contract_address)
            step.address = checksum(outcome.contract_address)
            step.code_hash = "0x" + keccak(code).hex()
            self._check_code(step, code)
        self._keep(step, outcome)
        self._tell("mined", step)
        return outcome

    def _check_code(self, step: Step, code: bytes) -> None:
        assert self.registry is not None
        if step.contract and not is_code_of(self.registry.artifact(step.contract), code):
            raise DeploymentError(
                f"at {step.address} is other code than {step.contract}'s: is the node in order?"
            )

    def _keep(self, step: Step, outcome: RecordedOutcome) -> None:
        """Note the block: after a reorganisation it may be another than before."""
        block_hash = "" if step.is_found else "0x" + outcome.block_hash.hex()
        if step.block_hash != block_hash:
            step.block_number, step.block_hash = outcome.block_number, block_hash
            step.gas_used, step.price = outcome.gas_used, outcome.effective_gas_price
            self._save()

    def _failed(
        self, step: Step, mined: Attempt, outcome: RecordedOutcome, transaction: Transaction
    ) -> RecordedOutcome:
        """It is on the chain and failed: its nonce is used, and a later run takes the next."""
        step.tx_hash = mined.tx_hash
        self.record.steps.remove(step)
        self.record.failed.append(step)
        self._save()
        created = self.address_of(transaction)
        if created is not None and self._remote.code(created):
            # Somebody else deployed the very same in between.
            found = replace(
                step, gas=0, attempts=[], is_found=True, tx_hash="", address=checksum(created)
            )
            self.record.steps.append(found)
            self._save()
            return found_by_create2(transaction, created)
        return outcome


def _raw(attempt: Attempt) -> bytes:
    return bytes.fromhex(attempt.tx_hash[2:])


def gwei(wei: int) -> str:
    return f"{wei / 10**9:,.9f}".rstrip("0").rstrip(".")


def _pair(fees: Fees) -> tuple[int, int]:
    return fees.max_fee, fees.tip
