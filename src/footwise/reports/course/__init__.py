"""The report of a course of coaching."""

from footwise.reports.course.for_the_person import in_words
from footwise.reports.course.report import coaching_figures, coaching_report
from footwise.reports.course.results_files import coaching_steps, write_coaching_steps, write_coaching_summary

__all__ = [
    "coaching_figures",
    "coaching_report",
    "coaching_steps",
    "in_words",
    "write_coaching_steps",
    "write_coaching_summary",
]
