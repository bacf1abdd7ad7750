"""The analysis of a trial: from its tables to findings and reports."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.outputs import whole_folder
from footwise.trial import TrialResult, analyse_trial, read_data, read_design, write_results


def analyse_trial_data(
    data: Path, design: Path, *, register: Path | None = None, progress: Progress = no_progress
) -> TrialResult:
    """Analyse everybody as randomised.

    Parameters
    ----------
    data : Path
        Folder with ``people.csv`` and ``outcomes.csv``.
    design : Path
        TOML file.
    register : Path, optional
        Folder of the register: data that lack anybody who was randomised are refused.
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file, or statsmodels is missing.
    """
    require("statsmodels")
    plan = read_design(design)
    return analyse_trial(read_data(data, plan), plan, counting(progress), register)


def trial_sentences(result: TrialResult) -> list[str]:
    """Say what was found for each primary outcome."""
    from footwise.reports.trial import finding

    simulated = "SIMULATED. " if result.data.simulated else ""
    return [simulated + finding(one, result) for one in result.primaries]


def write_trial_analysis(result: TrialResult, out: Path) -> str:
    """Write ``results.json``, ``report.html`` and ``report.pdf`` into the folder `out`, all or none.

    Returns
    -------
    str
        Why there is no PDF; empty where there is one.
    """
    from footwise.reports.trial import trial_pdf, trial_report

    with whole_folder(out) as folder:
        write_results(result, folder / "results.json")
        (folder / "report.html").write_text(trial_report(result), encoding="utf-8")
        try:
            trial_pdf(result, folder / "report.pdf")
        except FootwiseError as error:
            return str(error)
    return ""
