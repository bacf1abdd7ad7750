"""Whether the person in the neutral stance can be the one who walks: by how tall they are in the same room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film.motion import FilmedMotion
from footwise.recordings import SIDES
from footwise.recordings.film import Camera
from footwise.signals import norm

# People of one sex differ by 4 % (1 SD). One phone measures a walker's height to 2 %, several to 1 %.
NOTED_SHARE, OTHER_PERSON_SHARE = 0.05, 0.09
_CHAIN = ("shoulder", "hip", "knee", "ankle")


def height_in_room(motion: FilmedMotion) -> float:
    """Shoulder to hip to knee to ankle, median over frames and sides, in m; NaN where it was never seen."""
    sides = []
    for side in SIDES:
        parts = [norm(motion[f"{side}_{one}"] - motion[f"{side}_{other}"]) for one, other in pairwise(_CHAIN)]
        sides.append(np.sum(parts, axis=0))
    return _median(np.concatenate(sides))


def height_before_phone(motion: FilmedMotion, camera: Camera, body_m: Array) -> float:
    """Height of the shoulders over the floor, where the lines of sight pass over the body's place, in m.

    Parameters
    ----------
    motion : FilmedMotion
        In pixels.
    camera : Camera
    body_m : array, shape (frames, 2)
        The body seen from above.
    """
    rays = camera.rays((motion["left_shoulder"] + motion["right_shoulder"]) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = norm(body_m - camera.position_m[:2]) / norm(rays[:, :2])
    heights = camera.position_m[2] + reach * rays[:, 2]
    return _median(heights[motion.inside])


def check_same_person(where: str, stood_m: float, walked_m: float) -> str:
    """Refuse a neutral stance of somebody who is clearly taller or smaller than the walker; note a doubtful one.

    Parameters
    ----------
    where : str
        The recording of the stance, for the message.
    stood_m, walked_m : float
        Height of the person in stance and walk, measured in the same way; NaN where not known.

    Returns
    -------
    str
        What a reader must know; mostly empty.

    Raises
    ------
    FootwiseError
        They differ by more than 9 %.
    """
    if not np.isfinite(stood_m + walked_m) or min(stood_m, walked_m) <= 0:
        return ""
    share = stood_m / walked_m - 1
    shown = f"{100 * abs(share):.0f} % {'taller' if share > 0 else 'smaller'} than the one who walks"
    if abs(share) > OTHER_PERSON_SHARE:
        raise FootwiseError(
            where,
            f"shows a person who is {shown}: somebody else, or a phone that was moved in between",
            "Film the person who walks, standing, with the phone in the same place; `person` chooses who it is",
            kind=ErrorKind.REFUSAL,
        )
    return f"the person in the neutral stance seems {shown}: is it the same?" if abs(share) > NOTED_SHARE else ""


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan
