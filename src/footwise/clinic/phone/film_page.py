"""Where a phone sends a film, piece by piece, and asks how much of it is here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from footwise.clinic.people import Consent
from footwise.clinic.phone.door import of_a_phone, read_strictly, trouble
from footwise.clinic.phone.film import PIECE_BYTES, FilmTrouble, about_film, film_here, take_film_piece
from footwise.clinic.phone.packets import Why, refuse
from footwise.clinic.phone.way_in import SeenPhone
from footwise.clinic.recordings import PieceTrouble

_STATUS = {
    None: HTTPStatus.OK,
    PieceTrouble.ELSEWHERE: HTTPStatus.CONFLICT,
    PieceTrouble.DAMAGED: HTTPStatus.BAD_REQUEST,
    PieceTrouble.TOO_MUCH: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    PieceTrouble.NO_ROOM: HTTPStatus.INSUFFICIENT_STORAGE,
}
_OF_FILMS = {
    FilmTrouble.NO_FILM: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    FilmTrouble.TOO_MUCH: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FilmTrouble.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}
_MOST_LETTERS = 500


@of_a_phone("GET", "PUT")
def practice_film(request: HttpRequest, phone: SeenPhone, body: dict[str, Any], key: UUID) -> HttpResponse:
    """Take a piece, or say how much is here; nothing is taken of whoever has not agreed, and the phone keeps it."""
    if not Consent.in_force(phone.person):
        return trouble("no consent", 409)
    if request.method == "GET":
        return _told(film_here(phone, key))
    try:
        piece = request.body
    except RequestDataTooBig:
        piece = b""
    if not piece and request.headers.get("Content-Length", "0") != "0":
        refuse(phone, Why.TOO_MUCH)
        return trouble(FilmTrouble.TOO_MUCH.value, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    text = request.headers.get("Film-About", "")
    try:
        about = about_film(read_strictly(text.encode())) if len(text) <= _MOST_LETTERS else None
    except ValueError:
        about = None
    if about is None:
        refuse(phone, Why.MALFORMED)
        return trouble("not understood", HTTPStatus.BAD_REQUEST)
    offset, digest = request.headers.get("Piece-Offset", ""), request.headers.get("Piece-SHA256", "")
    # What is no place in a film is a wrong one, and the answer says the right one.
    place = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 16 else -1
    taken = take_film_piece(phone, key, about, place, piece, digest)
    if isinstance(taken, FilmTrouble):
        return trouble(taken.value, _OF_FILMS[taken])
    return _told(taken)


def _told(taken: Any) -> JsonResponse:
    told = {"offset": taken.received_bytes, "whole": taken.whole, "piece": PIECE_BYTES}
    if taken.trouble:
        told["trouble"] = taken.trouble
    return JsonResponse(told, status=_STATUS[taken.trouble])
