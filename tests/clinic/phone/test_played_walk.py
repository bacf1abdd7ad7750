"""A whole walk at home, played by Chromium's own motion pump: each cue is the one that `footwise coach` gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.played import FRAME_MS, Sensor, as_a_phone_filters, screen
from tests.clinic.phone.test_coach_in_page import LEFT_OUT, coached, plan_of, same, walker_rows
from tests.clinic.phone.test_page import Phone, free_port, phone_at
from tests.clinic.test_serve import served

from footwise.coaching.session_plan import plan_from_json

pytestmark = pytest.mark.browser
SENT = "Everything has reached your clinic."


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def rate(sensor: Sensor, rating: int) -> None:
    sensor.tap(f".eleven button:nth-child({rating + 1})")


def stands_on_the_shoe(phone: Phone, *, raw: bool = True) -> Sensor:
    """From the first screen to the shoe."""
    sensor = Sensor(phone.context, phone.page)
    if raw:
        sensor.tap('[data-screen="home"] [data-go="mine"]')
        sensor.tap('[data-do="raw"]')
        sensor.tap('[data-screen="mine"] [data-go="home"]')
    sensor.tap('[data-screen="home"] [data-go="begin"]')
    sensor.tap('[data-do="setup-permission"]')
    sensor.rest(3.6)
    sensor.until(lambda: screen(phone.page) == "setup-turn")
    sensor.turns()
    sensor.until(lambda: screen(phone.page) == "setup-shoe")
    sensor.tap('[data-screen="setup-shoe"] .go')
    sensor.until(lambda: screen(phone.page) == "setup-still")
    return sensor


def end(phone: Phone, sensor: Sensor, folder: Path) -> tuple[str, dict]:
    """Stop, say how it was, and wait until the clinic has it all; gives what the person was told, and what it has."""
    if screen(phone.page) == "walk":
        sensor.tap('[data-screen="walk"] [data-do="stop"]')
    sensor.until(lambda: screen(phone.page) == "pain")
    rate(sensor, 3)
    sensor.until(lambda: screen(phone.page) == "fall")
    sensor.tap('[data-do="no-fall"]')
    sensor.until(lambda: screen(phone.page) == "done")
    sensor.until(lambda: phone.page.inner_text("#sent") == SENT)
    told = sensor.until(lambda: (now := course_in(folder))["logs"] and now["course"]["walks"] and now)
    return phone.page.inner_text('[data-screen="done"]'), told


def filtered_walk(minutes: int) -> np.ndarray:
    """What the shoe of the simulated walker feels, from half a second before the first step."""
    rows = as_a_phone_filters(np.array(walker_rows(plan_of(float(minutes), {}, 1), 60.0 * minutes + 120.0)))
    moving = np.linalg.norm(rows[:, 4:], axis=1) > 0.5
    return rows[max(0, int(np.argmax(moving)) - 30) :]


def played(
    playwright, folder: Path, *, minutes: int, walks: Callable[[Sensor, Phone, np.ndarray], None]
) -> tuple[list[dict], list[dict], str, dict]:
    """The phone's records, the coach's on the same samples, what the person was told, what the clinic has."""
    chromium()
    code = make_clinic(folder / "clinic", natural=5.0, minutes=minutes)["code 0"]
    port = free_port()
    rows = filtered_walk(minutes)
    with served(folder / "clinic", port), phone_at(playwright, folder / "phone", port) as phone:
        phone.join(code)
        sensor = stands_on_the_shoe(phone)
        walks(sensor, phone, rows)
        heard = sensor.heard()
        told_person, told = end(phone, sensor, folder / "clinic")
    records = [json.loads(line) for line in told["logs"][0].splitlines()]
    begin = min(one["from_s"] for one in told["raw"])
    sign = told["raw"][0]["sign"]
    same_rows = [[row[0], *(sign * one for one in row[1:4]), *row[4:]] for row in heard if row[0] >= begin]
    return records, coached(plan_from_json(records[0]["plan"]), same_rows), told_person, told


def of_kind(records: list[dict], kind: str, last_s: float) -> list[dict]:
    """Without what only a clock knows; up to a moment of the samples' clock."""
    found = [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in records if one["kind"] == kind]
    return json.loads(json.dumps([one for one in found if one.get("mid_stance_s", 0.0) < last_s]))


def agree(records: list[dict], ours: list[dict], least_cues: int) -> tuple[int, int]:
    """Strides and cues of the phone are those of the coach, each of them; gives how many there were."""
    last = max(one["mid_stance_s"] for one in records if one["kind"] == "stride") + 1e-6
    for kind in ("stride", "cue", "calibration", "target", "block", "quality"):
        theirs, mine = of_kind(records, kind, last), of_kind(ours, kind, last)
        assert len(theirs) == len(mine) > 0, kind
        for one, other in zip(theirs, mine, strict=True):
            assert same(other, one), (kind, one, other)
    cues = len(of_kind(records, "cue", last))
    assert cues >= least_cues
    return len(of_kind(records, "stride", last)), cues


def whole(records: list[dict], told: dict, told_person: str) -> None:
    """Nothing is missing, and what the person is told is what was walked."""
    strides = [one for one in records if one["kind"] == "stride"]
    assert [one["number"] for one in strides] == list(range(len(strides)))
    assert np.all(np.diff([one["at_s"] for one in records if one["kind"] == "alive"]) < 1.5)
    steps = [one for one in strides if one["valid"] and one["error_deg"] is not None and one["block"] is not None]
    assert f"{sum(one['in_band'] for one in steps)} of {len(steps)} steps were right" in told_person
    assert told["course"]["walks"][0]["steps"] == len(steps) and told["pains"] == [3.0]
    quality = next(one for one in records if one["kind"] == "quality")
    assert quality["verdict"] == "good" and abs(quality["rate_hz"] - 1000 / FRAME_MS) < 0.5
    setup = next(one for one in records if one["kind"] == "phone")["setup"]
    assert setup["turned"]["verdict"] == "" and setup["turned"]["error_deg"] < 10 and setup["source"] == "motion"
    assert setup["sign"] == 1 and abs(setup["rate_hz"] - 1000 / FRAME_MS) < 0.5


def test_a_short_walk_with_the_network_cut_in_it(playwright, tmp_path):
    def walks(sensor: Sensor, phone: Phone, rows: np.ndarray) -> None:
        sensor.walk(rows, 16.0)
        assert screen(phone.page) == "walk", phone.page.inner_text("main")
        phone.context.set_offline(True)
        for now in np.arange(16.0, 24.0, FRAME_MS / 1000):
            sensor.step(rows, now)
        phone.context.set_offline(False)
        for now in np.arange(24.0, 30.0, FRAME_MS / 1000):
            sensor.step(rows, now)

    records, ours, told_person, told = played(playwright, tmp_path, minutes=10, walks=walks)
    agree(records, ours, least_cues=3)
    whole(records, told, told_person)


@pytest.mark.slow
def test_ten_minutes_to_their_end(playwright, tmp_path, capsys):
    """The whole course of a day: every block, every cue, until the page says that it is over."""

    def walks(sensor: Sensor, phone: Phone, rows: np.ndarray) -> None:
        sensor.walk(rows, 720.0, until=lambda: screen(phone.page) == "pain")
        assert screen(phone.page) == "pain", phone.page.inner_text("main")

    records, ours, told_person, told = played(playwright, tmp_path, minutes=10, walks=walks)
    strides, cues = agree(records, ours, least_cues=100)
    whole(records, told, told_person)
    assert records[-1]["finished"] and len([one for one in records if one["kind"] == "block"]) >= 2
    with capsys.disabled():
        print(f"{strides} strides and {cues} cues, each as the coach's")
