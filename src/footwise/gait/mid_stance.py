"""When a foot stands still between two swings, from its angular velocity."""

from __future__ import annotations

import numpy as np

from footwise.recordings.foot_sensor import FootSensor
from footwise.recordings.recording import Array
from footwise.signals import norm, runs

# Thresholds for brisk healthy walking; they come down for people whose feet turn less.
MOVING_RAD_S = float(np.radians(100.0))
SWING_RAD_S = float(np.radians(200.0))
# Shares of the person's own fastest movements that the thresholds must not exceed.
MOVING_SHARE, SWING_SHARE = 0.25, 0.5
LEAST_MOVING_RAD_S = float(np.radians(30.0))
SHORTEST_SWING_S = 0.25
SHORTEST_PAUSE_S = 0.12
REST_S = 1.0
RESTING_RAD_S = float(np.radians(5.0))


def resting_bias(sensor: FootSensor) -> Array:
    """Offset of the gyroscope from the quietest second of a recording.

    Returns
    -------
    array, shape (3,)
        In rad/s; zero when the foot is never at rest for a second.
    """
    count = round(REST_S * sensor.rate_hz)
    omega = sensor.angular_velocity_rad_s
    if len(omega) <= count:
        return np.zeros(3)
    total = np.concatenate((np.zeros((1, 3)), np.cumsum(omega, axis=0)))
    square = np.concatenate(([0.0], np.cumsum((omega**2).sum(axis=1))))
    means = (total[count:] - total[:-count]) / count
    spread = (square[count:] - square[:-count]) / count - (means**2).sum(axis=1)
    quietest = int(np.argmin(spread))
    still = spread[quietest] < RESTING_RAD_S**2 and norm(means[quietest]) < RESTING_RAD_S
    return means[quietest] if still else np.zeros(3)


def mid_stances(omega_rad_s: Array, rate_hz: float) -> np.ndarray:
    """Samples at which the foot is stillest between two swings.

    A swing is a movement of at least 0.25 s that somewhere exceeds 200 °/s; for people who shuffle both
    limits follow their own fastest movements down.

    Parameters
    ----------
    omega_rad_s : array, shape (n, 3)
        Without its resting bias.
    rate_hz : float

    Returns
    -------
    array of int, shape (stances,)
        One between each pair of swings that follow each other, however long the pause.
    """
    speed = norm(omega_rad_s)
    smooth = _moving_mean(speed, 0.05 * rate_hz)
    fastest = float(np.quantile(smooth, 0.95)) if len(smooth) else 0.0
    moving = max(LEAST_MOVING_RAD_S, min(MOVING_RAD_S, MOVING_SHARE * fastest))
    swing = max(2 * LEAST_MOVING_RAD_S, min(SWING_RAD_S, SWING_SHARE * fastest))
    stretches = runs(smooth > moving)
    if not len(stretches):
        return np.zeros(0, dtype=int)
    apart = np.flatnonzero(stretches[1:, 0] - stretches[:-1, 1] >= SHORTEST_PAUSE_S * rate_hz)
    starts = stretches[np.concatenate(([0], apart + 1)), 0]
    stops = stretches[np.concatenate((apart, [len(stretches) - 1])), 1]
    peaks = np.array([smooth[a:b].max() for a, b in zip(starts, stops, strict=True)])
    is_swing = (stops - starts >= SHORTEST_SWING_S * rate_hz) & (peaks > swing)
    starts, stops = starts[is_swing], stops[is_swing]
    energy = _moving_mean(speed**2, 0.1 * rate_hz)
    return np.array(
        [stop + int(np.argmin(energy[stop:start])) for stop, start in zip(stops[:-1], starts[1:], strict=True)],
        dtype=int,
    )


def _moving_mean(values: Array, width: float) -> Array:
    count = max(1, int(width))
    return np.convolve(values, np.full(count, 1 / count), mode="same")
