"""Who is reminded when: at the time that the person chose, where they still mean to practise today, and once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Consent
from footwise.clinic.phone.course import EMPTY, pause_in_force
from footwise.clinic.phone.models import HomeCourse, HomePlan, Reminder
from footwise.clinic.phone.web_push import Pushed, is_push_address, public_key, push, push_is_on
from footwise.clinic.work import ask_for
from footwise.jobs import Progress

REMIND = "remind"
# One job sends all that are due: it is about nobody in particular.
EVERYBODY = UUID(int=0)
# After a longer silence of the server a reminder would come at a time that nobody chose.
_LATE = dt.timedelta(minutes=45)
# So many pushes to one service fail, and the rest of them waits for the next time.
_GIVEN_UP = 5


def choose_reminder(phone: UUID, person: UUID, told: dict[str, Any] | None) -> bool:
    """Keep when a phone is to be reminded, or that it is no more; False where that cannot be.

    Parameters
    ----------
    phone, person : UUID
    told : dict or None
        As a phone sends it: ``time``, ``days``, ``zone``, ``endpoint``, ``key``.
    """
    with transaction.atomic():
        row = Reminder.everything.select_for_update(of=("self",)).filter(phone=phone).first()
        if told is None:
            if row is not None:
                _forget(row)
            return True
        content = _sound(told)
        if content is None or not push_is_on() or content["key"] != public_key():
            return False
        row = row or Reminder(phone_id=phone, person_id=person)
        row.content = content
        row.due_at = next_time(content, timezone.now())
        row.save()
        return True


def next_time(content: dict[str, Any], after: dt.datetime) -> dt.datetime:
    """Give the next moment that was chosen, by the clock of the phone's own zone."""
    zone = ZoneInfo(content["zone"])
    hour, minute = map(int, content["time"].split(":"))
    today = after.astimezone(zone).date()
    for ahead in range(8):
        day = today + dt.timedelta(days=ahead)
        when = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        if day.weekday() in content["days"] and when > after:
            return when.astimezone(dt.UTC)
    raise ValueError("no day of the week was chosen")


def ask_to_remind() -> None:
    """Let a worker remind those whose time has come; called once a minute."""
    if push_is_on() and Reminder.everything.filter(due_at__lte=timezone.now()).exists():
        with acting_as(Actor("reminders")):
            ask_for(REMIND, EVERYBODY)


def remind(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Remind all whose time has come; gives what forgets the addresses that are known no more."""
    now = timezone.now()
    rows = list(Reminder.everything.filter(due_at__lte=now).select_related("phone").order_by("due_at", "pk"))
    gone: list[Reminder] = []
    failed: dict[str, int] = {}
    for number, row in enumerate(rows):
        progress("", number, len(rows))
        late = now - row.due_at > _LATE
        # Before it is sent: two workers, or one that dies, must not remind twice.
        taken = Reminder.everything.filter(pk=row.pk, due_at=row.due_at)
        if not row.content or not taken.update(due_at=next_time(row.content, now)):
            continue
        if row.phone.revoked_at is not None or row.content["key"] != public_key():
            gone.append(row)
        elif push_is_on() and not late and means_to_practise(row.person_id, row.content):
            service = row.content["endpoint"].split("/")[2]
            if failed.get(service, 0) < _GIVEN_UP and is_push_address(row.content["endpoint"]):
                told = push(row.content["endpoint"])
                failed[service] = failed.get(service, 0) + 1 if told is Pushed.FAILED else 0
                if told is Pushed.GONE:
                    gone.append(row)
    return lambda: _forget_all(gone)


def means_to_practise(person: UUID, content: dict[str, Any]) -> bool:
    """Tell whether a reminder is welcome: agreed, not told to stop, no pause, and not walked enough today."""
    if not Consent.in_force(person):
        return False
    course = HomeCourse.everything.filter(person=person).first()
    told = {**EMPTY, **course.content} if course else EMPTY
    if told["stopped"] or pause_in_force(told):
        return False
    plan = HomePlan.everything.filter(person=person).first()
    today = timezone.localdate(timezone=ZoneInfo(content["zone"])).isoformat()
    walked = sum(walk["minutes"] for walk in told["walks"] if walk["day"] == today)
    return not (walked and (plan is None or walked >= plan.content["minutes"] - 1))


def _forget_all(rows: Sequence[Reminder]) -> None:
    for row in rows:
        # Unless the phone has chosen anew meanwhile.
        now = Reminder.everything.select_for_update(of=("self",)).filter(pk=row.pk, version=row.version).first()
        if now is not None:
            _forget(now)


def _forget(row: Reminder) -> None:
    row.content, row.due_at = {}, None
    row.save()


def _sound(told: dict[str, Any]) -> dict[str, Any] | None:
    """Give what a phone has chosen, where all of it can be."""
    time, days, zone, endpoint, key = (told.get(name) for name in ("time", "days", "zone", "endpoint", "key"))
    try:
        dt.time.fromisoformat(time if isinstance(time, str) and len(time) == 5 else "")
    except ValueError:
        return None
    if not isinstance(days, list) or not days or not all(day in range(7) and type(day) is int for day in days):
        return None
    if not is_push_address(endpoint) or not isinstance(key, str):
        return None
    known = isinstance(zone, str) and zone in available_timezones()
    return {
        "time": time,
        "days": sorted(set(days)),
        "zone": zone if known else settings.TIME_ZONE,
        "endpoint": endpoint,
        "key": key,
    }
