"""Sensors that are refused, absent, dead, or put on wrongly: a sentence for the person, a line for the clinic."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.played import Sensor, screen
from tests.clinic.phone.test_page import all_sent, free_port, phone_at, until
from tests.clinic.phone.test_played_walk import end, filtered_walk, stands_on_the_shoe
from tests.clinic.test_serve import served

import footwise

pytestmark = pytest.mark.browser
DENIED = "() => { DeviceMotionEvent.requestPermission = async () => 'denied'; }"
SEEN = """(how) => {
  Object.defineProperty(document, "visibilityState", { value: how, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# A call takes the sound away: what the browser then says of it.
CUT = (
    """() => Object.defineProperty(AudioContext.prototype, "state", { get: () => "interrupted", configurable: true })"""
)
TABLE, TURN = '[data-screen="setup-table"]', '[data-screen="setup-turn"]'


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def test_the_clinic_s_words_are_those_of_the_page():
    from footwise.clinic.phone.sensor_notices import NOTICES

    source = Path(footwise.__file__).parent / "clinic" / "phone" / "page" / "notices.mjs"
    written = re.findall(r'^  "?([a-z-]+)"?: "', source.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == list(NOTICES)


def noted(folder: Path) -> set[str]:
    course = course_in(folder)["course"]
    return {word for one in (course or {"notices": []})["notices"] for word in one["words"]}


def test_no_sensor_and_a_refused_one_leave_timer_and_diary(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        page.click('[data-screen="home"] [data-go="begin"]')
        # This computer has no sensor.
        page.click('[data-do="setup-permission"]')
        page.wait_for_function(f"() => document.querySelector('{TABLE}').textContent.includes('gives no motion')")
        page.evaluate(DENIED)
        page.click('[data-do="setup-permission"]')
        page.wait_for_function(
            f"() => document.querySelector('{TABLE}').textContent.includes('does not let this page')"
        )
        assert not page.is_visible(f'{TABLE} [data-do="bluetooth"]')
        page.click(f'{TABLE} [data-do="without-sensor"]')
        page.wait_for_selector('[data-screen="walk"]:not([hidden])')
        page.click('[data-screen="walk"] [data-do="stop"]')
        phone.rate(2)
        page.click('[data-do="no-fall"]')
        page.wait_for_selector('[data-screen="done"]:not([hidden])')
        all_sent(page)
        until(lambda: noted(folder) == {"no-motion", "denied"})
        # It goes in packets, which the server takes one after the other.
        until(lambda: len(course_in(folder)["course"]["walks"]) == 1)


def test_a_sensor_of_zeros_a_phone_on_its_screen_and_a_wrong_gyroscope(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        sensor = Sensor(phone.context, page)
        sensor.tap('[data-screen="home"] [data-go="begin"]')

        def lies(pull: tuple[float, float, float], *, still: bool = True) -> str:
            turn = (0.0, 0.0, 0.0) if still else (0.0, 2.0, 0.0)
            sensor.frame(pull, turn)
            sensor.tap('[data-do="setup-permission"]')
            for _ in range(230):
                sensor.frame(pull, turn)
            return page.inner_text(TABLE)

        assert "nothing but zeros" in lies((0.0, 0.0, 0.0))
        assert "Turn it over" in lies((0.0, 0.0, -9.8))
        assert "does not lie flat" in lies((0.0, 9.8, 0.0))
        assert "does not lie flat" in lies((0.0, 0.0, 9.8), still=False)
        lies((0.0, 0.0, 9.8))
        sensor.until(lambda: screen(page) == "setup-turn")
        # Turned about one axis only, it is asked for again; then it is wrong about the third.
        sensor.turns(lambda turn: turn * np.array([1.0, 1.0, -1.0]))
        sensor.until(lambda: "the wrong way round" in page.inner_text(TURN))
        sensor.until(lambda: noted(folder) == {"all-zero", "gyro-sign"})


@pytest.mark.slow
def test_the_wrong_shoe_a_call_and_a_phone_that_was_taken_off(playwright, tmp_path):
    """The clinic knows of toes that turn in; this walker's turn out, as on the other foot."""
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder, natural=-12.0)["code 0"]
    port = free_port()
    # The screen is to the shoe: turned about the foot's length, which no step minds.
    rows = filtered_walk(2) * np.array([1.0, 1.0, -1.0, -1.0, 1.0, -1.0, -1.0])
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        sensor = stands_on_the_shoe(phone, raw=False)
        sensor.walk(rows, 16.0, until=lambda: screen(page) == "setup-foot")
        assert "on your left shoe" in page.inner_text('[data-screen="setup-foot"]')
        sensor.tap('[data-do="other-foot"]')
        sensor.tap('[data-screen="setup-shoe"] .go')
        sensor.until(lambda: screen(page) == "setup-still")
        sensor.walk(rows, 16.0, until=lambda: screen(page) == "setup-foot")
        sensor.tap('[data-do="right-foot"]')
        for now in np.arange(12.0, 14.0, 1 / 60):
            sensor.step(rows, now)
        assert screen(page) == "walk"
        assert "screen to the shoe" in page.inner_text('[data-screen="walk"]')
        page.set_viewport_size({"width": 844, "height": 390})
        page.evaluate(CUT)
        for now in np.arange(14.0, 15.0, 1 / 60):
            sensor.step(rows, now)
        assert "sound was cut off" in page.inner_text('[data-screen="walk"]')
        page.evaluate(SEEN, "hidden")
        page.evaluate(SEEN, "visible")
        assert screen(page) == "paused" and "as for a call" in page.inner_text('[data-screen="paused"]')
        sensor.tap('[data-do="refit"]')
        sensor.tap('[data-screen="setup-shoe"] .go')
        sensor.until(lambda: screen(page) == "setup-still")
        page.set_viewport_size({"width": 390, "height": 844})
        sensor.rest(1.0, rows[5, 1:4])
        sensor.tap('[data-screen="setup-still"] [data-do="stop"]')
        end(phone, sensor, folder)
        found = sensor.until(lambda: (now := noted(folder)) and "refit" in now and now)
        assert found == {"away", "refit", "sound-cut", "screen-down", "foot-confirmed", "other-foot"}
        # Nothing of what was walked before is missing: the parts are sessions of their own.
        walked = [one for one in course_in(folder)["course"]["walks"] if one["steps"]]
        assert len(walked) == 1 and walked[0]["steps"] >= 1


def test_the_page_that_looks_at_a_phone_without_a_code(playwright, tmp_path):
    """Whoever has a real phone opens it, and what stands there can be sent back."""
    chromium()
    folder = tmp_path / "clinic"
    make_clinic(folder)
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.page
        sent: list[str] = []
        page.on("request", lambda one: one.method == "POST" and sent.append(one.url))
        page.goto(phone.home.replace("/en/", "/check/"))
        page.wait_for_selector('[data-screen="check"]:not([hidden])')
        page.evaluate("() => { navigator.share = async (told) => { window.shared = told.text; }; }")
        sensor = Sensor(phone.context, page)
        sensor.frame((0.0, 0.0, 9.8), (0.0, 0.0, 0.0))
        sensor.tap('[data-screen="check"] [data-do="check"]')
        sensor.rest(10.4)
        sensor.turns()
        sensor.until(lambda: "Measured" in page.inner_text('[data-screen="check"]'))
        told = page.inner_text("#check-told")
        assert "Chrom" in told and "60" in told and "fit, within" in told and "10 m/s²" in told
        sensor.tap('[data-do="check-share"]')
        figures = json.loads(sensor.until(lambda: page.evaluate("() => window.shared")))
        assert figures["motion"]["sign"] == 1 and abs(figures["motion"]["rate_hz"] - 60.0) < 0.5
        assert figures["turned"]["verdict"] == "" and "Chrome" in figures["agent"] and figures["leave"] == "granted"
        assert sent == []
