"""All files of the page for people without a clinic, by the path under which a browser asks for them."""

from __future__ import annotations

from footwise.clinic.phone.app_files import app_files, app_version, worker_text
from footwise.clinic.phone.page_text import LANGUAGES, first_text, manifest_text, page_text

# A folder is asked for by its name with a stroke; every web server then gives this file of it.
INDEX = "index.html"
WORKER = "worker.js"
# Endings that not every web server knows, and a browser takes no script that is called anything else.
_PLAIN = {".mjs": ".js", "manifest.webmanifest": "manifest.json"}
_TEXTS = (".mjs", ".js", ".html")


def page_files() -> dict[str, bytes]:
    """Give each file by its path from the page's top, such as ``en/index.html``."""
    files = {INDEX: first_text().encode(), WORKER: worker_text(tuple(LANGUAGES)).encode()}
    for language in LANGUAGES:
        files[f"{language}/{INDEX}"] = page_text(language, alone=True).encode()
        files[f"{language}/manifest.webmanifest"] = manifest_text(language).encode()
    for name, file in app_files().items():
        files[f"app/{app_version()}/{name}"] = file.content
    return {_plain(name, ""): _renamed(name, content) for name, content in files.items()}


def _renamed(name: str, content: bytes) -> bytes:
    """Give a file with the plain names of those that it asks for; they stand before a quotation mark."""
    return _plain(content.decode(), '"').encode() if name.endswith(_TEXTS) else content


def _plain(text: str, mark: str) -> str:
    for ending, plain in _PLAIN.items():
        text = text.replace(f"{ending}{mark}", f"{plain}{mark}")
    return text
