"""JSON that would overflow the decoder's stack is refused; all else is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from pydemo.chain.shallow_json import DEEPEST, loads


@pytest.fixture(autouse=True)
def high_limit() -> Iterator[None]:
    """As py_ecc leaves it, which eth-account loads."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 100_000))
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":'])
def test_what_is_nested_too_deep_is_refused(opened: str) -> None:
    for text in (opened * 200_000, '["[[[", ' + opened * 200_000):
        with pytest.raises(ValueError, match="levels deep"):
            loads(text.encode())


@pytest.mark.parametrize("value", [[], {"a": [1, None, "ü"]}, "[" * 20_000, [["]", "\\"]] * 10_000])
def test_what_is_long_or_only_looks_nested_is_read(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value


def test_a_call_tree_as_deep_as_the_evm_allows_is_read() -> None:
    text = '{"calls":[' * 1_024 + "{}" + "]}" * 1_024
    assert loads(text.encode()) == json.loads(text)
    depth, inner = 0, loads(b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1))
    while inner:
        depth, inner = depth + 1, inner[0]
    assert depth == DEEPEST - 2


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 10])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)
