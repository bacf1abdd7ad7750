"""The page of a visit: what was recorded, how far it is, what is asked, what is missing, and the next thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.measuring.ready import MEASURED_KINDS, is_measurable
from footwise.clinic.measuring.rows import Row, rows_of_visit, stamp_of, states_of
from footwise.clinic.people import Consent, Visit, may_enter
from footwise.clinic.recordings import Condition

_STILL_GOING_ON = ("arriving", "waits", "running")
# The room that prescribes brings what comes after the measuring.
_NEXT_STEP = "prescribing/next_step.html"


@dataclass(frozen=True)
class Step:
    """A step of the way to a target, done only when its result can be used."""

    name: str
    done: bool
    told: str = ""
    # Set for the first that is not done.
    is_next: bool = False


@role_needed(Role.CLINICIAN)
@require_safe
def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a visit with its recordings."""
    one = get_object_or_404(Visit.objects.for_user(request.user).select_related("person__site"), pk=pk)
    rows = rows_of_visit(request.user, one)
    agreed = Consent.in_force(one.person_id)
    states = states_of(one.pk)
    told: dict[str, Any] = {
        "visit": one,
        "person": one.person,
        "agreed": agreed,
        "may_enter": may_enter(request.user, one.person),
        "rows": rows,
        "others": [row for row in rows if row.is_beside],
        "steps": steps_of_visit(one, rows, agreed=agreed),
        "missing": [] if one.at_home else missing_in(rows),
        "conditions": Condition.choices,
        "open_questions": sum(row.is_open for row in rows),
        "stamp": stamp_of(states),
        "live": any(state.key in _STILL_GOING_ON for state in states.values()),
        "next_step": "" if one.at_home else _next_step(),
    }
    return render(request, "measuring/visit.html", told)


@role_needed(Role.CLINICIAN)
@require_safe
def visit_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Tell the page's script how far each recording is; it shows nothing that was measured."""
    if not Visit.objects.for_user(request.user).filter(pk=pk).exists():
        raise Http404
    states = states_of(pk)
    told = {key: {"key": one.key, "words": one.words, "done": one.done, "of": one.of} for key, one in states.items()}
    live = any(one.key in _STILL_GOING_ON for one in states.values())
    return JsonResponse({"stamp": stamp_of(states), "live": live, "recordings": told})


def steps_of_visit(visit: Visit, rows: list[Row], *, agreed: bool) -> list[Step]:
    """Say which steps are done; the first that is not is the next thing to do."""
    if visit.at_home:
        return _in_their_order(_steps_of_films(rows, agreed=agreed))
    # The room that prescribes asks this one for what was measured.
    from footwise.clinic.prescribing import compared_and_signed

    here = [row.recording for row in rows if row.recording.state == "arrived"]
    compared, signed = compared_and_signed(visit, visit.person, here)
    walks = [row for row in rows if row.recording.kind in MEASURED_KINDS and row.recording.state == "arrived"]
    # What is not to be compared holds nobody up.
    to_compare = [row for row in walks if row.recording.condition != Condition.OTHER]
    to_measure = [row for row in to_compare if is_measurable(row.recording)]
    usable = [row for row in to_measure if row.measurement is not None and row.measurement.usable]
    asked = sum(row.is_open for row in walks)
    natural = any(row.recording.condition == Condition.NATURAL for row in usable)
    counts = {"usable": len(usable), "all": len(to_measure)}
    counted = _("%(usable)d of %(all)d can be used") % counts if to_measure else ""
    steps = [
        Step(_("Consent is in force"), agreed),
        Step(_("Recordings are here"), bool(walks), "" if walks else _coming(rows)),
        Step(
            _("How the person walked in each is said"),
            bool(walks) and not asked,
            _("Questions left: %(count)d") % {"count": asked} if asked else "",
        ),
        Step(_("All are measured"), bool(usable) and len(usable) == len(to_measure) and not asked and natural, counted),
        Step(_("Conditions are compared"), compared),
        Step(_("A target is signed"), signed),
    ]
    return _in_their_order(steps)


def _steps_of_films(rows: list[Row], *, agreed: bool) -> list[Step]:
    """What was filmed at home is looked at, and no target comes from it."""
    walks = [row for row in rows if row.recording.kind in MEASURED_KINDS and row.recording.state == "arrived"]
    usable = sum(row.measurement is not None and row.measurement.usable for row in walks)
    counted = _("%(usable)d of %(all)d can be used") % {"usable": usable, "all": len(walks)} if walks else ""
    return [
        Step(_("Consent is in force"), agreed),
        Step(_("Recordings are here"), bool(walks), "" if walks else _coming(rows)),
        Step(_("All are measured"), bool(walks) and usable == len(walks), counted),
    ]


def _in_their_order(steps: list[Step]) -> list[Step]:
    first = next((number for number, step in enumerate(steps) if not step.done), None)
    return [Step(one.name, one.done, one.told, number == first) for number, one in enumerate(steps)]


def _coming(rows: list[Row]) -> str:
    """Say what is on its way where no recording is here yet; else where they are dropped."""
    coming = next((row for row in rows if row.progress.key in _STILL_GOING_ON), None)
    return f"{coming.recording.name}: {coming.progress.words}" if coming else _("Drop them below.")


def missing_in(rows: list[Row]) -> list[str]:
    """Say what a visit that is measured for a prescription still lacks."""
    walks = [row for row in rows if row.recording.kind in MEASURED_KINDS and row.recording.state == "arrived"]
    said = [row for row in walks if row.condition not in ("", Condition.OTHER)]
    if not walks or any(row.is_open and not row.condition for row in walks):
        return []
    told = []
    if not any(row.condition == Condition.NATURAL for row in said):
        told.append(_("A recording of natural walking is missing: all others are compared with it."))
    elif all(row.condition in (Condition.NATURAL, Condition.STATIC) for row in said):
        told.append(_("Only natural walking is here. Recordings with a changed foot angle are missing."))
    return told


def _next_step() -> str:
    try:
        get_template(_NEXT_STEP)
    except TemplateDoesNotExist:
        return ""
    return _NEXT_STEP
