"""A draw's tree of weights: bars as long as what they add up to, from the root down to an account.

Below the root each bar shows what is in the marked part of the one above, drawn out to full width:
so an account with a millionth of the points can still be seen at the end of the way to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydemo.display.chart import TYPE, words
from pydemo.display.html import figures, folded, plot_image, safe, wrap
from pydemo.display.svg import BLUE, VERMILION, page
from pydemo.display.text import value_text
from pydemo.messages import text

if TYPE_CHECKING:
    from pydemo.lottery.weight_tree import Leaf, Node, WeightTree

_LEFT, _TOP, _WIDTH, _BAR, _GAP = 30, 66, 840, 46, 44
_LETTER = 10.5
"""Width of a letter, about: a name that is wider than its part is left out."""
_LARGE = 10**12
_MOST_ROWS = 40
_MOST_PATHS = 5


def tree_text(tree: WeightTree) -> str:
    if not tree.leaves:
        return text("display.tree.nobody")
    lines = [text("display.tree.title", draw=tree.draw_id)]
    lines += ["  ".join(row) for row in _rows(tree, tree.leaves)]
    for point in tree.points:
        lines += [text("display.tree.path", point=points_text(point)), *_steps(tree, point)]
    return "\n".join(lines)


def tree_html(tree: WeightTree) -> str:
    title = text("display.tree.title", draw=tree.draw_id)
    if not tree.leaves:
        nobody = safe(text("display.tree.nobody"))
        return wrap(f'<h3>{safe(title)}</h3><p class="soft">{nobody}</p>')
    points = list(dict.fromkeys(tree.points))[:_MOST_PATHS]
    wanted: list[int | None] = [*points] or [None]
    parts = [plot_image(tree_svg(tree, point), title) for point in wanted]
    for point in points:
        steps = "".join(f"<li>{safe(step)}</li>" for step in _steps(tree, point))
        head = safe(text("display.tree.path", point=points_text(point)))
        parts.append(folded(head, f"<ul>{steps}</ul>", is_open=True))
    words_ = ("account", "place", "weight", "share", "first", "last", "wins")
    columns = [text(f"display.tree.{word}") for word in words_]
    shown = sorted(tree.leaves, key=lambda leaf: -leaf.weight)[:_MOST_ROWS]
    shown.sort(key=lambda leaf: leaf.place)
    parts.append(figures(columns, _rows(tree, shown)))
    if rest := len(tree.leaves) - len(shown):
        parts.append(f'<p class="soft">{safe(text("display.tree.rest", count=f"{rest:,}"))}</p>')
    return wrap("".join(parts))


def tree_svg(tree: WeightTree, point: int | None = None) -> str:
    """The bars, from the root down; without a point, the root and what it is the sum of."""
    path = tree.path(point) if point is not None else tree.nodes(tree.depth)[:1]
    rows: list[tuple[Node, Sequence[Node]]] = [(path[0], path[:1])]
    rows += [(node, tree.children(node)) for node in path if node.level]
    title = text("display.tree.title", draw=tree.draw_id)
    height = _TOP + len(rows) * (_BAR + _GAP) + 20
    parts = [
        f"<title>{words(title)}</title>",
        f'<text x="{_LEFT}" y="34" font-size="21" font-weight="600">{words(title)}</text>',
    ]
    for number, (whole, nodes) in enumerate(rows):
        marked = path[number] if number < len(path) else None
        parts += _bar(number, whole, nodes, marked if point is not None else None)
        if number + 1 < len(rows) and marked is not None:
            parts.append(_widening(number, whole, marked))
    if point is not None:
        parts += _needle(rows, path, point)
    return page(_LEFT * 2 + _WIDTH, height, parts, size=TYPE)


def _across(whole: Node, point: float) -> float:
    # Whole numbers are divided: weights have more digits than a float.
    return round(_LEFT + (point - whole.first) / max(whole.weight, 1) * _WIDTH, 1)


def _y(number: int) -> int:
    return _TOP + number * (_BAR + _GAP)


def _bar(number: int, whole: Node, nodes: Sequence[Node], marked: Node | None) -> Iterator[str]:
    y = _y(number)
    for node in nodes:
        x, end = _across(whole, node.first), _across(whole, node.end)
        is_marked = node == marked
        colour = VERMILION if is_marked else BLUE
        width = max(round(end - x, 1), 0.5)
        yield (
            f'<rect x="{x}" y="{y}" width="{width}" height="{_BAR}" fill="{colour}" '
            f'fill-opacity="{0.45 if is_marked else 0.18}" stroke="{colour}" '
            f'stroke-width="{3 if is_marked else 1.5}">'
            f"<title>{words(_about(node))}</title></rect>"
        )
        name = _name(node)
        if len(name) * _LETTER < width:
            yield (
                f'<text x="{round((x + end) / 2, 1)}" y="{y + _BAR / 2 + 6}" '
                f'text-anchor="middle">{words(name)}</text>'
            )


def _widening(number: int, whole: Node, marked: Node) -> str:
    """From a part down to the ends of the bar that shows what is in it."""
    top, bottom = _y(number) + _BAR, _y(number + 1)
    x, end = _across(whole, marked.first), _across(whole, marked.end)
    return (
        f'<path d="M{x} {top}L{_LEFT} {bottom}H{_LEFT + _WIDTH}L{end} {top}z" '
        'fill="#ccc" fill-opacity="0.35"/>'
    )


def _needle(
    rows: Sequence[tuple[Node, Sequence[Node]]], path: Sequence[Node], point: int
) -> Iterator[str]:
    """Where the point is, in each bar."""
    for number, (whole, _) in enumerate(rows):
        x, y = _across(whole, point), _y(number)
        yield f'<path d="M{x} {y - 6}V{y + _BAR + 6}" stroke="#222" stroke-width="2.5"/>'
    x, y = _across(rows[-1][0], point), _y(len(rows) - 1) + _BAR + 26
    label = text("display.tree.point", number=points_text(point), name=_name(path[-1]))
    anchor = (
        "start" if x < _LEFT + _WIDTH / 3 else "middle" if x < _LEFT + _WIDTH * 2 / 3 else "end"
    )
    yield f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words(label)}</text>'


def _name(node: Node) -> str:
    if node.level == 0:
        return value_text(node.name)
    return text("display.tree.node", index=node.index)


def _about(node: Node) -> str:
    return f"{_name(node)}: {points_text(node.first)} - {points_text(node.end - 1)}"


def points_text(number: int) -> str:
    """A point or a weight: all digits of a small one, the first five of a large one."""
    return f"{number:,}" if number < _LARGE else f"{number:.4e}".replace("e+", "e")


def _steps(tree: WeightTree, point: int) -> list[str]:
    return [
        text(
            "display.tree.step",
            level=node.level,
            name=_name(node),
            first=points_text(node.first),
            last=points_text(node.end - 1),
            share=f"{node.weight / tree.weight:.2%}",
        )
        for node in tree.path(point)
    ]


def _rows(tree: WeightTree, leaves: Sequence[Leaf]) -> list[list[str]]:
    wins = [tree.owner(point).place for point in tree.points]
    return [
        [
            value_text(leaf.name),
            f"{leaf.place:,}",
            points_text(leaf.weight),
            f"{leaf.weight / tree.weight:.2%}",
            points_text(leaf.first),
            points_text(leaf.end - 1),
            str(wins.count(leaf.place) or ""),
        ]
        for leaf in leaves
    ]
