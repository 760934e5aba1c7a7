"""A simulation cut into tasks: each is one chain and some draws, whoever plays it, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydemo.errors import PydemoError
from pydemo.simulation.game import Game, Saver, make_savers

DRAWS_EACH = 250
"""Draws on a chain: many enough that setting it up is little of the work, few enough that little is
lost with a worker."""
_CHAINS_A_SEED = 2**32


@dataclass(frozen=True, slots=True)
class Task:
    """One chain's share of the work. Its result follows from its fields alone."""

    number: int
    draws: int
    savers: int
    seed: int
    """Of the simulation: what the savers have follows from it, and with the number the chain."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a task: for each saver, in order, how often they should have won, and have."""

    number: int
    draws: int
    shares: tuple[float, ...]
    """Parts of the draws' weight, added up over the draws: the wins to be expected."""
    wins: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Result:
        """Raises KeyError or TypeError for something else."""
        return cls(
            int(fields["number"]),
            int(fields["draws"]),
            tuple(float(share) for share in fields["shares"]),
            tuple(int(count) for count in fields["wins"]),
        )


@dataclass(frozen=True, slots=True)
class Simulation:
    """A number of draws, of savers, and a seed."""

    draws: int
    savers: int
    seed: int

    def make_savers(self) -> tuple[Saver, ...]:
        return make_savers(self.savers, self.seed)

    def tasks(self) -> Iterator[Task]:
        for number, begin in enumerate(range(0, self.draws, DRAWS_EACH)):
            draws = min(DRAWS_EACH, self.draws - begin)
            yield Task(number, draws, self.savers, self.seed)

    @property
    def name(self) -> str:
        """What results go by. How many draws there are to be is left out: more can be added."""
        return f"lottery-{self.savers}-savers-seed-{self.seed}-{fingerprint()}"


class Disagreement(PydemoError):
    """The vault told something that does not follow from its events."""


def play(task: Task) -> Result:
    """Play a task's draws on a chain of its own, on the fast engine.

    Raises:
        Disagreement: a draw, recomputed from the events, is not as the vault has told.
    """
    from pydemo.contract.chain import Chain

    savers = make_savers(task.savers, task.seed)
    chain = Chain(engine="fast", seed=task.seed * _CHAINS_A_SEED + task.number)
    places = {saver.address: place for place, saver in enumerate(savers)}
    shares, wins = [0.0] * len(savers), [0] * len(savers)
    for report in Game(chain, savers).play(task.draws):
        if not report.agrees or not report.winners:
            raise Disagreement(
                f"draw {report.draw_id} of the chain with seed {chain.seed} is not what follows "
                "from its events"
            )
        for entrant in report.closed.entrants:
            shares[places[entrant.account]] += entrant.weight / report.closed.weight
        for winner in report.winners:
            wins[places[winner.account]] += 1
    return Result(task.number, task.draws, tuple(shares), tuple(wins))


def fingerprint() -> str:
    """Of all that a result hangs on beside its task: contracts, and how the game is played."""
    from pydemo.build.artifacts import Artifacts

    artifacts, digest = Artifacts.suite(), hashlib.sha256()
    for contract in ("PrizeVault", "LendingPool", "KinkedRateModel", "FutureBlockRng", "DemoToken"):
        digest.update(artifacts[contract].bytecode)
    for module in (Path(__file__), Path(__file__).with_name("game.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:8]
