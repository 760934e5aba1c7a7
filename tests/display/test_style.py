"""One style: readable in light and dark, by what the system or the notebook asks for."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pydemo import Chain, messages
from pydemo.contract.checkpoints import Checkpoint, VoteHistory
from pydemo.display import html, svg
from pydemo.display.chart import STYLES, ticks
from pydemo.display.report import page_html
from pydemo.display.votes import votes_svg

PALETTES = {"light": html._LIGHT, "dark": html._DARK}
ENOUGH, ENOUGH_FOR_LINES = 4.5, 3.0
"""Contrast of text and of lines (WCAG 2.2, 1.4.3 and 1.4.11)."""


def colours(palette: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+):(#\w+)", PALETTES[palette]))


def light_of(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("colour", ["ink", "soft", "event", "error", "hint", "accent"])
def test_text_stands_out_from_the_paper(palette: str, colour: str) -> None:
    known = colours(palette)
    assert contrast(known[colour], known["paper"]) >= ENOUGH


def test_the_measure_of_contrast_is_the_standards() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#777777", "#ffffff") < ENOUGH


def test_a_notebooks_own_rules_for_tables_lose_against_ours() -> None:
    """JupyterLab's put all cells to the right and count for two classes and an element."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", html.STYLE)
    ours = [
        selector.strip()
        for selectors, said in rules
        if "text-align:" in said or "table-layout:" in said or said == "background:none"
        for selector in selectors.split(",")
    ]
    assert {selector.split()[-1] for selector in ours} >= {"td", "th", "tr", "table"}
    assert [selector for selector in ours if selector.count(".pydemo") < 3] == []


def test_both_palettes_name_the_same_colours() -> None:
    assert set(colours("light")) == set(colours("dark"))
    assert set(re.findall(r"var\(--(\w+)\)", html.STYLE)) <= set(colours("light"))


@pytest.mark.parametrize(
    "asked",
    [
        "@media (prefers-color-scheme:dark)",
        '[data-jp-theme-light="false"] .pydemo',
        '[data-jp-theme-light="true"] .pydemo',
        "@media print",
    ],
)
def test_the_style_follows_the_system_the_notebook_and_the_printer(asked: str) -> None:
    assert asked in html.STYLE


@pytest.mark.parametrize("place", range(len(STYLES)))
def test_each_line_of_a_chart_stands_out_on_white_and_on_black(place: int) -> None:
    colour = STYLES[place][0]
    dark = dict(re.findall(r"\[stroke='(#\w+)'\]\{stroke:(#\w+)\}", svg._DARK)).get(colour, colour)
    # Okabe and Ito's pink has 2.9 on white: it is never the only thing to tell a line by.
    assert contrast(colour, "#fff") >= ENOUGH_FOR_LINES - 0.3
    assert contrast(dark, colours("dark")["paper"]) >= ENOUGH_FOR_LINES


def test_lines_differ_in_more_than_colour() -> None:
    for one, other in combinations(STYLES, 2):
        assert all(ours != theirs for ours, theirs in zip(one, other, strict=True))


def test_a_drawing_is_dark_on_a_dark_screen_only() -> None:
    drawn = svg.page(10, 10, [])
    assert "@media screen and (prefers-color-scheme:dark)" in drawn
    assert 'fill="#fff"' in drawn
    ElementTree.fromstring(drawn)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 437, [0, 100, 200, 300, 400, 500]),
        (0, 0.64, [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_ticks_are_round_and_hold_all(least: float, most: float, expected: list[float]) -> None:
    assert ticks(least, most) == pytest.approx(expected)


def test_votes_are_steps_that_end_now() -> None:
    points = (Checkpoint(1_000_000_000, 5), Checkpoint(1_000_086_400, 9))
    history = VoteHistory("Token", "0x" + "1" * 40, "alice", 0, points, 1_000_864_000)
    (path,) = re.findall(r'<path d="(M[^"]*)" fill="none" stroke="#0072B2"', votes_svg(history))
    assert re.fullmatch(r"M0\.0 [\d.]+H[\d.]+V[\d.]+H640\.0V[\d.]+", path)
    assert [history.at(time) for time in (0, 1_000_000_000, 1_000_086_399, 1_000_086_400)] == [
        0,
        5,
        5,
        9,
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_paints_the_page_and_its_drawing_as_asked(
    chain: Chain, tmp_path: Path, scheme: str
) -> None:
    from collectible.chromium import screenshot

    theme = "true" if scheme == "light" else "false"
    points = (Checkpoint(1, 5), Checkpoint(2, 9))
    history = VoteHistory("Token", chain.accounts.alice.address, "alice", 0, points, 100)
    page = tmp_path / "page.html"
    body = f'<div data-jp-theme-light="{theme}">{history._repr_html_()}</div>'
    with messages.speaking("zh"):
        page.write_text(page_html("t", body), encoding="utf-8")
    seen = screenshot(page, tmp_path, 900, 500)
    paper = {"light": (255, 255, 255), "dark": (0x16, 0x19, 0x1D)}[scheme]
    # The notebook's theme holds whatever the system's is: here that of a headless browser, light.
    middle = seen.part(100, 60, 700, 400).colours()
    assert max(middle, key=lambda colour: middle[colour]) == paper
