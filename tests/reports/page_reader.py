"""Read a page as a browser would: its text, and whatever it would load."""

from __future__ import annotations

from html.parser import HTMLParser

_LOADING = {"src", "href", "data", "poster", "srcset", "action", "xlink:href"}
_VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Text, tags, pictures and links of a page; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.classes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.pictures: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    @property
    def text(self) -> str:
        """All text, with single blanks."""
        return " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.styles.append(data)
        else:
            self.words.append(data)

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            value = value or ""
            if name in _LOADING:
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name == "class":
                self.classes |= set(value.split())
            if name == "style":
                self.styles.append(value)
            if name == "aria-label" and tag == "svg":
                self.pictures.append(value)
        if tag in ("tr", "td", "th", "p", "li", "div"):
            self.words.append(" ")


def assert_self_contained(html: str) -> Page:
    """Nothing is loaded from elsewhere, nothing runs, names are unique; gives the page."""
    page = Page(html)
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links), page.links
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)
    assert "http" not in html
    assert not any("@import" in style for style in page.styles)
    assert all(target.strip("'\"").startswith("#") for style in page.styles for target in _urls(style))
    return page


def _urls(style: str) -> list[str]:
    return [part.partition(")")[0] for part in style.split("url(")[1:]]
