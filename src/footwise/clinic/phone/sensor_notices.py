"""What went wrong with a phone's sensor, as the phone noted it: a line a session for the clinic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.phone.models import HomeSession

_KEPT = 200
_SHOWN = 10
# The words that `page/notices.mjs` writes.
NOTICES = {
    "denied": _("the phone did not let the page feel motion"),
    "no-motion": _("the browser gives no motion sensor"),
    "no-gyroscope": _("the phone has no gyroscope"),
    "all-zero": _("the sensor says nothing but zeros"),
    "gyro-axes": _("the gyroscope mixes up its axes"),
    "gyro-sign": _("the gyroscope turns the wrong way"),
    "gyro-unit": _("the gyroscope speaks in another unit"),
    "gyro-dead": _("the gyroscope does not feel turns"),
    "not-usable": _("the sensor is not good enough for cues: the timer was used"),
    "away": _("the page was left in the walk, as for a call"),
    "refit": _("the phone was taken off the shoe in the walk and put on again"),
    "sound-cut": _("the sound was cut off"),
    "screen-down": _("the phone lay with its screen to the shoe"),
    "foot-confirmed": _("toes turned otherwise than expected; the person says it was the right shoe"),
    "other-foot": _("the phone was on the other shoe; the person changed it"),
}


def with_notices(session: HomeSession, records: Iterable[Mapping[str, Any]], told: Mapping[str, Any]) -> dict[str, Any]:
    """Put what a session's phone noted into the course; of one session it stands there once."""
    said = {record.get("word") for record in records if record["kind"] == "notice"}
    words = [word for word in NOTICES if word in said]
    if not words:
        return dict(told)
    name, day = str(session.pk), timezone.localtime(session.began_at).date().isoformat()
    others = [one for one in told["notices"] if one["session"] != name]
    kept = sorted(
        [*others, {"session": name, "day": day, "words": words}], key=lambda one: (one["day"], one["session"])
    )
    return {**told, "notices": kept[-_KEPT:]}


def notices_in_words(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the newest of them: the day, and what was noted."""
    newest = list(reversed(told.get("notices", [])))[:_SHOWN]
    return [
        {"day": date.fromisoformat(one["day"]), "what": [str(NOTICES[word]) for word in one["words"]]} for one in newest
    ]
