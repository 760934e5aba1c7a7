"""What explorers need to verify a contract, and whether it really gives the code that is deployed.

A bundle holds the compiler's input (sources and settings), its metadata, and the constructor's
arguments. Sourcify and Etherscan compile the former and compare; so does this, here, with the same
compiler: first with the artifact, then with the network, where the constructor is run again on a
copy of it, so that immutables are compared too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from pydemo.build.artifact import Artifact
from pydemo.build.settings import SETTINGS
from pydemo.build.solc import Compiler
from pydemo.build.sources import Source, closure
from pydemo.chain.address import canonical, checksum, created_address
from pydemo.chain.fork import ForkedNode
from pydemo.chain.frames import Transaction
from pydemo.chain.remote import RemoteNode
from pydemo.deploy.bytecode import immutables_of, is_code_of
from pydemo.deploy.create2 import PROXY, salt_of
from pydemo.deploy.record import Record, Step
from pydemo.errors import BuildError, TransactionRefused

OUTPUTS = [
    "abi",
    "metadata",
    "evm.bytecode.object",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A contract as explorers want it.

    - ``standard_json``: the compiler's input
    - ``metadata``: its text, to the byte as the compiler gives it
    - ``creation``, ``runtime``: the code it compiles to, zeros where immutables go
    - ``compiler``: as Etherscan names it, "v0.8.37+commit.f401782d"
    """

    artifact: Artifact
    standard_json: dict[str, Any]
    metadata: str
    creation: bytes
    runtime: bytes
    compiler: str

    @property
    def reproduces(self) -> bool:
        """Whether it compiles to the artifact's code, from which everything was deployed."""
        same = self.creation == self.artifact.bytecode
        return same and self.runtime == self.artifact.deployed_bytecode


def make_bundle(artifact: Artifact, sources: Mapping[str, Source], compiler: Compiler) -> Bundle:
    """Compile a contract from just the sources it needs. Raises errors.BuildError."""
    names = closure(sources, artifact.source)
    standard_json = {
        "language": "Solidity",
        "sources": {name: {"content": sources[name].text} for name in names},
        "settings": {
            **SETTINGS,
            "outputSelection": {artifact.source: {artifact.name: OUTPUTS}},
        },
    }
    output = compiler.compile(standard_json)
    try:
        made = output["contracts"][artifact.source][artifact.name]
    except KeyError:
        said = [message["message"] for message in output.get("errors", [])]
        raise BuildError(f"{artifact.name} does not compile: {'; '.join(said)[:300]}") from None
    return Bundle(
        artifact,
        standard_json,
        made["metadata"],
        bytes.fromhex(made["evm"]["bytecode"]["object"]),
        bytes.fromhex(made["evm"]["deployedBytecode"]["object"]),
        f"v{compiler.version}",
    )


def write_bundle(bundle: Bundle, place: Path, arguments: str, address: str, chain_id: int) -> None:
    """Write ``input.json``, ``metadata.json`` and ``verification.json`` into a folder.

    Args:
        address: where it is deployed, or an empty string; with it the chain's id is written too.
    """
    place.mkdir(parents=True, exist_ok=True)
    verification = {
        "contractIdentifier": bundle.artifact.full_name,
        "compilerVersion": bundle.compiler,
        "constructorArguments": arguments,
        **({"address": address, "chainId": str(chain_id)} if address else {}),
    }
    for name, content in (
        ("input.json", json.dumps(bundle.standard_json, indent=1, ensure_ascii=False)),
        ("metadata.json", bundle.metadata),
        ("verification.json", json.dumps(verification, indent=1)),
    ):
        (place / name).write_text(content, encoding="utf-8")


# --- the network ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract on a network; ``step`` made it, itself or through a contract of its own."""

    name: str
    address: str
    step: Step

    @property
    def arguments(self) -> str:
        """Of the constructor, in hex; unknown for what another contract made."""
        return self.step.arguments if self.step.address == self.address else ""


def deployed_contracts(
    record: Record, node: RemoteNode, artifacts: Iterable[Artifact]
) -> list[Deployed]:
    """All contracts of a record: those that its steps made, and those that these made."""
    steps = [step for step in record.steps if step.contract and step.address]
    made = {step.address: Deployed(step.contract, step.address, step) for step in steps}
    known = list(artifacts)
    for address in record.contracts.values():
        maker = next((step for step in steps if _has_made(step, address)), None)
        if address in made or maker is None:
            continue
        code = node.code(canonical(address))
        name = next((one.name for one in known if is_code_of(one, code)), "")
        if name:
            made[address] = Deployed(name, address, maker)
    return list(made.values())


_MOST_MADE = 3
"""Contracts that one of ours makes in its constructor, at most."""


def _has_made(step: Step, address: str) -> bool:
    return address in _made_by(step)


def _made_by(step: Step) -> list[str]:
    """Where a step's contract puts those that its constructor makes."""
    return [created_address(step.address, nonce) for nonce in range(1, _MOST_MADE + 1)]


class Verdict(NamedTuple):
    """``problem`` is what is wrong, or empty. ``is_rerun`` tells whether the constructor was run
    again, so that immutables were compared and not only read."""

    problem: str
    is_rerun: bool


def compare(
    bundle: Bundle, deployed: Deployed, record: Record, node: RemoteNode, creation: bytes
) -> Verdict:
    """Compare a deployed contract with what its sources give.

    Args:
        creation: the freshly compiled creation code of the contract that the step deploys.
    """
    code = node.code(canonical(deployed.address))
    compiled = replace(bundle.artifact, deployed_bytecode=bundle.runtime)
    if not is_code_of(compiled, code):
        return Verdict(f"at {deployed.address} is other code than its sources give", False)
    again = run_again(deployed, record, node, creation)
    if again is None or again == code:
        return Verdict("", again is not None)
    ours, theirs = (immutables_of(bundle.artifact, one) for one in (again, code))
    names = ", ".join(name for name, value in ours.items() if theirs[name] != value)
    problem = f"at {deployed.address} immutables are not what the arguments give: {names}"
    return Verdict(problem, True)


def run_again(
    deployed: Deployed, record: Record, node: RemoteNode, creation: bytes
) -> bytes | None:
    """The code that the constructor makes on a copy of the network, at the same address and time.

    None where it cannot be run again, since what it needs on the network has changed.
    """
    step, copy = deployed.step, ForkedNode(node)
    deployer = canonical(record.deployer)
    data, to = creation + bytes.fromhex(step.arguments), None
    if record.create2:
        data, to = salt_of(record.create2) + data, PROXY
    copy.impersonate(deployer)
    copy.set_balance(deployer, 2**128)
    places = [canonical(place) for place in (step.address, *_made_by(step))]
    copy.engine.begin_again(deployer, step.nonce, places)
    if step.block_number:
        copy.engine.pending.timestamp = int(node.w3.eth.get_block(step.block_number)["timestamp"])
    try:
        outcome = copy.send(Transaction(deployer, to, data))
    except TransactionRefused:
        return None
    return copy.code(canonical(deployed.address)) if outcome.succeeded else None


def immutables_text(artifact: Artifact, code: bytes) -> str:
    """Names and values of a contract's immutables; what looks like an address is shown as one."""
    return ", ".join(
        f"{name}={_shown(value)}" for name, value in sorted(immutables_of(artifact, code).items())
    )


def _shown(value: bytes) -> str:
    number = int.from_bytes(value)
    if len(value) == 32 and not any(value[:12]) and number >= 2**96:
        return checksum(value[12:])
    return str(number) if number < 2**96 else f"0x{value.hex()}"
