"""The report of walks recorded with markers; that of foot sensors lies inside."""

from footwise.reports.walk.recording_facts import (
    knee_sources,
    median_method_rmse,
    median_per_mm,
    notes,
    recording_facts,
)
from footwise.reports.walk.report import analysis_report, walk_figures
from footwise.reports.walk.step_reasons import by_reason, flagged, left_out

__all__ = [
    "analysis_report",
    "by_reason",
    "flagged",
    "knee_sources",
    "left_out",
    "median_method_rmse",
    "median_per_mm",
    "notes",
    "recording_facts",
    "walk_figures",
]
