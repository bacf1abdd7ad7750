"""The one door of the interface for programs: who calls, how often, what is answered, and that it is recorded."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from footwise.clinic.api.cookies import PREFIX
from footwise.clinic.api.limits import wait_after_wrong, wait_for_call
from footwise.clinic.api.models import DeviceToken
from footwise.clinic.api.tokens import BEGINS, acting_user, look_up, note_use
from footwise.clinic.api.trouble import Told, TroubleKind, answer_of, too_often
from footwise.clinic.audit import Actor, acting_as, reads_recorded, record_event

_LETTERS_OF_A_TOKEN = 200
# A word of an address as Django writes it; the description writes {pk}.
_WORD = re.compile(r"<[^:>]+:([^>]+)>")


# No cookie is looked at here (`cookies.py`), so that there is nothing that another page could use.
@csrf_exempt
@login_not_required
def door(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer a call of a program.

    What lies behind is imported with the first call: a clinic without programs pays nothing for it.
    """
    with translation.override("en-gb"):
        try:
            return _answered(request, rest)
        except Exception as error:
            return answer_of(error)


def _answered(request: HttpRequest, rest: str) -> HttpResponseBase:
    if BEGINS in request.get_full_path():
        raise Told(
            HTTPStatus.BAD_REQUEST,
            TroubleKind.BAD_REQUEST,
            "the address",
            "holds a token, and addresses are written down in many places",
            "End that token, make another, and send it in the header Authorization",
        )
    if rest == "openapi.json" and request.method in ("GET", "HEAD"):
        from footwise.clinic.api.interface import document

        return JsonResponse(document())
    came_from = request.META.get("REMOTE_ADDR") or ""
    if wait := wait_after_wrong(came_from, count=False):
        return too_often(wait)
    device = _device(request, came_from)
    if wait := wait_for_call(device.pk):
        return too_often(wait)
    user, scopes = acting_user(device)
    if not scopes:
        raise _no_token("belongs to somebody who does not work in that clinic any more")
    note_use(device)
    found = _find(rest)
    name = _asked(request, found)
    request.user = user
    request.device, request.scopes = device, scopes
    route = f"{request.method} api {name}"[:100]
    reads = request.method == "GET"
    with reads_recorded(Actor(f"{user.email} ({device.name})", user.pk, came_from, route, only_reads=reads)):
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answer


def _device(request: HttpRequest, came_from: str) -> DeviceToken:
    """Find out which device calls."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _no_token("is missing")
    device = look_up(token) if token.isascii() and len(token) < _LETTERS_OF_A_TOKEN else None
    if device is None or device.has_ended:
        wait_after_wrong(came_from, count=True)
        named = f"{device.user.email} ({device.name})" if device else "nobody"
        with acting_as(Actor(named, device.user_id if device else None, came_from, "api")):
            record_event("token refused", site_id=device.site_id if device else None)
        raise _no_token("has ended" if device else "is not known here")
    return device


def _no_token(trouble: str) -> Told:
    remedy = "Make one on your account page and send it in the header: Authorization: Bearer footwise_…"
    return Told(HTTPStatus.UNAUTHORIZED, TroubleKind.NO_TOKEN, "the token", trouble, remedy)


def _find(rest: str) -> ResolverMatch:
    try:
        found: ResolverMatch = _addresses().resolve(rest)
    except Resolver404:
        raise Http404 from None
    return found


@cache
def _addresses() -> URLResolver:
    from footwise.clinic.api.interface import interface

    patterns = [one for one in interface().urls[0] if one.name != "api-root"]
    return URLResolver(RegexPattern(r"^"), patterns)


def _asked(request: HttpRequest, found: ResolverMatch) -> str:
    """Give the name of what is asked for.

    Raises
    ------
    Told
        Nothing is at this address by this method, or a word behind it is not known: neither is overlooked.
    """
    from footwise.clinic.api.interface import document

    methods = document()["paths"][PREFIX + _WORD.sub(r"{\1}", found.route)]
    operation = methods.get((request.method or "").lower())
    if operation is None:
        raise _wrong_method(", ".join(sorted(method.upper() for method in methods)))
    known = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    for word in request.GET:
        if word not in known:
            remedy = f"Known are {', '.join(sorted(known))}" if known else "Nothing can be said there"
            trouble = "is not known behind this address"
            raise Told(HTTPStatus.UNPROCESSABLE_ENTITY, TroubleKind.BAD_REQUEST, word[:40], trouble, remedy)
    name: str = operation["operationId"]
    return name


def _wrong_method(known: str) -> Told:
    trouble, remedy = "is none that this address knows", f"Use {known}"
    return Told(
        HTTPStatus.METHOD_NOT_ALLOWED, TroubleKind.BAD_REQUEST, "the method", trouble, remedy, headers={"Allow": known}
    )
