"""`pydemo gallery`, and the page it writes."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cli.run_pydemo import only_line, run_pydemo

from pydemo import Chain, messages
from pydemo.cli import gallery
from pydemo.contract.piece import Piece, PieceData
from pydemo.display.gallery import gallery_html
from pydemo.display.rarity import Rarity
from pydemo.plans.gallery import mint_set


def piece(number: int, **traits: object) -> PieceData:
    return PieceData("Drop", number, f"Drop #{number}", "", "data:image/png,", "", traits, "0x", "")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


class TestCommand:
    def test_it_writes_a_page_and_a_png_and_nothing_else(self, tmp_path: Path) -> None:
        result = run_pydemo("gallery", "--out", str(tmp_path / "set.html"), "--count", "5")
        assert result.returncode == 0, result.stderr
        assert names(tmp_path) == ["set.html", "set.png"]
        assert (tmp_path / "set.png").read_bytes().startswith(b"\x89PNG")
        page = (tmp_path / "set.html").read_text(encoding="utf-8")
        assert page.count("<img src=") == 5
        for asking in ("<script", "href=", "http://", "https://", "@import", "url("):
            assert asking not in page
        assert "set.html" in result.stdout
        assert "set.png" in result.stdout
        assert re.search(r"Rarest: .* #[1-5] \(", result.stdout)

    def test_the_seed_decides_about_the_set(self, tmp_path: Path) -> None:
        for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
            page = str(tmp_path / f"{name}.html")
            run = run_pydemo("gallery", "--out", page, "--count", "3", "--seed", seed)
            assert run.returncode == 0, run.stderr
        pages = {name: (tmp_path / f"{name}.html").read_bytes() for name in "abc"}
        pictures = {name: (tmp_path / f"{name}.png").read_bytes() for name in "abc"}
        assert pages["a"] == pages["b"] != pages["c"]
        assert pictures["a"] == pictures["b"] != pictures["c"]

    def test_it_speaks_chinese(self, tmp_path: Path) -> None:
        page = tmp_path / "set.html"
        result = run_pydemo("gallery", "--out", str(page), "--count", "1", "--lang", "zh")
        assert "最稀有" in result.stdout
        assert '<html lang="zh">' in page.read_text(encoding="utf-8")
        assert "持有人" in page.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ((), "--out"),
            (("--out", "no/such/folder/set.html"), "there is no folder"),
            (("--out", "set.png"), "must end in .html"),
            (("--out", "set"), "must end in .html"),
            (("--out", "set.html", "--count", "0"), "0 is not in the range 1<=x<=1000"),
            (("--out", "set.html", "--count", "1001"), "1001 is not in the range"),
            (("--out", "set.html", "--count", "many"), "'many' is not a valid int"),
            (("--out", "set.html", "--seed", "-1"), "seed = -1"),
            (("--out", "set.html", "--engine", "revm"), "there is no engine 'revm'"),
        ],
    )
    def test_a_mistake_is_one_line_and_leaves_nothing_behind(
        self, tmp_path: Path, arguments: tuple[str, ...], says: str
    ) -> None:
        in_folder = [
            str(tmp_path / argument) if argument.startswith("set") else argument
            for argument in arguments
        ]
        result = run_pydemo("gallery", *in_folder)
        assert result.returncode == 2
        assert says in only_line(result.stderr)
        assert names(tmp_path) == []

    def test_a_place_that_cannot_be_written_to_is_found_before_the_work(
        self, tmp_path: Path
    ) -> None:
        page = tmp_path / ("x" * 250 + ".html")  # too long a name, for root as well
        result = run_pydemo("gallery", "--out", str(page))
        assert result.returncode == 2
        assert "cannot write to" in only_line(result.stderr)
        (tmp_path / "set.png").mkdir()
        result = run_pydemo("gallery", "--out", str(tmp_path / "set.html"))
        assert result.returncode == 2
        assert "is a folder" in only_line(result.stderr)
        assert names(tmp_path) == ["set.png"]

    def test_what_was_there_before_stays_if_something_goes_wrong(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = tmp_path / "set.html"
        page.write_text("before", encoding="utf-8")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(gallery, "write_gallery", fail)
        with pytest.raises(OSError, match="No space left"):
            gallery.command.callback(page, 1, 0, "auto")  # type: ignore[misc]
        assert names(tmp_path) == ["set.html"]
        assert page.read_text(encoding="utf-8") == "before"

    def test_without_the_renderer_it_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from pydemo.cli.main import run

        monkeypatch.setitem(sys.modules, "resvg_py", None)
        assert run(["gallery", "--out", str(tmp_path / "set.html")]) == 2
        assert "pip install resvg-py" in only_line(capsys.readouterr().err)
        assert names(tmp_path) == []


class TestSet:
    @pytest.mark.parametrize("count", [1, 2, 30])
    def test_all_of_it_is_sold_and_revealed(self, chain: Chain, count: int) -> None:
        collection, ids = mint_set(chain, count)
        assert ids == list(range(1, count + 1))
        assert collection.totalSupply() == collection.maxSupply() == count
        assert collection.isRevealed()
        owners = {Piece(collection, token_id).read().owner_name for token_id in ids}
        assert owners <= {account.name for account in chain.accounts}
        assert len(owners) > 1 or count == 1


class Tags(HTMLParser):
    """Every tag must be closed, and by its own name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestPage:
    PIECES = (
        piece(1, Palette="Red", Size=1),
        piece(2, Palette="Red", Size=1),
        piece(3, Palette="Red", Size=1),
        piece(4, Palette="Blue", Size=1),
    )

    def test_it_shows_traits_and_how_rare_they_are(self) -> None:
        page = gallery_html("Four <pieces>", self.PIECES, "a & b")
        Tags(page)
        assert "<h1>Four &lt;pieces&gt;</h1>" in page
        assert "a &amp; b" in page
        assert page.count('<dt>Palette</dt><dd>Red</dd><dd class="share">75%</dd>') == 3
        assert page.count('<dt>Palette</dt><dd>Blue</dd><dd class="share">25%</dd>') == 1
        assert '<td>Red</td><td class="number">3</td><td class="number">75.0%</td>' in page
        assert '<div title="rarest 1 of 4"><figure>' in page
        assert page.count('<div title="rarest 2 of 4"><figure>') == 3
        with messages.speaking("zh"):
            assert "稀有度排名 1 / 4" in gallery_html("四", self.PIECES)

    def test_it_is_for_light_and_dark_pages(self) -> None:
        assert "color-scheme:light dark" in gallery_html("Four", self.PIECES)

    def test_rarity_counts_the_set_that_is_there(self) -> None:
        rarity = Rarity(self.PIECES)
        assert rarity.counts == {"Palette": {"Red": 3, "Blue": 1}, "Size": {"1": 4}}
        assert list(rarity.counts["Palette"]) == ["Red", "Blue"]
        assert rarity.share("Palette", "Blue") == 0.25
        assert [rarity.rank(item) for item in self.PIECES] == [2, 2, 2, 1]
        assert rarity.score(self.PIECES[3]) == 2  # bits: one of four
