"""The report of what became of a person: scores of questionnaires, relaxation times of cartilage."""

from footwise.reports.followup.report import tables_report

__all__ = [
    "tables_report",
]
