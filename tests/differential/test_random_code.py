"""Random bytecode on both engines: it runs, fails and costs the same."""

from __future__ import annotations

from rounds import bounds

from differential.machine import Tally
from differential.outcomes import run_until_expected
from differential.random_code import RandomCode

EXPECTED = {
    "creation": "succeeded failed",
    "call": "succeeded failed",
    "call through a puppet": "succeeded",
    "simulate": "succeeded failed",
    "frame": "CALL STATICCALL DELEGATECALL CALLCODE CREATE success REVERT OUT_OF_GAS STACK "
    "INVALID_OPCODE INVALID_JUMP",
}


def test_both_engines_run_random_code_alike() -> None:
    tally = Tally()

    class ThisCode(RandomCode):
        def __init__(self) -> None:
            super().__init__(tally)

    run_until_expected(ThisCode, tally, EXPECTED, bounds(examples=15, steps=30))
