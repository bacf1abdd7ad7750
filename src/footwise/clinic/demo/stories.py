"""Who is in the demonstration: for everybody what is to be seen in them, and how long ago their first visit was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Story(StrEnum):
    """What there is to see in somebody."""

    WALK = "waits for the real walk"
    """Comes today, has agreed, nothing recorded: whoever tries the demonstration puts the real walk there."""
    MEASURED = "measured, not signed"
    COURSE = "in the course"
    PAIN = "pain went up"
    STOPPED = "practice stopped"
    LOST = "the angle was lost"
    DUE = "a visit is due"
    NO_PLATES = "measured without force plates"
    NO_CONSENT = "comes, and has not agreed"
    NEW = "added, comes soon"
    LEFT = "has withdrawn the consent"


@dataclass(frozen=True)
class Invented:
    """Somebody of the demonstration.

    Attributes
    ----------
    clinic, pseudonym : str
    story : Story
    weeks_ago : int
        Since the first visit; 0 for today, negative for one that is still to come.
    number : int
        From 0: which of the virtual people it is.
    """

    clinic: str
    pseudonym: str
    story: Story
    weeks_ago: int
    number: int


FIRST_CLINIC = "Linden"
WAITS_FOR_THE_WALK = "L-001"
_LINDEN = (
    (Story.WALK, 0), (Story.MEASURED, 0), (Story.PAIN, 9), (Story.STOPPED, 14), (Story.LOST, 20), (Story.COURSE, 50),
    (Story.NO_PLATES, 3), (Story.DUE, 30), (Story.NO_CONSENT, -1), (Story.COURSE, 3), (Story.COURSE, 5),
    (Story.COURSE, 11), (Story.COURSE, 26), (Story.COURSE, 38), (Story.NEW, -1), (Story.LEFT, 33), (Story.COURSE, 44),
    (Story.NEW, -2),
)  # fmt: skip
_HARBOUR = (
    (Story.MEASURED, 0), (Story.COURSE, 6), (Story.STOPPED, 17), (Story.COURSE, 28), (Story.COURSE, 47),
    (Story.PAIN, 12), (Story.NEW, -1), (Story.COURSE, 2), (Story.NO_PLATES, 8), (Story.DUE, 35), (Story.LEFT, 21),
    (Story.NEW, -2),
)  # fmt: skip
_HILLSIDE = (
    (Story.MEASURED, 0), (Story.COURSE, 4), (Story.COURSE, 15), (Story.COURSE, 41), (Story.NO_CONSENT, -1),
    (Story.NEW, -1), (Story.COURSE, 8), (Story.DUE, 29), (Story.NEW, -2), (Story.COURSE, 22),
)  # fmt: skip


def everybody() -> list[Invented]:
    """Give all 40, clinic by clinic."""
    told = [
        (name, number, story, weeks)
        for name, people in (("Linden", _LINDEN), ("Harbour", _HARBOUR), ("Hillside", _HILLSIDE))
        for number, (story, weeks) in enumerate(people, start=1)
    ]
    letters = {"Linden": "L", "Harbour": "H", "Hillside": "S"}
    return [
        Invented(name, f"{letters[name]}-{number:03d}", story, weeks, k)
        for k, (name, number, story, weeks) in enumerate(told)
    ]
