"""Strides and foot angles from one motion sensor on a shoe, without a magnetometer: measured, not judged.

Every stride is integrated on its own, from one still moment to the next (zero-velocity strapdown in the
dynamic foot frame of Wouda 2021, J NeuroEng Rehabil 18:37): the foot is level and still at both ends,
so drift is known and taken off, and no heading is needed from outside the stride.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.foot_sensor.live import DOUBT_M_S2
from footwise.foot_sensor.recorded.contact_and_off import off_and_contact
from footwise.foot_sensor.recorded.mid_stance import Indices, find_swings, resting_bias
from footwise.recordings import STANDARD_GRAVITY
from footwise.recordings.foot_sensor import FootSensor
from footwise.signals import cross, norm, quaternion_of, rotate, running_product, unit

# Gravity is the mean over so much on either side of a still moment, and over so much before a certain one, as live.
GRAVITY_S, CERTAIN_S = 0.025, 0.1
# Between so many intervals a sample is missing.
LOST = 1.5
# Longer strides are not walked, and are not integrated.
LONGEST_STRIDE_S = 3.0
# Strides that are integrated side by side: few enough for the processor's nearest memory.
_TOGETHER = 32


@by_value
@dataclass(frozen=True)
class FootStrides:
    """Strides of one foot, each from a still moment over a swing to the next; every array has one entry a stride.

    Angles and headings are seen from above. NaN stands where a stride could not be integrated: it has no still
    moment before it, or is longer than 3 s.

    Attributes
    ----------
    side : str
    forward : array, shape (3,)
        Unit vector, sensor axes, that was taken for the foot axis.
    start_s, stop_s : array
        Mid-stance (or the end of a stand) that begins the stride, and mid-stance that ends it; device time.
    off_s, contact_s : array
        When the foot left the floor after `start_s`, and met it before `stop_s`; NaN where that is not clear.
    stride_s : array
        Time from contact to contact; NaN where one of them is not clear or does not belong to the stance before.
    stood_s : array
        How long the foot had not moved before its swing.
    ending_deg, starting_deg : array
        Angle of the forward axis at the end, and at the start, against the displacement: toe-out positive on both
        feet. It is the foot progression angle of that stance plus one constant of the mounting.
    stride_m, climb_m : array
        Length over the floor, and change of height.
    turn_deg : array
        How far the foot turned, positive to the left.
    start_heading_deg, direction_deg : array
        Heading of the forward axis at the start, and direction of the displacement, positive to the left, in one
        frame for all strides of a `stretch`. It begins anywhere and drifts slowly.
    stretch : array of int
        Number of the stretch without interruption.
    drift_m_s2 : array
        Velocity that was left at the end, over the time of the stride: what was taken off.
    tilt_error_deg : array
        Between gravity as measured at the end and as the gyroscope carried it there from the start: 1° with good
        sensors; more where gyroscope and accelerometer want a calibration.
    gravity_m_s2 : array, shape (strides, 3)
        Acceleration measured at `stop_s`, the gravity reaction, sensor axes.
    early_gravity_m_s2 : array, shape (strides, 3)
        The same when the foot was first certain to lie still after the swing: by `stop_s` it may have rolled by 10°.
    gap, clipped : array of bool
        Samples are missing in it; a channel was at the end of its range.
    """

    side: str
    forward: Array
    start_s: Array
    stop_s: Array
    off_s: Array
    contact_s: Array
    stride_s: Array
    stood_s: Array
    ending_deg: Array
    starting_deg: Array
    stride_m: Array
    climb_m: Array
    turn_deg: Array
    start_heading_deg: Array
    direction_deg: Array
    stretch: Indices
    drift_m_s2: Array
    tilt_error_deg: Array
    gravity_m_s2: Array
    early_gravity_m_s2: Array
    gap: NDArray[np.bool_]
    clipped: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.stop_s)


def foot_strides(sensor: FootSensor, forward: Array | None = None) -> FootStrides:
    """Find the strides of a walk and measure them.

    Parameters
    ----------
    sensor : FootSensor
        In any mounting: up is found from gravity while the foot is still.
    forward : array, shape (3,), optional
        Sensor axis to take for the foot axis, such as that of an earlier calibration; without it the sensor axis
        nearest to horizontal. Its horizontal part counts.

    Returns
    -------
    FootStrides
        None at all when nobody walks. A movement after which the foot is never still is no stride.
    """
    omega = sensor.angular_velocity_rad_s - resting_bias(sensor)
    swings = find_swings(omega, sensor.rate_hz)
    kept = np.flatnonzero(swings.still_after >= 0)
    begin, end = swings.still_before[kept], swings.still_after[kept]
    standing = _standing_acceleration(sensor, end)
    up_begin, up_end = unit(_standing_acceleration(sensor, begin)), unit(standing)
    up = unit(np.median(up_end, axis=0)) if len(kept) else np.array([0.0, 0.0, 1.0])
    axis = nearest_horizontal(up) if forward is None else np.asarray(forward, dtype=float)
    axis = unit(axis - (axis @ up) * up)
    time_s = sensor.time_s
    known = np.flatnonzero((begin >= 0) & (time_s[end] - time_s[begin] <= LONGEST_STRIDE_S))
    found = np.full((len(kept), 6), np.nan)
    for few in np.array_split(known, -(-len(known) // _TOGETHER) or 1):
        found[few] = _integrate(sensor, omega, axis, begin[few], end[few], up_begin[few], up_end[few])
    path, turned, drift, tilt_error = found[:, :3], found[:, 3], found[:, 4], found[:, 5]
    direction = np.degrees(np.arctan2(path[:, 1], path[:, 0]))
    turn = np.degrees(turned)
    gap = _has_gap(sensor, begin, end)
    heading, stretch = _common_frame(sensor, omega, begin, end, up_end, turn, gap)
    # Where the foot goes, in the sensor's axes: a long way counts more than a short one.
    along, aside = np.nansum(path[:, :2], axis=0)
    ahead = along * axis + aside * cross(up, axis)
    off, contact = off_and_contact(omega, up, ahead, swings, time_s, sensor.rate_hz)
    outward = -1.0 if sensor.side == "right" else 1.0
    return FootStrides(
        side=sensor.side,
        forward=axis,
        start_s=np.where(begin >= 0, time_s[begin], np.nan),
        stop_s=time_s[end],
        off_s=off[kept],
        contact_s=contact[kept],
        stride_s=_contact_to_contact(contact[kept], begin, end, gap),
        stood_s=(time_s[swings.begin] - time_s[swings.quiet_from])[kept],
        ending_deg=_wrapped(outward * (turn - direction)),
        starting_deg=_wrapped(-outward * direction),
        stride_m=norm(path[:, :2]),
        climb_m=path[:, 2],
        turn_deg=turn,
        start_heading_deg=heading,
        direction_deg=heading + direction,
        stretch=stretch,
        drift_m_s2=drift,
        tilt_error_deg=np.degrees(tilt_error),
        gravity_m_s2=standing,
        early_gravity_m_s2=_early_acceleration(sensor, swings.certain[kept], standing),
        gap=gap,
        clipped=_any_between(sensor.clipped, begin, end),
    )


def nearest_horizontal(up: Array) -> Array:
    """Sensor axis nearest to horizontal: x before y before z where they are nearly alike, as in the live path."""
    tilt = np.abs(up)
    return np.asarray(np.eye(3)[np.argmax(tilt <= tilt.min() + 0.2)])


def _standing_acceleration(sensor: FootSensor, at: Indices) -> Array:
    """Mean acceleration around some samples, m/s², shape (len(at), 3)."""
    beside = round(GRAVITY_S * sensor.rate_hz)
    around = np.clip(at[:, None] + np.arange(-beside, beside + 1), 0, sensor.samples - 1)
    return np.asarray(sensor.acceleration_m_s2[around].mean(axis=1))


def _early_acceleration(sensor: FootSensor, certain: Indices, otherwise: Array) -> Array:
    """Mean acceleration over the quiet time that ends with some samples, m/s²; `otherwise` where there is none."""
    before = round(CERTAIN_S * sensor.rate_hz)
    span = np.clip(certain[:, None] - np.arange(before + 1), 0, sensor.samples - 1)
    return np.where(certain[:, None] >= 0, sensor.acceleration_m_s2[span].mean(axis=1), otherwise)


def _contact_to_contact(contact_s: Array, begin: Indices, end: Indices, gap: NDArray[np.bool_]) -> Array:
    """Time between the contacts of stances that follow each other, without a gap."""
    lasted = np.full(len(contact_s), np.nan)
    lasted[1:] = np.where((begin[1:] == end[:-1]) & ~gap[1:], np.diff(contact_s), np.nan)
    return lasted


def _integrate(
    sensor: FootSensor, omega: Array, forward: Array, begin: Indices, end: Indices, up: Array, up_end: Array
) -> Array:
    """Integrate strides side by side: orientation by the mean rate of each interval, velocity by trapezia.

    Parameters
    ----------
    sensor : FootSensor
    omega : array, shape (n, 3)
        Angular velocity without its bias, rad/s.
    forward : array, shape (3,)
    begin, end : array of int, shape (strides,)
    up, up_end : array, shape (strides, 3)
        At the begin and at the end, sensor axes.

    Returns
    -------
    array, shape (strides, 6)
        Displacement in the frame with z up and x along the forward axis at the begin, m; heading of the forward
        axis at the end in that frame, rad; velocity left over the time, m/s²; error of the tilt, rad.
    """
    if not len(begin):
        return np.zeros((0, 6))
    # Shorter strides are filled up with their last sample, over no time: nothing moves there.
    at = np.minimum(begin[:, None] + np.arange(int((end - begin).max()) + 1), end[:, None])
    step = np.diff(sensor.time_s[at], axis=1)
    rates = omega[at]
    half = 0.5 * step[..., None]
    turns = quaternion_of((rates[:, :-1] + rates[:, 1:]) * half)
    start = np.zeros((len(begin), 1, 4))
    start[..., 0] = 1.0
    attitude = running_product(np.concatenate((start, turns), axis=1))
    # In the sensor's own axes at the begin, minus gravity there.
    force = rotate(attitude, sensor.acceleration_m_s2[at]) - STANDARD_GRAVITY * up[:, None]
    gained = (force[:, :-1] + force[:, 1:]) * half
    velocity = np.cumsum(gained, axis=1)
    # The mean velocity of an interval is that at its end less half of what was gained in it.
    moved = np.einsum("nki,nk->ni", velocity - 0.5 * gained, step)
    lasted = step.sum(axis=1)[:, None]
    left = velocity[:, -1]
    # The foot stands still at the end too: what speed is left grew in a straight line, and faster over lost samples.
    moved -= _since_it_grew(step, force, sensor.rate_hz)[:, None] * left
    x = unit(forward - (up @ forward)[:, None] * up)
    level = np.stack((x, cross(up, x), up), axis=1)
    ahead = np.einsum("nij,nj->ni", level, rotate(attitude[:, -1], np.broadcast_to(forward, up.shape)))
    alike = np.clip(np.einsum("ni,ni->n", rotate(attitude[:, -1], up_end), up), -1, 1)
    return np.column_stack(
        (
            np.einsum("nij,nj->ni", level, moved),
            np.arctan2(ahead[:, 1], ahead[:, 0]),
            norm(left) / lasted[:, 0],
            np.arccos(alike),
        )
    )


def _since_it_grew(step: Array, force: Array, rate_hz: float) -> Array:
    """Time from the middle of the drift's growth to the end of each stride, s, as the live path has it."""
    lasted = step.sum(axis=1)
    lost = step > LOST / rate_hz
    if not lost.any():
        return np.asarray(0.5 * lasted)
    jump = norm(force[:, 1:] - force[:, :-1])
    doubt = np.where(lost, jump / DOUBT_M_S2 * step, 0.0)
    doubtful = doubt.sum(axis=1)
    middle = 0.5 * lasted**2 + (doubt * (np.cumsum(step, axis=1) - 0.5 * step)).sum(axis=1)
    return np.asarray(np.where(doubtful > 0, lasted - middle / (lasted + doubtful), 0.5 * lasted))


def _common_frame(
    sensor: FootSensor,
    omega: Array,
    begin: Indices,
    end: Indices,
    up: Array,
    turn_deg: Array,
    gap: NDArray[np.bool_],
) -> tuple[Array, Indices]:
    """Heading before each stride in a frame that lasts as long as nothing is missing, and the number of that frame."""
    heading, stretch = np.full(len(begin), np.nan), np.zeros(len(begin), dtype=np.intp)
    lost = gap | np.isnan(turn_deg)
    between = _has_gap(sensor, np.concatenate(([-1], end[:-1])), begin) if len(begin) else lost
    now, number = 0.0, 0
    for k in range(len(begin)):
        if k and (lost[k] or lost[k - 1] or between[k]):
            now, number = 0.0, number + 1
        elif k and begin[k] > end[k - 1]:
            # The foot may turn while it stands.
            stand = slice(end[k - 1], begin[k] + 1)
            now += float(np.degrees(np.trapezoid(omega[stand] @ up[k - 1], sensor.time_s[stand])))
        stretch[k] = number
        if begin[k] >= 0:
            heading[k] = now
        now += 0.0 if lost[k] else float(turn_deg[k])
    return heading, stretch


def _has_gap(sensor: FootSensor, begin: Indices, end: Indices) -> NDArray[np.bool_]:
    """Whether a pause between samples lies within each span; a span from -1 on has none."""
    pauses = sensor.gaps
    inside = (pauses[:, 1] > sensor.time_s[begin][:, None]) & (pauses[:, 0] < sensor.time_s[end][:, None])
    return np.asarray(inside.any(axis=1) & (begin >= 0))


def _any_between(mask: NDArray[np.bool_], begin: Indices, end: Indices) -> NDArray[np.bool_]:
    count = np.concatenate(([0], np.cumsum(mask)))
    return np.asarray(count[end + 1] > count[np.maximum(begin, 0)])


def _wrapped(angle_deg: Array) -> Array:
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)
