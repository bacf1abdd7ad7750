"""The report of a trial's analysis as one self-contained page."""

from __future__ import annotations

from footwise.reports.pages import page
from footwise.reports.trial.view import trial_view
from footwise.trial import TrialResult


def trial_report(result: TrialResult) -> str:
    """Write the report of an analysed trial as HTML.

    Parameters
    ----------
    result : TrialResult

    Returns
    -------
    str
        The same for the same result.
    """
    view = trial_view(result)
    return page("trial.html.j2", view=view, simulated=view.simulated)
