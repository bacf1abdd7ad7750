"""Outcomes, analyses, targets and plans by the interface for programs."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.clinic.programs import Program, in_one_shape, token_for
from tests.clinic.test_api_routes import calls, world_form

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.keeping import build_archive
from footwise.clinic.outcomes import PainRating
from footwise.clinic.people import Consent


@pytest.fixture
def program(world):
    cache.clear()
    return Program(token_for(world.ash.clinician, world.ash.site))


@pytest.fixture
def assessor(world):
    return Program(token_for(world.ash.assessor, world.ash.site))


def today():
    return timezone.localdate().isoformat()


def test_pain_is_noted_once_corrected_with_a_reason_and_removed(world, assessor):
    where = f"people/{world.ash.person.pk}/pain"
    sent = {"day": today(), "side": "left", "place": "medial", "rating": 6}
    first, again = assessor.post(where, sent), assessor.post(where, sent)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    one = first.json()
    assert (one["rating"], one["source"], one["corrections"]) == (6.0, "person", 0)
    other = assessor.post(where, {**sent, "rating": 2})
    assert other.status_code == 409 and in_one_shape(other)["alike"] == [one["id"]]
    better = assessor.patch(f"pain/{one['id']}", {"version": one["version"], "rating": 5, "reason": "misread"}).json()
    assert (better["rating"], better["corrections"]) == (5.0, 1)
    late = assessor.patch(f"pain/{one['id']}", {"version": one["version"], "rating": 1, "reason": "misread"})
    assert late.status_code == 409 and in_one_shape(late)["version"] == better["version"]
    assert late.json()["differences"] == [{"where": "painrating", "theirs": "5.0", "mine": "1.0"}]
    gone = assessor.post(f"pain/{one['id']}/remove", {"version": better["version"], "reason": "another knee"})
    assert gone.status_code == 204
    assert one["id"] not in [row["id"] for row in assessor.get(where).json()["items"]]
    assert PainRating.everything.get(pk=one["id"]).removed_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": 11}, {"rating": -1}, {"rating": 4.5}, {"rating": "4"}, {"rating": True}, {"side": "both"},
        {"place": "elbow"}, {"day": "2999-01-01"}, {"day": "1900-01-01"}, {"day": 20_000}, {"said_by": "import"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_rating_is_not_noted(world, assessor, wrong):
    before = PainRating.everything.count()
    sent = {"day": today(), "side": "left", "rating": 4, **wrong}
    answer = assessor.post(f"people/{world.ash.person.pk}/pain", sent)
    assert answer.status_code == 422 and in_one_shape(answer)["where"] == next(iter(wrong))
    assert PainRating.everything.count() == before


def test_a_questionnaire_is_scored_and_its_answers_corrected(world, assessor):
    where = f"people/{world.ash.person.pk}/questionnaires"
    answers = {f"P{k}": 1 for k in range(1, 10)}
    one = assessor.post(where, {"day": today(), "instrument": "koos", "answers": answers}).json()
    # All nine answered with mild: 100 - 1/4 of 100.
    assert one["scores"]["koos_pain_0_100_better"] == 75.0 and "koos_sport_0_100_better" in one["reasons"], one
    corrected = assessor.patch(
        f"questionnaires/{one['id']}",
        {"version": one["version"], "answers": {"P1": 3, "P2": None}, "reason": "misread"},
    ).json()
    assert corrected["answers"]["P1"] == "3" and corrected["answers"]["P2"] is None
    assert corrected["scores"]["koos_pain_0_100_better"] == 68.75 and corrected["corrections"] == 1
    unknown = assessor.post(where, {"day": today(), "instrument": "womac", "answers": {"X1": 1}})
    assert unknown.status_code == 422 and in_one_shape(unknown)["where"] == "answers.X1"
    begun = assessor.patch(f"questionnaires/{world.ash.form.pk}", {"version": 1, "answers": {"P1": 1}, "reason": "x"})
    assert begun.status_code == 409
    assert world_form(world).slot == "womac"


def test_nothing_is_noted_of_whoever_has_not_agreed(world, assessor):
    with acting_as(Actor("test")):
        consent = Consent.everything.get(pk=world.ash.consent.pk)
        consent.withdrawn_on = consent.given_on
        consent.save()
    answer = assessor.post(f"people/{world.ash.person.pk}/pain", {"day": today(), "side": "left", "rating": 4})
    assert answer.status_code == 403 and in_one_shape(answer)["kind"] == "refusal to judge"


@pytest.mark.requirement("R-050")
def test_an_assessor_s_device_sees_nothing_of_practice_targets_or_loads(world, assessor, program):
    for where in (
        f"people/{world.ash.person.pk}/practice", f"people/{world.ash.person.pk}/targets",
        f"visits/{world.ash.visit.pk}/analyses", f"visits/{world.ash.visit.pk}/recordings",
    ):  # fmt: skip
        assert assessor.get(where).status_code == 403 and program.get(where).status_code == 200, where


def test_an_analysis_its_file_and_the_target_that_a_person_signed(world, program):
    target = world.ash.target
    (analysis,) = program.get(f"visits/{world.ash.visit.pk}/analyses").json()["items"]
    assert analysis["proposed_deg"] == -10 and analysis["has_loads"] and not analysis["is_stale"]
    assert analysis["figures"]["target"]["baseline_deg"] == 16.4313 and "report.html" in analysis["files"]
    report = program.get(f"analyses/{analysis['id']}/files/report.html")
    assert b"Report of" in report.content and report["Content-Disposition"].startswith("attachment")
    assert program.get(f"analyses/{analysis['id']}/files/..%2Fkeys").status_code == 404
    (told,) = program.get(f"people/{world.ash.person.pk}/targets").json()["items"]
    assert (
        told["in_force"] and told["change_deg"] == target.change_deg and told["signed_by"] == world.ash.clinician.email
    )
    plan = program.get(f"targets/{target.pk}/plan").json()
    assert plan["agreed_at"] and plan["sessions"][0]["mark"] == "planned" and len(plan["sessions"]) == 6
    marked = program.patch(f"sessions/{plan['sessions'][0]['id']}", {"mark": "done"})
    assert marked.json()["mark"] == "done"


def test_the_comparison_is_asked_for_and_its_job_is_seen(world, program):
    job = program.post(f"visits/{world.ash.visit.pk}/analyses", {})
    assert job.status_code == 202 and job.json()["kind"] == "prescribe left"
    assert program.get(f"jobs/{job.json()['id']}").json()["state"] == "waiting"
    other = program.post(f"visits/{world.ash.visit.pk}/analyses", {"side": "right"})
    assert other.status_code == 403 and in_one_shape(other)["kind"] == "refusal to judge"


def test_no_token_signs_shares_or_deletes_anybody():
    """These need a person at a browser: a stolen token makes no target, and gives nobody away."""
    paths = {path for _, path in calls().values()}
    assert not [path for path in paths for word in ("sign", "share", "bin", "delete", "devices") if f"/{word}" in path]
    methods = {method for method, path in calls().values() if path.endswith("/targets")}
    assert methods == {"GET"}


def test_everything_about_a_person_is_fetched_once(world, program, assessor):
    where = f"people/{world.ash.person.pk}/archive"
    assert program.get(where).status_code == 404
    asked = program.post(where)
    assert asked.status_code == 202 and not asked.json()["can_be_fetched"]
    # Asked again while it is made, it is the same.
    assert program.post(where).json()["id"] == asked.json()["id"] == program.get(where).json()["id"]
    assert program.post(f"{where}/fetch").status_code == 404
    with acting_as(Actor("test")):
        build_archive(UUID(asked.json()["id"]), lambda *_: None)()
    assert program.get(where).json()["can_be_fetched"]
    for other in (assessor, Program(token_for(world.birch.clinician, world.birch.site))):
        assert other.post(f"{where}/fetch").status_code in (403, 404)
    fetched = program.post(f"{where}/fetch")
    assert zipfile.is_zipfile(io.BytesIO(fetched.getvalue()))
    assert program.post(f"{where}/fetch").status_code == 404
