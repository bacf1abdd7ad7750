"""Whether a phone stood still while it filmed a walk: what its foot angles, and a treadmill, hang on.

A phone that turns by 4° turns every foot by as much, and one that is carried behind a walker makes a floor look like a
belt. What the background did is in the clip (:mod:`footwise.video.cameras.background`); here it is held against the
time in which the person walks, since a phone may well be tipped when all is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.gait.film.motion import FilmedMotion, picture_motion
from footwise.notes import Note, NoteKind
from footwise.recordings.film import CameraMotion, PictureLandmarks
from footwise.signals import norm, runs

LARGEST_DRIFT_DEG, LARGEST_ZOOM_PCT = 0.5, 1.0
# Phones film with a focal length of about three quarters of the picture's longer side.
USUAL_FOCAL = 0.75
# Nobody zooms so far in a walk, and who carries a phone after the walker comes nearer to what is behind.
CARRIED_ZOOM_PCT = 10.0
# Of the looks while the person walks: with fewer nothing is said.
LEAST_KNOWN = 0.5
FEWEST_LOOKS = 5
# Of the looks that know anything: where fewer belong together the background itself went by.
LEAST_TOGETHER = 0.7
# Where all of the background stirs in so many of the looks, it is the phone.
STIRRING_SHARE = 0.3
# So many looks in a row that know of another background are no accident.
FEWEST_ELSEWHERE = 3
# How fast the ankles pass each other when a person walks, in lengths of the leg, and of how fast they do at most.
STEPPING_LEGS_S, STEPPING_SHARE = 0.2, 0.25
LONGEST_PAUSE_S, SHORTEST_WALK_S = 0.8, 0.5
HOW_TO_STAND = "Put the phone on a tripod or a shelf, start it, and touch it again when the walk is over"
HOW_TO_CHECK = "Film before a background with something to hold on to: a door, a picture, furniture"


class Standing(StrEnum):
    """What the background says of a phone."""

    STANDS = "stands"
    MOVES = "moves"
    UNKNOWN = "unknown"


@by_value
@dataclass(frozen=True)
class PhoneMotion:
    """How one phone moved while it filmed a walk.

    Attributes
    ----------
    name : str
        Of its clip.
    standing : Standing
    drift_deg : float
        The furthest that it turned or was moved within the walk, as the angle by which the background moved; NaN where
        that is not known, as when it went out of the picture.
    zoom_pct : float
        How much larger the background is shown at one time of the walk than at another.
    walk_s : tuple of float
        Begin and end of the walk, on the clip's clock.
    time_s : array, shape (looks,)
        On the clip's clock.
    sideways_deg, upwards_deg, turn_deg, zoomed_pct : array, shape (looks,)
        Where the phone points against the begin of the walk: to the right, up, turned about its own axis; and how much
        larger it shows what it sees. NaN where unknown.
    """

    name: str
    standing: Standing
    drift_deg: float
    zoom_pct: float
    walk_s: tuple[float, float]
    time_s: Array
    sideways_deg: Array
    upwards_deg: Array
    turn_deg: Array
    zoomed_pct: Array

    @property
    def what(self) -> str:
        """What the phone did, as the end of a sentence about it."""
        if self.standing is Standing.UNKNOWN:
            return "cannot be checked for having stood still: the background has too little in it to follow"
        if self.standing is Standing.STANDS:
            return "stood still"
        said = []
        if not np.isfinite(self.drift_deg):
            said.append("moved so much that the background could not be followed")
        elif self.drift_deg > LARGEST_DRIFT_DEG:
            said.append(f"moved by {_digits(self.drift_deg)}°")
        # What a phone turns away from is seen larger at the rim of the picture, by 2 % at 16°.
        if self.zoom_pct > LARGEST_ZOOM_PCT + (np.isfinite(self.drift_deg) and self.drift_deg > 2) * self.drift_deg / 8:
            said.append(f"zoomed by {_digits(self.zoom_pct)} %, by hand, by its focus or by coming nearer")
        return " and ".join(said)


def phone_motion(
    clip: PictureLandmarks,
    focal_px: float | None = None,
    also_s: Sequence[tuple[float, float]] = (),
    during_s: tuple[float, float] | None = None,
) -> PhoneMotion | None:
    """Judge whether the phone of a clip stood still while the person walked.

    Parameters
    ----------
    clip : PictureLandmarks
    focal_px : float, optional
        Of the camera; three quarters of the picture's longer side without.
    also_s : sequence of tuple of float
        Begin and end of other times that angles hang on: the neutral stance, and the picture of the floor, where they
        are in the same clip. Between these and the walk the phone may move, and must be back.
    during_s : tuple of float, optional
        Begin and end of what counts, instead of the walk: those of the stance in a clip in which nobody walks.

    Returns
    -------
    PhoneMotion or None
        None where nobody looked at the background.
    """
    seen = clip.camera_motion
    if seen is None:
        return None
    focal = USUAL_FOCAL * max(clip.size_px) if focal_px is None else focal_px
    walk_s = walked_s(clip) if during_s is None else during_s
    here = np.zeros(len(seen), dtype=bool)
    for begin, end in (walk_s, *also_s):
        here |= (seen.time_s >= begin - 1e-6) & (seen.time_s <= end + 1e-6)
    main = _main_part(seen, here)
    drift, turn, zoom = (np.full(shape, np.nan) for shape in ((len(seen), 2), len(seen), len(seen)))
    mine = seen.part == main
    drift[mine] = _calm(np.degrees(np.arctan(seen.shift_px[mine] / focal)))
    turn[mine] = _calm(seen.turn_deg[mine])
    zoom[mine] = _calm(100 * np.log(seen.zoom[mine]))
    standing, far, larger = _judged(seen, here, main, drift, turn, zoom)
    first = np.flatnonzero(mine & here)
    zero = first[0] if len(first) else 0
    return PhoneMotion(
        clip.name, standing, far, larger, walk_s, seen.time_s,
        # What is in the picture goes to the left and down where the phone turns to the right and up.
        *(sign * (values - values[zero]) if len(first) else values
          for sign, values in ((-1, drift[:, 0]), (1, drift[:, 1]), (-1, turn), (1, zoom))),
    )  # fmt: skip


def steadied(clip: PictureLandmarks, phone: PhoneMotion | None) -> PictureLandmarks:
    """Landmarks as a phone that stood still would have seen them, as far as the background tells.

    What is put back is the background's way through the picture, which is that of a person's surroundings for a phone
    that is turned or zoomed, and only about that for one that is carried: enough to tell when a foot lands, and not
    how it points. A phone that comes nearer keeps the person's size.

    Parameters
    ----------
    clip : PictureLandmarks
    phone : PhoneMotion or None
        As :func:`phone_motion` judged it.

    Returns
    -------
    PictureLandmarks
        The clip itself where the phone stood still, or its way is not known.
    """
    seen = clip.camera_motion
    if seen is None or phone is None or phone.standing is not Standing.MOVES or not is_turned(phone):
        return clip
    here = (seen.time_s >= phone.walk_s[0]) & (seen.time_s <= phone.walk_s[1])
    mine = seen.part == _main_part(seen, here)
    at = seen.time_s[mine]
    right, down, turn, zoom = (
        np.interp(clip.time_s, at, values)[:, None]
        for values in (*seen.shift_px[mine].T, np.radians(seen.turn_deg[mine]), seen.zoom[mine])
    )
    middle = np.array(clip.size_px) / 2
    x, y = np.moveaxis(clip.points_px - middle, 2, 0)
    x, y = x - right, y - down
    cos, sin = np.cos(turn) / zoom, np.sin(turn) / zoom
    return replace(clip, points_px=np.stack([cos * x + sin * y, cos * y - sin * x], axis=2) + middle)


def steadied_motion(clip: PictureLandmarks, phone: PhoneMotion | None) -> FilmedMotion:
    """Motion of the steadied landmarks; what was in the picture is told by where they were."""
    steady = steadied(clip, phone)
    motion = picture_motion(clip)
    if steady is clip:
        return motion
    return replace(picture_motion(steady), inside=motion.inside, outside=motion.outside)


def is_turned(phone: PhoneMotion) -> bool:
    """Whether a phone that moved was turned or zoomed where it stood, as far as can be seen, and not carried along."""
    return bool(np.isfinite(phone.drift_deg)) and phone.zoom_pct < CARRIED_ZOOM_PCT


def moving(phones: Sequence[PhoneMotion | None]) -> tuple[PhoneMotion, ...]:
    """Those that moved."""
    return tuple(phone for phone in phones if phone is not None and phone.standing is Standing.MOVES)


def unchecked(phones: Sequence[PhoneMotion | None]) -> tuple[PhoneMotion, ...]:
    """Those of which the background does not tell."""
    return tuple(phone for phone in phones if phone is not None and phone.standing is Standing.UNKNOWN)


def phone_note(phone: PhoneMotion) -> Note:
    """Say of a phone that it moved, or that nobody knows."""
    if phone.standing is Standing.UNKNOWN:
        return Note(f"{phone.name} {phone.what}. {HOW_TO_CHECK}", about=phone.name)
    return Note(f"{phone.name} {phone.what} during the walk", NoteKind.PHONE_MOVED, phone.name)


def no_angle_of_moving(phones: Sequence[PhoneMotion]) -> str:
    """Say why there is no foot angle."""
    did = "; ".join(f"{phone.name} {phone.what}" for phone in phones)
    return f"no foot angle: while the person walked, {did}. Feet seem to turn with a phone that moves. {HOW_TO_STAND}"


def walked_s(clip: PictureLandmarks) -> tuple[float, float]:
    """Begin and end of the walk in a clip: from when to when the feet pass each other and are in the picture.

    How one ankle moves against the other is the same for a phone that stands and one that moves, and from every side.

    Parameters
    ----------
    clip : PictureLandmarks

    Returns
    -------
    begin_s, end_s : float
        All of the clip where nobody is seen to walk.
    """
    if not clip.is_seen or clip.frames < 2:
        return float(clip.time_s[0]), float(clip.time_s[-1])
    motion = picture_motion(clip)
    stepping = _stepping(motion)
    if not stepping.any():
        return float(clip.time_s[0]), float(clip.time_s[-1])
    at = motion.time_s[np.flatnonzero(stepping)[[0, -1]]]
    return float(at[0]), float(at[1])


def _stepping(motion: FilmedMotion) -> NDArray[np.bool_]:
    apart = (motion["left_ankle"] - motion["right_ankle"]) / motion.leg
    with np.errstate(invalid="ignore"):
        speed = norm(np.gradient(apart, axis=0)) * motion.rate_hz
        known = speed[np.isfinite(speed) & motion.inside]
        if not len(known):
            return np.zeros(motion.frames, dtype=bool)
        least = max(STEPPING_LEGS_S, STEPPING_SHARE * float(np.percentile(known, 90)))
        fast = (speed > least) & motion.inside
    # With both feet on the floor a person still walks.
    for start, stop in runs(~fast):
        if start and stop < len(fast) and stop - start <= LONGEST_PAUSE_S * motion.rate_hz:
            fast[start:stop] = True
    for start, stop in runs(fast):
        if stop - start < SHORTEST_WALK_S * motion.rate_hz:
            fast[start:stop] = False
    return fast


def _main_part(seen: CameraMotion, here: NDArray[np.bool_]) -> int:
    """The part of the clip to which most looks of the walk belong; a number that no part has where none knows."""
    parts = seen.part[here & seen.known]
    return int(np.bincount(parts).argmax()) if len(parts) else -2


def _judged(
    seen: CameraMotion, here: NDArray[np.bool_], main: int, drift: Array, turn: Array, zoom: Array
) -> tuple[Standing, float, float]:
    known = here & seen.known
    if here.sum() < FEWEST_LOOKS or known.sum() < LEAST_KNOWN * here.sum():
        stirring = here & ~seen.known & (seen.points > 0)
        moves = here.sum() >= FEWEST_LOOKS and stirring.sum() > STIRRING_SHARE * here.sum()
        return (Standing.MOVES if moves else Standing.UNKNOWN), np.nan, np.nan
    mine = known & (seen.part == main)
    far = max(_span(drift[mine]), float(np.ptp(turn[mine])))
    larger = float(100 * np.expm1(np.ptp(zoom[mine]) / 100))
    elsewhere = seen.part[known] != main
    gone = min(FEWEST_ELSEWHERE, len(elsewhere))
    if mine.sum() < LEAST_TOGETHER * known.sum() or elsewhere[:gone].all() or elsewhere[-gone:].all():
        return Standing.MOVES, np.nan, larger
    moves = far > LARGEST_DRIFT_DEG or larger > LARGEST_ZOOM_PCT
    return Standing.MOVES if moves else Standing.STANDS, far, larger


def _calm(values: Array) -> Array:
    """Median of three looks, so that no single one says that a phone moved; the ends as their neighbours."""
    if len(values) < 3:
        return values
    middle = np.median([values[:-2], values[1:-1], values[2:]], axis=0)
    return np.concatenate([middle[:1], middle, middle[-1:]])


def _span(places: Array) -> float:
    """Largest distance between any two of them."""
    # Ten looks a second: a few hundred.
    return float(norm(places[:, None] - places).max()) if len(places) else np.nan


def _digits(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
