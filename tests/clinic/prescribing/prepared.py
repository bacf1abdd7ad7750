"""A visit of somebody as the demonstration's study comes out of it, without computing it anew.

`prepared_visit.json` is what `footwise.jobs.visit_figures` gives for the study of `footwise demo`; the slow proof holds
it to that.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.prescribing import Analysis, keep_analysis, made_of, pictures_of, recordings_of
from footwise.clinic.recordings import Recording, begin, take_piece

REPORT = b"<!doctype html><html><head><style>p{color:green}</style></head><body><p>Report of %s</p></body></html>"

ODDS = {
    "walks": [
        {"condition": "toe-in-10", "turned_deg": -9.6, "of_this_knee": True, "fell": 84, "fell_by_5_pct": 66,
         "rose_by_5_pct": 6, "of_all": 78, "told_pct": 35, "steps": [40, 41]},
        {"condition": "toe-out-10", "turned_deg": 9.2, "of_this_knee": False, "fell": 50, "fell_by_5_pct": 30,
         "rose_by_5_pct": 30, "of_all": 78, "told_pct": 0, "steps": [40, 39]},
    ],
    "refused": [["toe-in-5", "toe_in_5.trc: shows the left foot turned by 1.2°; less than 3° cannot be told."]],
}  # fmt: skip
ODDS_PAGE = b"<!doctype html><html><head><style>p{color:green}</style></head><body><p>Odds of %s</p></body></html>"


def prepared_figures(**changed: Any) -> dict[str, Any]:
    """The figures, some of them changed."""
    return json.loads((Path(__file__).parent / "prepared_visit.json").read_text(encoding="utf-8")) | changed


def prepared_analysis(visit: Visit, **changed: Any) -> Analysis:
    """An analysis of a visit, of whatever has arrived there."""
    figures = prepared_figures(person=visit.person.pseudonym, **changed)
    files = {"report.html": REPORT % visit.person.pseudonym.encode(), "pictures.json": pictures_of("left", 16.4313)}
    # Kept beside either, so that whoever may open the page of odds is looked at with every other page.
    odds = {"odds.html": ODDS_PAGE % visit.person.pseudonym.encode()}
    rests_on = made_of(visit.person, "left", recordings_of(visit))
    return keep_analysis(visit, figures, files=odds | (files if figures["has_loads"] else {}), rests_on=rests_on)


def angles_only() -> dict[str, Any]:
    """What a visit without force plates gives."""
    figures = prepared_figures()
    kept = ("condition", "label", "asked_deg", "steps", "all_steps", "angle_deg", "change_deg")
    legs = [
        leg | {"conditions": [{name: row[name] for name in kept} for row in leg["conditions"]]}
        for leg in figures["legs"]
    ]
    told = {"has_loads": False, "judged": False, "legs": legs, "comparable": True}
    return told | {"why_no_loads": "natural.trc has no usable force plates", "odds": ODDS}


def arrived(visit: Visit, user: Any, name: str, content: bytes, condition: str = "") -> Recording:
    """A recording of a visit that is here as a whole."""
    begun = begin(visit, name, len(content), "", user)
    size = 4 * 1024 * 1024
    for offset in range(0, len(content), size):
        piece = content[offset : offset + size]
        take_piece(user, begun.pk, offset, piece, sha256(piece).hexdigest())
    one = Recording.everything.get(pk=begun.pk)
    one.condition = condition
    one.save()
    return one


def with_somebody_new(clinic: Any, *, affected_side: str = "left", on: dt.date | None = None) -> Any:
    """The same clinic, whose person is another one: with consent, visit and a recording, and nothing signed."""
    person = Person(
        site=clinic.site, pseudonym="New-one", year_of_birth=1960, sex="male", affected_side=affected_side, mass_kg=80,
        height_cm=180,
    )  # fmt: skip
    person.save()
    today = timezone.localdate()
    consent = Consent(person=person, form_version="form-new", given_on=today, noted_by=clinic.clinician)
    consent.save()
    visit = Visit(person=person, on=on or today, purpose="measurement")
    visit.save()
    recording = arrived(visit, clinic.clinician, "walk.c3d", b"\x02\x50" + bytes(600) + b"a walk")
    return replace(clinic, person=person, consent=consent, visit=visit, recording=recording)
