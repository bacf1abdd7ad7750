"""How the body stands over a foot as the knee is loaded most: nine of the variables that changed in 107 people.

Everything is told for the leg that stands: to its side, to the other side, or forwards, in the walking direction of the
step. Signs are those of the changes that the 107 people with knee osteoarthritis showed (`footwise.prescription.odds`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings import SIDES

MARKERS = "markers without force plates"
FIRST_PEAK_PCT = 25.0
"""Share of stance at which the first peak of the knee adduction moment is taken to lie where no force tells it."""
# Share of stance, and of the way from heel to toe marker, at which the width of a step is taken. The 107 themselves
# bear this out: their changes of step width, knee distance and tibia agree with each other only where feet are measured
# 12 to 14 cm in front of the heel; at the heels they would be 15 mm apart at 10° toe-in.
WIDTH_PCT, WIDTH_ALONG_FOOT = 50.0, 0.70
NEXT_STEP_S = 1.5


@by_value
@dataclass(frozen=True)
class StepPosture:
    """Posture of the body in every step; arrays of shape (steps,), NaN where it is not known.

    Attributes
    ----------
    side : array of str
    contact_s : array
        Of the step.
    trunk_sway_deg : array
        Lean of the seventh cervical vertebra over the middle of the posterior iliac spines, the most in the stance;
        positive to the side of the standing leg.
    knee_flexion_deg : array
        Flexion positive.
    pelvic_list_deg : array
        Positive where the side of the swinging leg is higher than that of the standing one.
    knee_abduction_deg : array
        Of the shank against the thigh; positive outwards, towards knock-knee. Only its changes mean something.
    step_width_m : array
        Between the middle of this foot and that of the other's steps before and after, in the middle of each stance.
    tibia_deg : array
        Lateral malleolus to lateral epicondyle in the frontal plane; positive where the knee is further in.
    foot_progression_angle_deg : array
        Mean of 15 to 40 % of stance; toe-out positive.
    knee_distance_m : array
        Across the walking direction, from this knee to the other in its steps before and after.
    pelvic_rotation_deg : array
        Positive where the hip of the standing leg is in front.
    """

    side: np.ndarray
    contact_s: Array
    trunk_sway_deg: Array
    knee_flexion_deg: Array
    pelvic_list_deg: Array
    knee_abduction_deg: Array
    step_width_m: Array
    tibia_deg: Array
    foot_progression_angle_deg: Array
    knee_distance_m: Array
    pelvic_rotation_deg: Array

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.side)

    def of(self, side: str) -> StepPosture:
        """The steps of one leg."""
        mine = self.side == side
        return StepPosture(**{field.name: getattr(self, field.name)[mine] for field in fields(self)})


@by_value
@dataclass(frozen=True)
class WalkPosture:
    """Posture of a walk, and what tells who walks.

    Attributes
    ----------
    where : Path or str
        The recording, for messages.
    steps : StepPosture
        Sound steps only.
    speed_m_s : float
        Of the walk; NaN where it is not known.
    segments_m : dict
        Length by name, of what does not change in a person: ``left shank``, ``left foot``, ``pelvis`` and so on.
    lean_deg : float
        Of the trunk to the left, the mean of the whole walk; NaN where it was not asked.
    angle_share : float
        By what share the angles of the foot may be too large or too small as a whole, standard deviation.
    knee_source : dict
        Side to where its knee centre comes from; `LATERAL` where none is known. Empty for a film.
    source : str
        What measured it, in words that fit after "from".
    notes : tuple of str
    """

    where: Path | str
    steps: StepPosture
    speed_m_s: float
    segments_m: dict[str, float]
    knee_source: dict[str, str]
    source: str = MARKERS
    lean_deg: float = np.nan
    angle_share: float = 0.0
    notes: tuple[str, ...] = ()


def outward_of(direction: Array, side: np.ndarray) -> Array:
    """Horizontal unit vectors to the side of each leg, shape (steps, 2)."""
    left = np.stack((-direction[:, 1], direction[:, 0]), axis=1)
    return np.where((side == SIDES[0])[:, None], left, -left)


def frontal_deg(line: Array, outward: Array) -> Array:
    """Lean of lines from the upright, seen along the walk; positive to the side of the standing leg.

    Parameters
    ----------
    line : array, shape (..., 3)
        Pointing up.
    outward : array, shape (..., 2)
    """
    return np.asarray(np.degrees(np.arctan2((line[..., :2] * outward).sum(axis=-1), line[..., 2])))


def list_deg(pelvis: Array, outward: Array) -> Array:
    """Slope of the pelvis, from its line to the standing leg's side; positive where the swinging side is higher."""
    return np.asarray(np.degrees(np.arctan2(-pelvis[..., 2], (pelvis[..., :2] * outward).sum(axis=-1))))


def rotation_deg(pelvis: Array, outward: Array, ahead: Array) -> Array:
    """Turn of that line seen from above; positive where the hip of the standing leg is in front."""
    across = (pelvis[..., :2] * outward).sum(axis=-1)
    return np.asarray(np.degrees(np.arctan2((pelvis[..., :2] * ahead).sum(axis=-1), across)))


def across_neighbours(side: np.ndarray, when_s: Array, place_m: Array, outward: Array) -> Array:
    """Distance of each step's place from those of the other foot's steps before and after it, to the step's side.

    Parameters
    ----------
    side : array of str, shape (steps,)
        In order of time.
    when_s : array, shape (steps,)
    place_m, outward : array, shape (steps, 2)

    Returns
    -------
    array, shape (steps,)
        Mean of both, or the one that is known: a walk that drifts aside takes from the one what it gives to the other.
    """
    apart = np.full(len(side), np.nan)
    for k in range(len(side)):
        found = []
        for near in (k - 1, k + 1):
            if 0 <= near < len(side) and side[near] != side[k] and abs(when_s[near] - when_s[k]) < NEXT_STEP_S:
                found.append(float((place_m[k] - place_m[near]) @ outward[k]))
        known = [value for value in found if np.isfinite(value)]
        if known:
            apart[k] = float(np.mean(known))
    return apart
