"""The report of one person's conditions: the target, and everything it rests on."""

from footwise.reports.visit.earlier_visit import earlier_visit_lines
from footwise.reports.visit.for_the_person import has_page_for_the_person, page_for_the_person
from footwise.reports.visit.report import prescription_figures, prescription_report

__all__ = [
    "earlier_visit_lines",
    "has_page_for_the_person",
    "page_for_the_person",
    "prescription_figures",
    "prescription_report",
]
