"""Pictures of every page of the clinic's demonstration, in screenshots/ (make screenshots).

Phone and desktop, light and dark, and on a desktop in all three languages. Pages are found by following links from
the first page of each role, one of each kind; so a new page needs no line here. Beside them every screen of a person's
own phone, by daylight.

python docs/screenshots.py [FOLDER] [--few] : --few takes English, light, desktop and phone only.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from phone_screenshots import CAMERA, take_phone_screens
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

ROLES = ("Clinician, Linden", "Blinded assessor, Linden", "Administrator, Linden")
# In whom there is most to see: their pages are taken, not those of the next best.
SEEN_FIRST = ("L-006", "L-002", "L-003", "L-005")
SIZES = {"desktop": {"width": 1200, "height": 900}, "phone": {"width": 390, "height": 844}}
LANGUAGES = {"en": "en-gb", "de": "de", "es": "es"}
# As many analyses as the clinic of the first role has people in whom to see one.
ENOUGH_ANALYSES = 8
PATIENCE_S = 600
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
_LEADS_OUT = ("/account/logout/", "/static/", ".csv", ".json", ".zip", ".pdf", "/file/", "/account/login/")


@contextmanager
def demonstration(place: Path) -> Iterator[str]:
    """A demonstration in which the first people are measured; gives its address."""
    words = [sys.executable, "-c", "from footwise.cli import main; main()", "serve", "--demo", "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(place)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            where = process.stdout.readline().split()[4]
            until = time.monotonic() + PATIENCE_S
            while time.monotonic() < until and _analyses(place) < ENOUGH_ANALYSES:
                time.sleep(1)
            yield where
        finally:
            process.terminate()


def _analyses(place: Path) -> int:
    (database,) = place.glob("footwise-demonstration-*/clinic.sqlite3")
    with sqlite3.connect(database) as opened:
        count: int = opened.execute("SELECT count(*) FROM prescribing_analysis").fetchone()[0]
    return count


def come_in(browser: Browser, where: str, role: str) -> BrowserContext:
    """Log in with one click."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(where)
    page.get_by_role("button", name=role).click()
    page.wait_for_load_state()
    page.close()
    return context


def kinds_of_pages(page: Page, where: str) -> dict[str, str]:
    """Follow links; gives one address of each kind of page."""
    found: dict[str, str] = {}
    waiting = ["/"]
    for pseudonym in SEEN_FIRST:
        page.goto(f"{where}/people/?find={pseudonym}")
        waiting += links(page)
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        kind = _KEY.sub("*", path)
        if kind in found or path in seen:
            continue
        seen.add(path)
        try:
            answer = page.goto(where + path)
        except Error:
            # It is saved, not shown.
            continue
        if answer is not None and answer.ok and "text/html" in answer.headers.get("content-type", ""):
            found[kind] = path
            waiting += links(page)
    return found


def links(page: Page) -> list[str]:
    """Where a page leads to, within the clinic."""
    here = urlsplit(page.url).netloc
    found = [urlsplit(address) for address in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")]
    paths = [one.path for one in found if one.netloc == here]
    return [path for path in dict.fromkeys(paths) if not any(word in path for word in _LEADS_OUT)]


def take(page: Page, where: str, pages: dict[str, str], folder: Path, role: str, *, few: bool) -> int:
    """Take the pictures of all pages."""
    taken = 0
    for kind, path in pages.items():
        name = re.sub(r"[^a-z0-9]+", "-", kind.strip("/").replace("*", "one")).strip("-") or "today"
        page.goto(where + path)
        for language, code in LANGUAGES.items():
            if few and language != "en":
                continue
            button = page.locator(f"button[name=language][value='{code}']")
            if button.count():
                button.click()
            for size, viewport in SIZES.items():
                for scheme in ("light", "dark"):
                    if (few and scheme == "dark") or (language != "en" and (size, scheme) != ("desktop", "light")):
                        continue
                    page.set_viewport_size(viewport)
                    page.emulate_media(color_scheme=scheme)
                    file = folder / role.split(",", maxsplit=1)[0].lower().replace(" ", "-")
                    file.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=file / f"{name}.{size}.{scheme}.{language}.png", full_page=True)
                    taken += 1
        if not few and page.locator("button[name=language]").count():
            page.locator("button[name=language][value='en-gb']").click()
    return taken


def main(words: list[str]) -> None:
    """Take them all."""
    few = "--few" in words
    given = [word for word in words if not word.startswith("--")]
    folder = Path(given[0] if given else "screenshots")
    chromium = os.environ.get("FOOTWISE_CHROMIUM", "chromium")
    with (
        tempfile.TemporaryDirectory(prefix="footwise-pictures-") as place,
        demonstration(Path(place)) as where,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_path(chromium), args=["--no-sandbox"])
        stranger = browser.new_context(locale="en-GB").new_page()
        taken = take(stranger, where, {"/come-in/": "/account/login/"}, folder, "Nobody", few=few)
        clinician = come_in(browser, where, ROLES[0]).new_page()
        camera = playwright.chromium.launch(executable_path=_path(chromium), args=["--no-sandbox", *CAMERA])
        screens = take_phone_screens(camera, clinician, where, SEEN_FIRST[0], folder / "person-s-phone", few=few)
        camera.close()
        print(f"A person's phone: {screens} pictures")
        taken += screens
        for role in ROLES:
            page = come_in(browser, where, role).new_page()
            pages = kinds_of_pages(page, where)
            taken += take(page, where, pages, folder, role, few=few)
            print(f"{role}: {len(pages)} pages")
        browser.close()
    print(f"{taken} pictures in {folder}")


def _path(name: str) -> str:
    import shutil

    return shutil.which(name) or name


if __name__ == "__main__":
    main(sys.argv[1:])
