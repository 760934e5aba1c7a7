"""A frame: one call or creation while it runs, and the loop that runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from pydemo.evm.deadline import STRETCH, check
from pydemo.evm.errors import Halt, StackUnderflow
from pydemo.evm.forks import Fork
from pydemo.evm.precompiles import Precompile, precompiles_of, warm_precompiles_of
from pydemo.evm.programs import Program, Programs, programs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydemo.evm.state import State

_PADDING = bytes(32)
_OLDEST_HASH = 256


@dataclass(slots=True)
class Environment:
    """What instructions can see of the block and the transaction."""

    fork: Fork
    chain_id: int = 1
    coinbase: int = 0
    timestamp: int = 0
    number: int = 0
    prevrandao: int = 0
    gas_limit: int = 0
    base_fee: int = 0
    blob_base_fee: int = 1
    origin: int = 0
    gas_price: int = 0
    blob_hashes: tuple[int, ...] = ()
    ancestor_hash: Callable[[int], int] = field(default=lambda _number: 0)
    """Gives the hash of one of the 256 blocks before this one."""

    programs: Programs = field(init=False)
    """Code -> program, shared by all that runs under the same fork."""
    precompiles: dict[int, Precompile] = field(init=False)
    always_warm: dict[int, bool] = field(init=False)
    """The precompiles' addresses (EIP-2929), as `State.warm_accounts` has them."""
    halted: Halt | None = field(init=False, default=None)
    """What ended the last frame that neither succeeded nor reverted."""

    def __post_init__(self) -> None:
        self.programs = programs_of(self.fork)
        self.precompiles = precompiles_of(self.fork)
        self.always_warm = warm_precompiles_of(self.fork)

    is_watched: ClassVar[bool] = False
    """Whether `enter` and `leave` are told of every message."""

    def enter(
        self,
        state: State,
        kind: str,
        caller: int,
        address: int,
        code_address: int,
        value: int,
        gas: int,
        data: bytes,
        depth: int,
    ) -> None:
        """A call or creation begins."""

    def leave(self, state: State, succeeded: bool, left: int, output: bytes) -> None:
        """It has ended, and what it changed has been undone if it failed."""

    def frame(self, state: State, code: bytes, *call: Any) -> Frame:
        """A frame that will run some code in this environment; the rest is `Frame`'s."""
        return Frame(state, self, self.programs[code], *call)

    def block_hash(self, number: int) -> int:
        if number < self.number and number >= self.number - _OLDEST_HASH:
            return self.ancestor_hash(number)
        return 0

    def blob_hash(self, index: int) -> int:
        return self.blob_hashes[index] if index < len(self.blob_hashes) else 0


class Frame:
    """One call: whose code, on whose storage, with which input and how much gas."""

    __slots__ = (
        "address",
        "caller",
        "code",
        "data_size",
        "depth",
        "env",
        "gas",
        "is_static",
        "memory",
        "output",
        "padded",
        "program",
        "return_data",
        "slots",
        "state",
        "value",
        "warm_slots",
    )

    def __init__(
        self,
        state: State,
        env: Environment,
        program: Program,
        caller: int,
        address: int,
        value: int,
        data: bytes,
        gas: int,
        depth: int = 0,
        is_static: bool = False,
    ) -> None:
        self.state, self.env, self.program, self.code = state, env, program, program.code
        self.caller, self.address, self.value = caller, address, value
        # Only with the padding: one copy of what may be long is enough.
        self.data_size, self.padded = len(data), data + _PADDING
        self.gas, self.depth, self.is_static = gas, depth, is_static
        # Each is looked up here first: most often it is there, and a call costs more than that.
        slots, warm_slots = state.storage.get(address), state.warm_slots.get(address)
        self.slots = state.slots(address) if slots is None else slots
        self.warm_slots = state.warm_slots_of(address) if warm_slots is None else warm_slots
        self.memory = bytearray()
        self.output = self.return_data = b""

    def run(self) -> bool:
        """Execute to the end. Returns False for a revert, which leaves its gas.

        Raises:
            Halt: any other failure; the gas is gone.
            Stopped: it may run no longer; what it has changed is the caller's to take back.
        """
        program, stack, place = self.program, list[int](), 0
        functions = program.functions
        try:
            while True:
                for _ in STRETCH:
                    function = functions.get(place) or program.function_at(place)
                    place = function(self, stack)
                    if place < 0:
                        return place == -1
                check()
        except IndexError:
            pass  # translated code indexes nothing but the stack (slices do not raise)
        # Raised out here, it does not drag the other error along, and with it all of memory.
        raise StackUnderflow
