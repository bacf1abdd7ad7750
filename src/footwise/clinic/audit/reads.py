"""Every read of a person's data is recorded, once a page: whatever a query gave is what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from footwise.clinic.audit.acting import Actor, acting_as
from footwise.clinic.audit.chain import append

# Whose data was read, and in which clinic, where that is known.
_read: ContextVar[dict[UUID, int | None] | None] = ContextVar("_read", default=None)


def note_read(person: UUID | None, site: int | None) -> None:
    """Note that something of a person was read, where somebody is there who reads."""
    read = _read.get()
    if person is not None and read is not None:
        read[person] = site or read.get(person)


@contextmanager
def reads_recorded(actor: Actor) -> Iterator[None]:
    """Say who acts inside the block, and at its end record whose data was read in it.

    Where the record cannot be written, the block fails: nothing is shown.
    """
    read: dict[UUID, int | None] = {}
    with acting_as(actor):
        before = _read.set(read)
        try:
            yield
        finally:
            _read.reset(before)
        if read:
            with transaction.atomic():
                for site in sorted(set(read.values()), key=str):
                    append("read", persons=[one for one in read if read[one] == site], site_id=site)


class ReadsMiddleware:
    """Say who acts in this request, and record whose data it has read before the answer leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, unless the record cannot be written: then nothing is shown."""
        user = request.user
        named = user.email if user.is_authenticated else "nobody"
        reads = request.method in ("GET", "HEAD")
        actor = Actor(named, user.pk, request.META.get("REMOTE_ADDR") or "", _page(request), only_reads=reads)
        with reads_recorded(actor):
            return self.get_response(request)


def _page(request: HttpRequest) -> str:
    """Name the page; its address may hold a secret, as that of an invitation does."""
    try:
        return f"{request.method} {resolve(request.path_info).view_name}"
    except Resolver404:
        return ""
