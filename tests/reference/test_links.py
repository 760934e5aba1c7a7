"""Links lead somewhere: in all Markdown of the repository. And those that do not are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from pydemo.reference.site import ROOT

from .links import dead_in_markdown, dead_in_site, headings_of, links_of, markdown_files

SITE_ONLY = ROOT / "docs" / "index.md"
"""Leads to pages that are made with the site: `test_site.py` follows its links there."""
FILES = [path for path in markdown_files(ROOT) if path != SITE_ONLY]


def test_the_texts_of_the_repository_are_all_looked_at() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in FILES}
    assert {"README.md", "README.zh.md", "CONTRIBUTING.md", "contracts/README.md"} <= names
    assert not any(name.startswith(("node_modules/", ".venv/")) for name in names)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_of_a_text_is_dead(file: Path) -> None:
    assert list(dead_in_markdown([file])) == []


class TestMarkdown:
    @pytest.mark.parametrize(
        "link",
        ["gone.md", "other.md#gone", "#gone", "https://", "http://nowhere", "htps://a.org", "a/b/"],
    )
    def test_a_dead_link_is_found(self, tmp_path: Path, link: str) -> None:
        (tmp_path / "other.md").write_text("# Other\n", encoding="utf-8")
        text = tmp_path / "text.md"
        text.write_text(f"# Text\n\nSee [`this`]({link}).\n", encoding="utf-8")
        assert list(dead_in_markdown([text])) == [f"text.md: {link}"]

    @pytest.mark.parametrize(
        "link", ["other.md", "other.md#two-words-1", "#text", "https://eips.ethereum.org/a#b", "."]
    )
    def test_a_link_that_leads_somewhere_is_not(self, tmp_path: Path, link: str) -> None:
        (tmp_path / "other.md").write_text("# Two words\n\n## Two words\n", encoding="utf-8")
        text = tmp_path / "text.md"
        text.write_text(f"# Text\n\nSee [this]({link}).\n", encoding="utf-8")
        assert list(dead_in_markdown([text])) == []

    def test_pictures_and_links_with_code_or_a_picture_in_them_are_links(self) -> None:
        text = "![a](b.svg) [`c`](d) [e [f]](g) [![h](i.svg)](j)\n[k]: l.md\n"
        assert set(links_of(text)) >= {"b.svg", "d", "g", "j", "l.md"}

    def test_code_has_no_links(self) -> None:
        text = "`[a](b)`\n\n    [c](d)\n\n```\n[e](f)\n```\n\n```python\nx = [g](h)\n```\n"
        assert links_of(text) == []

    def test_headings_are_named_as_github_names_them(self) -> None:
        text = "# In `Python`, now!\n## 一 二\n```\n# no heading\n```\n### a_b - c\n"
        assert headings_of(text) == {"in-python-now", "一-二", "a_b---c"}


class TestSite:
    @pytest.mark.parametrize(
        ("html", "said"),
        [
            ('<a href="gone.html">x</a>', "gone.html"),
            ('<a href="other.html#gone">x</a>', "other.html#gone"),
            ('<a href="#gone">x</a>', "#gone"),
            ('<img src="gone.png">', "gone.png"),
            ('<script src="https://cdn.org/a.js"></script>', "loads https://cdn.org/a.js"),
            ('<link rel="stylesheet" href="//cdn.org/a.css">', "loads //cdn.org/a.css"),
            ('<a href="https://">x</a>', "https://"),
        ],
    )
    def test_a_dead_link_is_found(self, tmp_path: Path, html: str, said: str) -> None:
        (tmp_path / "other.html").write_text("<h1 id='there'>x</h1>", encoding="utf-8")
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        assert list(dead_in_site(tmp_path)) == [f"page.html: {said}"]

    def test_links_that_lead_somewhere_are_not(self, tmp_path: Path) -> None:
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner" / "index.html").write_text(
            "<a name='there'></a><a href='../page.html#here'>x</a>", encoding="utf-8"
        )
        (tmp_path / "page.html").write_text(
            "<p id='here'><a href='inner/#there'>x</a><a href='https://a.org/'>y</a>"
            "<img src='data:image/png;base64,AA=='>",
            encoding="utf-8",
        )
        assert list(dead_in_site(tmp_path)) == []
