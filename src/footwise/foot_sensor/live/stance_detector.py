"""When a foot lies still on the floor: quiet after a swing, with thresholds that follow the walker."""

from __future__ import annotations

from collections import deque
from math import inf, nan, radians, sqrt

MOVING = 0  # not quiet
QUIET = 1  # quiet, for too short a time to be certain
STILL = 2  # quiet for long enough, without a swing since the last mid-stance
MID_STANCE = 3  # the first sample at which mid-stance is certain

# Where a walker begins, and the bounds within which the thresholds follow, rad/s.
_PEAK = radians(200.0)
_MOVE = radians(100.0)
_QUIET = radians(60.0)
_LOWEST_PEAK = radians(70.0)
_LOWEST_MOVE = radians(45.0)
_LOWEST_QUIET = radians(25.0)
_HIGHEST_QUIET = radians(80.0)
# A swing lasts this long and is this far above the noise before it is remembered.
_SHORTEST_SWING_S = 0.25
_LEAST_REMEMBERED = radians(50.0)
# Peaks that are remembered, and stretches of which the stillest moment is.
_PEAKS = 8
_BUCKET_S = 1.5
_BUCKETS = 5
_SLOW_S = 0.05


class StanceDetector:
    """A state machine over the size of the angular velocity.

    Mid-stance is certain when the foot has turned at less than the quiet threshold for `quiet_s`,
    after a swing: at least 0.25 s from the first to the last moment above the movement threshold, and
    a peak above the peak threshold. Begins at 60, 100 and 200 °/s. The thresholds fall with the median
    peak of the last swings (weak and slow walkers), and the quiet threshold rises where the stillest
    moments of the last seconds are not still (shuffling); for a brisk walker they stay where they began.

    Attributes
    ----------
    swing_from_s, still_from_s : float
        When the last movement began, and when the foot was quiet before it.
    """

    __slots__ = (
        "_bucket_end_s",
        "_least",
        "_minima",
        "_move2",
        "_moved_from_s",
        "_moved_to_s",
        "_peak",
        "_peak2",
        "_peaks",
        "_quiet2",
        "_quiet_from_s",
        "_quiet_s",
        "_slow",
        "_stood_from_s",
        "still_from_s",
        "swing_from_s",
    )

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._peaks: deque[float] = deque(maxlen=_PEAKS)
        self._minima: deque[float] = deque(maxlen=_BUCKETS)
        self._quiet2, self._move2, self._peak2 = _QUIET**2, _MOVE**2, _PEAK**2
        self.interrupt()

    def interrupt(self) -> None:
        """Forget the movement in progress; what was learnt about the walker stays."""
        self._quiet_from_s = self._moved_from_s = self._moved_to_s = nan
        self.still_from_s = self.swing_from_s = self._stood_from_s = nan
        self._peak = self._slow = 0.0
        self._least = inf
        self._bucket_end_s = -inf

    def pause(self) -> None:
        """A few samples are missing: begin to count the quiet time again."""
        self._quiet_from_s = nan

    def update(self, time_s: float, dt: float, spin: float) -> int:
        """Take the squared angular velocity of the next sample, rad²/s²; say what the foot does."""
        self._slow = slow = self._slow + (spin - self._slow) * (dt / (_SLOW_S + dt))
        if slow < self._least:
            self._least = slow
        if time_s > self._bucket_end_s:
            self._next_bucket(time_s)
        if spin >= self._quiet2:
            self._quiet_from_s = nan
            if spin > self._move2:
                # nan is the one number that is not itself: no movement has begun yet.
                if self._moved_from_s != self._moved_from_s:
                    self._moved_from_s = time_s
                self._moved_to_s = time_s
                if spin > self._peak:
                    self._peak = spin
            return MOVING
        since = self._quiet_from_s
        if since != since:
            self._quiet_from_s = time_s
            return QUIET
        if time_s - since < self._quiet_s:
            return QUIET
        if self._moved_from_s != self._moved_from_s:
            if self.still_from_s != self.still_from_s:
                self.still_from_s = since
            return STILL
        return self._after_movement(since)

    def stood_s(self) -> float:
        """How long the foot was still before the last swing; 0 where that is not known."""
        stood = self.swing_from_s - self._stood_from_s
        return stood if stood > 0.0 else 0.0

    def _after_movement(self, quiet_from_s: float) -> int:
        """Decide whether the movement that has just ended was a swing."""
        peak, lasted = self._peak, self._moved_to_s - self._moved_from_s
        swing = lasted >= _SHORTEST_SWING_S and peak > self._peak2
        if swing:
            self.swing_from_s, self._stood_from_s = self._moved_from_s, self.still_from_s
        self.still_from_s = quiet_from_s
        if lasted >= 0.6 * _SHORTEST_SWING_S and peak > _LEAST_REMEMBERED**2:
            self._peaks.append(sqrt(peak))
            self._follow()
        self._moved_from_s, self._peak = nan, 0.0
        return MID_STANCE if swing else STILL

    def _next_bucket(self, time_s: float) -> None:
        if self._bucket_end_s > -inf:
            self._minima.append(sqrt(max(self._least, 0.0)))
            self._follow()
        self._least, self._bucket_end_s = inf, time_s + _BUCKET_S

    def _follow(self) -> None:
        """Set the thresholds from what the walker did."""
        peak = _median(self._peaks) if len(self._peaks) >= 3 else inf
        self._peak2 = min(max(0.45 * peak, _LOWEST_PEAK), _PEAK) ** 2
        self._move2 = min(max(0.3 * peak, _LOWEST_MOVE), _MOVE) ** 2
        quiet = min(max(0.2 * peak, _LOWEST_QUIET), _QUIET)
        if len(self._minima) >= 3:
            quiet = max(quiet, min(1.4 * _median(self._minima), _HIGHEST_QUIET))
        self._quiet2 = quiet**2
        # Movement must lie above quiet, else a foot could be both.
        self._move2 = max(self._move2, (1.2 * quiet) ** 2)


def _median(values: deque[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
