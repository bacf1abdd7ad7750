"""Analyses, targets and plans: asked for and read. Signing is for a person at a browser, and for no token."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from footwise.clinic.accounts import Role
from footwise.clinic.api.allowed import needs
from footwise.clinic.api.measuring_routes import JobTold
from footwise.clinic.api.models import Scope
from footwise.clinic.api.shapes import Day, Sent
from footwise.clinic.api.trouble import Told, TroubleKind
from footwise.clinic.people import Person, Visit
from footwise.clinic.prescribing import (
    Analysis,
    CannotPlan,
    PlannedSession,
    PlanTrouble,
    SessionMark,
    Target,
    ask_for_analysis,
    file_of,
    is_stale,
    mark_session,
    plan_of,
    recordings_of,
    sessions_of,
)
from footwise.clinic.work import Job

prescribing = Router(tags=["Prescribing"])

Leg = Literal["left", "right"]
_BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class AnalysisTold(Schema):
    """The conditions of a visit side by side."""

    id: UUID
    person_id: UUID
    visit_id: UUID
    side: Leg
    made_at: datetime
    footwise_version: str
    has_loads: bool = Field(description="Without force plates there are angles only, and never a prescription.")
    is_stale: bool = Field(description="Recordings, conditions, mass or height have changed since.")
    proposed_deg: float | None = Field(
        description="Change of foot angle by the trial's rule, toe-out positive; 0 for none, null where it cannot say."
    )
    figures: dict[str, Any]
    files: list[str] = Field(description="Names of its files, which can be fetched.")


class AnalysesTold(Schema):
    """All analyses of a visit, the newest first."""

    items: list[AnalysisTold]


class Asked(Sent):
    """Of which leg."""

    side: Leg | None = Field(None, description="The affected one without.")


class TargetTold(Schema):
    """The foot angle that a clinician has signed."""

    id: UUID
    person_id: UUID
    analysis_id: UUID
    side: Leg
    in_force: bool
    signed_at: datetime
    signed_by: str
    change_deg: float = Field(description="Toe-out positive.")
    baseline_deg: float
    target_deg: float
    proposed_deg: float | None
    reason: str


class TargetsTold(Schema):
    """All targets of a person, the newest first."""

    items: list[TargetTold]


class SessionTold(Schema):
    """A planned session."""

    id: UUID
    number: int
    on: Day
    mark: SessionMark


class PlanTold(Schema):
    """The course of training towards a target."""

    id: UUID
    made_at: datetime
    agreed_at: datetime | None
    home_minutes: float = Field(description="A day.")
    sessions: list[SessionTold]


class Marked(Sent):
    """What became of a session."""

    mark: SessionMark


def _seen(request: HttpRequest, kind: Any) -> QuerySet:
    found: QuerySet = kind.objects.for_user(request.user, Role.CLINICIAN).select_related("person")
    return found


def _analysis(one: Analysis) -> dict[str, Any]:
    known = (
        "id",
        "person_id",
        "visit_id",
        "side",
        "made_at",
        "footwise_version",
        "has_loads",
        "proposed_deg",
        "figures",
    )
    return {
        **{name: getattr(one, name) for name in known},
        "is_stale": is_stale(one, one.person, recordings_of(one.visit)),
        "files": sorted(one.content["files"]),
    }


@prescribing.get("/visits/{uuid:pk}/analyses", **needs(Scope.READ, gives=AnalysesTold))
def list_analyses(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List what was found at a visit."""
    visit = get_object_or_404(_seen(request, Visit), pk=pk)
    return {"items": [_analysis(one) for one in _seen(request, Analysis).select_related("visit").filter(visit=visit)]}


@prescribing.post("/visits/{uuid:pk}/analyses", **needs(Scope.PRESCRIBE, gives=JobTold, status=202))
def ask_analysis(request: HttpRequest, pk: UUID, sent: Asked) -> Job:
    """Have the conditions of a visit compared by a worker. What comes of it is signed by a person, or not."""
    visit = get_object_or_404(_seen(request, Visit), pk=pk)
    return ask_for_analysis(visit, sent.side or "")


@prescribing.get(
    "/analyses/{uuid:pk}/files/{str:name}",
    **needs(Scope.READ, gives=None, more={"responses": {200: {"content": _BYTES}}}),
)
def fetch_analysis_file(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Fetch a file of an analysis, such as its report or its table of steps."""
    one = get_object_or_404(_seen(request, Analysis), pk=pk)
    plain = file_of(one, name)
    if plain is None:
        raise Http404
    return HttpResponse(
        plain,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@prescribing.get("/people/{uuid:pk}/targets", **needs(Scope.READ, gives=TargetsTold))
def list_targets(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List the targets that were signed for a person; the newest of a leg is in force."""
    person = get_object_or_404(Person.objects.for_user(request.user, Role.CLINICIAN), pk=pk)
    found = list(_seen(request, Target).filter(person=person).select_related("signed_by"))
    replaced = {one.replaces_id for one in found}
    return {"items": [_target(one, in_force=one.pk not in replaced) for one in found]}


def _target(one: Target, *, in_force: bool) -> dict[str, Any]:
    known = ("id", "person_id", "analysis_id", "side", "signed_at")
    content = ("change_deg", "baseline_deg", "target_deg", "proposed_deg", "reason")
    return {
        **{name: getattr(one, name) for name in known},
        **{name: one.content[name] for name in content},
        "signed_by": one.signed_by.email,
        "in_force": in_force,
    }


@prescribing.get("/targets/{uuid:pk}/plan", **needs(Scope.READ, gives=PlanTold))
def read_plan(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Read the plan of the training towards a target."""
    target = get_object_or_404(_seen(request, Target), pk=pk)
    plan = plan_of(target)
    if plan is None:
        raise Http404
    told = {name: getattr(plan, name) for name in ("id", "made_at", "agreed_at")}
    return {**told, "home_minutes": plan.content["home_minutes"], "sessions": sessions_of(plan)}


@prescribing.patch("/sessions/{uuid:pk}", **needs(Scope.ENTER, gives=SessionTold))
def mark_planned_session(request: HttpRequest, pk: UUID, sent: Marked) -> PlannedSession:
    """Say what became of a session of an agreed plan."""
    get_object_or_404(_seen(request, PlannedSession), pk=pk)
    try:
        return mark_session(request.user, pk, sent.mark)
    except CannotPlan as error:
        told = {
            PlanTrouble.NO_CONSENT: (HTTPStatus.FORBIDDEN, TroubleKind.REFUSAL, "no consent is in force"),
            PlanTrouble.NOT_AGREED: (HTTPStatus.CONFLICT, TroubleKind.BAD_REQUEST, "the plan is not agreed yet"),
        }
        if error.trouble not in told:
            raise Http404 from None
        status, kind, trouble = told[error.trouble]
        raise Told(status, kind, "the session", trouble, "See the person's page") from None
