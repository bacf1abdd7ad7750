"""One clock for the clips of several phones, which were started by hand and run at their own pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.film import Camera, PictureLandmarks
from footwise.video.room.clap import clap_time
from footwise.video.room.pair_shift import PairShift, pair_shift

# Pairs that contradict the others by more than this many frames are left out.
_AGREE_FRAMES = 1.5
_LONGEST_SEARCH_S = 30.0
# Where the true shift is out of reach, another valley is found, a stride or two away: 27 to 52 px of 1920 from the
# epipolar lines in simulation, and shallow (a rise of 1.4 to 1.6). A calibration that is as far off leaves the true
# valley sharp (2.9 and more with a camera of the four-cameras sample turned by up to 10°).
_FAR_SHARE = 0.01
_CLEAR_RISE = 2.0
# Two crystals differ by 20 to 50 parts in a million, some phones by more: half a frame in a minute at most. Shorter
# common times do not show it.
_DRIFT_FROM_S = 30.0
_PART_S = 10.0
_LARGEST_DRIFT = 1e-3


@dataclass(frozen=True)
class CameraClock:
    """What makes one clock of the clocks of several clips.

    Attributes
    ----------
    shift_s : tuple of float
        What to add to each clip's time stamps to be on the first clip's clock.
    drift : tuple of float
        How much faster than the first one each clip's clock runs; zeros where it was not measured.
    pairs : tuple of PairShift
        What each two clips say, also those that were left out; empty for a clap.
    left_out : tuple of tuple of str
        The pairs that were not used.
    notes : tuple of Note
        How it was found, and what did not agree.
    """

    shift_s: tuple[float, ...]
    drift: tuple[float, ...]
    pairs: tuple[PairShift, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()


def clock_from_walk(
    clips: tuple[PictureLandmarks, ...], cameras: tuple[Camera, ...], search_s: float | None = None
) -> CameraClock:
    """Find the clock from the walk: at the right shifts, what two cameras see keeps to each other's epipolar lines.

    Every pair of clips gives a shift (`pair_shift`); the clips' shifts are those with the smallest sum of absolute
    contradictions, sharp pairs counting more, and then the least squares of the pairs that agree with them.

    Parameters
    ----------
    clips : tuple of PictureLandmarks
        The first one's clock is kept.
    cameras : tuple of Camera
    search_s : float, optional
        The phones were started within this time of each other; without, as far as the clips can overlap, and 30 s at
        most.

    Returns
    -------
    CameraClock

    Raises
    ------
    FootwiseError
        A clip in which nobody is seen, or that cannot be tied to the others.
    """
    for clip in clips:
        if not np.isfinite(clip.points_px).any():
            raise FootwiseError(
                clip.source,
                "shows nobody",
                "Leave this clip out, or film with the person in view",
                kind=ErrorKind.REFUSAL,
            )
    if search_s is None:
        search_s = min(_LONGEST_SEARCH_S, max(float(np.ptp(clip.time_s)) for clip in clips))
    pairs = tuple(
        pair_shift(clips[i], clips[j], cameras[i], cameras[j], search_s) for i, j in combinations(range(len(clips)), 2)
    )
    if len(clips) == 2:
        pairs = (_doubted(pairs[0], max(*clips[0].size_px, *clips[1].size_px)),)
    frame_s = 1 / min(clip.rate_hz for clip in clips)
    shift, kept = _solve(clips, pairs, frame_s)
    notes = [_summary(clips, pairs, shift, kept)]
    for pair, used in zip(pairs, kept, strict=True):
        if not used:
            i, j = (_index(clips, name) for name in pair.names)
            off = pair.shift_s - (shift[j] - shift[i])
            why = pair.trouble or f"contradicts the others by {1000 * off:+.0f} ms"
            notes.append(f"clock of {pair.names[0]} and {pair.names[1]} left out: {why}")
    drift, drift_notes = _drifts(clips, cameras, shift, frame_s)
    if any(drift):
        # The shift found in the middle of the walk holds at time 0 only after the drift is taken out.
        middle = [_middle_s(clip) for clip in clips]
        shift = np.array([s + m * d / (1 + d) for s, m, d in zip(shift, middle, drift, strict=True)])
    return CameraClock(
        tuple(float(s) for s in shift),
        drift,
        pairs,
        tuple(pair.names for pair, used in zip(pairs, kept, strict=True) if not used),
        remarks((*notes, *drift_notes)),
    )


def clock_from_clap(paths: tuple[Path, ...]) -> CameraClock:
    """Find the clock from a clap that all phones have heard; exact to 3 ms for each metre between the phones' ways.

    Raises
    ------
    FootwiseError
        A clip without sound, or without one sound that is clearly a clap.
    """
    heard = [clap_time(path) for path in paths]
    note = "one clock from a clap, at " + ", ".join(
        f"{time:.3f} s of {path.name}" for time, path in zip(heard, paths, strict=True)
    )
    return CameraClock(tuple(heard[0] - time for time in heard), (0.0,) * len(paths), notes=(Note(note),))


def _doubted(pair: PairShift, longer_px: int) -> PairShift:
    """A pair that no third camera can contradict, with trouble where it found another valley than that of the walk."""
    if pair.trouble or pair.rise > _CLEAR_RISE or pair.residual_px < _FAR_SHARE * longer_px:
        return pair
    return replace(pair, trouble="at the best shift the two views are still far apart")


def _solve(
    clips: tuple[PictureLandmarks, ...], pairs: tuple[PairShift, ...], frame_s: float
) -> tuple[Array, list[bool]]:
    """Shift of every clip, and which pairs it comes from."""
    sound = [pair for pair in pairs if not pair.trouble]
    _check_tied(clips, pairs, sound)
    rows = np.zeros((len(sound), len(clips)))
    for row, pair in zip(rows, sound, strict=True):
        row[_index(clips, pair.names[0])], row[_index(clips, pair.names[1])] = -1, 1
    wanted = np.array([pair.shift_s for pair in sound])
    # The rise says how sharp the valley is, what is left at its bottom how far the two views keep in step at all.
    weights = np.array([(pair.rise - 1) / max(pair.moving_px, 0.1) for pair in sound])
    shift = _least_absolute(rows[:, 1:], wanted, weights)
    off = np.abs(rows @ shift - wanted)
    agree = off <= _AGREE_FRAMES * frame_s
    agreeing = [pair for pair, good in zip(sound, agree, strict=True) if good]
    _check_tied(clips, pairs, agreeing)
    scale = np.sqrt(weights[agree])[:, None]
    solution = np.linalg.lstsq(rows[agree, 1:] * scale, wanted[agree] * scale[:, 0], rcond=None)[0]
    return np.concatenate([[0.0], solution]), [pair in agreeing for pair in pairs]


def _least_absolute(rows: Array, wanted: Array, weights: Array) -> Array:
    """Shifts with the smallest weighted sum of absolute contradictions, the first one 0."""
    from scipy.optimize import linprog

    count, unknown = rows.shape
    cost = np.concatenate([np.zeros(unknown), weights])
    limits = np.block([[rows, -np.eye(count)], [-rows, -np.eye(count)]])
    bounds = [(None, None)] * unknown + [(0, None)] * count
    found = linprog(cost, A_ub=limits, b_ub=np.concatenate([wanted, -wanted]), bounds=bounds, method="highs")
    return np.concatenate([[0.0], found.x[:unknown]])


def _check_tied(clips: tuple[PictureLandmarks, ...], pairs: tuple[PairShift, ...], good: list[PairShift]) -> None:
    """Refuse where a chain of good pairs does not reach every clip."""
    reached = {clips[0].name}
    while any((pair.names[0] in reached) != (pair.names[1] in reached) for pair in good):
        reached |= {name for pair in good for name in pair.names if set(pair.names) & reached}
    if len(lost := [clip for clip in clips if clip.name not in reached]) == 0:
        return
    if len(lost) > len(clips) / 2:
        lost = [clip for clip in clips if clip.name in reached]
    names = {clip.name for clip in lost}
    said = "; ".join(
        f"with {' and '.join(set(pair.names) - names) or pair.names[0]}: {pair.trouble or 'contradicts the others'}"
        + (f" ({pair.residual_px:.0f} px)" if np.isfinite(pair.residual_px) else "")
        for pair in pairs
        if len(set(pair.names) & names) == 1
    )
    raise FootwiseError(
        ", ".join(str(clip.source) for clip in lost),
        f"cannot be brought to one clock with the other clips ({said})",
        "Start all phones before the walk, for they must share time; choose the same person in all clips (`person`); "
        "check the calibration of this camera. Clap once in view of all phones and use the clap, or leave the clip out",
        kind=ErrorKind.REFUSAL,
    )


def _summary(clips: tuple[PictureLandmarks, ...], pairs: tuple[PairShift, ...], shift: Array, kept: list[bool]) -> str:
    used = [pair for pair, good in zip(pairs, kept, strict=True) if good]
    residual = ", ".join(f"{pair.names[0]}+{pair.names[1]} {pair.residual_px:.1f} px" for pair in used)
    started = ", ".join(f"{clip.name} {1000 * s:+.0f} ms" for clip, s in zip(clips[1:], shift[1:], strict=True))
    return f"one clock from the walk: {started} after {clips[0].name}; epipolar distance {residual}"


def _drifts(
    clips: tuple[PictureLandmarks, ...], cameras: tuple[Camera, ...], shift: Array, frame_s: float
) -> tuple[tuple[float, ...], list[str]]:
    """How much faster each clock runs than the first, from the begin and the end of a long common time."""
    none = (0.0,) * len(clips)
    begin = max(clip.time_s[0] + s for clip, s in zip(clips, shift, strict=True))
    end = min(clip.time_s[-1] + s for clip, s in zip(clips, shift, strict=True))
    if end - begin < _DRIFT_FROM_S:
        return none, []
    found = []
    for start in (begin, end - _PART_S):
        parts = tuple(_part(clip, start - s, start - s + _PART_S) for clip, s in zip(clips, shift, strict=True))
        near = tuple(
            pair_shift(parts[i], parts[j], cameras[i], cameras[j], 0.4, float(shift[j] - shift[i]))
            for i, j in combinations(range(len(clips)), 2)
        )
        try:
            found.append(_solve(parts, near, frame_s)[0])
        except FootwiseError:
            return none, [
                f"the clocks are common for {end - begin:.0f} s, and whether they drift apart could not be measured: "
                "the walk is not seen well enough at the begin or at the end"
            ]
    moved = (found[1] - found[0]) / (end - begin - _PART_S)
    drift = np.where(np.abs(found[1] - found[0]) > 0.5 * frame_s, -moved / (1 + moved), 0.0)
    if np.abs(drift).max() > _LARGEST_DRIFT:
        worst = int(np.abs(drift).argmax())
        return none, [
            f"{clips[worst].name} seems to run {1e6 * drift[worst]:+.0f} parts in a million fast, which no clock does; "
            "not corrected"
        ]
    return tuple(float(d) for d in drift), [
        f"the clock of {clip.name} runs {1e6 * d:+.0f} parts in a million fast; corrected"
        for clip, d in zip(clips, drift, strict=True)
        if d
    ]


def _part(clip: PictureLandmarks, start_s: float, end_s: float) -> PictureLandmarks:
    """The frames of a clip between two of its own times, with their time stamps as they are."""
    inside = (clip.time_s >= start_s) & (clip.time_s <= end_s)
    return replace(
        clip, time_s=clip.time_s[inside], points_px=clip.points_px[inside], visibility=clip.visibility[inside]
    )


def _middle_s(clip: PictureLandmarks) -> float:
    return float(0.5 * (clip.time_s[0] + clip.time_s[-1]))


def _index(clips: tuple[PictureLandmarks, ...], name: str) -> int:
    return next(k for k, clip in enumerate(clips) if clip.name == name)
