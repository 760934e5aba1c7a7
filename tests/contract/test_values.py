"""What goes into a contract and what comes out: every Solidity type, as Python has it."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import pytest

from contract.raw_code import send_data
from pydemo import Chain, errors
from pydemo.chain.accounts import Account
from pydemo.contract import Contract
from pydemo.contract.abi import Parameter
from pydemo.contract.values import named_tuple

Point = namedtuple("Point", "x y")

DRAWING = {
    "painter": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "colour": 2,
    "lines": [
        {"start": {"x": 0, "y": -1}, "end": (2, 3), "label": "first"},
        ((4, 5), Point(6, 7), "第二"),
    ],
    "thickness": [1, 2, 255],
    "note": b"\x00\xff",
}


def echo_all(shapes: Contract, account: Any, **changes: Any) -> tuple[Any, ...]:
    values = {
        "flag": True,
        "small": 255,
        "signed": -(2**127),
        "account": account,
        "tag": b"\x01\x02\x03\x04",
        "word": b"\xff" * 32,
        "data": b"\x00\x01",
        "words": "你好",
        "colour": 2,
        "length": 2**128 - 1,
        **changes,
    }
    result: tuple[Any, ...] = shapes.echoAll(*values.values())
    return result


class TestSimpleTypes:
    def test_every_simple_type_comes_back_as_it_went_in(
        self, shapes: Contract, bob: Account
    ) -> None:
        assert echo_all(shapes, bob) == (
            True,
            255,
            -(2**127),
            bob.address,
            b"\x01\x02\x03\x04",
            b"\xff" * 32,
            b"\x00\x01",
            "你好",
            2,
            2**128 - 1,
        )

    def test_values_are_plain_python(self, shapes: Contract, bob: Account) -> None:
        kinds = [type(value) for value in echo_all(shapes, bob)]
        assert kinds == [bool, int, int, str, bytes, bytes, bytes, str, int, int]

    @pytest.mark.parametrize(
        "form",
        [
            lambda account: account,
            lambda account: account.address,
            lambda account: account.address.lower(),
            lambda account: bytes.fromhex(account.address[2:]),
        ],
        ids=["account", "checksummed", "lower case", "bytes"],
    )
    def test_an_address_goes_in_in_any_form_and_comes_out_checksummed(
        self, shapes: Contract, bob: Account, form: Any
    ) -> None:
        assert echo_all(shapes, form(bob))[3] == bob.address

    def test_a_handle_serves_as_an_address(self, shapes: Contract) -> None:
        assert echo_all(shapes, shapes)[3] == shapes.address

    @pytest.mark.parametrize(
        "form", ["0x01020304", bytearray(b"\1\2\3\4"), memoryview(b"\1\2\3\4")]
    )
    def test_bytes_go_in_as_hex_or_anything_made_of_bytes(
        self, shapes: Contract, bob: Account, form: Any
    ) -> None:
        result = echo_all(shapes, bob, tag=form, data=form)
        assert (result[4], result[6]) == (b"\1\2\3\4", b"\1\2\3\4")

    @pytest.mark.parametrize(("name", "value"), [("small", 0), ("signed", 2**127 - 1)])
    def test_the_other_end_of_a_range_fits_too(
        self, shapes: Contract, bob: Account, name: str, value: int
    ) -> None:
        position = {"small": 1, "signed": 2}[name]
        assert echo_all(shapes, bob, **{name: value})[position] == value

    def test_empty_text_and_bytes_fit(self, shapes: Contract, bob: Account) -> None:
        assert echo_all(shapes, bob, data=b"", words="")[6:8] == (b"", "")

    def test_a_text_that_looks_like_an_address_stays_a_text(
        self, shapes: Contract, alice: Account
    ) -> None:
        text = "0x" + "z" * 40
        receipt = shapes["set(string)"](text, sender=alice)
        assert shapes.text() == text
        assert receipt.trace().arguments == (text,)

    def test_a_text_in_capitals_like_an_address_with_a_wrong_checksum_stays_a_text(
        self, shapes: Contract, alice: Account
    ) -> None:
        text = "0x" + "aB" * 20
        shapes["set(string)"](text, sender=alice)
        assert shapes.text() == text

    def test_a_text_that_is_not_utf8_is_shown_escaped(
        self, chain: Chain, shapes: Contract, alice: Account
    ) -> None:
        data = shapes["set(string)"].data("ab").replace(b"ab", b"\xff\xfe")
        receipt = send_data(chain, alice, shapes, data)
        assert shapes.text() == "\\xff\\xfe"
        assert receipt.trace().arguments == ("\\xff\\xfe",)


class TestStructs:
    @pytest.mark.parametrize(
        "point", [{"x": -1, "y": 2}, {"y": 2, "x": -1}, (-1, 2), [-1, 2], Point(-1, 2)]
    )
    def test_a_struct_goes_in_as_dict_tuple_list_or_named_tuple(
        self, shapes: Contract, point: Any
    ) -> None:
        assert shapes.echoPoint(point) == (-1, 2)

    def test_a_struct_comes_out_with_named_fields(self, shapes: Contract) -> None:
        point = shapes.echoPoint((-1, 2))
        assert (point.x, point.y) == (-1, 2)
        assert type(point).__name__ == "Point"

    def test_what_came_out_goes_back_in(self, shapes: Contract) -> None:
        drawing = shapes.echoDrawing(DRAWING)
        assert shapes.echoDrawing(drawing) == drawing

    def test_structs_in_structs_have_named_fields_all_the_way_down(self, shapes: Contract) -> None:
        drawing = shapes.echoDrawing(DRAWING)
        assert drawing.painter == DRAWING["painter"]
        assert drawing.colour == 2
        assert [line.label for line in drawing.lines] == ["first", "第二"]
        assert (drawing.lines[0].start.y, drawing.lines[1].end.x) == (-1, 6)
        assert drawing.thickness == [1, 2, 255]
        assert drawing.note == b"\x00\xff"

    def test_a_struct_that_lacks_a_member_is_refused(self, shapes: Contract) -> None:
        with pytest.raises(errors.ArgumentError, match="point: missing member: y"):
            shapes.echoPoint({"x": 1})

    @pytest.mark.parametrize("name", ["class", "None", "with$dollar"])
    def test_a_name_python_cannot_have_does_no_harm(self, name: str) -> None:
        fields = tuple(Parameter(field, "uint256", "uint256") for field in ("x", "lambda", "_y"))
        record: Any = named_tuple(name, fields, (1, 2, 3))
        assert record == (1, 2, 3)
        assert record.x == 1


class TestArrays:
    def test_an_array_of_structs_keeps_its_order(self, shapes: Contract) -> None:
        assert shapes.reverse([(1, 2), {"x": 3, "y": 4}]) == [(3, 4), (1, 2)]
        assert shapes.reverse([(1, 2)])[0].y == 2

    def test_an_empty_array_is_an_empty_list(self, shapes: Contract) -> None:
        assert shapes.reverse([]) == []

    def test_a_tuple_serves_as_an_array(self, shapes: Contract) -> None:
        assert shapes.reverse(((1, 2),)) == [(1, 2)]

    def test_arrays_of_arrays_come_back_as_lists_of_lists(self, shapes: Contract) -> None:
        rows, pair = shapes.echoNested([[1, 2], [], [3]], [b"", "0xff"])
        assert rows == [[1, 2], [], [3]]
        assert pair == [b"", b"\xff"]


class TestResults:
    def test_a_single_result_is_the_bare_value(self, shapes: Contract) -> None:
        assert shapes.ANSWER() == 42

    def test_no_result_is_none(self, shapes: Contract) -> None:
        assert shapes.nothing() is None

    def test_several_results_have_their_names(self, shapes: Contract) -> None:
        result = shapes.divide(7, 2)
        assert result == (3, 1)
        assert (result.quotient, result.remainder) == (3, 1)
        quotient, remainder = result
        assert quotient * 2 + remainder == 7

    def test_results_without_a_name_are_reached_by_position(self, shapes: Contract) -> None:
        result = shapes.partlyNamed()
        assert result == (1, 2, "three")
        assert (result.first, result[1], result.third) == (1, 2, "three")

    def test_names_that_mean_something_in_python_do_no_harm(self, shapes: Contract) -> None:
        assert shapes.keywords(1, 2, 3) == 6


class TestGetters:
    @pytest.fixture(autouse=True)
    def _fill(self, shapes: Contract, alice: Account, bob: Account) -> None:
        line = {"start": (1, 2), "end": (3, 4), "label": "edge"}
        shapes.fill(bob, 7, b"k" * 32, "a note", line, sender=alice)

    def test_getters_of_mappings_take_their_keys(self, shapes: Contract, bob: Account) -> None:
        assert shapes.scoreOf(bob) == 7
        assert shapes.notes(bob, b"k" * 32) == "a note"
        assert shapes.notes(bob, bytes(32)) == ""

    def test_the_getter_of_an_array_takes_an_index(self, shapes: Contract) -> None:
        assert shapes.list(0) == 7
        with errors.reverts():
            shapes.list(1)

    def test_the_getter_of_a_struct_names_its_members(self, shapes: Contract) -> None:
        line = shapes.line()
        assert (line.start.x, line.end.y, line.label) == (1, 4, "edge")
        assert shapes.pointAt(7).x == 3
