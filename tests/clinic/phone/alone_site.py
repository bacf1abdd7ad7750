"""The page for people without a clinic as any web server gives it: files below a path, and a list of what was asked."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.clinic.phone.test_page import Phone

from footwise.clinic.phone.alone import write_page

BELOW = "my/own walk"


class Site:
    """A server of the standard library over the files.

    Parameters
    ----------
    folder : Path

    Attributes
    ----------
    asked : list of str
        Every path that was asked of it.
    """

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        write_page(folder / BELOW)
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *words: object) -> None:
                asked.append(self.path)

        handler = functools.partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_port
        self.top = f"http://localhost:{self.port}/{BELOW.replace(' ', '%20')}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class AlonePhone(Phone):
    """A phone whose person has no clinic."""

    def __init__(self, playwright, folder: Path, site: Site) -> None:
        super().__init__(playwright, folder, site.port)
        self.home = f"{site.top}en/"

    def first(self) -> Page:
        """Open it for the first time."""
        self.page.goto(self.home)
        self.page.wait_for_selector('[data-screen="welcome"]:not([hidden])')
        # From here on it works without a network.
        self.page.evaluate("() => navigator.serviceWorker.ready")
        return self.page

    def type_letter(self, side: str = "left", turn: str = "in", degrees: int = 8, minutes: int = 10) -> None:
        """Type in what stands in a letter, from the first screen of it on."""
        page = self.page
        page.click('[data-screen="letter"] .go')
        page.click(f'[data-do="letter-{side}"]')
        page.click(f'[data-do="letter-{turn}"]')
        page.click(f'#letter-degrees button:text-is("{degrees}")')
        page.click(f'#letter-minutes button:text-is("{minutes}")')
        page.fill("#letter-from", "Dr Ash, 0123 456")
        page.click("#letter-from-form button")
        page.click('[data-do="letter-sure"]')
        page.wait_for_selector('[data-screen="home"]:not([hidden])')

    def to(self, *screens: str) -> None:
        """Go from the first page by its buttons."""
        shown = "home"
        for name in screens:
            self.page.click(f'[data-screen="{shown}"] [data-go="{name}"]')
            self.page.wait_for_selector(f'[data-screen="{name}"]:not([hidden])')
            shown = name

    def save_file(self, path: Path) -> Path:
        """Save all as a file; ends on the first page."""
        self.to("mine", "file")
        with self.page.expect_download() as download:
            self.page.click('[data-do="save-file"]')
        download.value.save_as(path)
        self.page.click('[data-screen="file"] [data-go="home"]')
        return path

    def bring(self, path: Path) -> str:
        """Choose a file on the page for it; gives what the page says of it."""
        page = self.page
        page.evaluate("() => document.querySelectorAll('[data-slot^=file]').forEach((one) => (one.textContent = ''))")
        page.set_input_files("#file", path)
        said = "() => [...document.querySelectorAll('[data-slot^=file]')].map((one) => one.textContent).join('')"
        # As a function: the page lets no text be run.
        page.wait_for_function(said.replace(".join('')", ".join('') !== ''"))
        return str(page.evaluate(said))

    def course(self) -> dict:
        """What the phone has kept of the course."""
        return self._kept("footwise-alone", "course") or {}

    def welcomed(self) -> bool:
        """Whether the phone knows that its owner has gone on from the welcome; kept after the next screen is shown."""
        return bool(self._kept("footwise-phone-alone", "welcomed"))

    def _kept(self, base: str, key: str) -> Any:
        return self.page.evaluate(
            """([base, key]) => new Promise((resolve) => {
              const opened = indexedDB.open(base);
              opened.onsuccess = () => {
                const asked = opened.result.transaction("told").objectStore("told").get(key);
                asked.onsuccess = () => { opened.result.close(); resolve(asked.result ?? null); };
              };
            })""",
            [base, key],
        )

    def module(self, name: str) -> str:
        """Address of a file of the page."""
        version = self.page.evaluate("() => document.documentElement.dataset.version")
        return f"../app/{version}/page/{name}.js"


@contextmanager
def alone_at(playwright, folder: Path, site: Site) -> Iterator[AlonePhone]:
    """A phone, closed at the end; nothing went to anybody, and nothing broke."""
    phone = AlonePhone(playwright, folder, site)
    try:
        yield phone
    finally:
        phone.context.close()
    assert phone.troubles == [], phone.troubles
