"""The page that walks with a person, in Chromium: joined, looked at, walked with, cut, killed, and nothing lost."""

from __future__ import annotations

import re
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.played import screen
from tests.clinic.test_serve import served

import footwise

pytestmark = pytest.mark.browser

# Without them Chromium asks its makers' servers for updates.
WORDS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SCREENS = [
    "join", "home", "setup-table", "setup-turn", "setup-shoe", "setup-foot",
    "setup-still", "setup-line", "setup-verdict", "walk", "paused", "pain",
    "fall", "done", "stop", "film", "film-place", "film-camera", "film-look", "film-how", "film-send",
    "hindered", "saved", "questions", "question", "questions-look",
    "month", "year", "pause", "paused-days", "withdraw", "withdrawn", "remove",
    "reminders", "help", "mine", "check", "revoked",
]  # fmt: skip
SHOW = """(name) => {
  for (const one of document.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== name;
}"""
SECOND = """() => fetch("/practice/second/", {
  method: "POST", body: "{}", headers: {"X-Footwise-Page": "1", "Content-Type": "application/json"},
}).then((answer) => answer.json()).then((told) => told.code)"""
# As a phone without space says it: the transaction ends with this error, and nothing of it stays.
FULL = """() => {
  window.realPut = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...words) {
    const request = window.realPut.apply(this, words);
    Object.defineProperty(this.transaction, "error", { value: new DOMException("full", "QuotaExceededError") });
    this.transaction.abort();
    return request;
  };
}"""
WHOLE_KNEE = "() => document.querySelector('[data-slot=pain-question]').textContent.includes('whole')"
SMALL = """() => [...document.querySelectorAll("button, summary, input, main a, label:has(input)")]
  .filter((one) => one.offsetParent && !["checkbox", "radio"].includes(one.type))
  .filter((one) => one.getBoundingClientRect().height < 55.5).map((one) => one.outerHTML)"""
SMALL_TEXT = """() => [...document.querySelectorAll("main p, main li, main button, main label")]
  .filter((one) => one.offsetParent && one.textContent.trim())
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 18).map((one) => one.outerHTML)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRAST = {"rules": {"color-contrast": {"enabled": False}, "color-contrast-enhanced": {"enabled": True}}}


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("localhost", 0))
        port: int = opened.getsockname()[1]
        return port


class Phone:
    """A phone with its browser, which can be killed and started again with what lies on its disk."""

    def __init__(self, playwright, folder: Path, port: int, words: Sequence[str] = ()) -> None:
        self._words = [*WORDS, *words]
        self._playwright, self._folder, self.home = playwright, folder, f"http://localhost:{port}/practice/en/"
        self.troubles: list[str] = []
        self.start()

    def start(self) -> Page:
        self.context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            str(self._folder), executable_path=chromium(), args=self._words, viewport={"width": 390, "height": 844},
            locale="en-GB", reduced_motion="reduce",
        )  # fmt: skip
        self.context.on(
            "request", lambda one: re.match(r"http://localhost:|data:|blob:", one.url) or self._bad(one.url)
        )
        self.context.on("weberror", lambda one: self._bad(str(one.error)))
        self.context.on("console", lambda one: "Content Security" in one.text and self._bad(one.text))
        self.page: Page = self.context.pages[0]
        return self.page

    def _bad(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def join(self, code: str) -> Page:
        self.page.goto(f"{self.home}#code={code}")
        self.page.click("#join-form button")
        self.page.wait_for_selector('[data-screen="home"]:not([hidden])')
        # From here on it works without a network.
        self.page.evaluate("() => navigator.serviceWorker.ready")
        return self.page

    def open(self) -> Page:
        self.page.goto(self.home)
        self.page.wait_for_selector('[data-screen="home"]:not([hidden])')
        return self.page

    def kill(self) -> None:
        """As a phone that dies: nobody is asked."""
        session = self.context.new_cdp_session(self.page)
        with suppress(Exception):
            session.send("Browser.crash")
        with suppress(Exception):
            self.context.close()

    def rate(self, *ratings: int) -> None:
        for rating in ratings:
            self.page.click(f'.eleven button:text-is("{rating}")')


@contextmanager
def phone_at(playwright, folder: Path, port: int, words: Sequence[str] = ()) -> Iterator[Phone]:
    phone = Phone(playwright, folder, port, words)
    try:
        yield phone
    finally:
        phone.context.close()
    assert phone.troubles == []


def until(look, seconds: float = 40.0):
    """Wait until something is so, and give it."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, look
        time.sleep(0.5)
    return found


def all_sent(page: Page) -> None:
    until(lambda: page.inner_text("#sent") == "Everything has reached your clinic.")


def diary(phone: Phone, medial: int, overall: int) -> None:
    page = phone.page
    page.click('[data-screen="home"] [data-go="diary"]')
    phone.rate(medial)
    page.wait_for_function(WHOLE_KNEE)
    phone.rate(overall)
    page.check('input[value="pain"]')
    page.click('[data-screen="hindered"] .go')
    page.wait_for_selector('[data-screen="saved"]:not([hidden])')
    page.click('[data-screen="saved"] .go')


def test_every_screen_is_large_plain_and_readable(playwright, tmp_path):
    chromium()
    code = make_clinic(tmp_path / "clinic")["code 0"]
    port = free_port()
    with served(tmp_path / "clinic", port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name in SCREENS:
                page.evaluate(SHOW, name)
                found = Axe().run(page, options=CONTRAST)
                assert found.violations_count == 0, (name, scheme, found.generate_report())
        for language in ("en", "de", "es"):
            page.goto(phone.home.replace("/en/", f"/{language}/"))
            page.wait_for_selector('[data-screen="home"]:not([hidden])')
            for name in SCREENS:
                page.evaluate(SHOW, name)
                assert page.evaluate(SMALL) == [], (name, language)
                assert page.evaluate(SMALL_TEXT) == [], (name, language)
                for width in (320, 390):
                    page.set_viewport_size({"width": width, "height": 844})
                    assert page.evaluate(SIDEWAYS) <= 0, (name, language, width)
                # Text twice as large.
                page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
                page.set_viewport_size({"width": 320, "height": 844})
                assert page.evaluate(SIDEWAYS) <= 0, (name, language, "200 %")
                page.evaluate("() => { document.documentElement.style.fontSize = ''; }")


def test_diary_without_a_network_with_a_killed_phone_and_a_killed_server(playwright, tmp_path):
    """Answers that were given are there in the end: the network cut, the browser killed, the server killed."""
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        phone.join(code)
        diary(phone, 2, 3)
        all_sent(phone.page)
    # A browser that is killed within half a minute forgets a cookie that it has just been given.
    phone.context.close()
    phone.start()
    # The server is killed; the page opens from what it keeps, and goes on.
    phone.kill()
    phone.start()
    phone.open()
    diary(phone, 5, 4)
    assert phone.page.inner_text("#sent") != "Everything has reached your clinic."
    # The phone dies with an answer that was given, in the middle of the questions.
    phone.page.click('[data-screen="home"] [data-go="diary"]')
    phone.rate(7)
    phone.page.wait_for_function(
        "() => document.querySelector('[data-slot=pain-question]').textContent.includes('whole')"
    )
    phone.kill()
    phone.start()
    with served(folder, port):
        phone.open()
        all_sent(phone.page)
        told = until(lambda: (now := course_in(folder))["pains"] == [7.0, 4.0] and now)
        assert told["course"]["pains"][0]["rating"] == 4.0
        assert told["received"] == ["0-0"] * 3
    phone.context.close()
    assert phone.troubles == []


def test_a_fall_stops_the_phone_and_another_s_code_opens_nothing_of_it(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    made = make_clinic(folder, codes=2)
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(made["code 0"])
        page.click('[data-screen="home"] [data-go="begin"]')
        page.click('[data-screen="setup-table"] [data-do="without-sensor"]')
        page.wait_for_selector('[data-screen="walk"]:not([hidden])')
        page.wait_for_timeout(1500)
        page.click('[data-screen="walk"] [data-do="pause"]')
        page.click('[data-screen="paused"] [data-do="resume"]')
        page.click('[data-screen="walk"] [data-do="stop"]')
        phone.rate(4)
        page.click('[data-do="fall"]')
        page.wait_for_selector('[data-screen="stop"]:not([hidden])')
        assert screen(page) == "stop" and "fell" in page.inner_text('[data-screen="stop"]')
        page.click('[data-screen="stop"] .go')
        assert page.is_visible("#stopped") and not page.is_visible('[data-screen="home"] [data-go="begin"]')
        told = until(lambda: (now := course_in(folder))["course"] and now["course"]["stopped"] and now)
        assert told["course"]["stopped"]["why"] == "fall" and told["pains"] == [4.0]
        # Another person's code in the same browser: nothing of the first is shown, and nothing is sent as theirs.
        page.evaluate("() => document.querySelector('[data-screen=revoked] [data-go=join]').click()")
        page.fill("#code", made["code 1"])
        page.click("#join-form button")
        page.wait_for_load_state()
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        assert not page.is_visible("#stopped")


def test_whoever_turns_back_before_the_walk_may_begin_again(playwright, tmp_path):
    chromium()
    code = make_clinic(tmp_path / "clinic")["code 0"]
    port = free_port()
    with served(tmp_path / "clinic", port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        for _ in range(2):
            page.click('[data-screen="home"] [data-go="begin"]')
            page.wait_for_selector('[data-screen="setup-table"]:not([hidden])')
            page.click('[data-do="setup-permission"]')
            page.click('[data-screen="setup-table"] [data-do="leave"]')
            assert screen(page) == "home"


def test_the_phone_s_own_back_goes_back_and_never_out_of_a_walk(playwright, tmp_path):
    chromium()
    code = make_clinic(tmp_path / "clinic")["code 0"]
    port = free_port()
    with served(tmp_path / "clinic", port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        begin = '[data-screen="home"] [data-go="begin"]'

        def back_to(name: str) -> None:
            page.evaluate("() => history.back()")
            page.wait_for_selector(f'[data-screen="{name}"]:not([hidden])')
            page.wait_for_function(f"() => history.state === '{'home' if name == 'home' else 'away'}'")

        page.click('[data-screen="home"] [data-go="month"]')
        page.wait_for_selector('[data-screen="month"]:not([hidden])')
        page.click('[data-go="year"]')
        page.wait_for_selector('[data-screen="year"]:not([hidden])')
        back_to("month")
        back_to("home")
        # Whoever goes back before the walk leaves it for another window.
        page.click(begin)
        page.wait_for_selector('[data-screen="setup-table"]:not([hidden])')
        back_to("home")
        page.click(begin)
        page.click('[data-screen="setup-table"] [data-do="leave"]')
        assert screen(page) == "home"
        page.click(begin)
        page.click('[data-screen="setup-table"] [data-do="without-sensor"]')
        page.wait_for_selector('[data-screen="walk"]:not([hidden])')
        for _ in range(3):
            page.evaluate("() => history.back()")
            page.wait_for_timeout(400)
            assert screen(page) == "walk" and page.evaluate("() => history.state") == "away"
        page.click('[data-screen="walk"] [data-do="stop"]')
        page.wait_for_selector('[data-screen="pain"]:not([hidden])')
        back_to("pain")
        phone.rate(1)
        page.click('[data-do="no-fall"]')
        page.wait_for_selector('[data-screen="done"]:not([hidden])')
        back_to("home")
        # At home it leads out, as without all of this.
        page.evaluate("() => { setTimeout(() => history.back(), 50); }")
        page.wait_for_url("about:blank")


def test_ten_tabs_walk_once(playwright, tmp_path):
    chromium()
    code = make_clinic(tmp_path / "clinic")["code 0"]
    port = free_port()
    with served(tmp_path / "clinic", port), phone_at(playwright, tmp_path / "phone", port) as phone:
        phone.join(code)
        pages = [phone.page, *(phone.context.new_page() for _ in range(9))]
        for page in pages[1:]:
            page.goto(phone.home)
            page.wait_for_selector('[data-screen="home"]:not([hidden])')
        for page in pages:
            page.click('[data-screen="home"] [data-go="begin"]')
            page.wait_for_timeout(100)
        assert [screen(page) for page in pages] == ["setup-table", *["home"] * 9]
        assert "another window" in pages[5].inner_text('[data-screen="home"]')


def test_a_phone_that_lost_its_key_comes_in_again_and_sends_what_waited(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    made = make_clinic(folder, codes=2)
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(made["code 0"])
        code = page.evaluate(SECOND)
        phone.context.clear_cookies()
        page.click('[data-screen="home"] [data-go="diary"]')
        phone.rate(6)
        page.wait_for_function(WHOLE_KNEE)
        phone.rate(5)
        page.click('[data-screen="hindered"] .go')
        page.wait_for_selector('[data-screen="revoked"]:not([hidden])')
        page.click('[data-screen="revoked"] [data-go="join"]')
        page.fill("#code", made["code 1"])
        page.click("#join-form button")
        page.wait_for_load_state()
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        all_sent(page)
        # It was not sent as the other person's, whose phone this is for a moment.
        assert course_in(folder)["received"] == []
        phone.context.clear_cookies()
        page.goto("about:blank")
        page.goto(f"{phone.home}#code={code}")
        page.click("#join-form button")
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        all_sent(page)
        assert until(lambda: course_in(folder)["pains"]) == [6.0, 5.0]


def test_receipts_that_are_lost_and_an_old_page_lose_and_double_nothing(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        cuts = []

        def cut(route):
            # What was sent arrives, and its receipt does not; or the server finds the page too old.
            if len(cuts) < 2:
                cuts.append(route.fetch().status)
                route.abort()
            elif len(cuts) < 4:
                cuts.append(426)
                route.fulfill(status=426, json={"trouble": "old page"})
            else:
                route.continue_()

        phone.context.route("**/practice/packets/", cut)
        diary(phone, 1, 2)
        until(lambda: "newer page" in page.inner_text("#sent"), 60)
        diary(phone, 3, 4)
        page.evaluate("() => dispatchEvent(new Event('online'))")
        until(lambda: len(cuts) >= 4, 60)
        page.evaluate("() => dispatchEvent(new Event('online'))")
        all_sent(page)
        assert cuts == [200, 200, 426, 426]
        told = until(lambda: (now := course_in(folder))["pains"] == [3.0, 4.0] and now)
        assert told["sessions"] == 2 and told["received"] == ["0-0", "0-0"]


def test_a_full_phone_is_said_and_what_comes_next_keeps_it_all(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        page.evaluate(FULL)
        page.click('[data-screen="home"] [data-go="diary"]')
        phone.rate(6)
        until(lambda: "full" in page.inner_text("#sent"))
        page.evaluate("() => { IDBObjectStore.prototype.put = window.realPut; }")
        page.wait_for_function(WHOLE_KNEE)
        phone.rate(5)
        page.click('[data-screen="hindered"] .go')
        all_sent(page)
        assert until(lambda: course_in(folder)["pains"]) == [6.0, 5.0]


@pytest.mark.slow
def test_a_newer_version_waits_for_the_end_of_a_walk(playwright, tmp_path, monkeypatch):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    newer = tmp_path / "newer"
    shutil.copytree(Path(footwise.__file__).parent, newer / "footwise", ignore=shutil.ignore_patterns("__pycache__"))
    with (newer / "footwise/clinic/phone/page/practice.css").open("a") as style:
        style.write("/* newer */")
    with phone_at(playwright, tmp_path / "phone", port) as phone:
        with served(folder, port):
            page = phone.join(code)
            old = page.evaluate("() => document.documentElement.dataset.version")
            page.click('[data-screen="home"] [data-go="begin"]')
            page.click('[data-screen="setup-table"] [data-do="without-sensor"]')
        monkeypatch.setenv("PYTHONPATH", str(newer))
        with served(folder, port):
            page.evaluate("() => navigator.serviceWorker.ready.then((one) => one.update())")
            waiting = "() => navigator.serviceWorker.ready.then((one) => Boolean(one.waiting))"
            until(lambda: page.evaluate(waiting))
            page.wait_for_timeout(1500)
            # The walk goes on with the files that it began with.
            assert screen(page) == "walk" and page.evaluate(waiting)
            page.click('[data-screen="walk"] [data-do="stop"]')
            phone.rate(2)
            page.click('[data-do="no-fall"]')
            page.click('[data-screen="done"] .go')
            until(lambda: not page.evaluate(waiting))
            all_sent(page)
            phone.open()
            assert page.evaluate("() => document.documentElement.dataset.version") != old
            told = until(lambda: (now := course_in(folder))["course"] and now)
            assert told["pains"] == [2.0] and len(told["course"]["walks"]) == 1
