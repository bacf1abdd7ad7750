"""A person's year as a FHIR bundle: all that whoever asks may see, for a hospital's own systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from footwise.clinic.outcomes.export import outcome_rows
from footwise.clinic.outcomes.year import Rows, newest_of_a_day, rows_of
from footwise.clinic.people import Person
from footwise.clinic.prescribing import Plan, PlannedSession, file_of

if TYPE_CHECKING:
    from footwise.jobs import Document, Finding, FootPlan

_REPORT = "report.html"
_PEAKS = ("kam_peak1_pct_bwht", "kam_peak2_pct_bwht")


def fhir_bundle(person: Person, user: Any) -> str:
    """Give the bundle as text.

    Parameters
    ----------
    person : Person
    user : User
        Of a blinded assessor come outcomes alone: no target, no plan, no analysis.
    """
    from footwise.jobs import FhirPerson, PersonYear, bundle_text, with_outcome_rows

    rows = rows_of(person, user)
    whose = FhirPerson(person.pseudonym, person.sex, f"{person.year_of_birth:04d}")
    analyses = newest_of_a_day(rows.analyses)
    year = PersonYear(
        whose,
        findings=tuple(one for analysis in analyses for one in _findings(analysis)),
        plans=_plans(rows),
        documents=tuple(one for analysis in analyses for one in _documents(analysis)),
    )
    return bundle_text(with_outcome_rows(year, outcome_rows(person.pseudonym, rows)))


def _findings(analysis: Any) -> list[Finding]:
    """Foot angle and peaks of every condition of a visit, leg by leg."""
    from footwise.jobs import Finding

    day, figures = analysis.visit.on.isoformat(), analysis.figures
    found = []
    for leg in figures["legs"]:
        for row in leg["conditions"]:
            told = {"foot_progression_angle_deg": row["angle_deg"]} if "angle_deg" in row else {}
            told |= {name: one["peak"] for name, one in zip(_PEAKS, row.get("peaks", ()), strict=False)}
            for name, mean in told.items():
                if mean["mean"] is not None:
                    steps, simulated = mean["steps"], bool(figures["simulated"])
                    found.append(
                        Finding(day, name, mean["mean"], leg["side"], row["condition"], int(steps), simulated=simulated)
                    )
    return found


def _plans(rows: Rows) -> tuple[FootPlan, ...]:
    from footwise.jobs import FootPlan, Sessions

    targets = [one for one in rows.targets if one.change_deg]
    plans = {plan.target_id: plan for plan in Plan.everything.filter(target__in=targets)} if targets else {}
    sessions = list(PlannedSession.everything.filter(plan__in=plans.values()).order_by("number")) if plans else []
    replaced = {one.replaces_id for one in rows.targets}
    told = []
    for target in targets:
        plan = plans.get(target.pk)
        mine = [Sessions(one.on.isoformat(), one.mark) for one in sessions if plan and one.plan_id == plan.pk]
        told.append(
            FootPlan(
                timezone.localdate(target.signed_at).isoformat(),
                target.side,
                target.change_deg,
                target.target_deg,
                signed=True,
                replaced=target.pk in replaced,
                home_minutes=plan.content["home_minutes"] if plan else None,
                sessions=tuple(mine),
            )
        )
    return tuple(told)


def _documents(analysis: Any) -> list[Document]:
    from footwise.jobs import Document

    report = file_of(analysis, _REPORT) if _REPORT in analysis.content.get("files", {}) else None
    day = analysis.visit.on.isoformat()
    return [Document(day, f"visit-{day}-{analysis.side}.html", "text/html", report)] if report else []
