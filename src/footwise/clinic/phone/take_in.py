"""What a phone has sent becomes part of the course, by a worker: the log of a walk, pain, a fall.

Each time all that is there is read again, so that order, gaps and repetitions make no difference to what comes of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from footwise.clinic.outcomes import Note, PainRating, Practice, Source, correct, note, take_log
from footwise.clinic.people import Person
from footwise.clinic.phone.course import EMPTY, STOPPED, advanced, course_of, with_pain, with_walk
from footwise.clinic.phone.models import HomePlan, HomeSession, Received
from footwise.clinic.phone.packets import WALK, records_of
from footwise.clinic.phone.said import day_of, note_concern, with_forms, with_hindered, with_pause
from footwise.clinic.phone.sensor_notices import with_notices
from footwise.clinic.phone.stop_rule import FALL, PAIN, pain_is_up
from footwise.clinic.work import ask_for
from footwise.jobs import Progress, natural_angles, walk_log
from footwise.settings import is_number, parse_json

BY_PHONE = Source("phone")
_PLACES = ("overall", "medial")
_SIDES = ("left", "right")


def take_in_walk(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Read what is here of a session; gives what writes it into the course and the outcomes.

    Parameters
    ----------
    subject : UUID
        Of the session.
    progress : Progress
    """
    session = HomeSession.everything.select_related("person", "phone__link").get(pk=subject)
    here = Received.objects.get(session=session)
    packets = dict(records_of(session, here.sealed_bytes))
    records = [record for number in sorted(packets) for record in packets[number]["records"]]
    return lambda: _write(session, records, here.blocks)


def _write(session: HomeSession, records: list[dict[str, Any]], read_blocks: int) -> None:
    user = session.phone.link.made_by
    course = course_of(session.person_id)
    before = json.dumps(course.content, sort_keys=True)
    told = {**EMPTY, **course.content}
    answers = [record for record in records if record["kind"] == "answer"]
    side = _side(session.person, records)
    for answer in answers:
        told = _answered(session, answer, told, side, user)
        match answer.get("question"):
            case "hindered":
                told = with_hindered(session, answer, told)
            case "pause":
                told = with_pause(session, answer, told)
    told = with_forms(session, answers, told, user)
    told = with_notices(session, records, told)
    told = _walked(session, records, told, user)
    told = _stopped(session, answers, told)
    if course._state.adding or json.dumps(told, sort_keys=True) != before:
        course.content = told
        course.save()
    HomeSession.everything.filter(pk=session.pk).update(took_in=read_blocks)
    if Received.objects.get(session=session).blocks > read_blocks:
        # More came while this was read.
        ask_for(WALK, session.pk)


def _side(person: Person, records: list[dict[str, Any]]) -> str:
    if person.affected_side in _SIDES:
        return str(person.affected_side)
    begun = next((record for record in records if record["kind"] == "session"), {})
    sides = begun.get("plan", {}).get("sides") if isinstance(begun.get("plan"), dict) else None
    if isinstance(sides, list) and sides and sides[0] in _SIDES:
        return str(sides[0])
    # With two sore knees the diary asks about the one that is practised for.
    plan = HomePlan.everything.filter(person=person).first()
    return str(plan.content["side"]) if plan else "right"


def _answered(
    session: HomeSession, answer: dict[str, Any], told: dict[str, Any], side: str, user: Any
) -> dict[str, Any]:
    rating, place, day = answer.get("rating"), answer.get("place"), day_of(session, answer)
    if answer.get("question") != "pain" or not is_number(rating, 0, 10) or place not in _PLACES:
        return told
    figures = {"rating": float(rating)}
    slot = PainRating.slot_of(side, str(place))
    noted = note(PainRating, person=session.person_id, day=day, slot=slot, figures=figures, source=BY_PHONE, user=user)
    if noted.note is Note.OTHER and noted.row.rating < rating and noted.row.content["source"] == BY_PHONE.value:
        # Of several ratings of a day the worst counts.
        correct(noted.row, figures, reason="worst of the day", user=user)
    return with_pain(told, day, float(rating), "pains" if place == "overall" else "medials")


def _walked(session: HomeSession, records: list[dict[str, Any]], told: dict[str, Any], user: Any) -> dict[str, Any]:
    # A session at a computer that was broken off is closed without an end, and may go on later.
    ended = any(record["kind"] in ("end", "closed") for record in records)
    timed = [one["minutes"] for one in records if one["kind"] == "timer" and is_number(one.get("minutes"), 0, 600)]
    # The day of the clinic, as pain and a diary have it: an evening's walk is the next day's in universal time.
    name, began = str(session.pk), timezone.localtime(session.began_at)
    day = began.date()
    known = next((walk for walk in told["walks"] if walk["session"] == name), None)
    if timed and not any(record["kind"] == "block" for record in records):
        # Without a sensor, or with one that could not be used: a diary's minutes, of which more may come later.
        more = float(timed[-1]) - (known["minutes"] if known else 0.0)
        if more > 0 or known is None:
            _diary(session, day, max(more, 0.0), user)
        walk = {"session": name, "day": day.isoformat(), "minutes": float(timed[-1])}
        return with_walk(told, {**walk, "steps": None, "right": None, "number": None})
    log = walk_log(_numbered(records, told, known, name), began) if ended else None
    if log is None:
        return told
    number = parse_json(log.split(b"\n", 1)[0])["plan"]["session"]
    taken = take_log(session.person, "walk.jsonl", log, user, source=BY_PHONE, again=known is not None)
    if taken.refused:
        return told
    practice = Practice.of_person(session.person_id).filter(day=day, slot=f"session {number}").first()
    figures: dict[str, Any] = practice.figures if practice else {"minutes": 0.0, "feet": {}}
    feet = figures["feet"].values()
    walk = {
        "session": name,
        "day": day.isoformat(),
        "minutes": figures["minutes"],
        "steps": sum(foot["steps"] for foot in feet),
        "right": sum(foot["steps_in_band"] for foot in feet),
        "number": number,
    }
    natural = {**natural_angles(records), **told["baseline_deg"]}
    next_session = max(told["next_session"], number + 1)
    plan = HomePlan.everything.filter(person=session.person_id).first()
    more = figures["minutes"] - (known["minutes"] if known else 0.0)
    told = advanced(told, more, plan.content["minutes"]) if plan and more > 0 else told
    return {**with_walk(told, walk), "baseline_deg": natural, "next_session": next_session}


def _numbered(
    records: list[dict[str, Any]], told: dict[str, Any], known: dict[str, Any] | None, name: str
) -> list[dict[str, Any]]:
    """Give a walk another number where another walk has it: two phones of a person count for themselves."""
    begun = next((record for record in records if record["kind"] == "session"), None)
    if begun is None or not isinstance(plan := begun.get("plan"), dict):
        return []
    number = plan.get("session")
    others = {walk["number"] for walk in told["walks"] if walk["session"] != name}
    if known is not None and known["number"] is not None:
        number = known["number"]
    elif number in others:
        number = max(told["next_session"], *(one + 1 for one in others if one is not None))
    blocks = [{**block, "session": number} for block in plan.get("blocks", []) if isinstance(block, dict)]
    renamed = {**begun, "plan": {**plan, "session": number, "blocks": blocks}}
    return [renamed if record is begun else record for record in records]


def _diary(session: HomeSession, day: date, minutes: float, user: Any) -> None:
    told: dict[str, Any] = {"person": session.person_id, "day": day, "slot": "diary", "user": user}
    noted = note(Practice, figures={"minutes": minutes}, source=BY_PHONE, walked=minutes > 0, **told)
    if noted.note is not Note.ADDED:
        whole = noted.row.figures["minutes"] + minutes
        correct(noted.row, {"minutes": whole}, reason="another walk of the day", user=user, walked=whole > 0)


def _stopped(session: HomeSession, answers: list[dict[str, Any]], told: dict[str, Any]) -> dict[str, Any]:
    """Look at the stop rule; where it holds, the clinic's list shows it first. Each fall and each day counts once."""
    name, pains = str(session.pk), told["pains"]
    fell = next((one for one in answers if one.get("question") == "fall" and one.get("fell") is True), None)
    if fell is not None and name not in told["falls"]:
        found = {"why": FALL, "day": day_of(session, fell).isoformat()}
        told = {**told, "falls": [*told["falls"], name]}
    elif pain_is_up(pains) and pains[-1]["day"] > told["pain_stop_day"]:
        found = {"why": PAIN, "day": pains[-1]["day"]}
        told = {**told, "pain_stop_day": pains[-1]["day"]}
    else:
        return told
    note_concern(session.person_id, STOPPED, date.fromisoformat(found["day"]), found)
    return {**told, "stopped": found}
