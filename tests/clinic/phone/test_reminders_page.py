"""Reminders in Chromium: a calendar file that any calendar reads, and a push without a word about health."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from dateutil.rrule import rrulestr
from playwright.sync_api import Page, sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.test_diary_page import ready, sound
from tests.clinic.phone.test_page import all_sent, free_port, phone_at, until
from tests.clinic.test_serve import served

pytestmark = pytest.mark.browser

# Chromium without its maker's service gives no subscription: the page is given one as that service would.
SUBSCRIBED = """() => {
  let now = null;
  let made = 0;
  PushManager.prototype.subscribe = async (options) => {
    const text = atob(options.applicationServerKey.replace(/-/g, "+").replace(/_/g, "/"));
    const key = Uint8Array.from(text, (one) => one.charCodeAt(0));
    const endpoint = `https://fcm.googleapis.com/fcm/send/${(made += 1)}`;
    now = { endpoint, options: { applicationServerKey: key.buffer }, unsubscribe: async () => (now = null) };
    return now;
  };
  PushManager.prototype.getSubscription = async () => now;
  window.runOut = () => (now = null);
}"""
SHOWN = """() => navigator.serviceWorker.ready.then((one) => one.getNotifications())
  .then((all) => all.map((one) => [one.title, one.body, one.tag]))"""


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def opened(page: Page) -> None:
    page.click('[data-screen="home"] [data-go="mine"]')
    ready(page, "mine")
    page.click('[data-screen="mine"] [data-go="reminders"]')
    ready(page, "reminders")


def calendar(page: Page) -> dict[str, str]:
    with page.expect_download() as told:
        page.click('[data-do="calendar"]')
    text = told.value.path().read_bytes().decode()
    assert text.endswith("\r\n") and all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub("\r\n ", "", text).split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    return dict(line.partition(":")[::2] for line in lines if line)


def test_a_calendar_file_without_a_network(playwright, tmp_path):
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        all_sent(page)
        phone.context.set_offline(True)
        opened(page)
        sound(page)
        assert not page.is_visible('[data-do="push-on"]')
        page.fill("#reminder-time", "18:30")
        for day in (0, 1, 3, 5, 6):
            page.uncheck(f'[name="days"][value="{day}"]')
        told = calendar(page)
        # Nothing of it speaks of a knee, a clinic or pain.
        assert told["SUMMARY"] == "Walk"
        assert not re.search("knee|pain|clinic|K-0", str(told), re.I)
        begins = dt.datetime.strptime(told["DTSTART"], "%Y%m%dT%H%M%S")
        days = list(rrulestr(f"DTSTART:{told['DTSTART']}\nRRULE:{told['RRULE']}"))
        assert days[0] == begins and {day.weekday() for day in days} == {2, 4}
        assert {(day.hour, day.minute) for day in days} == {(18, 30)}
        assert 104 <= len(days) <= 106 and 0 <= (begins.date() - dt.date.today()).days < 7
        # Another choice takes the place of the first; a comma and a long name with accents stay as they are.
        page.fill("#reminder-title", "Círculo; a pasear, y después un café muy largo en la plaza ñ")
        again = calendar(page)
        assert again["UID"] == told["UID"] and int(again["SEQUENCE"]) == int(told["SEQUENCE"]) + 1
        assert again["SUMMARY"].startswith("Círculo\\; a pasear\\, y después un café")
        for day in (2, 4):
            page.uncheck(f'[name="days"][value="{day}"]')
        page.click('[data-do="calendar"]')
        page.wait_for_selector('[data-slot="reminder"]:has-text("a day at least")')
        phone.context.set_offline(False)


def test_a_push_is_chosen_shown_without_a_word_of_health_and_renewed(playwright, tmp_path, monkeypatch):
    chromium()
    monkeypatch.setenv("FOOTWISE_WEB_PUSH", "mailto:it@clinic.example")
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        phone.context.add_init_script(f"({SUBSCRIBED})()")
        phone.context.grant_permissions(["notifications"], origin=f"http://localhost:{port}")
        page = phone.join(code)
        all_sent(page)
        until(lambda: page.evaluate("() => Notification.permission") == "granted")
        opened(page)
        page.wait_for_selector('[data-do="push-on"]:not([hidden])')
        sound(page)
        page.click('[data-do="push-on"]')
        page.wait_for_selector('[data-slot="reminder"]:has-text("reminds you at that time")')
        told = until(lambda: course_in(folder)["reminders"])
        assert [one["time"] for one in told] == ["10:00"] and told[0]["endpoint"].endswith("/1")
        # What the worker shows when it is woken lies in itself.
        session = phone.context.new_cdp_session(page)
        found: dict[str, str] = {}

        def registered(event):
            for one in event["registrations"]:
                found[one["scopeURL"]] = one["registrationId"]

        session.on("ServiceWorker.workerRegistrationUpdated", registered)
        session.send("ServiceWorker.enable")
        origin = f"http://localhost:{port}"
        until(lambda: page.evaluate("() => 1") and found.get(f"{origin}/practice/"))
        told_to = {"origin": origin, "registrationId": found[f"{origin}/practice/"], "data": ""}

        def shown():
            # A busy Chromium has dropped a message without a word: a push service, too, sends again.
            session.send("ServiceWorker.deliverPushMessage", told_to)
            return page.evaluate(SHOWN)

        assert until(shown) == [["Footwise", "It is time", "reminder"]]
        # A subscription that has run out is made anew when the page is opened next.
        page.evaluate("() => window.runOut()")
        page.evaluate("() => dispatchEvent(new Event('online'))")
        until(lambda: course_in(folder)["reminders"][0]["endpoint"].endswith("/2"))
        page.click('[data-do="push-off"]')
        page.wait_for_selector('[data-slot="reminder"]:has-text("no more")')
        assert course_in(folder)["reminders"] == []
