"""The neutral stance: where the feet of a person point who stands still on the walkway and faces along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film.foot_angle import flat_frames
from footwise.gait.film.motion import FilmedMotion
from footwise.recordings import SIDES
from footwise.signals import butterworth_lowpass, norm, runs, unit

LEAST_STILL_S = 1.0
# Whoever stands moves slowly; what is faster is noise of the landmarks.
STANDING_HZ = 2.0
# The body of a person who stands stays where it is; a walker's passes over the feet at 0.3 m/s and more, in slow motion
# at an eighth of that or more, with one foot ahead of the other by 30 to 70 cm.
STANDING_BODY_M_S = 0.05
STRADDLE_M, STRADDLING_BODY_M_S = 0.25, 0.02
# A walk of which no part leads within this of where the feet pointed is another walk.
LARGEST_ASKEW_DEG = 25.0
# What the facing is off the walk turns one foot out and the other in, by as much.
NOTED_ASKEW_DEG, REFUSED_ASKEW_DEG = 3.0, 8.0
# By the feet alone: 1 cm of view bias and a body that is not even move their middle by 4° (1 SD), and whoever is
# refused for that would be refused again.
REFUSED_BY_FEET_DEG = 12.0
HOW = "Stand on the walkway, still for two seconds, facing the way you will walk, feet as they feel natural"

Feet = dict[tuple[str, str], Array]


@by_value
@dataclass(frozen=True)
class NeutralStance:
    """Both feet in neutral stance, in the lab frame.

    Attributes
    ----------
    foot : dict of str to array, shape (2,)
        Side to the unit vector from heel to toe, seen from above.
    frames : array of int
        The still frames.
    trunk : array, shape (2,), optional
        Where hips and shoulders face, unit vector; only several cameras see it.
    """

    foot: dict[str, Array]
    frames: np.ndarray
    trunk: Array | None = None

    @property
    def facing(self) -> Array:
        """Middle between both feet, unit vector of shape (2,): about where the person faces."""
        return unit(self.foot["left"] + self.foot["right"])


def still_frames(feet: Feet, body_m: Array, rate_hz: float) -> np.ndarray:
    """Longest stretch in which a person stands, at least a second; empty without one.

    Both feet lie flat at once, and the body stays over them: in slow motion, or where a phone follows the person, both
    feet of a walker may seem to lie still for a second.

    Parameters
    ----------
    feet : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2 or 3).
    body_m : array, shape (frames, 2)
        The body seen from above.
    rate_hz : float
    """
    calm = {key: butterworth_lowpass(place, rate_hz, STANDING_HZ) for key, place in feet.items()}
    flat = np.logical_and(*(flat_frames(calm[side, "heel"], calm[side, "toe"], rate_hz) for side in SIDES))
    stood = [
        run for run in runs(flat) if run[1] - run[0] >= LEAST_STILL_S * rate_hz and _stays(run, calm, body_m, rate_hz)
    ]
    first, last = max(stood, key=lambda run: run[1] - run[0], default=(0, 0))
    return np.arange(first, last)


def _stays(run: tuple[int, int], feet: Feet, body_m: Array, rate_hz: float) -> bool:
    """Whether the body of a person whose feet lie still stays over them."""
    here = slice(*run)
    known = np.isfinite(body_m[here]).all(axis=1)
    if known.sum() < LEAST_STILL_S * rate_hz / 2:
        return False
    time_s = np.arange(run[1] - run[0])[known] / rate_hz
    speed = float(norm(np.polyfit(time_s, body_m[here][known], 1)[0]))
    left, right = (unit(np.median((feet[side, "toe"] - feet[side, "heel"])[here, :2], axis=0)) for side in SIDES)
    apart = np.median((feet["left", "heel"] - feet["right", "heel"])[here, :2], axis=0)
    straddles = abs(float(apart @ unit(left + right))) > STRADDLE_M
    return speed < (STRADDLING_BODY_M_S if straddles else STANDING_BODY_M_S)


def trunk_facing(motion: FilmedMotion) -> Array:
    """Where hips and shoulders face in every frame, seen from above, shape (frames, 2); of landmarks in the room."""
    to_left = sum((motion[f"left_{name}"] - motion[f"right_{name}"])[:, :2] for name in ("hip", "shoulder"))
    return unit(np.asarray(to_left)[:, ::-1] * np.array([1.0, -1.0]))


def neutral_stance(where: str, feet: Feet, body_m: Array, rate_hz: float, trunk: Array | None = None) -> NeutralStance:
    """Measure the feet of a person who stands still.

    Parameters
    ----------
    where : str
        The recording, for the message.
    feet : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2).
    body_m : array, shape (frames, 2)
        The body seen from above.
    rate_hz : float
    trunk : array, shape (frames, 2), optional
        As :func:`trunk_facing` gives it.

    Raises
    ------
    FootwiseError
        The person never stands still for a second.
    """
    frames = still_frames(feet, body_m, rate_hz)
    if not len(frames):
        raise FootwiseError(where, "shows no second in which both feet stand still", HOW, kind=ErrorKind.REFUSAL)
    foot = {}
    for side in SIDES:
        vectors = unit((feet[side, "toe"] - feet[side, "heel"])[frames, :2])
        foot[side] = unit(np.median(vectors, axis=0))
    return NeutralStance(foot, frames, None if trunk is None else unit(np.nanmean(trunk[frames], axis=0)))


def facing_along(
    where: str, neutral: NeutralStance, directions: Array, trunk: Array | None = None, stride_frames: float = np.nan
) -> tuple[Array, str]:
    """Which way the walk goes that the person faced in neutral stance.

    The feet are measured against the walk and not against the middle between them, so that a foot that always points
    further out than the other keeps its own neutral angle. The price is that a person who did not face along the walk
    gets that error on both feet, with opposite signs. Hips and shoulders tell how large it is, against the way they
    face in the walk itself: what the pose model is off there cancels (1 cm of view bias in simulation: 0.3°). One
    phone does not see them turn, and the middle between the feet must do, which 1 cm moves by 3°.

    Parameters
    ----------
    where : str
        The recording of the walk, for the message.
    neutral : NeutralStance
    directions : array, shape (steps, 2)
        Unit vectors; NaN where not known.
    trunk : array, shape (frames, 2), optional
        Where hips and shoulders face in the walk.
    stride_frames : float
        Length of the usual stride: in the public clip the trunk turns by 15° to either side with every stride, so
        that only whole strides have a middle.

    Returns
    -------
    direction : array, shape (2,)
        Mean direction of the steps that lead where the feet pointed.
    note : str
        From 3° between the way of the walk and where the person faced; else empty.

    Raises
    ------
    FootwiseError
        The person faced more than 8° to one side of the walk (by the feet alone more than 12°), or the feet pointed
        25° away from every way that was walked.
    """
    known = directions[np.isfinite(directions).all(axis=1)]
    along = known[known @ neutral.facing > np.cos(np.radians(LARGEST_ASKEW_DEG))]
    if not len(along):
        raise FootwiseError(
            where, "leads another way than the feet pointed in the neutral stance", HOW, kind=ErrorKind.REFUSAL
        )
    mean = along.mean(axis=0)
    direction = mean / norm(mean)
    askew, by_trunk = _between(direction, neutral.facing), False
    if neutral.trunk is not None and trunk is not None:
        walked = trunk[trunk @ direction > np.cos(np.radians(2 * LARGEST_ASKEW_DEG))]
        strides = len(walked) // stride_frames if np.isfinite(stride_frames) else 0
        if strides:
            spare = len(walked) - round(strides * stride_frames)
            walked = walked[spare // 2 : len(walked) - (spare - spare // 2)]
            askew = _between(unit(walked.mean(axis=0)), neutral.trunk)
            by_trunk = True
    to, outer, inner = ("left", "right", "left") if askew > 0 else ("right", "left", "right")
    seen_by = "hips and shoulders face" if by_trunk else "the feet point"
    shown = f"{seen_by} {abs(askew):.0f}° to the {to} of the walk"
    result = f"shown {abs(askew):.0f}° too far out and the {inner} one as much too far in"
    if abs(askew) > (REFUSED_ASKEW_DEG if by_trunk else REFUSED_BY_FEET_DEG):
        trouble = f"has a neutral stance in which {shown}: the {outer} foot would be {result}"
        raise FootwiseError(where, trouble, HOW, kind=ErrorKind.REFUSAL)
    maybe = "" if by_trunk else "unless the feet of this person always seem to stand so, "
    note = f"in the neutral stance {shown}: {maybe}the {outer} foot is {result}"
    return np.asarray(direction), note if abs(askew) >= NOTED_ASKEW_DEG else ""


def _between(first: Array, second: Array) -> float:
    """Angle from one direction to another in degrees, to the left positive."""
    return float(np.degrees(np.arctan2(first[0] * second[1] - first[1] * second[0], first @ second)))
