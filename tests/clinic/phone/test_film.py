"""A film from home arrives once, in pieces, as its owner's; what is no film, too large or another's is not taken."""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.phone.phones import PAGE, phone_of
from tests.clinic.world import browser_of

from footwise.clinic.accounts import Membership
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.measuring import Measurement, measure_recording
from footwise.clinic.outcomes.attention.due import what_is_due
from footwise.clinic.people import Consent, Visit
from footwise.clinic.phone import Phone, RefusedPacket, film
from footwise.clinic.phone.film import PIECE_BYTES
from footwise.clinic.recordings import Arrival, Recording, opened, remove
from footwise.clinic.work import Job
from footwise.jobs import no_progress
from footwise.samples import sample_path

# Begins as a film of a phone does.
HEAD = b"\x00\x00\x00\x20ftypisom"
FILM = HEAD + bytes(range(256)) * 10000
ABOUT = {"size": len(FILM), "view": "side", "walked": "natural", "ago_s": 60.5, "agreed": True}


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


def put(browser: Client, key, offset, piece: bytes, about=None, **headers):
    said = {
        **PAGE,
        "Piece-Offset": str(offset),
        "Piece-SHA256": sha256(piece).hexdigest(),
        "Film-About": about if isinstance(about, str) else json.dumps({**ABOUT, **(about or {})}),
        **headers,
    }
    where = reverse("practice_film", args=[key])
    return browser.put(where, piece, content_type="application/octet-stream", headers=said)


def here(browser: Client, key) -> dict:
    return browser.get(reverse("practice_film", args=[key]), headers=PAGE).json()


def send(browser: Client, key, content: bytes = FILM, **about) -> dict:
    """Send it as the page does; gives the last answer."""
    told = {}
    for offset in range(0, len(content), PIECE_BYTES):
        answer = put(browser, key, offset, content[offset : offset + PIECE_BYTES], {"size": len(content), **about})
        assert answer.status_code == 200, answer.content
        told = answer.json()
    return told


def from_home(clinic) -> list[Recording]:
    return list(Recording.everything.filter(person=clinic.person, visit__at_home=True))


def refused(clinic) -> dict[str, int]:
    return dict(RefusedPacket.everything.filter(person=clinic.person).values_list("why", "times"))


def test_it_lies_sealed_in_a_visit_of_its_own_and_is_measured(world):
    browser, key = phone_of(world.ash), uuid.uuid4()
    assert here(browser, key) == {"offset": 0, "whole": False, "piece": PIECE_BYTES}
    assert send(browser, key) == {"offset": len(FILM), "whole": True, "piece": PIECE_BYTES}
    (one,) = from_home(world.ash)
    assert (one.state, one.kind, one.condition) == ("arrived", "film", "natural")
    assert one.sha256 == sha256(FILM).hexdigest() and one.size_bytes == len(FILM)
    assert one.name == "home-side-1.mp4" and one.visit.purpose == "home"
    with acting_as(Actor("test")):
        assert b"".join(opened(one)) == FILM
    assert HEAD not in one.file.read_bytes()
    assert Job.objects.filter(kind="measure", subject=one.pk, state="waiting").count() == 1
    # Another of the same day lies beside it, one of the day before does not; practised is compared with nothing.
    send(browser, uuid.uuid4(), view="front", walked="practised")
    send(browser, uuid.uuid4(), b"\x1a\x45\xdf\xa3" + bytes(5000), ago_s=26 * 3600)
    told = {(row.name, row.condition, str(row.visit.on)) for row in from_home(world.ash)}
    filmed, before = (timezone.localdate(timezone.now() - dt.timedelta(minutes=ago)) for ago in (1, 26 * 60))
    assert told == {
        ("home-side-1.mp4", "natural", str(filmed)),
        ("home-front-2.mp4", "other", str(filmed)),
        ("home-side-1.webm", "natural", str(before)),
    }
    actors = set(Entry.objects.filter(kind__icontains="recording").values_list("actor", flat=True))
    assert any(actor.startswith("phone ") for actor in actors)


def test_the_clinic_sees_it_beside_its_visits_and_nobody_came(world):
    before = what_is_due([world.ash.site.pk])
    send(phone_of(world.ash), uuid.uuid4())
    clinician = browser_of(world.ash.clinician)
    assert what_is_due([world.ash.site.pk]) == before
    (one,) = from_home(world.ash)
    person = clinician.get(reverse("person", args=[world.ash.person.pk])).content.decode()
    assert "film from home" in person
    page = clinician.get(reverse("visit", args=[one.visit_id])).content.decode()
    assert one.name in page and "Filmed at home" in page and "The way to a target" not in page
    # Who comes today: the visit of the world, once.
    assert clinician.get("/").content.decode().count(f"/visits/{one.visit_id}/") == 0
    form = clinician.get(reverse("add_visit", args=[world.ash.person.pk])).content.decode()
    assert 'value="home"' not in form
    kept = clinician.get(reverse("edit_visit", args=[one.visit_id])).content.decode()
    assert 'value="home"' in kept and 'value="control"' not in kept
    for reader in (world.birch.clinician, world.ash.assessor, world.ash.administrator):
        assert browser_of(reader).get(reverse("recording", args=[one.pk])).status_code in (403, 404)


def test_a_visit_that_is_due_stays_due(world):
    """Whoever should have come, and has only filmed themselves, is asked to come."""
    today = timezone.localdate()
    with acting_as(Actor("test")):
        Visit.everything.filter(person=world.ash.person).update(on=today - dt.timedelta(weeks=13))
    before = what_is_due([world.ash.site.pk])
    send(phone_of(world.ash), uuid.uuid4())
    assert before[0].visit is not None and what_is_due([world.ash.site.pk]) == before


def test_cut_repeated_swapped_and_damaged_pieces(world):
    browser, key = phone_of(world.ash), uuid.uuid4()
    pieces = [FILM[k : k + PIECE_BYTES] for k in range(0, len(FILM), PIECE_BYTES)]
    # The second before the first; nowhere; damaged.
    for answer, status in (
        (put(browser, key, PIECE_BYTES, pieces[1]), 409),
        (put(browser, key, "-1", pieces[0]), 409),
        (put(browser, key, "1e3", pieces[0]), 409),
        (put(browser, key, 0, pieces[0], **{"Piece-SHA256": "0" * 64}), 400),
    ):
        assert answer.status_code == status and answer.json()["offset"] == 0
    assert from_home(world.ash) == []
    assert put(browser, key, 0, pieces[0]).json()["offset"] == PIECE_BYTES
    # Its receipt was lost: the answer says where to go on.
    again = put(browser, key, 0, pieces[0])
    assert again.status_code == 409 and again.json()["offset"] == PIECE_BYTES
    assert put(browser, key, PIECE_BYTES, pieces[1], **{"Piece-SHA256": "x"}).status_code == 400
    assert here(browser, key)["offset"] == PIECE_BYTES
    for number in (1, 2):
        put(browser, key, number * PIECE_BYTES, pieces[number])
    # The last receipt was lost, or a year is played again: one film.
    for offset, piece in ((2 * PIECE_BYTES, pieces[2]), (0, pieces[0]), (len(FILM), b"")):
        assert put(browser, key, offset, piece).json() == {"offset": len(FILM), "whole": True, "piece": PIECE_BYTES}
    (one,) = from_home(world.ash)
    with acting_as(Actor("test")):
        assert b"".join(opened(one)) == FILM
        remove(one)
    # What the clinic has deleted is not sent again.
    assert here(browser, key)["whole"] and send(browser, key)["whole"] and len(from_home(world.ash)) == 1


def test_a_crash_before_the_end_was_written_is_made_good(world, monkeypatch):
    from footwise.clinic.recordings import arrival

    browser, key = phone_of(world.ash), uuid.uuid4()

    def crash(recording):
        raise KeyboardInterrupt

    monkeypatch.setattr(arrival, "_finish", crash)
    with pytest.raises(KeyboardInterrupt):
        send(browser, key)
    monkeypatch.undo()
    assert here(browser, key) == {"offset": len(FILM), "whole": False, "piece": PIECE_BYTES}
    assert put(browser, key, len(FILM), b"").json()["whole"]
    assert from_home(world.ash)[0].sha256 == sha256(FILM).hexdigest()


def test_nothing_without_agreement_and_consent(world):
    browser, key = phone_of(world.ash), uuid.uuid4()
    for about in ({"agreed": False}, {"agreed": "yes"}, {"agreed": None}):
        assert put(browser, key, 0, FILM[:PIECE_BYTES], about).status_code == 400
    consent = Consent.everything.get(pk=world.ash.consent.pk)
    with acting_as(Actor("test")):
        put(browser, key, 0, FILM[:PIECE_BYTES])
        consent.withdrawn_on = timezone.localdate()
        consent.save()
    answer = put(browser, key, PIECE_BYTES, FILM[PIECE_BYTES : 2 * PIECE_BYTES])
    assert answer.status_code == 409 and answer.json() == {"trouble": "no consent"}
    assert browser.get(reverse("practice_film", args=[key]), headers=PAGE).status_code == 409
    with acting_as(Actor("test")):
        consent.withdrawn_on = None
        consent.save()
    assert here(browser, key)["offset"] == PIECE_BYTES
    with acting_as(Actor("test")):
        phone = Phone.everything.filter(person=world.ash.person).latest("joined_at")
        phone.revoked_at = timezone.now()
        phone.save()
    assert put(browser, key, PIECE_BYTES, FILM[PIECE_BYTES:][:PIECE_BYTES]).json() == {"trouble": "revoked"}


def test_another_s_phone_knows_nothing_of_it_and_a_stranger_s_page_nothing_at_all(world):
    mine, theirs, key = phone_of(world.ash), phone_of(world.birch), uuid.uuid4()
    put(mine, key, 0, FILM[:PIECE_BYTES])
    assert here(theirs, key)["offset"] == 0
    assert put(theirs, key, PIECE_BYTES, FILM[PIECE_BYTES:][:PIECE_BYTES]).json()["offset"] == 0
    send(theirs, key)
    assert here(mine, key)["offset"] == PIECE_BYTES and len(from_home(world.birch)) == 1
    assert from_home(world.birch)[0].person_id == world.birch.person.pk
    # Nobody's phone, another site's page, another name for the key.
    assert put(Client(), key, 0, FILM[:PIECE_BYTES]).json() == {"trouble": "no key"}
    assert put(mine, key, PIECE_BYTES, b"x", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert mine.put(reverse("practice_film", args=[key]), b"x").status_code == 403
    assert browser_of(world.ash.clinician).get(reverse("practice_film", args=[key]), headers=PAGE).status_code == 401
    assert mine.post(reverse("practice_film", args=[key]), b"x", content_type="text/plain").status_code == 405
    assert here(mine, key)["offset"] == PIECE_BYTES


def test_what_is_no_film_too_large_or_too_often_is_refused_and_noted(world, monkeypatch):
    browser, key = phone_of(world.ash), uuid.uuid4()
    for content in (b"<html>" + bytes(100), b"PK\x03\x04" + bytes(100), b"\x02\x50" + bytes(600), b""):
        assert put(browser, key, 0, content, {"size": 700}).status_code == 415
    assert put(browser, key, 0, FILM[:100], {"size": film.LARGEST_BYTES + 1}).status_code == 413
    assert put(browser, key, 0, HEAD + bytes(PIECE_BYTES)).status_code == 413
    assert put(browser, key, 0, HEAD + bytes(18 * 1024 * 1024)).status_code == 413
    bad = [
        {"size": 0}, {"size": -1}, {"size": 1.5}, {"size": True}, {"size": "9"}, {"view": "above"}, {"view": ["side"]},
        {"view": {}}, {"walked": "static"}, {"walked": {}}, {"ago_s": -1}, {"ago_s": None}, {"ago_s": "x"},
    ]  # fmt: skip
    for about in (*bad, "", "[]", "null", '{"size": NaN}', "{" * 400, "x" * 10000):
        assert put(browser, key, 0, FILM[:PIECE_BYTES], about).status_code == 400, about
    assert from_home(world.ash) == [] and not Visit.everything.filter(at_home=True)
    assert refused(world.ash) == {"no film": 4, "too much": 3, "malformed": len(bad) + 6}
    page = browser_of(world.ash.clinician).get(reverse("phones", args=[world.ash.person.pk])).content.decode()
    assert "a file that is no film (4×)" in page
    # More than it was said to be is not taken, and begins nothing else.
    put(browser, key, 0, FILM[:100], {"size": 150})
    assert put(browser, key, 100, bytes(51), {"size": 150}).status_code == 413
    assert here(browser, key)["offset"] == 100
    monkeypatch.setattr(film, "_MOST_A_DAY", 3)
    statuses = [put(browser, uuid.uuid4(), 0, FILM[:100]).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    # What was begun goes on.
    assert put(browser, key, 100, bytes(50), {"size": 150}).json()["whole"]


def test_a_film_of_centuries_ago_is_of_last_year_at_most(world):
    send(phone_of(world.ash), uuid.uuid4(), ago_s=1e11)
    assert (timezone.localdate() - from_home(world.ash)[0].visit.on).days <= 400


def test_it_goes_on_when_whoever_let_the_phone_in_has_left(world):
    browser, key = phone_of(world.ash), uuid.uuid4()
    put(browser, key, 0, FILM[:PIECE_BYTES])
    with acting_as(Actor("test")):
        for one in Membership.objects.filter(user=world.ash.clinician):
            one.ends_on = timezone.localdate() - dt.timedelta(days=1)
            one.save()
    for offset in range(PIECE_BYTES, len(FILM), PIECE_BYTES):
        told = put(browser, key, offset, FILM[offset : offset + PIECE_BYTES]).json()
    assert told["whole"]


def test_what_begins_like_a_film_and_is_none_is_said_by_the_worker(world):
    """The small version of the test below."""
    send(phone_of(world.ash), uuid.uuid4())
    (one,) = from_home(world.ash)
    with acting_as(Actor("test")):
        measure_recording(one.pk, no_progress)()
    found = Measurement.everything.get(recording=one)
    assert not found.usable and found.content["trouble"].startswith("home-side-1.mp4")
    # Where this one was looked at has vanished: the next film of this process does not go there.
    assert "FOOTWISE_PEOPLE_FOLDER" not in os.environ


@pytest.mark.slow
def test_a_walk_that_was_filmed_is_measured_by_the_clinic_s_worker(world):
    pytest.importorskip("ai_edge_litert")
    walk = (sample_path("side-view", quiet=True) / "demo.mp4").read_bytes()
    send(phone_of(world.ash), uuid.uuid4(), walk)
    (one,) = from_home(world.ash)
    with acting_as(Actor("test")):
        measure_recording(one.pk, no_progress)()
    found = Measurement.everything.get(recording=one)
    assert found.usable and found.content["measured_by"] == "film"
    # The sample's five steps or so; no angle of the foot from the side.
    assert found.content["used_steps"] >= 3
    sides = found.content["sides"].values()
    assert not [side for side in sides if "foot_progression_angle_deg" in side], sides
    assert all(1.0 < side.get("stride_s", 1.2) < 1.4 for side in sides), sides
    page = browser_of(world.ash.clinician).get(reverse("visit", args=[one.visit_id])).content.decode()
    assert "1 of 1 can be used" in page


def test_a_full_disk_is_said_and_loses_nothing(world, monkeypatch):
    import errno

    from footwise.clinic.recordings import arrival

    browser, key = phone_of(world.ash), uuid.uuid4()
    put(browser, key, 0, FILM[:PIECE_BYTES])

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(arrival, "append_block", full)
    answer = put(browser, key, PIECE_BYTES, FILM[PIECE_BYTES:][:PIECE_BYTES])
    assert answer.status_code == 507 and answer.json()["offset"] == PIECE_BYTES
    monkeypatch.undo()
    assert Arrival.objects.get(recording=from_home(world.ash)[0]).received_bytes == PIECE_BYTES
