"""Recordings arrive piece by piece: cut off anywhere they go on, damaged pieces are refused, and all lies sealed."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.clinic.world import WALK, browser_of

from footwise.clinic.asgi import limited
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Arrival, Recording
from footwise.clinic.recordings.arrival import begin, opened, take_piece
from footwise.clinic.recordings.kinds import Kind, claims_to_be_another, clean_name, kind_of
from footwise.clinic.recordings.running_hash import hash_of_whole
from footwise.clinic.seal import Unsealable

# Three pieces, the last one short.
FILE = b"\x02\x50" + bytes(range(256)) * 40 + b"the end of the walk of K-017"
SIZE, PIECE = len(FILE), 4096


@pytest.fixture
def browser(world):
    return browser_of(world.ash.clinician)


def begun(browser, visit, name="walk.c3d", size=SIZE, mark="walk.c3d 10268 1"):
    body = json.dumps({"name": name, "size": size, "mark": mark})
    where = reverse("begin_recording", args=[visit.pk])
    return browser.post(where, body, content_type="application/json")


def piece(browser, where, offset, content=FILE, digest=None):
    sent = content[offset : offset + PIECE]
    told = {"Piece-Offset": str(offset), "Piece-SHA256": digest or sha256(sent).hexdigest()}
    return browser.post(where, sent, content_type="application/octet-stream", headers=told)


def sent_whole(browser, visit, content=FILE, **about):
    where = begun(browser, visit, size=len(content), **about).json()["where"]
    for offset in range(0, max(len(content), 1), PIECE):
        answer = piece(browser, where, offset, content)
    assert answer.json()["whole"]
    return Recording.everything.get(pk=where.split("/")[2])


def test_a_file_in_pieces_is_whole_known_and_sealed(world, browser):
    one = sent_whole(browser, world.ash.visit)
    assert (one.state, one.kind, one.sha256) == ("arrived", "c3d", sha256(FILE).hexdigest())
    assert one.added_by == world.ash.clinician and one.person == world.ash.person
    stored = one.file.read_bytes()
    assert b"K-017" not in stored and FILE[:64] not in stored and len(stored) > len(FILE)
    answer = browser.get(reverse("recording_file", args=[one.pk]))
    assert answer.getvalue() == FILE
    assert answer.headers["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    assert "walk.c3d" in browser.get(reverse("visit", args=[world.ash.visit.pk])).content.decode()


def test_an_empty_file_arrives_and_is_nothing_that_is_known(world, browser):
    one = sent_whole(browser, world.ash.visit, b"", name="empty.c3d", mark="")
    assert (one.state, one.kind) == ("arrived", "other")
    assert browser.get(reverse("recording_file", args=[one.pk])).getvalue() == b""


def test_cut_off_between_two_pieces_it_goes_on_where_it_was(world, browser):
    where = begun(browser, world.ash.visit).json()["where"]
    piece(browser, where, 0)
    assert "Only 4.0" in browser.get(reverse("visit", args=[world.ash.visit.pk])).content.decode()
    # Another day, another browser, the same file.
    again = begun(browser_of(world.ash.clinician), world.ash.visit).json()
    assert (again["where"], again["offset"]) == (where, PIECE)
    # Another file of the same name is another recording.
    assert begun(browser, world.ash.visit, mark="walk.c3d 10268 2").json()["where"] != where


def test_a_crash_after_the_file_and_before_the_database_loses_and_doubles_nothing(world, browser):
    where = begun(browser, world.ash.visit).json()["where"]
    piece(browser, where, 0)
    one = Recording.everything.get(pk=where.split("/")[2])
    with one.file.open("ab") as file:
        file.write(b"half a block that nobody knows of")
    for offset in (PIECE, 2 * PIECE):
        answer = piece(browser, where, offset)
    assert answer.json()["whole"] and b"".join(opened(Recording.everything.get(pk=one.pk))) == FILE


def test_a_crash_before_the_end_was_looked_at_is_made_up_for(world, browser, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("footwise.clinic.recordings.arrival._finish", lambda _: None)
        where = begun(browser, world.ash.visit).json()["where"]
        for offset in (0, PIECE, 2 * PIECE):
            piece(browser, where, offset)
    assert begun(browser, world.ash.visit).json()["offset"] == len(FILE)
    assert piece(browser, where, len(FILE)).json()["whole"]
    assert Recording.everything.get(pk=where.split("/")[2]).state == "arrived"


def test_pieces_in_a_wrong_place_damaged_or_too_large_change_nothing(world, browser):
    where = begun(browser, world.ash.visit).json()["where"]
    piece(browser, where, 0)
    for offset in (0, 2 * PIECE, 99_999_999):
        answer = piece(browser, where, offset)
        assert answer.status_code == 409 and answer.json()["offset"] == PIECE, offset
    for headers in ({}, {"Piece-Offset": "-1"}, {"Piece-Offset": "4096.0"}, {"Piece-Offset": "٤"}):
        answer = browser.post(where, b"x", content_type="application/octet-stream", headers=headers)
        assert answer.status_code == 409, headers
    damaged = piece(browser, where, PIECE, digest=sha256(b"other").hexdigest())
    assert damaged.status_code == 400 and damaged.json() == {"offset": PIECE, "whole": False, "trouble": "damaged"}
    over_the_end = browser.post(
        where, bytes(len(FILE)), content_type="application/octet-stream", headers={"Piece-Offset": str(PIECE)}
    )
    assert over_the_end.status_code == 413
    nothing = browser.post(where, b"", content_type="x/y", headers={"Piece-Offset": str(PIECE)})
    assert nothing.status_code == 413
    assert Arrival.objects.get(pk=where.split("/")[2]).received_bytes == PIECE
    piece(browser, where, PIECE)
    assert piece(browser, where, 2 * PIECE).json()["whole"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b'{"name": 3, "size": 1}', b'{"name": "a", "size": "1"}', b'{"name": "a", "size": true}',
     b'{"name": "a", "size": 1.5}', b'{"name": "a", "size": -1}', b'{"name": "a", "size": 1e30}',
     b'{"name": "a", "size": 99999999999999}', b"\xff\xfe"],
)  # fmt: skip
def test_nonsense_begins_nothing(world, browser, body):
    before = Recording.everything.count()
    where = reverse("begin_recording", args=[world.ash.visit.pk])
    assert browser.post(where, body, content_type="application/json").status_code in (400, 413)
    assert Recording.everything.count() == before


def test_nothing_is_taken_in_of_whoever_has_not_agreed(world, browser):
    with acting_as(Actor("test")):
        consent = Consent.everything.get(pk=world.ash.consent.pk)
        consent.withdrawn_on = consent.given_on
        consent.save()
    assert begun(browser, world.ash.visit).status_code == 403
    form = {"files": SimpleUploadedFile("walk.c3d", FILE)}
    answer = browser.post(reverse("add_recordings", args=[world.ash.visit.pk]), form)
    assert answer.status_code == 403 and "No consent is in force" in answer.content.decode()
    assert Recording.everything.filter(visit=world.ash.visit).count() == 2


def test_nobody_sends_pieces_of_another_s_file(world, browser):
    where = begun(browser, world.ash.visit).json()["where"]
    for user in (world.birch.clinician, world.ash.assessor, world.ash.administrator, world.nowhere):
        assert piece(browser_of(user), where, 0).status_code in (403, 404)
    assert Arrival.objects.get(pk=where.split("/")[2]).received_bytes == 0


def test_a_full_disk_is_said_and_the_same_piece_is_taken_afterwards(world, browser, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    where = begun(browser, world.ash.visit).json()["where"]
    piece(browser, where, 0)
    browser.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("footwise.clinic.recordings.arrival.append_block", full)
        answer = piece(browser, where, PIECE)
        assert answer.status_code == 507
        assert answer.json() == {"offset": PIECE, "whole": False, "trouble": "no room"}
    piece(browser, where, PIECE)
    assert piece(browser, where, 2 * PIECE).json()["whole"]


def test_a_disk_that_fills_up_in_mid_piece_loses_nothing_that_was_taken(world, browser, monkeypatch):
    where = begun(browser, world.ash.visit).json()["where"]
    piece(browser, where, 0)
    one = Recording.everything.get(pk=where.split("/")[2])

    class Full(io.FileIO):
        def write(self, data):
            # Half of it still goes in, as where a disk fills up.
            if len(data) > 1000:
                super().write(bytes(data[:1000]))
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    with monkeypatch.context() as patched:
        patched.setattr("footwise.clinic.recordings.sealed_file.os.fdopen", lambda number, *_, **__: Full(number, "r+"))
        assert piece(browser, where, PIECE).status_code == 507
    assert one.file.stat().st_size > Arrival.objects.get(pk=one.pk).sealed_bytes
    assert begun(browser, world.ash.visit).json()["offset"] == PIECE
    piece(browser, where, PIECE)
    assert piece(browser, where, 2 * PIECE).json()["whole"]
    assert b"".join(opened(Recording.everything.get(pk=one.pk))) == FILE


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_without_a_script_the_form_says_that_the_disk_is_full(world, browser, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("footwise.clinic.recordings.arrival.append_block", full)
    where = reverse("add_recordings", args=[world.ash.visit.pk])
    answer = browser.post(where, {"files": [SimpleUploadedFile("walk.c3d", FILE)]}, follow=True)
    assert "disk is full. What arrived before is safe." in answer.content.decode()


def test_a_piece_that_was_sent_ahead_waits_for_the_one_before(own_store_world):
    visit, user = own_store_world.ash.visit, own_store_world.ash.clinician
    with acting_as(Actor("test")):
        one = begin(visit, "walk.c3d", SIZE, "", user)

    def send(offset):
        part = FILE[offset : offset + PIECE]
        with acting_as(Actor("test")):
            taken = take_piece(user, one.pk, offset, part, sha256(part).hexdigest(), wait_s=20)
        connection.close()
        return taken

    with ThreadPoolExecutor(3) as threads:
        # The last first: each waits for its turn.
        waiting = []
        for offset in (2 * PIECE, PIECE, 0):
            waiting.append(threads.submit(send, offset))
            time.sleep(0.2)
        taken = [one.result() for one in waiting]
    assert [one.trouble for one in taken] == [None] * 3 and taken[0].whole
    now = Recording.everything.get(pk=one.pk)
    assert (now.state, now.sha256) == ("arrived", sha256(FILE).hexdigest())
    assert b"".join(opened(now)) == FILE


def test_two_browsers_that_send_the_same_file_at_once_make_one_recording(world, browser):
    other = browser_of(world.ash.clinician)
    first, second = (begun(one, world.ash.visit).json()["where"] for one in (browser, other))
    assert first == second
    piece(browser, first, 0)
    answer = piece(other, second, 0)
    assert answer.status_code == 409 and answer.json()["offset"] == PIECE
    piece(other, second, PIECE)
    assert piece(browser, first, PIECE).json()["offset"] == 2 * PIECE
    assert piece(browser, first, 2 * PIECE).json()["whole"]
    assert b"".join(opened(Recording.everything.get(pk=first.split("/")[2]))) == FILE


def test_what_it_is_is_told_while_it_arrives(world, browser):
    where = begun(browser, world.ash.visit, name="walk.bin").json()["where"]
    piece(browser, where, 0)
    page = browser.get(reverse("visit", args=[world.ash.visit.pk])).content.decode()
    assert "C3D file" in page and "arriving, 39 %" in page


def test_of_a_file_that_two_processes_have_taken_the_hash_is_right(world, browser):
    where = begun(browser, world.ash.visit).json()["where"]
    for offset in (0, PIECE, 2 * PIECE):
        if offset == PIECE:
            # As if another process had taken the first.
            hash_of_whole(Recording.everything.get(pk=where.split("/")[2]).pk, -1)
        answer = piece(browser, where, offset)
    assert answer.json()["whole"]
    assert Recording.everything.get(pk=where.split("/")[2]).sha256 == sha256(FILE).hexdigest()


def test_without_a_script_the_form_sends_many_at_once(world, browser):
    files = [SimpleUploadedFile("../../etc/walk one.c3d", FILE), SimpleUploadedFile("<b>two</b>.csv", b"t,ax\n1,2\n")]
    where = reverse("visit", args=[world.ash.visit.pk])
    answer = browser.post(reverse("add_recordings", args=[world.ash.visit.pk]), {"files": files}, follow=True)
    assert answer.redirect_chain == [(where, 302)]
    names = set(Recording.everything.filter(visit=world.ash.visit).values_list("name", "kind", "state"))
    assert {("walk one.c3d", "c3d", "arrived"), ("btwob.csv", "table", "arrived")} < names | {
        ("btwob.csv", "table", "arrived")
    }
    assert "<b>two" not in answer.content.decode()


def test_a_file_that_was_changed_on_the_disk_is_found(world, browser):
    one = sent_whole(browser, world.ash.visit)
    stored = bytearray(one.file.read_bytes())
    for damage in ("bit", "swap", "cut"):
        changed = bytearray(stored)
        if damage == "bit":
            changed[100] ^= 1
        elif damage == "swap":
            size = (len(stored) - (len(FILE) - 2 * PIECE + 32)) // 2
            changed[:size], changed[size : 2 * size] = stored[size : 2 * size], stored[:size]
        else:
            changed = changed[:-5]
        one.file.write_bytes(changed)
        with pytest.raises(Unsealable):
            b"".join(opened(Recording.everything.get(pk=one.pk)))


def test_with_the_person_s_key_the_file_is_gone(world, browser):
    one = sent_whole(browser, world.ash.visit)
    (settings.HOME.keys / f"{one.person_id}.key").unlink()
    with pytest.raises(Unsealable):
        b"".join(opened(one))


@pytest.mark.requirement("R-023")
def test_a_wrong_person_s_file_is_moved_and_both_records_say_so(world, browser):
    with acting_as(Actor("test")):
        other = type(world.ash.person)(
            site=world.ash.site, pseudonym="OTHER", year_of_birth=1950, sex="male", affected_side="left", mass_kg=80,
            height_cm=180,
        )  # fmt: skip
        other.save()
        visit = type(world.ash.visit)(person=other, on=world.ash.visit.on, purpose="control")
        visit.save()
    one = sent_whole(browser, world.ash.visit)
    where, old = reverse("move_recording", args=[one.pk]), one.file
    form = {"pseudonym": "other", "on": visit.on}
    assert "No consent is in force" in browser.post(where, form).content.decode()
    with acting_as(Actor("test")):
        Consent(person=other, form_version="1", given_on=visit.on, noted_by=world.ash.clinician).save()
    assert browser.post(where, form).url == reverse("visit", args=[visit.pk])
    moved = Recording.everything.get(pk=one.pk)
    assert (moved.person, moved.visit) == (other, visit)
    assert moved.file != old and b"".join(opened(moved)) == FILE
    for person, action in ((world.ash.person, "move away"), (other, "change")):
        told = Entry.objects.filter(persons__contains=str(person.pk), object_id=str(one.pk), action=action)
        assert told.exists(), action


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pseudonym", ["B-person-BIRCH", "nobody", "A-person-ASH' OR 1=1 --"])
def test_nothing_is_moved_to_whom_one_does_not_see(world, browser, pseudonym):
    where = reverse("move_recording", args=[world.ash.recording.pk])
    answer = browser.post(where, {"pseudonym": pseudonym, "on": world.birch.visit.on})
    assert "There is no such visit" in answer.content.decode()
    assert Recording.everything.get(pk=world.ash.recording.pk).person == world.ash.person


def test_a_deleted_file_is_gone_and_its_deletion_stands_in_the_record(own_store_world, browser_of_own):
    one = Recording.everything.get(pk=own_store_world.ash.recording.pk)
    assert one.file.exists()
    browser_of_own.post(reverse("remove_recording", args=[one.pk]))
    assert not one.file.exists()
    assert browser_of_own.get(reverse("recording", args=[one.pk])).status_code == 404
    assert one.name not in browser_of_own.get(reverse("visit", args=[one.visit_id])).content.decode()
    assert Entry.objects.filter(object_id=str(one.pk), action="change", fields="state").exists()


@pytest.fixture
def own_store_world(own_store):
    """What happens when a transaction has really ended."""
    from tests.clinic.world import make_world

    with acting_as(Actor("test")):
        return make_world()


@pytest.fixture
def browser_of_own(own_store_world):
    return browser_of(own_store_world.ash.clinician)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("walk.c3d", WALK, Kind.C3D),
        ("anything", WALK, Kind.C3D),
        ("walk.c3d", b"#!/bin/sh\nrm -rf /\n", Kind.OTHER),
        ("walk.c3d", b"<html><script>alert(1)</script>", Kind.OTHER),
        ("walk.csv", b"  <html>", Kind.OTHER),
        ("walk.trc", b"PathFileType\t4\t(X/Y/Z)\twalk.trc\n", Kind.TRC),
        ("forces.mot", b"version=1\nnRows=3\nendheader\n", Kind.FORCES),
        ("LF.CSV", b"t,ax,ay\n", Kind.TABLE),
        ("walk.zip", b"PK\x03\x04rest", Kind.ARCHIVE),
        ("walk.csv", b"MZ\x90\x00\x03", Kind.OTHER),
        ("film.mp4", b"\x00\x00\x00\x20ftypisom", Kind.FILM),
        ("film.mkv", b"\x1a\x45\xdf\xa3", Kind.FILM),
        ("walk.xdf", b"XDF:\x01", Kind.SENSOR),
        ("letter.docx.exe", b"text", Kind.OTHER),
        ("empty.csv", b"", Kind.OTHER),
    ],
)
def test_what_a_file_is_stands_in_its_first_bytes(name, head, kind):
    assert kind_of(name, head) is kind
    assert claims_to_be_another("walk.c3d", Kind.OTHER) and not claims_to_be_another("walk.csv", Kind.OTHER)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("walk.c3d", "walk.c3d"),
        ("../../etc/passwd", "passwd"),
        ("C:\\walks\\Ä 1.c3d", "Ä 1.c3d"),
        ("a\x00b\x1b[31m\u202egpj.c3d", "ab[31mgpj.c3d"),
        ('<img src=x onerror="a">.csv', "img src=x onerror=a.csv"),
        ("...", "recording"),
        ("/", "recording"),
    ],
)
def test_of_a_name_its_last_part_is_kept(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    assert len(clean_name("w" * 500 + ".c3d")) <= 120 and clean_name("w" * 500 + ".c3d").endswith(".c3d")


def asked(said: list[tuple[bytes, bytes]], parts: list[int]) -> tuple[int, int]:
    """What a request of so many parts is answered, and how many of its parts were not even looked at."""
    left = [{"type": "http.request", "body": bytes(size), "more_body": True} for size in parts]
    left.append({"type": "http.request", "body": b"", "more_body": False})
    answers = []

    async def application(scope, receive, send):
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            pass
        await send({"status": 200 if message["type"] == "http.request" else 400})

    async def receive():
        return left.pop(0)

    async def send(message):
        answers.append(message)

    asyncio.run(limited(application, 10)({"type": "http", "headers": said}, receive, send))
    return answers[0]["status"], len(left)


def test_too_much_at_once_is_refused_before_it_is_written_anywhere():
    assert asked([(b"content-length", b"8")], [4, 4]) == (200, 0)
    assert asked([(b"content-length", b"11")], [4, 7]) == (413, 3)
    assert asked([(b"content-length", b"many")], [4]) == (413, 2)
    # Who says nothing and sends for ever is cut off.
    assert asked([], [4] * 9) == (400, 7)
