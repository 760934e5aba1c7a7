"""Events: logs with names put to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydemo.chain.frames import Log
from pydemo.contract.abi import EventAbi, abi_decode
from pydemo.contract.values import present

_DYNAMIC = ("string", "bytes")


@dataclass(frozen=True, slots=True)
class Event:
    """A decoded event.

    ``args`` maps parameter names to values, in order. An indexed string, bytes, array or struct is
    stored on chain as its hash only, so that hash (32 bytes) is what is there. An event whose ABI
    nobody knows has no name, and ``args`` holds its raw ``topics`` and ``data``.
    """

    name: str
    args: dict[str, Any]
    address: str
    """The contract that emitted it."""
    contract: str = ""
    """That contract's name, where known."""
    names: Callable[[], dict[str, str]] | None = field(default=None, repr=False, compare=False)
    """Who is who on its chain, address -> name: asked for only when the event is shown."""

    def __reduce__(self) -> tuple[type[Event], tuple[str, dict[str, Any], str, str]]:
        """Pickled without ``names``: they are the chain's, which stays in its process."""
        return Event, (self.name, self.args, self.address, self.contract)

    def __str__(self) -> str:
        from pydemo.display.text import event_text

        return event_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.contract_html import event_html

        return event_html(self)


def decode_event(
    abi: EventAbi,
    log: Log,
    address: str,
    contract: str,
    names: Callable[[], dict[str, str]] | None = None,
) -> Event:
    """Raises eth_abi's DecodingError if the log is not one of this event."""
    if (quick := _decode_words(abi, log)) is not None:
        return Event(abi.name, quick, address, contract, names)
    topics = list(log.topics if abi.anonymous else log.topics[1:])
    plain = [parameter for parameter in abi.inputs if not parameter.indexed]
    values = iter(abi_decode([parameter.type for parameter in plain], log.data))
    args: dict[str, Any] = {}
    for position, parameter in enumerate(abi.inputs):
        name = parameter.name or f"_{position}"
        if not parameter.indexed:
            args[name] = present(parameter, next(values))
        elif parameter.type in _DYNAMIC or parameter.is_array or parameter.members:
            args[name] = topics.pop(0)
        else:
            args[name] = present(parameter, abi_decode([parameter.type], topics.pop(0))[0])
    return Event(abi.name, args, address, contract, names)


def _decode_words(abi: EventAbi, log: Log) -> dict[str, Any] | None:
    """The arguments of an event all of whose parameters are single words, as most are."""
    if (decoders := abi.quick_decoders) is None:
        return None
    topics, data, place = iter(log.topics if abi.anonymous else log.topics[1:]), log.data, 0
    args: dict[str, Any] = {}
    for name, indexed, decode in decoders:
        if indexed:
            word = next(topics, b"")
        else:
            word, place = data[place : place + 32], place + 32
        value = decode(word) if len(word) == 32 else None
        if value is None:
            return None
        args[name] = value
    return args


def raw_event(log: Log, address: str, contract: str) -> Event:
    """An event nobody knows the ABI of."""
    return Event("", {"topics": list(log.topics), "data": log.data}, address, contract)
