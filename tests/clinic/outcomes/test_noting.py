"""Outcomes are noted once, in whatever order they come; what is corrected or removed stays in the record."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from footwise.clinic.audit import Actor, ChangedMeanwhile, Entry, acting_as
from footwise.clinic.outcomes import (
    ImportantChanges,
    Note,
    OutcomeConcern,
    PainRating,
    Practice,
    Questionnaire,
    Source,
    TreatmentConcern,
    correct,
    note,
    remove,
    scored,
)
from footwise.clinic.people import Person

TODAY = dt.date(2026, 5, 4)


@pytest.fixture(autouse=True)
def somebody():
    with acting_as(Actor("test")):
        yield


@pytest.fixture
def world(world):
    """The world, with somebody of whom nothing is known yet."""
    one = Person(
        site=world.ash.site,
        pseudonym="NEW",
        year_of_birth=1950,
        sex="male",
        affected_side="both",
        mass_kg=80,
        height_cm=180,
    )
    one.save()
    return replace(world, ash=replace(world.ash, person=one))


def noted(world):
    return PainRating.of_person(world.ash.person.pk).count()


def rate(world, rating, days_ago=0, slot="left medial"):
    return note(
        PainRating, person=world.ash.person.pk, day=TODAY - dt.timedelta(days_ago), slot=slot,
        figures={"rating": rating}, source=Source.THERAPIST, user=world.ash.clinician,
    )  # fmt: skip


def walk(world, days_ago, error_deg, *, asked=-10.0, band=3.0):
    foot = {
        "steps": 900, "steps_in_band": 500, "kept_steps": 300, "kept_change_deg": asked + error_deg,
        "kept_error_deg": error_deg, "asked_change_deg": asked, "band_deg": band,
    }  # fmt: skip
    figures = {
        "minutes": 15.0,
        "session": 7 - days_ago // 7,
        "finished": True,
        "simulated": False,
        "feet": {"left": foot},
    }
    return note(
        Practice, person=world.ash.person.pk, day=TODAY - dt.timedelta(days_ago), slot=f"session {7 - days_ago // 7}",
        figures=figures, source=Source.IMPORT, user=world.ash.clinician,
    )  # fmt: skip


def pain_concern():
    one = OutcomeConcern.everything.filter(kind="pain up", since__isnull=False).first()
    return one and (one.since, one.content)


def test_the_same_twice_adds_nothing_and_another_overwrites_nothing(world):
    first = rate(world, 4.0)
    assert first.note is Note.ADDED
    assert rate(world, 4.0).note is Note.SAME
    other = rate(world, 7.0)
    assert other.note is Note.OTHER and other.row.rating == 4.0
    assert noted(world) == 1
    assert rate(world, 7.0, slot="right medial").note is Note.ADDED


def test_the_database_itself_allows_one(world):
    one = rate(world, 4.0).row
    twin = PainRating(person_id=one.person_id, day=one.day, slot=one.slot, noted_by=world.ash.clinician)
    twin.content = {"figures": {"rating": 9.0}, "source": "person"}
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_pain_that_rose_by_two_is_a_concern_and_by_less_is_none(world):
    rate(world, 4.0, 60)
    rate(world, 5.5, 30)
    assert pain_concern() is None
    rate(world, 6.0)
    since, figures = pain_concern()
    assert since == TODAY and figures["rise"] == 2.0 and figures["first"] and figures["before"] == 4.0


def test_a_flare_after_it_had_become_better_is_a_concern(world):
    for rating, ago in ((7.0, 90), (2.0, 30), (5.0, 0)):
        rate(world, rating, ago)
    _, figures = pain_concern()
    assert not figures["first"] and figures["before"] == 2.0 and figures["rise"] == 3.0


def test_the_other_knee_s_pain_is_not_compared(world):
    rate(world, 1.0, 30, "left medial")
    rate(world, 8.0, 0, "right medial")
    rate(world, 8.0, 0, "left lateral")
    assert pain_concern() is None


def test_a_corrected_value_changes_the_concern_and_stays_in_the_record(world):
    rate(world, 4.0, 30)
    one = rate(world, 8.0).row
    assert pain_concern()
    correct(one, {"rating": 5.0}, reason="8 was the other knee", user=world.ash.clinician)
    assert pain_concern() is None
    told = PainRating.everything.get(pk=one.pk)
    assert told.rating == 5.0
    assert [(e["figures"]["rating"], e["reason"]) for e in told.earlier] == [(8.0, "8 was the other knee")]
    entry = Entry.objects.filter(kind="painrating", action="change").latest("number")
    assert "content" in entry.fields and "8.0" not in entry.values
    remove(told, reason="not this person's", user=world.ash.clinician)
    assert PainRating.of_person(world.ash.person.pk).count() == 1
    gone = PainRating.everything.get(pk=one.pk)
    assert gone.content["removed"] == "not this person's" and gone.rating == 5.0
    assert rate(world, 4.5).note is Note.ADDED


def test_nobody_corrects_what_they_have_not_seen(world):
    one = rate(world, 4.0).row
    mine, theirs = (PainRating.everything.get(pk=one.pk) for _ in range(2))
    correct(theirs, {"rating": 6.0}, reason="heard wrongly", user=world.ash.assessor)
    with pytest.raises(ChangedMeanwhile):
        correct(mine, {"rating": 2.0}, reason="mistyped", user=world.ash.clinician)
    with pytest.raises(ChangedMeanwhile):
        remove(PainRating.everything.get(pk=one.pk), reason="x", user=world.ash.clinician, version=mine.version)
    assert PainRating.everything.get(pk=one.pk).rating == 6.0


@how(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ratings=st.lists(st.integers(0, 10), min_size=1, max_size=5), data=st.data())
def test_the_order_of_entry_does_not_matter(world, ratings, data):
    """Nor entering everything twice."""
    entries = [
        (float(rating), 30 * k, f"left {place}")
        for (k, rating), place in zip(enumerate(ratings), itertools.cycle(["medial", "lateral"]), strict=False)
    ]
    told = []
    for order in (entries, data.draw(st.permutations(entries)) * 2):
        with transaction.atomic():
            for rating, ago, slot in order:
                rate(world, rating, ago, slot)
            changes = ImportantChanges.everything.first()
            told.append((pain_concern(), changes.content["changes"] if changes else [], noted(world)))
            transaction.set_rollback(True)
    assert told[0] == told[1] and told[0][2] == len(entries)


def test_improvements_are_told_from_the_library_s_thresholds_on(world):
    rate(world, 6.0, 90)
    rate(world, 4.5, 30)
    assert not ImportantChanges.everything.exists()
    rate(world, 4.0)
    (change,) = ImportantChanges.everything.get().content["changes"]
    assert change["score"] == "nrs_medial_pain_0_10_worse" and change["improvement"] == 2.0 == change["least"]
    # No threshold is known for the whole knee, so that nothing is claimed.
    rate(world, 9.0, 90, "left overall")
    rate(world, 1.0, 0, "left overall")
    assert len(ImportantChanges.everything.get().content["changes"]) == 1


def form(world, answer, days_ago=0, *, finished=True, **answers):
    from footwise.followup import KOOS_ITEMS

    given = {**dict.fromkeys(KOOS_ITEMS, str(answer)), **answers}
    figures = {"answers": given, "coding": "0-4", "language": "en", **scored(given, "koos")}
    return note(
        Questionnaire, person=world.ash.person.pk, day=TODAY - dt.timedelta(days_ago), slot="koos", figures=figures,
        source=Source.PERSON, user=world.ash.assessor, finished=finished,
    )  # fmt: skip


def test_forms_are_scored_by_the_library_and_missing_answers_by_its_rule(world):
    one = form(world, 1, P1=None, P2=None, P3=None, P4=None, P5=None).row
    assert one.figures["scores"]["koos_qol_0_100_better"] == 75.0
    assert "koos_pain_0_100_better" not in one.figures["scores"]
    assert "5" in one.figures["reasons"]["koos_pain_0_100_better"]
    assert one.figures["answers"]["P1"] is None


def test_an_unfinished_form_claims_nothing(world):
    form(world, 3, 90)
    form(world, 1, finished=False)
    assert not ImportantChanges.everything.exists()
    form(world, 1, 1)
    told = {change["score"]: change for change in ImportantChanges.everything.get().content["changes"]}
    assert set(told) == {
        "womac_pain_0_100_worse", "womac_function_0_100_worse", "womac_total_0_100_worse", "koos_qol_0_100_better",
    }  # fmt: skip
    assert told["womac_pain_0_100_worse"]["percent"] and told["koos_qol_0_100_better"]["improvement"] == 50.0


def test_an_angle_that_was_kept_and_is_no_longer_is_lost(world):
    walk(world, 28, 5.0)
    walk(world, 14, 6.0)
    assert not TreatmentConcern.everything.exists(), "it was never kept"
    walk(world, 21, 2.0)
    one = TreatmentConcern.everything.get()
    assert one.since == TODAY - dt.timedelta(14) and one.content["off_deg"] == 6.0
    walk(world, 7, -5.0)
    assert TreatmentConcern.everything.get().since is None, "more than was asked for is not lost"


@pytest.mark.parametrize(
    ("asked", "error", "lost"), [(10.0, -4.0, True), (10.0, 4.0, False), (0.0, 4.0, True), (0.0, -2.9, False)]
)
def test_lost_is_what_went_back_to_natural_walking(world, asked, error, lost):
    walk(world, 14, 0.5, asked=asked)
    walk(world, 7, error, asked=asked)
    assert TreatmentConcern.everything.filter(since__isnull=False).exists() is lost


def test_no_figure_stands_in_clear(world, store):
    with transaction.atomic():
        rate(world, 3.125, 30)
        rate(world, 8.125)
    tables = (PainRating, OutcomeConcern, ImportantChanges)
    told = json.dumps([list(table.everything.values()) for table in tables], default=str)
    assert noted(world) == 2 and "8.125" not in told and "medial" in told


def test_with_the_key_the_figures_go(world):
    from footwise.clinic.seal import Unsealable

    one = rate(world, 3.0).row
    key = settings.HOME.keys / f"{world.ash.person.pk}.key"
    kept = key.read_bytes()
    try:
        key.unlink()
        with pytest.raises(Unsealable):
            _ = PainRating.everything.get(pk=one.pk).rating
    finally:
        key.write_bytes(kept)
    assert timezone.localdate() and PainRating.everything.get(pk=one.pk).rating == 3.0
