"""The neutral stance: where the feet of a person point who stands still on the walkway and faces along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.errors import FootwiseError
from footwise.gait.video_foot_angle import flat_frames
from footwise.recordings import SIDES
from footwise.recordings.recording import Array
from footwise.signals import butterworth_lowpass, norm, runs, unit

LEAST_STILL_S = 1.0
# Whoever stands moves slowly; what is faster is noise of the landmarks.
STANDING_HZ = 2.0
# Whose feet point further than this to one side of the walk did not face along it.
LARGEST_ASKEW_DEG = 25.0
HOW = "Stand on the walkway, still for two seconds, facing the way you will walk, feet as they feel natural"

Feet = dict[tuple[str, str], Array]


@dataclass(frozen=True)
class NeutralStance:
    """Both feet in neutral stance, in the lab frame.

    Attributes
    ----------
    foot : dict of str to array, shape (2,)
        Side to the unit vector from heel to toe, seen from above.
    sd_deg : dict of str to float
        Side to the standard deviation over the frames.
    frames : array of int
        The still frames.
    """

    foot: dict[str, Array]
    sd_deg: dict[str, float]
    frames: np.ndarray

    @property
    def facing(self) -> Array:
        """Middle between both feet, unit vector of shape (2,): about where the person faces."""
        return unit(self.foot["left"] + self.foot["right"])


def still_frames(feet: Feet, rate_hz: float) -> np.ndarray:
    """Longest stretch in which both feet lie flat at once, at least a second; empty without one.

    Parameters
    ----------
    feet : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2 or 3).
    rate_hz : float
    """
    calm = {key: butterworth_lowpass(place, rate_hz, STANDING_HZ) for key, place in feet.items()}
    flat = np.logical_and(*(flat_frames(calm[side, "heel"], calm[side, "toe"], rate_hz) for side in SIDES))
    first, last = max(runs(flat), key=lambda run: run[1] - run[0], default=(0, 0))
    return np.arange(first, last) if last - first >= LEAST_STILL_S * rate_hz else np.empty(0, dtype=int)


def neutral_stance(where: str, feet: Feet, rate_hz: float) -> NeutralStance:
    """Measure the feet of a person who stands still.

    Parameters
    ----------
    where : str
        The recording, for the message.
    feet : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2).
    rate_hz : float

    Raises
    ------
    FootwiseError
        Both feet are never still for a second.
    """
    frames = still_frames(feet, rate_hz)
    if not len(frames):
        raise FootwiseError(where, "shows no second in which both feet stand still", HOW)
    foot, spread = {}, {}
    for side in SIDES:
        vectors = unit((feet[side, "toe"] - feet[side, "heel"])[frames, :2])
        middle = unit(np.median(vectors, axis=0))
        across = middle[0] * vectors[:, 1] - middle[1] * vectors[:, 0]
        foot[side] = middle
        spread[side] = float(np.degrees(np.arctan2(across, vectors @ middle)).std())
    return NeutralStance(foot, spread, frames)


def facing_along(where: str, neutral: NeutralStance, directions: Array) -> Array:
    """Which way the walk goes that the person faced in neutral stance.

    Parameters
    ----------
    where : str
        The recording of the walk, for the message.
    neutral : NeutralStance
    directions : array, shape (steps, 2)
        Unit vectors; NaN where not known.

    Returns
    -------
    array, shape (2,)
        Mean direction of the steps that lead where the feet pointed.

    Raises
    ------
    FootwiseError
        The feet pointed more than 25° away from every way that was walked.
    """
    known = directions[np.isfinite(directions).all(axis=1)]
    along = known[known @ neutral.facing > np.cos(np.radians(LARGEST_ASKEW_DEG))]
    if not len(along):
        raise FootwiseError(where, "leads another way than the feet pointed in the neutral stance", HOW)
    mean = along.mean(axis=0)
    return np.asarray(mean / norm(mean))
