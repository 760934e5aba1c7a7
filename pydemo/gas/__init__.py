"""What each operation costs: whole transactions, one a block, as a receipt has it.

Base cost and calldata included, after refunds; amounts are 1e18. Gas is exact and the same on every
engine, so the figures are committed (``tests/gas.json``) and compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from pydemo.errors import PydemoError

SYSTEMS = ("token", "collectible", "votes", "lending", "lottery", "crowdfund", "dao")
COMMITTED = Path(__file__).parents[2] / "tests" / "gas.json"


class NoCommittedFigures(PydemoError):
    """There is no file to compare with: an installed package does not carry it."""


def measure(engine: str = "auto") -> Iterator[tuple[str, str, int]]:
    """Yield (system, operation, gas), each system on a chain of its own."""
    from pydemo.contract.chain import Chain

    for system in SYSTEMS:
        chain = Chain(engine=engine)
        for operation, gas in import_module(f"pydemo.gas.{system}").measure(chain):
            yield system, operation, gas


def read_committed() -> dict[str, dict[str, int]]:
    """The committed figures: system -> operation -> gas. Raises NoCommittedFigures."""
    try:
        figures: dict[str, dict[str, int]] = json.loads(COMMITTED.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoCommittedFigures(
            f"there is no {COMMITTED.name} to compare with: gas figures are committed in a "
            "checkout's tests/ folder"
        ) from None
    return figures


def write_committed(figures: dict[str, dict[str, int]]) -> None:
    """Replace the committed figures. Raises NoCommittedFigures outside a checkout."""
    if not COMMITTED.parent.is_dir():
        raise NoCommittedFigures(f"there is no folder {COMMITTED.parent} to write to")
    COMMITTED.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8", newline="\n")
