"""Recordings of markers and force plates: from their files to foot angle and knee load of every step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.jobs.progress import Progress, counting, untold
from footwise.loads import Walk, analyse_walk
from footwise.outputs import whole_folder
from footwise.recordings import read_recording
from footwise.steps_table import write_steps


def measure_marker_walks(
    files: Sequence[Path],
    *,
    forces: Path | None = None,
    static: Path | None = None,
    marker_map: Path | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    angles_only: bool = False,
    progress: Progress = untold,
) -> list[Walk]:
    """Measure every step of recordings of one person.

    Parameters
    ----------
    files : sequence of Path
        C3D or TRC files of walking.
    forces : Path, optional
        MOT or STO file with the ground forces of the one TRC file.
    static : Path, optional
        Standing trial with all knee and ankle markers.
    marker_map : Path, optional
        TOML file that says which marker is which, for a set that is not known.
    mass_kg, height_m : float, optional
        Of the person, where the files do not say them.
    angles_only : bool
        Leave force plates and knee moments alone.
    progress : Progress

    Returns
    -------
    list of Walk
        In the order of the files.

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    if forces is not None and len(files) != 1:
        raise FootwiseError(forces, f"belongs to one recording, and {len(files)} were given", "Analyse them one by one")
    standing = (
        None if static is None else read_recording(static, marker_map=marker_map, mass_kg=mass_kg, height_m=height_m)
    )
    begins = counting(progress, len(files))
    walks = []
    for file in files:
        begins(file.name)
        recording = read_recording(file, forces=forces, marker_map=marker_map, mass_kg=mass_kg, height_m=height_m)
        walks.append(analyse_walk(recording, static=standing, angles_only=angles_only))
    return walks


def write_marker_walks(walks: Sequence[Walk], out: Path) -> None:
    """Write ``steps.csv`` and ``report.html`` into the folder `out`, both or neither."""
    from footwise.reports.walk import analysis_report

    with whole_folder(out) as folder:
        write_steps([walk.steps for walk in walks], folder / "steps.csv")
        (folder / "report.html").write_text(analysis_report(walks), encoding="utf-8")
