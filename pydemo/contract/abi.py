"""A contract's ABI, read once into values that encode, decode and describe themselves.

Source: the Solidity ABI specification. Selectors are the first four bytes of keccak-256 of a
canonical signature such as ``transfer(address,uint256)``; event topics are all 32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eth_abi.abi import encode as abi_encode
from eth_abi.codec import ABIDecoder
from eth_abi.decoding import StringDecoder
from eth_abi.registry import BaseEquals
from eth_abi.registry import registry as standard_coders
from eth_utils.crypto import keccak

SELECTOR_BYTES = 4


def _make_decoder() -> ABIDecoder:
    """eth-abi's decoder, but one whom no contract can break with a string that is not UTF-8."""
    coders = standard_coders.copy()  # type: ignore[no-untyped-call]
    coders.unregister_decoder("string")
    lenient = StringDecoder("backslashreplace")  # type: ignore[no-untyped-call]
    coders.register_decoder(BaseEquals("string"), lenient, "string")  # type: ignore[no-untyped-call]
    return ABIDecoder(coders)


_decoder = _make_decoder()


def abi_decode(types: Sequence[str], data: bytes) -> tuple[Any, ...]:
    """ABI-encoded values; bytes of a string that are no UTF-8 are given as ``\\xff``.

    Raises eth_abi's DecodingError where the data is not of these types.
    """
    return tuple(_decoder.decode(types, data))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input, output or struct member.

    ``type`` is canonical, structs spelled out: ``(address,uint256)[]``.
    """

    name: str
    type: str
    label: str
    """As the source says it: ``struct Order[]``, ``contract IERC20``, ``uint256``."""
    members: tuple[Parameter, ...] = ()
    indexed: bool = False

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Parameter:
        members = tuple(cls.read(member) for member in entry.get("components", ()))
        kind = str(entry["type"])
        if members:
            inner = ",".join(member.type for member in members)
            kind = f"({inner}){kind.removeprefix('tuple')}"
        return cls(
            name=entry.get("name", ""),
            type=kind,
            label=entry.get("internalType") or entry["type"],
            members=members,
            indexed=bool(entry.get("indexed", False)),
        )

    @property
    def shown(self) -> str:
        """``uint256 value``: how an error message names it."""
        shown = self.label.split(".")[-1] if self.members else self.type
        return f"{shown} {self.name}".rstrip()

    @property
    def element(self) -> Parameter:
        """Of an array parameter: what it holds."""
        return Parameter(
            self.name, self.type[: self.type.rindex("[")], _strip_array(self.label), self.members
        )

    @property
    def is_array(self) -> bool:
        return self.type.endswith("]")

    @property
    def array_length(self) -> int | None:
        """Of an array parameter: its fixed length, or None."""
        digits = self.type[self.type.rindex("[") + 1 : -1]
        return int(digits) if digits else None


def _strip_array(label: str) -> str:
    return label[: label.rindex("[")] if label.endswith("]") else label


@dataclass(frozen=True)
class Signature:
    """What functions, events and errors share: a name and typed parameters."""

    name: str
    inputs: tuple[Parameter, ...]

    @cached_property
    def types(self) -> list[str]:
        return [parameter.type for parameter in self.inputs]

    @cached_property
    def canonical(self) -> str:
        """``transfer(address,uint256)``"""
        return f"{self.name}({','.join(self.types)})"

    @cached_property
    def shown(self) -> str:
        """``transfer(address to, uint256 value)``"""
        return f"{self.name}({', '.join(parameter.shown for parameter in self.inputs)})"

    @cached_property
    def topic(self) -> bytes:
        return keccak(text=self.canonical)

    @cached_property
    def selector(self) -> bytes:
        return self.topic[:SELECTOR_BYTES]

    @cached_property
    def quick_encoder(self) -> Callable[[Sequence[Any]], bytes | None] | None:
        """See `encoding.encoder_for`."""
        from pydemo.contract.encoding import encoder_for

        return encoder_for(self.inputs)

    def encode_inputs(self, values: Sequence[Any]) -> bytes:
        """Encode values that `arguments.convert` has passed."""
        return bytes(abi_encode(self.types, values))

    def decode_inputs(self, data: bytes) -> tuple[Any, ...]:
        return abi_decode(self.types, data)


@dataclass(frozen=True)
class FunctionAbi(Signature):
    outputs: tuple[Parameter, ...] = ()
    mutability: str = "nonpayable"

    @cached_property
    def quick_decoder(self) -> Callable[[bytes], list[Any] | None] | None:
        """Of what it returns: see `encoding.decoder_for`."""
        from pydemo.contract.encoding import decoder_for

        return decoder_for(self.outputs)

    @cached_property
    def is_view(self) -> bool:
        return self.mutability in ("view", "pure")

    @property
    def is_constructor(self) -> bool:
        return self.name == "constructor"  # Solidity lets no function have that name

    @property
    def is_payable(self) -> bool:
        return self.mutability == "payable"


@dataclass(frozen=True)
class EventAbi(Signature):
    anonymous: bool = False

    @cached_property
    def quick_decoders(self) -> list[tuple[str, bool, Callable[[bytes], Any]]] | None:
        """(name, whether indexed, decoder of its word) for each parameter, if each is a word."""
        from pydemo.contract.encoding import word_decoder

        found = []
        for position, parameter in enumerate(self.inputs):
            decoder = word_decoder(parameter)
            if decoder is None:
                return None
            found.append((parameter.name or f"_{position}", parameter.indexed, decoder))
        return found

    @cached_property
    def topic_count(self) -> int:
        """How many topics a log of this event carries."""
        indexed = sum(parameter.indexed for parameter in self.inputs)
        return indexed + (0 if self.anonymous else 1)


@dataclass(frozen=True)
class ErrorAbi(Signature):
    """A custom error."""


@dataclass(frozen=True)
class ContractAbi:
    """All entries of one ABI. Functions of one name are overloads, kept together in order."""

    functions: Mapping[str, tuple[FunctionAbi, ...]] = field(default_factory=dict)
    events: tuple[EventAbi, ...] = ()
    errors: tuple[ErrorAbi, ...] = ()
    constructor: FunctionAbi = FunctionAbi("constructor", ())
    has_receive: bool = False
    fallback: FunctionAbi | None = None

    @classmethod
    def read(cls, entries: Iterable[Mapping[str, Any]]) -> ContractAbi:
        functions: dict[str, tuple[FunctionAbi, ...]] = {}
        events: list[EventAbi] = []
        errors: list[ErrorAbi] = []
        constructor, fallback, has_receive = cls.constructor, None, False
        for entry in entries:
            name = entry.get("name", "")
            inputs = tuple(Parameter.read(item) for item in entry.get("inputs", ()))
            mutability = entry.get("stateMutability", "nonpayable")
            match entry["type"]:
                case "function":
                    outputs = tuple(Parameter.read(item) for item in entry.get("outputs", ()))
                    found = FunctionAbi(name, inputs, outputs, mutability)
                    functions[name] = (*functions.get(name, ()), found)
                case "event":
                    events.append(EventAbi(name, inputs, bool(entry.get("anonymous"))))
                case "error":
                    errors.append(ErrorAbi(name, inputs))
                case "constructor":
                    constructor = FunctionAbi("constructor", inputs, (), mutability)
                case "fallback":
                    fallback = FunctionAbi("fallback", (), (), mutability)
                case "receive":
                    has_receive = True
        return cls(functions, tuple(events), tuple(errors), constructor, has_receive, fallback)

    def taker_of(self, data: bytes) -> str:
        """Which of ``receive`` and ``fallback`` gets a call that fits no function."""
        return "receive" if not data and (self.has_receive or not self.fallback) else "fallback"

    @cached_property
    def by_selector(self) -> Mapping[bytes, FunctionAbi]:
        return {
            function.selector: function
            for overloads in self.functions.values()
            for function in overloads
        }
