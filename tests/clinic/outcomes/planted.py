"""A person of whom everything is known that an assessor may not know: practice, kept angle, load, target."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from footwise.clinic.outcomes import Practice, Source, note
from footwise.clinic.prescribing import Analysis, Target

# No other number of a page looks like one of these.
KEPT_DEG, ASKED_DEG, NATURAL, AT_TARGET, MINUTES = -8.37, -9.43, 3.614, 2.957, 47.25
PLANTED = ("8.4", "9.4", "3.61", "2.96", "47.3", "47.2")


def figures(natural: float = NATURAL, at_target: float = AT_TARGET, change: float = ASKED_DEG) -> dict[str, Any]:
    """What an analysis has found, as far as it is read here."""

    def row(condition: str, asked: float | None, value: float) -> dict[str, Any]:
        peak = {"mean": value, "low": value - 0.1, "high": value + 0.1, "steps": 60}
        return {"condition": condition, "asked_deg": asked, "peaks": [{"peak": peak}, {"peak": peak}]}

    conditions = [row("natural", None, natural), row("toe-in-10", change, at_target)]
    return {
        "simulated": False,
        "judged": True,
        "target": {"peak": 1, "change_deg": change, "condition": "toe-in-10"},
        "legs": [{"side": "left", "affected": True, "conditions": conditions}],
    }


def plant(world: Any, *, visit: Any = None, **told: float) -> Target:
    """Sign a target for Ash's person and note a session of practice towards it."""
    clinic = world.ash
    at = visit or clinic.visit
    analysis = Analysis(person_id=clinic.person.pk, visit=at, side="left", footwise_version="test", has_loads=True)
    analysis.content = {"figures": figures(**told)}
    analysis.save()
    stands = Target.everything.filter(person=clinic.person.pk, side="left", replaced_by__isnull=True).first()
    if stands is not None and stands.change_deg == ASKED_DEG:
        return stands
    target = Target(
        person_id=clinic.person.pk, analysis=analysis, side="left", signed_by=clinic.clinician, replaces=stands
    )
    target.content = {"change_deg": ASKED_DEG, "baseline_deg": 1.0, "target_deg": ASKED_DEG + 1.0} | {
        "proposed_deg": ASKED_DEG, "own": False, "reason": "",
    }  # fmt: skip
    target.save()
    for days, error in ((14, 0.6), (7, 5.5)):
        foot = {
            "steps": 900, "steps_in_band": 800, "kept_steps": 300, "kept_change_deg": KEPT_DEG, "kept_error_deg": error,
            "asked_change_deg": ASKED_DEG, "band_deg": 3.0,
        }  # fmt: skip
        session = {"minutes": MINUTES, "session": 2 - days // 14, "finished": True, "simulated": False}
        note(
            Practice, person=clinic.person.pk, day=timezone.localdate() - dt.timedelta(days),
            slot=f"session {2 - days // 14}", figures={**session, "feet": {"left": foot}}, source=Source("import"),
            user=clinic.clinician,
        )  # fmt: skip
    return target
