"""What operations cost here and with other people's contracts that do the same (``peers.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from pydemo.gas import read_committed

_FILE = "peers.toml"


@dataclass(frozen=True, slots=True)
class Peer:
    """One operation of one peer. Gas of whole transactions."""

    key: str
    """Of the operation; several peers may have the same."""
    name: str
    ours: int
    least: int
    most: int
    """The same as ``least``, unless it hangs on the state."""
    source: str
    """Where the peer's figure is from."""


@dataclass(frozen=True, slots=True)
class Peers:
    """All comparisons, in order, those of one operation together. A notebook draws them."""

    rows: tuple[Peer, ...]

    def _repr_html_(self) -> str:
        from pydemo.display.plot_peers import peers_html

        return peers_html(self)


def read_peers(figures: Mapping[str, Mapping[str, int]] | None = None) -> Peers:
    """The comparisons, with our figures as measured.

    Args:
        figures: ours, by system and operation; by default those committed.

    Raises:
        NoCommittedFigures: none are given, and an installed package carries none.
        KeyError: there is no figure for an operation.
    """
    ours = read_committed() if figures is None else figures
    entries = tomllib.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))["peer"]
    rows, source = [], ""
    for entry in entries:
        source = source if entry["source"] == "as above" else entry["source"]
        place, least = entry["ours"], entry["least"]
        gas = place if isinstance(place, int) else ours[place[0]][place[1]]
        most = entry.get("most", least)
        rows.append(Peer(entry["key"], entry["name"], gas, least, most, source))
    return Peers(tuple(rows))
