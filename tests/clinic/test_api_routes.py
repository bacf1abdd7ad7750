"""Every call of the interface for programs, made as every kind of device of every clinic and as none."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from tests.clinic.programs import Program, in_one_shape, token_for
from tests.clinic.test_routes import everything
from tests.clinic.world import WALK, World

from footwise.clinic.accounts import Membership
from footwise.clinic.api.interface import document
from footwise.clinic.api.models import DeviceToken, Scope
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.keeping import Archive, build_archive
from footwise.clinic.measuring import MeasuredSteps, Measurement
from footwise.clinic.outcomes import CODING, Questionnaire, Source, note, scored
from footwise.clinic.prescribing import PlannedSession
from footwise.clinic.recordings import Recording
from footwise.clinic.work import Job, ask_for

READ, ENTER, UPLOAD, PRESCRIBE, ADMINISTER = Scope
BOTH, CLINICIAN, ADMINISTRATOR = {"clinician", "assessor"}, {"clinician"}, {"administrator"}
# Of each call: the scopes of which one is enough, and whose device of Ash may make it about something of Ash.
OPENED_BY: dict[str, tuple[set[Scope], set[str]]] = {
    "list_people": ({READ}, BOTH),
    "add_person": ({ENTER}, CLINICIAN),
    "read_person": ({READ}, BOTH),
    "correct_person": ({ENTER}, CLINICIAN),
    "list_attention": ({READ}, BOTH),
    "list_consents": ({READ}, CLINICIAN),
    "add_consent": ({ENTER}, CLINICIAN),
    "withdraw_consent": ({ENTER}, CLINICIAN),
    "list_visits_of_a_day": ({READ}, CLINICIAN),
    "list_visits": ({READ}, CLINICIAN),
    "add_visit": ({ENTER}, CLINICIAN),
    "read_visit": ({READ}, CLINICIAN),
    "correct_visit": ({ENTER}, CLINICIAN),
    "list_recordings": ({READ, UPLOAD}, CLINICIAN),
    "begin_recording": ({UPLOAD}, CLINICIAN),
    "send_piece": ({UPLOAD}, CLINICIAN),
    "read_recording": ({READ, UPLOAD}, CLINICIAN),
    "answer_about_recording": ({ENTER, UPLOAD}, CLINICIAN),
    "move_recording": ({ENTER}, CLINICIAN),
    "remove_recording": ({ENTER}, CLINICIAN),
    "fetch_recording": ({READ}, CLINICIAN),
    "list_measurements": ({READ}, CLINICIAN),
    "read_steps": ({READ}, CLINICIAN),
    "measure_recording": ({PRESCRIBE}, CLINICIAN),
    "list_jobs_of_recording": ({READ, UPLOAD, PRESCRIBE}, CLINICIAN),
    "read_job": ({READ, UPLOAD, PRESCRIBE}, CLINICIAN),
    "cancel_job": ({PRESCRIBE}, CLINICIAN),
    "list_analyses": ({READ}, CLINICIAN),
    "ask_analysis": ({PRESCRIBE}, CLINICIAN),
    "fetch_analysis_file": ({READ}, CLINICIAN),
    "list_targets": ({READ}, CLINICIAN),
    "read_plan": ({READ}, CLINICIAN),
    "mark_planned_session": ({ENTER}, CLINICIAN),
    "list_pain": ({READ}, BOTH),
    "add_pain": ({ENTER}, BOTH),
    "correct_pain": ({ENTER}, BOTH),
    "remove_pain": ({ENTER}, BOTH),
    "list_questionnaires": ({READ}, BOTH),
    "add_questionnaire": ({ENTER}, BOTH),
    "correct_questionnaire": ({ENTER}, BOTH),
    "remove_questionnaire": ({ENTER}, BOTH),
    "list_practice": ({READ}, CLINICIAN),
    "list_cartilage": ({READ}, BOTH),
    "read_changes": ({READ}, BOTH),
    "ask_archive": ({READ}, CLINICIAN),
    "read_archive": ({READ}, CLINICIAN),
    "take_archive": ({READ}, CLINICIAN),
    "list_team": ({ADMINISTER}, ADMINISTRATOR),
    "end_work_of_somebody": ({ADMINISTER}, ADMINISTRATOR),
    "list_record": ({ADMINISTER}, ADMINISTRATOR),
    "check_record": ({ADMINISTER}, ADMINISTRATOR),
}
# They are about nobody of Ash: those of another clinic find their own there.
OF_ONE_S_OWN_CLINIC = {
    "list_people",
    "add_person",
    "list_attention",
    "list_visits_of_a_day",
    "list_team",
    "list_record",
    "check_record",
}
SHOW = {name for name in OPENED_BY if name.startswith(("list_", "read_", "fetch_"))}
# They change nothing that is looked at: a check of the record is an entry in it, and where an archive waits no other is
# made.
CHANGE_NOTHING_SEEN = SHOW | {"check_record", "ask_archive", "take_archive"}
# They read nobody, or more than one.
READ_NOBODY = {"list_attention", "read_job", "list_team", "list_record"}


def calls() -> dict[str, tuple[str, str]]:
    """Method and path of every call, by its name."""
    paths = document()["paths"]
    return {
        one["operationId"]: (method.upper(), path) for path, of_it in paths.items() for method, one in of_it.items()
    }


def sent(name: str, world: World) -> dict[str, Any]:
    """What to call with about something of Ash, so that it is taken: the id, the body, what stands behind the path."""
    ash, today = world.ash, timezone.localdate().isoformat()
    body = {"year_of_birth": 1950, "sex": "male", "affected_side": "right", "mass_kg": 80, "height_cm": 180}
    target, form = ash.target, world_form(world)
    if name.endswith("_archive") and name != "ask_archive":
        world_archive(world)
    session = PlannedSession.everything.filter(plan__target=target).first()
    kept = Recording.everything.get(pk=ash.recording.pk)
    piece = {"Piece_Offset": "0", "Piece_SHA256": sha256(WALK).hexdigest()}
    earlier = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    about = {
        "add_person": {"body": {**body, "pseudonym": "SENT"}},
        "correct_person": {"pk": ash.person.pk, "body": {"version": ash.person.version, "mass_kg": 80}},
        "add_consent": {"pk": ash.person.pk, "body": {"form_version": "SENT", "given_on": today}},
        "withdraw_consent": {"pk": ash.consent.pk, "body": {"version": ash.consent.version, "withdrawn_on": today}},
        "list_visits_of_a_day": {"behind": f"?on={today}"},
        "add_visit": {"pk": ash.person.pk, "body": {"on": today, "purpose": "control"}},
        "read_visit": {"pk": ash.visit.pk},
        "correct_visit": {"pk": ash.visit.pk, "body": {"version": ash.visit.version, "on": earlier}},
        "list_recordings": {"pk": ash.visit.pk},
        "begin_recording": {"pk": ash.visit.pk, "body": {"name": "SENT", "size_bytes": 3}},
        "send_piece": {"pk": ash.arriving.pk, "body": WALK, "headers": piece},
        "answer_about_recording": {"pk": kept.pk, "body": {"version": kept.version, "condition": "toe-in-5"}},
        "move_recording": {"pk": kept.pk, "body": {"visit_id": str(ash.other_visit.pk)}},
        "read_steps": {"pk": world_measurement(world).pk},
        "read_job": {"pk": world_job(world).pk},
        "cancel_job": {"pk": world_job(world).pk},
        "end_work_of_somebody": {"body": {"email": ash.clinician.email, "role": "clinician"}},
        "list_analyses": {"pk": ash.visit.pk},
        "ask_analysis": {"pk": ash.visit.pk, "body": {}},
        "fetch_analysis_file": {"pk": target.analysis_id, "file": "report.html"},
        "read_plan": {"pk": target.pk},
        "mark_planned_session": {
            "pk": session.pk,
            "body": {"mark": "done"},
        },
        "add_pain": {"pk": ash.person.pk, "body": {"day": today, "side": "left", "rating": 3}},
        "correct_pain": {"pk": ash.rating.pk, "body": {"version": ash.rating.version, "rating": 9, "reason": "SENT"}},
        "remove_pain": {"pk": ash.rating.pk, "body": {"version": ash.rating.version, "reason": "SENT"}},
        "add_questionnaire": {"pk": ash.person.pk, "body": {"day": today, "instrument": "womac", "answers": {"P5": 1}}},
        "correct_questionnaire": {
            "pk": form.pk,
            "body": {"version": form.version, "answers": {"P5": 4}, "reason": "SENT"},
        },
        "remove_questionnaire": {"pk": form.pk, "body": {"version": form.version, "reason": "SENT"}},
    }
    of_a_recording = name.endswith("_recording") or name == "list_measurements"
    return about.get(name, {"pk": kept.pk if of_a_recording else ash.person.pk})


def world_archive(world: World) -> Archive:
    """Everything about the person of Ash as one archive, made by its job.

    Where a fetch was undone in the database its file is gone all the same, and is made anew.
    """
    found = Archive.everything.filter(person=world.ash.person, ended_at__isnull=True).first()
    if found is not None and found.file.exists():
        return found
    with acting_as(Actor("test")):
        made = found or Archive(person=world.ash.person, asked_by=world.ash.clinician, language="en-gb")
        made.save()
        build_archive(made.pk, lambda *_: None)()
    return made


def world_form(world: World) -> Questionnaire:
    """A finished questionnaire of Ash."""
    answers = {"P5": "1"}
    figures = {"answers": answers, "coding": CODING, "language": "en", **scored(answers, "womac")}
    about = {"person": world.ash.person.pk, "day": world.ash.other_visit.on, "slot": "womac", "figures": figures}
    with acting_as(Actor("test")):
        return note(Questionnaire, source=Source.PERSON, user=world.ash.assessor, **about).row


def world_job(world: World) -> Job:
    """A job about a recording of Ash."""
    with acting_as(Actor("test")):
        return ask_for("unpack", world.ash.recording.pk)


def world_measurement(world: World) -> Measurement:
    """What a recording of Ash says."""
    found = Measurement.everything.filter(recording=world.ash.recording).first()
    if found is not None:
        return found
    with acting_as(Actor("test")):
        one = Measurement(
            person_id=world.ash.person.pk,
            recording=world.ash.recording,
            footwise_version="0",
            made_from="x",
            usable=True,
        )
        one.content = {
            "measured_by": "markers", "steps": 1, "used_steps": 1, "forces": False, "sides": {"left": {"steps": 1}},
            "sentences": ["One step."], "trouble": "", "asks": [],
        }  # fmt: skip
        one.save()
        steps = MeasuredSteps(person_id=world.ash.person.pk, measurement=one)
        steps.content = {"columns": ["side", "stride_s", "used"], "rows": [["left", None, True]]}
        steps.save()
    return one


def called(program: Program, name: str, told: dict[str, Any]) -> Any:
    """Call, with what `sent` gives."""
    method, path = calls()[name]
    where = path.replace("{pk}", str(told.get("pk"))).replace("{name}", told.get("file", "")) + told.get("behind", "")
    return program.call(method, where, told.get("body"), **told.get("headers", {}))


def devices(world: World) -> dict[str, tuple[Program, str, set[Scope]]]:
    """Every kind of device: with which role in which clinic, and what it may."""
    cache.clear()
    found: dict[str, tuple[Program, str, set[Scope]]] = {}
    for clinic, who in ((world.ash, ""), (world.birch, "another clinic's ")):
        for role in ("administrator", "clinician", "assessor"):
            token = token_for(getattr(clinic, role), clinic.site)
            found[who + role] = Program(token), who + role, set(Scope)
    for scope in (READ, ENTER, UPLOAD, PRESCRIBE):
        token = token_for(world.ash.clinician, world.ash.site, scope)
        found[f"clinician, {scope} only"] = Program(token), "clinician", {scope}
    ended = token_for(world.ash.clinician, world.ash.site, name="ended")
    DeviceToken.objects.filter(name="ended").update(ended_at=timezone.now())
    late = token_for(world.ash.clinician, world.ash.site, name="late")
    DeviceToken.objects.filter(name="late").update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    with acting_as(Actor("test")):
        guest = Membership(user=world.nowhere, site=world.ash.site, role="clinician")
        guest.save()
        former = token_for(world.nowhere, world.ash.site)
        guest.ends_on = timezone.localdate() - dt.timedelta(days=1)
        guest.save()
    unknown = {"ended": ended, "late": late, "former": former, "unknown": "footwise_unknown", "none": None}
    return found | {name: (Program(token), "", set()) for name, token in unknown.items()}


def may(name: str, role: str, scopes: set[Scope]) -> bool:
    needed, roles = OPENED_BY[name]
    if name in OF_ONE_S_OWN_CLINIC:
        role = role.removeprefix("another clinic's ")
    return role in roles and bool(needed & scopes)


def test_every_call_is_spoken_for():
    assert set(calls()) == set(OPENED_BY)


def test_each_call_is_taken_from_whom_it_is_for_and_from_nobody_else(world):
    known = devices(world)
    told = {name: sent(name, world) for name in sorted(OPENED_BY)}
    before = everything()
    words = world.ash.words()
    for name, body in told.items():
        cache.clear()
        own = {str(body.get("pk")), "SENT"}
        for device, (program, role, scopes) in known.items():
            if may(name, role, scopes):
                with transaction.atomic():
                    answer = called(program, name, body)
                    assert 200 <= answer.status_code < 300, (name, device, answer.getvalue())
                    if name not in CHANGE_NOTHING_SEEN and device in OPENED_BY[name][1]:
                        assert everything() != before, name
                    transaction.set_rollback(True)
            else:
                answer = called(program, name, body)
                expected = {403, 404} if role.startswith("another") else {403} if role else {401}
                assert answer.status_code in expected, (name, device, answer.getvalue())
                assert in_one_shape(answer)
            if not role or role.startswith("another"):
                text = answer.getvalue().decode(errors="replace")
                assert not [word for word in words - own if word in text], (name, device, text)
        assert everything() == before, name


def test_every_read_stands_in_the_record_under_the_device(world):
    program = Program(token_for(world.ash.clinician, world.ash.site, name="lab"))
    told = {name: sent(name, world) for name in SHOW}
    about_a_person = sorted(SHOW - READ_NOBODY)
    for name in about_a_person:
        before = Entry.objects.count()
        assert called(program, name, told[name]).status_code == 200, name
        last = Entry.objects.latest("number")
        assert Entry.objects.count() == before + 1, name
        assert (last.action, last.actor) == ("read", f"{world.ash.clinician.email} (lab)"), name
        assert str(world.ash.person.pk) in last.persons and last.site_id == world.ash.site.pk, name
        assert last.route == f"GET api {name}"
    # How far a job is, is no read of anybody; what came of it is.
    before, job = Entry.objects.count(), world_job(world)
    assert called(program, "read_job", told["read_job"]).status_code == 200 and Entry.objects.count() == before
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert program.get(f"jobs/{job.pk}").status_code == 200
    assert Entry.objects.latest("number").route == "GET api read_job" and Entry.objects.count() == before + 1


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_is_written_of_scopes_is_what_holds(store):
    for of_it in document()["paths"].values():
        for one in of_it.values():
            scopes, roles = OPENED_BY[one["operationId"]]
            assert set(one["x-scope"].replace("`", "").split(" or ")) == scopes, one["operationId"]
            assert set(one["x-role"].split(" or ")) == roles and one["security"] == [{"BearerToken": []}]
            assert one["description"].endswith("."), one["operationId"]
