"""How a phone comes in by its code, makes a code for a second place of its own, and leaves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.phone.door import (
    COOKIE,
    from_our_page,
    note_wrong_code,
    of_a_phone,
    too_many_tries,
    trouble,
)
from footwise.clinic.phone.way_in import (
    VALID_BY_HAND,
    JoinTrouble,
    SeenPhone,
    join,
    make_phone_link,
)

# The longest that browsers keep one; it begins anew whenever the phone was there.
_KEPT_S = 400 * 24 * 60 * 60


@from_our_page("POST")
def practice_join(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    """Let a phone in by the code that stands on the sheet."""
    code, attempt = body.get("code"), body.get("attempt")
    if not isinstance(code, str) or not isinstance(attempt, str) or len(code) > 40 or not 16 <= len(attempt) <= 100:
        return trouble("no JSON", 400)
    address = request.META.get("REMOTE_ADDR") or ""
    if too_many_tries(address):
        return trouble("too many tries", 429)
    with acting_as(Actor("phone", None, address, "POST practice_join")):
        joined = join(code, attempt)
    if isinstance(joined, JoinTrouble):
        note_wrong_code(address)
        return trouble(joined.value, 410)
    answer = JsonResponse({"phone": str(joined.phone), "person": joined.person})
    set_key(answer, joined.key)
    return answer


@of_a_phone("POST")
def practice_second(request: HttpRequest, phone: SeenPhone, body: dict[str, Any]) -> HttpResponse:
    """Make a code with which the same person comes in at a second place, such as the page on the home screen."""
    code, until = make_phone_link(phone.person, phone.user, valid=VALID_BY_HAND)
    return JsonResponse({"code": code, "until": until.isoformat()})


def set_key(answer: HttpResponse, key: str) -> None:
    """Give the phone its key, in a cookie that no script and no other site can read."""
    secure: bool = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(
        COOKIE, key, max_age=_KEPT_S, path=reverse("practice_home"), secure=secure, httponly=True, samesite="Strict"
    )
