"""`Piece`: one token of a collection, with everything there is to see of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydemo.contract.data_uri import parse_data_uri
from pydemo.errors import ArgumentError, ContractError, UnreadableMetadata

if TYPE_CHECKING:
    from pydemo.contract.handle import Contract

_NEEDED = ("tokenURI", "ownerOf")


@dataclass(frozen=True, slots=True)
class PieceData:
    """What was found out about a token at one moment."""

    collection: str
    """Name of the contract."""
    token_id: int
    name: str
    description: str
    image: str
    """A ``data:image/`` URI; empty if there is none that may be shown."""
    problem: str
    """Why there is no image; empty if there is one."""
    traits: dict[str, Any]
    owner: str
    """Checksummed address."""
    owner_name: str
    """What the chain calls the owner: ``alice``, or the address."""

    def _repr_html_(self) -> str:
        from pydemo.display.picture import piece_html

        return piece_html(self)

    @property
    def svg(self) -> str:
        """The source of the picture. Raises errors.UnreadableMetadata if it is not an SVG."""
        if not self.image:
            raise UnreadableMetadata(self.name, self.problem)
        uri = parse_data_uri(self.image)
        if uri.media_type != "image/svg+xml":
            raise UnreadableMetadata(self.name, f"the image is {uri.media_type}, not an SVG")
        try:
            return uri.data.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise UnreadableMetadata(self.name, f"the image is no UTF-8: {problem}") from None


class Piece:
    """A token of any ERC-721 whose metadata are a data URI with JSON in it.

    Each property asks the chain, so a piece shows its picture once it is revealed and its new owner
    once it is sold. A notebook shows the picture.

    Args:
        collection: a handle on the contract.
        token_id: number of the token.

    Raises:
        errors.ArgumentError: the contract is no ERC-721 with metadata.
    """

    def __init__(self, collection: Contract, token_id: int) -> None:
        self.collection, self.token_id = collection, token_id
        missing = [name for name in _NEEDED if name not in collection._abi.functions]
        if missing:
            raise ArgumentError(
                f"{collection.contract_name} has no function {missing[0]}: "
                "it is no ERC-721 with metadata"
            )

    @property
    def metadata(self) -> dict[str, Any]:
        """The token's metadata, as ``tokenURI`` gives them.

        Raises:
            errors.UnreadableMetadata: they are no data URI, or no JSON object.
            errors.ContractError: there is no such token.
        """
        uri = self.collection.tokenURI(self.token_id)
        try:
            found = json.loads(parse_data_uri(uri).data)
        except (ValueError, RecursionError) as problem:
            reason = f"no JSON: {problem}" if _is_about_json(problem) else str(problem)
            raise UnreadableMetadata(repr(self), reason) from None
        if not isinstance(found, dict):
            raise UnreadableMetadata(repr(self), "the JSON is no object")
        return found

    @property
    def image(self) -> str:
        """The picture as a ``data:image/`` URI.

        Raises:
            errors.UnreadableMetadata: there is none, or it is an address anywhere else: who looks
                at a token should not have to call on a server that its maker has chosen.
        """
        return self._image(self.metadata)

    @property
    def svg(self) -> str:
        """The source of the picture. Raises errors.UnreadableMetadata if it is not an SVG."""
        return self.read().svg

    @property
    def traits(self) -> dict[str, Any]:
        """The attributes: ``{"Palette": "Bauhaus", ...}``; empty if there are none.

        Raises errors.UnreadableMetadata if they are not what marketplaces read.
        """
        return self._traits(self.metadata)

    @property
    def owner(self) -> str:
        """Checksummed address of the owner."""
        owner: str = self.collection.ownerOf(self.token_id)
        return owner

    def read(self) -> PieceData:
        """Everything at once, as of now. A picture that may not be shown is left out.

        Raises errors.UnreadableMetadata and errors.ContractError as `metadata` does.
        """
        metadata, owner = self.metadata, self.owner
        image = problem = ""
        try:
            image = self._image(metadata)
        except UnreadableMetadata as refused:
            problem = refused.reason
        return PieceData(
            self.collection.contract_name,
            self.token_id,
            str(metadata.get("name") or f"{self.collection.contract_name} #{self.token_id}"),
            str(metadata.get("description") or ""),
            image,
            problem,
            self._traits(metadata),
            owner,
            self.collection._session.registry.names().get(owner, owner),
        )

    def __repr__(self) -> str:
        return f"<Piece {self.collection.contract_name} #{self.token_id}>"

    def _repr_html_(self) -> str:
        from pydemo.display.picture import piece_html, problem_html

        try:
            return piece_html(self.read())
        except (UnreadableMetadata, ContractError) as problem:
            return problem_html(str(problem))

    def _image(self, metadata: dict[str, Any]) -> str:
        image = metadata.get("image")
        if not isinstance(image, str) or not image:
            raise UnreadableMetadata(repr(self), "they have no image")
        try:
            media_type = parse_data_uri(image).media_type
        except ValueError as problem:
            reason = f"the image is not in them: {problem}"
            raise UnreadableMetadata(repr(self), reason) from None
        if not media_type.startswith("image/"):
            raise UnreadableMetadata(repr(self), f"the image is {media_type}, which is no picture")
        return image

    def _traits(self, metadata: dict[str, Any]) -> dict[str, Any]:
        entries = metadata.get("attributes", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise UnreadableMetadata(repr(self), "the attributes are no list of objects")
        return {str(entry.get("trait_type", "")): entry.get("value") for entry in entries}


def _is_about_json(problem: Exception) -> bool:
    return isinstance(problem, json.JSONDecodeError | UnicodeDecodeError | RecursionError)
