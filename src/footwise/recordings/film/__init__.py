"""Films, the people seen in them, and the cameras that made them."""

from footwise.recordings.film.body_landmarks import BodyLandmarks
from footwise.recordings.film.camera import Camera
from footwise.recordings.film.camera_files import read_cameras, write_cameras
from footwise.recordings.film.camera_match import cameras_of_clips, fit_to_picture
from footwise.recordings.film.camera_motion import UNKNOWN, CameraMotion, no_motion_known
from footwise.recordings.film.clip import SLOWEST_HZ, Clip, Picture, open_clip, pictures
from footwise.recordings.film.landmark_export import write_openpose_json, write_trc
from footwise.recordings.film.picture_landmarks import LANDMARKS, PictureLandmarks

__all__ = [
    "LANDMARKS",
    "SLOWEST_HZ",
    "UNKNOWN",
    "BodyLandmarks",
    "Camera",
    "CameraMotion",
    "Clip",
    "Picture",
    "PictureLandmarks",
    "cameras_of_clips",
    "fit_to_picture",
    "no_motion_known",
    "open_clip",
    "pictures",
    "read_cameras",
    "write_cameras",
    "write_openpose_json",
    "write_trc",
]
