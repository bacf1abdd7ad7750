"""The record's page among very many entries: found by person, user and day, a page at a time, and quickly."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
import uuid
from statistics import median

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpRequest
from django.test import AsyncRequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from tests.clinic.world import browser_of

from footwise.clinic.accounts import User
from footwise.clinic.accounts.templatetags.record_words import _THINGS, done_in_words
from footwise.clinic.audit import Actor, AuditedModel, Entry, acting_as, record_event
from footwise.clinic.audit.finding import Wanted, newest
from footwise.clinic.audit.models import About
from footwise.clinic.streaming import streamed

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def filled(world, count: int) -> list[uuid.UUID]:
    """Entries of two years: reads, changes and log-ins in both clinics, one in a hundred of them in Ash."""
    draw = random.Random(7)
    last = Entry.objects.latest("number")
    persons = [uuid.UUID(int=draw.getrandbits(128), version=4) for _ in range(1000)]
    persons[0] = world.ash.person.pk
    sites = dict.fromkeys(range(10), world.ash.site.pk)
    staff = [world.ash.clinician, world.ash.administrator, world.birch.clinician, world.birch.administrator]
    step = dt.timedelta(days=730) / count
    for begin in range(0, count, 20_000):
        entries, about = [], []
        for k in range(begin, min(begin + 20_000, count)):
            which = draw.randrange(1000)
            user = staff[draw.randrange(2) + 2 * (which not in sites)]
            log_in = draw.random() < 0.1
            number = last.number + 1 + k
            entries.append(
                Entry(
                    number=number,
                    at=START + k * step,
                    actor=user.email,
                    user_id=user.pk,
                    address="192.0.2.1",
                    route="GET person",
                    action="log in" if log_in else "read",
                    site_id=None if log_in else sites.get(which, world.birch.site.pk),
                    persons="" if log_in else f" {persons[which]} ",
                    previous=f"{number:064x}",
                    hash=f"{number:064d}",
                )
            )
            if not log_in:
                about.append(About(entry_id=number, person=persons[which]))
        Entry.objects.bulk_create(entries)
        About.objects.bulk_create(about)
    if connection.vendor == "postgresql":
        # As the server does by itself after so many rows.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE audit_entry")
            cursor.execute("ANALYZE audit_about")
    return persons


def naive(world, **filters) -> list[int]:
    """The same, found by looking at every entry."""
    staff = set(User.objects.filter(memberships__site=world.ash.site).values_list("pk", flat=True))
    found = []
    for entry in Entry.objects.order_by("-number"):
        ours = entry.site_id == world.ash.site.pk
        ours = ours or (entry.site_id is None and not entry.persons and entry.user_id in staff)
        if not ours or ("user" in filters and entry.user_id != filters["user"]):
            continue
        if "person" in filters and str(filters["person"]) not in entry.persons:
            continue
        if "day" in filters and timezone.localdate(entry.at) > filters["day"]:
            continue
        found.append(entry.number)
    return found


def shown(answer) -> list[int]:
    return [entry.number for entry in answer.context["entries"]]


def test_each_question_finds_what_a_look_at_every_entry_finds(world):
    filled(world, 5000)
    browser = browser_of(world.ash.administrator)
    where = reverse("audit")
    day = (START + dt.timedelta(days=365)).date()
    person, user = world.ash.person, world.ash.clinician
    for asked, filters in (
        ({}, {}),
        ({"person": person.pseudonym.lower()}, {"person": person.pk}),
        ({"user": user.email.upper()}, {"user": user.pk}),
        ({"day": day}, {"day": day}),
        ({"person": person.pseudonym, "user": user.email}, {"person": person.pk, "user": user.pk}),
        ({"user": world.birch.clinician.email}, {"user": world.birch.clinician.pk}),
    ):
        expected = naive(world, **filters)
        got, further = [], asked
        while True:
            # What is asked is itself a line in the record.
            answer = browser.get(where, further)
            got += shown(answer)
            if not answer.context["further"]:
                break
            further = dict(pair.split("=") for pair in answer.context["further"].split("&"))
            further = {name: value.replace("%40", "@") for name, value in further.items()}
        assert got == expected, asked


def test_everything_that_is_recorded_has_words_on_the_page(world):
    kinds = {one._meta.model_name for one in apps.get_models() if issubclass(one, AuditedModel)}
    assert kinds - set(_THINGS) == set() and set(_THINGS) - kinds == set()
    with acting_as(Actor("test")):
        record_event("log in failed", site_id=world.ash.site.pk)
    page = browser_of(world.ash.administrator).get(reverse("audit")).content.decode()
    assert ">did not get in</td>" in page and ">added: visit<br>" in page
    with override("de"):
        assert done_in_words(Entry(action="change", kind="recording")) == "geändert: Aufnahme"
    assert done_in_words(Entry(action="a later action")) == "a later action"


def test_what_nobody_is_called_finds_nothing(world):
    browser = browser_of(world.ash.administrator)
    for asked in ({"person": world.birch.person.pseudonym}, {"user": "nobody@example.org"}):
        page = browser.get(reverse("audit"), asked)
        assert shown(page) == [] and "Nothing is found." in page.content.decode()
    assert browser.get(reverse("audit"), {"before": "x", "day": "tomorrow"}).status_code == 200


def test_new_entries_are_found_by_the_person(world):
    browser_of(world.ash.clinician).get(reverse("person", args=[world.ash.person.pk]))
    wanted = Wanted([world.ash.site.pk], [], person=world.ash.person.pk)
    assert newest(wanted, 1)[0] == Entry.objects.latest("number")
    assert newest(Wanted([world.birch.site.pk], [], person=world.ash.person.pk), 1) == []


def test_the_table_is_written_by_the_thousand_and_whole(world):
    filled(world, 5000)
    browser = browser_of(world.ash.administrator)
    answer = browser.get(reverse("audit_csv"))
    numbers = [int(line.split(",")[0]) for line in answer.getvalue().decode().splitlines()[1:]]
    assert numbers == sorted(naive(world))


def test_an_answer_leaves_piece_by_piece_from_an_asynchronous_server():
    made: list[int] = []
    closed: list[bool] = []

    def pieces():
        try:
            for k in range(5):
                made.append(k)
                yield b"%d" % k
        finally:
            closed.append(True)

    async def first_piece(request: HttpRequest) -> bytes:
        answer = streamed(request, pieces(), "text/plain")
        sent = aiter(answer)
        first = await anext(sent)
        assert made == [0]
        # The browser goes away.
        await sent.aclose()
        await answer._iterator.aclose()
        return first

    assert asyncio.run(first_piece(AsyncRequestFactory().get("/"))) == b"0"
    assert made == [0] and closed == [True]


def quick(world, count: int, least: int, most_ms: float) -> None:
    filled(world, count)
    browser = browser_of(world.ash.administrator)
    where = reverse("audit")
    for asked in (
        {}, {"person": world.ash.person.pseudonym}, {"user": world.ash.clinician.email},
        {"day": (START + dt.timedelta(days=300)).date()}, {"before": count // 2},
    ):  # fmt: skip
        browser.get(where, asked)
        took = []
        for _ in range(7):
            begin = time.perf_counter()
            answer = browser.get(where, asked)
            took.append((time.perf_counter() - begin) * 1000)
        assert len(shown(answer)) >= least and median(took) <= most_ms, (asked, took)
    with acting_as(Actor("test")):
        begin = time.perf_counter()
        record_event("trial")
        assert time.perf_counter() - begin < 0.05
    with CaptureQueriesContext(connection) as asked_for:
        browser.get(where)
    assert len(asked_for) <= 16


def test_a_page_among_many_entries_is_quick(world):
    # Of other programs on the machine no more is asked than that nothing looks at every entry.
    quick(world, 20_000, 10, 500)


@pytest.mark.slow
def test_a_page_among_a_million_entries_is_quick(world):
    quick(world, 1_000_000, 50, 100)
