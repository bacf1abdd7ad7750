"""Practice without a clinic, played by Chromium's motion pump: each cue is the coach's, and Footwise reads the file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.alone_site import AlonePhone, Site, alone_at
from tests.clinic.phone.played import Sensor, as_a_phone_filters, screen
from tests.clinic.phone.test_coach_in_page import coached, plan_of, walker_rows
from tests.clinic.phone.test_played_walk import agree, rate

from footwise.coaching import read_course
from footwise.coaching.session_plan import plan_from_json
from footwise.followup import read_diary, session_adherence
from footwise.jobs import is_log_record, write_course

pytestmark = pytest.mark.browser
KEPT = "Everything stays in this phone."


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    chromium()
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.close()


def walker(minutes: float) -> np.ndarray:
    rows = as_a_phone_filters(np.array(walker_rows(plan_of(10.0, {}, 1), 60.0 * minutes + 60.0)))
    moving = np.linalg.norm(rows[:, 4:], axis=1) > 0.5
    return rows[max(0, int(np.argmax(moving)) - 30) :]


def strapped_on(phone: AlonePhone) -> Sensor:
    """From the first screen to the shoe; a phone that was turned in the hand once is not asked for it again."""
    sensor = Sensor(phone.context, phone.page)
    sensor.tap('[data-screen="home"] [data-go="begin"]')
    sensor.tap('[data-do="setup-permission"]')
    sensor.rest(3.6)
    sensor.until(lambda: screen(phone.page) in ("setup-turn", "setup-shoe"))
    if screen(phone.page) == "setup-turn":
        sensor.turns()
        sensor.until(lambda: screen(phone.page) == "setup-shoe")
    sensor.tap('[data-screen="setup-shoe"] .go')
    sensor.until(lambda: screen(phone.page) == "setup-still")
    return sensor


def practise(phone: AlonePhone, rows: np.ndarray, seconds: float, *, rating: int = 3) -> list[list[float]]:
    """Walk until the page has told some steps; gives the samples that the page was given."""
    sensor = strapped_on(phone)
    sensor.walk(rows, seconds, until=lambda: screen(phone.page) == "pain")
    assert screen(phone.page) in ("walk", "pain"), phone.page.inner_text("main")
    heard = sensor.heard()
    end(phone, sensor, rating)
    return heard


def end(phone: AlonePhone, sensor: Sensor, rating: int) -> None:
    if screen(phone.page) == "walk":
        sensor.tap('[data-screen="walk"] [data-do="stop"]')
    sensor.until(lambda: screen(phone.page) == "pain")
    rate(sensor, rating)
    sensor.until(lambda: screen(phone.page) == "fall")
    sensor.tap('[data-do="no-fall"]')
    sensor.until(lambda: screen(phone.page) == "done")
    sensor.until(lambda: phone.page.inner_text("#sent") == KEPT)


def saved(phone: AlonePhone, folder: Path) -> Path:
    with zipfile.ZipFile(phone.save_file(folder.with_suffix(".zip"))) as opened:
        opened.extractall(folder)
    return folder


def on_its_samples(log: Path, heard: list[list[float]]) -> tuple[list[dict], list[dict]]:
    """The phone's records, and those of the coach on the same samples: of those since the walk has begun."""
    records = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(map(is_log_record, records))
    stride = next(one for one in records if one["kind"] == "stride")
    begun = stride["decided_s"] - stride["sample_s"]
    return records, coached(plan_from_json(records[0]["plan"]), [row for row in heard if row[0] >= begun])


def test_a_walk_without_a_network_is_saved_as_a_log_that_footwise_reads(playwright, site, tmp_path):
    rows = walker(1.0)
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="letter"]')
        phone.type_letter(minutes=10)
        phone.context.set_offline(True)
        heard = practise(phone, rows, 75.0)
        told_person = page.inner_text('[data-screen="done"]')
        page.close()
        phone.page = phone.context.new_page()
        phone.open()
        course = phone.course()
        folder = saved(phone, tmp_path / "saved")
    (walk,) = read_course(folder)
    (foot,) = session_adherence([walk]).itertuples()
    assert foot.steps > 8 and f"{foot.steps_in_band} of {foot.steps} steps were right" in told_person
    # Natural walking is the zero, measured by the phone before the first practice.
    targets = [one for one in walk.records if one["kind"] == "target"]
    assert len(targets) == 1 and targets[0]["target_deg"] == pytest.approx(targets[0]["baseline_deg"] - 8)
    assert course["baseline_deg"] == {"left": targets[0]["baseline_deg"]}
    assert (course["next_session"], course["stage"]) == (2, 1) and course["walks"][0]["steps"] == foot.steps
    assert not walk.damage and not walk.simulated
    agree(*on_its_samples(folder / "session-01.jsonl", heard), least_cues=3)
    write_course(folder)
    assert (folder / "report.html").stat().st_size > 10_000


@pytest.mark.slow
def test_two_days_to_their_end(playwright, site, tmp_path):
    """Five minutes a day: the first finds the natural angle, the second keeps it; all cues are the coach's."""
    rows = walker(7.0)
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="letter"]')
        phone.type_letter(minutes=5)
        phone.context.set_offline(True)
        walked = []
        for _ in range(2):
            walked.append(practise(phone, rows, 420.0))
            page.close()
            page = phone.page = phone.context.new_page()
            phone.open()
        course = phone.course()
        folder = saved(phone, tmp_path / "saved")
    sessions = read_course(folder)
    assert [(one.plan.session, one.ended) for one in sessions] == [(1, True), (2, True)]
    assert course["stage"] == 3 and course["next_session"] == 3
    first, second = (one.last("target", "left")["baseline_deg"] for one in sessions)
    assert first == second == course["baseline_deg"]["left"]
    table = session_adherence(sessions)
    assert table["minutes"].tolist() == pytest.approx([5.0, 5.0], abs=0.1)
    minutes = read_diary(folder / "diary.csv")["minutes"].sum()
    assert minutes == pytest.approx(table["minutes"].sum(), abs=0.1)
    for number, heard in enumerate(walked, start=1):
        agree(*on_its_samples(folder / f"session-{number:02d}.jsonl", heard), least_cues=20)
