"""Every instruction that computes means what the Yellow Paper says, however it is translated."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evm.assembler import RETURN_TOP, assemble
from evm.machine import Translation, run
from evm.reference import MEANING, SIZE
from pydemo.evm.opcodes import OPCODES

_POPS = {opcode.name: opcode.pops for opcode in OPCODES.values()}

_EDGES = [0, 1, 3, 30, 31, 32, 255, 256, 257, 2**160, 2**255 - 1, 2**255, SIZE - 256, SIZE - 1]
_WORDS = st.one_of(
    st.sampled_from(_EDGES),
    st.integers(0, 300),
    st.integers(0, SIZE - 1),
    st.integers(1, 300).map(lambda x: SIZE - x),
)


def _computed(name: str, operands: tuple[int, ...], known: tuple[bool, ...]) -> int:
    """The result, where some operands are constants in the code and the others come with a call."""
    code = "".join(
        f"{operand} " if is_known else f"{32 * index} CALLDATALOAD "
        for index, (operand, is_known) in reversed(
            list(enumerate(zip(operands, known, strict=True)))
        )
    )
    data = b"".join(operand.to_bytes(32) for operand in operands)
    return run(f"{code} {name} {RETURN_TOP}", data=data).word


def _check(name: str, operands: tuple[int, ...]) -> None:
    expected = MEANING[name](*operands)
    for known in product((False, True), repeat=len(operands)):
        assert _computed(name, operands, known) == expected, (operands, known)


def test_every_instruction_that_computes_has_a_meaning_here() -> None:
    computing = {o.name for o in OPCODES.values() if o.code < 0x20} - {"STOP"}
    assert computing == set(MEANING)


@pytest.mark.parametrize("name", MEANING)
def test_edges_are_computed_right(name: str) -> None:
    edges = _EDGES if _POPS[name] < 3 else [0, 1, 2, 2**255, SIZE - 1]
    for operands in product(edges, repeat=_POPS[name]):
        expected = MEANING[name](*operands)
        assert _computed(name, operands, (False,) * len(operands)) == expected, operands
        assert _computed(name, operands, (True,) * len(operands)) == expected, operands


@pytest.mark.parametrize("name", MEANING)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_known_and_unknown_operands_give_the_same(name: str, data: st.DataObject) -> None:
    operands = tuple(data.draw(_WORDS, label=str(index)) for index in range(_POPS[name]))
    _check(name, operands)


# --- whole expressions ----------------------------------------------------------------------------

_TREE = st.recursive(
    st.one_of(_WORDS.map(str), st.integers(0, 3).map(lambda n: f"${n}")),
    lambda inner: st.sampled_from(sorted(MEANING)).flatmap(
        lambda name: st.tuples(st.just(name), *[inner] * _POPS[name])
    ),
    max_leaves=25,
)
"""A number, an argument of the call, or an instruction with its operands."""


def _code_of(tree: object) -> str:
    if isinstance(tree, tuple):
        name, *operands = tree
        return " ".join([*(_code_of(operand) for operand in reversed(operands)), name])
    text = str(tree)
    return f"{32 * int(text[1:])} CALLDATALOAD" if text[0] == "$" else text


def _value_of(tree: object, arguments: list[int]) -> int:
    if isinstance(tree, tuple):
        name, *operands = tree
        return MEANING[name](*(_value_of(operand, arguments) for operand in operands))
    text = str(tree)
    return arguments[int(text[1:])] if text[0] == "$" else int(text)


@settings(max_examples=200, deadline=None)
@given(tree=_TREE, arguments=st.lists(_WORDS, min_size=4, max_size=4))
def test_what_is_known_of_a_value_never_changes_it(tree: object, arguments: list[int]) -> None:
    """Sizes of values are tracked, masks left out and truths kept as such: in any combination."""
    data = b"".join(argument.to_bytes(32) for argument in arguments)
    code = assemble(f"{_code_of(tree)} {RETURN_TOP}")
    expected = _value_of(tree, arguments)
    for translation in Translation:
        assert run(code, data=data, translation=translation).word == expected, translation


@pytest.mark.parametrize(
    ("exponent", "gas"), [(0, 10), (1, 60), (255, 60), (256, 110), (2**255, 1610), (SIZE - 1, 1610)]
)
def test_exp_costs_fifty_for_each_byte_of_the_exponent(exponent: int, gas: int) -> None:
    data = exponent.to_bytes(32)
    around = run(f"0 CALLDATALOAD 3 POP POP {exponent} POP", data=data).gas_used
    assert run(f"0 CALLDATALOAD 3 EXP POP {exponent} POP", data=data).gas_used == around - 2 + gas
    known = run(f"{exponent} 3 EXP POP").gas_used
    assert known == gas + 3 + 2 + (2 if exponent == 0 else 3)
