"""`pydemo lessons`: list, open, reset, export."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from contextvars import copy_context
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from pydemo.lessons import export
from pydemo.lessons.export import write_lesson
from pydemo.lessons.shelf import Notebook, begin_anew, find_notebook, notebooks, take_copy

from . import runner

FIRST = "first_transaction"
FETCHED = re.compile(
    r"""<(?:script|link|img)[^>]*(?:src|href)=["']?https?:|url\(["']?https?:|import\("""
)


def run_lessons(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in this process, where it starts at once; `TestExporting` starts it for real."""
    from cli.run_pydemo import pydemo_environment

    from pydemo.cli.main import run

    out, err = StringIO(), StringIO()
    with (
        patch.dict(os.environ, pydemo_environment(), clear=True),
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = copy_context().run(run, ["lessons", *arguments])
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


class TestListing:
    def test_it_names_each_lesson_and_whether_it_was_begun(self, tmp_path: Path) -> None:
        before = run_lessons(cwd=tmp_path).stdout
        assert "00  first_transaction" in before
        assert "Your first transaction" in before
        assert "begun" not in before
        run_lessons("reset", FIRST, cwd=tmp_path)
        assert "begun: pydemo-lessons" in run_lessons("list", cwd=tmp_path).stdout

    def test_it_speaks_chinese(self, tmp_path: Path) -> None:
        assert "你的第一笔交易" in run_lessons("--lang", "zh", cwd=tmp_path).stdout

    def test_a_lesson_that_does_not_exist_is_one_line(self, tmp_path: Path) -> None:
        for order in ("open", "reset", "export"):
            result = run_lessons(order, "nothing", cwd=tmp_path)
            assert result.returncode == 2
            assert result.stderr.startswith("pydemo: there is no lesson 'nothing'; choose from: ")
            assert len(result.stderr.splitlines()) == 1
        assert list(tmp_path.iterdir()) == []


class TestCopies:
    @pytest.mark.parametrize("name", [FIRST, "00_first_transaction", "00", "0"])
    def test_a_lesson_is_found_by_name_or_number(self, name: str) -> None:
        assert find_notebook(name, "zh").path.parts[-2:] == ("zh", "00_first_transaction.ipynb")

    def test_a_copy_that_is_there_is_kept(self, tmp_path: Path) -> None:
        notebook = find_notebook(FIRST, "en")
        assert take_copy(notebook, tmp_path)
        copy = notebook.copy_in(tmp_path)
        assert copy.read_bytes() == notebook.path.read_bytes()
        copy.write_text("my work", encoding="utf-8")
        assert not take_copy(notebook, tmp_path)
        assert copy.read_text(encoding="utf-8") == "my work"

    def test_beginning_anew_loses_nothing_however_often(self, tmp_path: Path) -> None:
        notebook = find_notebook(FIRST, "en")
        assert begin_anew(notebook, tmp_path) is None
        copy = notebook.copy_in(tmp_path)
        kept = []
        for work in ("first", "second", "third"):
            copy.write_text(work, encoding="utf-8")
            kept.append(begin_anew(notebook, tmp_path))
            assert copy.read_bytes() == notebook.path.read_bytes()
        assert [file.read_text(encoding="utf-8") for file in kept if file] == [
            "first",
            "second",
            "third",
        ]


class TestOpening:
    def test_without_jupyterlab_it_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from pydemo.cli import lessons
        from pydemo.errors import PackageNotFound

        monkeypatch.setattr(lessons, "find_spec", lambda _: None)
        with pytest.raises(PackageNotFound, match=r"pip install 'pydemo\[lessons\]'"):
            lessons._need("jupyterlab", "pydemo lessons open")

    def test_jupyterlab_listens_on_this_machine_alone_and_asks_nobody_for_news(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from pydemo.cli import lessons

        orders: list[list[str]] = []

        def note(order: list[str], check: bool) -> subprocess.CompletedProcess[str]:
            orders.append(order)
            return subprocess.CompletedProcess(order, 0)

        monkeypatch.setattr(subprocess, "run", note)
        lessons._start_jupyter(tmp_path, 0, no_browser=True)
        (order,) = orders
        assert "--ServerApp.ip=127.0.0.1" in order
        assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in order
        assert "--no-browser" in order


class TestExporting:
    @pytest.fixture
    def short(self, tmp_path: Path) -> Notebook:
        """A lesson of three cells."""
        import nbformat

        cells = runner.of_code("1 + 1", "from IPython.display import HTML\nHTML('<i>shown</i>')")
        heading = nbformat.v4.new_markdown_cell("# Short")  # type: ignore[no-untyped-call]
        cells["cells"].insert(0, heading)
        path = tmp_path / "09_short.ipynb"
        nbformat.write(cells, path)  # type: ignore[no-untyped-call]
        return Notebook("09", "short", "en", path)

    @pytest.mark.parametrize("kind", ["html", "slides"])
    def test_it_has_what_was_shown_and_fetches_nothing(
        self, short: Notebook, kind: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "out.html"
        write_lesson(short, kind, file)
        page = file.read_text(encoding="utf-8")
        assert "<i>shown</i>" in page
        assert ">2<" in page or "\n2" in page
        assert not FETCHED.search(page), FETCHED.search(page)
        # Light or dark as the reader has it, and not as nbconvert would have it.
        assert "@media screen and (prefers-color-scheme:dark)" in page
        assert 'data-jp-theme-light="true"' not in page
        assert '<html lang="en">' in page

    def test_what_would_be_fetched_is_found(self) -> None:
        assert FETCHED.search('<script src="https://example.org/a.js"></script>')
        assert FETCHED.search("await import('x')")

    def test_each_heading_begins_a_slide(self, short: Notebook) -> None:
        made = export.slides(export.run_through(short), "Short", "en")
        assert made.count("<section>") == 1

    def test_a_lesson_that_does_not_run_to_its_end_is_one_line_and_writes_nothing(
        self, short: Notebook, tmp_path: Path
    ) -> None:
        from pydemo.errors import LessonError

        short.path.write_text(
            short.path.read_text(encoding="utf-8").replace("1 + 1", "1 / 0"), encoding="utf-8"
        )
        file = tmp_path / "out.html"
        with pytest.raises(LessonError, match="does not run to its end: ZeroDivisionError"):
            write_lesson(short, "html", file)
        assert not file.exists()

    def test_the_command_writes_the_first_lesson(self, tmp_path: Path) -> None:
        from cli.run_pydemo import pydemo_environment, run_pydemo

        environment = pydemo_environment(PYTHONPATH=str(runner.REPOSITORY))
        order = ("lessons", "export", FIRST, "--to", "slides", "--lang", "zh")
        result = run_pydemo(*order, env=environment, cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        page = (tmp_path / "00_first_transaction.slides.html").read_text(encoding="utf-8")
        assert "你会学到什么" in page
        assert "first_transaction-1" in page


def test_both_languages_have_titles_of_their_own() -> None:
    english, chinese = notebooks("en"), notebooks("zh")
    assert [one.name for one in english] == [one.name for one in chinese]
    assert all(one.title.isascii() and one.title for one in english)
    assert not any(one.title.isascii() for one in chinese)
