"""`pydemo lessons handout`: one page of paper a system, with figures that are measured."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from collectible.chromium import find_browser
from display.page import Page

from pydemo import messages
from pydemo.build.artifacts import Artifacts
from pydemo.display.diagram import Diagram
from pydemo.gas import read_committed
from pydemo.lessons import catalogue
from pydemo.lessons import handout as module
from pydemo.lessons.handout import GAS, STORIES, SYSTEMS, calls_of, handout
from pydemo.messages import LANGUAGES
from pydemo.stories import STORIES as TOLD

from .test_lessons_command import run_lessons

each_handout = pytest.mark.parametrize(
    ("system", "language"), [(system, language) for system in SYSTEMS for language in LANGUAGES]
)
LARGE = Diagram(700, 500, (), (), "as large as a drawing gets")


@cache  # its gas is measured
def page_of(system: str, language: str) -> str:
    with messages.speaking(language):
        return handout(system)


def paper_pages(html: str, folder: Path) -> int:
    """How many sheets a browser prints."""
    page, paper = folder / "page.html", folder / "page.pdf"
    page.write_text(html, encoding="utf-8")
    arguments = [
        find_browser(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={paper}",
        page.as_uri(),
    ]
    result = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert paper.exists(), result.stderr
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper.read_bytes()))


@each_handout
def test_it_fits_on_one_sheet_also_with_a_large_drawing(
    system: str, language: str, tmp_path: Path
) -> None:
    large = f"<figure>{LARGE.svg}</figure>"
    page, drawings = re.subn(r"<figure>.*?</figure>", large, page_of(system, language), flags=re.S)
    assert drawings == 1
    assert paper_pages(page, tmp_path) == 1


def test_a_page_that_is_too_long_takes_more_than_one(tmp_path: Path) -> None:
    html = page_of("token", "en")
    assert paper_pages(html.replace("<footer>", f"{'<p>more</p>' * 40}<footer>"), tmp_path) > 1


@each_handout
def test_it_says_facts_calls_gas_and_words_and_fetches_nothing(system: str, language: str) -> None:
    html = page_of(system, language)
    Page(re.sub(r"<(meta|!DOCTYPE)[^>]*>", "", html))  # or else it fetches, or a tag is left open
    shown = unescape(html)
    for key, message in messages.catalogue(language).items():
        if key.startswith(f"handouts.{system}.") and ".word_" not in key:
            assert message in shown, key
    committed = read_committed()
    assert len(GAS[system]) == 5
    for room, operation in GAS[system]:
        assert f"<td>{committed[room][operation]:,}</td>" in html, operation


def test_every_call_is_a_function_of_its_contract() -> None:
    artifacts = Artifacts.suite()
    for key in messages.catalogue("en"):
        if re.match(r"handouts\.\w+\.calls\.", key):
            *_, contract, function = key.split(".")
            functions = [e["name"] for e in artifacts[contract].abi if e["type"] == "function"]
            assert function in functions, key
    for system in SYSTEMS:
        assert 5 <= len(list(calls_of(system))) <= 6
    assert ("transfer(to, value)", "Give some of yours.") in list(calls_of("token"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_has_four_facts_and_five_words(system: str) -> None:
    for language in LANGUAGES:
        keys = messages.catalogue(language)
        for kind, number in (("fact", 4), ("gas", 5), ("word", 5)):
            found = [key for key in keys if key.startswith(f"handouts.{system}.{kind}_")]
            assert len(found) == number


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lesson_of_a_system_has_its_drawing_on_the_page(system: str) -> None:
    assert system in catalogue.lessons()
    assert "<svg" in module.drawing_of(system)
    assert "<figure><svg" in page_of(system, "en")


def test_a_system_without_a_lesson_has_a_page_without_a_drawing() -> None:
    assert module.drawing_of("nothing") == ""


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_story_it_names_exists(system: str) -> None:
    (story,) = re.findall(r"pydemo demo (\w+)", page_of(system, "en"))
    assert story == (system if system in TOLD else STORIES[system])
    assert story in TOLD


class TestCommand:
    def test_it_writes_one_page_where_it_is_told(self, tmp_path: Path) -> None:
        result = run_lessons("handout", "token", "--out", "sheet.html", cwd=tmp_path)
        assert result.stdout == "written to sheet.html\n", result.stderr
        assert "A token is a list of numbers" in (tmp_path / "sheet.html").read_text("utf-8")

    def test_it_writes_all_into_a_folder_in_chinese(self, tmp_path: Path) -> None:
        result = run_lessons("handout", "--lang", "zh", "--out", "sheets", cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        files = sorted(path.name for path in (tmp_path / "sheets").iterdir())
        assert files == sorted(f"{system}.handout.html" for system in SYSTEMS)
        assert "没有输家的彩票" in (tmp_path / "sheets/lottery.handout.html").read_text("utf-8")

    @pytest.mark.parametrize(
        ("order", "said"),
        [
            (("nothing",), "there is no handout 'nothing'; choose from: token, collectible, "),
            (("token", "--out", "gone/x.html"), "there is no folder gone"),
            (("--out", "file"), "without SYSTEM it is a folder, this is a file"),
        ],
    )
    def test_a_mistake_is_one_line_and_writes_nothing(
        self, tmp_path: Path, order: tuple[str, ...], said: str
    ) -> None:
        (tmp_path / "file").write_text("mine", encoding="utf-8")
        result = run_lessons("handout", *order, cwd=tmp_path)
        assert result.returncode == 2
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["file"]
