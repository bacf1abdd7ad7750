"""`footwise analyse`: foot angle and knee load of every step of recordings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.foot_calibration import calibration_of
from footwise.cli.shared_options import (
    AnglesOnly,
    AnkleWidth,
    ClinicDeg,
    FootToLineDeg,
    ForceHz,
    ForcesLater,
    HeightM,
    KneeWidth,
    LegLength,
    Like,
    MarkerHz,
    MarkerMap,
    MassKg,
    StaticTrial,
    StoredEvents,
)
from footwise.cli.values import are_stored, lengths_of

if TYPE_CHECKING:
    from footwise.foot_sensor.live import HowToCalibrate
    from footwise.loads import Walk
    from footwise.loads.norm import Norm


@command("footwise analyse walk1.c3d walk2.c3d --static standing.c3d --out results")
def analyse(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Walking: .c3d or .trc; of foot sensors: .csv, .txt, .tsv, .json, .h5, .xdf, .c3d, .zip or a folder.",
        ),
    ],
    forces: Annotated[
        Path | None, typer.Option("--forces", metavar="FILE.mot", help="Ground forces that belong to a .trc file.")
    ] = None,
    static: StaticTrial = None,
    mass_kg: MassKg = None,
    height_m: HeightM = None,
    marker_map: MarkerMap = None,
    leg_length_m: LegLength = None,
    knee_width_m: KneeWidth = None,
    ankle_width_m: AnkleWidth = None,
    forces_later_s: ForcesLater = None,
    use_stored_events: StoredEvents = None,
    marker_hz: MarkerHz = None,
    force_hz: ForceHz = None,
    angles_only: AnglesOnly = False,
    like: Like = None,
    norm: Annotated[
        Path | None, typer.Option("--norm", metavar="FILE.csv", help="Healthy walking to set beside it: footwise norm.")
    ] = None,
    side: Annotated[
        str | None,
        typer.Option("--side", metavar="left|right", help="Foot of a foot sensor, where its file does not say it."),
    ] = None,
    column_map: Annotated[
        Path | None,
        typer.Option("--columns", metavar="MAP.toml", help="What the columns of a foot sensor's table are."),
    ] = None,
    rate_hz: Annotated[
        float | None,
        typer.Option("--rate", metavar="HZ", help="Samples a second of a foot sensor's table without time."),
    ] = None,
    gravity: Annotated[
        str | None,
        typer.Option("--gravity", metavar="up|down", help="How a foot sensor measures gravity, where that is asked."),
    ] = None,
    calibration: Annotated[
        str | None,
        typer.Option(
            "--calibration", metavar="relative|stand-then-walk|clinic", help="Zero of a foot sensor; default: relative."
        ),
    ] = None,
    clinic_deg: ClinicDeg = None,
    foot_to_line_deg: FootToLineDeg = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for steps.csv, curves.csv and report.html.")
    ] = Path("footwise-analysis"),
) -> None:
    """Measure foot angle and knee load of every step of one or more recordings.

    Recordings of foot sensors, which are known by their content, give foot angles, strides and speed.
    """
    from footwise.jobs import are_foot_sensor_files

    if are_foot_sensor_files(
        files,
        column_map=column_map,
        for_markers={
            "forces": forces is not None,
            "static": static is not None,
            "mass_kg": mass_kg is not None,
            "height_m": height_m is not None,
            "marker_map": marker_map is not None,
            "leg_length_m": bool(leg_length_m),
            "knee_width_m": bool(knee_width_m),
            "ankle_width_m": bool(ankle_width_m),
            "forces_later_s": forces_later_s is not None,
            "use_stored_events": use_stored_events is not None,
            "marker_hz": marker_hz is not None,
            "force_hz": force_hz is not None,
            "angles_only": angles_only,
            "like": like is not None,
            "norm": norm is not None,
        },
        for_sensors={
            "side": side is not None,
            "column_map": column_map is not None,
            "rate_hz": rate_hz is not None,
            "gravity": gravity is not None,
            "calibration": calibration is not None,
            "clinic_deg": bool(clinic_deg),
            "foot_to_line_deg": bool(foot_to_line_deg),
        },
    ):
        how = calibration_of(calibration, clinic_deg, foot_to_line_deg)
        _analyse_sensors(files, out, how, side, column_map, rate_hz, gravity)
        return
    from footwise.jobs import MARKER_WALK_FILES, measure_marker_walks, walk_lines, write_marker_walks
    from footwise.outputs import whole_folder

    healthy = None if norm is None else _read_norm(norm)
    with whole_folder(out, belonging=MARKER_WALK_FILES) as folder, progress_bar() as progress:
        walks = measure_marker_walks(
            files,
            forces=forces,
            static=static,
            marker_map=marker_map,
            mass_kg=mass_kg,
            height_m=height_m,
            leg_length_m=lengths_of("--leg-length", leg_length_m),
            knee_width_m=lengths_of("--knee-width", knee_width_m),
            ankle_width_m=lengths_of("--ankle-width", ankle_width_m),
            forces_later_s=forces_later_s or 0.0,
            use_stored_events=bool(are_stored(use_stored_events)),
            marker_hz=marker_hz,
            force_hz=force_hz,
            angles_only=angles_only,
            like=like or "",
            progress=progress,
        )
        progress("report", len(files), len(files))
        write_marker_walks(walks, folder, healthy)
    *each, together = walk_lines(walks)
    for walk, lines in zip(walks, each, strict=True):
        used = walk.steps["used"]
        print(f"{walk.steps['recording'].iloc[0]}: {used.sum()} of {len(used)} steps used")
        for line in lines:
            print(f"  {line}")
        if like:
            print(f"  {_against_stored(walk)}")
    for line in together:
        print(line)
    print(f"Report: {out / 'report.html'}")


def _read_norm(path: Path) -> Norm:
    from footwise.loads.norm import read_norm

    return read_norm(path)


def _against_stored(walk: Walk) -> str:
    """How far a walk is from the knee moments stored in its file, in one line."""
    from footwise.loads import against_stored

    steps = against_stored(walk)
    if steps.empty:
        return "its file stores no knee moment of a used step"
    return (
        f"against the knee adduction moment stored in the file: r {steps['correlation'].min():.3f} at the lowest, "
        f"{steps['rmse_nm_kg'].median():.3f} N·m/kg apart (median of {len(steps)} steps)"
    )


def _analyse_sensors(
    files: list[Path],
    out: Path,
    how: HowToCalibrate | None,
    side: str | None,
    column_map: Path | None,
    rate_hz: float | None,
    gravity: str | None,
) -> None:
    from footwise.jobs import measure_sensor_walks, sensor_walk_lines, write_sensor_walks
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar() as progress:
        walks = measure_sensor_walks(
            files, how, side=side, column_map=column_map, rate_hz=rate_hz, gravity=gravity, progress=progress
        )
        progress("report", len(files), len(files))
        write_sensor_walks(walks, folder)
    for walk in walks:
        print(f"{walk.source.stem}: {walk.steps['used'].sum()} of {len(walk.steps)} steps used")
        for foot in walk.feet:
            print(f"  {foot.calibration or f'{foot.side} foot: no foot angles: {foot.uncalibrated}'}")
        for line in sensor_walk_lines(walk):
            print(f"  {line}")
    print(f"Report: {out / 'report.html'}")
