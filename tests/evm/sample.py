"""The part of the official state tests that CI runs: fixed, and something of every file."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from evm.exceptions import read_exceptions
from evm.state_case import StateCase

_EVERY = 16

_LONG = frozenset(
    f"GeneralStateTests/{file}.json"
    for file in (
        "VMTests/vmPerformance/loopExp",
        "VMTests/vmPerformance/loopMul",
        "Pyspecs/cancun/eip4844_blobs/point_evaluation_precompile_gas_usage",
        "stPreCompiledContracts2/CALLBlake2f",
        "stPreCompiledContracts2/CALLCODEBlake2f",
        "stStaticCall/static_Call1MB1024Calldepth",
        "stStaticCall/static_Call50000",
        "stStaticFlagEnabled/CallcodeToPrecompileFromCalledContract",
        "stStaticFlagEnabled/CallcodeToPrecompileFromContractInitialization",
        "stStaticFlagEnabled/CallcodeToPrecompileFromTransaction",
        "stTimeConsuming/static_Call50000_sha256",
        "stZeroKnowledge/ecpairing_inputs",
    )
)
"""Files whose cases take a second or more: `make state-tests` runs them, with all the others."""


def sample(cases: Sequence[StateCase]) -> Sequence[StateCase]:
    """Of a file's cases every so many, and one at least; the file's name tells which is first."""
    listed = read_exceptions()
    cases = [case for case in cases if case.name not in listed and case.file not in _LONG]
    if not cases:
        return ()
    first = crc32(cases[0].file.encode()) % min(_EVERY, len(cases))
    return cases[first::_EVERY]
