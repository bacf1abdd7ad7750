"""Where up is and where the walk goes for a sensor that never lies still: gravity is its mean over whole strides.

The gyroscope turns every sample into one frame. There the mean acceleration over a stride is gravity, but for the
difference of two velocities that are nearly alike: the sensor moves in the middle of one stance as in that of the next.
So the tilt has no drift, and needs neither a standstill nor a magnetometer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.foot_sensor.recorded import FootStrides, resting_bias
from footwise.recordings import STANDARD_GRAVITY
from footwise.recordings.foot_sensor import FootSensor
from footwise.signals import norm, quaternion_of, rotate, running_product, unit

# The mean force of a stride is gravity to this part of it, else the person speeds up, or the sensor is not right.
_LARGEST_PART = 0.05
# Of most strides together, against what the sensor reads at rest: sound ones differ by a few thousandths.
_LARGEST_OF_REST = 0.03
# Gravity of a stride is taken over so many strides on either side of it, too: what one stride gains the next one loses.
_NEIGHBOURS = 2
# Sensor above the ankle, m: what the stride's length by the shoe says is believed between these.
_LEVERS_M, _USUAL_LEVER_M = (0.02, 0.5), 0.2
# Strides that tell the gyroscope's bias, where the sensor never was at rest.
_FEWEST_FOR_BIAS = 8
# Strides that tell whether the sensor's two halves fit together.
_FEWEST_FOR_AXES = 5


@by_value
@dataclass(frozen=True)
class DriftFree:
    """Strides of a sensor in one frame that its gyroscope carries through; arrays of one entry a stride.

    Attributes
    ----------
    time_s : array, shape (n,)
    attitude : array, shape (n, 4)
        Quaternion from the sensor to the frame, of every sample.
    omega_rad_s : array, shape (n, 3)
        Without its bias.
    up : array, shape (strides, 3)
        Unit vector in the frame; NaN where the stride tells nothing.
    ahead : array, shape (strides, 3)
        Level unit vector in the frame along which the stride goes; NaN where it was not asked for.
    """

    time_s: Array
    attitude: Array
    omega_rad_s: Array
    up: Array
    ahead: Array

    def sensor_up(self, stride: int, begin_s: float, end_s: float) -> Array:
        """Mean of up in the sensor's axes over a span of time, shape (3,)."""
        return self.in_sensor(self.up[stride], begin_s, end_s)

    def in_sensor(self, vector: Array, begin_s: float, end_s: float) -> Array:
        """Mean of a vector of the frame in the sensor's axes over a span of time, shape (3,)."""
        return np.asarray(_back(self.attitude[self._samples(begin_s, end_s)], vector).mean(axis=0))

    def walking_frame(self, stride: int, begin_s: float, end_s: float) -> Array:
        """Mean rotation over a span of time from the sensor's axes to forward, left, up, shape (3, 3)."""
        up, ahead = self.up[stride], self.ahead[stride]
        axes = np.stack((ahead, np.cross(up, ahead), up))
        at = self._samples(begin_s, end_s)
        mean = np.stack([_back(self.attitude[at], axis).mean(axis=0) for axis in axes])
        left, _, right = np.linalg.svd(mean)
        return np.asarray(left @ np.diag([1.0, 1.0, np.linalg.det(left @ right)]) @ right)

    def _samples(self, begin_s: float, end_s: float) -> slice:
        first, last = np.searchsorted(self.time_s, (begin_s, end_s))
        return slice(int(first), max(int(last), int(first) + 1))


def drift_free(sensor: FootSensor, strides: FootStrides, used: NDArray[np.bool_], *, ahead: bool) -> DriftFree:
    """Find up, and where each stride goes, in a frame that the gyroscope carries.

    Parameters
    ----------
    sensor : FootSensor
        Of a shank or a pelvis, on the shoe's clock.
    strides : FootStrides
        Of the shoe of the same leg.
    used : array of bool, shape (strides,)
        Those that tell something: straight, level, whole.
    ahead : bool
        Find the walking direction, too: of a sensor that goes with the shank.

    Raises
    ------
    FootwiseError
        What the sensor measures over whole strides is not gravity.
    """
    time_s = sensor.time_s
    inside = (strides.start_s >= time_s[0]) & (strides.stop_s <= time_s[-1])
    used = used & inside & ~_with_gap(sensor, strides)
    omega = sensor.angular_velocity_rad_s - resting_bias(sensor)
    attitude = carried(time_s, omega)
    gravity = mean_force(sensor, attitude, strides, used)
    if not resting_bias(sensor).any() and used.sum() >= _FEWEST_FOR_BIAS:
        omega = omega - _bias_by_drift(time_s, attitude, gravity, strides, used)
        attitude = carried(time_s, omega)
        gravity = mean_force(sensor, attitude, strides, used)
    _refuse_other_axes(sensor, norm(gravity[used]))
    used &= np.abs(norm(gravity) / STANDARD_GRAVITY - 1) < _LARGEST_PART
    gravity[~used] = np.nan
    whole = _directions(sensor, attitude, omega, gravity, strides, used) if ahead else np.full(gravity.shape, np.nan)
    return DriftFree(time_s, attitude, omega, unit(_with_neighbours(gravity, strides)), whole)


def at_rest(sensor: FootSensor) -> Array:
    """Mean acceleration over the quietest second, m/s², shape (3,); NaN where the sensor never was at rest."""
    bias = resting_bias(sensor)
    if not bias.any():
        return np.full(3, np.nan)
    count = round(sensor.rate_hz)
    rates = sensor.angular_velocity_rad_s - bias
    energy = np.convolve(np.einsum("ij,ij->i", rates, rates), np.full(count, 1 / count), mode="valid")
    first = int(energy.argmin())
    return np.asarray(sensor.acceleration_m_s2[first : first + count].mean(axis=0))


def _refuse_other_axes(sensor: FootSensor, gravity_m_s2: Array) -> None:
    """Refuse a sensor whose mean force over most whole strides is not gravity: its two halves do not fit together."""
    if len(gravity_m_s2) < _FEWEST_FOR_AXES:
        return
    usual, rest = float(np.median(gravity_m_s2)), float(norm(at_rest(sensor)))
    # A sensor that reads too much at rest reads too much in walking.
    right, part = (rest, _LARGEST_OF_REST) if np.isfinite(rest) else (STANDARD_GRAVITY, _LARGEST_PART)
    if abs(usual / right - 1) > part:
        name = f"{sensor.side} {sensor.place}".strip()
        raise FootwiseError(
            sensor.source,
            f"has a sensor on the {name} whose force over whole strides is {usual:.2f} m/s² on average, not "
            f"{right:.2f}: its gyroscope and accelerometer have other axes or signs, or want a calibration",
            "Check the axes, signs and units of both, and export it again",
        )


def carried(time_s: Array, omega: Array) -> Array:
    """Attitude of every sample in the frame of the first one."""
    step = np.diff(time_s)[:, None]
    turns = quaternion_of(0.5 * (omega[1:] + omega[:-1]) * step)
    return np.asarray(running_product(np.concatenate((np.array([[1.0, 0.0, 0.0, 0.0]]), turns))))


def _with_gap(sensor: FootSensor, strides: FootStrides) -> NDArray[np.bool_]:
    """Strides in which samples are missing or at the end of their range."""
    bad = np.concatenate((sensor.gaps.ravel(), sensor.time_s[sensor.clipped]))
    return np.asarray(((bad >= strides.start_s[:, None]) & (bad <= strides.stop_s[:, None])).any(axis=1))


def mean_force(sensor: FootSensor, attitude: Array, strides: FootStrides, used: NDArray[np.bool_]) -> Array:
    """Mean over each stride of what the accelerometer measures, in the frame; NaN where it is not used."""
    time_s, force = sensor.time_s, rotate(attitude, sensor.acceleration_m_s2)
    gained = 0.5 * (force[1:] + force[:-1]) * np.diff(time_s)[:, None]
    total = np.concatenate((np.zeros((1, 3)), np.cumsum(gained, axis=0)))
    out = np.full((len(strides), 3), np.nan)
    for k in np.flatnonzero(used):
        ends = np.array((strides.start_s[k], strides.stop_s[k]))
        there = np.stack([np.interp(ends, time_s, total[:, axis]) for axis in range(3)], axis=1)
        out[k] = (there[1] - there[0]) / (ends[1] - ends[0])
    return out


def _bias_by_drift(
    time_s: Array, attitude: Array, gravity: Array, strides: FootStrides, used: NDArray[np.bool_]
) -> Array:
    """Bias of a gyroscope that never was at rest: it makes gravity wander in the frame from stride to stride.

    What turns about the vertical alone is not seen, and does no harm; least squares leave it at nothing.
    """
    kept = np.flatnonzero(used)
    up = unit(np.median(gravity[kept], axis=0))
    middle = 0.5 * (strides.start_s + strides.stop_s)[kept]
    # The frame's error up to each stride, per unit of bias: the integral of the attitude.
    axes = np.stack([rotate(attitude, np.broadcast_to(one, (len(time_s), 3))) for one in np.eye(3)], axis=2)
    step = np.diff(time_s)[:, None, None]
    total = np.concatenate((np.zeros((1, 3, 3)), np.cumsum(0.5 * (axes[1:] + axes[:-1]) * step, axis=0)))
    wandered = np.stack([[np.interp(middle, time_s, total[:, i, j]) for j in range(3)] for i in range(3)])
    wandered = np.moveaxis(wandered, 2, 0)
    # An attitude that is too far turned by a small angle v shows up turned by it, too: v × up.
    crossed = np.array([[0, up[2], -up[1]], [-up[2], 0, up[0]], [up[1], -up[0], 0]])
    rows = crossed @ (wandered - wandered.mean(axis=0))
    seen = unit(gravity[kept]) - unit(gravity[kept]).mean(axis=0)
    solved, *_ = np.linalg.lstsq(rows.reshape(-1, 3), seen.reshape(-1), rcond=0.1)
    return np.asarray(solved)


def _with_neighbours(gravity: Array, strides: FootStrides) -> Array:
    """Mean of each stride's gravity and of those that follow it and go before it without a break."""
    out = np.full(gravity.shape, np.nan)
    follows = np.concatenate(([False], strides.start_s[1:] == strides.stop_s[:-1]))
    for k in range(len(gravity)):
        if not np.isfinite(gravity[k, 0]):
            continue
        mine = [k]
        for way in (-1, 1):
            j = k
            # As many on one side as on the other: then what drift is left is that of the middle.
            for _ in range(_NEIGHBOURS):
                joined = follows[j] if way < 0 else (j + 1 < len(follows) and follows[j + 1])
                if not joined or not np.isfinite(gravity[j + way, 0]):
                    break
                j += way
                mine.append(j)
        reach = min(k - min(mine), max(mine) - k)
        out[k] = gravity[k - reach : k + reach + 1].mean(axis=0)
    return out


def _directions(
    sensor: FootSensor, attitude: Array, omega: Array, gravity: Array, strides: FootStrides, used: NDArray[np.bool_]
) -> Array:
    """Level direction of each stride's displacement in the frame.

    In the middle of a stance the shank turns about the ankle, which stands still: the velocity of its sensor there is
    the angular velocity times a lever along the shank. How long that is, the length of the stride by the shoe tells.
    """
    kept = np.flatnonzero(used)
    out = np.full(gravity.shape, np.nan)
    if not len(kept):
        return out
    starts = np.searchsorted(sensor.time_s, strides.start_s[kept])
    ups = unit(gravity[kept])
    along = unit(np.median(_back(attitude[starts], ups), axis=0))
    swung = rotate(attitude[starts], np.cross(omega[starts], along))
    moved = np.stack([_moved(sensor, attitude, gravity[k], strides.start_s[k], strides.stop_s[k]) for k in kept])
    lasted = (strides.stop_s - strides.start_s)[kept, None]
    moved, swung = _level(moved, ups), _level(swung * lasted, ups)
    lever = _lever(moved, swung, strides.stride_m[kept])
    out[kept] = unit(moved + lever * swung)
    return out


def _moved(sensor: FootSensor, attitude: Array, gravity: Array, start_s: float, stop_s: float) -> Array:
    """Displacement over a stride from a standstill at its start, in the frame."""
    first, last = np.searchsorted(sensor.time_s, (start_s, stop_s))
    span = slice(int(first), int(last) + 1)
    step = np.diff(sensor.time_s[span])[:, None]
    free = rotate(attitude[span], sensor.acceleration_m_s2[span]) - gravity
    gained = 0.5 * (free[1:] + free[:-1]) * step
    velocity = np.concatenate((np.zeros((1, 3)), np.cumsum(gained, axis=0)))
    return np.asarray((0.5 * (velocity[1:] + velocity[:-1]) * step).sum(axis=0))


def _lever(moved: Array, swung: Array, length_m: Array) -> float:
    """Length of the lever that makes the strides as long as the shoe says, m."""
    a, b, c = (swung**2).sum(axis=1), (moved * swung).sum(axis=1), (moved**2).sum(axis=1) - length_m**2
    with np.errstate(invalid="ignore", divide="ignore"):
        roots = (-b + np.sqrt(b**2 - a * c)) / a
    known = roots[np.isfinite(roots)]
    lever = float(np.median(known)) if len(known) else np.nan
    return lever if _LEVERS_M[0] <= lever <= _LEVERS_M[1] else _USUAL_LEVER_M


def _level(vectors: Array, up: Array) -> Array:
    return np.asarray(vectors - np.sum(vectors * up, axis=1, keepdims=True) * up)


def _back(attitude: Array, vectors: Array) -> Array:
    """Vectors of the frame in the sensor's axes."""
    backwards = attitude * np.array([1.0, -1.0, -1.0, -1.0])
    return np.asarray(rotate(backwards, np.broadcast_to(vectors, (len(attitude), 3))))
