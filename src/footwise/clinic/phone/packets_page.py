"""Where a phone sends its packets, and where it asks how its course stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from footwise.clinic.people import Consent
from footwise.clinic.phone.course import course_told
from footwise.clinic.phone.door import of_a_phone, trouble
from footwise.clinic.phone.packets import take_packets
from footwise.clinic.phone.way_in import SeenPhone


@of_a_phone("POST")
def practice_packets(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Take packets; nothing is taken of whoever has not agreed, and the phone keeps it."""
    if not Consent.in_force(phone.person):
        return trouble("no consent", 409)
    receipts = take_packets(phone, body)
    if receipts is None:
        return trouble("no packets", 400)
    return JsonResponse({"receipts": receipts, "now": timezone.now().isoformat()})


@of_a_phone("GET")
def practice_course(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Tell the phone what is practised and how the course stands: its owner's, and nobody else's."""
    return JsonResponse({**course_told(phone.person), "now": timezone.now().isoformat()})
