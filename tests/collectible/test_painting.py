"""What a browser and resvg make of the pictures: both must paint the same thing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pydemo import Chain, errors
from pydemo.contract.piece import Piece, PieceData
from pydemo.display.contact_sheet import contact_sheet, picture_side
from pydemo.display.gallery import gallery_html
from pydemo.display.picture import SIDE
from pydemo.plans.gallery import mint_set

from .chromium import Colour, Pixels, screenshot
from .pictures import GOLD, PALETTES

COLUMNS, GAP = 3, 24
WIDTH = COLUMNS * (SIDE + GAP) + GAP
HEIGHT = 900


@pytest.fixture
def pieces(chain: Chain) -> list[PieceData]:
    collection, ids = mint_set(chain, 6)
    return [Piece(collection, token_id).read() for token_id in ids]


def colour(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def check_painted(picture: Pixels, piece: PieceData) -> None:
    """Nearly everything has a colour of the palette, and three of them at least show."""
    palette = {colour(digits) for digits in PALETTES[piece.traits["Palette"]].split()}
    counts = picture.colours()
    total = picture.width * picture.height
    seen = {found: count for found, count in counts.items() if found in palette | {colour(GOLD)}}
    assert sum(seen.values()) > 0.85 * total  # the others are edges
    assert sum(count > 0.01 * total for count in seen.values()) >= 3
    ground = {"Paper": 0, "Night": 1, "Tint": 4}[piece.traits["Ground"]]
    expected = colour(PALETTES[piece.traits["Palette"]].split()[ground])
    corners = [picture.at(x, y) for x in (2, picture.width - 3) for y in (2, picture.height - 3)]
    assert corners == [expected] * 4


def drawn_by_resvg(piece: PieceData) -> Pixels:
    sheet = Pixels.read(contact_sheet([piece.svg], 1))
    gap = (sheet.width - SIDE) // 2
    return sheet.part(gap, gap, SIDE, SIDE)


def test_a_browser_paints_every_picture_in_its_place(
    pieces: list[PieceData], tmp_path: Path
) -> None:
    page = tmp_path / "sheet.html"
    page.write_text(gallery_html("Sheet", pieces), encoding="utf-8")
    window = screenshot(page, tmp_path, WIDTH, HEIGHT)
    assert (window.width, window.height) == (WIDTH, HEIGHT)
    assert len(window.colours()) > 100

    drawn = [drawn_by_resvg(piece) for piece in pieces]
    tops = _tops(window, drawn[::COLUMNS])
    for place, (piece, expected) in enumerate(zip(pieces, drawn, strict=True)):
        row, column = divmod(place, COLUMNS)
        picture = window.part(GAP + column * (SIDE + GAP), tops[row], SIDE, SIDE)
        check_painted(picture, piece)
        assert picture.difference(expected) < 2
        other = drawn[(place + 1) % len(drawn)]
        assert picture.difference(other) > 20


def _tops(window: Pixels, first_of_each_row: list[Pixels]) -> list[int]:
    """Where each row of pictures begins; that depends on the fonts of the machine."""
    tops, start = [], 0
    for picture in first_of_each_row:
        edge = [picture.at(0, y) for y in range(SIDE)]
        top = next(
            y
            for y in range(start, window.height - SIDE + 1)
            if [window.at(GAP, y + offset) for offset in range(SIDE)] == edge
        )
        tops.append(top)
        start = top + SIDE
    return tops


def test_the_png_has_every_picture_in_its_place(pieces: list[PieceData]) -> None:
    sheet = Pixels.read(contact_sheet((piece.svg for piece in pieces), len(pieces)))
    side = picture_side(len(pieces))
    assert side == SIDE
    gap = side // 9
    assert (sheet.width, sheet.height) == (gap + 3 * (side + gap), gap + 2 * (side + gap))
    for place, piece in enumerate(pieces):
        row, column = divmod(place, 3)
        corner = gap + column * (side + gap), gap + row * (side + gap)
        check_painted(sheet.part(*corner, side, side), piece)
    assert sheet.at(0, 0) == (255, 255, 255)


def test_a_picture_that_cannot_be_drawn_is_an_error() -> None:
    with pytest.raises(errors.UnreadableMetadata, match="picture 2 cannot be shown: "):
        contact_sheet(['<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', "<svg"], 2)


@pytest.mark.parametrize("count", [1, 2, 64, 65, 100, 101, 400, 1_000])
def test_pictures_of_a_sheet_have_sharp_edges_and_fit_on_a_screen(count: int) -> None:
    side = picture_side(count)
    assert side % 72 == 0
    assert 72 <= side <= SIDE
    columns = next(number for number in range(1, count + 1) if number * number >= count)
    assert columns * (side + side // 9) < 3_000


def test_without_the_renderer_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(errors.RendererNotFound, match="pip install resvg-py"):
        contact_sheet(["<svg/>"], 1)
