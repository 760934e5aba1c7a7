"""What the translator knows of a stack entry: a piece of Python text, and how large it can be.

A value is a pure expression over names that are assigned once, so it may be evaluated later, more
often, or never. Knowing an upper bound of its bits saves masking what cannot overflow.
"""

from __future__ import annotations

from dataclasses import dataclass

WORD_BITS = 256
MASK = 2**WORD_BITS - 1


@dataclass(frozen=True, slots=True)
class Value:
    """An expression on the translator's stack."""

    text: str
    bits: int = WORD_BITS
    """The value is below 2**bits."""
    number: int | None = None
    """Its value, where that is known."""
    is_truth: bool = False
    """Whether the text is a Python comparison: True and False serve as 1 and 0."""
    is_name: bool = False
    """Whether the text is a single name, cheap to repeat."""

    @property
    def is_simple(self) -> bool:
        return self.is_name or self.number is not None

    @property
    def whole(self) -> str:
        """The text of an integer: what leaves the function is one, not True or False."""
        return f"+{self.text}" if self.is_truth else self.text


def constant(number: int) -> Value:
    text = str(number) if number < 1024 else hex(number)
    return Value(text, number.bit_length(), number)


def name(text: str, bits: int = WORD_BITS, *, is_truth: bool = False) -> Value:
    return Value(text, bits, is_name=True, is_truth=is_truth)


def truth(text: str) -> Value:
    return Value(f"({text})", 1, is_truth=True)


def fitted(text: str, bits: int) -> Value:
    """An expression cut to a word if it could be larger."""
    if bits > WORD_BITS:
        return Value(f"({text} & M)")
    return Value(f"({text})", bits)
