"""Follow two legs through a film without their names: which leg is which of a moment before.

In dark trousers a pose model finds both legs and takes the one for the other with nearly every step. Where they are
well apart a leg is the one that was nearest a picture ago. Where they pass each other, or were both drawn onto one, the
path of all their joints before and after tells which way of going on is smooth: a leg in swing goes on to swing, one
that stands goes on to stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS
from footwise.signals import norm, runs

JOINTS = ("hip", "knee", "ankle", "heel", "foot_index")
# Of the leg's length, mean over knee, ankle, heel and toe: landmarks scatter by 0.01 to 0.02, and a foot in swing moves
# by 0.08 from picture to picture.
APART_LEGS = 0.09
# Shorter pieces in which legs are apart are mistakes of a few pictures.
LEAST_PIECE_S = 0.05
# How much of the path before and after a passing is looked at, and how well a cubic follows a leg there: landmarks
# scatter by 0.01 of a leg, and over a longer time legs are no cubics.
LOOKED_AT_S = 0.14
SCATTER_LEGS, BENDS_LEGS_S = 0.016, 0.22
# Noise lasts for some pictures, so that they are not as many witnesses.
WITNESSES_S = 0.07
MOST_LOG_ODDS = 6.0


@by_value
@dataclass(frozen=True)
class LegTracks:
    """Two legs followed through a film.

    Attributes
    ----------
    exchanged : array of bool, shape (frames,)
        Where the leg that the model calls left is the second of the tracks.
    sure : array of bool, shape (frames,)
        Where the legs are well apart.
    pieces : tuple of (int, int)
        First and last frame, one beyond, of each time in which they are.
    log_odds : array, shape (pieces - 1,)
        How much better the chosen way of going on from one piece to the next is than the other one.
    """

    exchanged: NDArray[np.bool_]
    sure: NDArray[np.bool_]
    pieces: tuple[tuple[int, int], ...]
    log_odds: Array


def leg_points(points: Array) -> Array:
    """Joints of both legs against the pelvis, in lengths of a leg, shape (2, frames, 5, 2 or 3), of any landmarks."""
    at = {(side, joint): points[:, LANDMARKS.index(f"{side}_{joint}")] for side in SIDES for joint in JOINTS}
    pelvis = (at["left", "hip"] + at["right", "hip"]) / 2
    lengths = [norm(at[side, "hip"] - at[side, "knee"]) + norm(at[side, "knee"] - at[side, "ankle"]) for side in SIDES]
    legs = np.stack([np.stack([at[side, joint] for joint in JOINTS], axis=1) for side in SIDES])
    # Of an empty picture no leg is seen, and no length.
    length = np.nanmedian(lengths) if np.isfinite(lengths).any() else np.nan
    return np.asarray((legs - pelvis[None, :, None]) / length)


def followed_legs(legs: Array, rate_hz: float) -> LegTracks:
    """Follow both legs.

    Parameters
    ----------
    legs : array, shape (2, frames, 5, 2 or 3)
        As :func:`leg_points` gives them, not low-passed.
    rate_hz : float

    Returns
    -------
    LegTracks
    """
    frames = legs.shape[1]
    apart = np.nan_to_num(norm(legs[0, :, 1:] - legs[1, :, 1:]).mean(axis=1))
    exchanged = np.zeros(frames, dtype=bool)
    pieces: list[tuple[int, int]] = []
    for start, stop in runs(apart > APART_LEGS):
        begin = start
        for frame in range(start + 1, stop):
            before = _tracks(legs, exchanged, np.array([frame - 1]))[:, 0]
            same, other = (norm(way - before).mean() for way in (legs[:, frame], legs[::-1, frame]))
            exchanged[frame] = other < same
            # The model jumps by more than the legs are apart: what comes is another piece.
            if min(same, other) > APART_LEGS:
                pieces.append((begin, frame))
                begin = frame
        pieces.append((begin, stop))
    pieces = [piece for piece in pieces if piece[1] - piece[0] >= LEAST_PIECE_S * rate_hz]
    log_odds = np.zeros(max(0, len(pieces) - 1))
    for k, (first, then) in enumerate(pairwise(pieces)):
        log_odds[k] = _goes_on(legs, exchanged, first, then, rate_hz)
        if log_odds[k] < 0:
            exchanged[then[0] : then[1]] ^= True
    sure = np.zeros(frames, dtype=bool)
    for start, stop in pieces:
        sure[start:stop] = True
    return LegTracks(exchanged_between(legs, exchanged, tuple(pieces)), sure, tuple(pieces), np.abs(log_odds))


def _goes_on(
    legs: Array, exchanged: NDArray[np.bool_], first: tuple[int, int], then: tuple[int, int], rate_hz: float
) -> float:
    """Log odds that the legs go on from one piece to the next as they are, and not exchanged."""
    looked = max(3, round(LOOKED_AT_S * rate_hz))
    before = np.arange(max(first[0], first[1] - looked), first[1])
    after = np.arange(then[0], min(then[1], then[0] + looked))
    gap_s = (then[0] - first[1]) / rate_hz
    old = _tracks(legs, exchanged, before)
    new = _tracks(legs, exchanged, after)
    time = np.concatenate((before, after)) / rate_hz
    time = time - time.mean()
    degree = 3 if len(before) >= 4 and len(after) >= 4 else 1
    curves = np.vander(time, degree + 1)
    misses = [
        float(sum(((path - curves @ np.linalg.lstsq(curves, path, rcond=None)[0]) ** 2).sum() for path in ways))
        for ways in (
            [np.concatenate((old[k], new[k])).reshape(len(time), -1) for k in (0, 1)],
            [np.concatenate((old[k], new[1 - k])).reshape(len(time), -1) for k in (0, 1)],
        )
    ]
    # A cubic is wrong by more the longer the time that was not seen.
    scatter = SCATTER_LEGS + BENDS_LEGS_S * max(0.0, gap_s - 0.05) ** 1.5
    witnesses = min(1.0, 1 / (WITNESSES_S * rate_hz))
    odds = witnesses * (misses[1] - misses[0]) / (2 * scatter**2)
    return float(np.clip(odds, -MOST_LOG_ODDS, MOST_LOG_ODDS))


def _tracks(legs: Array, exchanged: NDArray[np.bool_], frames: NDArray[np.intp]) -> Array:
    """Both tracks in some frames, shape (2, frames, joints, 2 or 3)."""
    turned = exchanged[frames]
    return np.where(turned[None, :, None, None], legs[::-1, frames], legs[:, frames])


def exchanged_between(
    legs: Array, exchanged: NDArray[np.bool_], pieces: tuple[tuple[int, int], ...]
) -> NDArray[np.bool_]:
    """Exchanges also in the frames between pieces: whichever lies nearer to the line from one piece to the next."""
    exchanged = exchanged.copy()
    for first, then in pairwise(pieces):
        ends = _tracks(legs, exchanged, np.array([first[1] - 1, then[0]]))
        for frame in range(first[1], then[0]):
            share = (frame - first[1] + 1) / (then[0] - first[1] + 1)
            expected = (1 - share) * ends[:, 0] + share * ends[:, 1]
            stays, changes = norm(legs[:, frame] - expected).sum(), norm(legs[::-1, frame] - expected).sum()
            exchanged[frame] = changes < stays
    if pieces:
        exchanged[: pieces[0][0]] = exchanged[pieces[0][0]]
        exchanged[pieces[-1][1] :] = exchanged[pieces[-1][1] - 1]
    return exchanged
