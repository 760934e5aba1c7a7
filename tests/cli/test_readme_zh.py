"""README.zh.md says what README.md says: the same code, which is run there, and the same parts."""

from __future__ import annotations

import re

import pytest

from pydemo.lessons import catalogue
from pydemo.stories import STORIES

from .run_pydemo import REPOSITORY

ENGLISH, CHINESE = (
    (REPOSITORY / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")
)
_BLOCK = re.compile(r"^```.*?^```|(?<=\n\n)(?: {4}[^\n]*\n+)+", re.M | re.S)


def blocks(text: str) -> list[list[str]]:
    """The blocks of code, without what is for people: comments, and what a folder is for."""
    found = []
    for block in _BLOCK.findall(text):
        lines = block.rstrip().splitlines()
        is_tree = lines[0].startswith("    contracts/")
        found.append([line.split()[0] if is_tree else _code(line) for line in lines])
    return found


def _code(line: str) -> str:
    return re.sub(r"\s+#\s.*$", "", line)


def links(text: str) -> list[str]:
    """What is linked, but for what each language has of its own."""
    found = re.findall(r"\]\(([^)]+)\)", _BLOCK.sub("", text))
    return [re.sub(r"\.zh\b", "", link) for link in found]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ ", _BLOCK.sub("", text), re.M)


def rows(text: str) -> list[int]:
    """How many rows each table has."""
    return [table.count("\n") for table in re.findall(r"(?:^\|.*\n)+", text, re.M)]


def code_spans(text: str) -> list[str]:
    found = re.findall(r"`([^`]+)`", _BLOCK.sub("", text))
    return sorted({" ".join(span.split()) for span in found})


def test_both_have_the_same_code() -> None:
    assert len(blocks(ENGLISH)) > 10
    assert blocks(CHINESE) == blocks(ENGLISH)


def test_both_have_the_same_headings_tables_and_links() -> None:
    assert headings(CHINESE) == headings(ENGLISH)
    assert rows(CHINESE) == rows(ENGLISH)
    assert links(CHINESE) == links(ENGLISH)


def test_both_name_the_same_commands_and_options() -> None:
    assert code_spans(CHINESE) == code_spans(ENGLISH)


def test_the_chinese_one_is_chinese() -> None:
    parts = [part.strip() for part in _BLOCK.sub("\n\n", CHINESE).split("\n\n")]
    prose = [part for part in parts if part and part != "# pydemo"]
    assert [part for part in prose if not re.search("[\u4e00-\u9fff]", part)] == []
    assert len(prose) > 40


def test_the_two_commands_come_first() -> None:
    for text in (ENGLISH, CHINESE):
        first, second = blocks(text)[0]
        assert (first.split(), second.split()) == (["make", "demo"], ["make", "test"])
        assert text.index("make test") < text.index("docs/pictures/demo")
        assert headings(text.partition("make demo")[0]) == ["# ", "## "]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_each_lesson_is_on_the_map(text: str) -> None:
    table = max(re.findall(r"(?:^\|.*\n)+", text, re.M), key=lambda found: found.count("\n"))
    named = {
        name.strip()
        for line in table.splitlines()
        for name in re.split("[,、]", line.split("|")[-2])
    }
    assert {name for name in named if name.isidentifier() and name.isascii()} == {
        *catalogue.lessons(),
        *(["lesson"] if text is ENGLISH else []),  # the table's head
    }


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_each_story_is_on_the_map(text: str) -> None:
    assert set(STORIES) <= set(re.findall(r"`pydemo demo (\w+)", text))


def test_a_comment_may_differ_and_code_may_not() -> None:
    one = "\n\n    make demo  # all\n\n"
    assert blocks(one) == blocks(one.replace("all", "全部"))
    assert blocks(one) != blocks(one.replace("demo", "test"))
    assert blocks("\n\n    contracts/ a\n    x/ b\n") == blocks("\n\n    contracts/ c\n    x/ d\n")
