"""Decoded Solidity values as Python has them: checksummed addresses, structs with named fields."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from functools import cache
from keyword import iskeyword
from typing import Any

from pydemo.chain.address import checksum
from pydemo.contract.abi import Parameter


def present(parameter: Parameter, value: Any) -> Any:
    """One decoded value: ``address`` -> checksummed str, struct -> named tuple, array -> list."""
    if parameter.is_array:
        element = parameter.element
        return [present(element, item) for item in value]
    if parameter.members:
        record = _record(
            parameter.label.split(".")[-1].removeprefix("struct ") or "Struct",
            tuple(member.name for member in parameter.members),
        )
        return record(*present_all(parameter.members, value))
    if parameter.type == "address":
        return checksum(bytes.fromhex(value[2:]) if isinstance(value, str) else value)
    return value


def present_all(parameters: Sequence[Parameter], values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(present(*pair) for pair in zip(parameters, values, strict=True))


def present_outputs(parameters: Sequence[Parameter], values: Sequence[Any]) -> Any:
    """What a call returns: None, the one value, or a tuple whose fields carry their names."""
    presented = present_all(parameters, values)
    if not presented:
        return None
    if len(presented) == 1:
        return presented[0]
    return named_tuple("Result", parameters, presented)


def named_tuple(
    name: str, parameters: Sequence[Parameter], values: Sequence[Any]
) -> tuple[Any, ...]:
    """A tuple with the parameters' names as fields; unnamed ones are reached by position."""
    record = _record(name, tuple(parameter.name for parameter in parameters))
    made: tuple[Any, ...] = record(*values)
    return made


@cache
def _record(name: str, fields: tuple[str, ...]) -> Any:
    # rename=True: a member called `class` or `_x`, or without a name, becomes _0, _1, ...
    usable = name.isidentifier() and not iskeyword(name)
    return namedtuple(name if usable else "Struct", fields, rename=True)
