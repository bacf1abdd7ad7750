"""Both screens of a live session in Chromium, and the person's phone that is paused and told less from there."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.browser import chromium
from tests.clinic.live.made_live import live_in
from tests.clinic.live.network import Network
from tests.clinic.live.sources import LiveSource, stride
from tests.clinic.live.test_sockets import Clinic
from tests.clinic.phone.made_clinic import course_in
from tests.clinic.phone.played import FRAME_MS, screen
from tests.clinic.phone.test_page import CONTRAST, free_port, phone_at, until
from tests.clinic.phone.test_played_walk import end, filtered_walk, stands_on_the_shoe
from tests.clinic.test_in_browser import SIDEWAYS, WORDS, look
from tests.clinic.test_serve import served

pytestmark = pytest.mark.browser
STEPS = """() => [...document.querySelectorAll('[data-foot="ten"] li')].map((one) => Number(one.dataset.step))"""
MARKS = (
    """() => [...document.querySelectorAll('[data-foot="ten"] li > span:first-child')].map((one) => one.textContent)"""
)


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@contextmanager
def screens(playwright, clinic: Clinic) -> Iterator[BrowserContext]:
    """A browser in which the clinician is logged in; nothing is asked of elsewhere, no policy is broken."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=WORDS)
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    cookie = {"name": "footwise_session", "value": clinic.made["session"], "url": f"http://localhost:{clinic.port}"}
    context.add_cookies([cookie])
    troubles: list[str] = []
    context.on("request", lambda one: re.match(r"(http|ws)://localhost:|data:", one.url) or troubles.append(one.url))
    context.on("console", lambda one: "Content Security" in one.text and troubles.append(one.text))
    context.on("weberror", lambda one: troubles.append(str(one.error)))
    try:
        yield context
    finally:
        browser.close()
    assert troubles == []


def therapist(context: BrowserContext, clinic: Clinic, number: int = 0, port: int = 0) -> Page:
    page = context.new_page()
    page.goto(f"http://localhost:{port or clinic.port}{clinic.page(number)}")
    return page


def at_step(page: Page, number: int) -> None:
    page.wait_for_function(
        f"() => document.querySelector('[data-foot=ten] li:last-child')?.dataset.step === '{number}'"
    )


def where(page: Page) -> str:
    return page.inner_text('[data-slot="where"]')


@pytest.mark.requirement("R-045")
def test_two_screens_follow_one_walk_and_come_back_after_a_cut(playwright, tmp_path):
    chromium()
    clinic = Clinic(tmp_path / "clinic", free_port(), codes=2)
    with served(clinic.folder, clinic.port), screens(playwright, clinic) as context:
        network = Network(clinic.port)
        theirs = therapist(context, clinic)
        until(lambda: "Waiting for the sensor" in where(theirs), 20)
        mine = context.new_page()
        mine.goto(f"http://localhost:{network.port}/live/screen/")
        mine.fill("#code", "2345-2345")
        mine.click("#code-form button")
        until(lambda: "opens no session" in where(mine), 20)
        mine.fill("#code", clinic.made["screen 0"].lower())
        mine.click("#code-form button")
        until(lambda: "begins in a moment" in where(mine), 20)
        source = LiveSource(clinic.key(0), clinic.port)
        for number in range(12):
            source.send(stride(number, -8.0 + 2 * (number % 4), told=number % 3 != 0), elapsed_s=float(number))
        for page in (theirs, mine):
            at_step(page, 11)
        assert theirs.evaluate(STEPS) == mine.evaluate(STEPS) == list(range(2, 12))
        assert theirs.evaluate(MARKS) == ["→", "→", "✓", "✓", "→", "→", "✓", "✓", "→", "→"]
        assert mine.evaluate(MARKS) == ["→", "·", "✓", "✓", "·", "→", "✓", "·", "→", "→"]
        assert "4:49 left" in where(theirs) and "Toes in a little" in mine.inner_text('[data-foot="cue"]')
        for page in (theirs, mine):
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        look(theirs)
        for scheme in ("light", "dark"):
            mine.emulate_media(color_scheme=scheme)
            found = Axe().run(mine, options=CONTRAST)
            assert found.violations_count == 0, (scheme, found.generate_report())
        for width in (320, 390, 768, 1200):
            mine.set_viewport_size({"width": width, "height": 844})
            assert mine.evaluate(SIDEWAYS) <= 0, width
        # What the therapist asks for goes to the source; what it then says of itself is what the button shows.
        theirs.get_by_role("button", name="Pause").click()
        assert source.heard()["what"] == "pause"
        source.send(paused=True, elapsed_s=12.0)
        theirs.get_by_role("button", name="Start").wait_for()
        until(lambda: where(mine) == "Pause", 10)
        source.send(elapsed_s=12.0)
        theirs.get_by_role("button", name="Feedback on").nth(1).click()
        assert {**source.heard(), "kind": ""} == {"kind": "", "what": "feedback", "block": 1, "on": False}
        source.send(quiet=[1], elapsed_s=12.0)
        theirs.get_by_role("button", name="Feedback off").wait_for()
        # The person's screen loses its network in the middle, and the walk goes on.
        network.cut()
        until(lambda: "No connection" in where(mine), 20)
        for number in range(12, 18):
            source.send(stride(number, -8.0), elapsed_s=float(number))
        at_step(theirs, 17)
        network.mend()
        at_step(mine, 17)
        assert theirs.evaluate(STEPS) == mine.evaluate(STEPS)
        theirs.fill("#text", "The heel turns in late.")
        theirs.get_by_role("button", name="Keep the note").click()
        theirs.get_by_text("The heel turns in late.", exact=True).wait_for()
        # Another person's session shows nothing of it.
        other = context.new_page()
        other.goto(f"http://localhost:{clinic.port}/live/screen/#code={clinic.made['screen 1']}")
        until(lambda: "begins in a moment" in where(other), 20)
        other.wait_for_timeout(500)
        assert other.evaluate(STEPS) == []
        theirs.get_by_text("Another sensor, or cameras").click()
        theirs.get_by_role("button", name="Make a code for a computer").click()
        look(theirs)
        theirs.get_by_role("link", name="Back to the live session").click()
        theirs.get_by_role("button", name="End the walk and the session").click()
        assert source.heard()["what"] == "stop"
        until(lambda: where(mine) == "This session is over.", 20)
        theirs.get_by_text("The heel turns in late.", exact=True).wait_for()
        look(theirs)
        network.close()
    assert live_in(clinic.folder)["open"] == [False, True]


OLD = """() => [...document.querySelectorAll('[data-side]')].map((one) => ({
    cue: one.querySelector('[data-foot=cue]').textContent, share: one.querySelector('[data-foot=share]').textContent,
    steps: one.querySelectorAll('li').length, right: one.querySelectorAll('.right').length,
    turned: one.querySelector('[data-foot=turning]').style.transform,
    said: one.querySelector('[data-foot=said]').textContent }))"""
NOTHING_OLD = {
    "cue": "", "share": "–", "steps": 0, "right": 0, "turned": "",
    "said": "The foot from above: how it stands is not known at the moment.",
}  # fmt: skip
SPILLS = """() => [...document.querySelectorAll('[data-foot=ten] li')].filter((one) => {
    const box = one.getBoundingClientRect();
    return [...one.querySelectorAll('span:not(.sr), small')].some((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        const drawn = range.getBoundingClientRect();
        return drawn.left < box.left || drawn.right > box.right || drawn.top < box.top || drawn.bottom > box.bottom;
    });
}).length"""


@pytest.mark.requirement("R-045")
def test_what_is_older_than_the_connection_is_not_shown(playwright, tmp_path):
    """A network that stops in silence, a browser that is offline, and a sensor that has stopped to say anything."""
    chromium()
    clinic = Clinic(tmp_path / "clinic", free_port(), codes=1)
    with served(clinic.folder, clinic.port), screens(playwright, clinic) as context:
        network = Network(clinic.port)
        theirs, mine = therapist(context, clinic, port=network.port), context.new_page()
        mine.goto(f"http://localhost:{network.port}/live/screen/#code={clinic.made['screen 0']}")
        source = LiveSource(clinic.key(0), clinic.port)

        def walk(begin: int) -> None:
            for number in range(begin, begin + 10):
                source.send(stride(number, -8.0 if number % 10 else 4.0), elapsed_s=float(number))
            for page in (theirs, mine):
                at_step(page, begin + 9)
                assert "Right, keep it" in page.inner_text('[data-foot="cue"]')

        def nothing_old(word: str) -> None:
            for page in (theirs, mine):
                until(lambda page=page: word in where(page), 25)
                assert page.evaluate(OLD) == [NOTHING_OLD]

        walk(0)
        against = "degrees against the target"
        assert against in theirs.inner_text(".foot") and against not in mine.inner_text("main")
        for page in (theirs, mine):
            page.set_viewport_size({"width": 320, "height": 844})
            assert page.evaluate(SPILLS) == 0
            page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
            assert page.evaluate(SPILLS) == 0 and page.evaluate(SIDEWAYS) <= 0
        # Nothing is closed: only that nothing comes tells of it.
        network.hold()
        nothing_old("No connection")
        network.mend()
        for page in (theirs, mine):
            at_step(page, 9)
        walk(10)
        network.hold()
        context.set_offline(True)
        begun = time.monotonic()
        nothing_old("No connection")
        # Sooner than the silence tells of it.
        assert time.monotonic() - begun < 8
        context.set_offline(False)
        network.mend()
        for page in (theirs, mine):
            at_step(page, 19)
        # The connection stands and the walk is silent: in a pause that is as it should be.
        for page in (theirs, mine):
            until(lambda page=page: page.evaluate(OLD) == [NOTHING_OLD], 20)
        nothing_old("Nothing has come for")
        walk(20)
        source.send(paused=True, elapsed_s=30.0)
        until(lambda: where(mine) == "Pause", 10)
        mine.wait_for_timeout(12_000)
        assert where(mine) == "Pause" and theirs.evaluate(STEPS) == mine.evaluate(STEPS) == list(range(20, 30))
        source.socket.close()
        until(lambda: "begins in a moment" in where(mine), 20)
        assert mine.evaluate(OLD) == [NOTHING_OLD]
        network.close()


def test_without_javascript_the_pages_say_what_they_need_and_the_session_can_be_ended(playwright, tmp_path):
    chromium()
    clinic = Clinic(tmp_path / "clinic", free_port(), codes=1)
    with served(clinic.folder, clinic.port):
        browser = playwright.chromium.launch(executable_path=chromium(), args=WORDS)
        context = browser.new_context(locale="en-GB", java_script_enabled=False)
        cookie = {"name": "footwise_session", "value": clinic.made["session"], "url": f"http://localhost:{clinic.port}"}
        context.add_cookies([cookie])
        page = therapist(context, clinic)
        assert page.get_by_text("This page needs JavaScript").is_visible()
        mine = context.new_page()
        mine.goto(f"http://localhost:{clinic.port}/live/screen/")
        assert mine.get_by_text("This page needs JavaScript").is_visible()
        page.get_by_role("button", name="Stop watching").click()
        page.get_by_role("button", name="Open a live session").wait_for()
        browser.close()
    assert live_in(clinic.folder)["open"] == [False]


@pytest.mark.slow
def test_the_person_s_phone_is_seen_paused_and_told_less(playwright, tmp_path):
    """The phone's own page, with its sensor played; both screens show the ten steps that its log holds."""
    chromium()
    clinic = Clinic(tmp_path / "clinic", free_port(), codes=1)
    rows = filtered_walk(2)
    with (
        served(clinic.folder, clinic.port),
        screens(playwright, clinic) as context,
        phone_at(playwright, tmp_path / "phone", clinic.port) as phone,
    ):
        theirs, mine = therapist(context, clinic), context.new_page()
        mine.goto(f"http://localhost:{clinic.port}/live/screen/#code={clinic.made['screen 0']}")
        phone.join(clinic.made["code 0"])
        until(lambda: "The phone is ready" in where(theirs), 40)
        sensor = stands_on_the_shoe(phone, raw=False)
        now = 0.0

        def walk(seconds: float) -> None:
            nonlocal now
            for at in np.arange(now, now + seconds, FRAME_MS / 1000):
                sensor.step(rows, at)
            now += seconds

        sensor.rest(3.6, rows[5, 1:4])
        while theirs.evaluate(STEPS) == [] or "Block 1" not in where(theirs):
            walk(2.0)
            assert now < 100, (where(theirs), phone.page.inner_text("main"))
        theirs.get_by_role("button", name="Feedback on").first.click()
        # The phone's clock goes on with its frames only.
        sensor.until(lambda: theirs.get_by_role("button", name="Feedback off").count())
        walk(15.0)
        theirs.get_by_role("button", name="Pause").click()
        sensor.until(lambda: screen(phone.page) == "paused")
        sensor.until(lambda: theirs.get_by_role("button", name="Start").is_visible())
        theirs.get_by_role("button", name="Start").click()
        sensor.until(lambda: screen(phone.page) == "walk")
        walk(6.0)
        sensor.until(lambda: theirs.evaluate(STEPS) == mine.evaluate(STEPS) != [])
        seen = theirs.evaluate(STEPS)
        end(phone, sensor, clinic.folder)
    (text,) = course_in(clinic.folder)["logs"]
    records = [json.loads(line) for line in text.splitlines()]
    numbers = [one["number"] for one in records if one["kind"] == "stride"]
    assert set(seen) <= set(numbers) and len(seen) == 10
    kinds = [one["kind"] for one in records]
    assert [one["on"] for one in records if one["kind"] == "pause"] == [True, False]
    after = kinds.index("feedback")
    strides = [one for one in records[after:] if one["kind"] == "stride" and one["block"] == 0]
    assert len(strides) > 10 and not any(one["feedback"] for one in strides)
