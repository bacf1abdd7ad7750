"""Logs of coached sessions and diaries of practice are taken in: each once, a session that went on as a whole."""

from __future__ import annotations

import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from footwise.clinic.outcomes.models import DIARY, Practice, PracticeLog, Source
from footwise.clinic.outcomes.noting import Note, Noted, correct, note
from footwise.clinic.outcomes.words import day_in_words
from footwise.errors import FootwiseError

# An hour of walking with both feet is a tenth of it.
MOST_BYTES = 20 * 1024 * 1024
_LOG = "session-01.jsonl"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    Attributes
    ----------
    name : str
        Of the file.
    added : int
        How much of it is new.
    said : str
        In one sentence.
    refused : bool
        Nothing of it was taken.
    from_library : bool
        `said` is a sentence of the library, in English.
    """

    name: str
    added: int
    said: str
    refused: bool = False
    from_library: bool = False


def take_log(person: Any, name: str, raw: bytes, user: Any, *, source: Source, again: bool = False) -> Taken:
    """Take the log of a session that did not come as a file, such as one that a phone has walked.

    Parameters
    ----------
    person : Person
    name : str
        By which trouble is told.
    raw : bytes
    user : User
        Who answers for it.
    source : Source
    again : bool
        More of a session that was taken has arrived since.
    """
    try:
        return _log(person, name, raw, user, source, again=again)
    except FootwiseError as error:
        said = str(FootwiseError(name, error.trouble, error.remedy, error.kind))
        return Taken(name, 0, said, refused=True, from_library=True)


def take_file(person: Any, name: str, raw: bytes, user: Any) -> Taken:
    """Take a log or, where its name ends with .csv, a diary.

    Parameters
    ----------
    person : Person
    name : str
        Of the file, as it is shown.
    raw : bytes
    user : User
    """
    if len(raw) > MOST_BYTES:
        return Taken(name, 0, _("This file is larger than a log or a diary is."), refused=True)
    try:
        if name.lower().endswith(".csv"):
            return _diary(person, name, raw, user)
        return _log(person, name, raw, user, Source("import"))
    except FootwiseError as error:
        # Where it lay for a moment is nobody's business.
        said = str(FootwiseError(name, error.trouble, error.remedy, error.kind))
        return Taken(name, 0, said, refused=True, from_library=True)


def log_of(practice: Practice) -> bytes | None:
    """Give the log that a session was read from; None for a day of a diary."""
    kept = PracticeLog.everything.filter(practice=practice).first()
    return zlib.decompress(b64decode(kept.content["log"])) if kept else None


def _log(person: Any, name: str, raw: bytes, user: Any, source: Source, *, again: bool = False) -> Taken:
    from footwise.jobs import read_practised_session

    session = _read(raw, _LOG, lambda path: read_practised_session(path.parent))
    figures = {
        "minutes": session.minutes,
        "session": session.session,
        "finished": session.finished,
        "simulated": session.simulated,
        "feet": {side: asdict(foot) for side, foot in session.feet.items()},
    }
    told = {"session": session.session, "day": day_in_words(session.day)}
    with transaction.atomic():
        noted = note(
            Practice,
            person=person.pk,
            day=session.day,
            slot=f"session {session.session}",
            figures=figures,
            source=source,
            user=user,
            walked=session.minutes > 0,
        )
        if noted.note is Note.SAME:
            return Taken(name, 0, _("Session %(session)d of %(day)s is there already.") % told)
        if noted.note is Note.OTHER and not _went_on(noted, raw, figures, user, again=again):
            said = _("Another session %(session)d of %(day)s is there already. Take that out first if it is wrong.")
            return Taken(name, 0, said % told, refused=True)
        _keep_log(noted.row, raw)
    damage = _(" Part of the log was damaged and is left out.") if session.damage else ""
    return Taken(name, 1, _("Session %(session)d of %(day)s was added.") % told + damage)


def _went_on(noted: Noted, raw: bytes, figures: dict[str, Any], user: Any, *, again: bool) -> bool:
    """Take the longer log of a session that was broken off and continued."""
    before = log_of(noted.row)
    if before is None or not (again or raw.startswith(before)):
        return False
    correct(noted.row, figures, reason=_("The session was continued."), user=user, walked=figures["minutes"] > 0)
    return True


def _keep_log(practice: Practice, raw: bytes) -> None:
    kept = PracticeLog.everything.filter(practice=practice).first()
    kept = kept or PracticeLog(person_id=practice.person_id, practice=practice)
    kept.content = {"log": b64encode(zlib.compress(raw)).decode()}
    kept.save()


def _diary(person: Any, name: str, raw: bytes, user: Any) -> Taken:
    from footwise.followup import read_diary

    table = _read(raw, "diary.csv", read_diary)
    others = 0
    if "person" in table:
        mine = table["person"].str.lower() == person.pseudonym.lower()
        others, table = int((~mine).sum()), table[mine]
    added = there = 0
    with transaction.atomic():
        for day, minutes in zip(table["date"], table["minutes"], strict=True):
            if minutes != minutes:
                continue  # A day without an entry is no day without practice.
            noted = note(
                Practice,
                person=person.pk,
                day=day,
                slot=DIARY,
                figures={"minutes": float(minutes)},
                source=Source("import"),
                user=user,
                walked=minutes > 0,
            )
            added += noted.note is Note.ADDED
            there += noted.note is Note.OTHER
    said = ngettext("One day was added.", "%(added)d days were added.", added) % {"added": added}
    if there:
        other = ngettext(
            " One day has other minutes already and stays as it is.",
            " %(there)d days have other minutes already and stay as they are.",
            there,
        )
        said += other % {"there": there}
    if others:
        other = ngettext(
            " One row of somebody else is left out.", " %(others)d rows of somebody else are left out.", others
        )
        said += other % {"others": others}
    return Taken(name, added, said, refused=not added and bool(there or others))


def _read(raw: bytes, name: str, reader: Callable[[Path], Read]) -> Read:
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        # Only its owner may look into such a folder, and it goes at once.
        path = Path(folder) / name
        path.write_bytes(raw)
        return reader(path)
