"""What holds for every page: nothing from elsewhere, no script in the page, no cache, labels, one heading."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from tests.clinic.stores import lent_world
from tests.clinic.test_routes import address, routes
from tests.clinic.world import browser_of, prove

from footwise.clinic.people import Person

DATA = "application/json"
# Pages do not know where their data lie.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


class Page(HTMLParser):
    """What of a page is looked at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.troubles: list[str] = []
        self.headings = 0
        self.hidden = self.in_label = False
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.links: set[str] = set()
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        words = dict(given)
        # A page of one screen at a time has the others in it, hidden.
        if tag == "section":
            self.hidden = "hidden" in words
        self.headings += tag == "h1" and not self.hidden
        if tag == "html":
            self.language = words.get("lang") or ""
        if tag == "label":
            self.in_label = True
            self.labels.add(words.get("for") or "")
        if tag in ("input", "select", "textarea") and words.get("type") not in ("hidden", "submit"):
            self.fields.append(words | {"in a label": str(self.in_label)})
        if tag == "script" and "src" not in words and words.get("type") != DATA:
            self.troubles.append("a script in the page")
        if tag == "style" or "style" in words or any(name.startswith("on") for name in words):
            self.troubles.append(f"style or script in <{tag}>")
        for name in ("src", "href", "action"):
            where = words.get(name) or ""
            if re.match(r"(?i)[a-z]+:|//", where) and not where.startswith("data:image/"):
                self.troubles.append(f"leads elsewhere: {where}")
        if tag == "a" and (words.get("href") or "").startswith("/"):
            self.links.add(str(words["href"]).partition("?")[0])

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.in_label = False


@pytest.fixture(scope="module")
def opened(filled):
    """Every page that can be opened by somebody, with the browser that opened it, and the world in which it was."""
    with lent_world(filled) as world:
        yield pages(world)


def pages(world):
    opened = {}
    for user in (None, world.ash.clinician, world.ash.administrator, world.ash.assessor):
        browser = browser_of(user)
        if user is not None:
            prove(browser)
        # Full reports bring their own style, shut into an origin of its own: tests/clinic/prescribing looks at them.
        elsewhere = {"full_report", "odds_page", "account_logout", "audit_csv", "mfa_download_recovery_codes"}
        for name in sorted(set(routes()) - elsewhere):
            answer = browser.get(address(name, world))
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                opened[name, str(user)] = answer, browser
    return opened


def test_every_page_is_whole_by_itself(opened):
    assert len(opened) > 40
    for who, (answer, _) in opened.items():
        page = Page(answer.content.decode())
        assert page.troubles == [], who
        assert page.headings == 1, who
        assert page.language in ("en-gb", "en"), who
        named = [
            (one.get("id") in page.labels, one.get("aria-label"), one["in a label"] == "True") for one in page.fields
        ]
        nameless = [field for field, how in zip(page.fields, named, strict=True) if not any(how)]
        assert nameless == [], who
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, who
        assert "script-src 'self';" in policy + ";" and "frame-ancestors 'none'" in policy, who
        # The phone's page holds nothing of anybody, and is kept by the phone to work without a network.
        kept = {"no-cache"} if who[0] == "practice_page" else {"no-store", "private"}
        assert kept <= set(answer.headers["Cache-Control"].split(", ")), who
        assert answer.headers["X-Content-Type-Options"] == "nosniff", who
        assert answer.headers["Referrer-Policy"] == "same-origin", who
        assert len(answer.content) < 100_000, who


def test_no_link_is_dead(opened):
    looked = set()
    for who, (answer, browser) in opened.items():
        for where in Page(answer.content.decode()).links:
            if (where, who[1]) in looked:
                continue
            looked.add((where, who[1]))
            assert browser.get(where, follow=True).status_code == 200, (who, where)
    assert len(looked) > 30


def test_trouble_with_the_store_is_one_sentence(world, monkeypatch):
    def gone(*_):
        raise OperationalError("database is locked: person A-017")

    browser = browser_of(world.ash.clinician)
    browser.raise_request_exception = False
    monkeypatch.setattr(type(Person.objects), "for_user", gone)
    answer = browser.get("/people/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30"
    assert "cannot reach its data at the moment" in answer.content.decode()
    assert "A-017" not in answer.content.decode()


def test_a_full_disk_shows_nobody_anything(world, monkeypatch):
    """Without an entry in the record nothing is shown."""
    browser = browser_of(world.ash.clinician)
    browser.get("/people/")
    browser.raise_request_exception = False

    def full(*_, **__):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("footwise.clinic.audit.reads.append", full)
    answer = browser.get("/people/")
    assert answer.status_code == 503 and world.ash.person.pseudonym not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words(world):
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = browser.post(reverse("account_login"), {"login": "a", "password": "b"})
    assert answer.status_code == 403 and "too old to be taken" in answer.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example"])
def test_another_name_of_the_host_is_refused(world, settings_of_hosts, host):
    assert Client(headers={"host": host}).get("/account/login/").status_code == 400


@pytest.fixture
def settings_of_hosts():
    """Django's own tests may use any host; a clinic may not."""
    from django.test.utils import override_settings

    with override_settings(ALLOWED_HOSTS=["localhost", "127.0.0.1", "[::1]"]):
        yield
