"""Where recordings are sent to: piece by piece by the page's script, or as a plain form where there is none."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Consent, Visit
from footwise.clinic.recordings.arrival import LARGEST_BYTES, PIECE_BYTES, PieceTrouble, begin, take_piece
from footwise.settings import parse_json

_WAIT_S = 10.0
_STATUS = {
    None: HTTPStatus.OK,
    PieceTrouble.ELSEWHERE: HTTPStatus.CONFLICT,
    PieceTrouble.DAMAGED: HTTPStatus.BAD_REQUEST,
    PieceTrouble.TOO_MUCH: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    PieceTrouble.NO_ROOM: HTTPStatus.INSUFFICIENT_STORAGE,
}


def _visit(request: HttpRequest, pk: UUID) -> Visit | None:
    """Give the visit, if the person has agreed; nothing is taken in of whoever has not."""
    one: Visit = get_object_or_404(Visit.objects.for_user(request.user).select_related("person"), pk=pk)
    return one if Consent.in_force(one.person_id) else None


@role_needed(Role.CLINICIAN)
@require_POST
def begin_recording(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Begin a file, or say how much of it is here already."""
    one = _visit(request, pk)
    if one is None:
        return JsonResponse({"trouble": "no consent"}, status=HTTPStatus.FORBIDDEN)
    told = _told(request.body)
    name, size, mark, folder = told.get("name"), told.get("size"), told.get("mark", ""), told.get("folder", "")
    if not all(isinstance(text, str) for text in (name, mark, folder)) or type(size) is not int:
        return JsonResponse({"trouble": "not understood"}, status=HTTPStatus.BAD_REQUEST)
    if not 0 <= size <= LARGEST_BYTES:
        return JsonResponse({"trouble": PieceTrouble.TOO_MUCH}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    begun = begin(one, str(name), size, mark, request.user, folder)
    where = reverse("recording_piece", args=[begun.pk])
    return JsonResponse({"where": where, "offset": begun.arrival.received_bytes, "piece": PIECE_BYTES})


@role_needed(Role.CLINICIAN)
@require_POST
def recording_piece(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Take a piece."""
    digest, offset = request.headers.get("Piece-SHA256", ""), request.headers.get("Piece-Offset", "")
    # What is no place in a file is a wrong one, and the answer says the right one.
    place = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 16 else -1
    # Two are on their way at a time: the second is taken when the first is.
    wait_s = _WAIT_S if "Piece-Ahead" in request.headers else 0.0
    taken = take_piece(request.user, pk, place, request.body, digest, wait_s=wait_s)
    if taken is None:
        raise Http404
    told = {"offset": taken.received_bytes, "whole": taken.whole, "trouble": taken.trouble or ""}
    return JsonResponse(told, status=_STATUS[taken.trouble])


@role_needed(Role.CLINICIAN)
@require_POST
def add_recordings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the files of a plain form."""
    one = _visit(request, pk)
    if one is None:
        return render(request, "recordings/no_consent.html", {"visit": one}, status=HTTPStatus.FORBIDDEN)
    for file in request.FILES.getlist("files"):
        begun = begin(one, file.name or "", file.size or 0, "", request.user)
        offset = 0
        for piece in file.chunks(PIECE_BYTES) if file.size else (b"",):
            taken = take_piece(request.user, begun.pk, offset, piece, sha256(piece).hexdigest())
            if taken is not None and taken.trouble == PieceTrouble.NO_ROOM:
                messages.error(request, _("The clinic's disk is full. What arrived before is safe."))
                return redirect("visit", pk=pk)
            offset += len(piece)
    return redirect("visit", pk=pk)


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = parse_json(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
