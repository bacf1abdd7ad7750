"""The record of who saw and changed what, for administrators: a page at a time, the whole as a table, its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts.administering import entries_of, sites_and_staff
from footwise.clinic.accounts.models import Role, User
from footwise.clinic.accounts.roles import role_needed
from footwise.clinic.audit import Wanted, newest, record_event, verify_chain
from footwise.clinic.csv_lines import csv_line
from footwise.clinic.streaming import streamed

_A_PAGE, _AT_ONCE = 50, 2000
_COLUMNS = ("number", "at", "actor", "address", "route", "action", "kind", "object_id", "persons", "fields")


class FindForm(forms.Form):
    """Which entries are looked for."""

    person = forms.CharField(label=_("About whom (pseudonym)"), max_length=40, required=False)
    user = forms.EmailField(label=_("Done by (e-mail address)"), required=False)
    day = forms.DateField(
        label=_("On this day and before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


def _wanted(request: HttpRequest, told: dict[str, Any]) -> Wanted | None:
    """Say what is looked for; None where nobody is called so."""
    from footwise.clinic.people import Person

    sites, staff = sites_and_staff(request.user)
    person, user = None, None
    if told.get("person"):
        # Asked for by name and shown to nobody: no read of their data.
        named = Person.even_binned.filter(site__in=sites, pseudonym__iexact=told["person"].strip())
        person = named.values_list("pk", flat=True).first()
        if person is None:
            return None
    if told.get("user"):
        user = User.objects.filter(email=told["user"].strip().lower()).values_list("pk", flat=True).first()
        if user is None:
            return None
    return Wanted(sites, staff, told.get("before"), person, user, told.get("day"))


@role_needed(Role.ADMINISTRATOR)
@require_safe
def audit_page(request: HttpRequest) -> HttpResponse:
    """Show entries, the newest first."""
    form = FindForm(request.GET or None)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    wanted = _wanted(request, told)
    entries = newest(wanted, _A_PAGE + 1) if wanted else []
    further = ""
    if len(entries) > _A_PAGE:
        entries = entries[:_A_PAGE]
        asked = {name: value for name, value in told.items() if value and name != "before"}
        further = urlencode({**asked, "before": entries[-1].number})
    page = {"entries": entries, "form": form, "further": further, "found": any(told.values())}
    return render(request, "accounts/record.html", page)


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
    answer = streamed(request, _lines(*sites_and_staff(request.user)), "text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return answer


def _lines(sites: list[int], staff: list[int]) -> Iterator[str]:
    """Write the table by the thousand, so that the database holds nothing open between two pieces."""
    columns = (*_COLUMNS, "hash")
    seen = entries_of(sites, staff)
    yield csv_line(columns)
    last = 0
    while entries := list(seen.filter(number__gt=last).order_by("number")[:_AT_ONCE]):
        last = entries[-1].number
        yield "".join(
            csv_line(entry.at.isoformat() if name == "at" else getattr(entry, name) for name in columns)
            for entry in entries
        )
