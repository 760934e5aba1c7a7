"""The same random transactions on both engines: whatever can be seen is the same on both."""

from __future__ import annotations

from rounds import FACTOR, bounds

from differential.machine import Engines, Tally
from differential.outcomes import run_until_expected
from differential.puppet import act
from differential.stage import BOB, PUPPETS, raw, shared_pair
from differential.tokens import FUNCTIONS
from pydemo.chain.frames import Failure, Transaction

_ALL_THREE = "succeeded failed refused"
_UNSIGNED = ("legacy", "access list", "dynamic fee", "set code")
_SIGNED = (*_UNSIGNED, "blob")
EXPECTED = {
    **dict.fromkeys(["create", "in one block", "impersonated", "raw", "unsigned"], _ALL_THREE),
    **dict.fromkeys(["transfer", "impersonated legacy"], "succeeded refused"),
    **dict.fromkeys(["execute", "simulate", "estimate", "token"], "succeeded failed"),
    **{f"unsigned {kind}": "succeeded" for kind in _UNSIGNED},
    **{f"raw {kind}": "succeeded" for kind in _SIGNED},
    **{f"token {function}": "succeeded" for function in FUNCTIONS if function != "nothing"},
    "frame": "CALL STATICCALL DELEGATECALL CALLCODE CREATE success REVERT OUT_OF_GAS STACK "
    "INVALID_OPCODE INVALID_JUMP WRITE_PROTECTION CODE_REJECTED OTHER",
}
"""What must have come of each kind of step: where all fails, two engines are easily the same."""
EXPECTED_IN_THE_LONG_RUN = {
    "execute": _ALL_THREE,
    **{f"unsigned {kind}": _ALL_THREE for kind in _UNSIGNED},
    **{f"raw {kind}": _ALL_THREE for kind in _SIGNED},
    **{f"token {function}": outcomes for function, outcomes in FUNCTIONS.items()},
    "frame": "CREATE2 CREATE_COLLISION",
}
_LONG = 10


def test_both_engines_do_the_same_with_every_kind_of_transaction() -> None:
    tally = Tally()

    class TheseEngines(Engines):
        def __init__(self) -> None:
            super().__init__(tally)

    expected = EXPECTED if FACTOR < _LONG else {**EXPECTED, **EXPECTED_IN_THE_LONG_RUN}
    run_until_expected(TheseEngines, tally, expected, bounds(examples=8, steps=20))


def test_both_engines_refuse_a_second_contract_at_the_same_address() -> None:
    """Random scripts hit upon this too seldom."""
    pair = shared_pair()
    start = pair.take_snapshot()
    made_twice = act("create2", 0, 1, data=b"\x60\x01\x5f\xf3") * 2
    outcome = pair.execute(Transaction(raw(BOB), raw(PUPPETS[0]), made_twice))
    assert outcome is not None
    failures = [frame.failure for frame in pair.mirror.trace(outcome.tx_hash).walk()]
    assert failures == [None, None, Failure.CREATE_COLLISION]
    pair.revert_to_snapshot(start)
