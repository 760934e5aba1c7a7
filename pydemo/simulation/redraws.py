"""One draw, drawn again with many other numbers: do wins follow the odds?

Nothing is mined: points are picked as the vault picks them (`pydemo.lottery.verify.point_of`), from
the weights that its events give. `pydemo simulate` plays whole draws on chains instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pydemo.errors import ArgumentError
from pydemo.evm.hashing import keccak
from pydemo.lottery.replay import ClosedDraw
from pydemo.lottery.verify import point_of
from pydemo.simulation.fairness import Fairness, judge


def redraw(
    draw: ClosedDraw, vault: str, names: Mapping[str, str], *, times: int = 2_000, seed: int = 0
) -> Fairness:
    """Draw one winner after another from the same weights, each with a number of its own.

    Args:
        draw: a closed draw, such as ``verify(...)[0].closed``.
        vault: the vault's address, which points depend on.
        names: address -> what to call a saver; who is not in it goes by the address.
        times: how many winners.
        seed: what the numbers follow from.

    Raises:
        errors.ArgumentError: nobody has weight, or no winner is asked for.
        errors.PackageNotFound: scipy is missing.
    """
    if not draw.entrants:
        raise ArgumentError(f"redraw: nobody has weight in draw {draw.draw_id}")
    wins: Counter[str] = Counter()
    for index in range(times):
        number = int.from_bytes(keccak(f"redraw {seed} {index}".encode()))
        wins[draw.pick(point_of(number, vault, draw.draw_id, 0, draw.weight)).account] += 1
    accounts = [entrant.account for entrant in draw.entrants]
    return judge(
        [names.get(account, account) for account in accounts],
        [times * entrant.weight / draw.weight for entrant in draw.entrants],
        [wins[account] for account in accounts],
    )
