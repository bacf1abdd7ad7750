"""Everything about a person as one archive: asked for, and fetched once within a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from footwise.clinic.api.allowed import needs
from footwise.clinic.api.models import Scope
from footwise.clinic.keeping import Archive, ask_for_archive, fetch, may_be_taken_along, newest_archive
from footwise.clinic.people import Person
from footwise.clinic.streaming import streamed

keeping = Router(tags=["Archives"])

_ZIP: dict[str, Any] = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


class ArchiveTold(Schema):
    """An archive of everything about a person."""

    id: UUID
    person_id: UUID
    asked_at: datetime
    made_at: datetime | None = Field(description="Null while a worker makes it.")
    until: datetime | None = Field(description="Until when it can be fetched.")
    can_be_fetched: bool
    size_bytes: int | None


def _person(request: HttpRequest, pk: UUID) -> Person:
    one: Person = get_object_or_404(may_be_taken_along(request.user), pk=pk)
    return one


def _newest(request: HttpRequest, pk: UUID) -> Archive:
    archive, _ = newest_archive(request.user, _person(request, pk).pk)
    if archive is None:
        raise Http404
    return archive


@keeping.post("/people/{uuid:pk}/archive", **needs(Scope.READ, gives=ArchiveTold, status=202))
def ask_archive(request: HttpRequest, pk: UUID) -> Archive:
    """Ask for everything about a person as one archive; where one is being made or waits, it is that one."""
    with transaction.atomic():
        return ask_for_archive(request.user, _person(request, pk), settings.LANGUAGE_CODE)


@keeping.get("/people/{uuid:pk}/archive", **needs(Scope.READ, gives=ArchiveTold))
def read_archive(request: HttpRequest, pk: UUID) -> Archive:
    """Read how far the archive is that was asked for last, by the same person."""
    return _newest(request, pk)


@keeping.post(
    "/people/{uuid:pk}/archive/fetch",
    **needs(Scope.READ, gives=None, more={"responses": {200: {"content": _ZIP}}}),
)
def take_archive(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Fetch the archive, once: it is gone afterwards."""
    one = _newest(request, pk)
    if not one.can_be_fetched:
        raise Http404
    answer = streamed(request, fetch(one), "application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.person.pseudonym}.zip"'
    answer.headers["Content-Length"] = str(one.size_bytes)
    return answer
