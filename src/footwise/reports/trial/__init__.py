"""The reports of a trial: its analysis as a page and as PDF, and its power."""

from footwise.reports.trial.pdf import trial_pdf
from footwise.reports.trial.power import power_figures, power_report, power_table
from footwise.reports.trial.report import trial_figures, trial_report
from footwise.reports.trial.view import effects_table
from footwise.reports.trial.words import finding

__all__ = [
    "effects_table",
    "finding",
    "power_figures",
    "power_report",
    "power_table",
    "trial_figures",
    "trial_pdf",
    "trial_report",
]
