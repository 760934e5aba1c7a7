"""The README's picture is what the demo prints now."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pydemo.messages import LANGUAGES
from pydemo.reference.picture import CELL, draw, file_of

from .links import is_elsewhere


def shown(svg: str) -> list[str]:
    """The words of a picture, line by line, whatever their place and colour."""
    lines: dict[str, str] = {}
    for place, words in re.findall(
        r'<text class="demo-r\d+"[^>]* y="([^"]+)"[^>]*>(.*?)</text>', svg
    ):
        lines[place] = lines.get(place, "") + unescape(words).replace("\xa0", " ")
    return [line.rstrip() for line in lines.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_says_what_the_demo_says(language: str) -> None:
    committed = file_of(language).read_text(encoding="utf-8")
    assert shown(committed) == shown(draw(language)), "run: make picture"


def test_the_picture_is_of_a_real_run() -> None:
    words = "\n".join(shown(file_of("en").read_text(encoding="utf-8")))
    assert "bob DemoToken.approve(carol, 40e18)  45,957 gas" in words
    assert "✗ ERC20InsufficientBalance(sender=bob, balance=75e18, needed=5000e18)" in words


def test_another_run_would_be_noticed() -> None:
    committed = file_of("en").read_text(encoding="utf-8")
    assert shown(committed) != shown(committed.replace("45,957", "45,958"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_fetches_nothing(language: str) -> None:
    svg = file_of(language).read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert not re.findall(r"(?:href|src)=", svg)
    assert not any(map(is_elsewhere, re.findall(r"url\((?!#)([^)]*)", svg)))


def test_chinese_letters_have_two_columns_each() -> None:
    svg = file_of("zh").read_text(encoding="utf-8")
    found = re.findall(r'<text class="demo-r\d+"[^>]*textLength="([^"]+)"[^>]*>([^<]*)<', svg)
    wide = [(float(length), unescape(words)) for length, words in found if "提示" in words]
    ((length, words),) = wide
    columns = sum(2 if letter > "\u2fff" else 1 for letter in words)
    assert columns > len(words)
    assert length == pytest.approx(columns * CELL)
