"""The lens of a camera, where it stands, against a board, a sheet, a rectangle on the floor, and whether it stands."""

from footwise.video.cameras.background import BackgroundWatch, Box
from footwise.video.cameras.board import Board, BoardView, board_svg, find_board
from footwise.video.cameras.floor_plane import A4_M, floor_from_rectangle
from footwise.video.cameras.lens import PICTURES, Lens, lens_from_board, named_pictures, usual_lens
from footwise.video.cameras.places import CameraPlaces, place_cameras
from footwise.video.cameras.same_place import ELSEWHERE, PlaceApart, place_apart
from footwise.video.cameras.sheet import FOUND_CORNER_SD_PX, NoSheetError, find_sheet

__all__ = [
    "A4_M",
    "ELSEWHERE",
    "FOUND_CORNER_SD_PX",
    "PICTURES",
    "BackgroundWatch",
    "Board",
    "BoardView",
    "Box",
    "CameraPlaces",
    "Lens",
    "NoSheetError",
    "PlaceApart",
    "board_svg",
    "find_board",
    "find_sheet",
    "floor_from_rectangle",
    "lens_from_board",
    "named_pictures",
    "place_apart",
    "place_cameras",
    "usual_lens",
]
