"""A film that a person has made at home: piece by piece from their phone into a visit of its own, measured as any film.

It never lies in a visit at which somebody came: what is compared there, and whether a person was there at all, must not
change because somebody has filmed themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from footwise.clinic.people import Person, Purpose, Visit
from footwise.clinic.phone.packets import Why, refuse
from footwise.clinic.phone.way_in import SeenPhone
from footwise.clinic.recordings import (
    HEAD_BYTES,
    Arrival,
    Kind,
    PieceTrouble,
    Recording,
    State,
    Taken,
    kind_of,
    take_piece_of_person,
)
from footwise.settings import is_number, is_whole

# A piece takes seconds on a slow line; a minute of 4K in 60 pictures a second is half of the largest film.
PIECE_BYTES = 1024 * 1024
LARGEST_BYTES = 1024**3
_MOST_A_DAY = 20
_OLDEST_S = 400 * 24 * 3600


class View(StrEnum):
    """From where the person was filmed, as they say."""

    SIDE = "side"
    FRONT = "front"
    BEHIND = "behind"


# As the person always walks, or as they practise, which is compared with nothing.
_WALKED = {"natural": "natural", "practised": "other"}


class FilmTrouble(StrEnum):
    """Why nothing of a film is taken, now or ever."""

    NO_FILM = "no film"
    TOO_MUCH = "too much"
    TOO_MANY = "too many"


@dataclass(frozen=True)
class About:
    """What the phone says of a film.

    Attributes
    ----------
    size_bytes : int
    view : View
    condition : str
        One of `Condition`.
    ago_s : float
        How long ago it was filmed.
    """

    size_bytes: int
    view: View
    condition: str
    ago_s: float


def about_film(told: Any) -> About | None:
    """Read what a phone says of a film to which the person has agreed; None where it is not understood.

    Parameters
    ----------
    told : object
        A mapping with ``size``, ``view``, ``walked``, ``ago_s`` and ``agreed``, which is true.
    """
    if not isinstance(told, dict) or told.get("agreed") is not True:
        return None
    size, ago = told.get("size"), told.get("ago_s")
    view, walked = told.get("view"), told.get("walked")
    if not is_whole(size, 1, 2**53) or not is_number(ago, 0, 1e12):
        return None
    if view not in list(View) or not isinstance(walked, str) or walked not in _WALKED:
        return None
    return About(size, View(view), _WALKED[walked], min(ago, _OLDEST_S))


def film_here(phone: SeenPhone, key: UUID) -> Taken:
    """Say how much of a film is here: nothing, where it is another's or was never begun."""
    found = _known(phone.person, key)
    return Taken(found[1], found[2]) if found else Taken(0, False)


def take_film_piece(
    phone: SeenPhone, key: UUID, about: About, offset: int, piece: bytes, digest: str
) -> Taken | FilmTrouble:
    """Take a piece of a film; the first one begins it, where it is one of a film.

    Parameters
    ----------
    phone : SeenPhone
    key : UUID
        As the phone calls the film; of one person, whichever of their phones sends it.
    about : About
    offset : int
        Where in the film the piece begins.
    piece : bytes
    digest : str
        SHA-256 of the piece, in hexadecimal digits.
    """
    if len(piece) > PIECE_BYTES:
        refuse(phone, Why.TOO_MUCH)
        return FilmTrouble.TOO_MUCH
    found = _known(phone.person, key)
    if found is None:
        if offset != 0:
            return Taken(0, False, PieceTrouble.ELSEWHERE)
        if sha256(piece).hexdigest() != digest.lower():
            return Taken(0, False, PieceTrouble.DAMAGED)
        trouble = _refused(phone, about, piece)
        if trouble is not None:
            return trouble
        found = _begun(phone, key, about, piece)
    recording, here, whole = found
    if whole:
        return Taken(here, True)
    taken = take_piece_of_person(phone.person, recording, offset, piece, digest)
    # It was made whole, or deleted, by another request.
    return taken or film_here(phone, key)


def _known(person: UUID, key: UUID) -> tuple[UUID, int, bool] | None:
    """Find a film by its name: which recording, how much of it is here, and whether nothing more is wanted of it."""
    mine = Arrival.objects.filter(recording__person=person, mark=_mark(key))
    row = mine.values_list("recording", "received_bytes", "recording__state").first()
    return (row[0], row[1], row[2] != State.ARRIVING) if row else None


def _refused(phone: SeenPhone, about: About, piece: bytes) -> FilmTrouble | None:
    if about.size_bytes > LARGEST_BYTES:
        refuse(phone, Why.TOO_MUCH)
        return FilmTrouble.TOO_MUCH
    if kind_of("film", piece[:HEAD_BYTES]) is not Kind.FILM:
        refuse(phone, Why.NO_FILM)
        return FilmTrouble.NO_FILM
    today = timezone.now() - timedelta(days=1)
    begun = Arrival.objects.filter(
        recording__person=phone.person, recording__added_at__gt=today, mark__startswith=_mark("")
    )
    if begun.count() >= _MOST_A_DAY:
        refuse(phone, Why.TOO_MANY)
        return FilmTrouble.TOO_MANY
    return None


def _begun(phone: SeenPhone, key: UUID, about: About, piece: bytes) -> tuple[UUID, int, bool]:
    with transaction.atomic():
        # Of two requests that begin the same film the second finds it.
        Person.everything.select_for_update().filter(pk=phone.person).values_list("pk").first()
        found = _known(phone.person, key)
        if found is not None:
            return found
        # Named without reading anything of them.
        person = Person(pk=phone.person, site_id=phone.site)
        visit = _visit(person, timezone.localdate(timezone.now() - timedelta(seconds=about.ago_s)))
        number = Recording.everything.filter(visit=visit).count() + 1
        one = Recording(
            person=person,
            visit=visit,
            name=f"home-{about.view}-{number}.{_ending(piece)}",
            size_bytes=about.size_bytes,
            condition=about.condition,
            added_by_id=phone.user,
        )
        one.save()
        Arrival.objects.create(recording=one, mark=_mark(key))
        return one.pk, 0, False


def _ending(piece: bytes) -> str:
    """Tell by its first bytes how a film is called; what the phone calls it may hold anything."""
    if piece[4:8] == b"ftyp":
        return "mov" if piece[8:10] == b"qt" else "mp4"
    return "avi" if piece.startswith(b"RIFF") else "webm"


def _visit(person: Person, on: date) -> Visit:
    """Find the films of a day, or begin them."""
    found = Visit.everything.filter(person=person, on=on, at_home=True).values_list("pk", flat=True).first()
    if found is not None:
        return Visit(pk=found, person=person, on=on, at_home=True)
    visit = Visit(person=person, on=on, purpose=Purpose.HOME, at_home=True)
    visit.save()
    return visit


def _mark(key: UUID | str) -> str:
    return f"film from home {key}"
