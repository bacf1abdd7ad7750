"""The report of walks recorded with markers; that of foot sensors lies inside."""

from footwise.reports.walk.recording_facts import (
    knee_sources,
    median_method_rmse,
    median_per_mm,
    moments_in_words,
    notes_on_recordings,
    recording_facts,
)
from footwise.reports.walk.report import analysis_report, walk_figures
from footwise.reports.walk.step_reasons import grouped_by_reason, steps_flagged, steps_left_out
from footwise.reports.walk.walking_measures import (
    MeasureTable,
    over_recordings_sentences,
    over_recordings_table,
    walking_sentence,
    walking_table,
)

__all__ = [
    "MeasureTable",
    "analysis_report",
    "grouped_by_reason",
    "knee_sources",
    "median_method_rmse",
    "median_per_mm",
    "moments_in_words",
    "notes_on_recordings",
    "over_recordings_sentences",
    "over_recordings_table",
    "recording_facts",
    "steps_flagged",
    "steps_left_out",
    "walk_figures",
    "walking_sentence",
    "walking_table",
]
