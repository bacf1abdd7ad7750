"""Diary, questionnaires and what a person keeps of them, in Chromium: killed, without a network, and nothing lost."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.test_page import CONTRAST, Phone, all_sent, free_port, phone_at, until
from tests.clinic.test_serve import served

from footwise.clinic.outcomes.scoring import scored
from footwise.followup import KOOS_SUBSCALES

pytestmark = pytest.mark.browser

HEIGHTS = "(all) => all.map((one) => Number(one.getAttribute('height')))"
# As they stand on the paper.
PAPER = [item for part in ("symptoms", "pain", "adl", "sport", "qol") for item in KOOS_SUBSCALES[part]]


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def ready(page: Page, name: str) -> None:
    page.wait_for_selector(f'[data-screen="{name}"]:not([hidden])')


def sound(page: Page) -> None:
    """What axe finds of what is drawn now, contrast of 7:1 among it."""
    found = Axe().run(page, options=CONTRAST)
    assert found.violations_count == 0, found.generate_report()


def asked(page: Page, item: str) -> None:
    page.wait_for_function(
        f"() => document.querySelector('[data-slot=question-title]').textContent === 'Question {item}'"
    )


def tick(page: Page, item: str, value: int | None) -> None:
    asked(page, item)
    if value is None:
        page.click('[data-do="question-none"]')
    else:
        page.click(f".answers button:nth-child({value + 1})")


def test_a_questionnaire_goes_on_where_a_killed_phone_was(playwright, tmp_path):
    """Forty-two questions: back and forward, the phone killed in the middle, no network, and each answer arrives."""
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder, came_days_ago=16)["code 0"]
    port = free_port()
    ticked = {item: k % 5 for k, item in enumerate(PAPER)}
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        page = phone.join(code)
        all_sent(page)
        page.click('[data-screen="home"] [data-go="questions"]')
        ready(page, "questions")
        sound(page)
        page.click('[data-do="questions-start"]')
        for item in PAPER[:10]:
            tick(page, item, ticked[item])
        asked(page, PAPER[10])
        # The ticks of this part are in the phone alone.
        assert "Everything has reached" not in page.inner_text("#sent")
        sound(page)
        # Back twice: what was ticked stands there, is changed, and forward leaves the next as it is.
        page.click('[data-do="question-back"]')
        page.click('[data-do="question-back"]')
        asked(page, PAPER[8])
        pressed = page.eval_on_selector_all(
            ".answers [aria-pressed=true]", "(all) => all.map((one) => one.textContent[0])"
        )
        assert pressed == [str(ticked[PAPER[8]])]
        ticked[PAPER[8]] = 4
        tick(page, PAPER[8], 4)
        asked(page, PAPER[9])
        page.click('[data-do="question-next"]')
        ticked[PAPER[10]] = None
        tick(page, PAPER[10], None)
        asked(page, PAPER[11])
        until(lambda: course_in(folder)["forms"])
    # A browser that is killed within half a minute forgets a cookie that it has just been given.
    phone.context.close()
    phone.start()
    page = phone.open()
    # Without a network: two more, then the phone dies.
    page.click('[data-screen="home"] [data-go="questions"]')
    page.click('[data-do="questions-start"]')
    for item in PAPER[11:13]:
        tick(page, item, ticked[item])
    asked(page, PAPER[13])
    phone.kill()
    phone.start()
    page = phone.open()
    page.click('[data-screen="home"] [data-go="questions"]')
    ready(page, "questions")
    assert "14 of 42" in page.inner_text('[data-screen="questions"]')
    page.click('[data-do="questions-start"]')
    for item in PAPER[13:]:
        tick(page, item, ticked[item])
    ready(page, "questions-look")
    assert PAPER[10] in page.inner_text('[data-screen="questions-look"]')
    sound(page)
    page.click('[data-do="questions-send"]')
    ready(page, "saved")
    page.click('[data-screen="saved"] .go')
    # It is due no more, though the clinic does not know yet.
    assert not page.is_visible('[data-screen="home"] [data-go="questions"]')
    with served(folder, port):
        page.evaluate("() => dispatchEvent(new Event('online'))")
        all_sent(page)
        (told,) = until(lambda: (now := course_in(folder)["forms"]) and now[0]["finished"] and now)
        assert told["answers"] == {item: None if one is None else str(one) for item, one in ticked.items()}
        assert told["scores"] == scored(ticked, "koos")["scores"]
        assert told["said_by"] == "the person, on their phone"
    phone.context.close()
    assert phone.troubles == []


def test_two_taps_are_one_answer_and_a_form_may_wait(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder, came_days_ago=16)["code 0"]
    port = free_port()
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        all_sent(page)
        page.click('[data-screen="home"] [data-go="questions"]')
        page.click('[data-do="questions-start"]')
        asked(page, "S1")
        page.evaluate("() => { const one = document.querySelector('.answers button'); one.click(); one.click(); }")
        asked(page, "S2")
        # By keyboard alone, from the heading on.
        assert page.evaluate("() => document.activeElement.tagName") == "H1"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        asked(page, "S3")
        page.click('[data-screen="question"] [data-do="questions-leave"]')
        ready(page, "home")
        assert page.is_visible('[data-screen="home"] [data-go="questions"]')
        all_sent(page)
        (told,) = until(lambda: course_in(folder)["forms"])
        assert told["answers"] == {"S1": "0", "S2": "1"} and not told["finished"]


def test_a_month_and_a_year_show_what_was_walked_and_said(playwright, tmp_path):
    """In pictures and in words; what this phone has not sent yet is among it, and no day in a row is counted."""
    chromium()
    today = date.today()
    days = [today - timedelta(days=ago) for ago in (0, 0, 1, 200)]
    walks = [
        {"session": str(k), "day": day.isoformat(), "minutes": 6.0, "steps": 300, "right": 200, "number": k}
        for k, day in enumerate(days)
    ]
    pains = [{"day": day.isoformat(), "rating": rating} for day, rating in ((days[3], 7.0), (days[0], 4.0))]
    told = {"walks": walks, "pains": pains, "medials": pains}
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder, course=told)["code 0"]
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        all_sent(page)
        phone.context.set_offline(True)
        page.click('[data-screen="home"] [data-go="diary"]')
        phone.rate(2, 5)
        page.click('[data-screen="hindered"] .go')
        ready(page, "saved")
        page.click('[data-screen="saved"] .go')
        page.click('[data-screen="home"] [data-go="month"]')
        ready(page, "month")
        sound(page)
        page.click('[data-screen="month"] summary')
        newest = page.inner_text("#month-list li:last-child")
        # Of several ratings of a day the worst counts.
        assert newest.endswith("12 minutes, pain 5"), newest
        assert page.locator("#month-picture .walked").count() == (1 if today.day == 1 else 2)
        for _ in range(7):
            if page.is_enabled('[data-do="month-earlier"]'):
                page.click('[data-do="month-earlier"]')
        assert page.evaluate("() => document.activeElement.tagName") == "H1"
        page.click('[data-screen="month"] [data-go="year"]')
        ready(page, "year")
        sound(page)
        said = page.inner_text('[data-screen="year"]')
        assert "you walked 24 minutes with your phone, on 3 days" in said
        assert "7 on " in said and "5 on " in said
        # A week's bar is as high as its minutes.
        bars = page.eval_on_selector_all("#year-picture .bar-of-week", HEIGHTS)
        weeks = Counter((day - timedelta(days=day.weekday())) for day in days)
        most = max(weeks.values()) * 6
        high = 106 / max(30, most)
        assert sorted(bars) == pytest.approx(sorted(6 * count * high for count in weeks.values()))
        phone.context.set_offline(False)


def saved_file(page: Page, screen: str) -> str:
    with page.expect_download() as told:
        page.click(f'[data-screen="{screen}"] [data-do="export"]')
    return told.value.path().read_text()


def test_own_data_pause_withdrawal_and_the_end(playwright, tmp_path):
    """All of it by the person alone, without a network where there is none; nothing of it is another's."""
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    codes = make_clinic(folder, came_days_ago=16, codes=2)
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        page = phone.join(codes["code 0"])
        all_sent(page)
        page.click('[data-screen="home"] [data-go="diary"]')
        phone.rate(2, 5)
        page.click('[data-screen="hindered"] .go')
        ready(page, "saved")
        all_sent(page)
        until(lambda: course_in(folder)["pains"])
        page.click('[data-screen="saved"] .go')
        page.click('[data-screen="home"] [data-go="mine"]')
        ready(page, "mine")
        sound(page)
        whole = saved_file(page, "mine")
        page.wait_for_selector('[data-screen="mine"] [data-slot=export]:has-text("your clinic holds")')
        assert "K-0" in whole and "K-1" not in whole and "Ash clinic" in whole and "inner side" in whole
        opened = phone.context.new_page()
        opened.set_content(whole)
        data = opened.evaluate("() => JSON.parse(document.querySelector('script').textContent)")
        assert [one["rating"] for one in data["clinic"]["data"]["pain"]] == [2.0, 5.0]
        assert data["phone"]["course"]["pains"][0]["rating"] == 5
        opened.close()
        page.click('[data-screen="mine"] [data-go="pause"]')
        ready(page, "pause")
        sound(page)
        page.check('#pause-form [value="7"]')
        page.check('#pause-form [value="pain"]')
        page.click("#pause-form .go")
        ready(page, "paused-days")
        assert "call your clinic" in page.inner_text('[data-screen="paused-days"]')
        all_sent(page)
        until(lambda: course_in(folder)["course"]["pause"])
        # A browser that is killed within half a minute forgets a cookie that it has just been given.
    phone.context.close()
    phone.start()
    page = phone.open()
    # Without a network.
    assert "You pause until" in page.inner_text('[data-screen="home"]')
    page.click('[data-screen="home"] [data-go="mine"]')
    ready(page, "mine")
    part = saved_file(page, "mine")
    assert "There was no network" in part and "K-0" not in part and "7 minutes" not in part
    page.click('[data-screen="mine"] [data-go="withdraw"]')
    ready(page, "withdraw")
    sound(page)
    page.check('#withdraw-form [value="delete"]')
    page.click('#withdraw-form [type="submit"]')
    ready(page, "withdrawn")
    sound(page)
    page.click('[data-screen="withdrawn"] .go')
    assert not page.is_visible('[data-screen="home"] [data-go="begin"]')
    phone.kill()
    phone.start()
    page = phone.open()
    home = page.inner_text('[data-screen="home"]')
    assert "not in force" in home and "minutes of walking" not in home and "Film my walk" not in home
    with served(folder, port):
        page.evaluate("() => dispatchEvent(new Event('online'))")
        told = until(lambda: not (now := course_in(folder))["agreed"] and now)
        # Nothing is deleted by it, and what was said before is there.
        assert told["pains"] == [2.0, 5.0] and told["course"]["pause"]["why"] == ["pain"]
        page.click('[data-screen="home"] [data-go="mine"]')
        page.click('[data-screen="mine"] [data-go="withdrawn"]')
        assert "K-0" in saved_file(page, "withdrawn")
        page.click('[data-screen="withdrawn"] [data-go="remove"]')
        ready(page, "remove")
        page.click('[data-screen="remove"] [data-do="remove"]')
        ready(page, "join")
        left = page.evaluate("() => indexedDB.databases().then((all) => all.map((one) => one.name))")
        assert left == ["footwise-phone"]
        assert phone.context.cookies() == []
    phone.context.close()
    assert phone.troubles == []
