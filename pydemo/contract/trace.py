"""Traces: what a transaction did inside, call by call, with names, arguments and results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eth_abi.exceptions import DecodingError

from pydemo.chain.address import checksum
from pydemo.chain.frames import CREATE_KINDS, Failure, Frame
from pydemo.contract.abi import SELECTOR_BYTES, FunctionAbi, abi_decode
from pydemo.contract.events import Event
from pydemo.contract.failures import describe_failure
from pydemo.contract.registry import Registry
from pydemo.contract.values import named_tuple, present_all, present_outputs

_PRECOMPILES = {
    1: "ecrecover",
    2: "sha256",
    3: "ripemd160",
    4: "identity",
    5: "modexp",
    6: "bn256Add",
    7: "bn256Mul",
    8: "bn256Pairing",
    9: "blake2f",
    10: "kzgPointEvaluation",
}


@dataclass(slots=True)
class Trace:
    """One call or creation, with what happened inside it in order.

    ``str(trace)`` draws the tree. Gas is what the frame used, inner calls included, in units of
    gas; the root's ``transaction_gas`` is the whole transaction's, as in the receipt.
    """

    kind: str
    """CALL, STATICCALL, DELEGATECALL, CALLCODE, CREATE or CREATE2."""
    sender: str
    address: str
    contract: str
    """The name of the contract (whose code runs), or of the account; empty if unknown."""
    function: str
    """Its name, ``constructor``, ``receive``, ``fallback``, or a selector that nobody knows."""
    arguments: tuple[Any, ...]
    result: Any
    """What it returned, decoded; for a creation None; for a failure None."""
    error: str
    """Why it failed, decoded; empty for a success."""
    failure: Failure | None
    gas_used: int
    value: int
    """Wei sent along."""
    steps: list[Trace | Event] = field(default_factory=list)
    transaction_gas: int | None = None
    names: dict[str, str] = field(default_factory=dict, repr=False)
    """Of the root: address -> name, for all addresses that have one."""

    @property
    def calls(self) -> list[Trace]:
        return [step for step in self.steps if isinstance(step, Trace)]

    @property
    def events(self) -> list[Event]:
        return [step for step in self.steps if isinstance(step, Event)]

    def walk(self) -> Iterator[Trace]:
        """This call and all inside it, in order."""
        waiting = [self]
        while waiting:
            trace = waiting.pop()
            yield trace
            waiting.extend(reversed(trace.calls))

    @property
    def created(self) -> list[str]:
        """Addresses of all contracts created that stayed: what a failed call made is gone."""
        found, waiting = [], [self]
        while waiting:
            trace = waiting.pop()
            if trace.failure is None:
                if trace.kind in CREATE_KINDS:
                    found.append(trace.address)
                waiting.extend(reversed(trace.calls))
        return found

    def __str__(self) -> str:
        from pydemo.display.text import trace_text

        return trace_text(self)

    def _repr_html_(self) -> str:
        from pydemo.display.trace_html import trace_html

        return trace_html(self)


def read_trace(root: Frame, registry: Registry, transaction_gas: int | None = None) -> Trace:
    """Decode a frame and all below it (with a stack of its own: calls nest 1,024 deep)."""
    passing: dict[str, str] = {}
    tree = _read_frame(root, registry, root.failure is None, passing)
    tree.transaction_gas = transaction_gas
    # In order of execution, so that a contract has its name before it is called; with each step
    # whether it lasted: what happened inside a failed call was undone, however well it went.
    waiting = [(step, tree, root.failure is None) for step in reversed(root.steps)]
    while waiting:
        step, parent, lasting = waiting.pop()
        if isinstance(step, Frame):
            lasting = lasting and step.failure is None
            inner = _read_frame(step, registry, lasting, passing)
            parent.steps.append(inner)
            waiting += [(below, inner, lasting) for below in reversed(step.steps)]
        elif lasting:
            parent.steps.append(registry.event(step))
    tree.names = {**passing, **registry.names()}
    return tree


def _read_frame(frame: Frame, registry: Registry, lasting: bool, passing: dict[str, str]) -> Trace:
    """``passing`` collects the names of contracts whose creation did not last."""
    address, code_address = checksum(frame.address), checksum(frame.code_address)
    if frame.kind in CREATE_KINDS:
        contract, function, arguments, result = _read_creation(frame, registry)
        if contract and lasting:
            registry.note(address, contract)
        elif contract:
            passing[address] = contract
    elif int.from_bytes(frame.code_address, "big") in _PRECOMPILES:
        contract = "precompile"
        function, arguments, result = _read_call(frame, contract, registry)
    else:
        contract = registry.contract_at(code_address) or passing.get(code_address, "")
        function, arguments, result = _read_call(frame, contract, registry)
    error = ""
    if frame.failure is not None:
        error = describe_failure(frame.output, frame.failure, registry, contract, frame.detail)
        result = None
    return Trace(
        kind=frame.kind,
        sender=checksum(frame.sender),
        address=address,
        contract=contract or registry.account_at(code_address),
        function=function,
        arguments=arguments,
        result=result,
        error=error,
        failure=frame.failure,
        gas_used=frame.gas_used,
        value=frame.value if frame.kind != "DELEGATECALL" else 0,
    )


def _read_creation(frame: Frame, registry: Registry) -> tuple[str, str, tuple[Any, ...], Any]:
    contract = registry.created_by(frame.input)
    if not contract:
        return "", "constructor", (), None
    constructor = registry.abi(contract).constructor
    data = frame.input[len(registry.artifact(contract).bytecode) :]
    return contract, "constructor", _decode_arguments(constructor, data), None


def _read_call(frame: Frame, contract: str, registry: Registry) -> tuple[str, tuple[Any, ...], Any]:
    precompile = int.from_bytes(frame.code_address, "big")
    if precompile in _PRECOMPILES:
        return _PRECOMPILES[precompile], (), None
    selector = frame.input[:SELECTOR_BYTES]
    if len(selector) == SELECTOR_BYTES:
        # A contract we know the name of is asked for its own functions only, but a proxy of that
        # name may pass on what another ABI describes.
        function = registry.function(selector, contract) or registry.function(selector)
        if function is not None:
            arguments = _decode_arguments(function, frame.input[SELECTOR_BYTES:])
            return function.name, arguments, _decode_result(function, frame)
    arguments = (frame.input,) if frame.input else ()
    if contract:
        return registry.abi(contract).taker_of(frame.input), arguments, None
    return f"0x{selector.hex()}" if selector else "", arguments, None


def _decode_arguments(function: FunctionAbi, data: bytes) -> tuple[Any, ...]:
    try:
        values = function.decode_inputs(data)
    except (DecodingError, OverflowError):  # calldata need not be what the ABI says
        return (data,)
    return named_tuple("Arguments", function.inputs, present_all(function.inputs, values))


def _decode_result(function: FunctionAbi, frame: Frame) -> Any:
    if frame.failure is not None:
        return None
    try:
        return decode_outputs(function, frame.output)
    except (DecodingError, OverflowError):
        return frame.output


def decode_outputs(function: FunctionAbi, data: bytes) -> Any:
    """A function's return value: None, one value, or a tuple with named fields.

    Raises:
        eth_abi's DecodingError: the data is not what the function returns.
    """
    if (quick := function.quick_decoder) and (words := quick(data)) is not None:
        if len(words) == 1:
            return words[0]
        return named_tuple("Result", function.outputs, words) if words else None
    values = abi_decode([parameter.type for parameter in function.outputs], data)
    return present_outputs(function.outputs, values)
