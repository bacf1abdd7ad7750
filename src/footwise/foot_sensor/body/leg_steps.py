"""Steps of one leg by sensors on shoe, shank and pelvis: angle of the foot, lean of the shank, list of the pelvis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.body.drift_free import DriftFree, at_rest, drift_free
from footwise.foot_sensor.body.mirrored_axes import refuse_mirrored_axes
from footwise.foot_sensor.body.one_clock import check_one_clock
from footwise.foot_sensor.recorded import FootStrides, foot_strides, recorded_walk
from footwise.recordings.foot_sensor import FootSensor, SensorSet
from footwise.signals import rotate, unit

# The first peak of the load lies in this part of stance.
FROM, TO = 0.2, 0.3
# Stances are no shorter and no longer than these shares of their stride.
_STANCE = (0.45, 0.85)


@by_value
@dataclass(frozen=True)
class LegSteps:
    """Steps of one leg in one walk; arrays of one entry a step that tells something.

    Attributes
    ----------
    side : {"left", "right"}
    forward : array, shape (3,)
        Axis of the shoe's sensor that was taken for the foot's; the same in two walks that are compared.
    foot_angle_deg : array, shape (n,)
        Foot progression angle, toe-out positive, plus one constant of the mounting.
    speed_m_s, stride_s : array, shape (n,)
    shank : array, shape (n, 3, 3)
        Mean rotation at 20 to 30 % of stance from the axes of the shank's sensor to the walk's: forward, left, up.
    swing_axis : array, shape (3,)
        About which the shank turns most in walking, in its sensor's axes, towards the left.
    pelvis_up : array, shape (n, 3)
        Up at 20 to 30 % of stance in the axes of the pelvis' sensor; NaN without one.
    pelvis_inward : array, shape (3,)
        Level direction in those axes from this leg to the other, on average; NaN without one.
    standing : array, shape (3, 3)
        Up in the axes of the sensors on shoe, shank and pelvis: of the shoe's in the middle of the stances, of the
        others' while the person stood; NaN where nobody stood, and without the sensor.
    found : int
        Steps that the leg took.
    simulated : bool
    """

    side: str
    forward: Array
    foot_angle_deg: Array
    speed_m_s: Array
    stride_s: Array
    shank: Array
    swing_axis: Array
    pelvis_up: Array
    pelvis_inward: Array
    standing: Array
    found: int
    simulated: bool = False

    def __len__(self) -> int:
        return len(self.foot_angle_deg)


def leg_steps(sensors: SensorSet, side: str, forward: Array | None = None) -> LegSteps:
    """Measure every step of a leg that has a sensor on shoe and shank.

    Parameters
    ----------
    sensors : SensorSet
    side : {"left", "right"}
    forward : array, shape (3,), optional
        That of the walk which this one is to be compared with.

    Raises
    ------
    FootwiseError
        The sensors are not on one clock, the shank's has mirrored axes, or no step tells anything.
    """
    shoe, shank, pelvis = sensors.at("foot", side), sensors.at("shank", side), sensors.at("pelvis")
    if shoe is None or shank is None:
        raise FootwiseError(sensors.source, f"lacks shoe or shank of the {side} leg", kind=ErrorKind.BAD_REQUEST)
    walk = recorded_walk((shoe,)).feet[0]
    strides = walk.measured if forward is None else foot_strides(shoe, forward)
    valid = np.array([one.valid for one in walk.strides], dtype=bool)
    check_one_clock(sensors.source, shoe, [one for one in (shank, pelvis) if one is not None])
    # A pelvis turns too little for its signs to matter, and to be told by them.
    refuse_mirrored_axes(shank, strides, valid)
    begin, end = _windows(strides)
    of_shank = drift_free(shank, strides, valid, ahead=True)
    of_pelvis = None if pelvis is None else drift_free(pelvis, strides, valid, ahead=False)
    told = valid & np.isfinite(begin) & np.isfinite(of_shank.up[:, 0]) & (end <= shank.time_s[-1])
    kept = np.flatnonzero(told)
    if not len(kept):
        raise FootwiseError(sensors.source, f"holds no whole, straight step of the {side} leg",
                            "Record a straight walk of at least twenty steps", kind=ErrorKind.REFUSAL)  # fmt: skip
    attitudes = np.stack([of_shank.walking_frame(k, begin[k], end[k]) for k in kept.tolist()])
    pelvis_up = np.full((len(kept), 3), np.nan)
    if of_pelvis is not None:
        for row, k in enumerate(kept.tolist()):
            if np.isfinite(of_pelvis.up[k, 0]) and end[k] <= of_pelvis.time_s[-1]:
                pelvis_up[row] = of_pelvis.sensor_up(k, begin[k], end[k])
    return LegSteps(
        side=side,
        forward=strides.forward,
        foot_angle_deg=strides.ending_deg[kept],
        speed_m_s=(strides.stride_m / strides.stride_s)[kept],
        stride_s=strides.stride_s[kept],
        shank=attitudes,
        swing_axis=_swing_axis(of_shank, strides, kept, attitudes),
        pelvis_up=pelvis_up,
        pelvis_inward=np.full(3, np.nan) if of_pelvis is None or pelvis is None else _inward(
            pelvis, of_pelvis, strides, kept),
        standing=np.stack([unit(np.median(strides.gravity_m_s2[kept], axis=0)), _standing(shank), _standing(pelvis)]),
        found=len(strides),
        simulated=any(one.simulated for one in sensors.sensors),
    )  # fmt: skip


def _windows(strides: FootStrides) -> tuple[Array, Array]:
    """When 20 and 30 % of the stance are over that ends each stride; NaN where its contact or its end is not clear."""
    off = np.full(len(strides), np.nan)
    off[:-1] = np.where(strides.start_s[1:] == strides.stop_s[:-1], strides.off_s[1:], np.nan)
    stance = off - strides.contact_s
    share = stance / strides.stride_s
    stance = np.where((share >= _STANCE[0]) & (share <= _STANCE[1]), stance, np.nan)
    return strides.contact_s + FROM * stance, strides.contact_s + TO * stance


def _swing_axis(shank: DriftFree, strides: FootStrides, kept: np.ndarray, attitudes: Array) -> Array:
    """Principal axis of the angular velocity over the strides, towards the left of the walk."""
    inside = np.zeros(len(shank.time_s), dtype=bool)
    for k in kept:
        inside[slice(*np.searchsorted(shank.time_s, (strides.start_s[k], strides.stop_s[k])))] = True
    rates = shank.omega_rad_s[inside]
    axis = np.linalg.eigh(rates.T @ rates)[1][:, -1]
    leftward = attitudes[:, 1].mean(axis=0)
    return np.asarray(axis * (np.sign(axis @ leftward) or 1.0))


def _inward(pelvis: FootSensor, frame: DriftFree, strides: FootStrides, kept: np.ndarray) -> Array:
    """Where a standing leg pushes the pelvis: to the other leg. Level, in the sensor's axes, a unit vector.

    The floor pushes a walking body sideways towards the leg that swings, from every stance of every person.
    """
    pushes = []
    for k in kept.tolist():
        lasted = strides.stride_s[k]
        if not np.isfinite(frame.up[k, 0]) or not np.isfinite(lasted):
            continue
        # Single support of this leg, and that of the other half a stride later. In the frame that the gyroscope carries
        # gravity is the same in both; in the sensor's own axes its list would be taken for a push.
        first = strides.contact_s[k] + np.array([0.15, 0.45]) * lasted
        spans = [slice(*np.searchsorted(pelvis.time_s, first + shift)) for shift in (0.0, 0.5 * lasted)]
        if any(one.stop - one.start < 2 or one.stop >= pelvis.samples for one in spans):
            continue
        mine, other = (rotate(frame.attitude[one], pelvis.acceleration_m_s2[one]).mean(axis=0) for one in spans)
        push = (mine - other) - ((mine - other) @ frame.up[k]) * frame.up[k]
        pushes.append(frame.in_sensor(push, float(first[0]), float(first[1] + 0.5 * lasted)))
    return unit(np.mean(pushes, axis=0)) if pushes else np.full(3, np.nan)


def _standing(sensor: FootSensor | None) -> Array:
    """Up in the sensor's axes while the person stood, a unit vector; NaN where the sensor never was at rest."""
    return np.full(3, np.nan) if sensor is None else unit(at_rest(sensor))
