"""Plain text: values, events, traces. What `str()` of them gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import category

from pydemo.units import UNLIMITED

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from pydemo.contract.events import Event
    from pydemo.contract.trace import Trace

_LONGEST_BYTES = 32
_LONGEST_TEXT = 200
_ADDRESS_CHARACTERS = 42
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LARGE = 10**15
_HASH = 10**60
"""No amount is that large; of all hashes one in 10^17 is smaller."""
_ETHER_DECIMALS = 18
_MOST_DECIMALS = 6


def value_text(value: Any, names: dict[str, str] | None = None) -> str:
    """One value: large round numbers as Solidity has them, addresses and bytes shortened."""
    if isinstance(value, int) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, bytes):
        if len(value) > _LONGEST_BYTES:
            return f"0x{value[:8].hex()}… ({len(value)} bytes)"
        digits = value.hex()
        return f"0x{digits}" if len(digits) <= 20 else f"0x{digits[:4]}…{digits[-4:]}"
    if isinstance(value, str):
        if names and value in names:
            return names[value]
        if value.startswith("0x") and len(value) == _ADDRESS_CHARACTERS:
            return f"{value[:6]}…{value[-4:]}"
        if len(value) > _LONGEST_TEXT:
            return f"{printable(value[:_LONGEST_TEXT])}… ({len(value)} characters)"
        return printable(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"({arguments_text(value, names)})"
    if isinstance(value, list | tuple):
        inner = ", ".join(value_text(item, names) for item in value)
        return f"[{inner}]"
    return str(value)


def printable(text: str) -> str:
    """A text on one line: what would move a terminal's cursor or turn its writing round is escaped.

    Texts come from contracts, that is, from anybody.
    """
    return "".join(
        character.encode("unicode_escape").decode()
        if category(character) in _UNPRINTABLE
        else character
        for character in text
    )


def number_text(value: int) -> str:
    """``1000e18`` for a round number of 18 decimals, as in Solidity; otherwise all digits.

    The largest number of all is ``type(uint256).max``; others of its size are hashes, and shortened
    like those.
    """
    if value == UNLIMITED:
        return "type(uint256).max"
    if abs(value) >= _HASH:
        digits = str(value)
        return f"{digits[:4]}…{digits[-4:]}"
    if abs(value) < _LARGE or value % 10 ** (_ETHER_DECIMALS - _MOST_DECIMALS):
        return str(value)
    whole, part = divmod(abs(value), 10**_ETHER_DECIMALS)
    decimals = f"{part:0{_ETHER_DECIMALS}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' + decimals if decimals else ''}e18"


def arguments_text(values: tuple[Any, ...], names: dict[str, str] | None = None) -> str:
    """``to=bob, value=5`` where the names are known, ``bob, 5`` where not."""
    fields = getattr(values, "_fields", None)
    if fields is None:
        return ", ".join(value_text(value, names) for value in values)
    return ", ".join(
        value_text(value, names) if field.startswith("_") else f"{field}={value_text(value, names)}"
        for field, value in zip(fields, values, strict=True)
    )


def event_text(event: Event, names: dict[str, str] | None = None) -> str:
    """``Transfer(from=alice, to=bob, value=5)``"""
    inner = ", ".join(f"{name}={value_text(value, names)}" for name, value in event.args.items())
    return f"{event.name or 'event nobody here knows'}({inner})"


def call_text(trace: Trace, names: dict[str, str] | None = None) -> str:
    """One call of a trace, without what is inside it."""
    where = trace.contract or value_text(trace.address, names)
    arguments = arguments_text(trace.arguments, names)
    call = f"{where}.{trace.function}({arguments})" if trace.function else where
    if trace.kind in ("CREATE", "CREATE2"):
        call = f"new {where}({arguments})"
    if trace.value:
        call += f" with {number_text(trace.value)} wei"
    return call


def outcome_text(trace: Trace, names: dict[str, str] | None = None) -> str:
    """What came of a call: its error, or what it returned."""
    if trace.error:
        return f"✗ {trace.error}"
    if trace.kind in ("CREATE", "CREATE2"):
        return f"→ {value_text(trace.address)}"
    return "" if trace.result is None else f"→ {value_text(trace.result, names)}"


def is_call(item: Trace | Event) -> TypeIs[Trace]:
    """Whether a line of a trace is a call; otherwise it is an event."""
    return hasattr(item, "gas_used")


def trace_lines(root: Trace) -> list[tuple[str, Trace | Event]]:
    """The tree's branches (``│  ├─ ``) and what stands at the end of each, in order."""
    lines: list[tuple[str, Trace | Event]] = []
    waiting: list[tuple[str, str, Trace | Event]] = [("", "", root)]
    while waiting:
        own, below, item = waiting.pop()
        lines.append((own, item))
        steps = getattr(item, "steps", [])
        inner = [
            (below + ("└─ " if last else "├─ "), below + ("   " if last else "│  "), step)
            for step, last in zip(steps, [False] * (len(steps) - 1) + [True], strict=False)
        ]
        waiting.extend(reversed(inner))
    return lines


def trace_text(root: Trace) -> str:
    """The call tree: a line a call or event, gas at the end of each call."""
    lines = []
    if root.transaction_gas is not None:
        lines.append(f"transaction: {root.transaction_gas:,} gas")
    for branch, item in trace_lines(root):
        if is_call(item):
            kind = "" if item.kind in ("CALL", "CREATE") else f" [{item.kind.lower()}]"
            outcome = outcome_text(item, root.names)
            parts = [call_text(item, root.names) + kind, outcome, f"({item.gas_used:,} gas)"]
            lines.append(branch + " ".join(part for part in parts if part))
        else:
            lines.append(f"{branch}emits {event_text(item, root.names)}")
    return "\n".join(lines)
