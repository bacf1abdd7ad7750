"""Who walked: what the user calls the person, else the recordings; never a name that stands in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from footwise.loads import Walk
from footwise.recordings import Person

_MOST_NAMED = 3


@dataclass(frozen=True)
class Walker:
    """One person in the head of a report; mass and height are None where they are not known."""

    name: str
    mass_kg: float | None
    height_m: float | None


def who_walked(walks: Sequence[Walk]) -> list[Walker]:
    """Everybody who walked, once each, in the order of the recordings."""
    recordings: dict[Person, list[str]] = {}
    for walk in walks:
        recordings.setdefault(walk.recording.person, []).append(walk.recording.name)
    return [
        Walker(person.name or _named(names), person.mass_kg, person.height_m) for person, names in recordings.items()
    ]


def _named(recordings: list[str]) -> str:
    more = len(recordings) - _MOST_NAMED
    return ", ".join(recordings[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
