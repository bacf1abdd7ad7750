"""What is said of feet that leave the picture: at which edge, and where to point the phone."""

from __future__ import annotations

from collections.abc import Sequence

from footwise.gait.film.events import Stance
from footwise.gait.film.motion import LOWER, UPPER, FilmedMotion
from footwise.notes import Note

HOW_TO_POINT = {
    LOWER: "Tilt the phone down, or move it further away, until the floor shows below the feet",
    UPPER: "Tilt the phone up, or move it further away, until the whole person is in the picture",
}
# Of the pictures in which the legs are not inside.
_MOSTLY = 0.5


def edge_notes(found: Sequence[Stance]) -> tuple[Note, ...]:
    """Say how many steps were lost, or not seen whole, at the lower and at the upper edge of the picture.

    To the sides people walk into the picture and out of it, and there is nothing to mend.

    Parameters
    ----------
    found : sequence of Stance
        Of both feet.
    """
    notes = []
    for edge, what in ((LOWER, "the feet leave the lower edge"), (UPPER, "the hips leave the upper edge")):
        lost = sum(edge in f"{stance.fault or ''} {stance.note}" for stance in found)
        if lost:
            steps = f"{lost} of {len(found)} steps" if len(found) > 1 else "the one step"
            how = HOW_TO_POINT[edge]
            notes.append(Note(f"{what} of the picture in {steps}: {how[:1].lower()}{how[1:]}"))
    return tuple(notes)


def usual_edge(motion: FilmedMotion) -> str | None:
    """The edge at which the legs mostly are out of the picture; None where they are hidden, or in it.

    Parameters
    ----------
    motion : FilmedMotion
    """
    if motion.outside is None:
        return None
    out = motion.outside[motion.outside != ""]
    for edge in HOW_TO_POINT:
        if len(out) and (out == edge).mean() > _MOSTLY:
            return edge
    return None
