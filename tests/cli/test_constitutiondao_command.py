"""`pydemo demo constitutiondao`: its size, and its plots as files."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pydemo import errors
from pydemo.cli import plot_file
from pydemo.display import png
from pydemo.display.plot import Plot
from pydemo.display.svg import page

from .run_pydemo import only_line, run_pydemo

DRAWING = Plot("one", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', (), ())


def test_plots_are_written_as_svg_and_png(tmp_path: Path) -> None:
    result = run_pydemo("demo", "constitutiondao", "--scale", "20", "--plot", str(tmp_path))
    assert result.returncode == 0
    assert result.stderr == ""
    names = ["gas.png", "gas.svg", "raise.png", "raise.svg"]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
    for name in names:
        assert f"written to {tmp_path / name}" in result.stdout
        content = (tmp_path / name).read_bytes()
        if name.endswith("svg"):
            assert ElementTree.fromstring(content).tag.endswith("svg")
        else:
            assert content.startswith(b"\x89PNG")


def test_json_has_the_plots_too_and_nothing_else_is_printed(tmp_path: Path) -> None:
    arguments = ("constitutiondao", "--scale", "20", "--json", "--plot", str(tmp_path))
    printed = json.loads(run_pydemo("demo", *arguments).stdout)
    plots = [plot for step in printed["steps"] for plot in step["plots"]]
    assert [plot["name"] for plot in plots] == ["raise", "gas"]
    assert plots[0]["svg"] == (tmp_path / "raise.svg").read_text(encoding="utf-8")
    assert plots[0]["columns"] == ["second", "payments", "wei"]


def test_the_page_shows_the_plots(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run_pydemo("demo", "constitutiondao", "--scale", "20", "--html", str(page))
    assert page.read_text(encoding="utf-8").count('<img class="plot"') == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("constitutiondao", "--plot", "no/such/folder"), "there is no such folder"),
        (("constitutiondao", "--plot", "README.md"), "README.md: there is no such folder"),
        (("token", "--plot", "."), "the story token has no --plot"),
        (("constitutiondao", "--scale", "19"), "scale '19': small, full, or a number"),
        (("constitutiondao", "--scale", "many"), "scale 'many': small, full, or a number"),
    ],
)
def test_a_wrong_argument_is_one_line_and_status_2(arguments: tuple[str, ...], says: str) -> None:
    result = run_pydemo("demo", *arguments)
    assert result.returncode == 2
    assert says in only_line(result.stderr)
    assert result.stdout == ""


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # who tests may be root
    with pytest.raises(Exception, match="nothing can be written there"):
        plot_file.check_plot_folder(tmp_path)


@pytest.mark.parametrize("problem", [errors.RendererNotFound, errors.FontsNotFound])
def test_where_no_png_can_be_drawn_there_are_svgs_and_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: type[errors.PydemoError]
) -> None:
    def refuse(_: str) -> bytes:
        raise problem

    monkeypatch.setattr(png, "drawing_png", refuse)
    files, reason = plot_file.write_plots(tmp_path, [DRAWING])
    assert files == [tmp_path / "one.svg"] == list(tmp_path.iterdir())
    assert reason == str(problem())


def test_a_plot_is_written_in_full_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.svg").write_text("before")

    def break_off(self: Path, content: bytes) -> int:
        self.open("wb").write(content[:5])
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", break_off)
    with pytest.raises(OSError, match="no space left"):
        plot_file.write_plots(tmp_path, [DRAWING])
    assert (tmp_path / "one.svg").read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["one.svg"]


def test_a_machine_without_fonts_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    draw = resvg_py.svg_to_bytes
    assert png.drawing_png(DRAWING.svg).startswith(b"\x89PNG")
    monkeypatch.setattr(
        resvg_py, "svg_to_bytes", lambda **given: draw(**given, skip_system_fonts=True)
    )
    with pytest.raises(errors.FontsNotFound, match="a font"):
        png.drawing_png(DRAWING.svg)


def test_letters_that_no_font_has_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them is the same box then."""
    monkeypatch.setattr(png, "_words_png", lambda words: words.encode("ascii", "replace"))
    with pytest.raises(errors.FontsNotFound):
        png.drawing_png(page(90, 20, ['<text y="15">出资</text>']))
    assert png.drawing_png(page(90, 20, ['<text y="15">gift</text>'])).startswith(b"\x89PNG")
