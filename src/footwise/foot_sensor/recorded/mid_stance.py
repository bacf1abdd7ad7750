"""When a foot swings, and when it lies still before and after, from its angular velocity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.foot_sensor.live import TrackerSettings
from footwise.recordings.foot_sensor import FootSensor
from footwise.signals import norm, runs

# Thresholds for brisk healthy walking, and how far down they follow people whose feet turn less.
MOVING_RAD_S, LEAST_MOVING_RAD_S = np.radians((100.0, 25.0))
SWING_RAD_S, LEAST_SWING_RAD_S = np.radians((200.0, 60.0))
# Shares of the person's own swings.
MOVING_SHARE, SWING_SHARE = 0.3, 0.45
# Above the stillest moments of a foot that is never still, up to a limit.
ABOVE_STILLEST, LARGEST_STILL_RAD_S = 1.7, float(np.radians(110.0))
STILLEST_EVERY_S = 1.5
# A foot is certain to lie still when it has turned slower than this, between these limits, for so long: as live.
STILL_SHARE = 0.6
LEAST_QUIET_RAD_S, LARGEST_QUIET_RAD_S = np.radians((25.0, 80.0))
QUIET_S = TrackerSettings().quiet_s
# A movement that may be a swing, before the person's own are known.
LEAST_PEAK_RAD_S = float(np.radians(50.0))
SHORTEST_SWING_S = 0.25
SHORTEST_PAUSE_S = 0.15
# Longer pauses are standing: the foot may turn in them, so that they have a still moment at either end.
LONGEST_STANCE_S = 1.2
# Of who walks slowly they are stances all the same: so many times the person's own, and no more than this.
LONGEST_SHARE, MOST_STANCE_S = 1.5, 2.0
FEWEST_STANCES = 5
END_OF_STAND_S, WITHIN_REST_S = 1.5, 0.3
# Slower than this a standing foot does not begin to move yet.
AT_REST_RAD_S = 0.15
REST_S = 1.0
RESTING_RAD_S = float(np.radians(5.0))

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Swings:
    """Swings of one foot, and the still moments around them; one entry a swing, in samples.

    Attributes
    ----------
    begin, end : array of int
        First sample of the movement, and the one after its last.
    still_before, still_after : array of int
        Where the foot is stillest before and after it. Within a stance they are one and the same for the
        swing that ends and the one that begins; -1 where the recording begins or ends in mid-movement.
    quiet_from : array of int
        First sample of the quiet time before the swing: the foot moved until then.
    certain : array of int
        First sample after the swing at which the foot is certain to lie still, as the live path finds it; -1 where
        there is none before the next swing.
    """

    begin: Indices
    end: Indices
    still_before: Indices
    still_after: Indices
    quiet_from: Indices
    certain: Indices

    def __len__(self) -> int:
        return len(self.begin)


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
    square = np.concatenate(([0.0], np.cumsum(np.einsum("ij,ij->i", omega, omega))))
    means = (total[count:] - total[:-count]) / count
    spread = (square[count:] - square[:-count]) / count - np.einsum("ij,ij->i", means, means)
    quietest = int(np.argmin(spread))
    still = spread[quietest] < RESTING_RAD_S**2 and norm(means[quietest]) < RESTING_RAD_S
    return means[quietest] if still else np.zeros(3)


def find_swings(omega_rad_s: Array, rate_hz: float) -> Swings:
    """Find the swings of a walk.

    A swing is a movement over 100 °/s of at least 0.25 s that somewhere exceeds 200 °/s. Both limits come down with
    the person's own swings (weak and slow walkers), and the first rises where the foot is never still (shuffling).

    Parameters
    ----------
    omega_rad_s : array, shape (n, 3)
        Without its resting bias.
    rate_hz : float

    Returns
    -------
    Swings
    """
    speed = norm(omega_rad_s)
    smooth = _moving_mean(speed, 0.05 * rate_hz)
    moving, swing = _thresholds(smooth, rate_hz)
    begin, end, peak = _movements(smooth, moving, rate_hz)
    is_swing = (end - begin >= SHORTEST_SWING_S * rate_hz) & (peak > swing)
    # Where the last movement of any kind stopped, before each movement.
    quiet_from = np.concatenate(([0], end[:-1]))[is_swing] if len(end) else end
    begin, end = begin[is_swing], end[is_swing]
    energy = _moving_mean(speed**2, 0.1 * rate_hz)
    before, after = _still_moments(energy, begin, end, quiet_from, moving**2, rate_hz)
    return Swings(begin, end, before, after, quiet_from, _certain(speed, begin, end, moving, rate_hz))


def _certain(speed: Array, begin: Indices, end: Indices, moving: float, rate_hz: float) -> Indices:
    """First sample after each swing that ends a quiet time long enough; -1 where the next swing comes before."""
    quiet = float(np.clip(STILL_SHARE * moving, LEAST_QUIET_RAD_S, LARGEST_QUIET_RAD_S))
    stretches = runs(speed < quiet)
    long_enough = max(1, round(QUIET_S * rate_hz))
    known = stretches[np.diff(stretches, axis=1)[:, 0] > long_enough, 0] + long_enough
    if not len(known) or not len(begin):
        return np.full(len(begin), -1)
    at = np.searchsorted(known, end)
    first = known[np.minimum(at, len(known) - 1)]
    following = np.concatenate((begin[1:], [len(speed)]))
    return np.where((at < len(known)) & (first < following), first, -1)


def _thresholds(smooth: Array, rate_hz: float) -> tuple[float, float]:
    """Least angular velocity of a movement, and of the fastest moment of a swing."""
    _, _, peaks = _movements(smooth, LEAST_MOVING_RAD_S, rate_hz)
    peaks = peaks[peaks > LEAST_PEAK_RAD_S]
    # Swings are the larger ones of all movements; shifting the weight in a long stand makes many small ones.
    usual = float(np.median(peaks[peaks >= 0.5 * peaks.max()])) if len(peaks) else np.inf
    every = max(1, round(STILLEST_EVERY_S * rate_hz))
    whole = smooth[: len(smooth) // every * every].reshape(-1, every)
    stillest = float(np.median(whole.min(axis=1))) if len(whole) >= 3 else 0.0
    moving = float(np.clip(MOVING_SHARE * usual, LEAST_MOVING_RAD_S, MOVING_RAD_S))
    moving = max(moving, min(ABOVE_STILLEST * stillest, LARGEST_STILL_RAD_S))
    return moving, float(np.clip(SWING_SHARE * usual, LEAST_SWING_RAD_S, SWING_RAD_S))


def _movements(smooth: Array, threshold: float, rate_hz: float) -> tuple[Indices, Indices, Array]:
    """Begin, end and peak of the stretches above a threshold; those with short pauses between are one."""
    stretches = runs(smooth > threshold)
    if not len(stretches):
        none = np.zeros(0, dtype=np.intp)
        return none, none, np.zeros(0)
    apart = np.flatnonzero(stretches[1:, 0] - stretches[:-1, 1] >= SHORTEST_PAUSE_S * rate_hz)
    begin = stretches[np.concatenate(([0], apart + 1)), 0]
    end = stretches[np.concatenate((apart, [len(stretches) - 1])), 1]
    # Maxima from each begin to the next; what lies between the end and the next begin is lower.
    return begin, end, np.maximum.reduceat(smooth, begin)


def _still_moments(
    energy: Array, begin: Indices, end: Indices, quiet_from: Indices, still: float, rate_hz: float
) -> tuple[Indices, Indices]:
    """Stillest sample before and after each swing; -1 where the foot never is still."""
    before, after = np.full(len(begin), -1), np.full(len(begin), -1)
    own = LONGEST_SHARE * float(np.median(begin[1:] - end[:-1])) if len(begin) > FEWEST_STANCES else 0.0
    longest, last = max(LONGEST_STANCE_S * rate_hz, min(own, MOST_STANCE_S * rate_hz)), round(END_OF_STAND_S * rate_hz)
    for k in range(len(begin) + 1):
        start = int(end[k - 1]) if k else 0
        stop = int(begin[k]) if k < len(begin) else len(energy)
        if stop - start < SHORTEST_PAUSE_S * rate_hz:
            continue
        if k and k < len(begin) and stop - start <= longest:
            before[k] = after[k - 1] = start + int(np.argmin(energy[start:stop]))
            continue
        if k:
            after[k - 1] = _stillest(energy, start, min(stop, start + round(longest)), still)
        if k < len(begin):
            # The weight shifts, and turns the foot, before it swings: the stand ends where it last was at rest.
            start = max(int(quiet_from[k]), stop - last)
            rest = np.flatnonzero(energy[start:stop] < AT_REST_RAD_S**2)
            if len(rest):
                stop = start + int(rest[-1]) + 1
                start = max(start, stop - round(WITHIN_REST_S * rate_hz))
            before[k] = _stillest(energy, start, stop, still)
    return before, after


def _stillest(energy: Array, start: int, stop: int, still: float) -> int:
    at = start + int(np.argmin(energy[start:stop]))
    return at if energy[at] < still else -1


def _moving_mean(values: Array, width: float) -> Array:
    count = max(1, int(width))
    return np.convolve(values, np.full(count, 1 / count), mode="same")
