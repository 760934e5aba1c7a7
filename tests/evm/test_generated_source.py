"""Whatever the contract, the Python made from it is made of our names and integers alone."""

from __future__ import annotations

import ast
import builtins
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evm.assembler import push
from pydemo.evm.block import FETCHED
from pydemo.evm.forks import Fork
from pydemo.evm.opcodes import OPCODES
from pydemo.evm.programs import NAMES, Program

_NODES = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Raise, ast.If),
    *(ast.Assign, ast.AugAssign, ast.Delete, ast.Expr, ast.Call, ast.keyword, ast.Attribute),
    *(ast.Name, ast.Load, ast.Store, ast.Del, ast.Constant, ast.Tuple, ast.Subscript, ast.Slice),
    *(ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.operator, ast.unaryop, ast.cmpop),
)
"""No import, no lambda, no comprehension, no loop, no string formatting, no class."""

_LOCALS = {"f", "s", "g", *FETCHED}
_NUMBERED = re.compile(r"at_\d+|[at]\d+")
_ATTRIBUTES = {
    *("address", "append", "balance", "base_fee", "blob_base_fee", "blob_hash", "block_hash"),
    *("bit_length", "caller", "chain_id", "code", "coinbase", "data_size", "env", "gas"),
    *("gas_limit", "gas_price", "get", "memory", "number", "origin", "output", "padded"),
    *("prevrandao", "return_data", "state", "timestamp", "to_bytes", "transient", "value"),
}
_TEXTS = {"CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"}
"""The only strings: which of the four calls it is."""


def _check(source: str) -> None:
    for node in ast.walk(ast.parse(source)):
        assert isinstance(node, _NODES), ast.dump(node)
        if isinstance(node, ast.Name):
            known = node.id in {*NAMES, "J", "len", "bytes", "pow"}
            assert known or node.id in _LOCALS or _NUMBERED.fullmatch(node.id), node.id
        elif isinstance(node, ast.Attribute):
            assert node.attr in _ATTRIBUTES, node.attr
        elif isinstance(node, ast.Constant):
            is_ours = node.value is None or node.value == b"" or node.value in _TEXTS
            assert type(node.value) is int or is_ours, node.value
        elif isinstance(node, ast.FunctionDef):
            assert _NUMBERED.fullmatch(node.name)
            assert [argument.arg for argument in node.args.args] == ["f", "s"]


def _check_code(code: bytes, fork: Fork, longest: int = 600) -> None:
    program = Program(code, fork, longest=longest)
    for entry in (0, *sorted(program.destinations)[:20], len(code) // 2, len(code)):
        _check(program.source_at(entry))


_INSTRUCTIONS = st.one_of(
    st.sampled_from(sorted(OPCODES)).map(lambda byte: bytes([byte])),
    st.integers(0, 2**256 - 1).map(push),
    st.integers(0, 80).map(push),
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(Fork), st.sampled_from((1, 600)))
def test_random_bytes_become_names_of_ours_and_integers(
    code: bytes, fork: Fork, longest: int
) -> None:
    _check_code(code, fork, longest)


@settings(max_examples=300, deadline=None)
@given(st.lists(_INSTRUCTIONS, max_size=100).map(b"".join), st.sampled_from(Fork))
def test_random_instructions_become_names_of_ours_and_integers(code: bytes, fork: Fork) -> None:
    _check_code(code, fork)


@pytest.mark.parametrize("text", ["__import__('os')", '"""\n', "\\", "#", "{}", "\0\n\r\f"])
def test_text_in_a_contract_stays_out_of_its_source(text: str) -> None:
    raw = text.encode()
    for code in (raw, push(int.from_bytes(raw)) + b"\x5f\x52", b"\x5b" + raw * 10):
        _check_code(code, Fork.OSAKA)


def test_translated_code_sees_next_to_nothing_of_python() -> None:
    assert set(NAMES["__builtins__"]) == {"len", "bytes", "pow"}
    program = Program(b"\x5b", Fork.OSAKA)
    seen = program.function_at(0).__globals__
    assert set(seen) == {*NAMES, "J"}
    assert not {name for name in seen if hasattr(builtins, name)}
