"""Foot angle from the direction in which the foot brakes most: a published method to compare with, not to use.

Tan et al. 2021, IEEE Trans Neural Syst Rehabil Eng, doi 10.1109/TNSRE.2020.3047402, written from its description.
Turning about the vertical is left out, as in the original. Its window of 29 samples at 100 Hz becomes 0.29 s, so that
it fits any rate; its mean with the step before is left out, so that every step stands alone as with other methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, pi, sin, tan

import numpy as np

from footwise.recordings.foot_sensor import FootSensor

QUIET_RAD_S = float(np.radians(45.0))
QUIET_S = 0.1
# When the early and the middle part of a stance end, as shares of how long the last stance was.
EARLY, MIDDLE = 0.25, 0.5
FIRST_STANCE_S, SHORTEST_STANCE_S, LONGEST_STANCE_S = 0.6, 0.4, 2.0
LEVEL_SAMPLES = 5
SMOOTHED_S = 0.29
# The foot brakes in the last part of the way from mid-stance to mid-stance.
BRAKING_SHARE = 0.44


@dataclass(frozen=True)
class BrakedStep:
    """Angle of one step.

    Attributes
    ----------
    decided_s : float
        When the early part of stance is over and the angle is known.
    angle_deg : float
        Toe-out positive, up to a constant of the method.
    """

    decided_s: float
    angle_deg: float


def peak_deceleration_steps(sensor: FootSensor) -> list[BrakedStep]:
    """Go through a recording sample by sample.

    Parameters
    ----------
    sensor : FootSensor
        With its axes along the foot's: x forward, y to the left, z up.
    """
    steps: list[BrakedStep] = []
    buffer: list[list[float]] = []
    # A recording begins with a standing foot.
    phase, quiet_since, entered, stance_s = "late", None, sensor.time_s[0], FIRST_STANCE_S
    rows = np.column_stack((sensor.time_s, sensor.acceleration_m_s2, sensor.angular_velocity_rad_s)).tolist()
    for row in rows:
        buffer.append(row)
        time_s = row[0]
        quiet = hypot(row[4], row[5], row[6]) < QUIET_RAD_S
        if phase == "swing":
            quiet_since = (time_s if quiet_since is None else quiet_since) if quiet else None
            if quiet_since is not None and time_s - quiet_since >= QUIET_S:
                phase, entered, quiet_since = "early", time_s, None
        elif phase == "early" and time_s - entered >= EARLY * stance_s:
            outward = 1 if sensor.side == "left" else -1
            steps.append(BrakedStep(time_s, outward * _braking_angle_deg(buffer, sensor.rate_hz)))
            phase, buffer = "middle", []
        elif phase == "middle" and time_s - entered >= MIDDLE * stance_s:
            phase = "late"
        elif phase == "late" and not quiet:
            phase, stance_s = "swing", min(max(time_s - entered, SHORTEST_STANCE_S), LONGEST_STANCE_S)
    return steps


def _braking_angle_deg(buffer: list[list[float]], rate_hz: float) -> float:
    """Direction of the largest level acceleration, clockwise from the foot's axis, -90 to 90 degrees."""
    # The method's own axes: x to the right, y forward.
    turned = [(t, -ay, ax, az, -gy, gx, gz) for t, ax, ay, az, gx, gy, gz in buffer]
    ax, ay, az = (sum(row[k] for row in turned[-LEVEL_SAMPLES:]) for k in (1, 2, 3))
    roll, pitch = atan2(ay, az), atan2(-ax, hypot(ay, az))
    level = []
    later_s = turned[-1][0]
    for t, ax, ay, az, gx, gy, gz in reversed(turned):
        # From the foot lying still back in time.
        step, later_s = later_s - t, t
        lateral = gy * sin(roll) + gz * cos(roll)
        roll, pitch = (
            roll - step * (gx + lateral * tan(pitch)),
            pitch - step * (gy * cos(roll) - gz * sin(roll)),
        )
        level.append(
            (ax * cos(pitch) + (ay * sin(roll) + az * cos(roll)) * sin(pitch), ay * cos(roll) - az * sin(roll))
        )
    window = np.hanning(max(3, round(SMOOTHED_S * rate_hz)) + 2)[1:-1]
    planar = np.array(level[::-1])
    smooth = np.stack([np.convolve(axis, window / window.sum())[len(window) // 2 :][: len(axis)] for axis in planar.T])
    braking = smooth[:, round((1 - BRAKING_SHARE) * len(planar)) :]
    right, forward = braking[:, np.argmax(np.hypot(*braking))]
    angle = atan2(right, forward)
    return degrees(angle - pi if angle > pi / 2 else angle + pi if angle < -pi / 2 else angle)
