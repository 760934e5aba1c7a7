"""A call as a reader would write it: ``DemoToken.transfer(bob, 5)``.

Nobody reads most of them, so the text is made when somebody does, of what was sent anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pydemo.contract.abi import SELECTOR_BYTES, FunctionAbi

if TYPE_CHECKING:
    from pydemo.contract.registry import Registry


class Callee:
    """What was called: a contract's function, or its constructor.

    Args:
        skip: so many bytes come before the encoded arguments.
    """

    __slots__ = ("_abi", "_contract", "_registry", "_skip")

    def __init__(
        self, contract: str, abi: FunctionAbi, registry: Registry, skip: int = SELECTOR_BYTES
    ) -> None:
        self._contract, self._abi, self._registry, self._skip = contract, abi, registry, skip

    def text(self, data: bytes) -> str:
        """The call with this calldata, with names in place of addresses."""
        from pydemo.contract.registry import readable
        from pydemo.contract.values import present_all
        from pydemo.display.text import arguments_text

        abi = self._abi
        values = present_all(abi.inputs, abi.decode_inputs(data[self._skip :]))
        shown = tuple(readable(value, self._registry) for value in values)
        head = self._contract if abi.is_constructor else f"{self._contract}.{abi.name}"
        return f"{head}({arguments_text(shown)})"


Call: TypeAlias = Callee | str
"""What was called, or the text itself where there is no function to it."""


def text_of(call: Call, data: bytes) -> str:
    return call if isinstance(call, str) else call.text(data)
