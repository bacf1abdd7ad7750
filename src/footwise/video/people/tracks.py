"""Follow everybody in a clip from picture to picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.film import LANDMARKS, CameraMotion, Clip, Picture, PictureLandmarks, pictures
from footwise.video.cameras import BackgroundWatch, Box
from footwise.video.people.crossing import Crossing, join_pieces, part_crossings, part_merged
from footwise.video.people.pose_detector import detect_people
from footwise.video.people.pose_landmarks import LEAST_PRESENCE, Pose, find_landmarks
from footwise.video.people.pose_model import PoseModel, load_pose_model
from footwise.video.people.pose_region import PoseRegion, same_person

Progress = Callable[[int, int], None]
"""Is told how many pictures of how many are done."""

MOST_PEOPLE = 4
# How often somebody new is looked for while somebody is in the picture already.
LOOK_AGAIN_S = 0.5
SHORTEST_TRACK_S = 0.5
# Two tracks nearer than this, in sides of their region, follow one body.
_ONE_BODY = 0.08
# A body does not move by more than this between two pictures: the model has jumped to another one.
_LARGEST_JUMP = 0.25
# Hair, hands, bags and shadows reach beyond the landmarks, in heights of the body.
_BODY_MARGIN = 0.12
DARK = 40.0
"""Median brightness, of 255, under which a clip is called dark: a sixtieth of the light of white."""


class NobodyFoundError(FootwiseError):
    """Nobody is in a clip; where several phones filmed a walk, the others may have seen the person."""


@dataclass(eq=False)
class _Track:
    """One person while the clip goes by."""

    region: PoseRegion
    frames: list[int] = field(default_factory=list)
    points_px: list[Array] = field(default_factory=list)
    visibility: list[Array] = field(default_factory=list)

    def add(self, index: int, pose: Pose, scale: Array) -> None:
        self.region = pose.following
        self.frames.append(index)
        self.points_px.append(pose.points_px * scale)
        self.visibility.append(pose.visibility)


def find_people(
    clip: Clip,
    *,
    model: PoseModel | None = None,
    flip: bool = True,
    threads: int = 2,
    progress: Progress | None = None,
) -> tuple[PictureLandmarks, ...]:
    """Find everybody in a clip and follow them.

    People are looked for in the whole picture while nobody is followed, and every `LOOK_AGAIN_S` seconds besides. In
    between each person is looked for where the last picture showed them. Nothing is smoothed. No more than
    `MOST_PEOPLE` are followed at a time; a note says where there were more. The background behind them is watched on
    the way: whether the phone stood still is `PictureLandmarks.camera_motion`.

    Parameters
    ----------
    clip : Clip
    model : PoseModel, optional
        Loaded here without.
    flip : bool
        Look at each person in a mirror too and take the mean: less scatter for twice the time.
    threads : int
        How many threads the model and the decoder may use each.
    progress : callable, optional
        Called after every picture.

    Returns
    -------
    tuple of PictureLandmarks
        Everybody who was followed for at least `SHORTEST_TRACK_S`, from left to right by where they first were.

    Raises
    ------
    NobodyFoundError
        Nobody was found.
    FootwiseError
        Less than half of the pictures could be decoded.
    """
    model = model or load_pose_model(threads)
    scale = np.array(clip.size_px) / np.array(clip.picture_px)
    every = max(1, round(LOOK_AGAIN_S * clip.rate_hz))
    ended: list[_Track] = []
    active: list[_Track] = []
    brightness: list[float] = []
    looked, seen, unfollowed = -every, 0, 0
    watch = BackgroundWatch(clip.rate_hz)
    for index, picture in pictures(clip, threads):
        if not active or index - looked >= every:
            looked = index
            brightness.append(float(np.median(picture[::16, ::16, 1])))
            newcomers = _newcomers(model, picture, active)
            room = MOST_PEOPLE - len(active)
            unfollowed = max(unfollowed, len(newcomers) - room)
            active += newcomers[:room]
        for track in active:
            pose = find_landmarks(model, picture, track.region, flip=flip)
            if pose.presence < LEAST_PRESENCE or not same_person(track.region, pose.following, _LARGEST_JUMP):
                # Said by leaving the track without a frame of this index.
                continue
            track.add(index, pose, scale)
        going = _separate([track for track in active if track.frames and track.frames[-1] == index])
        ended += [track for track in active if track not in going]
        active = going
        watch.look(
            index, float(clip.time_s[index]), picture, [_around(track.points_px[-1] / scale) for track in active]
        )
        seen += 1
        if progress:
            progress(index + 1, clip.frames)
    tracks = [track for track in (*ended, *active) if track.frames]
    return _people(clip, tracks, seen, unfollowed, brightness, watch.motion(scale))


def _newcomers(model: PoseModel, picture: Picture, active: list[_Track]) -> list[_Track]:
    """A new track for everybody whom the detector sees and nobody follows yet."""
    return [
        _Track(detection.region)
        for detection in detect_people(model, picture)
        if not any(same_person(detection.region, track.region) for track in active)
    ]


def _separate(tracks: list[_Track]) -> list[_Track]:
    """Without the newer of two tracks that have come to follow one body."""
    kept: list[_Track] = []
    for track in sorted(tracks, key=lambda track: track.frames[0]):
        if not any(same_person(track.region, other.region, _ONE_BODY) for other in kept):
            kept.append(track)
    return kept


def _around(points_px: Array) -> Box:
    """The part of a picture that somebody covers."""
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    margin = _BODY_MARGIN * float((high - low).max())
    return (float(low[0]) - margin, float(low[1]) - margin, float(high[0]) + margin, float(high[1]) + margin)


def _people(
    clip: Clip, tracks: list[_Track], seen: int, unfollowed: int, brightness: list[float], camera: CameraMotion
) -> tuple[PictureLandmarks, ...]:
    """From pieces of tracks to people, with what was noticed."""
    notes = list(clip.notes)
    if lost := clip.frames - seen:
        if seen < clip.frames / 2:
            raise FootwiseError(
                clip.source,
                f"only {seen} of {clip.frames} pictures can be decoded",
                "Copy it from the phone again",
            )
        notes.append(Note(f"{lost} of {clip.frames} pictures cannot be decoded; they are missing"))
    pieces = [_landmarks(clip, track) for track in tracks]
    pieces, merged = part_merged(pieces)
    pieces, crossings = part_crossings(pieces)
    pieces = join_pieces(pieces)
    long_enough = [person for person in pieces if _followed_s(person) >= SHORTEST_TRACK_S]
    dark = float(np.median(brightness)) if brightness else 0.0
    if not long_enough:
        if dark < DARK:
            raise NobodyFoundError(
                clip.source,
                "is too dark: nobody can be seen, and more than half of the picture is nearly black",
                "Film with more light, not against a window",
            )
        raise NobodyFoundError(
            clip.source,
            "no person was found in it",
            "Film the whole body from head to feet, 3 to 4 m away, in good light",
        )
    if dark < DARK:
        said = (
            "it is dark: more than half of the picture is nearly black, so that feet may be misplaced or missed; "
            "film with more light"
        )
        notes.append(Note(said, NoteKind.DARK))
    if unfollowed > 0:
        said = (
            f"{MOST_PEOPLE + unfollowed} people or more are in the picture at once, and no more than {MOST_PEOPLE} are "
            "followed: the walker may not be among them; film with nobody else in view"
        )
        notes.append(Note(said))
    notes += [Note(_said(crossing)) for crossing in sorted((*merged, *crossings), key=lambda crossing: crossing.time_s)]
    return tuple(
        replace(person, notes=tuple(notes), camera_motion=camera) for person in sorted(long_enough, key=_first_place)
    )


def _landmarks(clip: Clip, track: _Track) -> PictureLandmarks:
    points = np.full((clip.frames, len(LANDMARKS), 2), np.nan)
    visibility = np.full((clip.frames, len(LANDMARKS)), np.nan)
    points[track.frames] = track.points_px
    visibility[track.frames] = track.visibility
    return PictureLandmarks(clip.name, clip.source, clip.size_px, clip.time_s, points, visibility)


def _followed_s(person: PictureLandmarks) -> float:
    there = np.flatnonzero(np.isfinite(person["left_hip"][:, 0]))
    return float(person.time_s[there[-1]] - person.time_s[there[0]])


def _first_place(person: PictureLandmarks) -> float:
    """How far to the right the person was when first seen."""
    right = (person["left_hip"] + person["right_hip"])[:, 0]
    return float(right[np.isfinite(right)][0])


def _said(crossing: Crossing) -> str:
    if crossing.sure:
        return f"two people cross at {crossing.time_s:.1f} s; they are told apart by their size and way"
    return (
        f"two people cross at {crossing.time_s:.1f} s and cannot be told apart afterwards; their tracks are cut there"
    )
