"""The way in of a person's phone: a code that works once, a key, and nothing of anybody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.phone.phones import ATTEMPT, PAGE, ask, phone_of, send
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.phone import Phone, PhoneLink, make_phone_link

CODE = re.compile(r'<strong class="code">([0-9A-Z]{4}-[0-9A-Z]{4})</strong>')


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


def code_for(clinic, **named) -> str:
    with acting_as(Actor("test")):
        return make_phone_link(clinic.person.pk, clinic.clinician.pk, **named)[0]


def test_from_the_sheet_to_a_key_that_no_script_reads(world):
    sheet = browser_of(world.ash.clinician).post(reverse("phone_link", args=[world.ash.person.pk]))
    page = sheet.content.decode()
    code = CODE.search(page)[1]
    assert "<path d=" in page and f"http://testserver{reverse('practice_page', args=['en'])}" in page
    browser = Client()
    joined = send(browser, "practice_join", {"code": f" {code.lower()} ", "attempt": ATTEMPT})
    assert joined.status_code == 200
    cookie = joined.cookies["footwise_phone"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/practice/"
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    phone = Phone.everything.get(pk=joined.json()["phone"])
    assert phone.person_id == world.ash.person.pk
    # Neither the code nor the key lies in the database.
    assert code.replace("-", "") not in str(PhoneLink.everything.values_list())
    assert cookie.value.partition(".")[2] not in str(Phone.everything.values_list())


def test_the_code_in_the_qr_code_is_behind_the_sign_that_no_server_is_told(world):
    from footwise.clinic.phone import phones_page

    drawn = []
    real = phones_page.qr_path
    phones_page.qr_path = lambda text: drawn.append(text) or real(text)
    try:
        browser_of(world.ash.clinician).post(reverse("phone_link", args=[world.ash.person.pk]))
    finally:
        phones_page.qr_path = real
    assert re.fullmatch(r"http://testserver/practice/en/#code=[0-9A-Z]{4}-[0-9A-Z]{4}", drawn[0])


def test_a_code_works_once(world):
    code = code_for(world.ash)
    assert send(Client(), "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 200
    other = send(Client(), "practice_join", {"code": code, "attempt": "another browser's"})
    assert (other.status_code, other.json()) == (410, {"trouble": "used"})
    # Beside the one that the world has.
    assert Phone.everything.filter(person=world.ash.person).count() == 2


def test_the_browser_whose_answer_was_lost_gets_in_again_and_the_lost_key_ends(world):
    code = code_for(world.ash)
    first, again = Client(), Client()
    assert send(first, "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 200
    assert send(again, "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 200
    # Beside the one that the world has.
    assert Phone.everything.filter(person=world.ash.person).count() == 2
    assert send(again, "practice_second", {}).status_code == 200
    assert send(first, "practice_second", {}).status_code == 401
    used = PhoneLink.everything.filter(used_at__isnull=False).first()
    PhoneLink.everything.filter(pk=used.pk).update(used_at=timezone.now() - dt.timedelta(minutes=11))
    late = send(Client(), "practice_join", {"code": code, "attempt": ATTEMPT})
    assert late.json() == {"trouble": "used"}


def test_a_code_expires_and_a_newer_one_ends_it(world):
    old = code_for(world.ash, valid=dt.timedelta(seconds=-1))
    assert send(Client(), "practice_join", {"code": old, "attempt": ATTEMPT}).json() == {"trouble": "expired"}
    earlier, newer = code_for(world.ash), code_for(world.ash)
    assert send(Client(), "practice_join", {"code": earlier, "attempt": ATTEMPT}).json() == {"trouble": "expired"}
    assert send(Client(), "practice_join", {"code": newer, "attempt": ATTEMPT}).status_code == 200


def test_codes_are_not_guessed(world):
    code = code_for(world.ash)
    for _ in range(20):
        wrong = send(Client(), "practice_join", {"code": "2222-2222", "attempt": ATTEMPT})
        assert wrong.json() == {"trouble": "unknown"}
    assert send(Client(), "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 429


def test_only_our_own_page_is_heard(world):
    browser = phone_of(world.ash)
    where = reverse("practice_second")
    assert browser.post(where, "{}", content_type="application/json").status_code == 403
    elsewhere = send(browser, "practice_second", {}, Origin="https://elsewhere.example")
    assert elsewhere.json() == {"trouble": "not our page"}
    assert send(browser, "practice_second", {}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    old = browser.post(where, "{}", content_type="application/json", headers={"X-Footwise-Page": "0"})
    assert (old.status_code, old.json()) == (426, {"trouble": "old page"})
    for text in ("", "[]", "{", '{"a": NaN}', '{"a": 1e999}', b"\xff\xfe\x00", "[" * 100_000):
        assert send(browser, "practice_second", text).json() == {"trouble": "no JSON"}
    assert send(browser, "practice_second", "1" * (2 * 1024 * 1024 + 1)).status_code == 413
    assert browser.get(where, headers=PAGE).status_code == 405


def test_the_key_is_sent_over_tls_only_where_there_is_tls(world):
    code = code_for(world.ash)
    with override_settings(SESSION_COOKIE_SECURE=True):
        joined = send(Client(), "practice_join", {"code": code, "attempt": ATTEMPT})
    assert joined.cookies["footwise_phone"]["secure"]


def test_a_lost_phone_is_let_in_no_more(world):
    browser = phone_of(world.ash)
    phone = Phone.everything.filter(person=world.ash.person).first()
    assert browser_of(world.birch.clinician).post(reverse("revoke_phone", args=[phone.pk])).status_code == 404
    assert browser_of(world.ash.assessor).post(reverse("revoke_phone", args=[phone.pk])).status_code == 403
    assert send(browser, "practice_second", {}).status_code == 200
    browser_of(world.ash.clinician).post(reverse("revoke_phone", args=[phone.pk]))
    closed = send(browser, "practice_second", {})
    assert (closed.status_code, closed.json()) == (401, {"trouble": "revoked"})
    entry = Entry.objects.filter(kind="phone", action="change").latest("number")
    assert entry.actor == world.ash.clinician.email and "revoked_at" in entry.fields


def test_a_second_place_of_the_same_person_comes_in_by_the_phone_s_own_code(world):
    first = phone_of(world.ash)
    code = send(first, "practice_second", {}).json()["code"]
    home_screen = Client()
    assert send(home_screen, "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 200
    assert Phone.everything.filter(person=world.ash.person).count() == 3
    entry = Entry.objects.filter(kind="phonelink", action="add").latest("number")
    # The record says that the person's phone did it.
    assert entry.actor.startswith("phone ") and entry.route == "POST practice_second"


def test_nothing_of_a_person_in_the_bin_or_without_consent(world):
    browser = phone_of(world.ash)
    type(world.ash.person).even_binned.filter(pk=world.ash.person.pk).update(binned_at=timezone.now())
    assert send(browser, "practice_second", {}).json() == {"trouble": "no key"}
    type(world.ash.person).even_binned.filter(pk=world.ash.person.pk).update(binned_at=None)
    world.ash.consent.withdrawn_on = timezone.localdate()
    with acting_as(Actor("test")):
        world.ash.consent.save()
    sheet = browser_of(world.ash.clinician).post(reverse("phone_link", args=[world.ash.person.pk]))
    assert sheet.status_code == 302


def test_a_key_that_is_none_opens_nothing(world):
    phone_of(world.ash)
    phone = Phone.everything.filter(person=world.ash.person).first()
    for key in ("", "x", f"{phone.pk}", f"{phone.pk}.", f"{phone.pk}.guess", "%00.%00", "ü.ü"):
        browser = Client()
        browser.cookies["footwise_phone"] = key
        assert send(browser, "practice_second", {}).json() == {"trouble": "no key"}


def test_the_page_holds_nothing_of_anybody(world):
    browser = phone_of(world.ash)
    for word in ("en", "de", "es"):
        mine, nobody_s = browser.get(f"/practice/{word}/"), Client().get(f"/practice/{word}/")
        assert mine.status_code == 200 and mine.content == nobody_s.content
        assert not any(told in mine.content.decode() for told in world.ash.words())
        policy = mine["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "manifest-src 'self'" in policy and "unsafe" not in policy
    assert Client().get("/practice/fr/").status_code == 404
    assert browser.get(reverse("practice_home"), headers={"accept-language": "es"}).url == "/practice/es/"


def test_the_files_of_the_page_are_of_one_version(world):
    page = Client().get("/practice/en/").content.decode()
    files = set(re.findall(r'(?:src|href)="../(app/[^"]+)"', page))
    assert len(files) >= 4
    for file in files:
        answer = Client().get(f"/practice/{file}", headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200 and "immutable" in answer["Cache-Control"], file
    worker = Client().get(reverse("practice_worker")).content.decode()
    assert all(file in worker for file in files)
    version = re.search(r'"version": "(\w+)"', worker)[1]
    for wrong in (
        f"/practice/app/{version}/models.py",
        f"/practice/app/{version}/page/../models.py",
        "/practice/app/0/page/main.mjs",
    ):
        assert Client().get(wrong).status_code == 404


def test_what_is_practised_is_said_by_a_clinician_and_bounded(world):
    where = reverse("phones", args=[world.ash.person.pk])
    browser = browser_of(world.ash.clinician)
    for degrees in (0, 11, -5, "x"):
        body = {"side": "left", "turn": "in", "degrees": degrees, "minutes": 20}
        refused = browser.post(where, body)
        assert refused.status_code == 200 and "Please give whole degrees from 1 to 10." in refused.content.decode()
    assert browser.post(where, {"side": "left", "turn": "in", "degrees": 7, "minutes": 20}).status_code == 302
    page = browser.get(where).content.decode()
    assert "toes 7° inwards" in page and "20 minutes a day" in page


@pytest.mark.requirement("R-035")
def test_another_practice_than_the_signed_one_is_said(world):
    """5° inwards is signed for the left leg of the world's person."""
    where = reverse("phones", args=[world.ash.person.pk])
    browser = browser_of(world.ash.clinician)
    for side, turn, degrees, is_another in (
        ("left", "in", 5, False), ("left", "in", 7, True), ("left", "out", 5, True), ("right", "in", 5, True),
    ):  # fmt: skip
        browser.post(where, {"side": side, "turn": turn, "degrees": degrees, "minutes": 20})
        page = browser.get(where).content.decode()
        assert "Signed and in force: left foot, toes 5° inwards" in page
        assert ("This is not what is signed" in page) == is_another, (side, turn, degrees)


@pytest.mark.parametrize("language", ["en-gb", "de", "es"])
def test_the_guide_that_a_page_leads_to_is_there(world, language):
    browser = browser_of(world.ash.clinician)
    browser.cookies["django_language"] = language
    for page in (
        browser.get(reverse("phones", args=[world.ash.person.pk])),
        browser.post(reverse("phone_link", args=[world.ash.person.pk])),
    ):
        address = re.search(r'href="(/practice/[\w-]+/guide\.pdf)"', page.content.decode())[1]
        assert address == f"/practice/{language[:2]}/guide.pdf" and browser.get(address).status_code == 200


def test_ask_is_only_answered_to_a_phone(world):
    assert ask(Client(), "practice_second").status_code == 405
