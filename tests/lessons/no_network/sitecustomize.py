"""Put on a Python's path, this takes the network away from it: only loopback can be reached.

An audit hook, since nothing that runs later can take it back or go round it.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

BLOCKED = "the network is off in this run"


def _is_near(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in ("", "localhost"):
        return True  # nobody named: this machine
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name: looking it up would ask the network


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_near(address[0]):
            raise PermissionError(f"{BLOCKED}: {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_near(arguments[0]):
        raise PermissionError(f"{BLOCKED}: {arguments[0]}")


sys.addaudithook(_watch)
