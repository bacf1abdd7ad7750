"""The files of filmed walks: tables, report, overlay films, and what other programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.errors import FootwiseError
from footwise.jobs.film.film_request import FilmRequest
from footwise.jobs.film.progress import ProgressBars, no_progress_bars
from footwise.outputs import whole_folder
from footwise.recordings.film import PictureLandmarks, open_clip, write_openpose_json, write_trc

if TYPE_CHECKING:
    import pandas as pd

    from footwise.jobs.film.measure import FilmMeasurement
    from footwise.reports.film import CameraRow


def write_films(
    measured: Sequence[FilmMeasurement], request: FilmRequest, out: Path, bars: ProgressBars = no_progress_bars
) -> None:
    """Write everything that was asked for of one walk, or of a natural and a changed one, all or nothing.

    Parameters
    ----------
    measured : sequence of FilmMeasurement
    request : FilmRequest
    out : Path
        Folder that gets ``steps.csv``, ``step_details.csv``, ``report.html``, and what else was asked for.
    bars : callable
        Makes progress bars with the titles it is given.
    """
    from footwise.gait.film import moving
    from footwise.loads.film import filmed_step_details, filmed_steps, load_change, moment_features
    from footwise.steps_table import write_table

    walks = [one.walk for one in measured]
    with whole_folder(out) as folder:
        write_table(filmed_steps(walks), folder / "steps.csv")
        write_table(filmed_step_details(walks), folder / "step_details.csv")
        films, posters = _films(folder, measured, bars, mirrored=request.mirrored) if request.films else ([], {})
        for one in measured:
            name = one.clips[0].name if len(one.clips) == 1 else one.walk.name.replace(" + ", "_")
            if request.trc and one.body is not None:
                write_trc(folder / f"{name}.trc", one.body)
            if request.json:
                for clip in one.clips:
                    write_openpose_json(folder, clip)
        changes: list[str] = []
        if request.height_m is not None:
            # Of phones that moved nothing is known of places.
            if standing := [walk for walk in walks if not moving(walk.phones) or walk.label]:
                write_table(moment_features(standing, request.height_m), folder / "moment_features.csv")
            if len(walks) == 2 and all(one.body is not None for one in measured):
                for side in ("left", "right"):
                    try:
                        changes.append(str(load_change(walks[0], walks[1], side, request.height_m)))
                    except FootwiseError as error:
                        changes.append(f"{side} knee: {error}")
        (folder / "report.html").write_text(film_report(measured, films, changes, posters), encoding="utf-8")


def film_steps(measured: Sequence[FilmMeasurement]) -> pd.DataFrame:
    """Give the table of steps of filmed walks, one row a step."""
    from footwise.loads.film import filmed_steps

    return filmed_steps([one.walk for one in measured])


def film_lines(measured: Sequence[FilmMeasurement]) -> list[str]:
    """Say what these films cannot give and what a reader must know."""
    return [str(told) for one in measured for told in (*one.walk.refusals, *one.walk.notes)]


def film_report(
    measured: Sequence[FilmMeasurement],
    overlays: Sequence[Sequence[str]] = (),
    load_changes: Sequence[str] = (),
    posters: Mapping[str, bytes] | None = None,
) -> str:
    """Give the report of filmed walks as a page; `overlays` are the names of the films that lie beside it.

    `posters` are a JPEG by the name of each film.
    """
    from footwise.reports.film import filmed_walk_report

    quality = [_camera_rows(one) for one in measured]
    walks = [one.walk for one in measured]
    return filmed_walk_report(walks, quality=quality, overlays=overlays, load_changes=load_changes, posters=posters)


def _camera_rows(one: FilmMeasurement) -> tuple[CameraRow, ...]:
    from footwise.reports.film import camera_rows, single_camera

    phones = one.walk.phones
    if one.quality is None or one.body is None:
        return tuple(row for clip in one.clips for row in single_camera(clip, phones))
    return camera_rows(one.quality, one.body, phones)


def _films(
    folder: Path, measured: Sequence[FilmMeasurement], bars: ProgressBars, *, mirrored: bool
) -> tuple[list[list[str]], dict[str, bytes]]:
    """Write an overlay film of every clip that shows the person; their names for each walk, and a picture of each."""
    from footwise.reports.film import write_overlay

    names = [[_film_name(clip) for clip in one.clips if clip.is_seen] for one in measured]
    with bars([name for walk in names for name in walk]) as progress:
        number, posters = 0, {}
        for one in measured:
            clocks = zip(one.clock.shift_s, one.clock.drift, strict=True)
            for clip, camera, (shift, drift) in zip(one.clips, one.cameras, clocks, strict=True):
                if not clip.is_seen:
                    continue
                video = open_clip(clip.source, mirrored=mirrored)
                told = partial(progress, number)
                out = folder / _film_name(clip)
                posters[out.name] = write_overlay(
                    video, clip, one.walk, camera, out, shift_s=shift, drift=drift, progress=told
                )
                number += 1
    return names, posters


def _film_name(clip: PictureLandmarks) -> str:
    return f"{clip.name}_overlay.mp4"
