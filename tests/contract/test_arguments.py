"""Bad arguments: refused before anything is sent, in one line that names the signature."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract

TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
TRANSFER = "DemoToken.transfer(address to, uint256 value)"
POINT = "Shapes.echoPoint(Point point)"
DRAWING = "Shapes.echoDrawing(Drawing drawing)"
NESTED = "Shapes.echoNested(uint256[][] rows, bytes[2] pair)"
REVERSE = "Shapes.reverse(Point[] points)"

TRANSFERS: list[tuple[tuple[Any, ...], str]] = [
    ((), "missing argument: to, value"),
    ((TO,), "missing argument: value"),
    ((TO, 1, 2), "takes 2 arguments, 3 were given"),
    (
        (TO, 1.5),
        "value = 1.5 is a float; amounts are whole numbers in the smallest unit "
        "(pydemo.units.ether(1.5) makes one of 18 decimals)",
    ),
    ((TO, Decimal(1)), "value = Decimal('1'): a whole number (uint256) is expected"),
    ((TO, "1"), "value = '1': a whole number (uint256) is expected"),
    ((TO, True), "value = True: a whole number (uint256) is expected"),
    ((TO, None), "value = None: a whole number (uint256) is expected"),
    ((TO, -1), "value = -1 does not fit uint256: 0 to 2**256 - 1"),
    ((TO, 2**256), f"value = {2**256} does not fit uint256: 0 to 2**256 - 1"),
    (
        (TO.replace("C8", "c8"), 1),
        f"to: {TO.replace('C8', 'c8')} has a wrong checksum: a letter was mistyped, "
        "or its case was changed",
    ),
    (
        (TO[:-1], 1),
        f"to: {TO[:-1]!r} is no address: 0x and 40 hexadecimal digits are expected",
    ),
    ((TO[2:], 1), f"to: {TO[2:]!r} is no address: 0x and 40 hexadecimal digits are expected"),
    (("bob", 1), "to: 'bob' is no address: 0x and 40 hexadecimal digits are expected"),
    ((b"\1" * 19, 1), "to: an address has 20 bytes, not 19: 0x" + "01" * 19),
    ((5, 1), "to: 5 is no address: pass an account, a contract or a hex string"),
    ((None, 1), "to: None is no address: pass an account, a contract or a hex string"),
]

OTHERS: list[tuple[str, tuple[Any, ...], str]] = [
    ("echoPoint", (5,), f"{POINT}: point = 5: a dict or tuple of (int256 x, int256 y) is expected"),
    (
        "echoPoint",
        ("xy",),
        f"{POINT}: point = 'xy': a dict or tuple of (int256 x, int256 y) is expected",
    ),
    ("echoPoint", ((1,),), f"{POINT}: point has 1 members, 2 are expected"),
    ("echoPoint", ({"x": 1, "z": 2},), f"{POINT}: point has no member 'z'"),
    ("echoPoint", ({"x": 1, 2: 2, "z": 2},), f"{POINT}: point has no member 'z', 2"),
    ("echoPoint", ({"x": 1.0, "y": 2},), f"{POINT}: point.x = 1.0 is a float; amounts are"),
    ("echoPoint", ((1, 2**255),), f"{POINT}: point.y = {2**255} does not fit int256: -2**255 to"),
    ("reverse", (5,), f"{REVERSE}: points = 5: a list is expected ((int256,int256)[])"),
    ("reverse", ({"x": 1},), f"{REVERSE}: points = {{'x': 1}}: a list is expected"),
    ("reverse", ([(1, 2), (1, "2")],), f"{REVERSE}: points[1].y = '2': a whole number (int256)"),
    ("echoNested", ([[1], [2, -3]], [b"", b""]), f"{NESTED}: rows[1][1] = -3 does not fit uint256"),
    ("echoNested", ([], [b""]), f"{NESTED}: pair has 1 entries, bytes[2] takes 2"),
    (
        "echoNested",
        ([], [b"", "ff"]),
        f"{NESTED}: pair[1]: bytes, or a hex string starting with 0x",
    ),
    ("echoNested", ([], [b"", 5]), f"{NESTED}: pair[1] = 5: bytes are expected"),
    ("divide", (1, 2.5), "Shapes.divide(uint256 value, uint256 by): by = 2.5 is a float"),
    ("kind", ("5",), "Shapes.kind: no overload takes these arguments: kind("),
]

ALL: dict[str, Any] = {
    "flag": True,
    "small": 1,
    "signed": 1,
    "account": TO,
    "tag": b"1234",
    "word": bytes(32),
    "data": b"",
    "words": "",
    "colour": 0,
    "length": 1,
}


@pytest.fixture(scope="module")
def token(chain: Chain, alice: Account) -> Contract:
    return chain.deploy("DemoToken", 10**18, alice, sender=alice)


@pytest.mark.parametrize(("arguments", "problem"), TRANSFERS, ids=[p[:40] for _, p in TRANSFERS])
def test_a_bad_argument_of_a_transaction_is_one_line_and_nothing_is_sent(
    chain: Chain, token: Contract, alice: Account, arguments: tuple[Any, ...], problem: str
) -> None:
    before = chain.block_number
    with pytest.raises(errors.ArgumentError) as caught:
        token.transfer(*arguments, sender=alice)
    assert str(caught.value) == f"{TRANSFER}: {problem}"
    assert "\n" not in str(caught.value)
    assert chain.block_number == before


@pytest.mark.parametrize("way", ["call", "gas", "data"])
def test_every_way_to_use_a_function_checks_its_arguments(token: Contract, way: str) -> None:
    with pytest.raises(errors.ArgumentError) as caught:
        getattr(token.transfer, way)(TO)
    assert str(caught.value) == f"{TRANSFER}: missing argument: value"


@pytest.mark.parametrize(("name", "arguments", "problem"), OTHERS)
def test_a_bad_part_of_an_argument_is_named_by_its_path(
    shapes: Contract, name: str, arguments: tuple[Any, ...], problem: str
) -> None:
    with pytest.raises(errors.ArgumentError) as caught:
        shapes[name](*arguments)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("flag", 1, "flag = 1: True or False is expected"),
        ("small", 256, "small = 256 does not fit uint8: 0 to 2**8 - 1"),
        ("signed", 2**127, f"signed = {2**127} does not fit int128: -2**127 to 2**127 - 1"),
        ("signed", -(2**127) - 1, f"signed = {-(2**127) - 1} does not fit int128"),
        ("tag", b"123", "tag has 3 bytes, bytes4 takes exactly 4"),
        ("tag", "0x0102030405", "tag has 5 bytes, bytes4 takes exactly 4"),
        ("tag", "0x010", "tag: bytes, or a hex string starting with 0x, are expected"),
        ("word", 5, "word = 5: bytes are expected"),
        ("data", "text", "data: bytes, or a hex string starting with 0x, are expected"),
        ("data", None, "data = None: bytes are expected"),
        ("words", b"bytes", "words = b'bytes': a string is expected"),
        ("words", "\ud800", "words = '\\ud800': half a character has no UTF-8"),
        ("colour", 256, "colour = 256 does not fit uint8"),
        ("length", 2**128, f"length = {2**128} does not fit uint128"),
    ],
)
def test_each_simple_type_refuses_what_it_cannot_hold(
    shapes: Contract, name: str, value: Any, problem: str
) -> None:
    with pytest.raises(errors.ArgumentError) as caught:
        shapes.echoAll(*{**ALL, name: value}.values())
    assert str(caught.value).startswith("Shapes.echoAll(bool flag, uint8 small,")
    assert f": {problem}" in str(caught.value)


def test_a_huge_value_is_cut_in_the_message(shapes: Contract) -> None:
    with pytest.raises(errors.ArgumentError) as caught:
        shapes.echoPoint("x" * 10_000)
    assert len(str(caught.value)) < 200
    assert "…" in str(caught.value)


def test_nothing_is_rounded_to_fit_a_fixed_array(shapes: Contract) -> None:
    drawing = {"painter": TO, "colour": 0, "lines": [], "note": b""}
    assert shapes.echoDrawing({**drawing, "thickness": (1, 2, 3)}).thickness == [1, 2, 3]
    for thickness in ([1, 2], [1, 2, 3, 4], []):
        with pytest.raises(errors.ArgumentError) as caught:
            shapes.echoDrawing({**drawing, "thickness": thickness})
        assert str(caught.value) == (
            f"{DRAWING}: drawing.thickness has {len(thickness)} entries, uint8[3] takes 3"
        )


def test_the_error_of_an_argument_is_a_value_error_too(token: Contract) -> None:
    with pytest.raises(ValueError, match="missing argument"):
        token.balanceOf()
