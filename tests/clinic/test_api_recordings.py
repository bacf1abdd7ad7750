"""Recordings by the interface for programs: sent piece by piece, answered about, moved, measured, fetched back."""

from __future__ import annotations

import errno
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.db import OperationalError
from tests.clinic.programs import Program, in_one_shape, token_for
from tests.clinic.test_api_routes import world_job, world_measurement
from tests.clinic.world import WALK

from footwise.clinic.accounts import Membership
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Consent
from footwise.clinic.recordings import PIECE_BYTES, Recording
from footwise.clinic.work import Job

FILE = b"\x02\x50" + bytes(range(256)) * 40 + b"the end of the walk"
PIECE = 4096


@pytest.fixture
def program(world):
    cache.clear()
    return Program(token_for(world.ash.clinician, world.ash.site))


def begun(program, visit, **other):
    body = {"name": "walk.c3d", "size_bytes": len(FILE), "mark": "walk.c3d 1", **other}
    return program.post(f"visits/{visit.pk}/recordings", body)


def piece(program, one, offset, content=FILE, **headers):
    sent = content[offset : offset + PIECE]
    told = {"Piece_Offset": str(offset), "Piece_SHA256": sha256(sent).hexdigest(), **headers}
    return program.post(f"recordings/{one['id']}/pieces", sent, Content_Type="application/octet-stream", **told)


def sent_whole(program, visit, **other):
    one = begun(program, visit, **other).json()
    for offset in range(one["received_bytes"], len(FILE), PIECE):
        answer = piece(program, one, offset)
        assert answer.status_code == 200, answer.content
    assert answer.json() == {"received_bytes": len(FILE), "whole": True}
    return program.get(f"recordings/{one['id']}").json()


def test_a_file_is_sent_in_pieces_and_fetched_back(world, program):
    one = sent_whole(program, world.ash.visit, folder="study/k-017")
    assert (one["state"], one["kind"], one["sha256"]) == ("arrived", "c3d", sha256(FILE).hexdigest())
    assert one["condition"] is None and one["person_id"] == str(world.ash.person.pk)
    answer = program.get(f"recordings/{one['id']}/file")
    assert answer.getvalue() == FILE and answer["Content-Disposition"].startswith("attachment")
    told = program.get(f"visits/{world.ash.visit.pk}/recordings").json()
    assert one in told["items"] and told["piece_bytes"] == PIECE_BYTES


def test_cut_off_it_goes_on_where_it_was_and_a_piece_sent_again_changes_nothing(world, program):
    one = begun(program, world.ash.visit).json()
    piece(program, one, 0)
    for offset in (0, 2 * PIECE):
        answer = piece(program, one, offset)
        assert answer.status_code == 409 and in_one_shape(answer)["received_bytes"] == PIECE
    again = begun(program, world.ash.visit).json()
    assert (again["id"], again["received_bytes"]) == (one["id"], PIECE)
    assert sent_whole(program, world.ash.visit)["id"] == one["id"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Piece_Offset": "-1"}, {"Piece_Offset": "1.5"}, {"Piece_Offset": "9" * 30}, {"Piece_Offset": "x"},
        {"Piece_Offset": ""}, {"Piece_SHA256": "x"}, {"Piece_SHA256": "0" * 64}, {"Piece_SHA256": ""},
    ],
    ids=str,
)  # fmt: skip
def test_a_piece_that_says_nonsense_is_not_taken(world, program, headers):
    one = begun(program, world.ash.visit).json()
    answer = piece(program, one, 0, **headers)
    assert answer.status_code == 422 and in_one_shape(answer)
    assert program.get(f"recordings/{one['id']}").json()["received_bytes"] == 0


def test_pieces_over_the_end_and_too_large_ones_are_not_taken(world, program):
    one = begun(program, world.ash.visit, size_bytes=10, mark="ten").json()
    answer = piece(program, one, 0)
    assert answer.status_code == 413 and in_one_shape(answer)["kind"] == "too much"
    large = bytes(PIECE_BYTES + 2 * 1024 * 1024)
    told = {"Piece_Offset": "0", "Piece_SHA256": sha256(large).hexdigest(), "Content_Type": "application/octet-stream"}
    answer = program.post(f"recordings/{one['id']}/pieces", large, **told)
    assert answer.status_code == 413 and in_one_shape(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"size_bytes": -1}, {"size_bytes": 1e30}, {"size_bytes": True}, {"size_bytes": "1"}, {"name": ""}, {"name": 3},
        {"size_bytes": 10**15}, {"mark": "x" * 201},
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_begins_nothing(world, program, wrong):
    before = Recording.everything.count()
    assert begun(program, world.ash.visit, **wrong).status_code == 422
    assert Recording.everything.count() == before


def test_names_that_move_about_are_cut(world, program):
    assert begun(program, world.ash.visit, name="../../etc/<b>x.c3d").json()["name"] == "bx.c3d"


def test_nothing_is_taken_in_or_measured_of_whoever_has_not_agreed(world, program):
    one = sent_whole(program, world.ash.visit)
    with acting_as(Actor("test")):
        consent = Consent.everything.get(pk=world.ash.consent.pk)
        consent.withdrawn_on = consent.given_on
        consent.save()
    for answer in (begun(program, world.ash.visit, mark="other"), program.post(f"recordings/{one['id']}/measure")):
        assert answer.status_code == 403 and in_one_shape(answer)["kind"] == "refusal to judge"


def test_what_is_said_about_it_has_it_measured_and_the_second_is_told(world, program):
    one = sent_whole(program, world.ash.visit)
    where = f"recordings/{one['id']}"
    said = program.patch(where, {"version": one["version"], "condition": "natural"}).json()
    assert said["condition"] == "natural" and said["version"] == one["version"] + 1
    (job,) = program.get(f"{where}/jobs").json()["items"]
    assert (job["kind"], job["state"], job["subject_id"]) == ("measure", "waiting", one["id"])
    answer = program.patch(where, {"version": one["version"], "condition": "toe-in-10"})
    assert answer.status_code == 409
    (difference,) = in_one_shape(answer)["differences"]
    assert difference == {"where": "condition", "theirs": "natural walking", "mine": "toe-in 10°"}
    assert program.patch(where, {"version": said["version"], "forces_id": one["id"]}).status_code == 422
    assert program.patch(where, {"version": said["version"], "condition": "backwards"}).status_code == 422
    assert program.post(f"jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    again = program.post(f"{where}/measure")
    assert again.status_code == 202 and again.json()["state"] == "waiting" and again.json()["id"] != job["id"]
    assert program.post(f"{where}/measure").json()["id"] == again.json()["id"]
    assert Job.objects.get(pk=again.json()["id"]).asked_by == f"{world.ash.clinician.email} (a device)"


def test_it_is_moved_to_another_visit_and_removed(world, program):
    one = sent_whole(program, world.ash.visit)
    where = f"recordings/{one['id']}"
    assert program.post(f"{where}/move", {"visit_id": str(world.birch.visit.pk)}).status_code == 404
    moved = program.post(f"{where}/move", {"visit_id": str(world.ash.other_visit.pk)})
    assert moved.status_code == 200 and moved.json()["visit_id"] == str(world.ash.other_visit.pk)
    assert program.get(f"{where}/file").getvalue() == FILE
    assert program.call("DELETE", where).status_code == 204
    assert program.get(where).status_code == 404


def test_what_a_recording_says_and_its_steps(world, program):
    found = world_measurement(world)
    (told,) = program.get(f"recordings/{world.ash.recording.pk}/measurements").json()["items"]
    assert told["id"] == str(found.pk) and told["sides"] == {"left": {"steps": 1.0}} and told["used_steps"] == 1
    steps = program.get(f"measurements/{found.pk}/steps").json()
    assert steps == {"columns": ["side", "stride_s", "used"], "rows": [["left", None, True]]}
    assert program.get(f"jobs/{world_job(world).pk}").json()["kind"] == "unpack"


def test_another_s_file_takes_no_pieces_of_this_one(world):
    other = world.ash.administrator
    with acting_as(Actor("test")):
        Membership(user=other, site=world.ash.site, role="clinician").save()
    program = Program(token_for(other, world.ash.site))
    answer = piece(program, {"id": str(world.ash.arriving.pk)}, 0, WALK)
    assert answer.status_code == 404 and in_one_shape(answer)["trouble"] == "was begun by somebody else"


def test_a_full_disk_is_said_and_the_same_piece_is_taken_afterwards(world, program, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    one = begun(program, world.ash.visit).json()
    with monkeypatch.context() as patched:
        patched.setattr("footwise.clinic.recordings.arrival.append_block", full)
        answer = piece(program, one, 0)
        assert answer.status_code == 507 and in_one_shape(answer)["received_bytes"] == 0
    assert piece(program, one, 0).status_code == 200


def test_a_database_that_is_away_is_said(program, monkeypatch):
    def away(*_):
        raise OperationalError("gone")

    monkeypatch.setattr("footwise.clinic.api.door.look_up", away)
    answer = program.get("people")
    assert answer.status_code == 503 and answer["Retry-After"] == "30" and in_one_shape(answer)["kind"] == "not now"


def test_a_fault_of_ours_tells_nothing_and_is_logged(program, monkeypatch, caplog):
    def fault(*_):
        raise RuntimeError("a secret of the clinic")

    monkeypatch.setattr("footwise.clinic.api.door.note_use", fault)
    answer = program.get("people")
    assert answer.status_code == 500 and "secret" not in answer.content.decode()
    assert in_one_shape(answer)["kind"] == "fault of the clinic" and "a secret of the clinic" in caplog.text
