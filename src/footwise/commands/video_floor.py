"""Where the floor is in the picture of one phone: from a calibration, or from a sheet of paper that lies on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from footwise.recordings import Camera, PictureLandmarks, cameras_of_clips, fit_to_picture, read_cameras
from footwise.video import A4_M, FOUND_PX, Lens, find_sheet, floor_from_rectangle, stills, usual_lens


@dataclass(frozen=True)
class FloorWish:
    """A rectangle on the floor, as a person tells of it.

    Attributes
    ----------
    picture : Path or None
        Picture or clip that shows it; None where the corners are given.
    corners_px : tuple of float or None
        x and y of four corners, in the order around it, in the picture of the walk.
    sides_m : tuple of float
        A sheet of A4 without.
    """

    picture: Path | None = None
    corners_px: tuple[float, ...] | None = None
    sides_m: tuple[float, float] = A4_M


def floor_camera(
    clip: PictureLandmarks, calibration: Path | None, wish: FloorWish | None
) -> tuple[Camera, tuple[str, ...]]:
    """Find the camera of one phone against the floor.

    Parameters
    ----------
    clip : PictureLandmarks
    calibration : Path or None
        With a rectangle on the floor only the lens is taken from it.
    wish : FloorWish or None

    Returns
    -------
    camera : Camera
        z up, the floor at 0.
    notes : tuple of str

    Raises
    ------
    FootwiseError
        No such sheet, a sheet in two places, or corners that are not those of a rectangle on a floor.
    """
    known: Camera | None = None
    notes: tuple[str, ...] = ()
    if calibration is not None:
        (known,), notes = cameras_of_clips(read_cameras(calibration), (clip,), calibration)
        if wish is None:
            return known, notes
    assert wish is not None
    lens = usual_lens(clip.name, clip.size_px) if known is None else Lens(known, 0.0, 0.0, (str(calibration),))
    if wish.corners_px is not None:
        floor = floor_from_rectangle(lens, np.reshape(wish.corners_px, (4, 2)), wish.sides_m)
        return floor.camera, (*notes, *floor.notes)
    assert wish.picture is not None
    _, picture = next(stills(wish.picture))
    size = (picture.shape[1], picture.shape[0])
    if size != clip.size_px:
        fitted, _ = fit_to_picture(lens.camera, size, wish.picture)
        lens = replace(lens, camera=fitted)
    corners = find_sheet(picture, lens, wish.sides_m, wish.picture.name)
    floor = floor_from_rectangle(lens, corners, wish.sides_m, corner_sd_px=FOUND_PX)
    camera, note = fit_to_picture(floor.camera, clip.size_px, wish.picture)
    return camera, (*notes, *floor.notes, *((note,) if note else ()))
