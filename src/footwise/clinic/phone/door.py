"""The door of a phone: no log-in and no form's token, but the phone's own key, our page's header, and our address."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.phone.way_in import SeenPhone, seen_phone
from footwise.settings import parse_json

COOKIE = "footwise_phone"
HEADER = "X-Footwise-Page"
# What pages and server say to each other: a page that speaks another number is too old, and told so.
SPOKEN = 1
MOST_BYTES = 2 * 1024 * 1024
# Wrong codes from one address, and from all together, within a quarter of an hour.
_TRIES, _TRIES_OF_ALL, _QUARTER_S = 20, 1000, 15 * 60

View = Callable[..., HttpResponse]


def trouble(kind: str, status: int, **more: Any) -> JsonResponse:
    """Answer with a kind of trouble; the page has the words for it."""
    return JsonResponse({"trouble": kind, **more}, status=status)


def from_our_page(*methods: str) -> Callable[[View], View]:
    """Let only our own page ask, of this version; the view is given what JSON it has sent."""

    def guard(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if request.method not in methods:
                return trouble("method", 405)
            spoken = request.headers.get(HEADER, "")
            if not spoken or not _same_origin(request):
                return trouble("not our page", 403)
            if spoken != str(SPOKEN):
                return trouble("old page", 426)
            body: Any = {}
            if request.method == "POST":
                try:
                    text = request.body
                except RequestDataTooBig:
                    return trouble("too much", 413)
                if len(text) > MOST_BYTES:
                    return trouble("too much", 413)
                try:
                    body = read_strictly(text)
                except ValueError:
                    body = None
                if not isinstance(body, dict):
                    return trouble("no JSON", 400)
            return view(request, body, *arguments, **named)

        return guarded

    return guard


def of_a_phone(*methods: str) -> Callable[[View], View]:
    """Let only a phone in that a clinic has let in; the view is given the phone and what it has sent."""

    def guard(view: View) -> View:
        @from_our_page(*methods)
        @wraps(view)
        def guarded(request: HttpRequest, body: Any, *arguments: Any, **named: Any) -> HttpResponse:
            phone = seen_phone(request.COOKIES.get(COOKIE, ""))
            if phone is None:
                return trouble("no key", 401)
            if phone.revoked:
                return trouble("revoked", 401)
            with acting_as(actor_of(phone, request)):
                return view(request, phone, body, *arguments, **named)

        return guarded

    return guard


def actor_of(phone: SeenPhone, request: HttpRequest) -> Actor:
    """Say in the record that the person themselves acts."""
    found = request.resolver_match
    route = f"{request.method} {found.view_name}" if found else ""
    return Actor(f"phone {str(phone.phone)[:8]}", None, request.META.get("REMOTE_ADDR") or "", route)


def read_strictly(text: bytes) -> Any:
    """Read JSON in which every number is one.

    Raises
    ------
    ValueError
        It is no JSON, has a number that is none, or is nested too deeply.
    """
    return parse_json(text, strict=True)


def too_many_tries(address: str) -> bool:
    """Tell whether so many wrong codes came, from there or from everywhere, that no further one is looked at."""
    return any(cache.get(name, 0) >= most for name, most in _counters(address))


def note_wrong_code(address: str) -> None:
    """Count a wrong code."""
    for name, _ in _counters(address):
        cache.add(name, 0, _QUARTER_S)
        # It may run out in between.
        with suppress(ValueError):
            cache.incr(name)


def _counters(address: str) -> list[tuple[str, int]]:
    return [(f"phone-code-{address}", _TRIES), ("phone-code", _TRIES_OF_ALL)]


def _same_origin(request: HttpRequest) -> bool:
    """Another site's page can neither set our header nor hide where it is from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
