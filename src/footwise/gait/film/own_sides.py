"""Which leg is the left one in a film from the side: the walk as a whole is asked, and how certain the answer is.

Two questions. *Is a leg the same leg all along?* Where the model's names contradict the way the legs move
(:mod:`footwise.gait.film.leg_tracks`) the legs are followed, and go by their way. *And which of the two is the left
one?* No walk tells: with both legs exchanged all the time it is as good a walk. Three witnesses do, each with its
doubt: the model's names, as far as they do not contradict themselves; the leg nearer to the camera stands lower in the
picture, and a person who goes to the right of it has the right leg there; and arms swing against legs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.gait.film.events import Stance
from footwise.gait.film.leg_tracks import JOINTS, LegTracks, exchanged_between, followed_legs, leg_points
from footwise.notes import Note, NoteKind
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, PictureLandmarks
from footwise.signals import norm, runs

LEAST_CERTAINTY = 0.8
CANNOT_BE_TOLD = "left and right cannot be told apart"
REMEDY = "Wear light trousers, or mark one leg with tape, and film with more light"
# Log odds of the model's names where they never contradict the way the legs move (0.8; another witness that is against
# them makes it too uncertain), and at most where they do: who takes one leg for the other in
# every second step is right about the whole by chance.
NAMES_AGREE, NAMES_AT_MOST = 1.39, 1.2
# What the names add to the path at a passing, where they contradict it for moments only.
NAMES_AT_LINK = 4.0
# Shorter exchanges in less of the film are mistakes of a moment.
MOMENT_S, MOMENTS_SHARE = 0.35, 0.15
# A link against the names by this contradicts them; a weaker one may be chance.
CONTRADICTS = 2.0
# The nearer leg stands lower by 0.03 of a leg in a picture from 1.2 m over the floor and 5 m away, and less from lower;
# 1 cm that the model is off differently for both legs is 0.01.
LOWER_LEGS, LOWER_SD_LEGS, LOWER_AT_MOST = 0.025, 0.02, 2.5
FLAT_UNDER_LEGS = 0.3
# As much evidence for one leg before, and for the other after, says that they were exchanged between.
DEPTH_CHANGES, LEAST_PART_S = 1.5, 2.0
# Hands that move less than this against each other do not swing; those of slow people swing twice a stride.
LEAST_ARM_SWING_LEGS, ARMS_PER_CORRELATION, LEAST_CORRELATION, ARMS_AT_MOST = 0.08, 4.0, 0.4, 2.0
# Where passings tell for certain that the legs take turns, so will the others. How far one leg is ahead of the other
# for that, and how long a passing lasts at least that is not seen.
TAKES_TURNS, LEAST_TURNS = 4.0, 3
FAR_LEGS, SHORTEST_PASSING_S, LEADS_WITHIN_S, MOSTLY = 0.15, 0.06, 0.35, 0.85
# Of the usual stride, from the first to the third quartile: where they differ by more, contacts were missed or made up.
LARGEST_SPREAD = 0.1
# Legs nearer than this have been drawn onto one.
ONTO_ONE_LEGS = 0.045
LONGEST_BRIDGE_S, BRIDGE_FROM_S, LEAST_SEEN = 0.4, 0.12, 4
_ARMS_FROM = ("left_wrist", "right_wrist")


@by_value
@dataclass(frozen=True)
class OwnSides:
    """What is known of the sides of a walk.

    Attributes
    ----------
    certainty : float
        That the leg called left is the left one, in every step; 0.5 is a toss.
    exchanged : array of bool, shape (pictures,)
        In which pictures the legs were given each other's names.
    cadence_per_min : float
        Steps of both feet a minute, which needs no sides; NaN where the contacts are too few.
    contradicted : bool
        The way the legs move contradicts the names that the model gave them.
    """

    certainty: float
    exchanged: NDArray[np.bool_]
    cadence_per_min: float = np.nan
    contradicted: bool = False

    @property
    def told(self) -> bool:
        """Whether left and right are told apart."""
        return self.certainty > LEAST_CERTAINTY


def with_own_sides(landmarks: PictureLandmarks, ahead: Array) -> tuple[PictureLandmarks, OwnSides]:
    """Give each leg of a walk past a phone its own side, all through the walk.

    Parameters
    ----------
    landmarks : PictureLandmarks
    ahead : array, shape (frames,)
        Whether the person goes to the right of the picture (1) or to the left (-1).

    Returns
    -------
    landmarks : PictureLandmarks
        As they were where the names never contradict the way the legs move; else with a note.
    sides : OwnSides
    """
    legs = leg_points(landmarks.points_px)
    if not np.isfinite(legs).any() or landmarks.frames < 3:
        return landmarks, OwnSides(0.5, np.zeros(landmarks.frames, dtype=bool))
    tracks = followed_legs(legs, landmarks.rate_hz)
    if not len(tracks.pieces):
        return landmarks, OwnSides(0.5, np.zeros(landmarks.frames, dtype=bool))
    contradicted = _contradicts(tracks)
    tracks = _taking_turns(legs, tracks, ahead, landmarks.rate_hz) if contradicted else tracks
    exchanged = tracks.exchanged if contradicted else np.zeros(landmarks.frames, dtype=bool)
    names = _names(exchanged, tracks.sure, landmarks.rate_hz)
    # Of the first track being the left leg.
    odds = names + _nearer(landmarks, exchanged, ahead) + _against_arms(landmarks, legs, exchanged, ahead)
    certainty = _probability(abs(odds))
    if contradicted:
        links = tracks.log_odds + (NAMES_AT_LINK * _kept_names(tracks) if abs(names) == NAMES_AGREE else 0.0)
        certainty *= float(np.prod([_probability(link) for link in links]))
    if _changes_depth(landmarks, tracks, exchanged, ahead):
        return landmarks, OwnSides(0.5, np.zeros(landmarks.frames, dtype=bool), contradicted=True)
    if not contradicted:
        # Where the others outweigh names that never contradict themselves, nobody knows.
        return landmarks, OwnSides(certainty if odds >= 0 else 1 - certainty, exchanged)
    exchanged = ~exchanged if odds < 0 else exchanged
    certainty = max(certainty, 0.5)
    outside = np.r_[: tracks.pieces[0][0], tracks.pieces[-1][1] : landmarks.frames]
    return _relabelled(landmarks, exchanged, outside), OwnSides(certainty, exchanged, contradicted=True)


def judged_sides(sides: OwnSides, found: Sequence[Stance]) -> OwnSides:
    """Judge the sides by the steps: contacts of left and right alternate, and both legs have one stride.

    Parameters
    ----------
    sides : OwnSides
    found : sequence of Stance
        Of both feet.

    Returns
    -------
    OwnSides
        With the cadence; its certainty is 0.5 where the steps are not those of two legs.
    """
    contacts = sorted((stance.contact_s, stance.side) for stance in found if np.isfinite(stance.contact_s))
    times = np.array([time for time, _ in contacts])
    gaps = np.diff(times)
    # From a contact to the next but one, whosever it is.
    pairs = times[2:] - times[:-2]
    low, middle, high = np.quantile(pairs, (0.25, 0.5, 0.75)) if len(pairs) > 1 else (np.nan,) * 3
    cadence = 120 / float(middle) if high - low < LARGEST_SPREAD * middle else np.nan
    sides = replace(sides, cadence_per_min=cadence)
    usual = 60 / cadence if np.isfinite(cadence) else np.nan
    # Over a longer time a contact was missed, or hidden.
    near = gaps < 1.5 * usual if np.isfinite(usual) else np.zeros(len(gaps), dtype=bool)
    same = np.array([one == other for (_, one), (_, other) in pairwise(contacts)], dtype=bool)
    strides = [[s.stride_s for s in found if s.side == side and np.isfinite(s.stride_s)] for side in SIDES]
    apart = abs(np.log(np.median(strides[0]) / np.median(strides[1]))) if all(strides) else 0.0
    if (near.sum() >= LEAST_TURNS and (same & near).sum() > 0.2 * near.sum()) or apart > np.log(1.15):
        return replace(sides, certainty=min(sides.certainty, 0.5))
    return sides


def without_sides(found: Sequence[Stance]) -> list[Stance]:
    """Stances of which nobody knows whose they are."""
    return [replace(stance, fault=stance.fault or Note(CANNOT_BE_TOLD, NoteKind.SIDES_UNKNOWN)) for stance in found]


def refused_sides(sides: OwnSides) -> str:
    """What is said of a walk of which left and right cannot be told apart."""
    cadence = (
        f"; {sides.cadence_per_min:.0f} steps a minute, which needs no sides"
        if np.isfinite(sides.cadence_per_min)
        else ""
    )
    return f"no times of a leg: {CANNOT_BE_TOLD} (certainty {max(sides.certainty, 0.5):.2f}){cadence}. {REMEDY}"


def _kept_names(tracks: LegTracks) -> NDArray[np.bool_]:
    """Whether the names are the same before and after each passing."""
    label = np.array([np.median(tracks.exchanged[start:stop]) for start, stop in tracks.pieces])
    return np.asarray(label[:-1] == label[1:])


def _changes_depth(landmarks: PictureLandmarks, tracks: LegTracks, exchanged: NDArray[np.bool_], ahead: Array) -> bool:
    """Whether the nearer leg is another one after a passing of which the path does not tell who is who."""
    frames = np.arange(landmarks.frames)
    for k in np.flatnonzero(tracks.log_odds <= CONTRADICTS):
        at = (tracks.pieces[k][1] + tracks.pieces[k + 1][0]) // 2
        if min(at, landmarks.frames - at) < LEAST_PART_S * landmarks.rate_hz:
            continue
        before, after = (
            _nearer(landmarks, exchanged, np.where(part, ahead, 0.0)) for part in (frames < at, frames >= at)
        )
        if min(before, after) < -DEPTH_CHANGES and max(before, after) > DEPTH_CHANGES:
            return True
    return False


def _contradicts(tracks: LegTracks) -> bool:
    """Whether the way the legs move contradicts the names of the model."""
    labels = [tracks.exchanged[start:stop] for start, stop in tracks.pieces]
    if any(label.any() and not label.all() for label in labels):
        return True
    changed = np.array([one[-1] != other[0] for one, other in pairwise(labels)], dtype=bool)
    return bool((changed & (tracks.log_odds > CONTRADICTS)).any())


def _taking_turns(legs: Array, tracks: LegTracks, ahead: Array, rate_hz: float) -> LegTracks:
    """Tracks of legs that take turns where the path does not tell, if they do where it does.

    With the one foot put beside the other the same leg leads all the time; then nothing is assumed.
    """
    exchanged, odds = tracks.exchanged.copy(), tracks.log_odds.copy()
    near = round(LEADS_WITHIN_S * rate_hz)
    # Who leads as one piece ends and as the next begins.
    ends = [
        (np.arange(max(a, b - near), b), np.arange(c, min(d, c + near))) for (a, b), (c, d) in _pairs(tracks.pieces)
    ]
    lead = np.array([[_leader(legs, exchanged, frames, ahead) for frames in both] for both in ends]).reshape(-1, 2)
    far = (np.abs(lead) > FAR_LEGS).all(axis=1)
    passed = np.array([c - b >= SHORTEST_PASSING_S * rate_hz for (_, b), (c, _) in _pairs(tracks.pieces)], dtype=bool)
    turns = np.sign(lead[:, 0]) != np.sign(lead[:, 1])
    strong = (odds > CONTRADICTS) & far & passed
    if turns[strong].sum() < LEAST_TURNS or turns[strong].mean() < MOSTLY:
        return tracks
    for k in np.flatnonzero((odds <= CONTRADICTS) & far & passed):
        then = tracks.pieces[k + 1][0]
        if then - tracks.pieces[k][1] > LONGEST_BRIDGE_S * rate_hz:
            continue
        odds[k] = odds[k] + TAKES_TURNS if turns[k] else TAKES_TURNS - odds[k]
        if not turns[k]:
            exchanged[then:] ^= True
    return replace(tracks, exchanged=exchanged_between(legs, exchanged, tracks.pieces), log_odds=odds)


def _pairs(pieces: tuple[tuple[int, int], ...]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(pairwise(pieces))


def _leader(legs: Array, exchanged: NDArray[np.bool_], frames: NDArray[np.intp], ahead: Array) -> float:
    """How far the first track is ahead of the second where they are furthest apart, in lengths of a leg."""
    ankle = JOINTS.index("ankle")
    off = (legs[0] - legs[1])[frames, ankle, 0] * ahead[frames] * np.where(exchanged[frames], -1.0, 1.0)
    return float(off[np.abs(off).argmax()])


def _names(exchanged: NDArray[np.bool_], sure: NDArray[np.bool_], rate_hz: float) -> float:
    """Log odds, by the model's names alone, that the first track is the left leg."""
    against = exchanged[sure]
    share = float(against.mean()) if len(against) else 0.5
    minority = exchanged if share <= 0.5 else ~exchanged
    longest = max((stop - start for start, stop in runs(minority & sure)), default=0)
    way = 1.0 if share <= 0.5 else -1.0
    if min(share, 1 - share) < MOMENTS_SHARE and longest < MOMENT_S * rate_hz:
        return way * NAMES_AGREE
    return NAMES_AT_MOST * (1 - 2 * share)


def _nearer(landmarks: PictureLandmarks, exchanged: NDArray[np.bool_], ahead: Array) -> float:
    """Log odds, by which leg stands lower in the picture, that the first track is the left leg."""
    low = np.stack(
        [np.mean([landmarks[f"{side}_{p}"][:, 1] for p in ("ankle", "heel", "foot_index")], axis=0) for side in SIDES]
    )
    right = np.stack([landmarks[f"{side}_ankle"][:, 0] for side in SIDES])
    low, right = (np.where(exchanged, values[::-1], values) for values in (low, right))
    pelvis = (landmarks["left_hip"] + landmarks["right_hip"])[:, 0] / 2
    leg = np.nanmedian(norm(landmarks["left_hip"] - landmarks["left_ankle"]))
    lower, weight = 0.0, 0
    for way in (1.0, -1.0):
        mine = ahead == way
        if mine.sum() < 10:
            continue
        # A foot that goes back under the pelvis stands, and lies flat.
        with np.errstate(invalid="ignore"):
            stands = [
                mine
                & (np.gradient((x - pelvis) * way) < 0)
                & (np.abs(x - pelvis) < FLAT_UNDER_LEGS * leg)
                & np.isfinite(y)
                for x, y in zip(right, low, strict=True)
            ]
        at = np.concatenate([right[k][stands[k]] for k in (0, 1)])
        down = np.concatenate([low[k][stands[k]] for k in (0, 1)])
        first = np.concatenate([np.full(stands[k].sum(), 0.5 - k) for k in (0, 1)])
        if len(at) < 20:
            continue
        table = np.stack([np.ones_like(at), at / leg, first], axis=1)
        slope = np.linalg.lstsq(table, down / leg, rcond=None)[0][2]
        # Who goes to the right of the picture has the right leg nearer.
        lower, weight = lower - way * slope * len(at), weight + len(at)
    if not weight:
        return 0.0
    odds = 2 * LOWER_LEGS * (lower / weight) / LOWER_SD_LEGS**2
    return float(np.clip(odds, -LOWER_AT_MOST, LOWER_AT_MOST))


def _against_arms(landmarks: PictureLandmarks, legs: Array, exchanged: NDArray[np.bool_], ahead: Array) -> float:
    """Log odds, by the arms that swing against the legs, that the first track is the left leg."""
    ankle = JOINTS.index("ankle")
    feet = (legs[0] - legs[1])[:, ankle, 0] * np.where(exchanged, -1.0, 1.0) * ahead
    leg = np.nanmedian(norm(landmarks["left_hip"] - landmarks["left_ankle"]))
    left, right = (landmarks[name] for name in _ARMS_FROM)
    hands = (left - right)[:, 0] * ahead / leg
    known = np.isfinite(feet) & np.isfinite(hands)
    if known.sum() < 20 or hands[known].std() < LEAST_ARM_SWING_LEGS:
        return 0.0
    correlation = float(np.corrcoef(feet[known], hands[known])[0, 1])
    if abs(correlation) < LEAST_CORRELATION:
        return 0.0
    return float(np.clip(-ARMS_PER_CORRELATION * correlation, -ARMS_AT_MOST, ARMS_AT_MOST))


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


def _relabelled(
    landmarks: PictureLandmarks, exchanged: NDArray[np.bool_], outside: NDArray[np.intp]
) -> PictureLandmarks:
    """Landmarks with the legs exchanged in some pictures, and bridged where both were drawn onto one."""
    left, right = ([LANDMARKS.index(f"{side}_{joint}") for joint in JOINTS] for side in SIDES)
    order = np.arange(len(LANDMARKS))
    order[left + right] = right + left
    points, visibility = landmarks.points_px.copy(), landmarks.visibility.copy()
    points[exchanged], visibility[exchanged] = points[exchanged][:, order], visibility[exchanged][:, order]
    legs = leg_points(points)
    near = np.nan_to_num(norm(legs[0, :, 1:] - legs[1, :, 1:]).mean(axis=1), nan=np.inf) < ONTO_ONE_LEGS
    points = _bridged(points, near, left + right, landmarks.time_s)
    # Before the first piece, and after the last, nobody knows.
    points[outside[:, None], left + right] = np.nan
    said = (
        f"left and right leg were exchanged in {exchanged.sum()} of {landmarks.frames} pictures, by how the legs move "
        "all through the walk"
    )
    return replace(landmarks, points_px=points, visibility=visibility, notes=(*landmarks.notes, Note(said)))


def _bridged(points: Array, near: NDArray[np.bool_], joints: list[int], time_s: Array) -> Array:
    """Points with a smooth path of each joint over the pictures in which both legs are one; NaN where there is none."""
    rate = 1 / float(np.median(np.diff(time_s)))
    look = max(3, round(BRIDGE_FROM_S * rate))
    for start, stop in runs(near):
        frames = np.arange(max(0, start - look), min(len(points), stop + look))
        frames = frames[~near[frames] & np.isfinite(points[frames][:, joints]).all(axis=(1, 2))]
        bridge = np.arange(start, stop)[:, None], np.array(joints)
        short = time_s[stop - 1] - time_s[start] <= LONGEST_BRIDGE_S
        if not short or (frames < start).sum() < LEAST_SEEN or (frames >= stop).sum() < LEAST_SEEN:
            points[bridge] = np.nan
            continue
        middle = time_s[frames].mean()
        path = points[frames[:, None], np.array(joints)].reshape(len(frames), -1)
        fitted = np.linalg.lstsq(np.vander(time_s[frames] - middle, 4), path, rcond=None)[0]
        laid = np.vander(time_s[start:stop] - middle, 4) @ fitted
        points[bridge] = laid.reshape(stop - start, len(joints), 2)
    return points
