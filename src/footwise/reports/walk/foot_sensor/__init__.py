"""The report of walks with foot sensors."""

from footwise.reports.walk.foot_sensor.report import sensor_walk_figures, sensor_walk_report

__all__ = [
    "sensor_walk_figures",
    "sensor_walk_report",
]
