"""Recordings of markers and force plates: from their files to foot angle and knee load of every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.jobs.recording_kinds import check_named_once
from footwise.loads import Walk, against_stored, analyse_walk, over_recordings, recordings_table, walk_curves
from footwise.loads.norm import Norm, against_norm
from footwise.outputs import whole_folder
from footwise.recordings import Recording, check_recorded_once, different_people, read_recording
from footwise.steps_table import write_steps, write_table
from footwise.tables import write_csv

OVER_RECORDINGS, AGAINST_NORM, AGAINST_STORED = "over_recordings.csv", "against_norm.csv", "against_stored.csv"
MARKER_WALK_FILES = (
    "steps.csv", "curves.csv", "recordings.csv", "report.html", OVER_RECORDINGS, AGAINST_NORM, AGAINST_STORED,
)  # fmt: skip
"""Files of an analysis: those that a new one does not write go with the old one."""


# On the terminal; the report and the table name every step.
MOST_STEPS_NAMED = 6


def measure_marker_walks(
    files: Sequence[Path],
    *,
    forces: Path | None = None,
    static: Path | None = None,
    marker_map: Path | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    leg_length_m: Mapping[str, float] | None = None,
    knee_width_m: Mapping[str, float] | None = None,
    ankle_width_m: Mapping[str, float] | None = None,
    forces_later_s: float = 0.0,
    use_stored_events: bool = False,
    marker_hz: float | None = None,
    force_hz: float | None = None,
    angles_only: bool = False,
    like: str = "",
    progress: Progress = no_progress,
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
    leg_length_m, knee_width_m, ankle_width_m : mapping of side to float, optional
        What Plug-in Gait's model needs, where the files do not say it.
    forces_later_s : float
        Shift the forces so much later: for markers and forces on two clocks.
    use_stored_events : bool
        Take the contacts and offs that the files store.
    marker_hz, force_hz : float, optional
        Cut-off of the low-pass behind the moments; the trial's 8 Hz without.
    angles_only : bool
        Leave force plates and knee moments alone.
    like : str
        ``plug-in-gait`` to follow that model; see :func:`footwise.loads.analyse_walk`.
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
        trouble = f"belongs to one recording, and {len(files)} were given"
        raise FootwiseError(
            forces, trouble, "Analyse them one by one, or name each with its forces in a study", ErrorKind.BAD_REQUEST
        )
    check_named_once(files)

    def read(file: Path, forces: Path | None = None, later_s: float = 0.0) -> Recording:
        return read_recording(
            file,
            forces=forces,
            forces_later_s=later_s,
            marker_map=marker_map,
            mass_kg=mass_kg,
            height_m=height_m,
            leg_length_m=leg_length_m,
            knee_width_m=knee_width_m,
            ankle_width_m=ankle_width_m,
        )

    standing = None if static is None else read(static)
    begins = counting(progress, len(files))
    walks = []
    for file in files:
        begins(file.name)
        walk = analyse_walk(
            read(file, forces, forces_later_s),
            static=standing,
            angles_only=angles_only,
            like=like,
            marker_hz=marker_hz,
            force_hz=force_hz,
            use_stored_events=use_stored_events,
        )
        _refuse_wrong_weight(walk)
        walks.append(walk)
    check_recorded_once([walk.recording for walk in walks])
    return walks


def _refuse_wrong_weight(walk: Walk) -> None:
    """Refuse a walk of which no step can be used because mass and plates contradict each other."""
    mass = walk.recording.person.mass_kg
    if mass and walk.weight_contradicts and not walk.steps["used"].any():
        raise FootwiseError(
            walk.recording.source,
            f"the plates weigh {walk.weighed_kg:.1f} kg, and the person is said to weigh {mass:.1f} kg: no knee moment "
            "can be right",
            "Correct the mass with `mass_kg=...`, or check the calibration of the plates; `angles_only=True` measures "
            "foot angles without them",
            kind=ErrorKind.REFUSAL,
        )


def walk_lines(walks: Sequence[Walk]) -> list[list[str]]:
    """Lines for the terminal: of each walk how fast, long and wide it was, why steps were left out, and notes.

    Behind them stands what all walks come to.
    """
    from footwise.reports.walk import over_recordings_sentences, walking_sentence

    each = [
        [line for line in (walking_sentence(walk), _left_out(walk), *(f"note: {note}" for note in walk.notes)) if line]
        for walk in walks
    ]
    return [*each, over_recordings_sentences(walks)]


def _left_out(walk: Walk) -> str:
    """Say why which steps were left out, the most frequent reason first; empty where none was."""
    from footwise.reports.walk import grouped_by_reason, steps_left_out

    groups = grouped_by_reason(steps_left_out([walk]))
    said = [
        f"{', '.join(group.where) if group.count <= MOST_STEPS_NAMED else f'{group.count} steps'}: {group.reason}"
        for group in groups
    ]
    return f"left out: {'; '.join(said)}" if said else ""


def write_marker_walks(walks: Sequence[Walk], out: Path, norm: Norm | None = None) -> None:
    """Write the tables and the report of walks into the folder `out`, all or nothing.

    ``steps.csv``, ``curves.csv``, ``recordings.csv`` and ``report.html``. Several walks get ``over_recordings.csv``,
    too: mean and standard deviation over them. With a `norm` of healthy walking there is ``against_norm.csv``, too.
    Walks that followed a laboratory's own model get ``against_stored.csv``: every used step beside the knee moment
    that its file stores.
    """
    import pandas as pd

    from footwise.reports.walk import analysis_report

    with whole_folder(out, belonging=MARKER_WALK_FILES) as folder:
        if any(walk.like for walk in walks):
            compared = pd.concat([against_stored(walk) for walk in walks], ignore_index=True)
            write_csv(compared, folder / AGAINST_STORED, float_format="%.4f")
        write_steps([walk.steps for walk in walks], folder / "steps.csv")
        write_table(pd.concat([walk_curves(walk) for walk in walks], ignore_index=True), folder / "curves.csv")
        write_table(recordings_table(walks), folder / "recordings.csv")
        if len(walks) > 1 and not different_people([walk.recording for walk in walks]):
            write_table(over_recordings(walks), folder / OVER_RECORDINGS)
        if norm is not None:
            write_table(against_norm(walks, norm), folder / AGAINST_NORM)
        (folder / "report.html").write_text(analysis_report(walks, norm), encoding="utf-8")
