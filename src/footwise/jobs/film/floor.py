"""Where the floor is in the picture of one phone: from a calibration, or from a sheet of paper that lies on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note
from footwise.recordings.film import (
    Camera,
    Clip,
    PictureLandmarks,
    cameras_of_clips,
    fit_to_picture,
    read_cameras,
)
from footwise.video.cameras import (
    A4_M,
    FOUND_CORNER_SD_PX,
    Lens,
    NoSheetError,
    find_sheet,
    floor_from_rectangle,
    named_pictures,
    usual_lens,
)

Floor = tuple[Camera, tuple[Note, ...]]
# Six seconds of a film.
_MOST_LOOKS = 24
_SAME_PX = 4.0


@dataclass(frozen=True)
class FloorRectangle:
    """A rectangle on the floor in the picture of one phone, as a person tells of it.

    Attributes
    ----------
    picture : Path or None
        Picture or clip that shows it, a clip at any time of it; None where the corners are given.
    corners_px : tuple of float or None
        x and y of four corners, in the order around it, in the picture of the walk.
    sides_m : tuple of float
        A sheet of A4 without.
    size_px : tuple of int or None
        Of the picture that the corners are in, where that is known.
    """

    picture: Path | None = None
    corners_px: tuple[float, ...] | None = None
    sides_m: tuple[float, float] = A4_M
    size_px: tuple[int, int] | None = None


def floor_camera(
    clip: PictureLandmarks | Clip,
    calibration: Path | None,
    rectangle: FloorRectangle | None,
    *,
    mirrored: bool = False,
) -> tuple[Camera, tuple[Note, ...]]:
    """Find the camera of one phone against the floor.

    Parameters
    ----------
    clip : PictureLandmarks or Clip
    calibration : Path or None
        With a rectangle on the floor only the lens is taken from it.
    rectangle : FloorRectangle or None
    mirrored : bool
        The picture, and the corners in it, are seen in a mirror.

    Returns
    -------
    camera : Camera
        z up, the floor at 0.
    notes : tuple of Note

    Raises
    ------
    FootwiseError
        No such sheet, a sheet in two places, or corners that are not those of a rectangle on a floor.
    """
    known: Camera | None = None
    notes: tuple[Note, ...] = ()
    if calibration is not None:
        (known,), notes = cameras_of_clips(read_cameras(calibration), (clip,), calibration)
        if rectangle is None:
            return known, notes
    assert rectangle is not None
    try:
        camera, said = _from_rectangle(clip, calibration, known, rectangle, mirrored)
    except FootwiseError as error:
        # The lens goes by the name of the clip; what is wrong is in the picture or in the corners.
        raise FootwiseError(rectangle.picture or "`corners_px`", error.trouble, error.remedy, error.kind) from error
    return camera, (*notes, *said)


def check_found_sheet(clip: PictureLandmarks, camera: Camera, rectangle: FloorRectangle) -> None:
    """Refuse a sheet that was found on a wall or on a ceiling: floor that a person walks on is seen below the hips.

    Parameters
    ----------
    clip : PictureLandmarks
    camera : Camera
        From the sheet, which lies at its origin.
    rectangle : FloorRectangle
        One whose corners were given is not looked at.

    Raises
    ------
    FootwiseError
        What was taken for the sheet is seen above the hips wherever the person is.
    """
    if rectangle.picture is None:
        return
    hips = np.stack([clip["left_hip"][:, 1], clip["right_hip"][:, 1]])
    if not np.isfinite(hips).any():
        return
    across, down = camera.project(np.zeros((1, 3)))[0]
    # A hip or two may be misplaced.
    if down < np.nanpercentile(hips, 2):
        raise FootwiseError(
            rectangle.picture,
            f"shows something white that is taken for the sheet, {across:.0f} px from the left and {down:.0f} px from "
            "the top, above the hips of the person: no floor is there",
            "Give the four corners of the sheet yourself, with `corners_px`, or measure without one",
            kind=ErrorKind.REFUSAL,
        )


def _from_rectangle(
    clip: PictureLandmarks | Clip,
    calibration: Path | None,
    known: Camera | None,
    rectangle: FloorRectangle,
    mirrored: bool,
) -> tuple[Camera, tuple[Note, ...]]:
    lens = usual_lens(clip.name, clip.size_px) if known is None else Lens(known, 0.0, 0.0, (str(calibration),))
    if rectangle.corners_px is not None:
        if rectangle.size_px not in (None, clip.size_px):
            dragged, own = (f"{wide} by {high} px" for wide, high in (rectangle.size_px, clip.size_px))
            raise FootwiseError(
                clip.name,
                f"are in a picture of {dragged}, and the walk was filmed in {own}",
                "Drag them in a film of the same phone in the same video mode",
            )
        corners = np.reshape(rectangle.corners_px, (4, 2)).astype(float)
        if mirrored:
            corners[:, 0] = clip.size_px[0] - 1 - corners[:, 0]
        floor = floor_from_rectangle(lens, corners, rectangle.sides_m)
        return floor.camera, floor.notes
    assert rectangle.picture is not None
    lens, corners = _sheet(lens, rectangle.picture, rectangle.sides_m, mirrored)
    floor = floor_from_rectangle(lens, corners, rectangle.sides_m, corner_sd_px=FOUND_CORNER_SD_PX)
    camera, note = fit_to_picture(floor.camera, clip.size_px, rectangle.picture)
    return camera, (*floor.notes, *((Note(note),) if note else ()))


def _sheet(lens: Lens, path: Path, sides_m: tuple[float, float], mirrored: bool) -> tuple[Lens, Array]:
    """Corners of the sheet in the first picture that shows it, and the lens fitted to that picture.

    Where the person stands in front of it in the first picture of a film, it is looked for in the next ones, and must
    be at the same place in two of them: the more pictures, the more often something else looks like a sheet.
    """
    hidden: NoSheetError | None = None
    found: list[Array] = []
    for number, (_, picture) in enumerate(islice(named_pictures(path), _MOST_LOOKS)):
        size = (picture.shape[1], picture.shape[0])
        if size != lens.camera.size_px:
            lens = replace(lens, camera=fit_to_picture(lens.camera, size, path)[0])
        try:
            seen = np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture
            corners = find_sheet(seen, lens, sides_m, path.name)
        except NoSheetError as error:
            hidden = hidden or error
            continue
        if number == 0 or any(_apart_px(corners, other) < _SAME_PX for other in found):
            return lens, corners
        found.append(corners)
    assert hidden is not None
    raise hidden


def _apart_px(corners: Array, other: Array) -> float:
    """How far the corners of two finds are from each other, whichever comes first."""
    return float(np.linalg.norm(corners[:, None] - other, axis=2).min(axis=1).max())
