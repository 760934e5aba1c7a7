"""Running code: one call into one contract, with everything that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from evm.assembler import assemble
from pydemo.evm.calls import execute
from pydemo.evm.errors import Halt
from pydemo.evm.forks import Fork
from pydemo.evm.frame import Environment
from pydemo.evm.programs import Program, Programs, stepping_programs_of
from pydemo.evm.state import State

CALLER, CONTRACT, OTHER = 0xCA11E4, 0xC0DE, 0x07E4
GAS = 10_000_000


class Translation(Enum):
    """How code is made into functions. What it does must never hang on that."""

    ALONG_PATHS = "as far as the way is known"
    FRUGAL = "what runs as a whole, as once too much has been translated"
    STEPPING = "an instruction each"


class _FrugalPrograms(Programs):
    """Programs that have used up their budget from the start."""

    def __missing__(self, code: bytes) -> Program:
        program = super().__missing__(code)
        program.translated = 10**9
        return program


@dataclass(frozen=True)
class Run:
    """What came of a call."""

    succeeded: bool
    gas_used: int
    output: bytes
    halted: Halt | None
    state: State

    @property
    def word(self) -> int:
        """What it returned, as a number."""
        assert self.succeeded, self.halted
        assert len(self.output) == 32
        return int.from_bytes(self.output)

    @property
    def storage(self) -> dict[int, int]:
        return self.state.storage[CONTRACT]


def run(
    code: str | bytes,
    *,
    data: bytes = b"",
    gas: int = GAS,
    value: int = 0,
    is_static: bool = False,
    fork: Fork = Fork.OSAKA,
    others: Mapping[int, str | bytes] | None = None,
    translation: Translation = Translation.ALONG_PATHS,
    environment: Environment | None = None,
) -> Run:
    """Call a contract with some code. Both it and the caller have 1,000 wei."""
    state = State(balance={CALLER: 1000, CONTRACT: 1000})
    state.code[CONTRACT] = code if isinstance(code, bytes) else assemble(code)
    for address, other in (others or {}).items():
        state.code[address] = other if isinstance(other, bytes) else assemble(other)
    env = Environment(fork) if environment is None else environment
    if translation is Translation.FRUGAL:
        env.programs = _FrugalPrograms(fork)
    elif translation is Translation.STEPPING:
        env.programs = stepping_programs_of(fork)
    state.begin_transaction()
    succeeded, left, output = execute(
        state,
        env,
        caller=CALLER,
        address=CONTRACT,
        code_address=CONTRACT,
        code=state.code[CONTRACT],
        value=value,
        transfer=value,
        data=data,
        gas=gas,
        depth=0,
        is_static=is_static,
    )
    return Run(succeeded, gas - left, output, env.halted, state)
