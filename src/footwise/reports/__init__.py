"""Reports that people read, and tables that programs read."""

from footwise.reports.analysis import analysis_report
from footwise.reports.coaching import coaching_report
from footwise.reports.earlier_visit import earlier_visit_lines
from footwise.reports.live_view import LiveView
from footwise.reports.prescription import prescription_report
from footwise.reports.sensor_walk import sensor_walk_report
from footwise.reports.tables import write_coaching_steps, write_coaching_summary, write_prescription, write_steps
from footwise.reports.video_cameras import CameraRow, camera_rows, single_camera
from footwise.reports.video_overlay import write_overlay
from footwise.reports.video_walk import video_sentences, video_walk_report

__all__ = [
    "CameraRow",
    "LiveView",
    "analysis_report",
    "camera_rows",
    "coaching_report",
    "earlier_visit_lines",
    "prescription_report",
    "sensor_walk_report",
    "single_camera",
    "video_sentences",
    "video_walk_report",
    "write_coaching_steps",
    "write_coaching_summary",
    "write_overlay",
    "write_prescription",
    "write_steps",
]
