"""The reports of a trial: its analysis as a page and as PDF, and its power."""

from footwise.reports.trial.pdf import trial_pdf
from footwise.reports.trial.power import power_report, power_table
from footwise.reports.trial.report import trial_report

__all__ = ["power_report", "power_table", "trial_pdf", "trial_report"]
