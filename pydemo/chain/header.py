"""What code sees of a block, where somebody wants it to see something else."""

from __future__ import annotations

from typing import NamedTuple


class Header(NamedTuple):
    """The fields of a block that are to be other than they are; None leaves one as it is."""

    number: int | None = None
    timestamp: int | None = None
    base_fee: int | None = None
    prevrandao: int | None = None
    coinbase: bytes | None = None
    gas_limit: int | None = None

    def over(self, other: Header | None) -> Header:
        """These fields, and where nothing is said those of another."""
        if other is None:
            return self
        said = {name: value for name, value in self._asdict().items() if value is not None}
        return other._replace(**said)
