"""The report of a trial's analysis as one self-contained page."""

from __future__ import annotations

from matplotlib.figure import Figure

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


def trial_figures(result: TrialResult) -> tuple[Figure, ...]:
    """Draw the flow of people, the outcomes over time, all differences, and what the missing values could change."""
    view = trial_view(result)
    forest = () if view.forest is None else (view.forest,)
    return (view.flow, *view.curves, *forest, *view.shifts, *view.residuals)
