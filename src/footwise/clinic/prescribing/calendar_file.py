"""The days of a plan as a calendar file (RFC 5545): whole days, no name, no word about a knee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

_LONGEST_OCTETS = 75


def calendar_file(plan: UUID, made_at: dt.datetime, sessions: list[tuple[int, dt.date, str]]) -> bytes:
    """Write the calendar.

    Parameters
    ----------
    plan : UUID
    made_at : datetime
    sessions : list of (number, day, title)
    """
    stamp = made_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Footwise//Clinic//EN", "CALSCALE:GREGORIAN"]
    for number, day, title in sessions:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{plan}-{number}@footwise",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(title)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(octets + b"\r\n" for line in lines for octets in _folded(line))


def _text(text: str) -> str:
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line where it has grown too long, never within a letter."""
    now = b""
    for letter in line:
        more = letter.encode()
        if len(now) + len(more) > _LONGEST_OCTETS:
            yield now
            now = b" "
        now += more
    yield now
