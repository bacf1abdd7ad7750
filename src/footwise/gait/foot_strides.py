"""Strides and foot angles from one motion sensor on a shoe, without a magnetometer.

Every stride is integrated on its own, from one mid-stance to the next (zero-velocity strapdown in the
dynamic foot frame of Wouda 2021, J NeuroEng Rehabil 18:37): the foot is level and still at both ends,
so drift is known and taken off, and no heading is needed from outside the stride.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.gait.mid_stance import mid_stances, resting_bias
from footwise.recordings.foot_sensor import FootSensor
from footwise.recordings.recording import Array
from footwise.signals import cross, norm, unit

GRAVITY_M_S2 = 9.81
STRIDE_S = (0.6, 2.0)
STRIDE_M = (0.5, 2.2)
LARGEST_TURN_DEG = 12.0
LARGEST_CLIMB_M = 0.25
# Gravity is the mean of so many samples on either side of mid-stance.
GRAVITY_SAMPLES = 5


@dataclass(frozen=True)
class FootStrides:
    """Strides of one foot, each from mid-stance to mid-stance; every array has one entry a stride.

    Attributes
    ----------
    side : str
    start_s, stop_s : array
        Mid-stance that begins and that ends the stride, device time.
    ending_deg, starting_deg : array
        Angle of the foot in the stance that ends the stride, and in the one that begins it, against
        the direction of the stride: toe-out positive, up to one constant of the mounting, which is
        chosen so that the starting form has its middle at zero. Only changes mean something before
        that constant is calibrated.
    stride_m, climb_m, turn_deg : array
        Length over the floor, change of height, and turn of the foot, positive to the walker's left.
    reason : tuple of str
        Why a stride is left out; empty if it is not.
    """

    side: str
    start_s: Array
    stop_s: Array
    ending_deg: Array
    starting_deg: Array
    stride_m: Array
    climb_m: Array
    turn_deg: Array
    reason: tuple[str, ...]

    @property
    def used(self) -> np.ndarray:
        """Whether each stride passed every gate."""
        return np.array([not reason for reason in self.reason], dtype=bool)


def foot_strides(sensor: FootSensor) -> FootStrides:
    """Find the strides of a walk and their foot angles.

    Parameters
    ----------
    sensor : FootSensor
        In any mounting: up is found from gravity at mid-stance, forward from the strides.

    Returns
    -------
    FootStrides
        Strides that fail a gate stay, with their reason; none at all when nobody walks.
    """
    omega = sensor.angular_velocity_rad_s - resting_bias(sensor)
    middles = mid_stances(omega, sensor.rate_hz)
    begins, ends = middles[:-1], middles[1:]
    if not len(begins):
        nothing = np.zeros(0)
        return FootStrides(sensor.side, nothing, nothing, nothing, nothing, nothing, nothing, nothing, ())
    level = _level_frame(sensor.acceleration_m_s2, middles)
    heading, path = _integrate(
        sensor.acceleration_m_s2 @ level.T, omega @ level.T, sensor.time_s, begins, ends, STRIDE_S[1]
    )
    direction = np.arctan2(path[:, 1], path[:, 0])
    stride_m = norm(path[:, :2])
    reasons = _gates(sensor, begins, ends, stride_m, path[:, 2], np.degrees(heading))
    good = np.array([not reason for reason in reasons])
    forward = _circular_middle(direction[good] if good.any() else direction[np.isfinite(direction)])
    outward = 1.0 if sensor.side == "left" else -1.0
    return FootStrides(
        side=sensor.side,
        start_s=sensor.time_s[begins],
        stop_s=sensor.time_s[ends],
        ending_deg=np.degrees(outward * _wrapped(heading - direction + forward)),
        starting_deg=np.degrees(outward * _wrapped(forward - direction)),
        stride_m=stride_m,
        climb_m=path[:, 2],
        turn_deg=np.degrees(heading),
        reason=tuple(reasons),
    )


def _level_frame(acceleration: Array, middles: np.ndarray) -> Array:
    """Rotation from the sensor's axes to axes that are level, on average, while the foot stands."""
    gravity = unit(np.median([_gravity_at(acceleration, k) for k in middles], axis=0))
    # Forward is found later; any level axis will do, and the sensor's most level one is the steadiest.
    x = np.eye(3)[np.argmin(np.abs(gravity))]
    x = unit(x - (x @ gravity) * gravity)
    return np.stack((x, cross(gravity, x), gravity))


def _gravity_at(acceleration: Array, middle: int) -> Array:
    return np.asarray(acceleration[max(0, middle - GRAVITY_SAMPLES) : middle + GRAVITY_SAMPLES + 1].mean(axis=0))


def _integrate(
    acceleration: Array, omega: Array, time_s: Array, begins: np.ndarray, ends: np.ndarray, longest_s: float
) -> tuple[Array, Array]:
    """Integrate all strides side by side.

    Parameters
    ----------
    acceleration, omega : array, shape (n, 3)
        In the level frame.
    time_s : array, shape (n,)
    begins, ends : array of int, shape (strides,)
    longest_s : float
        Longer strides are not walked; they come back as NaN.

    Returns
    -------
    heading_rad : array, shape (strides,)
        Turn of the foot from begin to end.
    path_m : array, shape (strides, 3)
        Displacement in the frame that is level, and along the foot's own x, at the begin.
    """
    heading, path = np.full(len(begins), np.nan), np.full((len(begins), 3), np.nan)
    which = np.flatnonzero(time_s[ends] - time_s[begins] <= longest_s)
    if not len(which):
        return heading, path
    begin, length = begins[which], ends[which] - begins[which]
    tilt = _shortest_turn_up(np.stack([_gravity_at(acceleration, k) for k in begin]))
    attitude = _without_heading(tilt)
    velocity, position = np.zeros((len(which), 3)), np.zeros((len(which), 3))
    up = np.array([0.0, 0.0, GRAVITY_M_S2])
    force = np.einsum("nij,nj->ni", attitude, acceleration[begin]) - up
    for i in range(int(length.max())):
        going = (i < length)[:, None]
        now = np.minimum(begin + i, ends[which] - 1)
        step = (time_s[now + 1] - time_s[now])[:, None]
        turned = attitude @ _rotation(0.5 * (omega[now] + omega[now + 1]) * step)
        attitude = np.where(going[:, :, None], turned, attitude)
        after = np.einsum("nij,nj->ni", attitude, acceleration[now + 1]) - up
        faster = velocity + 0.5 * step * (force + after)
        position = np.where(going, position + 0.5 * step * (velocity + faster), position)
        velocity = np.where(going, faster, velocity)
        force = np.where(going, after, force)
    # The foot stands still at the end too: what speed is left grew in a straight line.
    lasted = (time_s[ends[which]] - time_s[begin])[:, None]
    path[which] = position - 0.5 * lasted * velocity
    heading[which] = np.arctan2(attitude[:, 1, 0], attitude[:, 0, 0])
    return heading, path


def _shortest_turn_up(gravity: Array) -> Array:
    """Rotations that take each gravity vector to z the shortest way, shape (n, 3, 3)."""
    g = unit(gravity)
    gx, gy, gz = g.T
    share = 1 / (1 + gz)
    return np.stack(
        (
            np.stack((1 - gx * gx * share, -gx * gy * share, -gx), axis=1),
            np.stack((-gx * gy * share, 1 - gy * gy * share, -gy), axis=1),
            np.stack((gx, gy, gz), axis=1),
        ),
        axis=1,
    )


def _without_heading(attitude: Array) -> Array:
    """Turn attitudes about the vertical so that the foot's x has no heading."""
    heading = np.arctan2(attitude[:, 1, 0], attitude[:, 0, 0])
    back = np.zeros_like(attitude)
    back[:, 0, 0] = back[:, 1, 1] = np.cos(heading)
    back[:, 0, 1], back[:, 1, 0], back[:, 2, 2] = np.sin(heading), -np.sin(heading), 1.0
    return back @ attitude


def _rotation(vector: Array) -> Array:
    """Rotation matrices of rotation vectors (Rodrigues), shape (n, 3, 3)."""
    angle = norm(vector)
    small = angle < 1e-9
    safe = np.where(small, 1.0, angle)
    a = np.where(small, 1.0, np.sin(safe) / safe)[:, None, None]
    b = np.where(small, 0.5, (1 - np.cos(safe)) / safe**2)[:, None, None]
    x, y, z = vector.T
    zero = np.zeros_like(x)
    skew = np.stack(
        (np.stack((zero, -z, y), axis=1), np.stack((z, zero, -x), axis=1), np.stack((-y, x, zero), axis=1)), axis=1
    )
    return np.asarray(np.eye(3) + a * skew + b * (skew @ skew))


def _gates(
    sensor: FootSensor, begins: np.ndarray, ends: np.ndarray, stride_m: Array, climb_m: Array, turn_deg: Array
) -> list[str]:
    """Say for every stride why it cannot be trusted; empty if it can."""
    lasted = sensor.time_s[ends] - sensor.time_s[begins]
    clipped = np.concatenate(([0], np.cumsum(sensor.clipped)))
    reasons = []
    for k, seconds in enumerate(lasted):
        start, stop = sensor.time_s[begins[k]], sensor.time_s[ends[k]]
        reason = ""
        if ((sensor.gaps[:, 1] > start) & (sensor.gaps[:, 0] < stop)).any():
            reason = "samples missing within the stride"
        elif clipped[ends[k] + 1] > clipped[begins[k]]:
            reason = "the sensor was at the end of its range"
        elif seconds > STRIDE_S[1]:
            reason = "standing, or no step"
        elif seconds < STRIDE_S[0]:
            reason = f"stride of {seconds:.2f} s is too short"
        elif not STRIDE_M[0] <= stride_m[k] <= STRIDE_M[1]:
            reason = f"stride of {stride_m[k]:.2f} m is not walking on level ground"
        elif abs(climb_m[k]) > LARGEST_CLIMB_M:
            reason = f"climbs {climb_m[k]:+.2f} m: stairs"
        elif abs(turn_deg[k]) > LARGEST_TURN_DEG:
            reason = f"turns by {turn_deg[k]:+.0f}°"
        reasons.append(reason)
    return reasons


def _wrapped(angle_rad: Array) -> Array:
    return np.asarray((angle_rad + np.pi) % (2 * np.pi) - np.pi)


def _circular_middle(angle_rad: Array) -> float:
    """Median of angles that lie together anywhere on the circle."""
    if not len(angle_rad):
        return 0.0
    mean = float(np.angle(np.exp(1j * angle_rad).sum()))
    return mean + float(np.median(_wrapped(angle_rad - mean)))
