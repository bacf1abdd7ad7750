"""The main job on a public recording: a real walk, four changed ones made from it, and the target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from footwise.jobs.progress import Progress, no_progress
from footwise.jobs.simulated_study import simulate_study_from, write_simulated_study
from footwise.jobs.visit import VISIT_FILES, prescribe_visit, visit_sentences, write_visit
from footwise.loads import analyse_walk
from footwise.outputs import whole_folder
from footwise.prescription import NATURAL, Prescription
from footwise.recordings import read_recording
from footwise.samples import sample_path


def marker_demo(
    out: Path, *, say: Callable[[str], None] = lambda _: None, progress: Progress = no_progress
) -> Prescription:
    """Measure a real walk, simulate the changes, and find the target.

    Parameters
    ----------
    out : Path
        Folder that gets ``real-walk.html``, the simulated study in ``study``, and the files of `write_visit`.
    say : callable
        Is given every line that tells what was found.
    progress : Progress

    Returns
    -------
    Prescription
        Of the simulated study.
    """
    from footwise.reports.walk import analysis_report

    source = sample_path("treadmill") / "treadmill_events.c3d"
    with whole_folder(out, belonging=VISIT_FILES) as folder:
        walk = analyse_walk(read_recording(source), condition=NATURAL)
        counts = walk.steps[walk.steps["used"]].groupby("side").size()
        say(f"1. A real walk: {source.name}, used steps: " + ", ".join(f"{n} {side}" for side, n in counts.items()))
        (folder / "real-walk.html").write_text(analysis_report([walk]), encoding="utf-8")
        write_simulated_study(simulate_study_from(source, progress=progress), folder / "study")
        say("2. Four changed ways of walking, simulated from it with a known answer")
        result = prescribe_visit(folder / "study", progress=progress)
        write_visit(result, folder)
        say("3. " + "\n".join(visit_sentences(result)))
    return result
