"""The tree of weights of a draw: who holds which points, what the nodes add up to, who is found.

The vault keeps its accounts in a row of places; sixteen of them make a node, sixteen nodes one node
above (``contracts/lottery/DrawWeights.sol``). Here the same tree is built from the weights that its
events give (`pydemo.lottery.replay`), so nothing is asked of its storage.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pydemo.chain.address import canonical, checksum
from pydemo.contract.history import past_events
from pydemo.errors import ArgumentError
from pydemo.lottery.replay import ClosedDraw, Entrant
from pydemo.lottery.verify import AWARDED, Verifier, point_of

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract

CHILDREN = 16
"""Places in a node, and nodes in one above (``Weights.sol``: BITS)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An account at its place, with the points that are its own."""

    account: str
    name: str
    """What the chain calls it."""
    place: int
    weight: int
    """Tickets times seconds; of so many points."""
    first: int
    """Its lowest point; those from there to below ``end`` are its own."""

    @property
    def end(self) -> int:
        return self.first + self.weight


@dataclass(frozen=True, slots=True)
class Node:
    """A node, or on level 0 a place. Those without weight are left out."""

    level: int
    index: int
    """Within its level: that of its parent times sixteen, and which child it is."""
    weight: int
    """The sum of what is below it."""
    first: int
    """The lowest point below it."""
    name: str = ""
    """Of the account at a place."""

    @property
    def end(self) -> int:
        return self.first + self.weight


@dataclass(frozen=True, slots=True)
class WeightTree:
    """The tree of one draw. A notebook draws it."""

    draw_id: int
    depth: int
    """Levels of nodes above the places."""
    leaves: tuple[Leaf, ...]
    """In the order of their places, and so of their points."""
    points: tuple[int, ...] = ()
    """Those that the random number picked, in order."""

    @classmethod
    def of(
        cls,
        draw: ClosedDraw,
        names: dict[str, str] | None = None,
        points: tuple[int, ...] = (),
        places: int = 0,
    ) -> WeightTree:
        """The tree of a draw's odds.

        Args:
            names: address -> what to call it.
            points: those picked; each must be below the draw's weight.
            places: how many were given out, if more than have weight: the tree is as deep as that
                makes it.

        Raises:
            errors.ArgumentError: a point is not below the weight.
        """
        for point in points:
            if not 0 <= point < draw.weight:
                raise ArgumentError(f"point {point} is not below the draw's weight, {draw.weight}")
        known, entrants = names or {}, draw.entrants
        firsts = accumulate((entrant.weight for entrant in entrants), initial=0)
        leaves = tuple(
            _leaf(entrant, first, known) for entrant, first in zip(entrants, firsts, strict=False)
        )
        last = max([places, *(leaf.place for leaf in leaves)])
        return cls(draw.draw_id, _depth(last), leaves, points)

    @property
    def weight(self) -> int:
        """What the root adds up to: points go from 0 to below it."""
        return self.leaves[-1].end if self.leaves else 0

    def nodes(self, level: int) -> tuple[Node, ...]:
        """All nodes of a level that have weight, in order; level 0 are the places."""
        found: dict[int, Node] = {}
        for leaf in self.leaves:
            index = leaf.place // CHILDREN**level
            before = found.get(index)
            weight = leaf.weight + (before.weight if before else 0)
            first = before.first if before else leaf.first
            found[index] = Node(level, index, weight, first, "" if level else leaf.name)
        return tuple(found.values())

    def children(self, node: Node) -> tuple[Node, ...]:
        """The nodes, or places, that a node is the sum of."""
        return tuple(
            below for below in self.nodes(node.level - 1) if below.index // CHILDREN == node.index
        )

    def path(self, point: int) -> tuple[Node, ...]:
        """From the root down to the account that a point belongs to.

        Raises errors.ArgumentError for a point that is not below the weight.
        """
        if not 0 <= point < self.weight:
            raise ArgumentError(f"point {point} is not below the draw's weight, {self.weight}")
        return tuple(
            next(node for node in self.nodes(level) if node.first <= point < node.end)
            for level in range(self.depth, -1, -1)
        )

    def owner(self, point: int) -> Leaf:
        """Whose a point is. Raises errors.ArgumentError as `path` does."""
        place = self.path(point)[-1].index
        return next(leaf for leaf in self.leaves if leaf.place == place)

    def __str__(self) -> str:
        from pydemo.display.weight_tree import tree_text

        return tree_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.weight_tree import tree_html

        return tree_html(self)


def weight_tree(vault: Contract, draw_id: int | None = None) -> WeightTree:
    """The tree of a draw of a prize vault, from the vault's events.

    Args:
        draw_id: of a closed draw, whose points are in it if it was awarded; or of the open one,
            with the weights there would be if it were closed now. By default the newest closed one,
            or the open one if none was closed yet.

    Raises:
        errors.ArgumentError: there is no such draw.
        HistoryDoesNotAddUp: the node gives only some of the events.
        errors.NotSupported: it gives none.
    """
    session, address = vault._session, checksum(canonical(vault))
    verifier, places, places_of = Verifier(address), 0, dict[int, int]()
    for past in past_events(vault):
        if past.event.name == "PlaceTaken":
            places = max(places, past.event.args["place"])
        elif past.event.name in ("DrawClosed", "DrawRolledOver"):
            places_of[past.event.args["drawId"]] = places
        verifier.take(past)
    names, reports = session.registry.names(), verifier.reports()
    open_draw = verifier.close_now(session.node.head().timestamp)
    if draw_id is None:
        draw_id = reports[-1].draw_id if reports else open_draw.draw_id
    if draw_id == open_draw.draw_id:
        return WeightTree.of(open_draw, names, places=places)
    for report in reports:
        if report.draw_id == draw_id:
            number = report.random_number if report.outcome == AWARDED else None
            weight = report.closed.weight
            points = tuple(
                point_of(number, address, draw_id, index, weight)
                for index in range(len(report.winners))
                if number is not None
            )
            return WeightTree.of(report.closed, names, points, places_of.get(draw_id, 0))
    raise ArgumentError(f"there is no draw {draw_id}: the open one is {open_draw.draw_id}")


def _leaf(entrant: Entrant, first: int, names: dict[str, str]) -> Leaf:
    name = names.get(entrant.account, entrant.account)
    return Leaf(entrant.account, name, entrant.place, entrant.weight, first)


def _depth(places: int) -> int:
    """Levels of nodes for so many places: one at least, and one more when a place needs it."""
    depth = 1
    while places >= CHILDREN**depth:
        depth += 1
    return depth
