"""Random bytecode, and a state machine that runs it on both engines.

Bytes drawn at random die at once. So most of the code is made of instructions with operands that
make sense: small offsets, addresses of the cast, jumps that land; some operands are left to what is
on the stack, and now and then there is a byte of any kind.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from differential.assembler import creation_of, op, push
from differential.puppet import act
from differential.scripts import ADDRESSES, GAS, SLOTS, SMALL, VALUES, WORDS
from differential.stage import ALICE, BOB, PUPPETS, raw, shared_pair
from pydemo.chain.frames import Outcome, Transaction
from pydemo.evm.opcodes import OPCODES

_STACK = st.none()
"""An operand that is whatever lies on the stack."""
_OFFSETS = st.one_of(SMALL, SMALL, SMALL, st.sampled_from([2**16, 2**64, 2**256 - 1]))
_SHIFTS = st.sampled_from([0, 1, 7, 8, 31, 32, 255, 256, 257, 2**255])
_ANY = st.one_of(WORDS, WORDS, _STACK)
_OPERANDS: dict[str, tuple[st.SearchStrategy[int | None], ...]] = {
    # In the order of the stack: the first is on top.
    **dict.fromkeys(["EXP", "SIGNEXTEND", "BYTE", "SHL", "SHR", "SAR"], (_SHIFTS, _ANY)),
    "KECCAK256": (SMALL, SMALL),
    "CALLDATALOAD": (_OFFSETS,),
    **dict.fromkeys(["CALLDATACOPY", "CODECOPY", "MCOPY"], (SMALL, _OFFSETS, SMALL)),
    "RETURNDATACOPY": (SMALL, st.just(0), st.sampled_from([0, 0, 1, 32])),
    "EXTCODECOPY": (ADDRESSES, SMALL, _OFFSETS, SMALL),
    **dict.fromkeys(["BALANCE", "EXTCODESIZE", "EXTCODEHASH"], (ADDRESSES,)),
    "BLOCKHASH": (st.integers(0, 40),),
    "BLOBHASH": (SMALL,),
    "MLOAD": (_OFFSETS,),
    **dict.fromkeys(["MSTORE", "MSTORE8"], (_OFFSETS, _ANY)),
    **dict.fromkeys(["SLOAD", "TLOAD"], (SLOTS,)),
    **dict.fromkeys(["SSTORE", "TSTORE"], (SLOTS, st.one_of(SMALL, _ANY))),
    **{f"LOG{count}": (SMALL, SMALL, *[_ANY] * count) for count in range(5)},
    **dict.fromkeys(["CALL", "CALLCODE"], (GAS, ADDRESSES, VALUES, SMALL, SMALL, SMALL, SMALL)),
    **dict.fromkeys(["DELEGATECALL", "STATICCALL"], (GAS, ADDRESSES, SMALL, SMALL, SMALL, SMALL)),
    "CREATE": (VALUES, SMALL, SMALL),
    "CREATE2": (VALUES, SMALL, SMALL, st.integers(0, 1)),
}
_ENDINGS = {
    **dict.fromkeys(["RETURN", "REVERT"], (SMALL, SMALL)),
    "STOP": (),
    "INVALID": (),
    "SELFDESTRUCT": (ADDRESSES,),
}
_SPECIAL = {"JUMP", "JUMPI", "JUMPDEST"}
_COMMON = sorted(
    opcode.name
    for opcode in OPCODES.values()
    if opcode.name not in _ENDINGS.keys() | _SPECIAL and not opcode.name.startswith("PUSH")
)
_KINDS = st.sampled_from(["push"] * 3 + ["common"] * 12 + ["jump", "landing", "landing", "byte"])
_MOST = 40
_PUSH2 = op("PUSH2")


@st.composite
def codes(draw: st.DrawFn) -> bytes:
    """Bytecode that mostly makes sense."""
    parts: list[bytes | int] = []  # a number stands for the address of a landing place
    landings = 0
    for kind in draw(st.lists(_KINDS, min_size=1, max_size=_MOST)):
        if kind == "push":
            parts.append(push(draw(WORDS)))
        elif kind == "byte":
            parts.append(draw(st.binary(min_size=1, max_size=2)))
        elif kind == "landing":
            landings += 1
            parts.append(op("JUMPDEST"))
        elif kind == "jump":
            conditional = draw(st.booleans())
            if conditional:
                parts.append(push(draw(SMALL)))
            parts += [draw(st.integers(0, 9)), op("JUMPI" if conditional else "JUMP")]
        else:
            name = draw(st.sampled_from(_COMMON))
            parts.append(_with_operands(draw, name, _OPERANDS.get(name)))
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(_ENDINGS)))
        parts.append(_with_operands(draw, name, _ENDINGS[name]))
    return _laid_out(parts)


def _with_operands(
    draw: st.DrawFn, name: str, operands: tuple[st.SearchStrategy[Any], ...] | None
) -> bytes:
    if operands is None:  # one that takes what there is; mostly there should be something
        opcode = next(opcode for opcode in OPCODES.values() if opcode.name == name)
        operands = (_ANY,) * min(opcode.pops, 3)
    drawn = [draw(operand) for operand in operands]
    return b"".join(push(word) for word in reversed(drawn) if word is not None) + op(name)


def _laid_out(parts: list[bytes | int]) -> bytes:
    """Bytes of the parts, with each jump to one of the landing places (or, without one, to 0)."""
    landings, length = [], 0
    for part in parts:
        if part == op("JUMPDEST"):
            landings.append(length)
        length += len(part) if isinstance(part, bytes) else 3
    code = b""
    for part in parts:
        if isinstance(part, int):
            target = landings[part % len(landings)] if landings else 0
            code += _PUSH2 + target.to_bytes(2)
        else:
            code += part
    return code


_LIMITS = st.one_of(st.just(300_000), st.just(300_000), st.integers(21_000, 120_000))
_SENDERS = st.sampled_from([raw(ALICE), raw(BOB)])
_DATA = st.one_of(
    st.binary(max_size=40),
    st.lists(WORDS, max_size=3).map(lambda words: b"".join(word.to_bytes(32) for word in words)),
)


class RandomCode(RuleBasedStateMachine):
    """``tally`` counts (kind of step, what came of it) over all examples."""

    def __init__(self, tally: Counter[tuple[str, str]]) -> None:
        super().__init__()
        self.pair, self.tally = shared_pair(), tally
        self.start = self.pair.take_snapshot()
        self.contracts: list[bytes] = []

    def teardown(self) -> None:
        self.pair.revert_to_snapshot(self.start)

    def _note(self, kind: str, outcome: Outcome | None) -> None:
        assert outcome is not None, "refused"
        self.tally[kind, "succeeded" if outcome.succeeded else "failed"] += 1
        for frame in self.pair.mirror.trace(outcome.tx_hash).walk():
            self.tally["frame", frame.kind] += 1
            self.tally["frame", "success" if frame.failure is None else frame.failure.name] += 1

    @rule(code=codes(), sender=_SENDERS)
    def deploy(self, code: bytes, sender: bytes) -> None:
        """As a contract's code. There are puppets at its side to call."""
        outcome = self.pair.execute(Transaction(sender, None, creation_of(code), 3, 5_000_000))
        assert outcome is not None
        assert outcome.contract_address is not None
        if outcome.succeeded:  # not if it begins with 0xEF
            self.contracts.append(outcome.contract_address)

    @rule(code=codes(), sender=_SENDERS, value=st.sampled_from([0, 1]), gas=_LIMITS)
    def run_as_creation(self, code: bytes, sender: bytes, value: int, gas: int) -> None:
        needed = 60_000 + 40 * len(code)  # what it costs before it runs
        sent = Transaction(sender, None, code, value, gas + needed)
        self._note("creation", self.pair.execute(sent))

    @precondition(lambda self: self.contracts)
    @rule(data=st.data(), sender=_SENDERS, value=st.sampled_from([0, 0, 1]), gas=_LIMITS)
    def call(self, data: st.DataObject, sender: bytes, value: int, gas: int) -> None:
        to, calldata = data.draw(st.sampled_from(self.contracts)), data.draw(_DATA)
        sent = Transaction(sender, to, calldata, value, gas + 40 * len(calldata))
        self._note("call", self.pair.execute(sent))

    @precondition(lambda self: self.contracts)
    @rule(data=st.data(), depth=st.integers(0, 2))
    def call_through_a_puppet(self, data: st.DataObject, depth: int) -> None:
        """By every kind of call; the code then acts on the puppet, or must not change anything."""
        kind = data.draw(st.sampled_from(["call", "callcode", "delegatecall", "staticcall"]))
        to = int.from_bytes(data.draw(st.sampled_from(self.contracts)))
        record = act(kind, data.draw(GAS), to, data.draw(SMALL), 64, data.draw(_DATA))
        for puppet in PUPPETS[:depth]:
            record = act("call", 2**64, puppet, 0, 64, record)
        sent = Transaction(raw(ALICE), raw(PUPPETS[0]), record, 0, 1_000_000)
        self._note("call through a puppet", self.pair.execute(sent))

    @precondition(lambda self: self.contracts)
    @rule(data=st.data(), gas=_LIMITS)
    def ask(self, data: st.DataObject, gas: int) -> None:
        to, calldata = data.draw(st.sampled_from(self.contracts)), data.draw(_DATA)
        failure = self.pair.simulate(Transaction(raw(BOB), to, calldata, 0, gas)).failure
        self.tally["simulate", "succeeded" if failure is None else "failed"] += 1
