"""``data:`` URIs (RFC 2397): documents that are their own address."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class DataUri:
    """What such a URI holds."""

    media_type: str
    """In small letters and without parameters, such as ``image/svg+xml``."""
    data: bytes


def parse_data_uri(uri: str) -> DataUri:
    """Take a data URI apart, whether it is in Base64 or percent-encoded.

    Raises ValueError, with a text fit for people, if it is none.
    """
    head, comma, body = uri.partition(",")
    scheme, _, rest = head.partition(":")
    if scheme.lower() != "data" or not comma:
        shown = uri[:_SHOWN] + ("…" if len(uri) > _SHOWN else "")
        raise ValueError(f"{shown!r} is no data URI")
    media_type, *parameters = rest.lower().split(";")
    data = unquote_to_bytes(body)
    if parameters and parameters[-1].strip() == "base64":
        try:
            data = b64decode(data, validate=True)
        except binascii.Error as problem:
            raise ValueError(f"its Base64 is broken: {problem}") from None
    return DataUri(media_type.strip() or "text/plain", data)
