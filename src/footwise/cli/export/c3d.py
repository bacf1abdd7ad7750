"""`footwise export c3d`: recordings as copies that hold what Footwise measured as their own results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.shared_options import (
    AnglesOnly,
    AnkleWidth,
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


@command("footwise export c3d walk1.c3d walk2.c3d --static standing.c3d --out with-results")
def c3d(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Walking: .c3d or .trc, or one zipped.")],
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
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the copies.")] = Path("footwise-c3d"),
) -> None:
    """Write copies of C3D recordings with events, foot angle and knee moments as the file's own results.

    Vicon Nexus, Qualisys Track Manager, Mokka and Visual3D show them. The recordings themselves are never changed; of a
    .trc file the markers become a C3D file.
    """
    from footwise.jobs import export_c3d, measure_marker_walks

    with progress_bar() as progress:
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
    for walk, path in zip(walks, export_c3d(walks, out), strict=True):
        used = walk.steps["used"]
        print(f"{path}: {used.sum()} of {len(used)} steps with angles{' and moments' if walk.has_loads else ''}")
        for note in walk.notes:
            print(f"  note: {note}")
