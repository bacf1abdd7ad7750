"""The analysis of a trial as plain tables for R, SAS and other programs."""

from __future__ import annotations

from pathlib import Path

from footwise.outputs import whole_folder
from footwise.trial import TrialResult, write_export


def write_trial_export(result: TrialResult, out: Path) -> list[str]:
    """Write the analysis data set, imputations, means and R code into the folder `out`, all or none.

    Returns
    -------
    list of str
        Names of the files.
    """
    with whole_folder(out) as folder:
        return write_export(result, folder)
