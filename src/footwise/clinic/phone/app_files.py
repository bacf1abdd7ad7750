"""The files of the page that walks with the person, all of one version, kept by the browser as a whole."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_CODE = Path(__file__).parent
# `page` is written by hand, `generated` by `make phone` out of the sources in Python, `python` is what those stand on.
_FOLDERS = ("page", "generated", "python")
_KINDS = {
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True)
class AppFile:
    """A file as it is sent.

    Attributes
    ----------
    content, zipped : bytes
    kind : str
        Its media type.
    """

    content: bytes
    zipped: bytes
    kind: str


@cache
def app_files() -> dict[str, AppFile]:
    """Give all files by their names, such as ``page/walk.mjs``."""
    found = {}
    for folder in _FOLDERS:
        for path in sorted((_CODE / folder).rglob("*")):
            if path.suffix in _KINDS:
                content = path.read_bytes()
                zipped = gzip.compress(content, 9, mtime=0)
                found[path.relative_to(_CODE).as_posix()] = AppFile(content, zipped, _KINDS[path.suffix])
    return found


def app_file(name: str) -> AppFile | None:
    """Give a file by its name; None where there is none."""
    return app_files().get(name)


def kind_of(name: str) -> str:
    """Give the media type of a file of the page by its name."""
    kinds = {**_KINDS, ".html": "text/html", ".js": "text/javascript", ".json": "application/manifest+json"}
    kind = kinds[Path(name).suffix]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


# It stands in the page's words, from where it is translated.
REMINDER = "It is time"


@cache
def app_version() -> str:
    """Name the version: another as soon as any file or word of the page is another."""
    from footwise.version import __version__

    words = sorted(_CODE.parent.rglob("*.mo"))
    pages = [*sorted((_CODE.parent / "templates" / "phone").glob("practice*.html"))]
    pages += [_CODE / "worker.js", _CODE / "guide.py"]
    whole = sha256(__version__.encode())
    for name, file in app_files().items():
        whole.update(name.encode() + file.content)
    for path in [*words, *pages]:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def worker_text(languages: Sequence[str]) -> str:
    """Write the service worker with the version that it brings and what it keeps, told from where it lies itself."""
    from footwise.clinic.phone.page_text import said

    version = app_version()
    shells = [f"{language}/{name}" for name in ("", "manifest.webmanifest") for language in languages]
    told = {
        "version": version,
        "shells": shells,
        "files": [f"app/{version}/{name}" for name in app_files()],
        # What a phone shows when it is woken by a push, which brings no words.
        "reminder": {language: said(language, REMINDER) for language in languages},
    }
    return f"const APP = {json.dumps(told)};\n{(_CODE / 'worker.js').read_text(encoding='utf-8')}"
