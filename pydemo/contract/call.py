"""A call as a reader would write it: ``DemoToken.transfer(bob, 5)``.

Nobody reads most of them, so the text is made when somebody does, of what was sent anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydemo.contract.abi import FunctionAbi

if TYPE_CHECKING:
    from pydemo.contract.registry import Registry


class Call:
    """What was called with which arguments; ``str()`` of it puts names in place of addresses.

    Args:
        arguments: encoded, after as many bytes as ``skip`` says.
    """

    __slots__ = ("_abi", "_arguments", "_contract", "_registry", "_skip")

    def __init__(
        self, contract: str, abi: FunctionAbi, arguments: bytes, registry: Registry, skip: int = 0
    ) -> None:
        self._contract, self._abi, self._registry = contract, abi, registry
        self._arguments, self._skip = arguments, skip

    def __str__(self) -> str:
        from pydemo.contract.registry import readable
        from pydemo.contract.values import present_all
        from pydemo.display.text import arguments_text

        abi = self._abi
        values = present_all(abi.inputs, abi.decode_inputs(self._arguments[self._skip :]))
        shown = tuple(readable(value, self._registry) for value in values)
        head = self._contract if abi.is_constructor else f"{self._contract}.{abi.name}"
        return f"{head}({arguments_text(shown)})"
