"""The report of one person's conditions: the target, and everything it rests on."""

from footwise.reports.visit.choosing import choosing_part
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.visit.earlier_visit import earlier_visit_lines
from footwise.reports.visit.foot_from_above import foot_for_the_person
from footwise.reports.visit.for_the_person import (
    has_page_for_the_person,
    page_for_the_person,
    shoe_tip,
    whole_deg,
)
from footwise.reports.visit.knee_centre import knee_centre_part
from footwise.reports.visit.report import prescription_figures, prescription_report

__all__ = [
    "choosing_part",
    "condition_look",
    "earlier_visit_lines",
    "foot_for_the_person",
    "has_page_for_the_person",
    "knee_centre_part",
    "page_for_the_person",
    "prescription_figures",
    "prescription_report",
    "shoe_tip",
    "whole_deg",
]
