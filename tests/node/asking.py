"""How a script asks a node: what it calls, and how it writes calldata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth_abi.abi import encode

from pydemo.evm.hashing import keccak

Ask = Callable[..., Any]
"""``ask(step, method, *params)``: what was answered, or None where the answer was an error."""
WORD = "0x" + "00" * 31 + "2a"
TRACER = {"tracer": "callTracer", "tracerConfig": {"withLog": True}}


def calldata(signature: str, *values: Any) -> str:
    kinds = signature.partition("(")[2].rstrip(")")
    arguments = encode(kinds.split(","), values) if kinds else b""
    return "0x" + (keccak(signature.encode())[:4] + arguments).hex()
