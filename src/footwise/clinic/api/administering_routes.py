"""The team of a clinic and its record, for administrators' programs."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from footwise.clinic.accounts import OwnAdministration, Role, end_work, entries_of, members_for, sites_and_staff
from footwise.clinic.api.allowed import needs
from footwise.clinic.api.models import Scope
from footwise.clinic.api.shapes import Day, Sent, Text
from footwise.clinic.api.trouble import Told, TroubleKind
from footwise.clinic.audit import Entry, record_event, verify_chain

administering = Router(tags=["Administering"])

_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


class MemberTold(Schema):
    """Somebody has a role in the clinic."""

    name: str
    email: str
    role: Role
    ends_on: Day | None

    @staticmethod
    def resolve_name(one: Any) -> str:
        """Tell whom."""
        return str(one.user.name)

    @staticmethod
    def resolve_email(one: Any) -> str:
        """Tell by which address they log in."""
        return str(one.user.email)


class TeamTold(Schema):
    """Who works in the clinic."""

    items: list[MemberTold]


class WorkEnded(Sent):
    """Whose work ends, and as what."""

    email: Annotated[Text, Field(max_length=254)]
    role: Role


class EntryTold(Schema):
    """Somebody saw or changed something; what it was lies sealed and is not told."""

    number: int
    at: datetime
    actor: str
    address: str
    route: str
    action: str
    kind: str
    object_id: str
    persons: list[str]
    fields: list[str]
    hash: str

    @staticmethod
    def resolve_persons(one: Entry) -> list[str]:
        """Tell of whom."""
        return one.persons.split()

    @staticmethod
    def resolve_fields(one: Entry) -> list[str]:
        """Tell which fields."""
        return one.fields.split()


class RecordTold(Schema):
    """A page of the record, the oldest first."""

    items: list[EntryTold]
    next_after: int | None = Field(None, description="For the next page; null on the last.")


class ChainTold(Schema):
    """What a walk along the whole record has found."""

    entries: int
    last_hash: str = Field(description="Written down elsewhere, it shows later that none was cut off.")
    broken_at: int | None = Field(description="Number of the first entry that does not follow; null where all do.")


@administering.get("/team", **needs(Scope.ADMINISTER, roles=_ADMINISTRATOR, gives=TeamTold))
def list_team(request: HttpRequest) -> dict[str, Any]:
    """List who works in the clinic."""
    return {"items": list(members_for(request.user).order_by("user__name", "role"))}


@administering.post("/team/end", **needs(Scope.ADMINISTER, roles=_ADMINISTRATOR, gives=None, status=204))
def end_work_of_somebody(request: HttpRequest, sent: WorkEnded) -> None:
    """End somebody's role in the clinic, from this moment on; their devices end with it."""
    with transaction.atomic():
        mine = members_for(request.user).filter(role=sent.role, user__email__iexact=sent.email.replace("\0", ""))
        try:
            end_work(get_object_or_404(mine), request.user)
        except OwnAdministration:
            trouble = "is your own administration"
            raise Told(
                HTTPStatus.CONFLICT, TroubleKind.BAD_REQUEST, "email", trouble, "Another administrator can end it"
            ) from None


@administering.get("/record", **needs(Scope.ADMINISTER, roles=_ADMINISTRATOR, gives=RecordTold))
def list_record(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=2**62, description="Number of the last entry that is known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 100,
) -> dict[str, Any]:
    """List who saw and changed what in the clinic, from an entry on."""
    found = list(entries_of(*sites_and_staff(request.user)).filter(number__gt=after).order_by("number")[: limit + 1])
    shown = found[:limit]
    return {"items": shown, "next_after": shown[-1].number if len(found) > limit else None}


@administering.post("/record/check", **needs(Scope.ADMINISTER, roles=_ADMINISTRATOR, gives=ChainTold))
def check_record(request: HttpRequest) -> dict[str, Any]:
    """Walk along the whole record and say whether every entry is as it was written."""
    state = verify_chain()
    record_event("check record", about=f"{state.entries} {state.last_hash} {state.broken_at or ''}".strip())
    return {"entries": state.entries, "last_hash": state.last_hash, "broken_at": state.broken_at}
