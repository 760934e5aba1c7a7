"""Methods by name: each a function of the served chain and its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from pydemo.evm.deadline import limited
from pydemo.node.failure import invalid
from pydemo.node.turns import Turns

if TYPE_CHECKING:
    from pydemo.node.served import ServedChain

F = TypeVar("F", bound=Callable[..., Any])
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Method:
    """A method, and how many parameters it takes beside the chain. It may be done in `Turns`."""

    name: str
    call: Callable[..., Any]
    least: int
    most: int

    def check(self, params: list[Any]) -> None:
        """Raises RpcError for a wrong number of parameters."""
        if not self.least <= len(params) <= self.most:
            span = str(self.least) if self.least == self.most else f"{self.least} to {self.most}"
            raise invalid(f"{self.name} takes {span} parameters, there are {len(params)}")


METHODS: dict[str, Method] = {}


def _giving_true(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hardhat's methods give true where anvil's give null."""

    def call(*arguments: Any) -> Any:
        result = function(*arguments)
        if isinstance(result, Generator):
            return then_true(result)
        return True if result is None else result

    def then_true(turns: Turns[Any]) -> Turns[Any]:
        result = yield from turns
        return True if result is None else result

    return call


def timed(
    function: Callable[Concatenate[ServedChain, P], R],
) -> Callable[Concatenate[ServedChain, P], R]:
    """Stop a method that only asks when it takes longer than the chain has for it."""

    @wraps(function)
    def call(served: ServedChain, /, *arguments: P.args, **named: P.kwargs) -> R:
        with limited(served.call_time):
            return function(served, *arguments, **named)

    return call


def method(*names: str) -> Callable[[F], F]:
    """Make a function answer to names. Its parameters after the chain are the method's."""

    def register(function: F) -> F:
        parameters = list(inspect.signature(function).parameters.values())[1:]
        least = sum(parameter.default is parameter.empty for parameter in parameters)
        for name in names:
            assert name not in METHODS, name
            call = _giving_true(function) if name.startswith("hardhat_") else function
            METHODS[name] = Method(name, call, least, len(parameters))
        return function

    return register
