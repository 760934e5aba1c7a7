"""Why a frame stops without success. All but a revert use up the frame's gas."""

from __future__ import annotations


class Halt(Exception):  # it ends a frame, not the program
    """Base: the frame fails, what it changed is undone, its gas is gone."""


class OutOfGas(Halt):
    """An instruction cost more than was left."""


class StackUnderflow(Halt):
    """An instruction took more than the stack had."""


class StackOverflow(Halt):
    """The stack would have more than 1,024 entries."""


class InvalidOpcode(Halt):
    """The byte is no instruction of this fork (or INVALID itself)."""


class InvalidJump(Halt):
    """The target of a jump is no JUMPDEST."""


class WriteProtection(Halt):
    """A static call tried to change state."""


class ReturnDataOutOfBounds(Halt):
    """RETURNDATACOPY past the end of the return data."""


class CodeRejected(Halt):
    """The code a creation returned is too large, or begins with 0xEF (EIP-170, EIP-3541)."""


class CreateCollision(Halt):
    """There is an account with code, nonce or storage at the new address (EIP-684, EIP-7610)."""


class InsufficientBalance(Halt):
    """A call passes on more than its sender has."""


class PrecompileFailed(Halt):
    """A precompiled contract was given input it does not accept."""


class InvalidTransaction(Exception):
    """The transaction may not be in a block at all; the text says why."""
