"""Films of one walk, from one phone or several: who walks in them, and every step of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.gait.film import (
    HOW_TO_STAND,
    SIDE,
    FilmedWalk,
    clips_with_own_sides,
    least_certain,
    legs_exchanged,
    moving,
    phone_motion,
    phone_note,
    steadied,
    time_walk_towards_phone,
    view_of,
    walk_in_room,
    walk_past_phone,
    walk_towards_phone,
)
from footwise.jobs.film.film_request import FilmRequest, check_headers, check_request
from footwise.jobs.film.floor import Floor, check_found_sheet, floor_camera
from footwise.jobs.film.neutral_stance import stance_in_room
from footwise.jobs.film.progress import ProgressBars, no_progress_bars
from footwise.jobs.film.standing_phones import phones_of, those_that_stood
from footwise.notes import Note, NoteKind
from footwise.recordings.film import (
    BodyLandmarks,
    Camera,
    Clip,
    PictureLandmarks,
    cameras_of_clips,
    read_cameras,
)
from footwise.video.people import choose_person, people_in_clips, repetition_note
from footwise.video.room import (
    CalibrationQuality,
    CameraClock,
    check_calibration,
    check_scale,
    clock_from_clap,
    clock_from_walk,
    on_one_clock,
    triangulate,
    walk_frame,
)

# How far the walk may contradict another clock, and how far around that it is searched.
_LARGEST_OFF_S, _CHECKED_S = 0.1, 1.0


@by_value
@dataclass(frozen=True)
class FilmMeasurement:
    """One walk with what it was measured from.

    Attributes
    ----------
    walk : FilmedWalk
    clips : tuple of PictureLandmarks
    cameras : tuple of Camera or None
        In the lab frame of the walk; None for a clip without a calibration.
    clock : CameraClock
    body : BodyLandmarks or None
        Of several cameras.
    quality : CalibrationQuality or None
        Of several cameras.
    """

    walk: FilmedWalk
    clips: tuple[PictureLandmarks, ...]
    cameras: tuple[Camera | None, ...]
    clock: CameraClock
    body: BodyLandmarks | None = None
    quality: CalibrationQuality | None = None


def measure_films(request: FilmRequest, bars: ProgressBars = no_progress_bars) -> list[FilmMeasurement]:
    """Measure a walk, or a natural and a changed one.

    Parameters
    ----------
    request : FilmRequest
    bars : callable
        Makes progress bars with the titles it is given.

    Returns
    -------
    list of FilmMeasurement
        The natural walk first, where there is one.

    Raises
    ------
    FootwiseError
        Something is wrong with a clip, with the calibration, or with what was asked for.
    """
    require("av", "cv2", "ai_edge_litert")
    check_request(request)
    walked = [tuple(request.natural)] if request.natural else []
    walked.append(tuple(request.clips))
    floors: dict[Path, Floor] = {}

    def check(opened: Sequence[Clip]) -> None:
        check_headers(request, opened)
        # A sheet that is not there is said before the minutes in which people are looked for.
        floors.update(_floors(request, [clip for clip in opened if clip.source not in request.neutral]))

    seen = _people(request, walked, bars, check)
    measured = []
    for number, paths in enumerate(walked):
        asked = request.condition if number == len(walked) - 1 else "natural"
        measured.append(_measured(paths, seen, floors, request, asked))
    return measured


def _floors(request: FilmRequest, clips: Sequence[Clip]) -> dict[Path, Floor]:
    """Where the floor is in each walk's clip, where a rectangle on it was given."""
    if request.floor is None:
        return {}
    return {
        clip.source: floor_camera(clip, request.calibration, request.floor, mirrored=request.mirrored) for clip in clips
    }


def _people(
    request: FilmRequest,
    walked: Sequence[tuple[Path, ...]],
    bars: ProgressBars,
    check: Callable[[Sequence[Clip]], None],
) -> dict[Path, PictureLandmarks]:
    """The chosen person in every clip, those of the neutral stance too; each clip is looked at once."""
    paths = list(dict.fromkeys((*(path for walk in walked for path in walk), *request.neutral)))
    with bars([path.name for path in paths]) as progress:
        # Two of three phones are enough: that the third saw nobody is said, and no reason to measure nothing.
        blind_ok = len(request.clips) > 2
        people = people_in_clips(
            paths,
            flip=request.flip,
            mirrored=request.mirrored,
            own=request.pose_model,
            progress=progress,
            nobody_ok=blind_ok,
            check=check,
        )
    moving = {path for walk in walked for path in walk}
    wanted = {
        path: request.person_of(phone) for group in (*walked, request.neutral) for phone, path in enumerate(group)
    }
    seen = {
        path: choose_person(found, wanted[path], standing=path not in moving) if found[0].is_seen else found[0]
        for path, found in zip(paths, people, strict=True)
    }
    # Whoever stands repeats every picture.
    seen = {
        path: replace(one, notes=(*one.notes, *repetition_note(one))) if path in moving and one.is_seen else one
        for path, one in seen.items()
    }
    for group in (*walked, request.neutral):
        _check_seen([seen[path] for path in group])
    return seen


def _check_seen(clips: Sequence[PictureLandmarks]) -> None:
    """Refuse clips of one walk of which too many show nobody, or two are the same film."""
    blind = [clip for clip in clips if not clip.is_seen]
    if blind and len(clips) - len(blind) < 2:
        why = next((note for note in blind[0].notes if note.kind is NoteKind.NOBODY_SEEN), "shows nobody")
        raise FootwiseError(
            ", ".join(str(clip.source) for clip in blind),
            f"{why}, and two clips that show the person are needed",
            "Film the whole body from head to feet, 3 to 4 m away, in good light",
            kind=ErrorKind.REFUSAL,
        )
    for one, other in combinations([clip for clip in clips if clip.is_seen], 2):
        if np.array_equal(one.points_px, other.points_px, equal_nan=True):
            raise FootwiseError(
                other.source,
                f"is the same film as {one.source}",
                "Give one clip for each phone",
                kind=ErrorKind.BAD_REQUEST,
            )


def _measured(
    paths: tuple[Path, ...],
    seen: dict[Path, PictureLandmarks],
    floors: dict[Path, Floor],
    request: FilmRequest,
    condition: str,
) -> FilmMeasurement:
    clips = tuple(seen[path] for path in paths)
    still = tuple(seen[path] for path in request.neutral)
    try:
        if len(clips) == 1:
            return _one_phone(clips[0], floors.get(paths[0]), still[0] if still else None, request, condition)
        return _several_phones(clips, still, request, condition)
    except FootwiseError as error:
        # Recordings go by the names of their clips; who reads of trouble looks for the file.
        files = {clip.name: clip.source for clip in (*clips, *still)}
        trouble, remedy = error.trouble, error.remedy
        if len(clips) == 1 and error.kind is ErrorKind.REFUSAL and (moved := moving((phone_motion(clips[0]),))):
            trouble, remedy = f"{trouble}; the phone {moved[0].what} while the person walked", HOW_TO_STAND
        raise FootwiseError(files.get(str(error.where), error.where), trouble, remedy, error.kind) from error


def _one_phone(
    clip: PictureLandmarks,
    floor: Floor | None,
    still: PictureLandmarks | None,
    request: FilmRequest,
    condition: str,
) -> FilmMeasurement:
    view = view_of(clip)
    camera: Camera | None = None
    notes: tuple[Note, ...] = ()
    if view.kind != SIDE and (request.floor is not None or request.calibration is not None):
        # A clip whose people are known from an earlier look was not opened.
        camera, notes = floor or floor_camera(clip, request.calibration, request.floor, mirrored=request.mirrored)
        if request.floor is not None:
            check_found_sheet(clip, camera, request.floor)
    if view.kind == SIDE:
        if request.height_m is not None:
            raise FootwiseError(
                "`height_m`", f"is of no use from the side, as {clip.source} was filmed", "Leave it out"
            )
        walk = walk_past_phone(clip, condition=condition)
        notes = _unused(request, "the side view has none")
    elif camera is None:
        walk = time_walk_towards_phone(clip, condition=condition)
        notes = _unused(request, "without the floor there is none")
    else:
        in_clip = request.floor is not None and request.floor.picture == clip.source
        walk = walk_towards_phone(
            clip,
            camera,
            neutral=still,
            foot_length_m=request.foot_length_m,
            condition=condition,
            floor_in_clip=in_clip,
        )
    walk = replace(walk, notes=(*clip.notes, *notes, *walk.notes))
    if walk.sides is not None and walk.sides.told and walk.sides.exchanged.any():
        # What is drawn into the film is what was measured.
        clip = legs_exchanged(clip, walk.sides.exchanged)
    return FilmMeasurement(walk, (clip,), (camera,), CameraClock((0.0,), (0.0,)))


def _unused(request: FilmRequest, why: str) -> tuple[Note, ...]:
    given = {
        "the neutral stance": bool(request.neutral),
        "the length of the foot": request.foot_length_m is not None,
        "the floor": request.floor is not None,
        "the calibration": request.calibration is not None,
    }
    unused = [what for what, was_given in given.items() if was_given]
    said = f"not used: {', '.join(unused)}; {'that is' if len(unused) == 1 else 'they are'} for a foot angle, and {why}"
    return (Note(said),) if unused else ()


def _several_phones(
    clips: tuple[PictureLandmarks, ...], still: tuple[PictureLandmarks, ...], request: FilmRequest, condition: str
) -> FilmMeasurement:
    assert request.calibration is not None
    cameras, notes = cameras_of_clips(read_cameras(request.calibration), clips, request.calibration)
    everybody, phones = clips, phones_of(clips, still, cameras)
    clips, still, cameras = those_that_stood(clips, still, cameras, phones)
    moved = moving([phones[clip.name] for clip in clips])
    steady, sides = clips_with_own_sides([steadied(clip, phones[clip.name]) for clip in clips])
    given = {clip.name: len(clip.notes) for clip in clips}
    exchanged = [note.under(clip.name) for clip in steady for note in clip.notes[given[clip.name] :]]
    try:
        clock = _clock(steady, cameras, request)
        even = on_one_clock(steady, clock.shift_s, clock.drift)
        quality = check_calibration(even, cameras, request.calibration)
    except FootwiseError as error:
        if not moved:
            raise
        did = "; ".join(f"{phone.name} {phone.what} while the person walked" for phone in moved)
        raise FootwiseError(error.where, f"{error.trouble}; {did}", HOW_TO_STAND, error.kind) from error
    body = triangulate(even, cameras, use=quality.use)
    frame = walk_frame(body, request.calibration)
    body = frame.body(body)
    # A phone that moved makes the person grow and shrink, and is told by its own name.
    tall = () if moved else check_scale(body, request.height_m, request.calibration)
    standing: BodyLandmarks | None = None
    if moved:
        pass
    elif still and all(one.source == other.source for one, other in zip(still, clips, strict=True)):
        standing = body
    elif still:
        standing, scaled = stance_in_room(still, clips, cameras, quality.use)
        standing, notes = frame.body(standing), (*notes, *scaled)
    walk = walk_in_room(
        body,
        name=" + ".join(clip.name for clip in clips),
        condition=condition,
        neutral=standing,
        phones=[phones[clip.name] for clip in clips if clip.name in quality.use],
        sides=least_certain(sides, quality.use),
    )
    left_out = [phone for clip in everybody if clip not in clips and (phone := phones[clip.name]) is not None]
    left_notes = [
        Note(f"{phone_note(phone)}, and was left out", NoteKind.PHONE_MOVED, phone.name) for phone in left_out
    ]
    said = (*exchanged, *left_notes, *notes, *clock.notes, *quality.notes, *tall, *body.notes)
    every = [phone for clip in everybody if (phone := phones[clip.name]) is not None]
    walk = replace(
        walk,
        notes=(*(note.under(c.name) for c in clips for note in c.notes), *said, *walk.notes),
        phones=tuple(every),
    )
    if walk.sides is not None and walk.sides.told:
        clips = tuple(
            legs_exchanged(clip, sides[clip.name].exchanged) if clip.name in sides else clip for clip in clips
        )
    if moved:
        # Places in the room from cameras that moved are none: no file of them is written.
        return FilmMeasurement(walk, clips, (None,) * len(clips), clock)
    return FilmMeasurement(walk, clips, tuple(map(frame.camera, cameras)), clock, body, quality)


def _clock(clips: tuple[PictureLandmarks, ...], cameras: tuple[Camera, ...], request: FilmRequest) -> CameraClock:
    there = [number for number, clip in enumerate(clips) if clip.is_seen]
    seeing, their_cameras = tuple(clips[k] for k in there), tuple(cameras[k] for k in there)
    if request.clock == "walk":
        clock = clock_from_walk(seeing, their_cameras)
        shift, drift = np.zeros((2, len(clips)))
        shift[there], drift[there] = clock.shift_s, clock.drift
        return replace(clock, shift_s=tuple(map(float, shift)), drift=tuple(map(float, drift)))
    if request.clock == "clap":
        clock = clock_from_clap(tuple(clip.source for clip in clips))
    else:
        zeros = (0.0,) * len(clips)
        clock = CameraClock(zeros, zeros, notes=(Note("the clips were said to begin at the same moment"),))
    said = np.array(clock.shift_s)[there]
    _check_clock(request.clock, said - said[0], seeing, their_cameras)
    return clock


def _check_clock(said: str, shift_s: Array, clips: tuple[PictureLandmarks, ...], cameras: tuple[Camera, ...]) -> None:
    """Refuse clips of which the walk itself says clearly that they run at other times."""
    later = tuple(replace(clip, time_s=clip.time_s + shift) for clip, shift in zip(clips, shift_s, strict=True))
    try:
        walk = clock_from_walk(later, cameras, _CHECKED_S)
    except FootwiseError:
        # Whoever chose another clock may have done so because the walk does not tell.
        return
    worst = int(np.abs(walk.shift_s).argmax())
    if abs(off := walk.shift_s[worst]) > _LARGEST_OFF_S:
        raise FootwiseError(
            clips[worst].source,
            f"began {1000 * abs(off):.0f} ms {'later' if off > 0 else 'earlier'} than `clock={said!r}` says, going by "
            f"what it and {clips[0].name} show of the walk",
            "Leave `clock` out",
            kind=ErrorKind.REFUSAL,
        )
