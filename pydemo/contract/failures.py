"""Why a call failed, in the contract's own words: custom errors, require strings, panics, halts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eth_abi.exceptions import DecodingError

from pydemo import messages
from pydemo.chain.frames import Execution, Failure, Frame
from pydemo.contract.abi import SELECTOR_BYTES, ErrorAbi, Parameter
from pydemo.contract.registry import Registry, readable
from pydemo.contract.values import named_tuple, present_all
from pydemo.errors import ContractError, Halted, OutOfGas, Panic, Revert

if TYPE_CHECKING:
    from pydemo.contract.receipt import Receipt
    from pydemo.contract.trace import Trace

_ERROR = ErrorAbi("Error", (Parameter("message", "string", "string"),))
_PANIC = ErrorAbi("Panic", (Parameter("code", "uint256", "uint256"),))
_BUILT_IN = {_ERROR.selector: _ERROR, _PANIC.selector: _PANIC}

_HALT_NAMES = {
    Failure.OUT_OF_GAS: "OutOfGas",
    Failure.INVALID_OPCODE: "InvalidOpcode",
    Failure.INVALID_JUMP: "InvalidJump",
    Failure.STACK: "StackError",
    Failure.WRITE_PROTECTION: "WriteProtection",
    Failure.INSUFFICIENT_FUNDS: "InsufficientFunds",
    Failure.CREATE_COLLISION: "CreateCollision",
    Failure.CODE_REJECTED: "CodeRejected",
    Failure.OTHER: "Halted",
}


def explain(
    execution: Execution,
    registry: Registry,
    *,
    contract: str = "",
    call: str = "",
    receipt: Receipt | None = None,
    trace: Callable[[], Trace] | None = None,
) -> ContractError:
    """Turn a failed execution into the exception that says why.

    Args:
        contract: the name of the contract that was called, whose errors are looked up first.
        call: the call as a reader would write it, for the message.
    """
    failure = execution.failure or Failure.OTHER
    details: dict[str, Any] = {"call": call, "receipt": receipt, "trace": trace}
    if failure is not Failure.REVERT:
        name = _HALT_NAMES[failure]
        kind = OutOfGas if failure is Failure.OUT_OF_GAS else Halted
        return kind(name, reason=_in_words(failure), hint=messages.hint(name), **details)
    decoded = decode_error(execution.output, registry, contract)
    if decoded is None:
        return Revert(
            "Revert",
            (execution.output,) if execution.output else (),
            reason=describe_failure(execution.output, failure, registry, contract),
            hint=_silent_hint(execution, registry),
            **details,
        )
    error, operands = decoded
    kinds: dict[str, type[ContractError]] = {"Panic": Panic}
    return kinds.get(error.name, Revert)(
        error.name,
        operands,
        reason=_describe(error, operands, registry),
        hint=_hint(error, operands, registry, contract),
        **details,
    )


def decode_error(
    data: bytes, registry: Registry, contract: str = ""
) -> tuple[ErrorAbi, tuple[Any, ...]] | None:
    """The error behind revert data, and its operands; None if no ABI knows it or there is none."""
    selector = data[:SELECTOR_BYTES]
    if len(selector) < SELECTOR_BYTES:
        return None
    error = _BUILT_IN.get(selector) or registry.error(selector, contract)
    if error is None:
        return None
    try:
        values = error.decode_inputs(data[SELECTOR_BYTES:])
    except (DecodingError, OverflowError):
        return None
    return error, named_tuple(error.name, error.inputs, present_all(error.inputs, values))


def describe_failure(
    data: bytes, failure: Failure, registry: Registry, contract: str = "", detail: str = ""
) -> str:
    """One line for a failed frame."""
    if failure is not Failure.REVERT:
        words = _in_words(failure)
        return f"{words}: {detail}" if detail and failure is Failure.OTHER else words
    if not data:
        return messages.text("failures.silent")
    if (decoded := decode_error(data, registry, contract)) is not None:
        return _describe(*decoded, registry)
    return messages.text("failures.unknown", data=f"0x{data.hex()}")


def _in_words(failure: Failure) -> str:
    return messages.text(f"failures.{failure.name.lower()}")


def _describe(error: ErrorAbi, operands: tuple[Any, ...], registry: Registry) -> str:
    from pydemo.display.text import arguments_text, printable

    if error is _ERROR:
        return printable(operands[0]) or messages.text("failures.empty")
    if error is _PANIC:
        return f"Panic(0x{operands[0]:02x}): {messages.panic(operands[0])}"

    shown = tuple(readable(operand, registry) for operand in operands)
    return f"{error.name}({arguments_text(named_tuple(error.name, error.inputs, shown))})"


def _hint(error: ErrorAbi, operands: tuple[Any, ...], registry: Registry, contract: str) -> str:
    """The catalogue's hint, else what the contract's author wrote above the error (NatSpec)."""
    from pydemo.display.text import value_text

    names = (parameter.name or f"_{i}" for i, parameter in enumerate(error.inputs))
    shown = (value_text(readable(operand, registry)) for operand in operands)
    values = dict(zip(names, shown, strict=True))
    return messages.hint(error.name, **values) or registry.notice_of_error(error, contract)


def _silent_hint(execution: Execution, registry: Registry) -> str:
    """A revert that says nothing often passes on an inner call's end: find that."""
    if execution.output or execution.frame is None:
        return ""
    for frame in _innermost_last(execution.frame):
        if frame.failure is not None and frame.failure is not Failure.REVERT:
            from pydemo.chain.address import checksum

            where = registry.name_of(checksum(frame.code_address))
            return messages.text("failures.inner", where=where, failure=_in_words(frame.failure))
    return messages.hint("Revert")


def _innermost_last(root: Frame) -> list[Frame]:
    return list(root.walk())[1:][::-1]
