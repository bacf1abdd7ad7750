"""What a person does by themselves on their own phone: takes their data along, is reminded, and leaves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation

from footwise.clinic.audit import reads_recorded, record_about
from footwise.clinic.phone.door import COOKIE, actor_of, of_a_phone, trouble
from footwise.clinic.phone.models import Phone
from footwise.clinic.phone.own_data import own_data
from footwise.clinic.phone.reminding import choose_reminder
from footwise.clinic.phone.shell_page import language_word
from footwise.clinic.phone.way_in import SeenPhone, revoke


@of_a_phone("GET")
def practice_mine(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Give all that the clinic holds of the phone's owner and of nobody else; also where no consent is in force."""
    language = language_word(request.GET.get("language", ""))
    with reads_recorded(actor_of(phone, request)), translation.override("en-gb" if language == "en" else language):
        told = own_data(phone.person)
        with transaction.atomic():
            record_about("take along", "person", str(phone.person), phone.person, phone.site)
    return JsonResponse(told)


@of_a_phone("POST")
def practice_reminder(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Keep when this phone is to be reminded by Web Push, or that it is no more."""
    told = body.get("reminder")
    if told is not None and not isinstance(told, dict):
        return trouble("no JSON", 400)
    if not choose_reminder(phone.phone, phone.person, told):
        return trouble("no push", 409)
    return JsonResponse({"on": told is not None})


@of_a_phone("POST")
def practice_leave(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Let this phone in no more, as its owner says: it is given away, or they have ended."""
    with transaction.atomic():
        choose_reminder(phone.phone, phone.person, None)
        revoke(Phone.everything.get(pk=phone.phone), None)
    answer = JsonResponse({"left": True})
    answer.delete_cookie(COOKIE, path=reverse("practice_home"), samesite="Strict")
    return answer
