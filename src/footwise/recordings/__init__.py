"""What was recorded, in SI units: readers, and the data classes they fill."""

from footwise.recordings.body_landmarks import BodyLandmarks
from footwise.recordings.camera import Camera
from footwise.recordings.camera_files import read_cameras, write_cameras
from footwise.recordings.camera_match import cameras_of_clips, fit_to_picture
from footwise.recordings.foot_sensor import FootSensor
from footwise.recordings.foot_sensor_read import read_foot_sensors
from footwise.recordings.landmark_export import write_openpose_json, write_trc
from footwise.recordings.marker_sets import FOOT, KNEE, SIDES, missing_knee_markers, shown
from footwise.recordings.picture_landmarks import LANDMARKS, PictureLandmarks
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
from footwise.recordings.samples import Sample, cache_folder, sample_path, samples
from footwise.recordings.video_file import Picture, VideoFile, open_video, pictures

__all__ = [
    "FOOT",
    "KNEE",
    "LANDMARKS",
    "SIDES",
    "STANDARD_GRAVITY",
    "BodyLandmarks",
    "Camera",
    "Event",
    "FootSensor",
    "ForcePlate",
    "Markers",
    "Person",
    "Picture",
    "PictureLandmarks",
    "Recording",
    "Sample",
    "VideoFile",
    "cache_folder",
    "cameras_of_clips",
    "centre_of_pressure",
    "check_person",
    "fit_to_picture",
    "is_foot_sensor_file",
    "missing_knee_markers",
    "open_video",
    "pictures",
    "read_cameras",
    "read_foot_sensors",
    "read_recording",
    "sample_path",
    "samples",
    "shown",
    "write_cameras",
    "write_openpose_json",
    "write_trc",
]
