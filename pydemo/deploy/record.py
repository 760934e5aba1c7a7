"""The record of a deployment: what was meant, what was sent, what came of it. One JSON file.

It is brought to disk whole before each transaction is sent and after each is mined, so at any
moment it knows of everything that may be on the network. It holds nothing secret.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydemo.chain.shallow_json import loads
from pydemo.deploy.record_shape import check_shape
from pydemo.errors import DeploymentError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """A signed transaction that was, or was about to be, handed in. Wei a gas."""

    tx_hash: str
    max_fee: int
    tip: int


@dataclass(slots=True)
class Step:
    """One transaction of a plan.

    - ``what``: for readers
    - ``contract``: the name of what it deploys, or an empty string
    - ``payload``: keccak-256 over receiver, value and data as the plan has them, in hex
    - ``arguments``: the encoded constructor arguments, in hex, which explorers ask for
    - ``is_found``: somebody had deployed the same by CREATE2 before, so nothing is sent
    - ``attempts``: of one nonce, so one of them at most is ever mined
    - what follows is empty until it is mined; ``block_hash`` tells a reorganisation
    """

    what: str
    contract: str
    nonce: int
    payload: str
    gas: int
    arguments: str = ""
    is_found: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    tx_hash: str = ""
    block_number: int = 0
    block_hash: str = ""
    gas_used: int = 0
    price: int = 0
    address: str = ""
    code_hash: str = ""

    @property
    def is_mined(self) -> bool:
        return bool(self.tx_hash)

    def forget_block(self) -> None:
        """It is not on the chain any more; its attempts may get there again."""
        self.tx_hash = self.block_hash = self.address = self.code_hash = ""
        self.block_number = self.gas_used = self.price = 0


@dataclass(slots=True)
class Record:
    """A plan's deployment on one network.

    - ``genesis``: hash of the chain's first block; a development node that was started anew has
      another
    - ``time``: what the plan's clock says, in Unix seconds: the same in every run
    - ``first_nonce``: of the first step; each that is sent after it has the next
    - ``failed``: steps that were mined and failed; their nonces are used
    - ``reads``: what the plan's views have answered, so that a later run goes the same way; by the
      number of steps done before, contract and calldata
    """

    plan: str
    network: str
    chain_id: int
    genesis: str
    deployer: str
    parameters: dict[str, str]
    time: int
    first_nonce: int
    create2: str = ""
    steps: list[Step] = field(default_factory=list)
    failed: list[Step] = field(default_factory=list)
    reads: dict[str, str] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    """What the plan calls them, and where they are, once it is through."""

    @property
    def next_nonce(self) -> int:
        """Of the next step that is sent."""
        sent = [step for step in self.steps if not step.is_found]
        return self.first_nonce + len(sent) + len(self.failed)

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n"


def path_of(folder: Path, chain_id: int, plan: str) -> Path:
    return folder / "records" / str(chain_id) / f"{plan}.json"


def places_of(file: Path, genesis: str) -> tuple[Path, ...]:
    """Where a plan's record of one chain may be, where several chains have the same id: under the
    plan's name, or with the beginning of the genesis hash, or with all of it."""
    digits = genesis.removeprefix("0x")
    return file, *(file.with_name(f"{file.stem}.{part}.json") for part in (digits[:8], digits))


def find(file: Path, genesis: str) -> tuple[Record | None, Path]:
    """The record of one chain and its place; or None, and a place where none is yet.

    Several development nodes share a chain id. Each has records of its own, so that going from one
    to another and back finds what was deployed there. Nothing is moved, nothing overwritten.

    Raises errors.DeploymentError: a record cannot be read.
    """
    places = places_of(file, genesis)
    found = [(load(place), place) for place in places]
    for record, place in found:
        if record is not None and record.genesis == genesis:
            return record, place
    return None, next(place for record, place in found if record is None)


def all_of(folder: Path, chain_id: int, genesis: str) -> Iterator[tuple[Record, Path]]:
    """Every plan's record of one chain. Raises errors.DeploymentError: one cannot be read."""
    for file in sorted((folder / "records" / str(chain_id)).glob("*.json")):
        record = load(file)
        if record is not None and record.genesis == genesis:
            yield record, file


def load(file: Path) -> Record | None:
    """The record in a file, or None where there is none. Raises errors.DeploymentError."""
    try:
        fields = loads(file.read_bytes())
        if fields.pop("format") != FORMAT:
            raise DeploymentError(f"{file} is of another version of pydemo")
        return _record(fields)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise DeploymentError(f"cannot read {file}: {problem.strerror or problem}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        reason = f" ({problem})" if type(problem) is ValueError else ""
        raise DeploymentError(
            f"{file} is damaged{reason}: put back an older copy, or move it away; without it what "
            "it deployed is not found"
        ) from None


def _record(fields: dict[str, Any]) -> Record:
    """Raises ValueError, KeyError or TypeError for what no run has written."""
    check_shape(fields, Record)
    steps, failed = (
        [_step(entry, f"{part}[{at}]") for at, entry in enumerate(fields.pop(part))]
        for part in ("steps", "failed")
    )
    record = Record(**fields, steps=steps, failed=failed)
    nonces = sorted(step.nonce for step in steps + failed if not step.is_found)
    if nonces != list(range(record.first_nonce, record.next_nonce)):
        raise ValueError("its nonces do not follow each other")
    return record


def _step(entry: Any, where: str) -> Step:
    check_shape(entry, Step, where)
    for at, attempt in enumerate(entry["attempts"]):
        check_shape(attempt, Attempt, f"{where}.attempts[{at}]")
    return Step(**{**entry, "attempts": [Attempt(**one) for one in entry["attempts"]]})


def save(record: Record, file: Path) -> None:
    """Bring a record to disk: all of it or nothing, whatever happens meanwhile.

    Raises errors.DeploymentError; then nothing must be sent.
    """
    temporary = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as out:
            out.write(record.to_json())
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
        sync_folder(file.parent)
    except OSError as problem:
        raise DeploymentError(
            f"cannot write the record {file}: {problem.strerror or problem}"
        ) from None


def sync_folder(folder: Path) -> None:
    """Make the new name last, too. Windows has no such thing, and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def account_of(file: Path, deployer: str) -> Path:
    """What to lock so that nobody else deploys from an account on this chain."""
    return file.with_name(f".{deployer}")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep other processes from a record, or an account; the lock ends with this process, however.

    Raises errors.DeploymentError when another one is at it.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.with_name(f"{file.name.removesuffix('.json')}.lock").open("a+b")
    except OSError as problem:
        raise DeploymentError(
            f"cannot write into {file.parent}: {problem.strerror or problem}"
        ) from None
    with handle:
        if not _lock(handle):
            what = file.name.removeprefix(".").removesuffix(".json")
            raise DeploymentError(
                f"{what} is in use: another process is deploying with it. Wait until that has ended"
            )
        yield


def _lock(handle: Any) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
