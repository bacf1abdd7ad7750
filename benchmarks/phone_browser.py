"""The phone's modules in Chromium, from a small server on this computer."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from phone_streams import Stream
from playwright.sync_api import Page, sync_playwright

PHONE = Path(__file__).parents[1] / "src" / "footwise" / "clinic" / "phone"
# Without them Chromium asks its makers' servers for updates.
WORDS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_KINDS = {".mjs": "text/javascript; charset=utf-8", "": "text/html"}


def chromium() -> str | None:
    """Where a Chromium is; None where there is none."""
    names = (os.environ.get("FOOTWISE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


class PhonePage:
    """A page that runs the modules.

    Parameters
    ----------
    page : Page
    folder : Path
        That with `generated` and `python`.

    Attributes
    ----------
    files : dict of str to str
        More modules, by their name in that folder.
    """

    def __init__(self, page: Page, folder: Path = PHONE) -> None:
        self.page, self.folder = page, folder
        self.files: dict[str, str] = {}
        self._samples = b""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        page.goto(f"{self.origin}/")

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def _content(self, name: str) -> bytes | None:
        if not name:
            return b"<!doctype html><title>phone</title>"
        if name == "samples":
            return self._samples
        if name in self.files:
            return self.files[name].encode()
        path = Path(__file__).parent / name if name == "phone_walk.mjs" else self.folder / name
        return path.read_bytes() if path.suffix == ".mjs" and path.is_file() else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        content_of = self._content

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                content = content_of(self.path.removeprefix("/"))
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Type", _KINDS.get(Path(self.path).suffix, "application/octet-stream"))
                self.send_header("Content-Length", str(len(content or b"")))
                self.send_header("Cache-Control", "max-age=60" if self.path.endswith(".mjs") else "no-store")
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *words: object) -> None:
                pass

        return Handler

    def walked(self, stream: Stream) -> dict[str, Any]:
        """What `phone_walk.walked` gives, of JavaScript."""
        self._samples = stream.numbers.astype("<f8").tobytes()
        odd = [[*place, value] for place, value in stream.odd.items()]
        given = {"url": f"{self.origin}/samples", "side": stream.side, "seed": stream.seed, "odd": odd}
        text = self.page.evaluate("async (given) => (await import('/phone_walk.mjs')).walk(given)", given)
        result: dict[str, Any] = json.loads(text)
        return result

    def samples_per_s(self, stream: Stream, runs: int = 5) -> float:
        """Samples a second of one tracker."""
        self._samples = stream.numbers.astype("<f8").tobytes()
        given = {"url": f"{self.origin}/samples", "side": stream.side, "runs": runs}
        return float(self.page.evaluate("async (given) => (await import('/phone_walk.mjs')).speed(given)", given))


@contextmanager
def phone_page(folder: Path = PHONE) -> Iterator[PhonePage]:
    """Open Chromium with such a page."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=WORDS)
        page = PhonePage(browser.new_page(), folder)
        try:
            yield page
        finally:
            page.close()
            browser.close()
