"""People, consents and visits by the interface for programs: what the pages do, by the same rules."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.clinic.programs import Program, in_one_shape, token_for

from footwise.clinic.api.models import Scope, UsedKey
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.people import Consent, Person, Visit

PERSON = {
    "pseudonym": "API-1", "year_of_birth": 1951, "sex": "male", "affected_side": "right", "mass_kg": 80.5,
    "height_cm": 181,
}  # fmt: skip


@pytest.fixture
def program(world):
    cache.clear()
    return Program(token_for(world.ash.clinician, world.ash.site))


def test_a_person_is_added_read_and_corrected(world, program):
    answer = program.post("people", PERSON)
    assert answer.status_code == 201
    told = answer.json()
    assert {name: told[name] for name in PERSON} == {**PERSON, "mass_kg": 80.5, "height_cm": 181.0}
    assert told["added_at"].endswith("Z") and told["version"] == 1
    assert Person.everything.get(pk=told["id"]).site == world.ash.site
    assert program.get(f"people/{told['id']}").json() == told
    corrected = program.patch(f"people/{told['id']}", {"version": 1, "mass_kg": 79.5})
    assert corrected.status_code == 200 and corrected.json() == {**told, "mass_kg": 79.5, "version": 2}
    last = Entry.objects.filter(action="change").latest("number")
    assert last.actor == f"{world.ash.clinician.email} (a device)" and last.fields == "mass_kg"


def test_the_second_of_two_who_correct_is_told_and_shown_both(program):
    one = program.post("people", PERSON).json()
    where = f"people/{one['id']}"
    program.patch(where, {"version": 1, "mass_kg": 79.5})
    answer = program.patch(where, {"version": 1, "mass_kg": 78.0, "height_cm": 180.0})
    told = in_one_shape(answer)
    assert answer.status_code == 409 and told["kind"] == "changed meanwhile" and told["version"] == 2
    # Only what this one has sent: what it left out stays as the other has written it.
    assert {(each["where"], each["theirs"], each["mine"]) for each in told["differences"]} == {
        ("mass_kg", "79.5", "78.0"), ("height_cm", "181.0", "180.0")
    }  # fmt: skip
    assert program.get(where).json()["mass_kg"] == 79.5
    assert program.patch(where, {"version": told["version"], "mass_kg": 78.0}).json()["mass_kg"] == 78.0


def test_the_list_is_given_page_by_page_and_each_person_once(world, program):
    with acting_as(Actor("test")):
        for k in range(7):
            Person(site=world.ash.site, **{**PERSON, "pseudonym": f"L-{k}", "year_of_birth": 1940 + k}).save()
    shown, cursor = [], ""
    for _ in range(10):
        told = program.get(f"people?limit=3{cursor}").json()
        shown += [one["pseudonym"] for one in told["items"]]
        if told["next_cursor"] is None:
            break
        cursor = f"&cursor={told['next_cursor']}"
    assert len(shown) == len(set(shown)) == 8 and set(shown) > {f"L-{k}" for k in range(7)}
    assert [one["pseudonym"] for one in program.get("people?find=l-3").json()["items"]] == ["L-3"]
    assert program.get("people?find=%00l-3").status_code == 200
    for wrong in ("limit=0", "limit=101", "limit=-1", "limit=1e9", "cursor=x", f"cursor={uuid4()}",
                  f"cursor={world.birch.person.pk}", "find=" + "x" * 41):  # fmt: skip
        assert program.get(f"people?{wrong}").status_code == 422, wrong


def test_nobody_in_the_bin_is_seen(world, program):
    assert program.get(f"people/{world.ash.binned.pk}").status_code == 404
    assert world.ash.binned.pseudonym not in program.get("people?limit=100").content.decode()


def test_what_is_shared_with_a_person_is_not_shared_with_their_devices(world):
    assert world.share.colleague == world.guest
    token = token_for(world.guest, world.guest.memberships.first().site)
    assert Program(token).get(f"people/{world.ash.person.pk}").status_code == 404


def test_somebody_who_looks_the_same_is_asked_about(program):
    first = program.post("people", PERSON).json()
    again = {**PERSON, "pseudonym": "API-2"}
    answer = program.post("people", again)
    assert answer.status_code == 409 and in_one_shape(answer)["alike"] == [first["id"]]
    assert program.post("people", {**again, "somebody_else": True}).status_code == 201
    taken = program.post("people", {**PERSON, "year_of_birth": 1970, "pseudonym": "api-2"})
    assert taken.status_code == 422 and "already" in taken.json()["trouble"]


def test_a_call_whose_answer_was_lost_adds_nothing_twice(program):
    key = str(uuid4())
    first, again = (program.post("people", PERSON, Idempotency_Key=key) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    other = program.post("people", {**PERSON, "pseudonym": "API-9"}, Idempotency_Key=key)
    assert other.status_code == 409 and in_one_shape(other)["where"] == "Idempotency-Key"
    for wrong in ("short", "x" * 101, "with a blank in it"):
        assert program.post("people", PERSON, Idempotency_Key=wrong).status_code == 422
    assert Person.everything.filter(pseudonym__startswith="API").count() == 1
    # What was asked is not found in it, even by whoever tries all that it could have been.
    kept = UsedKey.objects.get()
    assert kept.key == key and len(kept.asked) == 64
    # What failed may be sent again, mended.
    failed = str(uuid4())
    mended = {**PERSON, "pseudonym": "API-3", "year_of_birth": 1960}
    assert program.post("people", {**mended, "mass_kg": 80.55}, Idempotency_Key=failed).status_code == 422
    assert program.post("people", mended, Idempotency_Key=failed).status_code == 201
    UsedKey.objects.filter(key=key).update(at=timezone.now() - timedelta(days=8))
    assert program.post("people", PERSON, Idempotency_Key=key).status_code != 201
    assert not UsedKey.objects.filter(key=key).exists()


def test_a_consent_is_noted_and_withdrawn(world, program):
    today = timezone.localdate().isoformat()
    where = f"people/{world.ash.person.pk}/consents"
    made = program.post(where, {"form_version": "2026-02", "given_on": today})
    assert made.status_code == 201 and made.json()["withdrawn_on"] is None
    assert len(program.get(where).json()["items"]) == 2
    gone = program.post(f"consents/{made.json()['id']}/withdraw", {"version": 1, "withdrawn_on": today})
    assert gone.status_code == 200 and gone.json()["withdrawn_on"] == today
    again = program.post(f"consents/{made.json()['id']}/withdraw", {"version": 2, "withdrawn_on": today})
    assert again.status_code == 404
    assert Consent.everything.get(pk=made.json()["id"]).noted_by == world.ash.clinician
    late = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert program.post(where, {"form_version": "x", "given_on": late}).status_code == 422


def test_a_visit_is_planned_moved_and_found_on_its_day(world, program):
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    where = f"people/{world.ash.person.pk}/visits"
    made = program.post(where, {"on": day, "purpose": "control"}).json()
    assert program.get(f"visits?on={day}").json()["items"] == [made]
    moved = program.patch(f"visits/{made['id']}", {"version": 1, "purpose": "training"}).json()
    assert moved == {**made, "purpose": "training", "version": 2} == program.get(f"visits/{made['id']}").json()
    assert made["id"] in [one["id"] for one in program.get(f"{where}?limit=50").json()["items"]]
    assert Visit.everything.get(pk=made["id"]).purpose == "training"
    assert program.get("attention").status_code == 200


WRONG = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1, "a": 2}',
    b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"a": ' + b"9" * 5000 + b"}", b'{"pseudonym": "\\ud800"}',
    b'{"pseudonym": "' + b"x" * 6_000_000 + b'"}',
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
def test_what_is_no_json_adds_nothing(program, body):
    before = Person.everything.count()
    answer = program.post("people", body)
    assert answer.status_code in (400, 413, 422), answer.content
    assert in_one_shape(answer) and len(answer.content) < 3000
    assert Person.everything.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"mass_kg": "80"}, {"mass_kg": True}, {"mass_kg": None}, {"mass_kg": 1e308}, {"mass_kg": -1}, {"mass_kg": [80]},
        {"year_of_birth": 1951.5}, {"year_of_birth": "1951"}, {"year_of_birth": 10**30}, {"year_of_birth": 2020},
        {"sex": "Male"}, {"sex": 1}, {"pseudonym": ""}, {"pseudonym": "a b"}, {"pseudonym": "x" * 41},
        {"pseudonym": "K\u0000"}, {"pseudonym": "K\u200b17"}, {"pseudonym": "K-017\n"}, {"pseudonym": "\u202eK"},
        {"pseudonym": "<b>"}, {"name": "a name"}, {"site": 1}, {"id": "x"}, {"somebody_else": "yes"},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_types_and_values_are_named_and_add_nothing(program, wrong):
    before = Person.everything.count()
    answer = program.post("people", {**PERSON, **wrong})
    assert answer.status_code == 422 and in_one_shape(answer)["where"] == next(iter(wrong))
    assert Person.everything.count() == before


def test_letters_that_only_look_different_are_the_same_pseudonym(program):
    first = program.post("people", {**PERSON, "pseudonym": "\uff2b-\uff11\uff17"}).json()
    assert first["pseudonym"] == "K-17"
    answer = program.post("people", {**PERSON, "pseudonym": "K-17", "year_of_birth": 1960})
    assert answer.status_code == 422


def test_several_troubles_are_told_at_once(program):
    told = in_one_shape(program.post("people", {**PERSON, "mass_kg": 1, "height_cm": 2}))
    assert [told["where"], *(one["where"] for one in told["more"])] == ["mass_kg", "height_cm"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_for_json(program, kind):
    answer = program.call("POST", "people", json.dumps(PERSON).encode(), **{"Content_Type": kind})
    assert answer.status_code == 415 and in_one_shape(answer)


def test_what_is_not_there_and_what_cannot_be_done_is_said_in_the_same_shape(world, program):
    for method, where, status in (
        ("GET", "nothing", 404), ("GET", "people/1", 404), ("GET", f"people/{uuid4()}", 404), ("PUT", "people", 405),
        ("DELETE", f"people/{world.ash.person.pk}", 405), ("POST", "openapi.json", 404), ("GET", "/api/v1/", 404),
        ("GET", "people/%0a", 404), ("GET", "x/../../../", 404),
    ):  # fmt: skip
        answer = program.call(method, where)
        assert answer.status_code == status and in_one_shape(answer), (method, where)
    assert program.call("PUT", "people")["Allow"]


def test_an_assessor_s_device_sees_people_and_nothing_that_tells_an_arm(world):
    program = Program(token_for(world.ash.assessor, world.ash.site, Scope.READ, Scope.ENTER))
    assert [one["pseudonym"] for one in program.get("people").json()["items"]] == [world.ash.person.pseudonym]
    for where in (f"people/{world.ash.person.pk}/consents", f"people/{world.ash.person.pk}/visits"):
        assert program.get(where).status_code == 403
    assert program.post("people", PERSON).status_code == 403
