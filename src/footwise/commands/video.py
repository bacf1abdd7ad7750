"""What `footwise video` does: clips of one walk, from one phone or several, to steps, report and overlay films."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.commands.video_floor import FloorWish, floor_camera
from footwise.commands.video_progress import Progress
from footwise.errors import FootwiseError
from footwise.gait import SIDE, VideoWalk, view_of, walk_in_room, walk_past_phone, walk_towards_phone
from footwise.recordings import (
    BodyLandmarks,
    Camera,
    PictureLandmarks,
    cameras_of_clips,
    open_video,
    read_cameras,
    write_openpose_json,
    write_trc,
)
from footwise.video import (
    CalibrationQuality,
    CameraClock,
    WalkFrame,
    check_calibration,
    choose_person,
    clock_from_clap,
    clock_from_walk,
    on_one_clock,
    people_in_clips,
    triangulate,
    walk_frame,
)

if TYPE_CHECKING:
    from footwise.reports import CameraRow

Bars = Callable[[Sequence[str]], AbstractContextManager[Progress]]
CLOCKS = ("walk", "clap", "same")


@dataclass(frozen=True)
class VideoWishes:
    """What a person asks of `footwise video`.

    Attributes
    ----------
    clips : sequence of Path
        One walk, a clip for each phone.
    calibration : Path or None
    floor : FloorWish or None
        Where the floor is in the picture of one phone.
    neutral : sequence of Path
        The person standing, a clip for each phone; may be the clips themselves.
    natural : sequence of Path
        The person's natural walk to compare with, a clip for each phone.
    person : int or None
        Which of the people, from left to right.
    flip : bool
        Look at every picture in a mirror, too.
    clock : {"walk", "clap", "same"}
        How the clips of several phones come to one clock.
    foot_length_m, height_m : float or None
        Of the person.
    condition : str
    films, trc, json : bool
        What to write beside the report.
    """

    clips: Sequence[Path]
    calibration: Path | None = None
    floor: FloorWish | None = None
    neutral: Sequence[Path] = ()
    natural: Sequence[Path] = ()
    person: int | None = None
    flip: bool = True
    clock: str = "walk"
    foot_length_m: float | None = None
    height_m: float | None = None
    condition: str = ""
    films: bool = True
    trc: bool = False
    json: bool = False


@dataclass(frozen=True)
class FilmedWalk:
    """One walk with what it was measured from.

    Attributes
    ----------
    walk : VideoWalk
    clips : tuple of PictureLandmarks
    cameras : tuple of Camera or None
        In the lab frame of the walk; None for a clip without a calibration.
    clock : CameraClock
    body : BodyLandmarks or None
        Of several cameras.
    quality : CalibrationQuality or None
        Of several cameras.
    """

    walk: VideoWalk
    clips: tuple[PictureLandmarks, ...]
    cameras: tuple[Camera | None, ...]
    clock: CameraClock
    body: BodyLandmarks | None = None
    quality: CalibrationQuality | None = None


def measure_video(folder: Path, wishes: VideoWishes, bars: Bars) -> list[FilmedWalk]:
    """Measure a walk, and write steps.csv, report.html and what else is wished for.

    Parameters
    ----------
    folder : Path
        Empty.
    wishes : VideoWishes
    bars : callable
        Makes progress bars with the titles it is given.

    Returns
    -------
    list of FilmedWalk
        The natural walk first, where there is one.

    Raises
    ------
    FootwiseError
        Something is wrong with a clip, with the calibration, or with what was wished for.
    """
    _check(wishes)
    walked = [tuple(wishes.natural)] if wishes.natural else []
    walked.append(tuple(wishes.clips))
    seen = _people(wishes, walked, bars)
    measured = []
    for number, paths in enumerate(walked):
        asked = wishes.condition if number == len(walked) - 1 else "natural"
        measured.append(_measured(paths, seen, wishes, asked))
    _write(folder, measured, wishes, bars)
    return measured


def _check(wishes: VideoWishes) -> None:
    phones = len(wishes.clips)
    for option, paths in (("--neutral", wishes.neutral), ("--natural", wishes.natural)):
        if paths and len(paths) != phones:
            raise FootwiseError(
                option,
                f"names {len(paths)} clips, and the walk has {phones}",
                "Give one clip for each phone, in the order of the walk's clips",
            )
    names = [path.stem for path in wishes.clips]
    if len(set(names)) < phones:
        double = next(name for name in names if names.count(name) > 1)
        raise FootwiseError(double, "is the name of two clips", "Name the clips of different phones differently")
    if phones > 1 and wishes.calibration is None:
        raise FootwiseError(
            f"{phones} clips",
            "need a calibration that says where their cameras stood",
            "Give it with --calibration (see 'footwise video calibrate --help'), or measure one clip alone",
        )
    if phones > 1 and wishes.floor is not None:
        raise FootwiseError("--floor", f"is for one phone, and there are {phones} clips", "Use --calibration")


def _people(wishes: VideoWishes, walked: Sequence[tuple[Path, ...]], bars: Bars) -> dict[Path, PictureLandmarks]:
    """The chosen person in every clip, those of the neutral stance too; each clip is looked at once."""
    paths = list(dict.fromkeys((*(path for walk in walked for path in walk), *wishes.neutral)))
    with bars([path.name for path in paths]) as progress:
        people = people_in_clips(paths, flip=wishes.flip, progress=progress)
    moving = {path for walk in walked for path in walk}
    return {
        path: choose_person(found, wishes.person, standing=path not in moving)
        for path, found in zip(paths, people, strict=True)
    }


def _measured(
    paths: tuple[Path, ...], seen: dict[Path, PictureLandmarks], wishes: VideoWishes, condition: str
) -> FilmedWalk:
    clips = tuple(seen[path] for path in paths)
    still = tuple(seen[path] for path in wishes.neutral)
    if len(clips) == 1:
        return _one_phone(clips[0], still[0] if still else None, wishes, condition)
    return _several_phones(clips, still, wishes, condition)


def _one_phone(
    clip: PictureLandmarks, still: PictureLandmarks | None, wishes: VideoWishes, condition: str
) -> FilmedWalk:
    view = view_of(clip)
    camera: Camera | None = None
    notes: tuple[str, ...] = ()
    if wishes.floor is not None or wishes.calibration is not None:
        camera, notes = floor_camera(clip, wishes.calibration, wishes.floor)
    if view.kind == SIDE:
        walk = walk_past_phone(clip, condition=condition)
        camera = None
    elif camera is None:
        raise FootwiseError(
            clip.source,
            f"was filmed from the {view.kind if view.kind != 'behind' else 'back'}, and where the floor is in its "
            "picture is not known",
            "Lay a sheet of A4 paper on the walkway and give a picture of it with --floor, or give --calibration",
        )
    else:
        walk = walk_towards_phone(clip, camera, neutral=still, foot_length_m=wishes.foot_length_m, condition=condition)
    walk = replace(walk, notes=(*clip.notes, *notes, *walk.notes))
    return FilmedWalk(walk, (clip,), (camera,), CameraClock((0.0,), (0.0,)))


def _several_phones(
    clips: tuple[PictureLandmarks, ...], still: tuple[PictureLandmarks, ...], wishes: VideoWishes, condition: str
) -> FilmedWalk:
    assert wishes.calibration is not None
    cameras, notes = cameras_of_clips(read_cameras(wishes.calibration), clips, wishes.calibration)
    clock = _clock(clips, cameras, wishes)
    even = on_one_clock(clips, clock.shift_s, clock.drift)
    quality = check_calibration(even, cameras)
    body = triangulate(even, cameras, use=quality.use)
    frame = walk_frame(body)
    body = frame.body(body)
    walk = walk_in_room(
        body,
        name=" + ".join(clip.name for clip in clips),
        condition=condition,
        neutral=_standing(still, clips, body, cameras, frame),
    )
    said = (*notes, *clock.notes, *quality.notes, *body.notes)
    walk = replace(walk, notes=(*(f"{c.name}: {note}" for c in clips for note in c.notes), *said, *walk.notes))
    return FilmedWalk(walk, clips, tuple(map(frame.camera, cameras)), clock, body, quality)


def _clock(clips: tuple[PictureLandmarks, ...], cameras: tuple[Camera, ...], wishes: VideoWishes) -> CameraClock:
    if wishes.clock == "clap":
        return clock_from_clap(tuple(clip.source for clip in clips))
    if wishes.clock == "same":
        zeros = (0.0,) * len(clips)
        return CameraClock(zeros, zeros, notes=("the clips were said to begin at the same moment",))
    return clock_from_walk(clips, cameras)


def _standing(
    still: tuple[PictureLandmarks, ...],
    clips: tuple[PictureLandmarks, ...],
    body: BodyLandmarks,
    cameras: tuple[Camera, ...],
    frame: WalkFrame,
) -> BodyLandmarks | None:
    """The body in neutral stance, in the lab frame of the walk."""
    if not still:
        return None
    if all(one.source == other.source for one, other in zip(still, clips, strict=True)):
        return body
    # Whoever stands still does so on any clock.
    even = on_one_clock(still, (0.0,) * len(still))
    return frame.body(triangulate(even, tuple(replace(c, name=s.name) for c, s in zip(cameras, still, strict=True))))


def _write(folder: Path, measured: Sequence[FilmedWalk], wishes: VideoWishes, bars: Bars) -> None:
    from footwise.loads import load_change, moment_features, video_step_details, video_steps
    from footwise.reports import video_walk_report

    walks = [one.walk for one in measured]
    video_steps(walks).to_csv(folder / "steps.csv", index=False)
    video_step_details(walks).to_csv(folder / "step_details.csv", index=False)
    films = _films(folder, measured, bars) if wishes.films else []
    for one in measured:
        name = one.clips[0].name if len(one.clips) == 1 else one.walk.name.replace(" + ", "_")
        if wishes.trc and one.body is not None:
            write_trc(folder / f"{name}.trc", one.body)
        if wishes.json:
            for clip in one.clips:
                write_openpose_json(folder, clip)
    changes: list[str] = []
    if wishes.height_m is not None:
        if any(walk.view == SIDE for walk in walks):
            raise FootwiseError("--height", "is of no use from the side", "Leave it out")
        moment_features(walks, wishes.height_m).to_csv(folder / "moment_features.csv", index=False)
        if len(walks) == 2 and all(one.body is not None for one in measured):
            for side in ("left", "right"):
                try:
                    changes.append(str(load_change(walks[0], walks[1], side, wishes.height_m)))
                except FootwiseError as error:
                    changes.append(f"{side} knee: {error}")
    report = video_walk_report(
        walks,
        quality=[_camera_rows(one) for one in measured],
        overlays=films,
        load_changes=changes,
    )
    (folder / "report.html").write_text(report, encoding="utf-8")


def _camera_rows(one: FilmedWalk) -> tuple[CameraRow, ...]:
    from footwise.reports import camera_rows, single_camera

    if one.quality is None or one.body is None:
        return single_camera(one.clips[0])
    return camera_rows(one.quality, one.body)


def _films(folder: Path, measured: Sequence[FilmedWalk], bars: Bars) -> list[list[str]]:
    """Write an overlay film of every clip, and give their names for each walk."""
    from footwise.reports import write_overlay

    names = [[f"{clip.name}_overlay.mp4" for clip in one.clips] for one in measured]
    with bars([name for walk in names for name in walk]) as progress:
        number = 0
        for one in measured:
            for clip, camera, shift in zip(one.clips, one.cameras, one.clock.shift_s, strict=True):
                video = open_video(clip.source)
                out = folder / f"{clip.name}_overlay.mp4"
                told = partial(progress, number)
                write_overlay(video, clip, one.walk, camera, out, shift_s=shift, progress=told)
                number += 1
    return names
