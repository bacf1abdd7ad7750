"""Landmarks of several clips brought to one clock with even steps: phones record at variable rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note
from footwise.recordings.film import PictureLandmarks

# A longer time without a frame is a hole: nothing is known of what happened in it.
_LONGEST_STEP_S = 0.1
_SHORTEST_CLIP_S = 0.5


@by_value
@dataclass(frozen=True)
class EvenClips:
    """The landmarks of several clips at the same instants.

    Attributes
    ----------
    rate_hz : float
    start_s : float
        Time of the first instant on the clock of the first clip.
    points_px : array, shape (cameras, frames, 33, 2)
        NaN where a clip has nothing, is not running, or places the point outside its picture.
    names : tuple of str
        Of the clips.
    notes : tuple of Note
    """

    rate_hz: float
    start_s: float
    points_px: Array
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    @property
    def time_s(self) -> Array:
        """The instants, on the clock of the first clip."""
        return self.start_s + np.arange(self.points_px.shape[1]) / self.rate_hz


def on_one_clock(
    clips: tuple[PictureLandmarks, ...],
    shift_s: tuple[float, ...],
    drift: tuple[float, ...] | None = None,
    rate_hz: float | None = None,
) -> EvenClips:
    """Read every clip's landmarks at the same instants, by cubic splines through its own time stamps.

    Parameters
    ----------
    clips : tuple of PictureLandmarks
    shift_s : tuple of float
        What to add to each clip's time stamps to be on the clock of the first clip.
    drift : tuple of float, optional
        How much faster than the first clip's clock time passes for each clip: its stamps are divided by
        ``1 + drift``.
    rate_hz : float, optional
        The highest usual rate of the clips without.

    Returns
    -------
    EvenClips
        From the first to the last instant at which two clips run, or one where it is the only one.

    Raises
    ------
    FootwiseError
        Where no two clips run at the same time for half a second.
    """
    rate = rate_hz or round(max(clip.rate_hz for clip in clips), 3)
    slow = 1 + np.asarray(drift if drift is not None else np.zeros(len(clips)))
    times = [clip.time_s / s + shift for clip, s, shift in zip(clips, slow, shift_s, strict=True)]
    starts, ends = sorted(time[0] for time in times), sorted(time[-1] for time in times)
    start, end = (starts[1], ends[-2]) if len(clips) > 1 else (starts[0], ends[0])
    if end - start < _SHORTEST_CLIP_S:
        raise FootwiseError(
            ", ".join(clip.name for clip in clips),
            f"the clips run together for {max(0.0, end - start):.1f} s only",
            "Film one walk with all cameras at once",
            kind=ErrorKind.REFUSAL,
        )
    at = start + np.arange(int(np.floor((end - start) * rate + 1e-6)) + 1) / rate
    points, outside = [], []
    for clip, time in zip(clips, times, strict=True):
        inside = np.all((clip.points_px >= 0) & (clip.points_px < np.array(clip.size_px)), axis=2)
        seen = np.all(np.isfinite(clip.points_px), axis=2)
        outside.append(float((seen & ~inside).sum() / max(1, seen.sum())))
        points.append(_read_at(at, time, np.where(inside[..., None], clip.points_px, np.nan)))
    notes = tuple(
        Note(f"{clip.name}: {share:.0%} of the points lie outside the picture and were not used")
        for clip, share in zip(clips, outside, strict=True)
        if share > 0.02
    )
    return EvenClips(float(rate), float(start), np.stack(points), tuple(clip.name for clip in clips), notes)


def _read_at(at: Array, time_s: Array, points: Array) -> Array:
    """Spline through the points at any instants; NaN next to a missing frame, in holes and outside of the clip."""
    from scipy.interpolate import CubicSpline

    columns = points.reshape(len(time_s), -1)
    missing = ~np.isfinite(columns)
    filled = columns.copy()
    for k in np.flatnonzero(missing.any(axis=0)):
        there = ~missing[:, k]
        filled[:, k] = np.interp(time_s, time_s[there], columns[there, k]) if there.any() else 0.0
    read: Array = CubicSpline(time_s, filled)(at)
    # An instant on a frame needs that frame alone, one between two frames needs both.
    near = 1e-6
    after = np.clip(np.searchsorted(time_s, at - near), 1, len(time_s) - 1)
    before = after - 1
    on_after, on_before = np.abs(time_s[after] - at) < near, np.abs(time_s[before] - at) < near
    gone = (missing[before] & ~on_after[:, None]) | (missing[after] & ~on_before[:, None])
    hole = (time_s[after] - time_s[before] > _LONGEST_STEP_S) & ~on_after & ~on_before
    outside = (at < time_s[0] - near) | (at > time_s[-1] + near)
    read[gone | (hole | outside)[:, None]] = np.nan
    return read.reshape(len(at), *points.shape[1:])
