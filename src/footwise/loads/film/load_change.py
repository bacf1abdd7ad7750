"""By how much the first peak of the knee adduction moment may have changed between two filmed walks: exploratory.

A video has no force. This takes an ordinary one: the vertical force of an ordinary step, leaning as the line from the
foot to the middle of the body does, with its foot on the line from heel to toe. With perfect markers such a moment was
0.7 %BW·ht off, and its ups and downs from step to step had nothing to do with the true ones (science notes on video,
section 5). So it is never shown as a moment, only as a change with a band that is honest about that, and nothing that
prescribes reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film import FilmedMotion, FilmedWalk
from footwise.recordings import SIDES
from footwise.signals import cross, time_normalise, unit

# Half the width of the band in %BW·ht: what the best published regression and this estimate were off for a walk, 0.5
# to 0.7. Part of it is the person's own and would cancel in a change; how much, nobody has shown.
BAND_PCT_BWHT = 0.6
# With perfect markers the sign of a predicted change was right in 6 of 10 steps at 5° of foot angle, 7 to 8 at 10°
# and 8 at 15° (Boswell 2021).
LEAST_ANGLE_CHANGE_DEG = 15.0
FEWEST_STEPS = 3
# First half of stance, where the first peak lies.
SHARES = np.linspace(0.15, 0.45, 16)
# Vertical force over body weight, and the centre of pressure between the landmarks of heel (0) and toes (1), at these
# shares of stance: an ordinary step at an ordinary speed.
_AT = np.array([0.0, 0.12, 0.24, 0.36, 0.50])
_FORCE_BW = np.array([0.0, 0.80, 1.08, 0.92, 0.78])
_PRESSURE = np.array([0.05, 0.22, 0.42, 0.58, 0.70])
# Shares of body mass of what the landmarks span (Winter 2009): trunk, head, thighs, shanks, feet, arms.
_TRUNK, _HEAD, _THIGH, _SHANK, _FOOT, _ARM = 0.497, 0.081, 0.100, 0.0465, 0.0145, 0.050


@dataclass(frozen=True)
class LoadChange:
    """Change of the first peak between two walks of one person, exploratory.

    Attributes
    ----------
    side : str
    change_pct_bwht : float
        Second walk less the first, negative when the load falls.
    band_pct_bwht : float
        The true change may lie so far to either side; it is not a standard error.
    angle_change_deg : float
        Change of the foot progression angle, toe-out positive.
    steps : tuple of int
        Used in each walk.
    """

    side: str
    change_pct_bwht: float
    band_pct_bwht: float
    angle_change_deg: float
    steps: tuple[int, int]

    @property
    def sign_known(self) -> bool:
        """Whether even the direction can be told: a large change of the foot angle, and a change beyond the band."""
        return abs(self.angle_change_deg) >= LEAST_ANGLE_CHANGE_DEG and abs(self.change_pct_bwht) > self.band_pct_bwht

    def __str__(self) -> str:
        """Say it in one plain sentence."""
        if not self.sign_known:
            return (
                f"Exploratory: whether the {self.side} knee is loaded more or less cannot be told from video "
                f"(estimate {self.change_pct_bwht:+.1f} ± {self.band_pct_bwht:.1f} %BW·ht)."
            )
        way = "less" if self.change_pct_bwht < 0 else "more"
        return (
            f"Exploratory: the {self.side} knee seems to be loaded {way} "
            f"({self.change_pct_bwht:+.1f} ± {self.band_pct_bwht:.1f} %BW·ht), if nobody moved a camera between the "
            "two walks. How often even the direction of such an estimate is wrong nobody has measured: a regression on "
            "optical markers, which know more, was wrong in one of five (Boswell 2021). Only a force plate can tell."
        )


def load_change(first: FilmedWalk, second: FilmedWalk, side: str, height_m: float) -> LoadChange:
    """Estimate how the first peak of the knee adduction moment differs between two walks of one person.

    Cameras that are set up anew put the landmarks elsewhere: with nothing else changed, simulated walks then differed
    by more than the band in 2 of 6.

    Parameters
    ----------
    first, second : FilmedWalk
        From several cameras, of the same person, by the same cameras with one calibration, which nobody moved in
        between.
    side : str
    height_m : float
        Of the person.

    Returns
    -------
    LoadChange

    Raises
    ------
    FootwiseError
        A walk from a single phone, walks from different numbers of cameras, or fewer than three whole steps of this
        foot in one of the walks.
    """
    if len(first.cameras) != len(second.cameras) and min(len(first.cameras), len(second.cameras)) > 1:
        raise FootwiseError(
            second.name,
            f"comes from {len(second.cameras)} cameras, and the walk before from {len(first.cameras)}: the difference "
            "of the cameras would be taken for one of the knee",
            "Compare walks of the same cameras, which nobody moved in between",
            kind=ErrorKind.REFUSAL,
        )
    peaks, angles = [], []
    for walk in (first, second):
        if walk.motion.points.shape[2] != 3:
            raise FootwiseError(
                walk.name,
                "was filmed by one phone, and a change of knee load needs the body in the room",
                "Film with two phones or more that are calibrated together",
                kind=ErrorKind.REFUSAL,
            )
        mine = (walk.steps.side == side) & walk.steps.used & np.isfinite(walk.steps.stance_s)
        walk_peaks = _peaks(walk, side, mine, height_m)
        if np.isfinite(walk_peaks).sum() < FEWEST_STEPS:
            raise FootwiseError(
                walk.name,
                f"has {np.isfinite(walk_peaks).sum()} whole steps of the {side} foot, and an estimate needs "
                f"{FEWEST_STEPS}",
                "Film a longer walk, or several passes",
                kind=ErrorKind.REFUSAL,
            )
        peaks.append(walk_peaks[np.isfinite(walk_peaks)])
        angles.append(float(np.nanmean(walk.steps.foot_progression_angle_deg[mine])))
    change = float(peaks[1].mean() - peaks[0].mean())
    # Standard error of the difference, twice, beside what the method itself is off.
    scatter = 2 * np.sqrt(sum(p.var(ddof=1) / len(p) for p in peaks))
    return LoadChange(
        side,
        change,
        float(np.hypot(BAND_PCT_BWHT, scatter)),
        angles[1] - angles[0],
        (len(peaks[0]), len(peaks[1])),
    )


def _peaks(walk: FilmedWalk, side: str, mine: np.ndarray, height_m: float) -> Array:
    """Largest moment of each step in the first half of stance, %BW·ht, adduction positive."""
    motion, steps = walk.motion, walk.steps
    start = steps.contact_s[mine] - motion.start_s
    length = steps.stance_s[mine]

    def laid(path: Array) -> Array:
        return time_normalise(
            path, motion.rate_hz, start + SHARES[0] * length, start + SHARES[-1] * length, len(SHARES)
        )

    heel, toe, knee = (laid(motion[f"{side}_{point}"]) for point in ("heel", "foot_index", "knee"))
    centre = laid(mass_centre(motion))
    pressure = heel + np.interp(SHARES, _AT, _PRESSURE)[None, :, None] * (toe - heel)
    pressure[..., 2] = 0.0
    lean = centre - pressure
    # The vertical part is given; the others follow from the direction.
    force = lean / lean[..., 2:] * np.interp(SHARES, _AT, _FORCE_BW)[None, :, None]
    moment = cross(pressure - knee, force)
    ahead = np.concatenate((steps.direction[mine], np.zeros((int(mine.sum()), 1))), axis=1)
    # About the axis that points ahead, a force on the inner side of a left knee turns the shank the positive way.
    about = np.einsum("spi,si->sp", moment, unit(ahead))
    adduction = about if side == "right" else -about
    return np.asarray(100 / height_m * adduction.max(axis=1))


def mass_centre(motion: FilmedMotion) -> Array:
    """Middle of the body's mass from landmarks in the room, shape (frames, 3)."""
    shoulders = (motion["left_shoulder"] + motion["right_shoulder"]) / 2
    head = (motion["left_ear"] + motion["right_ear"]) / 2
    total = _TRUNK * (0.5 * shoulders + 0.5 * motion.pelvis) + _HEAD * head
    for side in SIDES:
        hip, knee, ankle, toe, shoulder, wrist = (
            motion[f"{side}_{name}"] for name in ("hip", "knee", "ankle", "foot_index", "shoulder", "wrist")
        )
        total = total + _THIGH * (0.567 * hip + 0.433 * knee) + _SHANK * (0.567 * knee + 0.433 * ankle)
        total = total + _FOOT * (ankle + toe) / 2 + _ARM * (shoulder + wrist) / 2
    return total
