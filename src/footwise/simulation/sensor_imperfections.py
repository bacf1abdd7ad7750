"""What a motion sensor makes of a motion: its mounting, bias, noise, range, and samples that get lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings import STANDARD_GRAVITY


@by_value
@dataclass(frozen=True)
class Samples:
    """Samples of one foot sensor, in its own axes and on its own clock.

    Attributes
    ----------
    time_s : array, shape (n,)
    acceleration_m_s2 : array, shape (n, 3)
        Specific force: upwards at rest.
    angular_velocity_rad_s : array, shape (n, 3)
        Right-handed about the same axes.
    """

    time_s: Array
    acceleration_m_s2: Array
    angular_velocity_rad_s: Array

    @property
    def table(self) -> Array:
        """Time, acceleration and angular velocity side by side, shape (n, 7)."""
        return np.column_stack((self.time_s, self.acceleration_m_s2, self.angular_velocity_rad_s))

    def rows(self) -> list[tuple[float, ...]]:
        """One tuple (t, ax, ay, az, gx, gy, gz) a sample, as a stride tracker takes it."""
        return [tuple(row) for row in self.table.tolist()]


@dataclass(frozen=True)
class SensorImperfections:
    """How far a sensor is from an ideal one; time stamps are always right.

    The default noise is that of the data sheet of a usual sensor for wearables (Bosch BMI270,
    BST-BMI270-DS000-07: 0.007 °/s/√Hz and 0.16 mg/√Hz); its bias is assumed; no sample is lost.

    Attributes
    ----------
    bias_rad_s : (float, float, float)
        Of the gyroscope, constant, sensor axes.
    angular_velocity_noise_rad_s_sqrt_hz, acceleration_noise_m_s2_sqrt_hz : float
        Density of the white noise; its standard deviation is this times the root of half the rate.
    angular_velocity_range_rad_s, acceleration_range_m_s2 : float
        Nothing beyond is measured: the value stays at the end of the range.
    lost_share : float
        Share of single samples that are lost, 0 to 1.
    burst_share, burst_s : float
        Share of the time that is lost in bursts, and how long a burst lasts.
    """

    bias_rad_s: tuple[float, float, float] = (0.005, -0.004, 0.003)
    angular_velocity_noise_rad_s_sqrt_hz: float = float(np.radians(0.007))
    acceleration_noise_m_s2_sqrt_hz: float = 0.16e-3 * STANDARD_GRAVITY
    angular_velocity_range_rad_s: float = float(np.radians(2000.0))
    acceleration_range_m_s2: float = 16 * STANDARD_GRAVITY
    lost_share: float = 0.0
    burst_share: float = 0.0
    burst_s: float = 0.05

    def __post_init__(self) -> None:
        if not (0 <= self.lost_share < 1 and 0 <= self.burst_share < 1 and self.burst_s > 0):
            raise ValueError("shares of lost samples lie between 0 and 1, and a burst takes time")

    @classmethod
    def none(cls) -> SensorImperfections:
        """Give an ideal sensor, whose range has no end."""
        return cls((0.0, 0.0, 0.0), 0.0, 0.0, np.inf, np.inf)


class MountedSensor:
    """A sensor on a foot: turned, and with errors that go on from call to call.

    Parameters
    ----------
    imperfections : SensorImperfections
    rate_hz : float
    mount : array, shape (3, 3), or None
        Rotation from the foot's axes (forward, left, up) to the sensor's.
    seed : int
        Of noise and losses.
    """

    def __init__(self, imperfections: SensorImperfections, rate_hz: float, mount: Array | None, seed: int) -> None:
        self._imperfections = imperfections
        self._rate_hz = rate_hz
        self._mount = None if mount is None else np.asarray(mount, dtype=float)
        self._random = np.random.default_rng(seed)
        self._burst_left = 0
        root = np.sqrt(rate_hz / 2)
        self._noise = np.repeat(
            (
                imperfections.acceleration_noise_m_s2_sqrt_hz * root,
                imperfections.angular_velocity_noise_rad_s_sqrt_hz * root,
            ),
            3,
        )

    def measure(self, time_s: Array, force: Array, omega: Array) -> Samples:
        """Give what the sensor delivers.

        Parameters
        ----------
        time_s : array, shape (n,)
        force, omega : array, shape (n, 3)
            Specific force (m/s²) and angular velocity (rad/s) in the foot's axes.
        """
        imperfections = self._imperfections
        if self._mount is not None:
            force, omega = force @ self._mount.T, omega @ self._mount.T
        values = np.hstack((force, omega + np.asarray(imperfections.bias_rad_s)))
        if self._noise.any():
            values += self._noise * self._random.standard_normal(values.shape)
        force, omega = values[:, :3], values[:, 3:]
        if np.isfinite(imperfections.acceleration_range_m_s2):
            np.clip(force, -imperfections.acceleration_range_m_s2, imperfections.acceleration_range_m_s2, out=force)
        if np.isfinite(imperfections.angular_velocity_range_rad_s):
            np.clip(
                omega,
                -imperfections.angular_velocity_range_rad_s,
                imperfections.angular_velocity_range_rad_s,
                out=omega,
            )
        if imperfections.lost_share or imperfections.burst_share:
            kept = ~self._lost(len(time_s))
            time_s, force, omega = time_s[kept], force[kept], omega[kept]
        return Samples(time_s, force, omega)

    def _lost(self, count: int) -> np.ndarray:
        """Which of the next samples are lost."""
        imperfections = self._imperfections
        lost = self._random.random(count) < imperfections.lost_share
        length = max(1, round(imperfections.burst_s * self._rate_hz))
        # Bursts begin only outside bursts: so often that their share of all time comes out right.
        begins = self._random.random(count) < imperfections.burst_share / (length * (1 - imperfections.burst_share))
        k = 0
        while k < count:
            if self._burst_left:
                until = min(count, k + self._burst_left)
                lost[k:until] = True
                self._burst_left -= until - k
                k = until
                continue
            later = np.flatnonzero(begins[k:])
            if not len(later):
                break
            k += int(later[0])
            self._burst_left = length
        return np.asarray(lost)
