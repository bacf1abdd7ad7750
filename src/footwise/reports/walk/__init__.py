"""The report of walks recorded with markers; that of foot sensors lies inside."""

from footwise.reports.walk.recording_facts import (
    knee_sources,
    median_method_rmse,
    median_per_mm,
    notes_on_recordings,
    recording_facts,
)
from footwise.reports.walk.report import analysis_report, walk_figures
from footwise.reports.walk.step_reasons import grouped_by_reason, steps_flagged, steps_left_out

__all__ = [
    "analysis_report",
    "grouped_by_reason",
    "knee_sources",
    "median_method_rmse",
    "median_per_mm",
    "notes_on_recordings",
    "recording_facts",
    "steps_flagged",
    "steps_left_out",
    "walk_figures",
]
