"""A request's head: what it asks for, and whether that is given here, elsewhere, or not at all.

Source: RFC 9112.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pydemo.node.guard import Guard, Limits

MOST_HEAD = 16 * 2**10
"""Bytes of a request's head."""
_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_START = re.compile(r"([A-Z]+) [\x21-\x7e]+ HTTP/1\.([01])")
_LENGTH = re.compile("[0-9]{1,18}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_CODING = "transfer-encoding"
_ONCE = frozenset(
    {"host", "origin", "connection", "content-type", "content-length", "expect", _CODING}
)
_OTHERS = frozenset({_CODING, "content-encoding", "upgrade", "trailer"})
"""Headers that make a request one for the other server."""
JSON_TYPES = ("application/json", "application/json-rpc")


@dataclass(frozen=True, slots=True)
class Head:
    """What follows from a request's head."""

    length: int
    """Of the body, in bytes."""
    is_last: bool = False
    """Whether the client wants the connection closed."""
    is_awaited: bool = False
    """Whether the client sends the body only once it is told to."""
    shared: str = ""
    """Lines of the answer's head that let a page of another origin read it."""
    refusal: tuple[int, str] | None = None
    """Status and reason, where it is not taken."""


NO_HTTP = Head(0, refusal=(400, "this is no request of HTTP/1.1"))


class HeadReader:
    """Reads heads, and remembers what followed: a client sends the same ones again and again."""

    def __init__(self, guard: Guard, limits: Limits) -> None:
        self._guard, self._limits = guard, limits
        self.read = lru_cache(256)(self._read)

    def _read(self, raw: bytes) -> Head | None:
        """From the request line to the empty one. None: it is for the other server."""
        start, *lines = raw.decode("latin-1")[:-4].split("\r\n")
        request = _START.fullmatch(start)
        if request is None:
            return NO_HTTP
        if request[1] not in _METHODS:
            return Head(0, refusal=(501, "JSON-RPC is spoken here: POST a request"))
        fields: dict[str, str] = {}
        for line in lines:
            found = _LINE.fullmatch(line)
            name = "" if found is None else found[1].lower()
            if found is None or (name in fields and name in _ONCE):
                return NO_HTTP
            fields[name] = found[2].rstrip(" \t")
        length = fields.get("content-length", "0")
        if not _LENGTH.fullmatch(length) or fields.keys() >= {"content-length", _CODING}:
            return NO_HTTP
        connection = fields.get("connection", "").lower()
        if connection not in ("", "keep-alive", "close") or request.groups() != ("POST", "1"):
            return None
        if not _OTHERS.isdisjoint(fields):
            return None
        return self._judge(fields, int(length), is_last=connection == "close")

    def _judge(self, fields: dict[str, str], length: int, *, is_last: bool) -> Head:
        expected = fields.get("expect", "").lower()
        if expected not in ("", CONTINUE_EXPECTED):
            return Head(length, refusal=UNEXPECTED)
        origin = fields.get("origin")
        if reason := self._guard.objection(fields.get("host"), origin):
            return Head(length, refusal=(403, reason))
        if fields.get("content-type", "").partition(";")[0].strip().lower() not in JSON_TYPES:
            return Head(length, refusal=NO_JSON)
        if length > self._limits.body:
            return Head(length, refusal=too_large(self._limits))
        headers = {} if origin is None else cross_origin(origin)
        shared = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return Head(length, is_last, bool(expected), shared)


CONTINUE_EXPECTED = "100-continue"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
"""What a client with a large body may wait for, so that it is not sent in vain (RFC 9110)."""
UNEXPECTED = (417, f"nothing can be expected but {CONTINUE_EXPECTED}")

NO_JSON = (415, "the Content-Type must be application/json")
"""A form needs no leave of the browser's to be sent from any page; JSON does."""
TOO_SLOW = (408, "the request did not come to its end in time")


def too_large(limits: Limits) -> tuple[int, str]:
    return 413, f"a request has {limits.body} bytes at most"


def too_many(limits: Limits) -> tuple[int, str]:
    return 503, f"{limits.connections} connections are the most"


def cross_origin(origin: str) -> dict[str, str]:
    """What a browser asks before it lets a page of another origin talk to the node."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
