"""The first page of the day: who comes and what is to be done, then who needs attention and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, request_roles, sites_of
from footwise.clinic.outcomes.attention import Due, what_is_due, who_needs_attention
from footwise.clinic.outcomes.models import PainRating
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.prescribing import Analysis, Target
from footwise.clinic.recordings import Recording

_MOST = 200
_MEASUREMENTS = ("measurement", "control")


@dataclass(frozen=True)
class Coming:
    """Somebody who comes today, and what is to be done; each thing with the page on which it is done."""

    person: Any
    visit: Any
    to_do: tuple[tuple[str, str], ...]


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day of a clinician or an assessor; bring everybody else to their own first page."""
    roles = request_roles(request)
    if not roles & {Role.CLINICIAN, Role.ASSESSOR}:
        return redirect("team") if Role.ADMINISTRATOR in roles else render(request, "people/no_clinic.html")
    day = timezone.localdate()
    seen = set(sites_of(request.user, Role.CLINICIAN, Role.ASSESSOR).values_list("pk", flat=True))
    due = what_is_due(seen)
    treats = Role.CLINICIAN in roles
    told = {
        "practising": _practising(request) if treats else [],
        "day": day,
        "coming": _clinicians_day(request, due) if treats else _assessors_day(request, due),
        "needy": who_needs_attention(request.user, due),
        "may_dismiss": treats,
    }
    return render(request, "outcomes/today.html", told)


def _practising(request: HttpRequest) -> list[Any]:
    """Give the live sessions that are open."""
    from footwise.clinic.live import LiveSession, open_now

    mine = LiveSession.objects.for_user(request.user, Role.CLINICIAN).filter(open_now())
    return list(mine.select_related("person__site")[:_MOST])


def _clinicians_day(request: HttpRequest, due: list[Due]) -> list[Coming]:
    day = timezone.localdate()
    visits = (
        Visit.objects.for_user(request.user)
        .filter(on=day, at_home=False)
        .select_related("person__site")
        .annotate(
            agreed=Exists(Consent.everything.filter(person=OuterRef("person"), withdrawn_on__isnull=True)),
            recorded=Exists(Recording.everything.filter(visit=OuterRef("pk"), state="arrived")),
            analysed=Exists(Analysis.everything.filter(visit=OuterRef("pk"), has_loads=True)),
            signed=Exists(Target.everything.filter(person=OuterRef("person"), analysis__visit=OuterRef("pk"))),
            asked=Exists(PainRating.everything.filter(person=OuterRef("person"), day=day, removed_at__isnull=True)),
        )
    )
    of_person = {one.person: one for one in due}
    found = visits.order_by("person__pseudonym", "pk")[:_MOST]
    return [Coming(one.person, one, tuple(_to_do(one, of_person.get(one.person_id)))) for one in found]


def _to_do(visit: Any, due: Due | None) -> list[tuple[str, str]]:
    if not visit.agreed:
        return [(_("Note a signed consent"), reverse("add_consent", args=[visit.person_id]))]
    here = reverse("visit", args=[visit.pk])
    to_do = []
    if visit.purpose in _MEASUREMENTS:
        if not visit.recorded:
            to_do.append((_("Take in the recordings"), here))
        elif visit.analysed and not visit.signed:
            to_do.append((_("Sign the target"), reverse("prescription", args=[visit.pk])))
    return [*to_do, *_questions(visit.person_id, visit.asked, due)]


def _questions(person: Any, asked: bool, due: Due | None) -> list[tuple[str, str]]:
    to_do = []
    if not asked:
        to_do.append((_("Ask about pain"), reverse("add_pain", args=[person])))
    if due is not None and due.form:
        to_do.append((_("Enter a questionnaire"), reverse("add_form", args=[person])))
    return to_do


def _assessors_day(request: HttpRequest, due: list[Due]) -> list[Coming]:
    """Give the people who come today, without what for: that may tell of the treatment."""
    day = timezone.localdate()
    comes = Exists(Visit.everything.filter(person=OuterRef("pk"), on=day, at_home=False))
    agreed = Exists(Consent.everything.filter(person=OuterRef("pk"), withdrawn_on__isnull=True))
    asked = Exists(PainRating.everything.filter(person=OuterRef("pk"), day=day, removed_at__isnull=True))
    people = Person.objects.for_user(request.user).filter(comes).annotate(agreed=agreed, asked=asked)
    of_person = {one.person: one for one in due}
    return [
        Coming(one, None, tuple(_questions(one.pk, one.asked, of_person.get(one.pk))) if one.agreed else ())
        for one in people.select_related("site").order_by("pseudonym", "pk")[:_MOST]
    ]
