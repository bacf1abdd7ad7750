"""People, their consents and visits: listed, added, read and corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema
from pydantic import Field

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.api.allowed import needs, read
from footwise.clinic.api.by_form import changed, in_words, saved, saved_over
from footwise.clinic.api.models import Scope
from footwise.clinic.api.once import added_once
from footwise.clinic.api.pages import USUAL, page
from footwise.clinic.api.shapes import Day, HowMany, Number, Sent, Text, Whole, Yes
from footwise.clinic.outcomes import who_needs_attention
from footwise.clinic.people import (
    Consent,
    ConsentForm,
    Person,
    PersonForm,
    Purpose,
    Sex,
    Side,
    Visit,
    VisitForm,
    WithdrawForm,
)

people = Router(tags=["People"])
consents = Router(tags=["Consents"])
visits = Router(tags=["Visits"])

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="8 to 100 letters that you never use twice. Sent again with the same body, nothing is added twice.",
    ),
]
Pseudonym = Annotated[
    str, Field(strict=True, min_length=1, max_length=40, pattern=r"^[\w.-]+$", description="Never a name.")
]
Mass = Annotated[Number, Field(ge=25, le=300, description="With one decimal.")]
Height = Annotated[Number, Field(ge=100, le=230, description="With one decimal.")]


class PersonTold(Schema):
    """A person, under a pseudonym."""

    id: UUID
    pseudonym: str
    year_of_birth: int
    sex: Sex
    affected_side: Side
    mass_kg: float
    height_cm: float
    added_at: datetime
    version: int


class PeopleTold(Schema):
    """A page of people."""

    items: list[PersonTold]
    next_cursor: UUID | None = Field(None, description="For the next page; null on the last.")


class PersonSent(Sent):
    """A new person."""

    pseudonym: Pseudonym
    year_of_birth: Whole
    sex: Sex
    affected_side: Side
    mass_kg: Mass
    height_cm: Height
    somebody_else: Yes = Field(False, description="They look like somebody who is there, and are not.")


class PersonChanged(Sent):
    """What is to be corrected; what is left out or null stays."""

    version: Whole = Field(description="As it was read.")
    pseudonym: Pseudonym | None = None
    year_of_birth: Whole | None = None
    sex: Sex | None = None
    affected_side: Side | None = None
    mass_kg: Mass | None = None
    height_cm: Height | None = None


class ConsentTold(Schema):
    """A signed form."""

    id: UUID
    person_id: UUID
    form_version: str
    given_on: Day
    withdrawn_on: Day | None
    version: int


class ConsentsTold(Schema):
    """All consents of a person, the newest first."""

    items: list[ConsentTold]


class ConsentSent(Sent):
    """A form that was signed."""

    form_version: Annotated[Text, Field(max_length=40)]
    given_on: Day


class Withdrawn(Sent):
    """A consent that was withdrawn."""

    version: Whole
    withdrawn_on: Day


# What a visit is planned for; films from home come from phones alone.
Planned = Literal["measurement", "training", "control", "outcomes"]


class VisitTold(Schema):
    """A visit."""

    id: UUID
    person_id: UUID
    on: Day
    purpose: Purpose
    version: int


class VisitsTold(Schema):
    """Some visits."""

    items: list[VisitTold]
    next_cursor: UUID | None = None


class VisitSent(Sent):
    """A visit that is planned, or begins."""

    on: Day
    purpose: Planned


class VisitChanged(Sent):
    """What of a visit is to be corrected; what is left out or null stays."""

    version: Whole
    on: Day | None = None
    purpose: Planned | None = None


class Why(Schema):
    """A reason to look at somebody."""

    kind: str = Field(description="Such as pain up, no consent, angle lost, practice stopped, ask due, visit due.")
    since: Day
    why: str = Field(description="In one sentence.")


class Needy(Schema):
    """A person whom somebody should look at, and why: the most pressing reason first."""

    person_id: UUID
    pseudonym: str
    reasons: list[Why]


class WhyTold(Schema):
    """Who needs attention, the most pressing first."""

    items: list[Needy]
    more: int = Field(description="How many there are beside them.")


def _person(request: HttpRequest, pk: UUID, *roles: Role) -> Person:
    one: Person = get_object_or_404(Person.objects.for_user(request.user, *roles), pk=pk)
    return one


def _consent(request: HttpRequest, pk: UUID, **where: Any) -> Consent:
    found = Consent.objects.for_user(request.user).select_related("person")
    one: Consent = get_object_or_404(found.filter(**where), pk=pk)
    return one


def _visits(request: HttpRequest) -> QuerySet:
    # With the person, who says to the record in which clinic they were read.
    return Visit.objects.for_user(request.user).select_related("person")


def _visit(request: HttpRequest, pk: UUID) -> Visit:
    one: Visit = get_object_or_404(_visits(request), pk=pk)
    return one


@people.get("/people", **read(PeopleTold))
def list_people(
    request: HttpRequest,
    find: Annotated[str, Query(max_length=40, description="Part of a pseudonym.")] = "",
    cursor: UUID | None = None,
    limit: HowMany = USUAL,
) -> dict[str, Any]:
    """List the people of the clinic by pseudonym, a page at a time."""
    found = Person.objects.for_user(request.user)
    if wanted := find.replace("\0", "").strip():
        found = found.filter(pseudonym__icontains=wanted)
    items, following = page(found, "pseudonym", cursor, limit)
    return {"items": items, "next_cursor": following}


@people.post("/people", **needs(Scope.ENTER, gives=PersonTold, status=201))
def add_person(request: HttpRequest, sent: PersonSent, key: Key = None) -> Person:
    """Add a person to the clinic of the token.

    Where somebody looks the same (year of birth, sex, knee, height), the answer is 409 and names them.
    """
    (site,) = sites_of(request.user, Role.CLINICIAN)
    form = PersonForm(sites_of(request.user, Role.CLINICIAN), in_words({**sent.dict(), "site": site.pk}))
    return added_once(request, key, lambda: saved(form), lambda pk: _person(request, pk))


@people.get("/people/{uuid:pk}", **read(PersonTold))
def read_person(request: HttpRequest, pk: UUID) -> Person:
    """Read what is known about a person."""
    return _person(request, pk)


@people.patch("/people/{uuid:pk}", **needs(Scope.ENTER, gives=PersonTold))
def correct_person(request: HttpRequest, pk: UUID, sent: PersonChanged) -> Person:
    """Correct what is known about a person.

    Where somebody has changed it since `version`, the answer is 409 and shows both.
    """
    one = _person(request, pk, Role.CLINICIAN)
    data = changed(one, tuple(name for name in PersonSent.model_fields if name != "somebody_else"), sent.dict())
    corrected: Person = saved_over(PersonForm(sites_of(request.user, Role.CLINICIAN), data, instance=one))
    return corrected


@consents.get("/people/{uuid:pk}/consents", **read(ConsentsTold, roles=frozenset({Role.CLINICIAN})))
def list_consents(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List what a person has agreed to."""
    one = _person(request, pk, Role.CLINICIAN)
    return {"items": list(Consent.objects.for_user(request.user).filter(person=one))}


@consents.post("/people/{uuid:pk}/consents", **needs(Scope.ENTER, gives=ConsentTold, status=201))
def add_consent(request: HttpRequest, pk: UUID, sent: ConsentSent, key: Key = None) -> Consent:
    """Note that a person has signed. Nothing is taken in or analysed before."""
    one = _person(request, pk, Role.CLINICIAN)
    form = ConsentForm(in_words(sent.dict()), instance=Consent(person=one, noted_by=request.user))
    return added_once(request, key, lambda: saved(form), lambda made: _consent(request, made))


@consents.post("/consents/{uuid:pk}/withdraw", **needs(Scope.ENTER, gives=ConsentTold))
def withdraw_consent(request: HttpRequest, pk: UUID, sent: Withdrawn) -> Consent:
    """Note that a person has withdrawn: from then on nothing more is analysed."""
    one = _consent(request, pk, withdrawn_on__isnull=True)
    withdrawn: Consent = saved_over(WithdrawForm(in_words(sent.dict()), instance=one))
    return withdrawn


@visits.get("/visits", **read(VisitsTold, roles=frozenset({Role.CLINICIAN})))
def list_visits_of_a_day(
    request: HttpRequest, on: Day, cursor: UUID | None = None, limit: HowMany = USUAL
) -> dict[str, Any]:
    """List who comes on a day."""
    items, following = page(_visits(request).filter(on=on), "on", cursor, limit)
    return {"items": items, "next_cursor": following}


@visits.get("/people/{uuid:pk}/visits", **read(VisitsTold, roles=frozenset({Role.CLINICIAN})))
def list_visits(request: HttpRequest, pk: UUID, cursor: UUID | None = None, limit: HowMany = USUAL) -> dict[str, Any]:
    """List the visits of a person, the first one first."""
    one = _person(request, pk, Role.CLINICIAN)
    items, following = page(_visits(request).filter(person=one), "on", cursor, limit)
    return {"items": items, "next_cursor": following}


@visits.post("/people/{uuid:pk}/visits", **needs(Scope.ENTER, gives=VisitTold, status=201))
def add_visit(request: HttpRequest, pk: UUID, sent: VisitSent, key: Key = None) -> Visit:
    """Plan a visit, or begin one."""
    one = _person(request, pk, Role.CLINICIAN)
    form = VisitForm(in_words(sent.dict()), instance=Visit(person=one))
    return added_once(request, key, lambda: saved(form), lambda made: _visit(request, made))


@visits.get("/visits/{uuid:pk}", **read(VisitTold, roles=frozenset({Role.CLINICIAN})))
def read_visit(request: HttpRequest, pk: UUID) -> Visit:
    """Read a visit."""
    return _visit(request, pk)


@visits.patch("/visits/{uuid:pk}", **needs(Scope.ENTER, gives=VisitTold))
def correct_visit(request: HttpRequest, pk: UUID, sent: VisitChanged) -> Visit:
    """Move a visit to another day, or say better what it is for."""
    one = _visit(request, pk)
    corrected: Visit = saved_over(VisitForm(changed(one, tuple(VisitSent.model_fields), sent.dict()), instance=one))
    return corrected


@people.get("/attention", **read(WhyTold))
def list_attention(request: HttpRequest) -> dict[str, Any]:
    """List who needs attention, each with its why; to an assessor nothing that tells an arm, a target or a load."""
    found = who_needs_attention(request.user)
    items = [{"person_id": one.person.pk, "pseudonym": str(one.person), "reasons": one.reasons} for one in found.shown]
    return {"items": items, "more": found.more}
