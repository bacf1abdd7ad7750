"""A visit of somebody as the demonstration's study comes out of it, without computing it anew.

`prepared_visit.json` is what `footwise.jobs.visit_figures` gives for the study of `footwise demo`; the slow proof holds
it to that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from footwise.clinic.people import Visit
from footwise.clinic.prescribing import Analysis, keep_analysis, made_of, recordings_of
from footwise.jobs import feet_for_the_person

REPORT = b"<!doctype html><html><head><style>p{color:green}</style></head><body><p>Report of %s</p></body></html>"


def prepared_figures(**changed: Any) -> dict[str, Any]:
    """The figures, some of them changed."""
    return json.loads((Path(__file__).parent / "prepared_visit.json").read_text(encoding="utf-8")) | changed


def prepared_analysis(visit: Visit, **changed: Any) -> Analysis:
    """An analysis of a visit, of whatever has arrived there."""
    figures = prepared_figures(person=visit.person.pseudonym, **changed)
    pictures = json.dumps(feet_for_the_person("left", 16.4313)).encode()
    files = {"report.html": REPORT % visit.person.pseudonym.encode(), "pictures.json": pictures}
    rests_on = made_of(visit.person, "left", recordings_of(visit))
    return keep_analysis(visit, figures, files=files if figures["has_loads"] else {}, rests_on=rests_on)


def angles_only() -> dict[str, Any]:
    """What a visit without force plates gives."""
    figures = prepared_figures()
    kept = ("condition", "label", "asked_deg", "steps", "all_steps", "angle_deg", "change_deg")
    legs = [
        leg | {"conditions": [{name: row[name] for name in kept} for row in leg["conditions"]]}
        for leg in figures["legs"]
    ]
    told = {"has_loads": False, "judged": False, "legs": legs, "comparable": True}
    return told | {"why_no_loads": "natural.trc has no usable force plates"}
