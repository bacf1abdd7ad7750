"""Where several cameras stand, from one board that all of them see."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note
from footwise.recordings.film import Camera
from footwise.video.cameras.board import Board, BoardView
from footwise.video.cameras.lens import Lens
from footwise.video.cameras.plane_pose import plane_pose

# Share of the longer side of the picture: 2 px of 1920.
_LARGEST_RMS_SHARE = 0.00105
# The second way in which a board can look must be clearly worse.
_CLEARLY_WORSE = 1.5
_LARGE_TILT_SD_DEG = 1.0


@dataclass(frozen=True)
class CameraPlaces:
    """Cameras in one frame: on the floor under the board, z up, x along the board's longer side.

    Attributes
    ----------
    cameras : tuple of Camera
    rms_px : tuple of float
        Of the board's corners in each camera.
    notes : tuple of Note
    """

    cameras: tuple[Camera, ...]
    rms_px: tuple[float, ...]
    notes: tuple[Note, ...] = ()


def place_cameras(lenses: tuple[Lens, ...], views: tuple[BoardView | None, ...], board: Board) -> CameraPlaces:
    """Find where every camera stands from one view each of a board that lies still on the floor.

    Parameters
    ----------
    lenses : tuple of Lens
    views : tuple of BoardView or None
        What each camera sees; None is refused with the camera's name.
    board : Board

    Returns
    -------
    CameraPlaces

    Raises
    ------
    FootwiseError
        A camera that does not see the board, has another size of picture than its lens, or sees it so that the place
        is not clear or does not fit; a chessboard that looks the same turned by half.
    """
    if len(lenses) > 1 and not board.has_one_way:
        raise FootwiseError(
            "board",
            f"{board.columns} by {board.rows} squares look the same turned by half, so that cameras on two sides would "
            "disagree",
            "Use a ChArUco board, or a chessboard with an even number of squares along one side and an odd one along "
            "the other",
            kind=ErrorKind.REFUSAL,
        )
    cameras, rms, notes = [], [], []
    for lens, view in zip(lenses, views, strict=True):
        name = lens.camera.name
        if view is None:
            raise FootwiseError(
                name,
                "does not see the board on the floor",
                "Put the board where all cameras see the whole of it",
                kind=ErrorKind.REFUSAL,
            )
        if view.size_px != lens.camera.size_px:
            raise FootwiseError(
                view.source or name,
                f"is {view.size_px[0]} by {view.size_px[1]} px, and the lens of {name} was measured at "
                f"{lens.camera.size_px[0]} by {lens.camera.size_px[1]}",
                "Use one video mode for everything",
            )
        pose = plane_pose(lens.camera, board.corners_m()[view.numbers], view.points_px)
        limit = _LARGEST_RMS_SHARE * max(view.size_px)
        if pose is None or pose.rms_px > limit:
            off = "" if pose is None else f": its corners are {pose.rms_px:.1f} px off, and {limit:.1f} are allowed"
            raise FootwiseError(
                view.source or name,
                f"does not fit the board seen through the lens of {name}{off}",
                "Check that lens and picture belong to the same phone and mode, and that the board is flat",
                kind=ErrorKind.REFUSAL,
            )
        if isfinite(pose.other_rms_px) and pose.other_rms_px < _CLEARLY_WORSE * max(pose.rms_px, 0.2):
            raise FootwiseError(
                view.source or name,
                "sees the board too small or too flat to tell which way it is tilted",
                "Use a larger board, or bring it nearer to the camera",
                kind=ErrorKind.REFUSAL,
            )
        if pose.tilt_sd_deg > _LARGE_TILT_SD_DEG:
            said = (
                f"{name}: the board is small in the picture and gives the floor to ±{pose.tilt_sd_deg:.1f}°; "
                "use a larger one"
            )
            notes.append(Note(said))
        cameras.append(pose.camera)
        rms.append(pose.rms_px)
        notes += lens.notes
    return CameraPlaces(tuple(cameras), tuple(rms), tuple(notes))
