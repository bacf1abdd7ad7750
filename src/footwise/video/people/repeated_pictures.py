"""Whether a film shows every picture of another film twice, as that of a screen does, or one that was saved anew."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.notes import Note
from footwise.recordings.film import PictureLandmarks

# How far a body moves at most from a picture to its repetition, as a share of how far it moves to the next new one.
# The model sees a repeated picture from another region, and puts its points a little elsewhere.
LARGEST_STILL_SHARE = 0.3
# A person who stands repeats every picture.
LEAST_MOVE = 0.002
FEWEST_PAIRS = 20
MOST_TIMES = 4


def repetition_note(person: PictureLandmarks) -> tuple[Note, ...]:
    """Say that pictures repeat, where they do so with a beat of two, three or four.

    Parameters
    ----------
    person : PictureLandmarks
        Of whoever walks.

    Returns
    -------
    tuple of Note
        One, or none.
    """
    moves = _moves(person)
    for beat in range(2, MOST_TIMES + 1):
        whole = moves[: len(moves) // beat * beat].reshape(-1, beat)
        whole = whole[np.isfinite(whole).all(axis=1)]
        if len(whole) < FEWEST_PAIRS:
            continue
        middle = np.sort(np.median(whole, axis=0))
        # One step to a new picture, and none in between.
        if middle[-1] > LEAST_MOVE and middle[-2] < LARGEST_STILL_SHARE * middle[-1]:
            words = {2: "twice", 3: "three times", 4: "four times"}[beat]
            rate = person.rate_hz / beat
            said = (
                f"each picture is in it {words}: it shows a film of {rate:.0f} pictures a second, as a film of a "
                "screen does, or one that was saved anew. Times are no better than that, and no foot angle from a "
                "screen is right: give the film itself"
            )
            return (Note(said),)
    return ()


def _moves(person: PictureLandmarks) -> Array:
    """How far the ankles and knees move from each picture to the next, in lengths of the body; NaN where not seen."""
    points = np.stack([person[f"{side}_{part}"] for side in ("left", "right") for part in ("knee", "ankle")], axis=1)
    size = np.nanmax(person.points_px[..., 1]) - np.nanmin(person.points_px[..., 1])
    return np.asarray(np.linalg.norm(np.diff(points, axis=0), axis=2).max(axis=1) / max(float(size), 1.0))
