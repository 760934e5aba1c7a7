"""`Plot`: a drawing, and the figures it was made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, and the figures it was made of. A notebook shows it."""

    name: str
    """What a file of it is called, without the ending."""
    svg: str
    columns: tuple[str, ...]
    """What the figures are, in words for programs."""
    rows: tuple[tuple[int | float, ...], ...]

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        from pydemo.display.step_html import plot_html

        return plot_html(self)
