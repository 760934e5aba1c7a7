"""Encoding prepared once a function: the quick way for the types that most calls are made of.

Addresses, integers, booleans and fixed bytes take one word each, so a list of them needs no
offsets: each value becomes 32 bytes, and that is all. Whatever else there is goes the long way,
through `arguments` and eth-abi. Both ways check the same things; where the quick one finds a fault,
it leaves the message to the long one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pydemo.chain.address import canonical, checksum
from pydemo.contract.abi import Parameter
from pydemo.errors import ArgumentError

Encoder = Callable[[Any], bytes | None]
"""Gives a value's 32 bytes, or None for what it does not know how to encode."""
Decoder = Callable[[bytes], Any]

_INTEGER = re.compile(r"(u?)int(\d+)")
_FIXED_BYTES = re.compile(r"bytes(\d+)")
_WORD = 32
_ADDRESS_PADDING = bytes(12)
_TRUE, _FALSE = (1).to_bytes(_WORD, "big"), bytes(_WORD)


def encoder_for(parameters: Sequence[Parameter]) -> Callable[[Sequence[Any]], bytes | None] | None:
    """A function that encodes a call's values, or None where a parameter is not of one word.

    It returns None for values that do not fit: then `arguments.convert` says why.
    """
    encoders = [_encoder(parameter) for parameter in parameters]
    known = [encoder for encoder in encoders if encoder is not None]
    if len(known) != len(encoders):
        return None
    count = len(known)

    def encode(values: Sequence[Any]) -> bytes | None:
        if len(values) != count:
            return None
        words = []
        for encoder, value in zip(known, values, strict=True):
            word = encoder(value)
            if word is None:
                return None
            words.append(word)
        return b"".join(words)

    return encode


def decoder_for(parameters: Sequence[Parameter]) -> Callable[[bytes], list[Any] | None] | None:
    """A function that decodes values as `values.present` has them, or None for other types.

    It returns None for data that is too short or not canonical, which eth-abi judges.
    """
    decoders = [word_decoder(parameter) for parameter in parameters]
    known = [decoder for decoder in decoders if decoder is not None]
    if len(known) != len(decoders):
        return None
    size = _WORD * len(known)

    def decode(data: bytes) -> list[Any] | None:
        if len(data) < size:
            return None
        values = []
        for index, decoder in enumerate(known):
            value = decoder(data[_WORD * index : _WORD * (index + 1)])
            if value is None:
                return None
            values.append(value)
        return values

    return decode


def _encoder(parameter: Parameter) -> Encoder | None:
    kind = parameter.type
    if kind == "address":
        return _encode_address
    if kind == "bool":
        return _encode_bool
    if match := _INTEGER.fullmatch(kind):
        return _integer_encoder(signed=not match[1], bits=int(match[2]))
    if match := _FIXED_BYTES.fullmatch(kind):
        return _bytes_encoder(int(match[1]))
    return None


def _encode_address(value: Any) -> bytes | None:
    try:
        return _ADDRESS_PADDING + canonical(value)
    except ArgumentError:
        return None


def _encode_bool(value: Any) -> bytes | None:
    return (_TRUE if value else _FALSE) if isinstance(value, bool) else None


def _integer_encoder(*, signed: bool, bits: int) -> Encoder:
    lowest, beyond = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if signed else (0, 2**bits)

    def encode(value: Any) -> bytes | None:
        if type(value) is not int or not lowest <= value < beyond:
            return None
        return value.to_bytes(_WORD, "big", signed=signed)

    return encode


def _bytes_encoder(size: int) -> Encoder:
    padding = bytes(_WORD - size)

    def encode(value: Any) -> bytes | None:
        return value + padding if type(value) is bytes and len(value) == size else None

    return encode


def word_decoder(parameter: Parameter) -> Decoder | None:
    """How to decode the one word a parameter takes, or None if it takes more than that."""
    kind = parameter.type
    if kind == "address":
        return _decode_address
    if kind == "bool":
        return {_TRUE: True, _FALSE: False}.get
    if match := _INTEGER.fullmatch(kind):
        return _integer_decoder(signed=not match[1], bits=int(match[2]))
    if match := _FIXED_BYTES.fullmatch(kind):
        return _bytes_decoder(int(match[1]))
    return None


def _decode_address(word: bytes) -> str | None:
    return checksum(word[12:]) if word.startswith(_ADDRESS_PADDING) else None


def _integer_decoder(*, signed: bool, bits: int) -> Decoder:
    lowest, beyond = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if signed else (0, 2**bits)

    def decode(word: bytes) -> int | None:
        value = int.from_bytes(word, "big", signed=signed)
        return value if lowest <= value < beyond else None

    return decode


def _bytes_decoder(size: int) -> Decoder:
    padding = bytes(_WORD - size)
    return lambda word: word[:size] if word.endswith(padding) else None
