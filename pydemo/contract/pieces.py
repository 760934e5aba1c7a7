"""`Pieces`: several tokens of a collection, to be looked at together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydemo.contract.piece import Piece

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract


class Pieces(tuple[Piece, ...]):
    """A tuple of pieces. A notebook shows them as cards side by side."""

    __slots__ = ()

    @classmethod
    def of(cls, collection: Contract, token_ids: Iterable[int]) -> Pieces:
        """Raises errors.ArgumentError if the contract is no ERC-721 with metadata."""
        return cls(Piece(collection, token_id) for token_id in token_ids)

    def _repr_html_(self) -> str:
        from pydemo.display.picture import pieces_html

        return pieces_html(self)
