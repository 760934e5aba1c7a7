"""A fragment or page of HTML as a test looks at it: tags that match, and the text that is shown."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"br", "img", "meta", "hr"})
_BLOCKS = frozenset(
    {"body", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1"}
    | {"h2", "h3", "html", "img", "li", "main", "p", "pre", "summary", "table", "td", "th", "tr"}
    | {"ul"}
)


class Page(HTMLParser):
    """Parses at once.

    Raises:
        AssertionError: a tag is closed that is not open, or left open; or something on it could run
            a script or load something.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.images: list[str] = []
        self._open: list[str] = []
        self._shown: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    @property
    def text(self) -> str:
        """What is shown, a line for each block."""
        return "\n".join(self.lines)

    @property
    def lines(self) -> list[str]:
        return [line for line in "".join(self._shown).split("\n") if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "link", "base", "form"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} {name}"
            assert name not in {"href", "srcdoc", "action", "formaction"}, f"{tag} {name}"
            if name == "src":
                assert value is not None
                assert value.startswith("data:image/"), value
                self.images.append(value)
        self.tags.add(tag)
        if tag not in _VOID:
            self._open.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> inside {self._open}"
        self._open.pop()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self._shown.append(data)
        else:
            assert "url(" not in data
            assert "@import" not in data

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._shown.append("\n")
