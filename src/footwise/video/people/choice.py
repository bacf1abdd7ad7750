"""Choose the walker among everybody in a clip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.film import PictureLandmarks
from footwise.video.people.crossing import body_size_px, followed, hips_px

SHORTEST_WALK = 0.4
"""In body sizes, shoulder to ankle: about a step."""

# Phones film with a focal length of about three quarters of the picture's longer side.
_USUAL_FOCAL = 0.75
_SMOOTHED_S = 0.3
# Ankles and heels must be in the picture in at least this share of a person's pictures.
_FEET_IN_PICTURE = 0.5
# Of the pictures in which they are not.
_MOSTLY = 0.5
# A body that leans further than this against the picture is that of a clip saved on its side or upside down.
_UPRIGHT_DEG = 50.0
_FEET = ("left_ankle", "right_ankle", "left_heel", "right_heel")


def choose_person(
    people: tuple[PictureLandmarks, ...], wanted: int | None = None, *, standing: bool = False
) -> PictureLandmarks:
    """Take the person with the longest walk, or the one that is asked for.

    Parameters
    ----------
    people : tuple of PictureLandmarks
        As `find_people` gives them, from left to right by where each was when first seen.
    wanted : int, optional
        1 is the first of `people`.
    standing : bool
        Whether the clip shows somebody standing still, for their neutral stance: the one seen longest is then taken.

    Returns
    -------
    PictureLandmarks
        With a note of who was chosen where there was a choice.

    Raises
    ------
    FootwiseError
        Nobody walks, there is no such person, they do not stand upright in the picture, or the feet are out of it
        most of the time.
    """
    if not people:
        raise FootwiseError(
            "clip", "nobody was found in it", "Film the whole body, 3 to 4 m away", kind=ErrorKind.REFUSAL
        )
    source = people[0].source
    _check_upright(people)
    if wanted is not None:
        if not 1 <= wanted <= len(people):
            raise FootwiseError(
                source,
                f"has no person {wanted}: {_counted(len(people))} found in it",
                "Leave `person` out" if len(people) == 1 else f"Give `person` a number from 1 to {len(people)}",
                kind=ErrorKind.BAD_REQUEST,
            )
        number = wanted - 1
        reason = "asked for"
    elif standing:
        number = int(np.argmax([followed(person).sum() for person in people]))
        reason = "seen longest"
    else:
        walks = [distance_walked(person) for person in people]
        number = int(np.argmax(walks))
        if walks[number] < SHORTEST_WALK:
            dark = next((f"; {note}" for note in people[0].notes if note.kind is NoteKind.DARK), "")
            raise FootwiseError(
                source,
                f"nobody walks in it: {_counted(len(people))} found, and the furthest way is "
                f"{walks[number]:.1f} times shoulder to ankle{dark}",
                "Film a few steps, or name the person with `person` if this is wrong",
                kind=ErrorKind.REFUSAL,
            )
        reason = "the longest walk"
    chosen = people[number]
    _check_feet(chosen)
    if len(people) == 1:
        return chosen
    note = (
        f"{len(people)} people were found, and number {number + 1} from left to right was taken ({reason}); whoever "
        "leaves the picture and comes back counts anew"
    )
    return replace(chosen, notes=(*chosen.notes, Note(note, NoteKind.CHOICE)))


def distance_walked(person: PictureLandmarks) -> float:
    """How far a person walks, in body sizes from shoulder to ankle.

    The larger of two measures: how far apart the furthest places of the hips are, in the picture and towards the camera
    (from the change of size); and half the way that one ankle makes past the other, which for a walk on a treadmill
    is what the belt moves.

    Parameters
    ----------
    person : PictureLandmarks

    Returns
    -------
    float
        A body of 1.7 m is about 1.4 m from shoulder to ankle. The measure ranks people; it is no distance in metres.
    """
    rows = np.flatnonzero(followed(person))
    if len(rows) < 3:
        return 0.0
    window = max(3, round(_SMOOTHED_S * person.rate_hz))
    sizes = _smooth(body_size_px(person)[rows, None], 2 * window)
    middle = np.array(person.size_px) / 2
    across = (_smooth(hips_px(person)[rows], window) - middle) / sizes
    away = _USUAL_FOCAL * max(person.size_px) / sizes
    low, high = np.percentile(np.column_stack([across, away]), [2, 98], axis=0)
    stride = _smooth((person["left_ankle"] - person["right_ankle"])[rows] / sizes, window)
    way = np.hypot(*np.diff(stride, axis=0).T).sum() / 2
    return float(max(np.hypot(*(high - low)[[0, 2]]), way))


def _smooth(values: Array, window: int) -> Array:
    """Median, then mean, of `window` rows around each row, the ends held."""
    half = window // 2
    for middle in (np.median, np.mean):
        padded = np.pad(values, ((half, half), (0, 0)), mode="edge")
        values = middle(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0), axis=-1)
    return values


def _check_upright(people: tuple[PictureLandmarks, ...]) -> None:
    """Refuse a clip that was saved turned: everybody in it lies, or stands on their head."""
    leans = []
    for person in people:
        shoulders, ankles = (
            (person[f"left_{part}"] + person[f"right_{part}"])[followed(person)] for part in ("shoulder", "ankle")
        )
        if len(shoulders):
            right, down = np.median(ankles - shoulders, axis=0)
            leans.append(float(np.degrees(np.arctan2(right, down))))
    if not leans or min(np.abs(leans)) < _UPRIGHT_DEG:
        return
    if min(np.abs(leans)) > 180 - _UPRIGHT_DEG:
        raise FootwiseError(
            people[0].source, "shows people upside down: it was saved turned by a half", "Turn it upright and save it"
        )
    raise FootwiseError(
        people[0].source,
        "shows people lying on their side: it was saved turned by a quarter",
        "Turn it upright and save it",
    )


def _check_feet(person: PictureLandmarks) -> None:
    feet = np.stack([person[name] for name in _FEET])[:, followed(person)]
    inside = ((feet >= 0) & (feet <= np.array(person.size_px))).all(axis=-1)
    if (share := float(inside.all(axis=0).mean())) < _FEET_IN_PICTURE:
        below = float((feet[..., 1] > person.size_px[1]).any(axis=0).mean()) > _MOSTLY * (1 - share)
        edge = ", below its lower edge" if below else ""
        tilt = "tilt the phone down, or film" if below else "film"
        raise FootwiseError(
            person.source,
            f"the feet are out of the picture in {100 * (1 - share):.0f} % of the pictures of the person{edge}",
            f"Film the whole body down to the floor: {tilt} with the phone further away or upright",
            kind=ErrorKind.REFUSAL,
        )


def _counted(people: int) -> str:
    return "one person was" if people == 1 else f"{people} people were"
