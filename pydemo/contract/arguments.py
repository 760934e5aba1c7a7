"""Checking Python values against Solidity types before anything is sent.

What passes is exactly what the contract will see: nothing is rounded, cut or padded. What does not
pass raises one line that names the function, the parameter and the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydemo.chain.address import canonical
from pydemo.contract.abi import Parameter, Signature
from pydemo.errors import ArgumentError

_INTEGER = re.compile(r"(u?)int(\d+)")
_FIXED_BYTES = re.compile(r"bytes(\d+)")
_LONGEST_SHOWN = 60


def convert(signature: Signature, values: Sequence[Any], contract: str = "") -> tuple[Any, ...]:
    """Check and convert a call's arguments.

    Raises:
        errors.ArgumentError: too few or many of them, or one of the wrong type or range.
    """
    where = f"{contract}.{signature.shown}" if contract else signature.shown
    if len(values) != len(signature.inputs):
        missing = signature.inputs[len(values) :]
        if missing:
            names = ", ".join(parameter.name or parameter.type for parameter in missing)
            raise ArgumentError(f"{where}: missing argument: {names}")
        raise ArgumentError(
            f"{where}: takes {_count(len(signature.inputs))}, {len(values)} were given"
        )
    converted = []
    for position, (parameter, value) in enumerate(zip(signature.inputs, values, strict=True)):
        name = parameter.name or f"argument {position + 1}"
        try:
            converted.append(_convert(parameter, value, name))
        except ArgumentError as problem:
            raise ArgumentError(f"{where}: {problem}") from None
    return tuple(converted)


def _count(number: int) -> str:
    return "1 argument" if number == 1 else f"{number or 'no'} arguments"


def accepts(signature: Signature, values: Sequence[Any]) -> bool:
    """Whether these values fit a signature: how overloads are told apart."""
    try:
        convert(signature, values)
    except ArgumentError:
        return False
    return True


def _convert(parameter: Parameter, value: Any, name: str) -> Any:
    if parameter.is_array:
        return _convert_array(parameter, value, name)
    if parameter.members:
        return _convert_struct(parameter, value, name)
    kind = parameter.type
    if kind == "address":
        try:
            return canonical(value)
        except ArgumentError as problem:
            raise ArgumentError(f"{name}: {problem}") from None
    if kind == "bool":
        if not isinstance(value, bool):
            raise ArgumentError(f"{name} = {_show(value)}: True or False is expected")
        return value
    if kind == "string":
        if not isinstance(value, str):
            raise ArgumentError(f"{name} = {_show(value)}: a string is expected")
        if not _is_encodable(value):
            raise ArgumentError(f"{name} = {_show(value)}: half a character has no UTF-8")
        return value
    if match := _INTEGER.fullmatch(kind):
        return _convert_integer(value, name, kind, signed=not match[1], bits=int(match[2]))
    return _convert_bytes(kind, value, name)


def _convert_integer(value: Any, name: str, kind: str, *, signed: bool, bits: int) -> int:
    if isinstance(value, float):
        raise ArgumentError(
            f"{name} = {value!r} is a float; amounts are whole numbers in the smallest unit "
            f"(pydemo.units.ether({value!r}) makes one of 18 decimals)"
        )
    if isinstance(value, bool) or not isinstance(value, int):
        raise ArgumentError(f"{name} = {_show(value)}: a whole number ({kind}) is expected")
    lowest, highest = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if not lowest <= value <= highest:
        bounds = f"-2**{bits - 1} to 2**{bits - 1} - 1" if signed else f"0 to 2**{bits} - 1"
        raise ArgumentError(f"{name} = {value} does not fit {kind}: {bounds}")
    return int(value)


def _convert_bytes(kind: str, value: Any, name: str) -> bytes:
    if isinstance(value, str):
        digits = value.removeprefix("0x")
        try:
            value = bytes.fromhex(digits) if value.startswith("0x") else None
        except ValueError:
            value = None
        if value is None:
            raise ArgumentError(f"{name}: bytes, or a hex string starting with 0x, are expected")
    if not isinstance(value, bytes | bytearray | memoryview):
        raise ArgumentError(f"{name} = {_show(value)}: bytes are expected")
    raw = bytes(value)
    if (match := _FIXED_BYTES.fullmatch(kind)) and len(raw) != int(match[1]):
        raise ArgumentError(f"{name} has {len(raw)} bytes, {kind} takes exactly {match[1]}")
    if kind == "function" and len(raw) != 24:
        raise ArgumentError(f"{name} has {len(raw)} bytes, a function reference has 24")
    return raw


def _convert_array(parameter: Parameter, value: Any, name: str) -> list[Any]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence):
        raise ArgumentError(f"{name} = {_show(value)}: a list is expected ({parameter.type})")
    length = parameter.array_length
    if length is not None and len(value) != length:
        raise ArgumentError(f"{name} has {len(value)} entries, {parameter.type} takes {length}")
    element = parameter.element
    return [_convert(element, item, f"{name}[{index}]") for index, item in enumerate(value)]


def _convert_struct(parameter: Parameter, value: Any, name: str) -> tuple[Any, ...]:
    """A struct comes as a dict by member name, or as a tuple (named or not) in order."""
    members = parameter.members
    if isinstance(value, Mapping):
        wanted = {member.name for member in members}
        if unknown := sorted(map(repr, set(value) - wanted)):
            raise ArgumentError(f"{name} has no member {', '.join(unknown)}")
        if lacking := [member.name for member in members if member.name not in value]:
            raise ArgumentError(f"{name}: missing member: {', '.join(lacking)}")
        items = [value[member.name] for member in members]
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        items = list(value)
        if len(items) != len(members):
            raise ArgumentError(f"{name} has {len(items)} members, {len(members)} are expected")
    else:
        shape = ", ".join(member.shown for member in members)
        raise ArgumentError(f"{name} = {_show(value)}: a dict or tuple of ({shape}) is expected")
    return tuple(
        _convert(member, item, f"{name}.{member.name}" if member.name else f"{name}[{index}]")
        for index, (member, item) in enumerate(zip(members, items, strict=True))
    )


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a surrogate without its other half
        return False
    return True


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
