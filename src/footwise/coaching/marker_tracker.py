"""Stances of live markers as the strides of a session: the same policy, schedule, log and report as a sensor's."""

from __future__ import annotations

from collections import deque
from math import isfinite, nan
from statistics import median
from typing import TYPE_CHECKING

from footwise.foot_sensor.live import Reason, Stride, TrackerSettings, Vector, wrapped_deg

if TYPE_CHECKING:
    from footwise.gait import LiveStance, LiveStances

# So many frames say what the rate is; a rate that differs by more than this factor is another one.
_RATE_FRAMES = 40
_RATE_CHANGE = 1.25
# Frames that are missing for longer cut the walk in two.
_LONGEST_PAUSE_S = 0.1


class MarkerTracker:
    """Strides of one foot from heel, toe and body; to a session what a `StrideTracker` is for a sensor.

    The angle of every stride is that of the stance whose contact ends it, against the walking direction, toe-out
    positive. It needs no calibration; an offset is taken off where one is set.

    Parameters
    ----------
    side : str
        left or right.

    Attributes
    ----------
    lost_s : float
        Time of the cameras that no frame covers, so far.
    unusable : int
        Frames in which heel or toe was hidden, or that came out of order, so far.
    """

    def __init__(self, side: str) -> None:
        self._side = side
        self._settings = TrackerSettings()
        self._time_s = nan
        self._intervals: deque[float] = deque(maxlen=_RATE_FRAMES)
        self._early: list[tuple[float, ...]] = []
        self._stances: LiveStances | None = None
        self._interval_s = nan
        self._since_rate = 0
        self._trouble = Reason.NONE
        self._hidden_before = self._out_of_order = 0
        self.lost_s = 0.0

    @property
    def forward(self) -> Vector | None:
        """The axis of the foot itself: nothing has to be found out."""
        return (1.0, 0.0, 0.0)

    @property
    def settings(self) -> TrackerSettings:
        """Of what a sensor's tracker can be told, the offset counts."""
        return self._settings

    @property
    def unusable(self) -> int:
        """Frames with a hidden heel or toe, or out of order."""
        return self._hidden_before + self._out_of_order + (self._stances.hidden if self._stances is not None else 0)

    def calibrate(self, settings: TrackerSettings) -> None:
        """Take another offset from the next stance on."""
        self._settings = settings

    def update(self, time_s: float, *coordinates: float) -> Stride | None:
        """Take one frame: heel, toe and body, x, y, z each, in m with z up; give the stride that it makes certain."""
        if not isfinite(time_s):
            self._out_of_order += 1
            return None
        dt, self._time_s = time_s - self._time_s, time_s
        if dt <= 0.0:
            self._out_of_order += 1
            self._interrupt(Reason.BACKWARDS)
        elif dt > _LONGEST_PAUSE_S:
            self.lost_s += dt
            self._interrupt(Reason.GAP)
        elif isfinite(dt):
            self._intervals.append(dt)
            self._since_rate += 1
        if self._stances is None:
            return self._begin(time_s, coordinates)
        if self._since_rate >= _RATE_FRAMES and self._rate_changed():
            return None
        return self._frame(self._stances, time_s, coordinates)

    def _begin(self, time_s: float, coordinates: tuple[float, ...]) -> Stride | None:
        """Wait until the rate is known, then go through what came before."""
        self._early.append((time_s, *coordinates))
        if len(self._intervals) < _RATE_FRAMES:
            del self._early[:-_RATE_FRAMES]
            return None
        from footwise.gait import LiveStances

        self._interval_s = median(self._intervals)
        self._stances = LiveStances(self._side, 1.0 / self._interval_s)
        self._since_rate = 0
        strides = [self._frame(self._stances, time, tuple(place)) for time, *place in self._early]
        self._early.clear()
        # One at the most, in so short a time.
        return next((stride for stride in strides if stride is not None), None)

    def _rate_changed(self) -> bool:
        self._since_rate = 0
        now = median(self._intervals)
        if 1.0 / _RATE_CHANGE < now / self._interval_s < _RATE_CHANGE:
            return False
        if self._stances is not None:
            self._hidden_before += self._stances.hidden
        self._stances = None
        self._intervals.clear()
        self._trouble = Reason.RATE
        return True

    def _interrupt(self, why: Reason) -> None:
        self._early.clear()
        self._intervals.clear()
        self._since_rate = 0
        if self._stances is not None:
            self._stances.interrupt()
            self._trouble = why

    def _frame(self, stances: LiveStances, time_s: float, place: tuple[float, ...]) -> Stride | None:
        import numpy as np

        values = np.array(place)
        stance = stances.update(time_s, values[:3], values[3:6], values[6:9])
        return None if stance is None else self._stride(stance)

    def _stride(self, stance: LiveStance) -> Stride:
        trouble, self._trouble = self._trouble, Reason.NONE
        if stance.hidden:
            reason = Reason.HIDDEN
        elif stance.first:
            reason = trouble or Reason.NO_START
        elif stance.turning:
            reason = Reason.TURNING
        else:
            # What came before is of no matter to a stance that was seen whole; only a new rate is told.
            reason = trouble if trouble is Reason.RATE else Reason.NONE
        angle = None if stance.angle_deg is None else wrapped_deg(stance.angle_deg)
        speed = stance.stride_m / stance.stride_s if stance.stride_m is not None and stance.stride_s else None
        return Stride(
            side=self._side,
            contact_s=stance.contact_s,
            mid_stance_s=stance.middle_s,
            decided_s=stance.decided_s,
            foot_progression_angle_deg=(
                None if reason or angle is None else wrapped_deg(angle - self._settings.offset_deg)
            ),
            sensor_angle_deg=angle,
            start_s=None if stance.stride_s is None else stance.contact_s - stance.stride_s,
            stride_s=stance.stride_s,
            stride_m=stance.stride_m,
            speed_m_s=speed,
            turn_deg=stance.turn_deg,
            rise_m=None,
            stood_s=0.0,
            start_heading_deg=None,
            direction_deg=None,
            stretch=0,
            gravity=(0.0, 0.0, 1.0),
            drift_m_s2=None,
            shift_deg=None,
            valid=not reason,
            reason=reason,
        )
