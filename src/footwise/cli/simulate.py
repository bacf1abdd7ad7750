"""`footwise simulate`: a study made from one real walk, or the sensors of two walking feet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.recording_words import RECORDING_WORDS
from footwise.cli.shared_options import HeightM, MarkerMap, MassKg
from footwise.cli.values import speed_of
from footwise.errors import FootwiseError

# Of the tables of sensors, where nothing else is said.
_MINUTES = 2.0


@command(
    "footwise simulate --from walk.c3d --side left --out simulated",
    words=RECORDING_WORDS,
)
def simulate(
    source: Annotated[
        Path | None, typer.Option("--from", metavar="RECORDING", help="A real treadmill walk with force plates.")
    ] = None,
    imu: Annotated[
        bool, typer.Option("--imu", help="Instead: a walk with a motion sensor on each foot, as tables.")
    ] = False,
    lsl: Annotated[
        bool, typer.Option("--lsl", help="With --imu: one foot as a live stream, of a person who learns from cues.")
    ] = False,
    speed: Annotated[str, typer.Option("--speed", metavar="FACTOR|max", help="Of the live stream.")] = "1",
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", metavar="MIN", help="Length of the sensors' walk; a stream has no end without it."),
    ] = None,
    response: Annotated[
        Path | None,
        typer.Option("--response", metavar="FILE.toml", help="How the knee answers; default: published means."),
    ] = None,
    draw: Annotated[
        int | None, typer.Option("--draw", metavar="SEED", help="Draw one person from the response's spread.")
    ] = None,
    side: Annotated[str, typer.Option("--side", metavar="left|right", help="Leg whose foot turns.")] = "left",
    steps: Annotated[
        int, typer.Option("--steps", metavar="N", help="At least so many steps a condition on each side.")
    ] = 60,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the order in which strides are repeated.")] = 1,
    mass_kg: MassKg = None,
    height_m: HeightM = None,
    marker_map: MarkerMap = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the study.")] = Path(
        "footwise-simulated"
    ),
) -> None:
    """Make the five conditions of one person from one real walk, with the truth beside them.

    The folder can be given to `footwise prescribe`. Everything made from it says "simulated".
    With --imu: the sensors of two walking feet as files, or with --lsl one foot as a live stream.
    """
    if imu:
        if source is not None:
            raise FootwiseError(
                "--from", "is not used by --imu, whose feet walk by themselves", "Leave one of them out"
            )
        for option, given in (
            ("--response", response),
            ("--draw", draw),
            ("--mass", mass_kg),
            ("--height", height_m),
            ("--markers", marker_map),
        ):
            if given is not None:
                raise FootwiseError(option, "is not used by --imu, whose feet have no knee", "Leave one of them out")
        if lsl:
            _stream(side, minutes, speed_of(speed), seed)
        else:
            _write_sensors(minutes, seed, out)
        return
    if lsl:
        raise FootwiseError("--lsl", "streams the sensor of a simulated foot", "Say --imu --lsl")
    if source is None:
        raise FootwiseError("simulate", "has nothing to start from", "Give --from RECORDING, or --imu for foot sensors")
    from footwise.jobs import simulate_study_from, write_simulated_study
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar() as progress:
        study = simulate_study_from(
            source,
            side=side,
            response=response,
            draw=draw,
            steps=steps,
            seed=seed,
            marker_map=marker_map,
            mass_kg=mass_kg,
            height_m=height_m,
            progress=progress,
        )
        write_simulated_study(study, folder)
    print(f"Study: {out} (now: footwise prescribe {out}). The truth is in {out / 'truth.json'}")


def _write_sensors(minutes: float | None, seed: int, out: Path) -> None:
    from footwise.jobs import simulate_sensors, write_simulated_sensors
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        walk = simulate_sensors(minutes=_MINUTES if minutes is None else minutes, seed=seed)
        write_simulated_sensors(walk, folder)
    for note in walk.notes:
        print(note, file=sys.stderr)
    print(f"{walk.sentence()}. Tables: {out / 'walk_left.csv'} and walk_right.csv; the truth is in {out / 'truth.csv'}")


def _stream(side: str, minutes: float | None, speed: float, seed: int) -> None:
    from footwise.jobs import StreamedFoot, stream_foot

    def show(now: StreamedFoot) -> None:
        if now.strides == 0:
            for note in now.notes:
                print(note, file=sys.stderr)
            return
        print(
            f"\r{now.name}: {now.strides} strides, foot angle {now.foot_angle_deg:+.1f}°, {now.heard} cues heard; "
            "ctrl-C stops  ",
            end="",
            file=sys.stderr,
            flush=True,
        )

    walked = stream_foot(side, minutes=minutes, speed=speed, seed=seed, progress=show)
    print(file=sys.stderr)
    print(walked.sentence())
