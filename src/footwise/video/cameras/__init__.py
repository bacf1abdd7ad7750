"""The lens of a camera and where it stands: against a board, a sheet, a rectangle on the floor."""

from footwise.video.cameras.board import Board, BoardView, board_svg, find_board
from footwise.video.cameras.floor_plane import A4_M, floor_from_rectangle
from footwise.video.cameras.lens import Lens, lens_from_board, stills, usual_lens
from footwise.video.cameras.places import CameraPlaces, place_cameras
from footwise.video.cameras.sheet import FOUND_PX, NoSheet, find_sheet

__all__ = [
    "A4_M",
    "FOUND_PX",
    "Board",
    "BoardView",
    "CameraPlaces",
    "Lens",
    "NoSheet",
    "board_svg",
    "find_board",
    "find_sheet",
    "floor_from_rectangle",
    "lens_from_board",
    "place_cameras",
    "stills",
    "usual_lens",
]
