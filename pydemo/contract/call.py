"""A call as a reader would write it: ``DemoToken.transfer(bob, 5)``.

Nobody reads most of them, so the text is made when somebody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydemo.contract.abi import FunctionAbi

if TYPE_CHECKING:
    from pydemo.contract.registry import Registry


class Call:
    """What was called with which arguments; ``str()`` of it puts names in place of addresses."""

    __slots__ = ("_abi", "_arguments", "_head", "_registry")

    def __init__(
        self, head: str, abi: FunctionAbi, arguments: Sequence[Any], registry: Registry
    ) -> None:
        self._head, self._abi, self._arguments, self._registry = head, abi, arguments, registry

    def __str__(self) -> str:
        from pydemo.contract.arguments import convert
        from pydemo.contract.registry import readable
        from pydemo.contract.values import present_all
        from pydemo.display.text import arguments_text

        values = present_all(self._abi.inputs, convert(self._abi, self._arguments))
        shown = tuple(readable(value, self._registry) for value in values)
        return f"{self._head}({arguments_text(shown)})"
