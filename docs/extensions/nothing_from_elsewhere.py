"""The site works offline: the build fails where a page would load a font, a script or a picture from another place."""

import re
from html.parser import HTMLParser
from pathlib import Path

from sphinx.errors import SphinxError

# What a browser loads by itself; an <a> is followed by a person.
LOADING = {
    "audio": ("src",), "embed": ("src",), "iframe": ("src",), "image": ("href", "xlink:href"), "img": ("src", "srcset"),
    "input": ("src",), "link": ("href",), "object": ("data",), "script": ("src",), "source": ("src", "srcset"),
    "track": ("src",), "use": ("href", "xlink:href"), "video": ("src", "poster"),
}  # fmt: skip
# Links that only say something about the page.
TOLD = {"author", "canonical", "license", "next", "prev", "search"}
ELSEWHERE = re.compile(r"(?:^|[\s,])(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:[a-z]+:)?//[^"')\s]+)""", re.IGNORECASE)
IN_SCRIPT = re.compile(r"""(?:import\s*\(|fetch\(|importScripts\(|\.src\s*=)\s*["'`]((?:https?:)?//[^"'`]+)""")


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.loaded, self._inside = [], ""

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self._inside = tag if tag in ("style", "script") else ""
        told = tag == "link" and set((known.get("rel") or "").lower().split()) <= TOLD
        for name in () if told else LOADING.get(tag, ()):
            value = known.get(name) or ""
            if ELSEWHERE.search(value) and not value.startswith("data:"):
                self.loaded.append(value)
        self.loaded += IN_STYLE.findall(known.get("style") or "")

    def handle_data(self, data):
        if self._inside == "style":
            self.loaded += IN_STYLE.findall(data)
        elif self._inside == "script":
            self.loaded += IN_SCRIPT.findall(data)


def loaded_from_elsewhere(path):
    """Addresses that a browser would load for a file of the site."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".css":
        return IN_STYLE.findall(text)
    if path.suffix == ".js":
        return IN_SCRIPT.findall(text)
    page = _Page()
    page.feed(text)
    return page.loaded


def check(app, exception):
    """Go through everything that was written."""
    if exception is not None or app.builder.format != "html":
        return
    files = [path for path in Path(app.outdir).rglob("*") if path.suffix in (".html", ".css", ".js", ".svg")]
    found = {path.relative_to(app.outdir): loaded for path in files if (loaded := loaded_from_elsewhere(path))}
    if found:
        raise SphinxError(
            "pages load from elsewhere: " + "; ".join(f"{path}: {' '.join(found[path])}" for path in found)
        )


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
