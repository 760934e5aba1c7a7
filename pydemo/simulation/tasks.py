"""A simulation cut into tasks: each is one chain and some draws, whoever plays it, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from math import fsum, isclose, isfinite
from pathlib import Path
from typing import Any, TypeAlias

from pydemo.errors import PydemoError
from pydemo.lottery.verify import DrawReport
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
        """Raises KeyError, TypeError, ValueError or OverflowError for something else."""
        return cls(
            int(fields["number"]),
            int(fields["draws"]),
            tuple(float(share) for share in fields["shares"]),
            tuple(int(count) for count in fields["wins"]),
        )

    def is_possible(self, savers: int) -> bool:
        """Whether some task with so many savers can come to this."""
        return (
            len(self.shares) == len(self.wins) == savers
            and all(isfinite(share) and share >= 0 for share in self.shares)
            and isclose(fsum(self.shares), self.draws, rel_tol=1e-9)
            and min(self.wins) >= 0
            and sum(self.wins) == self.draws
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


Winners: TypeAlias = Callable[[DrawReport], Iterable[str]]


def as_told(report: DrawReport) -> list[str]:
    """The accounts that have won a draw."""
    return [winner.account for winner in report.winners]


class Disagreement(PydemoError):
    """The vault told something that does not follow from its events."""


def add_up(
    savers: Sequence[Saver], reports: Iterable[DrawReport], winners: Winners = as_told
) -> tuple[list[float], list[int]]:
    """For each saver, in order, how often they should have won, and have.

    Args:
        winners: who has won a draw; by default who the vault has told.
    """
    places = {saver.address: place for place, saver in enumerate(savers)}
    shares, wins = [0.0] * len(savers), [0] * len(savers)
    for report in reports:
        for entrant in report.closed.entrants:
            shares[places[entrant.account]] += entrant.weight / report.closed.weight
        for account in winners(report):
            wins[places[account]] += 1
    return shares, wins


def play(task: Task) -> Result:
    """Play a task's draws on a chain of its own, on the fast engine.

    Raises:
        Disagreement: a draw, recomputed from the events, is not as the vault has told.
    """
    from pydemo.contract.chain import Chain

    savers = make_savers(task.savers, task.seed)
    chain = Chain(engine="fast", seed=task.seed * _CHAINS_A_SEED + task.number)
    reports = Game(chain, savers).play(task.draws)
    for report in reports:
        if not report.agrees or not report.winners:
            raise Disagreement(
                f"draw {report.draw_id} of the chain with seed {chain.seed} is not what follows "
                "from its events"
            )
    shares, wins = add_up(savers, reports)
    return Result(task.number, task.draws, tuple(shares), tuple(wins))


CONTRACTS = (
    "PrizeVault",
    "LendingPool",
    "KinkedRateModel",
    "SettablePriceOracle",
    "FutureBlockRng",
    "DemoToken",
)
"""What stands on each chain."""
_SOURCES = ("chain", "contract", "evm", "lottery", "plans", "simulation/game.py", "units.py")
"""What plays, beside this module: folders and files of the package."""


@cache
def fingerprint() -> str:
    """Of all of pydemo that a result hangs on beside its task: contracts, game, plans, engine."""
    from pydemo.build.artifacts import Artifacts

    artifacts, digest = Artifacts.suite(), hashlib.sha256()
    for contract in CONTRACTS:
        digest.update(artifacts[contract].bytecode)
    for module in sources():
        digest.update(module.read_bytes())
    return digest.hexdigest()[:8]


def sources() -> list[Path]:
    """The modules that the fingerprint goes by, in an order that is the same everywhere."""
    package = Path(__file__).parents[1]
    found = [Path(__file__)]
    for place in (package / name for name in _SOURCES):
        found += [place] if place.is_file() else place.glob("*.py")
    return sorted(found)
