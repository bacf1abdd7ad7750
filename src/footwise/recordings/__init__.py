"""What was recorded, in SI units: readers, and the data classes they fill."""

from footwise.recordings.foot_sensor import FootSensor
from footwise.recordings.foot_sensor_read import read_foot_sensors
from footwise.recordings.marker_sets import FOOT, KNEE, SIDES, missing_knee_markers, shown
from footwise.recordings.read import check_person, read_recording
from footwise.recordings.recording import (
    STANDARD_GRAVITY,
    Event,
    ForcePlate,
    Markers,
    Person,
    Recording,
    centre_of_pressure,
)
from footwise.recordings.recording_kind import is_foot_sensor_file
from footwise.recordings.samples import Sample, sample_path, samples

__all__ = [
    "FOOT",
    "KNEE",
    "SIDES",
    "STANDARD_GRAVITY",
    "Event",
    "FootSensor",
    "ForcePlate",
    "Markers",
    "Person",
    "Recording",
    "Sample",
    "centre_of_pressure",
    "check_person",
    "is_foot_sensor_file",
    "missing_knee_markers",
    "read_foot_sensors",
    "read_recording",
    "sample_path",
    "samples",
    "shown",
]
