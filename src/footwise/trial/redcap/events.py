"""Which week an event of a REDCap project is, by its name or as it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_ARM = re.compile(r"_arm_\d+[a-z]?$| \(arm \d+: [^)]*\)$", re.IGNORECASE)
_UNITS = {
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
    "day": ("day", "days"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_WORDS = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
# A number beside a unit and no other number: week_7, 12_month_followup, week7_phone; not week_7_to_9.
_BEFORE = re.compile(rf"^(?P<unit>{_WORDS})_?(?P<count>\d+)(?:_[a-z_]*)?$")
_AFTER = re.compile(rf"^(?P<count>\d+)_?(?P<unit>{_WORDS})(?:_[a-z_]*)?$")
_BASELINE = re.compile(r"^baseline(_[a-z_]*)?$")
_DAYS_OF_YEAR = 365.25
# A month counts as the week of the design nearest to it, if that is so near.
_NEAR_WEEKS = 0.5


@dataclass(frozen=True)
class RedcapNames:
    """What a project calls things otherwise than the design does.

    Attributes
    ----------
    fields : mapping of str to str
        Name of a field to that of an outcome, of ``arm``, of ``date`` or of a column of ``people.csv``.
    events : mapping of str to int
        Name of an event to its week.
    missing : sequence of str
        Codes that stand for no value, such as -99 or NI.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class EventWeek:
    """What an event is.

    Attributes
    ----------
    week : int or None
        None where its name does not tell it.
    baseline : bool
        It is called the baseline: its measures are those of each outcome's baseline.
    said : bool
        The person who imports said which week it is.
    how : str
        To be said where the name was not simply ``week_7``; else empty.
    trouble : str
        Why there is no week, where the name has a number and a unit; else empty.
    """

    week: int | None = None
    baseline: bool = False
    said: bool = False
    how: str = ""
    trouble: str = ""


def event_week(event: str, weeks: Sequence[int], told: Mapping[str, int]) -> EventWeek:
    """Find the week of an event.

    Parameters
    ----------
    event : str
        ``month_12_arm_1``, or as label exports have it ``Month 12 (Arm 1: Walkers)``.
    weeks : sequence of int
        Visits of the design.
    told : mapping of str to int
        Weeks of events that the person who imports has given.
    """
    plain = event_name(event)
    for name in (event, plain):
        if name in told:
            return EventWeek(told[name], said=True, how=f"{event} as week {told[name]}, as you said")
    if _BASELINE.match(plain):
        return EventWeek(baseline=True, how=f"{event} as the baseline of every outcome")
    match = _BEFORE.match(plain) or _AFTER.match(plain)
    if match is None:
        return EventWeek()
    count, unit = int(match["count"]), _UNIT_OF[match["unit"]]
    if unit == "week":
        return EventWeek(count, how="" if re.match(r"^week_\d+$", plain) else f"{event} as week {count}")
    days = count * {"day": 1.0, "month": _DAYS_OF_YEAR / 12, "year": _DAYS_OF_YEAR}[unit]
    near = min(weeks, key=lambda week: abs(7 * week - days))
    if abs(7 * near - days) <= 7 * _NEAR_WEEKS:
        return EventWeek(near, how=f"{event} as week {near}")
    return EventWeek(trouble=f"{count} {unit}{'s' * (count != 1)} are {days / 7:.1f} weeks")


def event_name(event: str) -> str:
    """Give the name of an event without its arm, in small letters with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", _ARM.sub("", event.strip()).lower()).strip("_")
