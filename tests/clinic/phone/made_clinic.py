"""A clinic with one person who practises at home, made in a folder; says the code for the person's phone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any


def make_clinic(folder: Path, **told: Any) -> dict[str, str]:
    """Make it in a process of its own, as Django's settings are one a process; gives ids and codes."""
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    command = [sys.executable, "-m", "tests.clinic.phone.made_clinic", str(folder), json.dumps(told)]
    done = subprocess.run(command, capture_output=True, text=True, env=known, check=True)
    made: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return made


def course_in(folder: Path) -> dict[str, Any]:
    """Tell what the clinic knows of its one person, by now."""
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    command = [sys.executable, "-m", "tests.clinic.phone.made_clinic", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=known, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _make(
    minutes: int = 10,
    change_deg: float = -8.0,
    natural: float | None = None,
    codes: int = 1,
    came_days_ago: int | None = None,
    course: dict[str, Any] | None = None,
) -> dict[str, Any]:
    from django.utils import timezone

    from footwise.clinic.accounts import Membership, Role, Site, User
    from footwise.clinic.people import Consent, Person, Visit
    from footwise.clinic.phone import HomeCourse, HomePlan, make_phone_link
    from footwise.clinic.phone.course import EMPTY

    site = Site(name="Ash clinic")
    site.save()
    user = User.objects.create_user("c@example.org", "a long walk in the woods", name="C")
    for role in (Role.ADMINISTRATOR, Role.CLINICIAN):
        Membership(user=user, site=site, role=role).save()
    told: dict[str, Any] = {}
    for number in range(codes):
        person = Person(
            site=site, pseudonym=f"K-{number}", year_of_birth=1958, sex="female", affected_side="left", mass_kg=71,
            height_cm=164,
        )  # fmt: skip
        person.save()
        if came_days_ago is not None:
            day = timezone.localdate() - timedelta(days=came_days_ago)
            Visit(person=person, on=day, purpose="measurement").save()
        Consent(person=person, form_version="1", given_on=timezone.localdate(), noted_by=user).save()
        plan = HomePlan(person=person, made_by=user)
        plan.content = {"side": "left", "change_deg": change_deg, "minutes": minutes}
        plan.save()
        if natural is not None or course is not None:
            known = {"next_session": 2, "stage": 2, "baseline_deg": {"left": natural}} if natural is not None else {}
            row = HomeCourse(person=person)
            row.content = {**EMPTY, **known, **(course or {})}
            row.save()
        told[f"code {number}"] = make_phone_link(person.pk, user.pk)[0]
    return told


def _tell() -> dict[str, Any]:
    from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, log_of
    from footwise.clinic.people import Consent
    from footwise.clinic.phone import HomeCourse, HomeSession, Received, Reminder
    from footwise.clinic.phone.packets import records_of

    raw = []
    for session in HomeSession.everything.all():
        here = Received.objects.get(session=session)
        packets = dict(records_of(session, here.sealed_bytes))
        raw += [one for number in sorted(packets) for one in packets[number]["records"] if one["kind"] == "raw"]
    logs = [log_of(one) for one in Practice.everything.exclude(slot="diary")]
    course = HomeCourse.everything.first()
    return {
        "logs": [log.decode() for log in logs if log],
        "course": course.content if course else None,
        "pains": [one.rating for one in PainRating.everything.order_by("slot")],
        "received": [one.numbers for one in Received.objects.order_by("changed_at")],
        "raw": raw,
        "reminders": [one.content for one in Reminder.everything.all() if one.content],
        "forms": [
            {**one.figures, "finished": one.finished, "said_by": one.said_by} for one in Questionnaire.everything.all()
        ],
        "agreed": Consent.everything.filter(person__pseudonym="K-0", withdrawn_on__isnull=True).exists(),
        "sessions": HomeSession.everything.count(),
    }


def _films() -> list[dict[str, Any]]:
    from footwise.clinic.recordings import Recording, State, opened

    return [
        {
            "name": one.name, "kind": one.kind, "state": one.state, "condition": one.condition, "size": one.size_bytes,
            "at_home": one.visit.at_home, "sha256": one.sha256, "received": one.arrival.received_bytes,
            "content": b"".join(opened(one)).hex() if one.state == State.ARRIVED else "",
        }
        for one in Recording.everything.select_related("arrival", "visit")
    ]  # fmt: skip


if __name__ == "__main__":
    from footwise.clinic import ClinicHome
    from footwise.clinic.serving import prepare_clinic

    prepare_clinic(ClinicHome(Path(sys.argv[1])))
    from footwise.clinic.audit import Actor, acting_as

    with acting_as(Actor("test")):
        if sys.argv[2:] == ["films"]:
            print(json.dumps(_films()))
        else:
            print(json.dumps(_make(**json.loads(sys.argv[2])) if len(sys.argv) > 2 else _tell()))
