"""Reports that people read, and tables that programs read."""

from footwise.reports.analysis import analysis_report
from footwise.reports.coaching import coaching_report
from footwise.reports.live_view import LiveView
from footwise.reports.prescription import prescription_report
from footwise.reports.sensor_walk import sensor_walk_report
from footwise.reports.tables import write_coaching_steps, write_coaching_summary, write_prescription, write_steps

__all__ = [
    "LiveView",
    "analysis_report",
    "coaching_report",
    "prescription_report",
    "sensor_walk_report",
    "write_coaching_steps",
    "write_coaching_summary",
    "write_prescription",
    "write_steps",
]
