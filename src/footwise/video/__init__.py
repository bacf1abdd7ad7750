"""From pictures to points: the pose model, cameras and their calibration, and points in the room."""

from footwise.video.board import Board, BoardView, board_picture, board_svg, find_board
from footwise.video.camera_clock import CameraClock, clock_from_clap, clock_from_walk
from footwise.video.camera_lens import Lens, lens_from_board, stills, usual_lens
from footwise.video.camera_places import CameraPlaces, place_cameras
from footwise.video.camera_quality import CalibrationQuality, CameraQuality, check_calibration, check_scale
from footwise.video.even_clock import EvenClips, on_one_clock
from footwise.video.floor_plane import A4_M, floor_from_rectangle
from footwise.video.person_choice import choose_person, walked
from footwise.video.person_tracks import find_people
from footwise.video.pose_clips import ClipsProgress, people_in_clip, people_in_clips
from footwise.video.sheet import FOUND_PX, NoSheet, find_sheet
from footwise.video.triangulation import camera_groups, reprojection_px, triangulate
from footwise.video.walk_frame import WalkFrame, walk_frame

__all__ = [
    "A4_M",
    "FOUND_PX",
    "Board",
    "BoardView",
    "CalibrationQuality",
    "CameraClock",
    "CameraPlaces",
    "CameraQuality",
    "ClipsProgress",
    "EvenClips",
    "Lens",
    "NoSheet",
    "WalkFrame",
    "board_picture",
    "board_svg",
    "camera_groups",
    "check_calibration",
    "check_scale",
    "choose_person",
    "clock_from_clap",
    "clock_from_walk",
    "find_board",
    "find_people",
    "find_sheet",
    "floor_from_rectangle",
    "lens_from_board",
    "on_one_clock",
    "people_in_clip",
    "people_in_clips",
    "place_cameras",
    "reprojection_px",
    "stills",
    "triangulate",
    "usual_lens",
    "walk_frame",
    "walked",
]
