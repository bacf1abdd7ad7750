"""One stride as the live path knows it, and why a stride is not to be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a stride has no foot progression angle; empty where it has one."""

    NONE = ""
    NO_START = "no still foot before it"
    STANDING = "starts from standing"
    TOO_QUICK = "too quick for a stride"
    TOO_SLOW = "too slow for a stride"
    TOO_SHORT = "too short for a stride"
    TOO_LONG = "too long for a stride"
    TURNING = "turning"
    STAIR = "a step up or down"
    BESIDE_STAIR = "next to a step up or down"
    NOT_STILL = "the foot was not still between the strides"
    IMPLAUSIBLE = "foot angle far from the calibration"
    TILTED = "the foot stood tilted, or the sensor has moved"
    SHIFTED = "the sensor has moved on the shoe: calibrate again"
    GAP = "samples are missing"
    NO_NUMBER = "a sample has no number"
    BACKWARDS = "time ran backwards"
    RATE = "the sampling rate changed"
    CLIPPED = "the sensor reached the end of its range"
    HIDDEN = "heel or toe was hidden from the cameras"


# These say something about the walking, not about the sensor: where the foot went is known all the same.
PATH_KNOWN = frozenset(
    {
        Reason.NONE,
        Reason.STANDING,
        Reason.TURNING,
        Reason.TOO_SHORT,
        Reason.TOO_LONG,
        Reason.STAIR,
        Reason.BESIDE_STAIR,
    }
)


@dataclass(frozen=True, slots=True)
class Stride:
    """A stride from one mid-stance of a foot to the next, and the foot angle of the stance that ends it.

    Times are the device's own. Headings are about the vertical, positive to the left, in a frame that
    starts anywhere and drifts slowly; only differences within one `stretch` mean something.

    Attributes
    ----------
    side : str
        left or right.
    contact_s : float or None
        When the foot met the floor before `mid_stance_s`: its sole comes down after the swing.
    start_s : float or None
        When the foot lay still before the swing: the stride is dead reckoned from there to `mid_stance_s`.
    mid_stance_s : float
        The instant at which the foot angle was taken: the foot lies still on the floor.
    decided_s : float
        The sample with which the stride became certain.
    foot_progression_angle_deg : float or None
        Foot axis at `mid_stance_s` against the displacement of the foot over the stride, toe-out
        positive on both feet, less the calibrated offset; None unless the stride is valid.
    sensor_angle_deg : float or None
        The same before the offset is taken off: the angle of the sensor's forward axis.
    stride_s, stride_m, speed_m_s : float or None
        Time from contact to contact, horizontal displacement of the foot over the stride, and their quotient. A
        standing foot may be called still at any moment of its stance, so that nothing is timed from there.
    turn_deg : float or None
        How far the foot turned about the vertical over the stride, to the left positive.
    rise_m : float or None
        Vertical displacement; 0 on level ground.
    stood_s : float
        How long the foot was still before the stride.
    start_heading_deg, direction_deg : float or None
        Heading of the sensor's forward axis before the stride, and of the displacement.
    stretch : int
        Number of the stretch of samples through which the heading is known: uninterrupted but for pauses of two
        samples at 60 Hz, over which a stride has no way.
    gravity : (float, float, float)
        Unit vector of the measured gravity reaction, sensor axes, when the foot was first certain to lie still: it
        rolls by 8 to 10° until it leaves the floor.
    drift_m_s2 : float or None
        Velocity that was left at the end, over the stride's time: small when the integration is sound.
    shift_deg : float or None
        Tilt of the sensor against its calibration, median of some stances; None where it was not judged.
    valid : bool
    reason : Reason
        Why it is not valid.
    """

    side: str
    contact_s: float | None
    start_s: float | None
    mid_stance_s: float
    decided_s: float
    foot_progression_angle_deg: float | None
    sensor_angle_deg: float | None
    stride_s: float | None
    stride_m: float | None
    speed_m_s: float | None
    turn_deg: float | None
    rise_m: float | None
    stood_s: float
    start_heading_deg: float | None
    direction_deg: float | None
    stretch: int
    gravity: tuple[float, float, float]
    drift_m_s2: float | None
    shift_deg: float | None
    valid: bool
    reason: Reason


def stride_from_json(data: Mapping[str, Any]) -> Stride:
    """Make a stride of its fields as plain data; what else stands there is passed over.

    Raises
    ------
    KeyError, ValueError
        Where it is no such data.
    """
    values = {one.name: data[one.name] for one in fields(Stride)}
    return Stride(**values | {"gravity": tuple(values["gravity"]), "reason": Reason(values["reason"])})


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """How the sensor sits on the shoe, and what counts as a stride.

    Attributes
    ----------
    forward : (float, float, float) or None
        Unit vector, sensor axes, that is taken for the foot axis. None lets the tracker choose the
        sensor axis that gravity says is nearest to horizontal; the angle between it and the real foot
        axis is the calibrated offset, so any mounting works.
    gravity : (float, float, float) or None
        Gravity reaction in sensor axes at mid-stance when calibrated; None switches off what compares with it.
    offset_deg : float
        Taken off every angle, toe-out positive.
    shortest_s, longest_s : float
        Time of a stride.
    shortest_m, longest_m : float
        Length of a stride.
    shortest_share, least_m : float
        Of a person whose own strides are short, shorter ones count, too: this share of the usual length, and no less.
    longest_share, most_s : float
        Of a person whose own strides are slow, slower ones count, too: so many times the usual time, and no more.
    most_stand_s : float
        So, too, with the time for which the foot lies still: so many times the usual one, and no more than this.
    largest_turn_deg, largest_rise_m, steepest : float
        What counts as straight and level; `steepest` is rise over length.
    longest_pause_s : float
        Between two samples; beyond it, and beyond one lost sample at the sensor's rate (45 ms at 60 Hz), the stride
        cannot be integrated.
    longest_stand_s : float
        Still for longer than this is standing.
    quiet_s : float
        How long the foot must be quiet for mid-stance to be certain.
    largest_shift_deg : float
        Tilt against the calibration beyond which the sensor has moved.
    largest_drift_m_s2 : float
        Velocity left at the end of a stride, over its time.
    gyro_limit_rad_s, acceleration_limit_m_s2 : float or None
        Range of a channel, where known. A flat top is noticed without it.
    """

    forward: tuple[float, float, float] | None = None
    gravity: tuple[float, float, float] | None = None
    offset_deg: float = 0.0
    shortest_s: float = 0.6
    longest_s: float = 2.0
    shortest_m: float = 0.5
    longest_m: float = 2.2
    shortest_share: float = 0.4
    least_m: float = 0.15
    longest_share: float = 1.5
    most_s: float = 3.0
    most_stand_s: float = 2.0
    largest_turn_deg: float = 12.0
    largest_rise_m: float = 0.25
    steepest: float = 0.13
    longest_pause_s: float = 0.03
    longest_stand_s: float = 1.2
    quiet_s: float = 0.12
    largest_shift_deg: float = 5.0
    largest_drift_m_s2: float = 1.0
    gyro_limit_rad_s: float | None = None
    acceleration_limit_m_s2: float | None = None


def wrapped_deg(angle_deg: float) -> float:
    """Give the same angle in -180 (included) to 180 degrees.

    >>> wrapped_deg(190.0)
    -170.0
    """
    return (angle_deg + 180.0) % 360.0 - 180.0
