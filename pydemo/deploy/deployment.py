"""A deployment from end to end: rehearsed, paid for, sent, confirmed, checked.

`Deployment.prepare` sends nothing. `Deployment.execute` may be cut short at any point; preparing
and executing again goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from pydemo.chain.accounts import Account
from pydemo.chain.address import canonical
from pydemo.chain.broadcast import Fees
from pydemo.chain.fork import ForkedNode
from pydemo.chain.frames import Outcome, Transaction
from pydemo.chain.networks import Network
from pydemo.chain.remote import RemoteNode
from pydemo.contract.chain import Chain
from pydemo.deploy import record as records
from pydemo.deploy.beginning import begin, compare, next_time, record_of
from pydemo.deploy.create2 import salt_of
from pydemo.deploy.earlier import Earlier, find_earlier
from pydemo.deploy.parameters import Values, values_of
from pydemo.deploy.plan_node import PlanNode
from pydemo.deploy.plans import DeployPlan
from pydemo.deploy.record import Record, Step
from pydemo.deploy.rehearsal import Rehearsal, RehearsedStep, done_before, is_canonical
from pydemo.deploy.rollup import rollup_fee
from pydemo.deploy.sender import Sender, StepGone, Tell, gwei
from pydemo.deploy.systems import Contracts, Row
from pydemo.errors import DeploymentError

MOST_REORGANISATIONS = 5
"""How often a deployment begins again from what is left before it gives up."""


@dataclass(slots=True)
class Outlook:
    """What a deployment would do. Amounts are wei.

    ``most`` is what it may cost if every step needs a fifth more gas, at the highest fee that will
    ever be offered. ``earlier`` is what the deployer has deployed here that no record knows of.
    ``data_fee`` is what a rollup takes for the data on Ethereum: part of ``cost``, and twice of
    ``most``, as it is set when a transaction is mined.
    """

    steps: list[RehearsedStep]
    contracts: dict[str, str]
    rows: list[Row]
    gas: int
    cost: int
    most: int
    balance: int
    earlier: Earlier | None = None
    data_fee: int = 0


@dataclass(slots=True)
class Deployment:
    """One plan, on its way to one network.

    - ``values``: the plan's parameters, all of them
    - ``file``: where the record is
    - ``most_fee``: wei a gas that no transaction offers more than, once it was rehearsed
    """

    plan: DeployPlan
    network: Network
    node: RemoteNode
    record: Record
    values: Values
    file: Path
    titles: list[str] = field(default_factory=list)
    most_fee: int = 0

    @classmethod
    def prepare(
        cls,
        plan: DeployPlan,
        network: Network,
        node: RemoteNode,
        folder: Path,
        deployer: str,
        settings: Mapping[str, str],
        create2: str = "",
    ) -> Deployment:
        """Take up the record of an earlier run, or begin one in memory.

        Raises:
            errors.DeploymentError: the settings are not the plan's, or not those of the record;
                the deployer is another one, has transactions waiting, or another plan half
                deployed.
        """
        if create2:
            salt_of(create2)
            if plan.by_nonce:
                raise DeploymentError(f"{plan.name} cannot be deployed by CREATE2: {plan.by_nonce}")
        file = records.path_of(folder, network.chain_id, plan.name)
        found, file = record_of(file, network, node)
        if found is not None:
            compare(plan, found, file, deployer, settings, create2)
            settings = found.parameters
        values = values_of(
            plan.name, plan.parameters, settings, may_stand_in=network.is_development
        )
        if found is None:
            found = begin(plan, network, node, deployer, settings, create2, folder)
        return cls(plan, network, node, found, values, file)

    @property
    def _salt(self) -> bytes | None:
        return salt_of(self.record.create2) if self.record.create2 else None

    # --- before -----------------------------------------------------------------------------------

    def rehearse(self, max_fee: int | None = None) -> Outlook:
        """Run what is left of the plan on a copy of the network in this process.

        Args:
            max_fee: wei a gas that may be offered at most; by default twice today's offer.

        Raises:
            errors.ContractError: a step fails, and so it would on the network.
            errors.DeploymentError: the record and the plan do not go together; nothing would be
                mined for ``max_fee``.
        """
        fees = self.node.broadcaster.fees()
        self.most_fee = self._most_fee(fees, max_fee)
        copy = deepcopy(self.record)
        fork = ForkedNode(self.node)
        fork.engine.pending.timestamp = max(fork.engine.pending.timestamp, next_time(self.node))
        stage = Rehearsal(self.node, fork, copy, self._salt, self.file)
        chain = _over(stage)
        titles: list[str] = []
        chain.observe(lambda receipt: titles.append(receipt.call))
        made = self.plan.run(chain, self.record.deployer, self.values)
        for step, title in zip(stage.steps, titles, strict=True):
            step.what = title
        self.titles = titles
        price = (fees.max_fee + fees.tip) // 2  # the base fee as it is, and the tip
        data_fee = rollup_fee(self.node, stage.left, self.most_fee)
        is_new = not (self.record.steps or self.record.failed)
        return Outlook(
            steps=stage.steps,
            contracts=_addresses(made),
            rows=list(self.plan.check(made, self.record.deployer, self.values)),
            gas=stage.gas,
            cost=stage.gas * price + data_fee,
            most=stage.gas * 6 // 5 * self.most_fee + 2 * data_fee,
            balance=self.node.balance(canonical(self.record.deployer)),
            earlier=find_earlier(self.node, stage) if is_new else None,
            data_fee=data_fee,
        )

    def _most_fee(self, fees: Fees, wanted: int | None) -> int:
        if wanted is not None and wanted < (needed := self.node.head().base_fee):
            raise DeploymentError(
                f"a fee of {gwei(wanted)} gwei at most is too low: {self.network.name} takes "
                f"{gwei(needed)} at least now. Nothing was sent"
            )
        waiting = (
            attempt.max_fee
            for step in self.record.steps
            if not step.is_mined
            for attempt in step.attempts  # these may be mined yet
        )
        return max(2 * fees.max_fee if wanted is None else wanted, *waiting, 0)

    # --- doing it ---------------------------------------------------------------------------------

    def execute(self, signer: Account | None, *, patience: float, tell: Tell) -> Contracts:
        """Send what is left of the plan, wait for confirmations, and write down where all is.

        Args:
            signer: the deployer, with its key; None where nothing is left to be signed.
            patience: seconds after which a transaction is offered a higher fee.

        Raises:
            errors.NotMined, errors.NotConnected, errors.DeploymentError, errors.ContractError: run
                it again when that is put right; what is done is not done twice.
        """
        most_fee = self.most_fee or self._most_fee(self.node.broadcaster.fees(), None)
        for _ in range(MOST_REORGANISATIONS):
            sender = Sender(
                self.node,
                self.record,
                self._salt,
                signer=signer,
                file=self.file,
                titles=self.titles,
                patience=patience,
                most_fee=most_fee,
                tell=tell,
            )
            try:
                made = self.plan.run(_over(sender), self.record.deployer, self.values)
            except StepGone:
                continue
            if self._confirmed():
                self.record.contracts = _addresses(made)
                records.save(self.record, self.file)
                return made
        raise DeploymentError(
            f"blocks of {self.network.name} were taken back {MOST_REORGANISATIONS} times: wait, "
            "and run the same command again"
        )

    def _confirmed(self) -> bool:
        """Wait for the network's confirmations. False if a block with a step was taken back."""
        network = self.node.broadcaster
        last = max((step.block_number for step in self.record.steps), default=0)
        wanted = last + self.network.confirmations
        started = time.monotonic()
        while self.node.head().number < wanted:
            network.report("confirmations", time.monotonic() - started)
            if time.monotonic() - started > network.timeout:
                raise DeploymentError(
                    f"{self.network.name} has made no {self.network.confirmations} blocks in "
                    f"{network.timeout:g} s: all is sent, run the same command again"
                )
            time.sleep(network.pause)
        network.report("confirmations", network.timeout)
        return all(step.is_found or is_canonical(self.node, step) for step in self.record.steps)

    # --- afterwards -------------------------------------------------------------------------------

    def check(self) -> list[Row]:
        """Whether roles and links are on chain as the plan wants them; sends nothing.

        Raises errors.DeploymentError where a step of the plan is not on chain.
        """
        made = self.plan.run(
            _over(_Replay(self.node, deepcopy(self.record), self._salt)),
            self.record.deployer,
            self.values,
        )
        chain = Chain.over(self.node)
        fresh = {role: chain.at(one.contract_name, one.address) for role, one in made.items()}
        return list(self.plan.check(fresh, self.record.deployer, self.values))


class _Replay(PlanNode):
    """A plan of which every step has been done."""

    def perform(self, index: int, step: Step | None, transaction: Transaction) -> Outcome:
        if step is None or not (step.is_mined or step.is_found):
            what = step.what if step is not None else self.contract_of(transaction)
            raise DeploymentError(
                f"step {index + 1} of {self.record.plan}, {what}, is not deployed yet: "
                f"pydemo deploy {self.record.plan} --network {self.record.network}"
            )
        outcome = done_before(self._node, self, step, transaction)
        if outcome is None:
            raise DeploymentError(
                f"{step.what} is not on the chain any more: a reorganisation has removed it. "
                "Deploy again; only what is gone is redone"
            )
        return outcome


def recorded(plan: DeployPlan, network: Network, node: RemoteNode, folder: Path) -> Deployment:
    """A deployment that was made before. Raises errors.DeploymentError where there is none."""
    file = records.path_of(folder, network.chain_id, plan.name)
    found, file = record_of(file, network, node)
    if found is None:
        raise DeploymentError(f"{plan.name} has not been deployed to {network.name}: no {file}")
    values = values_of(
        plan.name, plan.parameters, found.parameters, may_stand_in=network.is_development
    )
    return Deployment(plan, network, node, found, values, file)


def _over(node: PlanNode) -> Chain:
    chain = Chain.over(node)
    node.registry = chain._session.registry
    return chain


def _addresses(made: Contracts) -> dict[str, str]:
    return {role: contract.address for role, contract in made.items()}
