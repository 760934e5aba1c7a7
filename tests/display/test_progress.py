"""The bar: there while something is waited for, and only then."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress

import pytest

from pydemo.display.terminal import ProgressBar, progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


@contextmanager
def bar_on(screen: io.StringIO) -> Iterator[ProgressBar]:
    with redirect_stderr(screen), progress_bar() as bar:
        yield bar


def is_drawing(bar: ProgressBar) -> bool:
    return bar._shown is not None


def test_nothing_is_drawn_before_something_is_waited_for(screen: Terminal) -> None:
    """It would wipe out the question or the password's prompt that stands there."""
    with bar_on(screen) as bar:
        bar("done already", 5, 5)
        assert not is_drawing(bar)
        assert screen.getvalue() == ""


def test_it_is_drawn_while_something_is_waited_for_and_gone_when_that_has_come(
    screen: Terminal,
) -> None:
    with bar_on(screen) as bar:
        bar("one", 0, 5)
        bar("other", 3, 5)
        assert is_drawing(bar)
        bar("one", 5, 5)
        assert is_drawing(bar)
        assert "other" in screen.getvalue()
        bar("other", 5, 5)
        assert not is_drawing(bar)
        length = len(screen.getvalue())
        after = screen.getvalue().rpartition("\x1b[2K")[2]
        assert after.replace("\x1b[?25h", "").strip() == ""  # its lines were wiped, none is left
        bar("third", 1, 5)
        assert "third" in screen.getvalue()[length:]


def test_a_line_in_between_hides_it_until_the_next_report(screen: Terminal) -> None:
    with bar_on(screen) as bar:
        bar("one", 0, 5)
        bar.hide()
        assert not is_drawing(bar)
        bar("one", 1, 5)
        assert is_drawing(bar)


def test_it_is_gone_after_an_error(screen: Terminal) -> None:
    bars = []
    with suppress(KeyboardInterrupt), bar_on(screen) as bar:
        bars.append(bar)
        bar("one", 0, 5)
        assert is_drawing(bar)
        raise KeyboardInterrupt
    assert not is_drawing(bars[0])


def test_without_a_terminal_there_is_none() -> None:
    pipe = io.StringIO()
    with bar_on(pipe) as bar:
        bar("one", 0, 5)
    assert pipe.getvalue() == ""


def test_what_is_printed_into_a_file_meanwhile_gets_there(screen: Terminal) -> None:
    file = io.StringIO()
    with redirect_stdout(file), bar_on(screen) as bar:
        bar("one", 0, 5)
        print("a result")
    assert file.getvalue() == "a result\n"
    assert "a result" not in screen.getvalue()
