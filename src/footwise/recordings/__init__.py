"""What was recorded, in SI units: readers, and the data classes they fill."""

from footwise.recordings.marker_sets import FOOT, KNEE, SIDES, missing_knee_markers, shown
from footwise.recordings.read import read_recording
from footwise.recordings.recording import (
    STANDARD_GRAVITY,
    Event,
    ForcePlate,
    Markers,
    Person,
    Recording,
    centre_of_pressure,
)
from footwise.recordings.samples import Sample, sample_path, samples

__all__ = [
    "FOOT",
    "KNEE",
    "SIDES",
    "STANDARD_GRAVITY",
    "Event",
    "ForcePlate",
    "Markers",
    "Person",
    "Recording",
    "Sample",
    "centre_of_pressure",
    "missing_knee_markers",
    "read_recording",
    "sample_path",
    "samples",
    "shown",
]
