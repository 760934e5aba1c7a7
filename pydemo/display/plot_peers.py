"""Gas beside that of peers, as bars: ours filled, theirs hatched, each with its name and figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pydemo.display.chart import TYPE, ticks, words
from pydemo.display.html import figures, folded, plot_image, safe, wrap
from pydemo.display.plot import Plot
from pydemo.display.svg import BLUE, VERMILION, page
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.gas.peers import Peer, Peers

_LEFT, _TOP, _WIDTH, _ROOM = 250, 64, 480, 260
_BAR, _GAP = 22, 18
_HATCH = (
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V8" '
    f'stroke="{VERMILION}" stroke-width="3"/></pattern></defs>'
)


def peers_plot(peers: Peers) -> Plot:
    """The bars with their figures."""
    rows = tuple((peer.ours, peer.least, peer.most) for peer in peers.rows)
    return Plot("peers", peers_svg(peers), ("ours", "peer_least", "peer_most"), rows)


def peers_html(peers: Peers) -> str:
    head = [text(f"display.peers.{word}") for word in ("operation", "peer", "ours", "theirs")]
    rows = [
        [text(f"display.peers.op_{peer.key}"), peer.name, f"{peer.ours:,}", _range(peer)]
        for peer in peers.rows
    ]
    sources = dict.fromkeys(f"{peer.name}: {peer.source}" for peer in peers.rows)
    notes = "".join(f"<li>{safe(source)}</li>" for source in sources)
    table = folded(
        safe(text("display.figures")),
        f'{figures(head, rows)}<div class="soft">{safe(text("display.peers.sources"))}'
        f"<ul>{notes}</ul></div>",
    )
    return wrap(plot_image(peers_svg(peers), text("display.peers.title")) + table)


def peers_svg(peers: Peers) -> str:
    groups = [(key, list(rows)) for key, rows in groupby(peers.rows, lambda peer: peer.key)]
    marks = ticks(0, max((peer.most for peer in peers.rows), default=1))
    inner: list[str] = []
    y = 0
    for key, rows in groups:
        inner += _group(key, rows, y, marks[-1])
        y += (len(rows) + 1) * _BAR + _GAP
    title = words(text("display.peers.title"))
    chart = "\n".join([*_axis(marks, y), *inner])
    return page(
        _LEFT + _WIDTH + _ROOM,
        _TOP + y + 66,
        [
            f"<title>{title}</title>{_HATCH}",
            f'<text x="24" y="34" font-size="21" font-weight="600">{title}</text>',
            f'<g transform="translate({_LEFT} {_TOP})">\n{chart}\n</g>',
        ],
        size=TYPE,
    )


def _axis(marks: Sequence[float], height: int) -> Iterator[str]:
    for mark in marks:
        x = _across(mark, marks[-1])
        yield f'<path d="M{x} 0V{height}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{height + 22}" text-anchor="middle">{mark:,.0f}</text>'
    yield f'<path d="M0 0V{height}H{_WIDTH}" fill="none" stroke="#222"/>'
    label = words(text("display.peers.axis"))
    yield f'<text x="{_WIDTH / 2}" y="{height + 52}" text-anchor="middle">{label}</text>'


def _group(key: str, rows: Sequence[Peer], y: int, most: float) -> Iterator[str]:
    middle = y + (len(rows) + 1) * _BAR / 2 + 6
    name = words(text(f"display.peers.op_{key}"))
    yield f'<text x="-14" y="{middle}" text-anchor="end">{name}</text>'
    end = _across(rows[0].ours, most)
    yield f'<rect y="{y + 2}" width="{end}" height="{_BAR - 4}" fill="{BLUE}"/>'
    ours = text("display.peers.ours_figure", gas=f"{rows[0].ours:,}")
    yield _figure(end, y, ours)
    for row in rows:
        y += _BAR
        end, last = _across(row.least, most), _across(row.most, most)
        outline = f'stroke="{VERMILION}" stroke-width="1.5"'
        yield f'<rect y="{y + 2}" width="{end}" height="{_BAR - 4}" fill="url(#hatch)" {outline}/>'
        if last > end:  # what it can be beyond the least, as a whisker
            line = f"M{end} {y + 11}H{last}M{last} {y + 4}v14"
            yield f'<path d="{line}" fill="none" stroke="{VERMILION}" stroke-width="2.5"/>'
        yield _figure(last, y, f"{row.name} {_range(row)}")


def _across(gas: float, most: float) -> float:
    return round(gas / most * _WIDTH, 1)


def _figure(x: float, y: float, words_: str) -> str:
    return (
        f'<text x="{x + 8}" y="{y + 16}" font-size="15" stroke="#fff" stroke-width="4" '
        f'paint-order="stroke">{words(words_)}</text>'
    )


def _range(peer: Peer) -> str:
    return f"{peer.least:,}" + (f" - {peer.most:,}" if peer.most > peer.least else "")
