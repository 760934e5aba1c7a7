"""Who may talk to the node: which hosts and origins are let in, and how much of each.

A page in a browser can reach loopback too. Its origin gives it away, unless it has its own name
point to 127.0.0.1 (DNS rebinding): then the Host header does.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")
"""Schemes of browser extensions: wallets are such."""
_USUAL_PORTS = {"http": 80, "https": 443}
"""Which browsers leave out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a client may ask for. Sizes are bytes, times seconds."""

    body: int = 5 * 2**20
    connections: int = 512
    first: float = 10
    """For the first request's head, from when the client came."""
    patience: float = 20
    """For the rest of a request, and for an answer to be taken."""
    idle: float = 120
    """After which a silent connection is closed; a WebSocket is asked whether it is still there."""
    backlog: int = 10_000
    """Messages that may wait for a slow subscriber before it is dropped."""
    backlog_size: int = 16 * 2**20
    """What they may have together."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a request's headers must say."""

    is_remote: bool = False
    """Whether other machines are let in: then any IP address is a good Host."""
    hosts: frozenset[str] = frozenset()
    """Names besides loopback's that the node is reached by."""
    origins: frozenset[str] = frozenset()
    """Origins of pages that may use the node, besides those on loopback; ``*`` for any."""

    def objection(self, host: str | None, origin: str | None) -> str | None:
        """Why a request is not let in, or None."""
        if not self._takes_host(host):
            return f"the Host {host!r} is not this node's name (--allow-host)"
        if origin is not None and not self.takes_origin(origin):
            return f"pages from {origin!r} may not use this node (--allow-origin)"
        return None

    def _takes_host(self, host: str | None) -> bool:
        name = _hostname(f"//{host}") if host else None
        if name is None:
            return False
        return is_loopback(name) or name in self.hosts or (self.is_remote and _is_address(name))

    def takes_origin(self, origin: str) -> bool:
        if "*" in self.origins or origin in self.origins:
            return True
        if origin.partition(":")[0] in EXTENSIONS:
            return True
        name = _hostname(origin)
        return name is not None and is_loopback(name)


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def read_host(said: str) -> str | None:
    """A name or address as requests will have it; None if it is more than that, such as a URL."""
    if _is_address(said):
        return said.lower()
    name = _hostname(f"//{said}")
    return name if name is not None and said.lower() in (name, f"[{name}]") else None


def read_origin(said: str) -> str | None:
    """An origin as browsers send it; ``*``, and ``null`` for files; None for what is no origin."""
    if said in ("*", "null"):
        return said
    try:
        parts = urlsplit(said.lower())
        port = parts.port
    except ValueError:
        return None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if not (parts.scheme and parts.hostname and is_bare):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, _USUAL_PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def is_loopback(name: str) -> bool:
    """Whether a host's name or address stays on this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
