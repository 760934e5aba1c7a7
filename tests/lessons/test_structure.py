"""What can be seen of the lessons without running them."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pydemo.lessons import catalogue
from pydemo.lessons.sources import notebook_text, source_files
from pydemo.messages import LANGUAGES

from . import rules, runner

SOURCES = source_files()
each_source = pytest.mark.parametrize(
    "source", SOURCES, ids=lambda source: f"{source.stem}-{source.parent.name}"
)
NAMES = sorted({source.stem for source in SOURCES})
each_lesson = pytest.mark.parametrize("name", NAMES)


def lesson_of(name: str) -> str:
    """``04_lottery`` -> ``lottery``"""
    return name.partition("_")[2]


made_of = cache(notebook_text)  # several tests look at each


def notebook(source: Path) -> Any:
    text = json.loads(made_of(source))
    for cell in text["cells"]:
        cell["source"] = "".join(cell["source"])
    return text


def test_each_lesson_has_every_part_of_it_and_nothing_is_left_over() -> None:
    assert NAMES
    for language in LANGUAGES:
        folder = runner.NOTEBOOKS / language
        assert sorted(path.stem for path in folder.glob("*.py")) == NAMES
        assert sorted(path.stem for path in folder.glob("*.ipynb")) == NAMES
    solutions = (runner.NOTEBOOKS / "solutions").glob("*.py")
    assert sorted(path.stem for path in solutions) == NAMES
    assert sorted(catalogue.lessons()) == sorted(map(lesson_of, NAMES))


@each_source
def test_the_notebook_is_what_its_source_gives(source: Path) -> None:
    committed = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert committed == made_of(source), "run: make notebooks"


def test_a_changed_source_gives_another_notebook(tmp_path: Path) -> None:
    source = SOURCES[0]
    changed = tmp_path / source.name
    changed.write_text(source.read_text(encoding="utf-8") + "\n# %%\n1 + 1\n", encoding="utf-8")
    assert notebook_text(changed) != notebook_text(source)


def test_solidity_comes_out_from_behind_its_comment_marks(tmp_path: Path) -> None:
    source = tmp_path / "cell.py"
    lines = ("%%solidity A", "// one", "", "contract A {", "    uint a;", "}")
    commented = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    source.write_text(f'# %% tags=["compiler"]\n{commented}\n# %%\n# 1\n', encoding="utf-8")
    solidity, python = notebook(source)["cells"]
    assert solidity["source"] == "\n".join(lines)
    assert python["source"] == "# 1"


@each_source
def test_a_lesson_has_all_its_parts(source: Path) -> None:
    lesson, language = lesson_of(source.stem), source.parent.name
    assert list(rules.problems_of(notebook(source), lesson, language)) == []


@each_lesson
def test_both_languages_have_the_same_cells_with_the_same_code(name: str) -> None:
    english, chinese = (
        notebook(runner.NOTEBOOKS / language / f"{name}.py") for language in LANGUAGES
    )
    assert list(rules.differences(english, chinese)) == []


@each_lesson
def test_each_exercise_has_a_function_and_a_solution(name: str) -> None:
    wanted = [f"{lesson_of(name)}-{number}" for number in range(1, rules.EXERCISES + 1)]
    assert list(catalogue.exercises_of(lesson_of(name))) == wanted
    assert list(runner.read_solutions(name)) == wanted


class TestRules:
    """That the rules find what is wrong."""

    @pytest.fixture
    def sound(self) -> Any:
        return copy.deepcopy(notebook(SOURCES[0]))

    def problems(self, broken: Any) -> str:
        return "\n".join(rules.problems_of(broken, lesson_of(SOURCES[0].stem), "en"))

    def test_a_missing_section_is_found(self, sound: Any) -> None:
        (cell,) = (cell for cell in sound["cells"] if "predict" in runner.tags_of(cell))
        sound["cells"].remove(cell)
        assert "no markdown cell is tagged predict" in self.problems(sound)

    def test_sections_in_another_order_are_found(self, sound: Any) -> None:
        sound["cells"].reverse()
        assert "the sections are in the order reading, real" in self.problems(sound)

    def test_another_language_is_found(self, sound: Any) -> None:
        for cell in sound["cells"]:
            cell["source"] = cell["source"].replace('language="en"', 'language="zh"')
        assert "the first code cell lacks the line" in self.problems(sound)

    def test_a_solution_left_in_its_cell_is_found(self, sound: Any) -> None:
        cell = next(cell for cell in sound["cells"] if "exercise" in runner.tags_of(cell))
        cell["source"] += "\nchain.mine()"
        assert "has code in it" in self.problems(sound)

    def test_a_check_without_an_exercise_is_found(self, sound: Any) -> None:
        cell = next(cell for cell in sound["cells"] if "exercise" in runner.tags_of(cell))
        sound["cells"].remove(cell)
        assert "not every check has an exercise cell before it" in self.problems(sound)

    def test_a_missing_check_is_found(self, sound: Any) -> None:
        cell = next(cell for cell in sound["cells"] if "check" in runner.tags_of(cell))
        sound["cells"].remove(cell)
        assert "the checks are not" in self.problems(sound)

    def test_outputs_are_found(self, sound: Any) -> None:
        cell = next(cell for cell in sound["cells"] if cell["cell_type"] == "code")
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "5"}]
        assert "has outputs" in self.problems(sound)

    def test_a_cell_that_takes_a_compiler_must_say_so(self, sound: Any) -> None:
        cell = next(cell for cell in sound["cells"] if cell["cell_type"] == "code")
        cell["source"] = "%%solidity Piggybank"
        assert "takes a compiler and is not tagged so" in self.problems(sound)

    def test_other_code_in_the_other_language_is_found(self, sound: Any) -> None:
        other = copy.deepcopy(sound)
        cell = next(cell for cell in other["cells"] if cell["source"].startswith("lesson.diagram"))
        cell["source"] += "  "
        cell["source"] = cell["source"].replace("()", "('other')")
        assert any(line.endswith("has other code") for line in rules.differences(sound, other))

    def test_a_cell_more_in_the_other_language_is_found(self, sound: Any) -> None:
        other = copy.deepcopy(sound)
        other["cells"].append(other["cells"][-1])
        assert "in the other language" in next(rules.differences(sound, other))

    def test_a_cell_that_was_not_translated_is_found(self, sound: Any) -> None:
        found = list(rules.differences(sound, copy.deepcopy(sound)))
        prose = [cell for cell in sound["cells"] if cell["cell_type"] == "markdown"]
        assert len(found) == len(prose)

    def test_comments_and_the_language_may_differ(self) -> None:
        one = 'lesson = begin("token", language="en")\n# your code'
        other = 'lesson = begin("token", language="zh")\n# 你的代码'
        assert rules.comparable(one) == rules.comparable(other)
        assert rules.comparable("a = 1") != rules.comparable("a = 2")

    def test_words_that_are_printed_may_differ_and_what_is_printed_not(self) -> None:
        words = rules.comparable("%chain\nprint('gas', f'{a:,} left')")
        assert words == rules.comparable("%chain\nprint('费', f'{a:,} 剩')")
        assert words != rules.comparable("%chain\nprint('gas', f'{b:,} left')")
        assert rules.comparable("print(a['x'])") != rules.comparable("print(a['y'])")
        assert rules.comparable("%chain") != rules.comparable("%chain other")
