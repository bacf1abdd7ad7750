"""What was recorded, in SI units: readers, and the data classes they fill."""

from footwise.recordings.force_plates import on_plate
from footwise.recordings.marker_sets import FOOT, KNEE, SIDES, missing_knee_markers, shown
from footwise.recordings.read import check_person, read_recording
from footwise.recordings.recording import (
    STANDARD_GRAVITY,
    ForcePlate,
    Markers,
    Person,
    Recording,
    centre_of_pressure,
    moment_about_origin,
)
from footwise.recordings.recording_kind import is_foot_sensor_file
from footwise.recordings.text_table import read_lines

__all__ = [
    "FOOT",
    "KNEE",
    "SIDES",
    "STANDARD_GRAVITY",
    "ForcePlate",
    "Markers",
    "Person",
    "Recording",
    "centre_of_pressure",
    "check_person",
    "is_foot_sensor_file",
    "missing_knee_markers",
    "moment_about_origin",
    "on_plate",
    "read_lines",
    "read_recording",
    "shown",
]
