"""The teacher's notes: 90 minutes without a gap, and the same in both languages."""

from __future__ import annotations

import itertools
import re

import pytest

from pydemo.lessons import catalogue

from . import runner

FOLDER = runner.NOTEBOOKS / "teaching"
NOTES = {
    "en": (FOLDER / "workshop.md").read_text(encoding="utf-8"),
    "zh": (FOLDER / "workshop.zh.md").read_text(encoding="utf-8"),
}
each_language = pytest.mark.parametrize("language", NOTES)


def plans(text: str) -> list[list[tuple[int, int]]]:
    """The tables of the notes: from which minute to which."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    return [
        [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) - (\d+) \|", table, re.M)]
        for table in tables
    ]


@each_language
def test_the_minutes_follow_each_other_to_ninety(language: str) -> None:
    whole, *sections, other = plans(NOTES[language])
    for plan in (whole, other):
        assert plan[0][0] == 0
        assert plan[-1][1] == 90
    for plan in (whole, other, *sections):
        assert all(start < end for start, end in plan)
        assert all(one[1] == following[0] for one, following in itertools.pairwise(plan))
    for section in sections:
        assert (section[0][0], section[-1][1]) in whole


@each_language
def test_each_section_has_its_heading(language: str) -> None:
    headings = re.findall(r"^## (\d+) - (\d+)", NOTES[language], re.M)
    assert [(int(a), int(b)) for a, b in headings] == plans(NOTES[language])[0]


@each_language
def test_every_lesson_is_spoken_of_and_no_other(language: str) -> None:
    text = NOTES[language]
    opened = set(re.findall(r"`pydemo lessons open (\w+)`", text))
    told = set(re.findall(r"^### (\w+)", text, re.M))
    assert opened | told == set(catalogue.lessons())


def test_both_languages_have_the_same_plan_and_the_same_commands() -> None:
    english, chinese = NOTES.values()
    assert plans(chinese) == plans(english)
    assert re.findall(r"^#+ ", chinese, re.M) == re.findall(r"^#+ ", english, re.M)
    code = (sorted(set(re.findall(r"`([^`]*\w\.?\w.*?)`", text))) for text in (english, chinese))
    commands = [
        [" ".join(c.split()) for c in found if c.startswith(("pydemo", "pip"))] for found in code
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) >= 8
