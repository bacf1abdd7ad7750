"""The therapist's screen of a live session: opening it, what is asked of the walk, notes, ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.audit import record_about
from footwise.clinic.live.hub import tell_source
from footwise.clinic.live.models import LONGEST, LiveSession, open_now
from footwise.clinic.live.opening import MOST_LETTERS, add_note, end_session, is_open, open_live
from footwise.clinic.people import Consent, Person
from footwise.clinic.phone import HomeCourse, make_phone_link, qr_path

_ASKED = ("start", "pause", "feedback", "stop")
_EARLIER = 10
# What a socket says when it asks this door for the first time.
OPENS = "X-Footwise-Opens"


def _person(request: HttpRequest, pk: UUID) -> Person:
    mine = Person.objects.for_user(request.user, Role.CLINICIAN).select_related("site")
    one: Person = get_object_or_404(mine, pk=pk)
    return one


def _session(request: HttpRequest, pk: UUID) -> LiveSession:
    mine = LiveSession.objects.for_user(request.user, Role.CLINICIAN).select_related("person__site")
    one: LiveSession = get_object_or_404(mine, pk=pk)
    return one


@role_needed(Role.CLINICIAN)
def live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the live session of a person, or offer to open one."""
    one = _person(request, pk)
    agreed, stopped = Consent.in_force(pk), _is_stopped(request, pk)
    if request.method == "POST":
        if agreed and not stopped:
            open_live(one, request.user)
        return redirect("live", pk=pk)
    mine = LiveSession.objects.for_user(request.user).filter(person=one)
    now = mine.filter(open_now()).first()
    told = {"person": one, "agreed": agreed, "stopped": stopped, "session": now}
    if now is not None:
        page = request.build_absolute_uri(reverse("live_screen"))
        code = now.content["code"]
        # Behind the sign the code reaches no server's log.
        here = f"{reverse('live_screen')}#code={code}"
        picture = qr_path(request.build_absolute_uri(here))
        told |= {"code": code, "page": page, "link": here, "picture": picture, "notes": _notes(now)}
    else:
        before = [(earlier, _notes(earlier)) for earlier in mine[:_EARLIER]]
        told["before"] = before
    return render(request, "live/live.html", told)


@role_needed(Role.CLINICIAN)
@require_safe
def live_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Say whether a live session is open: the door of its sockets, which look again and again."""
    if request.headers.get(OPENS):
        # Whoever begins to watch reads of the person, and that is recorded; who goes on does not anew.
        _session(request, pk)
    elif not LiveSession.objects.for_user(request.user, Role.CLINICIAN).filter(pk=pk).exists():
        raise Http404
    return JsonResponse({"open": is_open(pk)})


@role_needed(Role.CLINICIAN)
@require_POST
def live_tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask something of the walk: start, pause, feedback of a block on or off."""
    session = _session(request, pk)
    what, block = request.POST.get("what", ""), request.POST.get("block", "0")
    if what not in _ASKED or not block.isascii() or not block.isdigit() or len(block) > 2:
        return JsonResponse({"trouble": "not known"}, status=400)
    asked = {"kind": "asked", "what": what, "block": int(block), "on": request.POST.get("on") == "yes"}
    if not session.is_open or not tell_source(session.pk, asked):
        return JsonResponse({"trouble": "nobody there"}, status=409)
    record_about(f"live {what}", "live session", str(session.pk), session.person_id, session.site_key())
    return JsonResponse({"told": what})


@role_needed(Role.CLINICIAN)
@require_POST
def live_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a note."""
    session = _session(request, pk)
    text = request.POST.get("text", "").replace("\0", "").strip()[:MOST_LETTERS]
    if text:
        add_note(session, request.user, text)
    return render(request, "live/notes.html", {"notes": _notes(session)})


@role_needed(Role.CLINICIAN)
@require_POST
def end_live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the live session, and the walk with it where that is asked for."""
    session = _session(request, pk)
    if request.POST.get("walk") == "end":
        tell_source(session.pk, {"kind": "asked", "what": "stop", "block": 0, "on": False})
    end_session(session)
    return redirect("live", pk=session.person_id)


@role_needed(Role.CLINICIAN)
@require_POST
def live_computer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a code with which a computer that coaches sends what it feels; it is shown once."""
    session = _session(request, pk)
    if not session.is_open or not Consent.in_force(session.person_id):
        return redirect("live", pk=session.person_id)
    code, until = make_phone_link(session.person_id, request.user.pk, valid=LONGEST, ends_earlier=False)
    where = request.build_absolute_uri("/").rstrip("/")
    told = {"person": session.person, "code": code, "until": until, "where": where}
    return render(request, "live/computer.html", told)


def _is_stopped(request: HttpRequest, pk: UUID) -> bool:
    course = HomeCourse.objects.for_user(request.user).filter(person=pk).first()
    return bool(course and course.content["stopped"])


def _notes(session: LiveSession) -> list[dict[str, Any]]:
    return [{**one, "at": timezone.localtime(parse_datetime(one["at"]))} for one in session.content["notes"]]
