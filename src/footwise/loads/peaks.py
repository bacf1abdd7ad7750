"""Peaks of the knee moments in stance curves of 101 points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array

STANCE_POINTS = 101
MIDDLE = 50
# In modified walking a peak is looked for this near to the person's baseline peak.
NEAR_BASELINE_PCT = 10
# A curve that is missing up to this long after the usual time of its peak still shows nearly all of
# it: the top is flat (make validate measures by how much it comes out too low).
MISSING_AFTER_PEAK_PCT = 4


@dataclass(frozen=True)
class PeakWindow:
    """Where a peak is looked for, in points of 0 to 100 % of stance.

    Attributes
    ----------
    low, high : int
        First and last point, both included.
    usual : int
        Where this person's peak usually is.
    """

    low: int
    high: int
    usual: int

    @property
    def needed(self) -> slice:
        """Points that must be known for the peak to count.

        Double support hides the begin of stance and its end. Up to the middle of stance the curve must
        be known from 4 % after the usual peak on, later until 4 % before it, ten points long.
        """
        if self.high < MIDDLE:
            begin = min(self.usual + MISSING_AFTER_PEAK_PCT, self.high)
            return slice(begin, min(self.high, self.usual + NEAR_BASELINE_PCT) + 1)
        end = max(self.usual - MISSING_AFTER_PEAK_PCT, self.low)
        return slice(max(self.low, self.usual - NEAR_BASELINE_PCT), end + 1)


def half_stance_windows(curves: Array) -> tuple[PeakWindow, PeakWindow]:
    """Windows of natural walking: the two halves of stance.

    Parameters
    ----------
    curves : array, shape (steps, 101)
        One leg's curves; the usual time of a peak is the top of the mean of those that are complete in
        its half, or of all when none is.
    """
    return (
        PeakWindow(0, MIDDLE - 1, _usual(curves, 0, MIDDLE - 1)),
        PeakWindow(MIDDLE, STANCE_POINTS - 1, _usual(curves, MIDDLE, STANCE_POINTS - 1)),
    )


def windows_around(first: PeakWindow, second: PeakWindow) -> tuple[PeakWindow, PeakWindow]:
    """Windows of modified walking: ±10 % of stance around the baseline peaks, not across mid-stance."""
    return (
        PeakWindow(
            max(0, first.usual - NEAR_BASELINE_PCT), min(MIDDLE - 1, first.usual + NEAR_BASELINE_PCT), first.usual
        ),
        PeakWindow(
            max(MIDDLE, second.usual - NEAR_BASELINE_PCT),
            min(STANCE_POINTS - 1, second.usual + NEAR_BASELINE_PCT),
            second.usual,
        ),
    )


def peak(curves: Array, window: PeakWindow) -> tuple[Array, np.ndarray]:
    """Find the largest known value of each curve in a window.

    Parameters
    ----------
    curves : array, shape (steps, 101)
        NaN where missing.
    window : PeakWindow

    Returns
    -------
    value : array, shape (steps,)
        NaN when the curve is missing where the peak usually is.
    point : array of int, shape (steps,)
        Place of the largest known value, 0 to 100.
    """
    part = curves[:, window.low : window.high + 1]
    at = window.low + np.where(np.isfinite(part), part, -np.inf).argmax(axis=1)
    told = np.isfinite(curves[:, window.needed]).all(axis=1)
    return np.where(told, curves[np.arange(len(curves)), at], np.nan), at


def _usual(curves: Array, low: int, high: int) -> int:
    part = curves[:, low : high + 1]
    complete = part[np.isfinite(part).all(axis=1)]
    if len(complete):
        return low + int(complete.mean(axis=0).argmax())
    known = np.isfinite(part)
    if not known.any():
        return (low + high) // 2
    mean = np.where(known, part, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    # Points that hardly any step tells would decide by chance.
    return low + int(np.where(known.sum(axis=0) >= 0.5 * known.sum(axis=0).max(), mean, -np.inf).argmax())
