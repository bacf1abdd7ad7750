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
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film.events import Stance
from footwise.gait.film.leg_tracks import JOINTS, LegTracks, exchanged_between, followed_legs, leg_points
from footwise.gait.film.relabelled_legs import LONGEST_BRIDGE_S, relabelled
from footwise.gait.film.side_witnesses import NAMES_AGREE, by_arms, by_depth, by_names, by_shoulders
from footwise.notes import Note, NoteKind
from footwise.recordings import SIDES
from footwise.recordings.film import PictureLandmarks

LEAST_CERTAINTY = 0.8
CANNOT_BE_TOLD = "left and right cannot be told apart"
REMEDY = "Wear light trousers, or mark one leg with tape, and film with more light"
# What the names add to the path at a passing, where they contradict it for moments only.
NAMES_AT_LINK = 4.0
# A link against the names by this contradicts them; a weaker one may be chance.
CONTRADICTS = 2.0
# As much evidence for one leg before, and for the other after, says that they were exchanged between.
DEPTH_CHANGES, LEAST_PART_S = 1.5, 2.0
# Where passings tell for certain that the legs take turns, so will the others. How far one leg is ahead of the other
# for that, and how long a passing lasts at least that is not seen.
TAKES_TURNS, LEAST_TURNS = 4.0, 3
FAR_LEGS, SHORTEST_PASSING_S, LEADS_WITHIN_S, MOSTLY = 0.15, 0.06, 0.35, 0.85
# Of the usual stride, from the first to the third quartile: where they differ by more, contacts were missed or made up.
LARGEST_SPREAD = 0.1


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


def with_own_sides(landmarks: PictureLandmarks, ahead: Array | None = None) -> tuple[PictureLandmarks, OwnSides]:
    """Give each leg of a walk past a phone, towards it or away from it its own side, all through the walk.

    Parameters
    ----------
    landmarks : PictureLandmarks
    ahead : array, shape (frames,), optional
        Whether the person goes to the right of the picture (1) or to the left (-1), filmed from the side.

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
    if contradicted and ahead is not None:
        tracks = _taking_turns(legs, tracks, ahead, landmarks.rate_hz)
    exchanged = tracks.exchanged if contradicted else np.zeros(landmarks.frames, dtype=bool)
    names = by_names(exchanged, tracks.sure, landmarks.rate_hz)
    # Of the first track being the left leg.
    odds = names + by_shoulders(landmarks, legs, exchanged)
    if ahead is not None:
        odds += by_depth(landmarks, exchanged, ahead) + by_arms(landmarks, legs, exchanged, ahead)
    certainty = _probability(abs(odds))
    if contradicted:
        links = tracks.log_odds + (NAMES_AT_LINK * _keptby_names(tracks) if abs(names) == NAMES_AGREE else 0.0)
        certainty *= float(np.prod([_probability(link) for link in links]))
    if _changes_depth(landmarks, legs, tracks, exchanged, ahead):
        return landmarks, OwnSides(0.5, np.zeros(landmarks.frames, dtype=bool), contradicted=True)
    if not contradicted:
        # Where the others outweigh names that never contradict themselves, nobody knows.
        return landmarks, OwnSides(certainty if odds >= 0 else 1 - certainty, exchanged)
    exchanged = ~exchanged if odds < 0 else exchanged
    certainty = max(certainty, 0.5)
    outside = np.r_[: tracks.pieces[0][0], tracks.pieces[-1][1] : landmarks.frames]
    return relabelled(landmarks, exchanged, outside), OwnSides(certainty, exchanged, contradicted=True)


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


def checked_sides(name: str, sides: OwnSides, found: Sequence[Stance]) -> OwnSides:
    """Judge the sides by the steps, and refuse a walk in which legs were exchanged and nothing is left.

    Parameters
    ----------
    name : str
        The recording.
    sides : OwnSides
    found : sequence of Stance
        Of both feet.

    Raises
    ------
    FootwiseError
        No step can be used, and left and right cannot be told apart.
    """
    sides = judged_sides(sides, found)
    if not sides.told and sides.contradicted and all(stance.fault for stance in found):
        faults = dict.fromkeys(str(stance.fault) for stance in found)
        trouble = f"holds no step that can be used ({'; '.join(faults)}), and {CANNOT_BE_TOLD}"
        raise FootwiseError(name, trouble, REMEDY, kind=ErrorKind.REFUSAL)
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


def _keptby_names(tracks: LegTracks) -> NDArray[np.bool_]:
    """Whether the names are the same before and after each passing."""
    label = np.array([np.median(tracks.exchanged[start:stop]) for start, stop in tracks.pieces])
    return np.asarray(label[:-1] == label[1:])


def _changes_depth(
    landmarks: PictureLandmarks, legs: Array, tracks: LegTracks, exchanged: NDArray[np.bool_], ahead: Array | None
) -> bool:
    """Whether the nearer leg, or that under a shoulder, is another one after a passing that the path does not tell."""

    def odds_in(part: NDArray[np.bool_]) -> float:
        if ahead is not None:
            return by_depth(landmarks, exchanged, np.where(part, ahead, 0.0))
        return by_shoulders(landmarks, np.where(part[None, :, None, None], legs, np.nan), exchanged)

    frames = np.arange(landmarks.frames)
    for k in np.flatnonzero(tracks.log_odds <= CONTRADICTS):
        at = (tracks.pieces[k][1] + tracks.pieces[k + 1][0]) // 2
        if min(at, landmarks.frames - at) < LEAST_PART_S * landmarks.rate_hz:
            continue
        before, after = odds_in(frames < at), odds_in(frames >= at)
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


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
