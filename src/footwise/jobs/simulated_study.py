"""A simulated study: the five conditions of one person, made from one real walk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.outputs import whole_folder
from footwise.prescription import NATURAL
from footwise.recordings import SIDES, read_recording
from footwise.recordings.c3d import write_c3d
from footwise.simulation import AnotherBody, SimulatedStudy, read_response, simulate_study, walked_by, write_study

FEWEST_STEPS, MOST_STEPS = 5, 5000
_CONDITIONS = 5


def simulate_study_from(
    source: Path,
    *,
    side: str = "left",
    response: Path | None = None,
    draw: int | None = None,
    steps: int = 60,
    seed: int = 1,
    marker_map: Path | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    body: AnotherBody | None = None,
    progress: Progress = no_progress,
) -> SimulatedStudy:
    """Make the five conditions of one person from a real walk.

    Parameters
    ----------
    source : Path
        A real treadmill walk with force plates and knee markers.
    side : str
        Leg whose foot turns, left or right.
    response : Path, optional
        TOML file that says how the knee answers; published means without.
    draw : int, optional
        Seed with which one person is drawn from the spread of the response.
    steps : int
        At least so many steps a condition on each side.
    seed : int
        Of the order in which strides are repeated.
    marker_map, mass_kg, height_m
        As in `measure_marker_walks`.
    body : AnotherBody, optional
        Who walks in place of the person who was recorded.
    progress : Progress

    Returns
    -------
    SimulatedStudy

    Raises
    ------
    FootwiseError
        A parameter out of range, or a walk from which nothing can be made.
    """
    if side not in SIDES:
        raise FootwiseError("`side`", f"is {side!r}", "Choose left or right")
    if not FEWEST_STEPS <= steps <= MOST_STEPS:
        raise FootwiseError("`steps`", f"is {steps}", f"Choose {FEWEST_STEPS} to {MOST_STEPS} steps")
    for name, value in (("`draw`", draw), ("`seed`", seed)):
        if value is not None and value < 0:
            raise FootwiseError(name, f"is {value}", "Choose 0 or a larger number")
    answer = read_response(response, draw)
    recording = read_recording(source, marker_map=marker_map, mass_kg=mass_kg, height_m=height_m)
    if body is not None:
        recording = walked_by(recording, body, side)
    return simulate_study(recording, answer, side, steps=steps, seed=seed, progress=counting(progress, _CONDITIONS))


def write_simulated_study(study: SimulatedStudy, out: Path) -> None:
    """Write a C3D file a condition, ``study.toml`` and ``truth.json`` into the folder `out`, all or none."""
    with whole_folder(out) as folder:
        write_study(folder, study)


def write_walks_without_plates(study: SimulatedStudy, out: Path) -> None:
    """Write a C3D file a condition into the folder `out` as a room without force plates has them, all or none."""
    source = study.source.recording.source.name
    walks = {NATURAL: study.natural, **{one.condition: one.recording for one in study.conditions}}
    with whole_folder(out) as folder:
        for condition, recording in walks.items():
            without = replace(recording, plates=(), plate_rate_hz=0.0)
            write_c3d(folder / f"{condition}.c3d", without, condition=condition, source=source)
