"""A filmed person's landmarks as the steps need them: an even clock, short gaps filled, low-passed, in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.film import LANDMARKS, BodyLandmarks, PictureLandmarks
from footwise.signals import butterworth_lowpass, fill_gaps, norm

CUTOFF_HZ = 6.0
LONGEST_GAP_S = 0.1
# A clip slower than this says nothing about when a foot lands.
LOWEST_RATE_HZ = 20.0
# Of the length of the leg: what lies nearer to the edge of the picture is guessed.
MARGIN_LEGS = 0.04
HIDDEN = "hidden"
LOWER, UPPER, LEFT, RIGHT = (f"at the {edge} edge of the picture" for edge in ("lower", "upper", "left", "right"))
# Nobody who walks moves as fast: the landmarks went over to another person, or to something else.
FASTEST_LEGS_S = 9.0
LEG_POINTS = tuple(
    f"{side}_{name}" for side in ("left", "right") for name in ("hip", "knee", "ankle", "heel", "foot_index")
)


@by_value
@dataclass(frozen=True)
class FilmedMotion:
    """Filtered landmarks of one person on an even clock.

    Attributes
    ----------
    rate_hz : float
    start_s : float
        Frame `i` is at ``start_s + i / rate_hz`` of the clip's own clock.
    points : array, shape (frames, 33, 2) or (frames, 33, 3)
        In pixels of the picture (y down), or in metres of the lab frame, in the order of `LANDMARKS`. NaN in gaps
        over 0.1 s and at the ends of the clip where nobody is seen.
    inside : array of bool, shape (frames,)
        Hips, knees and both feet are seen, and in the picture with a margin.
    notes : tuple of Note
        What was left out and why.
    outside : array of str, shape (frames,), or None
        Where the legs are that are not inside: `LOWER`, `UPPER`, `LEFT` or `RIGHT` where they are nearest to leaving
        the picture there, or have left it, `HIDDEN` where they were not seen; empty inside. None of several cameras.
    """

    rate_hz: float
    start_s: float
    points: Array
    inside: NDArray[np.bool_]
    notes: tuple[Note, ...] = ()
    outside: NDArray[np.str_] | None = None

    def __getitem__(self, landmark: str) -> Array:
        """Path of one landmark, shape (frames, 2 or 3)."""
        return self.points[:, LANDMARKS.index(landmark)]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.points)

    @property
    def time_s(self) -> Array:
        """Times of the frames on the clip's clock."""
        return self.start_s + np.arange(self.frames) / self.rate_hz

    @property
    def pelvis(self) -> Array:
        """Path of the middle between the hips."""
        return (self["left_hip"] + self["right_hip"]) / 2

    @property
    def leg(self) -> float:
        """Hip to knee to ankle, median over frames and legs, in the unit of the points; NaN when never seen."""
        lengths = [
            norm(self[f"{side}_hip"] - self[f"{side}_knee"]) + norm(self[f"{side}_knee"] - self[f"{side}_ankle"])
            for side in ("left", "right")
        ]
        both = np.concatenate(lengths)
        both = both[np.isfinite(both)]
        return float(np.median(both)) if len(both) else np.nan

    def at(self, time_s: float) -> int:
        """Frame next to a time, within the clip."""
        return int(np.clip(round((time_s - self.start_s) * self.rate_hz), 0, self.frames - 1))


def picture_motion(landmarks: PictureLandmarks) -> FilmedMotion:
    """Bring the landmarks of a clip to an even clock and low-pass them at 6 Hz, zero phase.

    Parameters
    ----------
    landmarks : PictureLandmarks

    Returns
    -------
    FilmedMotion
        In pixels, at the clip's usual rate.

    Raises
    ------
    FootwiseError
        Fewer than two frames.
    """
    if landmarks.frames < 2:
        raise FootwiseError(landmarks.name, f"has {landmarks.frames} pictures", "Film at least two strides")
    rate = landmarks.rate_hz
    seen, notes = _without_jumps(landmarks)
    even = _even(seen, landmarks.time_s, rate)
    points = butterworth_lowpass(even, rate, CUTOFF_HZ)
    motion = FilmedMotion(rate, float(landmarks.time_s[0]), points, np.ones(len(points), dtype=bool))
    legs = points[:, [LANDMARKS.index(name) for name in LEG_POINTS]]
    outside = _outside(legs, landmarks.size_px, MARGIN_LEGS * motion.leg)
    return FilmedMotion(rate, motion.start_s, points, outside == "", remarks(notes), outside)


def _outside(legs: Array, size_px: tuple[int, int], margin_px: float) -> NDArray[np.str_]:
    """At which edge of the picture the legs leave it in each frame, or that they are hidden; empty where inside."""
    known: NDArray[np.bool_] = np.asarray(np.isfinite(legs).all(axis=(1, 2)))
    places = np.where(known[:, None, None], legs, 0.0)
    low, high = places.min(axis=1), places.max(axis=1)
    wide, tall = size_px
    # How far inside the picture the outermost point is.
    room = np.stack([tall - high[:, 1], low[:, 1], low[:, 0], wide - high[:, 0]])
    nearest = np.array([LOWER, UPPER, LEFT, RIGHT])[room.argmin(axis=0)]
    there = np.where(room.min(axis=0) > margin_px, "", nearest)
    return np.where(known, there, HIDDEN)


def body_motion(body: BodyLandmarks) -> FilmedMotion:
    """Fill short gaps of landmarks in the room and low-pass them at 6 Hz, zero phase.

    Parameters
    ----------
    body : BodyLandmarks

    Returns
    -------
    FilmedMotion
        In metres; inside where hips, knees and both feet are known.
    """
    longest = int(LONGEST_GAP_S * body.rate_hz)
    filled = np.stack([fill_gaps(body.positions_m[:, k], longest) for k in range(len(LANDMARKS))], axis=1)
    points = butterworth_lowpass(filled, body.rate_hz, CUTOFF_HZ)
    legs = points[:, [LANDMARKS.index(name) for name in LEG_POINTS]]
    return FilmedMotion(body.rate_hz, body.start_s, points, np.asarray(np.isfinite(legs).all(axis=(1, 2))))


def _without_jumps(landmarks: PictureLandmarks) -> tuple[Array, tuple[str, ...]]:
    """Landmarks of the longest time without a jump of the pelvis, NaN elsewhere; and a note where there was one."""
    points, time_s = landmarks.points_px, landmarks.time_s
    legs = [points[:, LANDMARKS.index(f"{side}_{name}")] for side in ("left", "right") for name in ("hip", "ankle")]
    seen = np.flatnonzero(np.isfinite(legs).all(axis=(0, 2)))
    if len(seen) < 2:
        return points, ()
    leg = np.median(norm(legs[0][seen] - legs[1][seen]))
    pelvis = (legs[0] + legs[2])[seen] / 2
    jumps = 1 + np.flatnonzero(norm(np.diff(pelvis, axis=0)) / np.diff(time_s[seen]) > FASTEST_LEGS_S * leg)
    if not len(jumps):
        return points, ()
    first, last = max(
        zip((0, *jumps), (*jumps, len(seen)), strict=True),
        key=lambda part: time_s[seen[part[1] - 1]] - time_s[seen[part[0]]],
    )
    kept = np.full_like(points, np.nan)
    kept[seen[first] : seen[last - 1] + 1] = points[seen[first] : seen[last - 1] + 1]
    begin, end = time_s[seen[[first, last - 1]]]
    return kept, (f"the landmarks jump to another place: only {begin:.1f} to {end:.1f} s are used",)


def _even(points: Array, time_s: Array, rate_hz: float) -> Array:
    """Landmarks at even times, each between the two frames that saw it; NaN where these lie over 0.1 s apart."""
    frames = 1 + int(np.floor((time_s[-1] - time_s[0]) * rate_hz + 1e-6))
    even_s = time_s[0] + np.arange(frames) / rate_hz
    laid = np.full((frames, *points.shape[1:]), np.nan)
    for k in range(points.shape[1]):
        seen = np.flatnonzero(np.isfinite(points[:, k]).all(axis=1))
        if len(seen) < 2:
            continue
        at = time_s[seen]
        after = np.clip(np.searchsorted(at, even_s, side="right"), 1, len(seen) - 1)
        gap = at[after] - at[after - 1]
        share = (even_s - at[after - 1]) / gap
        # A tenth of a frame before the first or after the last stamp is rounding, more is outside.
        slack = 0.1 / (rate_hz * gap)
        known = (gap <= LONGEST_GAP_S + 0.1 / rate_hz) & (share >= -slack) & (share <= 1 + slack)
        before, behind = points[seen[after - 1], k], points[seen[after], k]
        laid[known, k] = (before + share[:, None] * (behind - before))[known]
    return laid
