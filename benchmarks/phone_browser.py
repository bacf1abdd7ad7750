"""The phone's modules in Chromium, without a server: what the page asks for is answered from the files."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from phone_streams import Stream
from playwright.sync_api import Page, Route, sync_playwright

PHONE = Path(__file__).parents[1] / "src" / "footwise" / "clinic" / "phone"
ORIGIN = "http://localhost/"
# Without them Chromium asks its makers' servers for updates.
WORDS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


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
    files : dict of str to str
        More modules, by their name in that folder.
    """

    def __init__(self, page: Page, folder: Path = PHONE, files: dict[str, str] | None = None) -> None:
        self.page, self.folder, self.files = page, folder, files or {}
        self._samples = b""
        page.route("**/*", self._answer)
        page.goto(ORIGIN)

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(ORIGIN)
        script = "text/javascript; charset=utf-8"
        if not name:
            route.fulfill(body="<!doctype html><title>phone</title>", content_type="text/html")
        elif name.startswith("samples"):
            route.fulfill(body=self._samples, content_type="application/octet-stream")
        elif name in self.files:
            route.fulfill(body=self.files[name], content_type=script)
        elif name == "phone_walk.mjs":
            route.fulfill(body=(Path(__file__).parent / name).read_text(encoding="utf-8"), content_type=script)
        elif name.endswith(".mjs"):
            route.fulfill(body=(self.folder / name).read_text(encoding="utf-8"), content_type=script)
        else:
            route.fulfill(status=404)

    def walked(self, stream: Stream) -> dict[str, Any]:
        """What `phone_walk.walked` gives, of JavaScript."""
        self._samples = stream.numbers.astype("<f8").tobytes()
        odd = [[*place, value] for place, value in stream.odd.items()]
        given = {"url": f"{ORIGIN}samples", "side": stream.side, "seed": stream.seed, "odd": odd}
        text = self.page.evaluate("async (given) => (await import('/phone_walk.mjs')).walk(given)", given)
        result: dict[str, Any] = json.loads(text)
        return result

    def samples_per_s(self, stream: Stream, runs: int = 5) -> float:
        """Samples a second of one tracker."""
        self._samples = stream.numbers.astype("<f8").tobytes()
        given = {"url": f"{ORIGIN}samples", "side": stream.side, "runs": runs}
        return float(self.page.evaluate("async (given) => (await import('/phone_walk.mjs')).speed(given)", given))


@contextmanager
def phone_page(folder: Path = PHONE, files: dict[str, str] | None = None) -> Iterator[PhonePage]:
    """Open Chromium with such a page."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=WORDS)
        try:
            yield PhonePage(browser.new_page(), folder, files)
        finally:
            browser.close()
