"""Whatever fits goes through a contract unchanged; what does not fit is refused before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pydemo import errors
from pydemo.contract import Contract

UINT256 = st.integers(0, 2**256 - 1)
INT256 = st.integers(-(2**255), 2**255 - 1)
TEXT = st.text(max_size=70)
BYTES = st.binary(max_size=70)
ADDRESS = st.binary(min_size=20, max_size=20)
POINT = st.fixed_dictionaries({"x": INT256, "y": INT256})
LINE = st.fixed_dictionaries({"start": POINT, "end": POINT, "label": TEXT})
DRAWING = st.fixed_dictionaries(
    {
        "painter": ADDRESS,
        "colour": st.integers(0, 2),
        "lines": st.lists(LINE, max_size=3),
        "thickness": st.lists(st.integers(0, 255), min_size=3, max_size=3),
        "note": BYTES,
    }
)


def as_dict(value: Any) -> Any:
    """Structs back to dicts."""
    if hasattr(value, "_asdict"):
        return {name: as_dict(item) for name, item in value._asdict().items()}
    return [as_dict(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=25, deadline=None)
@given(drawing=DRAWING)
def test_a_struct_of_everything_comes_back_as_it_went_in(
    shapes: Contract, drawing: dict[str, Any]
) -> None:
    back = as_dict(shapes.echoDrawing(drawing))
    assert bytes.fromhex(back["painter"][2:]) == drawing["painter"]
    assert {**back, "painter": drawing["painter"]} == drawing


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(UINT256, max_size=4), max_size=4), pair=st.tuples(BYTES, BYTES))
def test_arrays_come_back_as_they_went_in(
    shapes: Contract, rows: list[list[int]], pair: tuple[bytes, bytes]
) -> None:
    assert shapes.echoNested(rows, pair) == (rows, list(pair))


@settings(max_examples=200, deadline=None)
@given(value=st.one_of(st.integers(), st.floats(), st.text(), st.binary(), st.none()))
def test_only_a_number_in_range_is_a_number(shapes: Contract, value: Any) -> None:
    fits = isinstance(value, int) and -(2**255) <= value < 2**255
    if fits:
        assert shapes.echoPoint.data((value, 0))[4:36] == (value % 2**256).to_bytes(32, "big")
    else:
        with pytest.raises(
            errors.ArgumentError, match=r"Shapes\.echoPoint\(Point point\): point\.x"
        ):
            shapes.echoPoint.data((value, 0))
