"""`footwise export opensim`: a walk as OpenSim reads it, with set-ups for the person's own model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.shared_options import ForceHz, ForcesLater, MarkerMap


@command("footwise export opensim walk.c3d --model scaled.osim --out opensim")
def opensim(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A walk: .c3d or .trc.")],
    forces: Annotated[
        Path | None, typer.Option("--forces", metavar="FILE.mot", help="Ground forces that belong to a .trc file.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE.osim", help="The person's scaled model, for the set-ups.")
    ] = None,
    marker_map: MarkerMap = None,
    forces_later_s: ForcesLater = None,
    force_hz: ForceHz = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the files.")] = Path("footwise-opensim"),
) -> None:
    """Write a walk for OpenSim: markers, the ground's force on each foot, external loads.

    With a model also set-ups of inverse kinematics, static optimisation and joint reaction of the knees.
    """
    from footwise.jobs import export_opensim
    from footwise.recordings import read_recording

    recording = read_recording(file, forces=forces, marker_map=marker_map, forces_later_s=forces_later_s or 0.0)
    done = export_opensim(recording, out, model=model, force_hz=force_hz)
    for path in done.files:
        print(path)
    print(f"forces on both feet are known from {done.first_s:.2f} to {done.last_s:.2f} s of {done.duration_s:.2f} s")
    for note in recording.notes:
        print(f"  note: {note}")
