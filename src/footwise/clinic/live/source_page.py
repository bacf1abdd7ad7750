"""The door of a walk's source: whether a live session of the phone's own person is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from footwise.clinic.live.opening import open_session_of
from footwise.clinic.people import Consent
from footwise.clinic.phone import SeenPhone, of_a_phone


@of_a_phone("GET")
def practice_live(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Name the open live session; of whoever has not agreed none is."""
    live = open_session_of(phone.person) if Consent.in_force(phone.person) else None
    return JsonResponse({"open": str(live) if live else None})
