"""A foot that walks as it is told, and the samples of the sensor on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, radians

import numpy as np

from footwise.arrays import Array
from footwise.recordings import STANDARD_GRAVITY
from footwise.simulation.foot_pose import FootPose, smooth_foot_pose
from footwise.simulation.sensor_imperfections import MountedSensor, Samples, SensorImperfections

# A foot does not swing in less.
SHORTEST_MOVEMENT_S = 0.3


@dataclass(frozen=True)
class TrueStance:
    """What is true of one stance and of the stride that ends with it; times are the device's own.

    Attributes
    ----------
    contact_s, mid_stance_s : float
        The foot meets the floor, and the middle of the time in which it lies still.
    foot_progression_angle_deg : float
        Foot axis against the displacement of the sensor over the stride, toe-out positive on both feet.
    stride_m, stride_s : float
        Horizontal displacement, and the time from mid-stance to mid-stance.
    turn_deg : float
        How far the walking direction turned before the stride, to the left positive.
    """

    contact_s: float
    mid_stance_s: float
    foot_progression_angle_deg: float
    stride_m: float
    stride_s: float
    turn_deg: float


class SimulatedFoot:
    """One foot with a sensor, walked stride by stride.

    The foot begins along the walking direction, still. All motion is smooth curves, whose derivatives the
    sensor measures exactly before its errors come in.

    Parameters
    ----------
    side : str
        left or right.
    pose : FootPose, optional
        Shape of the strides; the smooth foot without one. One of its strides is drawn for every stride.
    rate_hz : float
        Samples per second.
    imperfections : SensorImperfections, optional
        The default sensor without; `SensorImperfections.none()` is an ideal one.
    mount : array, shape (3, 3), optional
        Rotation from the foot's axes (forward, left, up) to the sensor's.
    stride_s, stride_m : float
        Time and length of a stride that is not told otherwise.
    seed : int
        Of the order of the strides and of the imperfections.

    Attributes
    ----------
    stride_s, stride_m : float
        The usual time and length of a stride.
    time_s : float
        Device time at which the next samples begin.
    stance : TrueStance or None
        The truth of the last stride.

    Examples
    --------
    >>> foot = SimulatedFoot("left", seed=1)
    >>> samples = foot.stand(2.0)
    >>> len(samples.time_s), len(foot.stride(-5.0).time_s)
    (200, 110)
    """

    def __init__(
        self,
        side: str,
        *,
        pose: FootPose | None = None,
        rate_hz: float = 100.0,
        imperfections: SensorImperfections | None = None,
        mount: Array | None = None,
        stride_s: float = 1.1,
        stride_m: float = 1.3,
        seed: int = 1,
    ) -> None:
        if side not in ("left", "right"):
            raise ValueError(f"the side is {side!r}, and must be left or right")
        self.side = side
        self.rate_hz = rate_hz
        self.time_s = 0.0
        self.stance: TrueStance | None = None
        self._outward = -1.0 if side == "right" else 1.0
        self._pose = pose if pose is not None else smooth_foot_pose()
        self.stride_s, self.stride_m = stride_s, stride_m
        order, imperfections_seed = np.random.SeedSequence(seed).generate_state(2)
        self._random = np.random.default_rng(int(order))
        self._sensor = MountedSensor(
            imperfections if imperfections is not None else SensorImperfections(),
            rate_hz,
            mount,
            int(imperfections_seed),
        )
        self._taken = 0
        self._course = self._heading = 0.0

    def stand(self, seconds: float) -> Samples:
        """Stand still for so long."""
        times = self._next_times(seconds)
        force, omega = np.zeros((len(times), 3)), np.zeros((len(times), 3))
        force[:, 2] = STANDARD_GRAVITY
        return self._sensor.measure(times, force, omega)

    def stride(
        self,
        angle_deg: float,
        *,
        turn_deg: float = 0.0,
        climb_m: float = 0.0,
        stride_s: float | None = None,
        stride_m: float | None = None,
    ) -> Samples:
        """Take one stride.

        Parameters
        ----------
        angle_deg : float
            Foot progression angle of the stance that ends the stride, against the displacement of the
            stride; toe-out positive on both feet.
        turn_deg : float
            The walking direction turns by so much before the stride, to the left positive.
        climb_m : float
            Rise of the floor.
        stride_s, stride_m : float, optional
            Time and length, where not the usual ones.

        Returns
        -------
        Samples
            From the end of the still part of one stance through that of the next, past its mid-stance.

        Raises
        ------
        ValueError
            Less time than a movement of 0.3 s and the still part of a stance need.
        """
        lasts = self.stride_s if stride_s is None else stride_s
        length = self.stride_m if stride_m is None else stride_m
        moving = lasts - self._pose.still_s
        if moving < SHORTEST_MOVEMENT_S:
            raise ValueError(f"a stride of {lasts} s leaves {moving:.2f} s to move the foot; take at least "
                             f"{SHORTEST_MOVEMENT_S + self._pose.still_s:g} s")  # fmt: skip
        begin, shape = self.time_s, self._pose.strides[int(self._random.integers(len(self._pose.strides)))]
        times = self._next_times(lasts)
        swinging = int(np.searchsorted(times, begin + moving))
        value, slope, curvature = shape.at((times[:swinging] - begin) / moving)
        slope, curvature = slope / moving, curvature / moving**2
        out = self._outward
        self._course += radians(turn_deg)
        heading = self._course + out * radians(angle_deg)
        turned, self._heading = heading - self._heading, heading
        roll, pitch = out * value[3], value[4]
        # From the walking direction to the foot's heading, which starts at that of the last stance.
        yaw = heading - turned - self._course + turned * value[6] + out * value[5]
        cr, sr, cp, sp, cy, sy = np.cos(roll), np.sin(roll), np.cos(pitch), np.sin(pitch), np.cos(yaw), np.sin(yaw)
        ax, ay = length * curvature[0], out * curvature[1]
        az = curvature[2] + climb_m * curvature[6] + STANDARD_GRAVITY
        force, omega = np.zeros((len(times), 3)), np.zeros((len(times), 3))
        force[swinging:, 2] = STANDARD_GRAVITY
        # Back by the yaw, then by the pitch, then by the roll.
        ahead, leftward = cy * ax + sy * ay, cy * ay - sy * ax
        lifted = sp * ahead + cp * az
        force[:swinging, 0] = cp * ahead - sp * az
        force[:swinging, 1] = cr * leftward + sr * lifted
        force[:swinging, 2] = cr * lifted - sr * leftward
        roll_rate, pitch_rate, yaw_rate = out * slope[3], slope[4], turned * slope[6] + out * slope[5]
        omega[:swinging, 0] = roll_rate - sp * yaw_rate
        omega[:swinging, 1] = cr * pitch_rate + sr * cp * yaw_rate
        omega[:swinging, 2] = cr * cp * yaw_rate - sr * pitch_rate
        self.stance = TrueStance(
            contact_s=begin + moving * shape.contact_share,
            mid_stance_s=begin + lasts - self._pose.still_s / 2,
            foot_progression_angle_deg=angle_deg,
            stride_m=length,
            stride_s=lasts,
            turn_deg=turn_deg,
        )
        return self._sensor.measure(times, force, omega)

    def _next_times(self, seconds: float) -> Array:
        """Times of the samples in the next so many seconds; the clock goes on."""
        self.time_s += seconds
        first, self._taken = self._taken, ceil(self.time_s * self.rate_hz - 1e-9)
        return np.arange(first, self._taken) / self.rate_hz
