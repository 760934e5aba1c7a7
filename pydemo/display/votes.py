"""The history of an account's votes: steps, and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.display.chain_html import time_text
from pydemo.display.chart import Axis, Chart, axis, ticks
from pydemo.display.contract_html import decimal_text, short_text
from pydemo.display.html import figures, plot_image, safe, wrap
from pydemo.display.text import value_text
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.contract.checkpoints import VoteHistory

_SPANS = ((86_400 * 3, 86_400, "days"), (3_600 * 3, 3_600, "hours"), (180, 60, "minutes"))
"""From so many seconds on, time is counted in units of so many."""


def votes_text(history: VoteHistory) -> str:
    lines = [_title(history)]
    lines += [
        f"{_moment(history, point.time)}  {decimal_text(point.votes, history.decimals)}"
        for point in history.checkpoints
    ]
    return "\n".join(lines)


def votes_html(history: VoteHistory) -> str:
    if not history.checkpoints:
        head = f"<h3>{safe(_title(history))}</h3>"
        return wrap(f'{head}<p class="soft">{safe(text("display.no_votes"))}</p>')
    columns = [text(f"display.{word}") for word in ("from_time", "votes", "change")]
    rows, before = [], 0
    for point in history.checkpoints:
        change = short_text(point.votes - before, history.decimals).replace("-", "−")
        sign = "+" if point.votes > before else ""
        votes = decimal_text(point.votes, history.decimals)
        rows.append([_moment(history, point.time), votes, sign + change])
        before = point.votes
    return wrap(plot_image(votes_svg(history), _title(history)) + figures(columns, rows))


def votes_svg(history: VoteHistory) -> str:
    """Votes over time, as steps: they stay as they are until they change at once."""
    if not history.checkpoints:
        return Chart(_title(history), axis("", [0, 1], str), axis("", [0, 1], str)).svg()
    first, scale = history.checkpoints[0].time, 10**history.decimals
    unit, name = _unit(history)
    points = [((point.time - first) / unit, point.votes / scale) for point in history.checkpoints]
    end = ((history.now - first) / unit, points[-1][1])
    if end[0] <= points[-1][0]:
        end = (points[-1][0] + 1, points[-1][1])
    since = text("display.since_first", unit=text(f"display.{name}"), when=_moment(history, first))
    across = Axis(since, [(tick, f"{tick:,g}") for tick in ticks(0, end[0])])
    chart = Chart(
        _title(history),
        across,
        axis(text("display.votes_axis"), [0, *(votes for _, votes in points)], _short),
        room=170,
    )
    chart.line("", [*points, end], is_stepped=True, marked=False)
    chart.dots([*points])
    x, y = chart.at(*end)
    chart.label(_short(end[1]), x + 12, y + 6)
    return chart.svg()


def _short(votes: float) -> str:
    """15M for 15,000,000: more letters would run into the axis' name."""
    return f"{votes / 10**6:,g}M" if votes >= 10**6 else f"{votes:,g}"


def _unit(history: VoteHistory) -> tuple[int, str]:
    if history.counts_blocks:
        return 1, "blocks_unit"
    span = history.now - history.checkpoints[0].time
    return next(((unit, name) for least, unit, name in _SPANS if span >= least), (1, "seconds"))


def _title(history: VoteHistory) -> str:
    return text("display.votes_of", name=value_text(history.name), token=history.token)


def _moment(history: VoteHistory, time: int) -> str:
    return (
        text("display.block_number", number=f"{time:,}")
        if history.counts_blocks
        else time_text(time)
    )
