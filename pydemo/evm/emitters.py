"""Tables of emitters: the functions that know what Python an instruction becomes.

One function an instruction, found by its name. It takes its operands from the block's stack of
expressions and pushes its result; what has an effect, or reads what can change, emits a line.
"""

from __future__ import annotations

from collections.abc import Callable

from pydemo.evm.block import Block

Emitter = Callable[[Block], None]


class Emitters(dict[str, Emitter]):
    """Instruction -> emitter."""

    def emits(self, *names: str) -> Callable[[Emitter], Emitter]:
        """Register the decorated function for some instructions."""

        def register(emitter: Emitter) -> Emitter:
            self.update(dict.fromkeys(names, emitter))
            return emitter

        return register
