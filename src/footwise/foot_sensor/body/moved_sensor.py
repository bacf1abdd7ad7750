"""Whether a sensor was moved on the body between two walks, by its axis in walking and by how it hangs in standing."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.foot_sensor.body.leg_steps import LegSteps


def axis_between_deg(one: LegSteps, other: LegSteps) -> float:
    """Angle between the axes about which the shank turned in two walks, each in its sensor's own axes."""
    return _between_deg(one.swing_axis, other.swing_axis)


def stand_between_deg(one: LegSteps, other: LegSteps) -> tuple[float, float, float]:
    """Angles between up in two walks by the sensors on shoe, shank and pelvis; NaN where one of them does not tell."""
    shoe, shank, pelvis = (_between_deg(one.standing[k], other.standing[k]) for k in range(3))
    return shoe, shank, pelvis


def _between_deg(a: Array, b: Array) -> float:
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))
