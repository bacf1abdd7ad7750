"""What a person says beside pain and a fall: forms, what got in the way, a pause; and the day on which they said it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from footwise.clinic.outcomes import TreatmentConcern, items_of, keep_form_of_phone
from footwise.clinic.phone.models import HomeSession
from footwise.settings import is_number, is_whole

# Kinds of concerns that the clinic's list shows.
PAUSED, WITHDREW = "paused", "withdrew"
MOST_PAUSE_DAYS = 60
# What the page offers as a reason; of anything else nothing is kept.
WHYS = ("pain", "time", "weather", "phone", "ill", "forgot", "away", "other")
_KEPT = 500
_LANGUAGES = ("en", "de", "es")


def day_of(session: HomeSession, answer: dict[str, Any]) -> date:
    """Tell the day of an answer: as many days after the session's begin as the phone says, and not in the future."""
    return timezone.localtime(moment_of(session, answer)).date()


def moment_of(session: HomeSession, answer: dict[str, Any]) -> datetime:
    """Tell when something was said, by the server's clock."""
    later = answer.get("after_s")
    seconds = later if is_number(later, 0, 400 * 24 * 3600) else 0.0
    return min(session.began_at + timedelta(seconds=seconds), timezone.now())


def reasons_in(answer: dict[str, Any]) -> list[str]:
    """Give the reasons that an answer has, each once and only those that the page offers."""
    told = answer.get("why")
    return [why for why in WHYS if why in told] if isinstance(told, list) else []


def with_hindered(session: HomeSession, answer: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Put what got in the way into the course; of one session it stands there once."""
    why, name = reasons_in(answer), str(session.pk)
    if not why:
        return told
    others = [one for one in told["hindered"] if one["session"] != name]
    kept = [*others, {"session": name, "day": day_of(session, answer).isoformat(), "why": why}]
    return {**told, "hindered": sorted(kept, key=lambda one: (one["day"], one["session"]))[-_KEPT:]}


def with_pause(session: HomeSession, answer: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Put a pause, or its end, into the course and on the clinic's list; what was said later counts."""
    days, at = answer.get("days"), moment_of(session, answer)
    stands = told["pause"]
    if not is_whole(days, 0, MOST_PAUSE_DAYS) or (stands and stands["at"] >= at.isoformat()):
        return told
    day = timezone.localtime(at).date()
    pause = {
        "at": at.isoformat(),
        "since": day.isoformat(),
        # The first day on which they mean to practise again.
        "until": (day + timedelta(days=days)).isoformat(),
        "why": reasons_in(answer),
    }
    on = {"until": pause["until"], "why": pause["why"]} if days else {}
    note_concern(session.person_id, PAUSED, day if days else None, on)
    return {**told, "pause": pause}


def note_concern(person: UUID, kind: str, since: date | None, content: dict[str, Any]) -> None:
    """Put something on the clinic's list, or take it off where `since` is None."""
    found = TreatmentConcern.everything.filter(person=person, kind=kind).first()
    if found is None and since is None:
        return
    concern = found or TreatmentConcern(person_id=person, kind=kind)
    concern.since, concern.content = since, content
    concern.save()


def with_forms(session: HomeSession, answers: list[dict[str, Any]], told: dict[str, Any], user: Any) -> dict[str, Any]:
    """Keep the questionnaires that were answered; the course remembers on which day each was begun.

    Each answer holds all that was ticked so far, so that of a session the last one is enough.
    """
    newest: dict[UUID, dict[str, Any]] = {}
    for answer in answers:
        if answer.get("question") == "form" and (form := _form_of(answer)) is not None:
            stands = newest.get(form)
            if stands is None or (answer["done"], len(answer["answers"])) >= (stands["done"], len(stands["answers"])):
                newest[form] = answer
    for form, answer in newest.items():
        known = next((one for one in told["forms"] if one["form"] == str(form)), None)
        day = date.fromisoformat(known["day"]) if known else day_of(session, answer)
        if known is None:
            told = {**told, "forms": [*told["forms"], {"form": str(form), "day": day.isoformat()}][-_KEPT:]}
        keep_form_of_phone(
            session.person_id,
            day,
            answer["instrument"],
            answer["answers"],
            language=answer["language"],
            done=answer["done"],
            user=user,
        )
    return told


def _form_of(answer: dict[str, Any]) -> UUID | None:
    """Name the form of an answer; None where it is none that the page can have written."""
    try:
        form = UUID(answer.get("form"))
    except (ValueError, TypeError, AttributeError):
        return None
    instrument, ticked = answer.get("instrument"), answer.get("answers")
    if instrument not in ("koos", "womac") or not isinstance(ticked, dict) or answer.get("language") not in _LANGUAGES:
        return None
    items = {item for part in items_of(instrument).values() for item in part}
    if not ticked or not set(ticked) <= items or not isinstance(answer.get("done"), bool):
        return None
    return form if all(value is None or is_whole(value, 0, 4) for value in ticked.values()) else None
