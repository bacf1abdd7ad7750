"""The practice page without a clinic, as files below a path: it asks nobody, keeps all, and gives it back as a file."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.alone_site import AlonePhone, Site, alone_at
from tests.clinic.phone.played import screen
from tests.clinic.phone.test_page import CONTRAST, FULL, SHOW, SIDEWAYS, SMALL, SMALL_TEXT, WHOLE_KNEE, until
from tests.clinic.phone.walks import answer, packets_of, simulated_walk

from footwise.clinic.phone.alone import page_files
from footwise.clinic.phone.page_text import LANGUAGES, page_text, trust_text
from footwise.coaching import read_course
from footwise.followup import read_diary
from footwise.jobs import home_schedule, read_practised_session, walk_log

pytestmark = pytest.mark.browser

REFUSED = """() => Promise.all([
  fetch("./").then(() => "asked", () => "refused"),
  fetch("https://example.org/").then(() => "asked", () => "refused"),
  new Promise((resolve) => {
    const one = new Image();
    one.onload = () => resolve("asked");
    one.onerror = () => resolve("refused");
    one.src = "https://example.org/a.png";
  }),
  new Promise((resolve) => {
    addEventListener("securitypolicyviolation", () => resolve("refused"), { once: true });
    navigator.sendBeacon("./beacon", "told");
    new WebSocket("wss://example.org/");
    setTimeout(() => resolve("asked"), 2000);
  }),
])"""


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


def left(phone: AlonePhone, name: str) -> None:
    """Wait until another screen is shown."""
    phone.page.wait_for_function(f"() => document.querySelector('[data-screen=\"{name}\"]').hidden")


def timed_walk(phone: AlonePhone, rating: int = 3, *, fell: bool = False) -> None:
    """Walk a moment with the timer alone."""
    page = phone.page
    page.click('[data-screen="home"] [data-go="begin"]')
    left(phone, "home")
    if screen(page) == "setup-table":
        page.click('[data-screen="setup-table"] [data-do="without-sensor"]')
    page.wait_for_selector('[data-screen="walk"]:not([hidden])')
    page.wait_for_timeout(600)
    page.click('[data-screen="walk"] [data-do="stop"]')
    phone.rate(rating)
    page.click('[data-do="fall"]' if fell else '[data-do="no-fall"]')
    left(phone, "fall")


def home(phone: AlonePhone) -> None:
    """Go back from wherever the page is or is on its way to."""
    phone.page.click('[data-screen]:not([hidden]) [data-go="home"]')
    phone.page.wait_for_selector('[data-screen="home"]:not([hidden])')


def diary(phone: AlonePhone, medial: int, overall: int) -> None:
    page = phone.page
    page.click('[data-screen="home"] [data-go="diary"]')
    phone.rate(medial)
    page.wait_for_function(WHOLE_KNEE)
    phone.rate(overall)
    page.click('[data-screen="hindered"] .go')
    left(phone, "hindered")


def test_the_first_visit_and_from_then_on_without_a_network(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        site.asked.clear()
        page = phone.page
        # The top leads on to the language of the browser.
        page.goto(site.top)
        page.wait_for_url("**/en/")
        page.wait_for_selector('[data-screen="welcome"]:not([hidden])')
        page.evaluate("() => navigator.serviceWorker.ready")
        # Whatever was asked is a file of the page.
        below = site.top.removeprefix(f"http://localhost:{site.port}/")
        names = {one.removeprefix(f"/{below}") or "index.html" for one in site.asked} - {"/favicon.ico"}
        assert names <= {*page_files(), *(f"{word}/" for word in LANGUAGES)}, names
        page.click('[data-screen="welcome"] [data-go="home"]')
        until(phone.welcomed)
        phone.context.set_offline(True)
        for language, words in (("de", "Alles bleibt in diesem Telefon."), ("es", "Todo se queda en este teléfono.")):
            page.goto(f"{site.top}{language}/")
            page.wait_for_selector('[data-screen="home"]:not([hidden])')
            assert page.inner_text("#sent") == words
        # Also by the top, in the language that was used last, and by the file's own name.
        page.goto(site.top)
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        assert page.url == f"{site.top}es/"
        page.goto(f"{site.top}de/index.html")
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        # Parts that are loaded when they are opened.
        phone.to("month", "year")
        home_of_year = '[data-screen="year"] [data-go="month"]'
        page.click(home_of_year)
        phone.page.click('[data-screen="month"] [data-go="home"]')
        phone.to("mine")
        until(lambda: "auch ohne Netz" in page.inner_text('[data-screen="mine"]'))


def test_nothing_is_asked_of_anybody_once_it_is_loaded(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.wait_for_timeout(2000)
        asked: list[str] = []
        phone.context.on("request", lambda one: asked.append(one.url))
        site.asked.clear()
        page.click('[data-screen="welcome"] [data-go="letter"]')
        phone.type_letter()
        timed_walk(phone)
        home(phone)
        diary(phone, 2, 3)
        home(phone)
        phone.to("month", "year")
        page.click('[data-screen="year"] [data-go="month"]')
        home(phone)
        phone.save_file(tmp_path / "saved.zip")
        phone.to("mine", "check")
        page.wait_for_timeout(1000)
        # The browser itself asks for a newer page now and then: a file, with nothing of anybody in it.
        assert {one for one in site.asked if not one.endswith("/worker.js")} == set()
        app = re.compile(rf"{re.escape(site.top)}(app/\w+/|worker\.js)|blob:")
        assert [one for one in asked if not app.match(one)] == []
        # Nor could anything be sent, whatever the page's code might do.
        phone.troubles.clear()
        assert page.evaluate(REFUSED) == ["refused"] * 4
        assert not [one for one in site.asked if "beacon" in one]
        phone.troubles.clear()


def test_a_target_comes_from_a_letter_and_is_bounded(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        welcome = page.inner_text('[data-screen="welcome"]')
        assert "must come from a professional" in welcome and "proposes nothing by itself" in welcome
        # Without a letter there is no target, and nothing proposes one.
        page.click('[data-screen="welcome"] [data-go="home"]')
        assert "Without a letter there is no target" in page.inner_text('[data-screen="home"]')
        page.click('[data-screen="home"] [data-go="begin"]')
        left(phone, "home")
        assert screen(page) == "walk"
        page.click('[data-screen="walk"] [data-do="stop"]')
        phone.rate(0)
        page.click('[data-do="no-fall"]')
        left(phone, "fall")
        home(phone)
        assert phone.course()["plan"] is None
        phone.to("letter")
        page.click('[data-screen="letter"] .go')
        page.click('[data-do="letter-right"]')
        page.click('[data-do="letter-out"]')
        degrees = page.locator("#letter-degrees button").all_inner_texts()
        assert degrees == [str(number) for number in range(1, 11)]
        page.click('#letter-degrees button:text-is("5")')
        page.click('#letter-minutes button:text-is("15")')
        page.fill("#letter-from", "<b>Dr Ash</b>")
        page.keyboard.press("Enter")
        said = page.inner_text('[data-screen="letter-sure"]')
        assert "Right foot, toes out by 5 degrees, 15 minutes a day." in said and "<b>Dr Ash</b>" in said
        page.click('[data-do="letter-sure"]')
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        assert phone.course()["plan"] == {"side": "right", "change_deg": 5, "minutes": 15, "from": "<b>Dr Ash</b>"}
        assert "toes of your right foot turned out" in page.inner_text('[data-screen="home"]')
        wrong = [
            {"change_deg": 11}, {"change_deg": -11}, {"change_deg": 0}, {"change_deg": 4.5}, {"change_deg": "5"},
            {"change_deg": None}, {"minutes": 4}, {"minutes": 61}, {"minutes": 1e9}, {"side": "both"}, {"from": 5},
            {"from": "x" * 121},
        ]  # fmt: skip
        read = f"(plans) => import('{phone.module('saved_course')}').then((one) => plans.map(one.readPlan))"
        sound = {"side": "left", "change_deg": -10, "minutes": 60, "from": ""}
        assert page.evaluate(read, [{**sound, **one} for one in wrong]) == [None] * len(wrong)
        assert page.evaluate(read, [sound, [], None, "left", 5]) == [sound, None, None, None, None]


@pytest.mark.requirement("R-043")
def test_the_stop_rule_holds_and_is_ended_by_the_person_alone(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="letter"]')
        phone.type_letter()
        for day, rating, stops in ((1, 2, False), (2, 4, False), (3, 5, True)):
            phone.context.clock.set_fixed_time(datetime(2026, 12, day, 12))
            diary(phone, 1, rating)
            assert screen(page) == ("stop" if stops else "saved"), day
            if stops:
                told = page.inner_text('[data-screen="stop"]')
                assert "higher by 2 or more" in told and "Call: Dr Ash, 0123 456" in told
                assert "clinic" not in told
            home(phone)
        # No walk begins, also after a restart, until somebody was talked to.
        phone.open()
        assert page.is_visible("#stopped") and not page.is_visible('[data-screen="home"] [data-go="begin"]')
        page.click('#stopped [data-go="talked"]')
        page.click('[data-screen="talked"] [data-go="home"]')
        assert page.is_visible("#stopped")
        page.click('#stopped [data-go="talked"]')
        page.click('[data-do="talked-sure"]')
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        assert not page.is_visible("#stopped")
        # The same day does not stop it once more; a fall does.
        diary(phone, 1, 5)
        assert screen(page) == "saved"
        home(phone)
        phone.open()
        assert not page.is_visible("#stopped")
        timed_walk(phone, fell=True)
        assert screen(page) == "stop" and phone.course()["stopped"] == {"why": "fall", "day": "2026-12-03"}


def test_a_phone_that_dies_in_a_walk_loses_nothing_of_it(playwright, site, tmp_path):
    phone = AlonePhone(playwright, tmp_path / "phone", site)
    page = phone.first()
    page.click('[data-screen="welcome"] [data-go="home"]')
    page.click('[data-screen="home"] [data-go="begin"]')
    # The timer is written down every quarter of a minute.
    page.wait_for_timeout(17_000)
    phone.kill()
    phone.start()
    phone.open()
    walks = until(lambda: phone.course().get("walks"))
    assert len(walks) == 1 and 0.2 < walks[0]["minutes"] < 0.5 and walks[0]["steps"] is None
    assert phone.course()["next_session"] == 1
    phone.open()
    assert phone.course()["walks"] == walks
    phone.context.close()
    assert phone.troubles == []


def test_a_full_phone_says_so_and_keeps_what_comes_next(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="home"]')
        page.evaluate(FULL)
        page.click('[data-screen="home"] [data-go="diary"]')
        phone.rate(6)
        until(lambda: "full" in page.inner_text("#sent"))
        page.evaluate("() => { IDBObjectStore.prototype.put = window.realPut; }")
        page.wait_for_function(WHOLE_KNEE)
        phone.rate(5)
        page.click('[data-screen="hindered"] .go')
        left(phone, "hindered")
        home(phone)
        until(lambda: "Everything stays" in page.inner_text("#sent"))
        with zipfile.ZipFile(phone.save_file(tmp_path / "saved.zip")) as opened:
            told = json.loads(opened.read("footwise.json"))
        (walk,) = told["walks"]
        assert [one["rating"] for one in walk["beside"]] == [6, 5] and told["waiting"] == []


def test_all_of_it_goes_to_another_phone_and_is_deleted_here(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="letter"]')
        phone.type_letter(minutes=20)
        timed_walk(phone, 4)
        home(phone)
        diary(phone, 3, 2)
        home(phone)
        # When a week of walks lies in the phone alone, it speaks of it until a file is saved.
        reminder = '[data-slot="home-notice"]:not([hidden])'
        assert not page.is_visible(reminder)
        phone.context.clock.set_fixed_time(datetime.now() + timedelta(days=9))
        phone.to("help")
        home(phone)
        page.wait_for_selector(reminder)
        phone.save_file(tmp_path / "first.zip")
        until(lambda: not page.is_visible(reminder))
        phone.context.clock.set_system_time(datetime.now())
        saved = phone.save_file(tmp_path / "saved.zip")
        course = phone.course()
        # What the phone has is not mixed with a file.
        phone.to("mine", "file")
        assert "walks of its own" in phone.bring(saved)
        home(phone)
        phone.to("mine", "delete")
        page.click('[data-screen="delete"] [data-go="mine"]')
        page.click('[data-screen="mine"] [data-go="delete"]')
        page.click('[data-do="delete-sure"]')
        page.wait_for_selector('[data-screen="welcome"]:not([hidden])')
        assert "walks" not in phone.course() or phone.course()["walks"] == []
    with zipfile.ZipFile(saved) as opened:
        assert opened.testzip() is None
        assert sorted(opened.namelist()) == ["diary.csv", "footwise.json", "pain.csv"]
        opened.extractall(tmp_path / "opened")
        told = json.loads(opened.read("footwise.json"))
    minutes = read_diary(tmp_path / "opened" / "diary.csv")
    assert minutes["date"].tolist() == [date.today()] and 0 < minutes["minutes"][0] < 1
    rows = list(csv.DictReader((tmp_path / "opened" / "pain.csv").open()))
    assert rows == [{"date": date.today().isoformat(), "nrs_medial": "3", "nrs_overall": "4"}]
    asked = [one["question"] for walk in told["walks"] for one in walk["beside"] if one["kind"] == "answer"]
    assert asked == ["pain", "fall", "pain", "pain"]
    with alone_at(playwright, tmp_path / "another", site) as phone:
        page = phone.first()
        page.click('[data-screen="welcome"] [data-go="file"]')
        assert phone.bring(saved) == "It is all here. Walks and answers: 2."
        home(phone)
        assert "20 minutes of walking" in page.inner_text('[data-screen="home"]')
        same = ("plan", "walks", "pains", "medials", "stage", "stage_min", "next_session", "stopped", "schedule")
        assert {name: phone.course()[name] for name in same} == {name: course[name] for name in same}
        again = phone.save_file(tmp_path / "again.zip")
        with zipfile.ZipFile(again) as opened:
            assert json.loads(opened.read("footwise.json"))["walks"] == told["walks"]


PACKED = """async ({url, packets}) => {
  const { walkOf, renumbered } = await import(url("kept_walk"));
  const walk = walkOf(packets);
  return { ...walk, other: walk.log && renumbered(walk.log, 7) };
}"""


def test_a_log_is_the_coachs_and_its_figures_are_those_of_footwise(playwright, site, tmp_path):
    records = simulated_walk(tmp_path / "walk")
    answers = [answer("pain", place="overall", rating=3), {"kind": "timer", "minutes": 2.0}, {"kind": "closed"}]
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        source = PACKED.replace('url("kept_walk")', f"'{phone.module('kept_walk')}'")
        walk = page.evaluate(source, {"packets": packets_of([*records, *answers], size=300)})
        refused = [one for one in records if one["kind"] in ("session", "quality", "end")]
        without = page.evaluate(source, {"packets": packets_of([*refused, *answers])})
        schedules = page.evaluate(
            f"(all) => import('{phone.module('course')}').then((one) => all.map(one.homeSchedule))", list(range(5, 61))
        )
    began = datetime.fromisoformat(records[0]["started"])
    ours = [json.loads(line) for line in walk_log([*records, *answers], began).splitlines()]
    assert [json.loads(line) for line in walk["log"].splitlines()] == ours
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "session-01.jsonl").write_text(walk["log"])
    read = read_practised_session(folder)
    (foot,) = read.feet.values()
    assert (walk["steps"], walk["right"]) == (foot.steps, foot.steps_in_band) and walk["steps"] > 20
    assert walk["minutes"] == pytest.approx(read.minutes, abs=0.02) and not read.damage
    (folder / "session-01.jsonl").rename(folder / "session-07.jsonl")
    (folder / "session-07.jsonl").write_text(walk["other"])
    (again,) = read_course(folder)
    assert again.plan.session == 7 and all(block.session == 7 for block in again.plan.blocks) and not again.damage
    # Without a block it is a diary's minutes, as on the clinic's side.
    assert (without["log"], without["minutes"], without["steps"]) == (None, 2.0, None)
    assert [one["kind"] for one in without["beside"]] == ["quality", "answer", "timer"]
    assert schedules == [home_schedule(minutes) for minutes in range(5, 61)]


def test_every_screen_is_large_plain_and_readable(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()
        names = page.evaluate("() => [...document.querySelectorAll('[data-screen]')].map((one) => one.dataset.screen)")
        assert {"welcome", "letter", "letter-degrees", "file", "delete", "talked", "home"} < set(names)
        # Whatever may be shown is shown.
        page.evaluate(
            """() => document.querySelectorAll(".alert").forEach((one) => {
              one.hidden = false;
              one.textContent ||= "A";
            })"""
        )
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name in names:
                page.evaluate(SHOW, name)
                found = Axe().run(page, options=CONTRAST)
                assert found.violations_count == 0, (name, scheme, found.generate_report())
        for language in LANGUAGES:
            page.goto(f"{site.top}{language}/")
            page.wait_for_selector('[data-screen="welcome"]:not([hidden])')
            for name in names:
                page.evaluate(SHOW, name)
                assert page.evaluate(SMALL) == [], (name, language)
                assert page.evaluate(SMALL_TEXT) == [], (name, language)
                for width in (320, 390):
                    page.set_viewport_size({"width": width, "height": 844})
                    assert page.evaluate(SIDEWAYS) <= 0, (name, language, width)
                page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
                page.set_viewport_size({"width": 320, "height": 844})
                assert page.evaluate(SIDEWAYS) <= 0, (name, language, "200 %")
                page.evaluate("() => { document.documentElement.style.fontSize = ''; }")


def test_with_the_keyboard_alone(playwright, site, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        page = phone.first()

        def press(text: str) -> None:
            """Go on by the tabulator until a button is in the focus, and press it."""
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("() => document.activeElement.textContent.trim()") == text:
                    break
            assert page.evaluate("() => document.activeElement.textContent.trim()") == text
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)

        for text in ("I have a letter with a target", "I have it in my hand", "Left foot", "Toes in", "8", "10"):
            press(text)
            # Each new screen begins with its heading.
            assert page.evaluate("() => document.activeElement.tagName") == "H1", text
        page.keyboard.press("Tab")
        page.keyboard.type("Dr Ash")
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        press("Yes, so it stands there")
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        assert phone.course()["plan"] == {"side": "left", "change_deg": -8, "minutes": 10, "from": "Dr Ash"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_clinic_is_spoken_of_where_there_is_none(language):
    word = {"en": "clinic", "de": "Praxis", "es": "clínica"}[language]
    page = re.sub(r"<[^>]+>", " ", page_text(language, alone=True))
    left = [line.strip() for line in page.splitlines() if re.search(rf"\b{word}\b", line)]
    assert left == []
    # A bank's or a clinic's page is where nobody should go on.
    assert word in trust_text(language, fingerprint="00")
