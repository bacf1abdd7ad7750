"""What was recorded, in SI units: readers, and the data classes they fill."""

from footwise.recordings.archive_files import archive_blocks, archive_members, is_one_sensor_recording
from footwise.recordings.bids_markers import write_bids_markers
from footwise.recordings.checked_recording import check_person, leg_measures
from footwise.recordings.force_plates import on_plate
from footwise.recordings.from_arrays import recording_from_arrays
from footwise.recordings.marker_sets import (
    ALIGNMENT_DEVICE,
    FOOT_ROLES,
    KNEE_ROLES,
    SIDES,
    choose_marker_set,
    has_all,
    label_list,
    missing_knee_markers,
)
from footwise.recordings.read import read_recording
from footwise.recordings.recording import (
    STANDARD_GRAVITY,
    Event,
    ForcePlate,
    Markers,
    Person,
    Recording,
    centre_of_pressure,
    moment_about_origin,
)
from footwise.recordings.recording_kind import is_foot_sensor_file
from footwise.recordings.same_recording import MASS_TOLERANCE_KG, check_recorded_once, different_people
from footwise.recordings.stored_model import stored_adduction_nm_kg, stored_labels, stored_points
from footwise.recordings.zipped import unzipped

__all__ = [
    "ALIGNMENT_DEVICE",
    "FOOT_ROLES",
    "KNEE_ROLES",
    "MASS_TOLERANCE_KG",
    "SIDES",
    "STANDARD_GRAVITY",
    "Event",
    "ForcePlate",
    "Markers",
    "Person",
    "Recording",
    "archive_blocks",
    "archive_members",
    "centre_of_pressure",
    "check_person",
    "check_recorded_once",
    "choose_marker_set",
    "different_people",
    "has_all",
    "is_foot_sensor_file",
    "is_one_sensor_recording",
    "label_list",
    "leg_measures",
    "missing_knee_markers",
    "moment_about_origin",
    "on_plate",
    "read_recording",
    "recording_from_arrays",
    "stored_adduction_nm_kg",
    "stored_labels",
    "stored_points",
    "unzipped",
    "write_bids_markers",
]
