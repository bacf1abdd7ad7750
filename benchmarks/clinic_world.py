"""A clinic with as many people as wanted, each measured, trained and asked for a year; made from seeds for benchmarks.

Its content is real: one real walk, simulated in five conditions, measured and analysed by the clinic's own functions,
then given to everybody under their own keys. What only the record would take is left out while it is made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from footwise.clinic import ClinicHome

STEPS_A_RECORDING, RECORDINGS = 200, 5
_CONDITIONS = ("natural", "toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10")
_CHANGED = "footwise.clinic.audit.audited.record_change"
_PIECE = 4 * 1024 * 1024


def set_up(folder: Path) -> ClinicHome:
    """Make an empty clinic, and Django ready for it."""
    home = ClinicHome(folder)
    home.prepare()
    os.environ |= {"FOOTWISE_CLINIC": str(folder), "DATABASE_URL": "", "FOOTWISE_PUBLIC_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "footwise.clinic.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from footwise.clinic.audit import Actor, acting_as

    with acting_as(Actor("benchmark")):
        call_command("migrate", interactive=False, verbosity=0)
    return home


@dataclass(frozen=True)
class Staff:
    """Who clicks."""

    site: Any
    clinicians: list[Any]
    assessor: Any
    administrator: Any


def hire(clinicians: int) -> Staff:
    """Make a clinic's staff, with a second factor each."""
    from allauth.mfa.models import Authenticator

    from footwise.clinic.accounts import Membership, Role, Site, User
    from footwise.clinic.audit import Actor, acting_as

    def person(name: str, role: Role) -> Any:
        user = User(email=f"{name}@example.org", name=name)
        user.set_unusable_password()
        user.save()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
        Membership(user=user, site=site, role=role).save()
        return user

    with acting_as(Actor("benchmark")):
        site = Site(name="Bench")
        site.save()
        return Staff(
            site,
            [person(f"clinician-{k}", Role.CLINICIAN) for k in range(clinicians)],
            person("assessor", Role.ASSESSOR),
            person("administrator", Role.ADMINISTRATOR),
        )


def first_person(staff: Staff) -> Any:
    """Bring somebody the whole way, by the clinic's own functions."""
    from footwise.clinic.audit import Actor, acting_as
    from footwise.clinic.measuring import measure_recording
    from footwise.clinic.people import Visit
    from footwise.clinic.prescribing import Analysis, agree_plan, analyse_visit, make_plan, sign
    from footwise.clinic.recordings import Recording, begin, take_piece
    from footwise.jobs import no_progress, sample_path, simulate_study_from, write_simulated_study

    clinician = staff.clinicians[0]
    source = sample_path("treadmill", quiet=True) / "treadmill_events.c3d"
    with acting_as(Actor("benchmark")), tempfile.TemporaryDirectory() as place:
        person = _person(staff, 0)
        visit = Visit.everything.select_related("person").get(person=person, on=_day(0, 0))
        folder = Path(place) / "study"
        write_simulated_study(simulate_study_from(source, side="left", steps=20, draw=3), folder)
        for condition in _CONDITIONS:
            content = (folder / f"{condition}.c3d").read_bytes()
            begun = begin(visit, f"{condition}.c3d", len(content), "", clinician)
            for offset in range(0, len(content), _PIECE):
                piece = content[offset : offset + _PIECE]
                take_piece(clinician, begun.pk, offset, piece, hashlib.sha256(piece).hexdigest())
            whole = Recording.everything.get(pk=begun.pk)
            whole.condition = condition
            whole.save()
            measure_recording(whole.pk, no_progress)()
        analyse_visit("left", visit.pk, no_progress)()
        analysis = Analysis.everything.get(visit=visit)
        change = analysis.proposed_deg or 0.0
        target = sign(clinician, analysis.pk, change)
        if change:
            make_plan(clinician, target.pk, dt.date.today(), {0})
            agree_plan(clinician, target.pk)
        _year(person, clinician, 0)
    return person


def more_people(staff: Staff, model: Any, first: int, last: int) -> None:
    """Add people, from the number `first` on, who have all that the model has."""
    from django.db import transaction

    from footwise.clinic.audit import Actor, acting_as

    # The record of a year's entries is made by `long_record`.
    with acting_as(Actor("benchmark")), mock.patch(_CHANGED), transaction.atomic():
        template = _template(model)
        for k in range(first, last):
            person = _person(staff, k)
            _measured(person, template, staff.clinicians[k % len(staff.clinicians)], k)
            _year(person, staff.clinicians[0], k)


def long_record(staff: Staff, model: Any, entries: int) -> None:
    """Add entries of reads, as a year of clicks leaves them."""
    from django.utils import timezone

    from footwise.clinic.audit import Entry

    last = Entry.objects.order_by("-number").first()
    rows = []
    for number in range(last.number + 1, last.number + entries + 1):
        entry = Entry(
            number=number, at=timezone.now(), actor="clinician-0@example.org", user_id=staff.clinicians[0].pk,
            route="GET person", action="read", site_id=staff.site.pk, persons=f" {model.pk} ", previous=last.hash,
        )  # fmt: skip
        entry.hash = entry.expected_hash()
        rows.append(entry)
        last = entry
    Entry.objects.bulk_create(rows, batch_size=2000)


def _day(k: int, week: int) -> dt.date:
    """Of a year, so that of 1,000 people some come today."""
    return dt.date.today() - dt.timedelta(days=k % 365) + dt.timedelta(weeks=week)


def _person(staff: Staff, k: int) -> Any:
    from django.utils import timezone

    from footwise.clinic.people import Consent, Person, Visit

    chance = random.Random(k)
    person = Person(
        site=staff.site, pseudonym=f"B-{k:04d}", year_of_birth=chance.randint(1945, 1985),
        sex=chance.choice(("female", "male")), affected_side="left" if k == 0 else chance.choice(("left", "right")),
        mass_kg=55.3 if k == 0 else chance.randint(50, 110), height_cm=172 if k == 0 else chance.randint(150, 195),
        added_at=timezone.now() - dt.timedelta(days=k % 365),
    )  # fmt: skip
    person.save()
    Consent(
        person=person, form_version="1", given_on=min(_day(k, 0), dt.date.today()), noted_by=staff.clinicians[0]
    ).save()
    for week in (0, 1, 2, 3, 4, 5, 6, 7, 11, 25, 39, 52):
        Visit(person=person, on=_day(k, week), purpose="training" if 0 < week < 7 else "measurement").save()
    return person


def _year(person: Any, clinician: Any, k: int) -> None:
    from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, scored

    chance = random.Random(k)
    weeks = [week for week in (0, 2, 7, 11, 25, 39, 52) if _day(k, week) <= dt.date.today()]

    def add(kind: Any, day: dt.date, slot: str, figures: dict[str, Any], **fields: Any) -> None:
        row = kind(person_id=person.pk, day=day, slot=slot, noted_by=clinician, **fields)
        row.content = {"figures": figures, "source": "person"}
        row.save()

    answers = {}
    for week in weeks:
        add(PainRating, _day(k, week), PainRating.slot_of("left", "medial"), {"rating": float(chance.randint(1, 8))})
    if not _SCORED:
        from footwise.followup import KOOS_ITEMS

        answers = {item: 1 for item in KOOS_ITEMS}
        _SCORED.update({"answers": answers, "coding": "0-4", "language": "en", **scored(answers, "koos")})
    for week in weeks[:4]:
        add(Questionnaire, _day(k, week), "koos", _SCORED, finished=True)
    for number in range(min(20, k % 365)):
        add(Practice, _day(k, 0) + dt.timedelta(days=number), "diary", {"minutes": 20.0})


_SCORED: dict[str, Any] = {}


def _template(model: Any) -> dict[str, Any]:
    from footwise.clinic.measuring import Measurement
    from footwise.clinic.measuring.models import MeasuredSteps
    from footwise.clinic.prescribing import Analysis

    analysis = Analysis.everything.get(person=model)
    found = []
    for one in Measurement.everything.filter(person=model).select_related("recording"):
        steps = MeasuredSteps.everything.get(measurement=one)
        found.append((one.recording, one, _longer(steps.content)))
    return {"analysis": analysis, "measured": found}


def _longer(content: dict[str, Any]) -> dict[str, Any]:
    """Repeat the rows of a table of steps to the number that is wanted."""
    return {
        name: [value[k % len(value)] for k in range(STEPS_A_RECORDING)] if isinstance(value, list) and value else
        _longer(value) if isinstance(value, dict) else value
        for name, value in content.items()
    }  # fmt: skip


def _measured(person: Any, template: dict[str, Any], clinician: Any, k: int) -> None:
    from footwise.clinic.measuring import Measurement
    from footwise.clinic.measuring.models import MeasuredSteps
    from footwise.clinic.people import Visit
    from footwise.clinic.prescribing import Analysis, Target
    from footwise.clinic.recordings import Arrival, Recording

    visit = Visit.everything.get(person=person, on=_day(k, 0))
    made_of = []
    for recording, measurement, steps in template["measured"]:
        one = Recording(
            person_id=person.pk, visit=visit, name=recording.name, size_bytes=recording.size_bytes, state="arrived",
            sha256=recording.sha256, kind=recording.kind, condition=recording.condition, added_by=clinician,
        )  # fmt: skip
        one.save()
        Arrival.objects.create(recording=one, mark="", received_bytes=recording.size_bytes)
        found = Measurement(
            person_id=person.pk, recording=one, footwise_version=measurement.footwise_version,
            made_from=measurement.made_from, usable=measurement.usable,
        )  # fmt: skip
        found.content = measurement.content
        found.save()
        rows = MeasuredSteps(person_id=person.pk, measurement=found)
        rows.content = steps
        rows.save()
        made_of.append([str(one.pk), one.name, one.condition, one.sha256])
    model = template["analysis"]
    analysis = Analysis(
        person_id=person.pk, visit=visit, side=person.affected_side, footwise_version=model.footwise_version,
        has_loads=model.has_loads,
    )  # fmt: skip
    rests_on = {
        "side": person.affected_side, "mass_kg": float(person.mass_kg), "height_cm": float(person.height_cm),
        "recordings": sorted(made_of, key=lambda row: row[0]),
    }  # fmt: skip
    analysis.content = {**model.content, "made_of": rests_on, "files": {}}
    analysis.save()
    figures = analysis.figures["target"]
    target = Target(person_id=person.pk, analysis=analysis, side=analysis.side, signed_by=clinician)
    target.content = {
        "change_deg": figures["change_deg"], "baseline_deg": figures["baseline_deg"],
        "target_deg": figures["baseline_deg"] + figures["change_deg"], "proposed_deg": figures["change_deg"],
        "own": False, "reason": "", "simulated": True,
    }  # fmt: skip
    target.save()


__all__ = ["Staff", "first_person", "hire", "long_record", "more_people", "set_up"]
