"""How Chinese prose is broken into lines."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len

from pydemo import Chain, messages
from pydemo.display.prose import fill
from pydemo.display.terminal import make_console, print_step
from pydemo.stories import tell

CLOSING = "，。、；：！？）》”」』】"


def test_english_is_left_to_the_printer() -> None:
    text = "a word, and another one\nand a line"
    assert fill(text, 6) == text


def test_a_name_in_chinese_stays_whole() -> None:
    assert (
        fill("这一切以后都不能更改，Alice 也不能。", 24) == "这一切以后都不能更改，\nAlice 也不能。"
    )


def test_a_line_is_filled_up_before_a_name() -> None:
    assert fill("Carol 一次铸造五件。", 12) == "Carol 一次铸\n造五件。"


def test_no_line_begins_with_a_full_stop() -> None:
    assert fill("一二三四五。六", 10) == "一二三四\n五。六"


def test_line_breaks_and_long_words_are_kept() -> None:
    assert fill("一\n" + "x" * 12 + "二", 10) == "一\n\n" + "x" * 12 + "\n二"


@pytest.mark.parametrize("story", ["token", "collectible", "dao"])
def test_a_story_in_chinese_breaks_no_name(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with messages.speaking("zh"):
        for step in tell(story, Chain()):
            for width in range(60, 101):
                lines = fill(step.text, width).split("\n")
                assert max(cell_len(line) for line in lines) <= width
                assert not any(line.startswith(tuple(CLOSING)) for line in lines)
                assert words("\n".join(lines)) == words(step.text)
            monkeypatch.setenv("COLUMNS", "80")
            out = io.StringIO()
            print_step(make_console(out), 1, step)
            assert fill(step.text, 80) in out.getvalue()


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_]+", text)
