"""The report of what became of a person: scores of questionnaires, relaxation times of cartilage."""

from footwise.reports.followup.cartilage_report import CartilageView, cartilage_report
from footwise.reports.followup.report import tables_report

__all__ = [
    "CartilageView",
    "cartilage_report",
    "tables_report",
]
