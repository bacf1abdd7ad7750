"""From films of two walks to what changed between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film import HOW_TO_STAND, LARGEST_DRIFT_DEG, LARGEST_ZOOM_PCT, SIDE
from footwise.jobs.film import FilmMeasurement, FilmRequest, FloorRectangle, measure_films
from footwise.jobs.odds.request import OddsRequest, check_speeds
from footwise.jobs.progress import Progress, counting
from footwise.loads import WalkPosture
from footwise.loads.film import phone_posture, room_posture
from footwise.notes import Note
from footwise.prescription.odds import WalkChanges, posture_changes
from footwise.recordings.film import PictureLandmarks
from footwise.video.cameras import ELSEWHERE, named_pictures, place_apart

_FILMS = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts", ".3gp", ".mpg", ".mpeg")


def film_changes(natural: Path, changed: Path, asked: OddsRequest, progress: Progress) -> WalkChanges:
    """Measure what changed from the natural to the changed walk.

    Parameters
    ----------
    natural, changed : Path
        A film each, or a folder with the films of one walk, one for each phone.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    clips = [films_of(walk) for walk in (natural, changed)]
    _check_floor(clips, asked)
    begins = counting(progress, 2)
    measured: list[FilmMeasurement] = []
    # One by one: the films of one phone bear one name in both folders, which its calibration knows it by.
    for walk, films, condition in ((natural, clips[0], "natural"), (changed, clips[1], "")):
        begins(walk.name)
        measured += measure_films(
            FilmRequest(
                films,
                calibration=asked.calibration,
                floor=None if asked.floor is None else FloorRectangle(picture=asked.floor),
                neutral=() if asked.neutral is None else films_of(asked.neutral),
                foot_length_m=asked.foot_length_m,
                height_m=asked.height_m,
                condition=condition,
                films=False,
            )
        )
    notes = [note for one in measured for note in one.walk.notes]
    one, other = (posture_of(each, asked) for each in measured)
    unknown = [note for before, after in zip(*(each.clips for each in measured), strict=False)
               for note in _same_place(before, after)]  # fmt: skip
    if not unknown:
        # Phones that stand tell a trunk that leans from a phone that does.
        one, other = (replace(each, lean_deg=np.nan) for each in (one, other))
    notes += unknown
    check_speeds(natural, one.speed_m_s, changed, other.speed_m_s)
    return posture_changes(one, other, asked.side, tuple(dict.fromkeys(notes)))


def films_of(walk: Path) -> tuple[Path, ...]:
    """The films of one walk: the file itself, or those in a folder, in the order of their names."""
    if not walk.is_dir():
        return (walk,)
    return tuple(sorted(file for file in walk.iterdir() if file.suffix.lower() in _FILMS))


def _check_floor(clips: list[tuple[Path, ...]], asked: OddsRequest) -> None:
    """Refuse films that nothing puts on one floor, before anybody waits for their pictures."""
    natural, changed = clips
    if len(natural) != len(changed):
        raise FootwiseError(
            changed[0].parent,
            f"has {len(changed)} films of the walk, and the natural walk {len(natural)}",
            "Film both walks with the same phones",
            kind=ErrorKind.BAD_REQUEST,
        )
    if asked.calibration is None and (asked.floor is None or len(changed) > 1):
        wanted = "`calibration`" if len(changed) > 1 else "`floor` (a sheet of A4 paper on the floor) or `calibration`"
        raise FootwiseError(
            changed[0],
            "and the natural walk have no common floor: how a body leans in them cannot be compared",
            f"Film both walks from one place, and give the floor with {wanted}",
            kind=ErrorKind.REFUSAL,
        )


def posture_of(measured: FilmMeasurement, asked: OddsRequest) -> WalkPosture:
    """How the body stands over its feet in one filmed walk.

    Raises
    ------
    FootwiseError
        A walk from the side, without a foot angle, with legs that are not told apart, or from a phone that moved.
    """
    walk = measured.walk
    if walk.view == SIDE or not walk.label:
        why = next(iter(walk.refusals), "was filmed from the side, which shows neither the foot's angle nor any lean")
        where = measured.clips[0].source
        raise FootwiseError(
            where, f"shows no foot angle ({why})" if walk.refusals else why, _HOW, kind=ErrorKind.REFUSAL
        )
    if not walk.knows_sides:
        raise FootwiseError(
            measured.clips[0].source,
            "does not tell the left leg from the right one",
            "Film it again in good light, with trousers or shoes of two colours",
            kind=ErrorKind.REFUSAL,
        )
    camera = measured.cameras[0]
    if walk.motion.points.shape[2] == 2:
        assert camera is not None
        return phone_posture(walk, camera, foot_length_known=asked.foot_length_m is not None)
    return room_posture(walk)


_HOW = "Film the walk towards one phone that stands, or with two phones or more"


def _same_place(natural: PictureLandmarks, changed: PictureLandmarks) -> list[Note]:
    """Refuse two films of one phone that were not taken from one place, or with another zoom."""
    first = [next(iter(named_pictures(clip.source)))[1] for clip in (natural, changed)]
    apart = place_apart(first[0], first[1])
    if apart is None:
        said = "hardly anything in the background to hold on to: nobody knows if the phone stood in one place for both"
        return [Note(f"{natural.name} and {changed.name} have {said}")]
    if isinstance(apart, str):
        assert apart == ELSEWHERE
        raise FootwiseError(
            changed.source,
            f"and {natural.source.name} show nothing in common: the phone stood in two places",
            f"Film both walks from one place. {HOW_TO_STAND}",
            kind=ErrorKind.REFUSAL,
        )
    # Three quarters of the longer side are the focal length of a phone.
    turned = max(np.degrees(apart.shift_px / (0.75 * max(first[0].shape[:2]))), abs(apart.turn_deg))
    larger = 100 * abs(apart.zoom - 1)
    if turned > LARGEST_DRIFT_DEG or larger > LARGEST_ZOOM_PCT:
        did = f"turned by {turned:.1f}°" if turned > LARGEST_DRIFT_DEG else f"zoomed or moved by {larger:.0f} %"
        raise FootwiseError(
            changed.source,
            f"was filmed after the phone of {natural.source.name} was {did}: every lean in it is another one",
            f"Film both walks from one place. {HOW_TO_STAND}",
            kind=ErrorKind.REFUSAL,
        )
    return []
