"""A target is signed by whom it may be, from what still holds, and is never overwritten; on both databases."""

from __future__ import annotations

import threading
from decimal import Decimal
from uuid import uuid5

import pytest
from django.db import connection
from django.utils import timezone
from tests.clinic.prescribing.prepared import angles_only, prepared_analysis, with_somebody_new
from tests.clinic.world import make_user, make_world

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.people import Consent, Person
from footwise.clinic.prescribing import (
    Analysis,
    CannotSign,
    SignedMeanwhile,
    SigningTrouble,
    Target,
    file_of,
    is_stale,
    recordings_of,
    sign,
    target_in_force,
)
from footwise.clinic.recordings import Recording
from footwise.clinic.seal import Unsealable


@pytest.fixture
def ash(world):
    with acting_as(Actor("test")):
        yield with_somebody_new(world.ash)


def targets_of_the_new_one() -> int:
    return Target.everything.filter(person__pseudonym="New-one").count()


def refused(*arguments, **named) -> SigningTrouble:
    with pytest.raises(CannotSign) as caught:
        sign(*arguments, **named)
    assert not targets_of_the_new_one()
    return caught.value.trouble


def test_the_proposed_target_is_signed_as_it_is(ash):
    analysis = prepared_analysis(ash.visit)
    assert analysis.proposed_deg == -10
    target = sign(ash.clinician, analysis.pk, -10)
    again = target_in_force(ash.person.pk, "left")
    assert again.pk == target.pk and again.signed_by == ash.clinician
    assert (again.change_deg, round(again.target_deg, 2)) == (-10, 6.43)
    assert again.content["own"] is False and again.content["baseline_deg"] == 16.4313


@pytest.mark.parametrize("change", [-5, 0, 5, 10])
@pytest.mark.requirement("R-034")
def test_another_target_needs_a_reason(ash, change):
    analysis = prepared_analysis(ash.visit)
    assert refused(ash.clinician, analysis.pk, change) is SigningTrouble.NO_REASON
    assert refused(ash.clinician, analysis.pk, change, reason="   ") is SigningTrouble.NO_REASON
    target = sign(ash.clinician, analysis.pk, change, reason="The hip hurts")
    assert target.content["own"] and target.content["reason"] == "The hip hurts"
    assert target.content["proposed_deg"] == -10


@pytest.mark.parametrize("change", [-9, 7.5, 15, -180, float("nan")])
def test_only_what_was_walked_for_it_may_be_signed(ash, change):
    analysis = prepared_analysis(ash.visit)
    assert refused(ash.clinician, analysis.pk, change, reason="so") is SigningTrouble.NOT_ALLOWED


def test_what_the_rule_itself_proposes_may_be_signed(ash):
    target = {"condition": "toe-in-10", "peak": 1, "direction": "toe-in", "change_deg": -14.0, "baseline_deg": 16.0}
    analysis = prepared_analysis(ash.visit, target=target | {"target_deg": 2.0})
    assert sign(ash.clinician, analysis.pk, -14).change_deg == -14


@pytest.mark.requirement("R-032")
def test_without_force_plates_nothing_is_signed(ash):
    analysis = prepared_analysis(ash.visit, **angles_only())
    assert analysis.proposed_deg is None
    assert refused(ash.clinician, analysis.pk, -10, reason="all the same") is SigningTrouble.NO_LOADS


@pytest.mark.requirement("R-024")
def test_without_consent_nothing_is_signed(ash):
    analysis = prepared_analysis(ash.visit)
    consent = Consent.everything.get(pk=ash.consent.pk)
    consent.withdrawn_on = timezone.localdate()
    consent.save()
    assert refused(ash.clinician, analysis.pk, -10) is SigningTrouble.NO_CONSENT


@pytest.mark.parametrize("changed", ["mass", "height", "condition", "removed", "added"])
@pytest.mark.requirement("R-035")
def test_what_has_changed_since_makes_it_stale(ash, changed):
    recording = Recording.everything.get(pk=ash.recording.pk)
    recording.condition = "natural"
    if changed != "added":
        recording.save()
    person = Person.everything.get(pk=ash.person.pk)
    analysis = prepared_analysis(ash.visit)
    assert not is_stale(analysis, person, recordings_of(ash.visit))
    match changed:
        case "mass":
            person.mass_kg += Decimal("0.5")
            person.save()
        case "height":
            person.height_cm += 1
            person.save()
        case "condition":
            recording.condition = "toe-in-10"
            recording.save()
        case "removed":
            recording.state = "removed"
            recording.save()
        case "added":
            recording.save()
    assert is_stale(analysis, person, recordings_of(ash.visit))
    assert refused(ash.clinician, analysis.pk, -10) is SigningTrouble.STALE


@pytest.mark.requirement("R-035")
def test_an_earlier_analysis_of_the_same_visit_is_not_signed(ash):
    first, second = prepared_analysis(ash.visit), prepared_analysis(ash.visit)
    assert refused(ash.clinician, first.pk, -10) is SigningTrouble.STALE
    assert sign(ash.clinician, second.pk, -10).analysis_id == second.pk


@pytest.mark.requirement("R-034")
def test_nobody_signs_who_is_no_clinician_of_the_clinic(world):
    with acting_as(Actor("test")):
        analysis = prepared_analysis(with_somebody_new(world.ash).visit)
        for reader, user in world.readers().items():
            if user is not None and reader not in ("clinician", "without a second factor"):
                assert refused(user, analysis.pk, -10) is SigningTrouble.NOT_YOURS, reader


def test_a_new_target_replaces_the_old_one_with_a_reason_and_both_stay(ash):
    analysis = prepared_analysis(ash.visit)
    first = sign(ash.clinician, analysis.pk, -10)
    with pytest.raises(CannotSign) as caught:
        sign(ash.clinician, analysis.pk, -10, seen=first.pk)
    assert caught.value.trouble is SigningTrouble.NO_REASON
    second = sign(ash.clinician, analysis.pk, -5, reason="Too hard to keep", seen=first.pk)
    assert target_in_force(ash.person.pk, "left").pk == second.pk and second.replaces_id == first.pk
    assert targets_of_the_new_one() == 2
    first = Target.everything.get(pk=first.pk)
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()


def test_the_second_of_two_who_sign_is_told_and_given_the_first(ash):
    other = make_user("Other")
    Membership(user=other, site=ash.site, role=Role.CLINICIAN).save()
    analysis = prepared_analysis(ash.visit)
    first = sign(ash.clinician, analysis.pk, -10)
    with pytest.raises(SignedMeanwhile) as caught:
        sign(other, analysis.pk, 5, reason="I think so")
    assert caught.value.theirs.pk == first.pk and caught.value.theirs.signed_by == ash.clinician
    assert targets_of_the_new_one() == 1
    # Who has seen it may replace it; who has seen an older one may not.
    second = sign(other, analysis.pk, 5, reason="I think so", seen=first.pk)
    with pytest.raises(SignedMeanwhile) as caught:
        sign(ash.clinician, analysis.pk, 10, reason="No", seen=first.pk)
    assert caught.value.theirs.pk == second.pk


@pytest.mark.requirement("R-061")
def test_of_two_who_sign_in_the_same_moment_one_is_told(own_store):
    with acting_as(Actor("test")):
        world = make_world()
        analysis = prepared_analysis(with_somebody_new(world.ash).visit)
    signed, told, ready = [], [], threading.Barrier(2)

    def go(change: float) -> None:
        with acting_as(Actor("test")):
            ready.wait()
            try:
                signed.append(sign(world.ash.clinician, analysis.pk, change, reason="Because").change_deg)
            except SignedMeanwhile as meanwhile:
                told.append(meanwhile.theirs.change_deg)
            finally:
                connection.close()

    threads = [threading.Thread(target=go, args=(change,)) for change in (-5.0, 5.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 1 and told == signed
    assert targets_of_the_new_one() == 1


def test_nothing_of_it_lies_open_in_the_database(ash, tmp_path):
    analysis = prepared_analysis(ash.visit)
    sign(ash.clinician, analysis.pk, 5, reason="PLAINREASON")
    rows = [str(row) for table in (Analysis, Target, Entry) for row in table._base_manager.values_list()]
    for told in ("PLAINREASON", "16.43", "toe-in-10", "Turn the left foot"):
        assert not [row for row in rows if told in row]


def test_after_the_key_is_destroyed_nothing_can_be_read(ash, settings_keys):
    analysis = prepared_analysis(ash.visit)
    assert b"Report of New-one" in file_of(analysis, "report.html")
    (settings_keys / f"{ash.person.pk}.key").unlink()
    again = Analysis.everything.get(pk=analysis.pk)
    with pytest.raises(Unsealable):
        _ = again.content
    with pytest.raises(Unsealable):
        file_of(again, "report.html")
    with pytest.raises(Unsealable):
        sign(ash.clinician, again.pk, -10)


def test_a_file_of_one_analysis_opens_as_no_other(ash, settings_keys):
    first, second = prepared_analysis(ash.visit), prepared_analysis(ash.visit)
    folder = settings_keys.parent / "results" / str(ash.person.pk)

    one, other = (folder / str(uuid5(analysis.pk, "report.html")) for analysis in (first, second))
    other.write_bytes(one.read_bytes())
    assert file_of(first, "report.html") == file_of(Analysis.everything.get(pk=first.pk), "report.html")
    with pytest.raises(Unsealable):
        file_of(second, "report.html")
    one.unlink()
    with pytest.raises(Unsealable):
        file_of(first, "report.html")
    assert file_of(first, "nothing.html") is None


@pytest.fixture
def settings_keys():
    """The folder of the keys."""
    from django.conf import settings

    return settings.HOME.keys
