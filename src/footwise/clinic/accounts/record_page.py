"""The record of who saw and changed what, for administrators: the last pages, the whole as a table, and its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts.models import Membership, Role
from footwise.clinic.accounts.roles import role_needed, sites_of
from footwise.clinic.audit import Entry, record_event, verify_chain
from footwise.clinic.csv_lines import csv_line

_SHOWN = 200
_COLUMNS = ("number", "at", "actor", "address", "route", "action", "kind", "object_id", "persons", "fields")


def _entries(request: HttpRequest) -> QuerySet[Entry]:
    """Give what happened in the administrator's clinics, or was done by those who work in them."""
    sites = sites_of(request.user, Role.ADMINISTRATOR).values("pk")
    staff = Membership.objects.filter(site__in=sites).values("user")
    return Entry.objects.filter(Q(site_id__in=sites) | Q(site_id__isnull=True, persons="", user_id__in=staff))


@role_needed(Role.ADMINISTRATOR)
@require_safe
def audit_page(request: HttpRequest) -> HttpResponse:
    """Show the newest entries."""
    entries = list(_entries(request).order_by("-number")[:_SHOWN])
    return render(request, "accounts/record.html", {"entries": entries, "shown": _SHOWN})


@role_needed(Role.ADMINISTRATOR)
@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """Walk along the whole record and say whether every entry is as it was written."""
    state = verify_chain()
    record_event("check record", about=f"{state.entries} {state.last_hash} {state.broken_at or ''}".strip())
    return render(request, "accounts/record_checked.html", {"state": state})


@role_needed(Role.ADMINISTRATOR)
@require_safe
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give all entries as a table."""
    record_event("export record")
    response = StreamingHttpResponse(_lines(_entries(request).order_by("number")), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


def _lines(entries: QuerySet[Entry]) -> Iterator[str]:
    columns = (*_COLUMNS, "hash")
    yield csv_line(columns)
    for entry in entries.iterator(chunk_size=2000):
        yield csv_line(entry.at.isoformat() if name == "at" else getattr(entry, name) for name in columns)
