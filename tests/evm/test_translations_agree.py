"""A contract does the same however it is cut into functions: along paths, frugally, in steps."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from evm.assembler import assemble
from evm.machine import OTHER, Run, Translation, run
from pydemo.evm.opcodes import OPCODES

_LABELS = 6
_ENOUGH_ENTRIES = " ".join(["CALLDATASIZE", "7", "ADDRESS", "64", "0", "CALLDATASIZE"] * 4)

_SMALL = st.one_of(st.integers(0, 40), st.sampled_from([2**256 - 1, 2**255, 255, 256, 1024]))
_JUMPS = st.tuples(
    st.sampled_from(["@{} JUMP", "@{} JUMPI", "CALLDATASIZE @{} JUMPI", "GAS 1 AND @{} JUMPI"]),
    st.integers(0, _LABELS - 1),
).map(lambda pair: pair[0].format(f"l{pair[1]}"))
_DYNAMIC_JUMPS = st.integers(0, _LABELS - 1).map(lambda n: f"CALLDATASIZE 0 MUL @l{n} ADD JUMP")
_CHECKS = st.integers(0, 1).map(
    # As compilers write them: go on if all is well, else revert.
    lambda truth: f"DUP1 CALLDATASIZE {'LT' if truth else 'GT'} ISZERO PC 10 ADD JUMPI 0 0 REVERT"
)
_CALLS = st.sampled_from(
    [
        f"32 0 32 0 3 {OTHER} GAS CALL",
        f"32 0 32 0 3 {OTHER} 5000 CALLCODE",
        f"0 0 4 0 {OTHER} GAS DELEGATECALL",
        f"32 32 4 0 {OTHER} GAS STATICCALL",
        "32 0 32 0 4 GAS STATICCALL",
        "0 0 0 1 CREATE",
    ]
)
_OPCODES = sorted(o.name for o in OPCODES.values() if o.name not in ("JUMP", "JUMPI", "INVALID"))
_WORDS = st.one_of(
    st.sampled_from(_OPCODES),
    st.sampled_from(["ADD", "SWAP1", "DUP2", "MSTORE", "MLOAD", "SSTORE", "SLOAD", "POP", "LT"]),
    _SMALL.map(str),
    _JUMPS,
    _DYNAMIC_JUMPS,
    _CHECKS,
    _CALLS,
)


@st.composite
def _contracts(draw: st.DrawFn) -> str:
    words = draw(st.lists(_WORDS, min_size=1, max_size=60))
    for label in range(_LABELS):
        words.insert(draw(st.integers(0, len(words))), f"l{label}:")
    return " ".join([_ENOUGH_ENTRIES, *words])


_CALLEE = """
    CALLVALUE 5 SLOAD ADD 5 SSTORE CALLER 0 MSTORE 32 0 0 0 LOG2
    CALLDATASIZE @fail JUMPI 32 0 RETURN
    fail: 4 0 REVERT
"""


def _story(outcome: Run) -> tuple[object, ...]:
    state = outcome.state
    return (
        # Not what halted it: a path is charged as a whole, so it may run out of gas before it
        # comes to what is wrong with it. Either way all is gone.
        *(outcome.succeeded, outcome.gas_used, outcome.output, outcome.halted is None),
        *(state.storage, state.balance, state.code, state.logs, state.refund, state.transient),
        *(state.warm_accounts, state.warm_slots, state.created, state.destroyed),
    )


_ends: Counter[str] = Counter()


@settings(max_examples=250, deadline=None)
@given(code=_contracts(), data=st.binary(max_size=40), is_static=st.booleans())
def _agree(code: str, data: bytes, is_static: bool) -> None:
    stories = []
    for translation in Translation:
        outcome = run(
            assemble(code),
            data=data,
            gas=150_000,
            is_static=is_static,
            others={OTHER: _CALLEE},
            translation=translation,
        )
        stories.append(_story(outcome))
    assert stories[0] == stories[1] == stories[2]
    _ends["success" if outcome.succeeded else str(type(outcome.halted).__name__)] += 1


def test_a_contract_does_the_same_however_it_is_translated() -> None:
    _agree()
    # If they all failed at once, agreeing would prove nothing.
    assert _ends["success"] > 20, _ends
    assert len(_ends) > 4, _ends
