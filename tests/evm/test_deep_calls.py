"""Calls nest 1,024 deep whatever Python's own limits are, and these stay as they were."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from evm.assembler import RETURN_TOP, assemble
from evm.machine import CALLER, CONTRACT, Run, run
from pydemo.evm.errors import OutOfGas, StackUnderflow
from pydemo.evm.forks import Fork
from pydemo.evm.frame import Environment
from pydemo.evm.state import State
from pydemo.evm.tracing import Step, TracingEnvironment, Visit
from pydemo.evm.transaction import Message, simulate

PLENTY = 10**16
"""A 64th of the gas stays behind at each call: this is enough for all of them."""
FRAMES = 1025
"""The outermost call is at depth 0, the innermost at 1,024."""

_USUAL_LIMIT = 1000


@pytest.fixture(autouse=True)
def _python_as_it_comes() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_USUAL_LIMIT)
    yield
    assert sys.getrecursionlimit() == _USUAL_LIMIT
    sys.setrecursionlimit(before)


def _calls_itself(kind: str) -> str:
    """Returns how many frames there are from here on: one more than the call to itself returns."""
    value = "0" if kind in ("CALL", "CALLCODE") else ""
    return f"32 0 0 0 {value} ADDRESS GAS {kind} POP 0 MLOAD 1 ADD {RETURN_TOP}"


CREATES_ITSELF = "CODESIZE 0 0 CODECOPY CODESIZE 0 0 CREATE"
"""As creation code: it creates a contract whose creation code is the same, and so on."""


def _deep(kind: str, environment: Environment | None = None) -> Run:
    return run(_calls_itself(kind), gas=PLENTY, environment=environment)


# --- the depth ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"])
def test_calls_nest_1024_deep_and_no_deeper(kind: str) -> None:
    assert _deep(kind).word == FRAMES


def test_creations_nest_1024_deep_and_no_deeper() -> None:
    assert len(run(CREATES_ITSELF, gas=PLENTY).state.created) == FRAMES - 1


def test_a_creation_transaction_nests_as_deep() -> None:
    state = State(balance={CALLER: 10**30})
    env = TracingEnvironment(Fork.PRAGUE)
    assert simulate(
        state, env, Message(CALLER, None, 0, PLENTY, data=assemble(CREATES_ITSELF))
    ).succeeded
    assert _depth(env.root) == FRAMES - 1


def _depth(visit: Visit | None) -> int:
    depth = 0
    while visit is not None:
        depth = visit.depth
        visit = next((step for step in visit.steps if isinstance(step, Visit)), None)
    return depth


@pytest.mark.parametrize("address", [1, 2, 3, 4, 5, 6, 7, 8])
def test_precompiles_run_at_the_bottom(address: int) -> None:
    """The last frame that can still call anything calls one; its success is the highest bit."""
    code = f"""
        32 0 0 0 ADDRESS GAS STATICCALL POP 0 MLOAD 1 ADD
        DUP1 2 EQ @second JUMPI @out JUMP
        second: 0 0 0 0 {address} GAS STATICCALL 255 SHL OR
        out: {RETURN_TOP}
    """
    found = run(code, gas=PLENTY).word
    assert found == 2**255 + FRAMES


def test_a_call_at_the_bottom_fails_and_its_gas_comes_back() -> None:
    code = """
        32 0 0 0 ADDRESS GAS STATICCALL @inner JUMPI
        GAS 0 0 0 0 4 GAS STATICCALL POP GAS SWAP1 SUB 0 MSTORE
        inner: 32 0 RETURN
    """
    # A warm call and what surrounds it; the gas that was to be passed on is all there again.
    assert run(code, gas=PLENTY).word == 4 * 2 + 3 + 2 + 2600 + 2 + 2


# --- watching -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["CALL", "DELEGATECALL", "STATICCALL"])
def test_the_call_tree_of_deep_calls_is_complete(kind: str) -> None:
    env = TracingEnvironment(Fork.OSAKA)
    assert _deep(kind, env).word == FRAMES
    assert _depth(env.root) == FRAMES - 1


def test_deep_calls_can_be_watched_step_by_step() -> None:
    depths: list[int] = []
    env = TracingEnvironment(Fork.OSAKA, on_step=lambda step: depths.append(step.depth))
    assert _deep("CALL", env).word == FRAMES
    assert max(depths) == FRAMES - 1
    assert len(depths) == FRAMES * len(_calls_itself("CALL").split())


# --- Python's limits ------------------------------------------------------------------------------


def test_deep_calls_take_no_room_on_the_c_stack() -> None:
    """A thread with a stack of 256 KB: less than what 1,024 calls between C functions take."""
    found: list[int] = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(_deep("CALL").word))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert found == [FRAMES]


def test_one_thread_does_not_take_the_room_of_another() -> None:
    is_deep, other_is_done = threading.Event(), threading.Event()
    found: list[int] = []

    def pause(step: Step) -> None:
        if step.depth == FRAMES // 2 and not is_deep.is_set():
            is_deep.set()
            other_is_done.wait()

    env = TracingEnvironment(Fork.OSAKA, on_step=pause)
    thread = threading.Thread(target=lambda: found.append(_deep("CALL", env).word))
    thread.start()
    is_deep.wait()
    found.append(_deep("CALL").word)
    other_is_done.set()
    thread.join()
    assert found == [FRAMES, FRAMES]


def test_running_out_of_gas_on_the_way_down_ends_well() -> None:
    for gas in (10**5, 10**6, 10**7, 10**8):
        outcome = run(_calls_itself("CALL"), gas=gas)
        assert outcome.succeeded
        assert 1 < outcome.word < FRAMES


@pytest.mark.parametrize(
    ("code", "halt"), [("POP", StackUnderflow), ("7 0x:63ffffffff52", OutOfGas)]
)
def test_a_failure_keeps_nothing_alive(code: str, halt: type[Exception]) -> None:
    """An exception's traceback holds the frames it has passed, and these their memory."""
    outcome = run(code)
    assert type(outcome.halted) is halt
    assert outcome.halted.__traceback__ is None
    assert outcome.halted.__context__ is None
    assert CONTRACT in outcome.state.code
