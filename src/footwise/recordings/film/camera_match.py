"""Which camera of a calibration filmed which clip, and whether the picture is still the calibrated one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.film.camera import Camera
from footwise.recordings.film.clip import Clip
from footwise.recordings.film.picture_landmarks import PictureLandmarks

# Video is coded in blocks of this many pixels: what is filled up to whole blocks is cut off again by some programs.
_BLOCK_PX = 16
# Phones keep the whole width of the sensor when they record in fewer pixels; rounded to even numbers.
_SAME_SHAPE = 0.004


def cameras_of_clips(
    cameras: tuple[Camera, ...], clips: tuple[PictureLandmarks | Clip, ...], path: Path
) -> tuple[tuple[Camera, ...], tuple[Note, ...]]:
    """Find the camera of every clip, fitted to the clip's size of picture.

    A clip belongs to the camera that has its name, or whose name is part of the clip's or the other way round
    (``cam01`` and ``walk3_cam01``), in whole words of letters and digits: camera ``1`` has not filmed ``IMG_3001``.
    Where names do not tell and there are as many clips as cameras, they go together in order, and a note says so.

    Parameters
    ----------
    cameras : tuple of Camera
    clips : tuple of PictureLandmarks or Clip
    path : Path
        The calibration file, for messages.

    Returns
    -------
    cameras : tuple of Camera
        One a clip, with the clip's name.
    notes : tuple of Note

    Raises
    ------
    FootwiseError
        A clip without a camera, or a picture that cannot be the calibrated one.
    """
    by_name = [_named_like(clip.name, cameras) for clip in clips]
    chosen = [found[0] if len(found) == 1 else None for found in by_name]
    notes = []
    if None in chosen or len({id(camera) for camera in chosen}) < len(chosen):
        if len(cameras) != len(clips):
            lost = [clip.name for clip, camera in zip(clips, chosen, strict=True) if camera is None]
            raise FootwiseError(
                path,
                f"does not say which of its cameras ({', '.join(c.name for c in cameras)}) filmed "
                f"{', '.join(lost or [clip.name for clip in clips])}",
                "Name the cameras in it like the clips",
            )
        chosen = list(cameras)
        pairs = ", ".join(f"{c.name} filmed {clip.name}" for c, clip in zip(cameras, clips, strict=True))
        notes.append(f"names do not tell which camera filmed which clip; taken in order: {pairs}")
    fitted = []
    for camera, clip in zip(chosen, clips, strict=True):
        assert camera is not None
        matching, note = fit_to_picture(camera, clip.size_px, path)
        fitted.append(replace(matching, name=clip.name))
        notes += [note] if note else []
    return tuple(fitted), remarks(notes)


def fit_to_picture(camera: Camera, size_px: tuple[int, int], path: Path) -> tuple[Camera, str]:
    """Adapt a camera to a picture that is a smaller, larger, turned or trimmed copy of the calibrated one.

    Parameters
    ----------
    camera : Camera
    size_px : tuple of int
        Width and height of the clip's upright picture.
    path : Path
        The calibration file, for the message.

    Returns
    -------
    camera : Camera
    note : str
        What was changed; empty for nothing.

    Raises
    ------
    FootwiseError
        Where the shape of the picture is another one: it was cropped or filmed in another mode.
    """
    own = camera.size_px
    if own == size_px:
        return camera, ""
    if _is_scaled(own, size_px):
        return _scaled(camera, size_px), f"{camera.name}: calibrated at {_size(own)}, scaled to {_size(size_px)}"
    trimmed = [a - b for a, b in zip(own, size_px, strict=True)]
    if all(0 <= cut < _BLOCK_PX for cut in trimmed) and all(
        cut == 0 or length % _BLOCK_PX == 0 for cut, length in zip(trimmed, own, strict=True)
    ):
        note = f"{camera.name}: calibrated at {_size(own)}, which is filled up to whole blocks of {_size(size_px)}"
        return replace(camera, size_px=size_px), note
    if _is_scaled(own[::-1], size_px):
        turned = min((_turned(camera, clockwise) for clockwise in (True, False)), key=_tilt)
        return (
            _scaled(turned, size_px),
            f"{camera.name}: calibrated at {_size(own)}, turned by a quarter to {_size(size_px)} with up upwards",
        )
    raise FootwiseError(
        path,
        f"was made for pictures of {_size(own)} of {camera.name}, and the clip has {_size(size_px)}",
        "Calibrate with the same video mode as the walk, and do not crop",
    )


def _named_like(clip: str, cameras: tuple[Camera, ...]) -> list[Camera]:
    """Cameras of the clip's name, else those that it names in whole words and at greatest length, else that name it."""
    if same := [camera for camera in cameras if camera.name == clip]:
        return same
    own = _words(clip)
    named = [camera for camera in cameras if _holds(own, _words(camera.name))]
    longest = max((len(_words(camera.name)) for camera in named), default=0)
    return [camera for camera in named if len(_words(camera.name)) == longest] or [
        camera for camera in cameras if _holds(_words(camera.name), own)
    ]


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.lower())


def _holds(words: list[str], part: list[str]) -> bool:
    """Whether words follow each other in others."""
    return bool(part) and any(words[k : k + len(part)] == part for k in range(len(words) - len(part) + 1))


def _is_scaled(own: tuple[int, int], other: tuple[int, int]) -> bool:
    wide, high = other[0] / own[0], other[1] / own[1]
    return abs(wide / high - 1) < _SAME_SHAPE


def _scaled(camera: Camera, size_px: tuple[int, int]) -> Camera:
    factors = np.array([size_px[0] / camera.size_px[0], size_px[1] / camera.size_px[1], 1.0])
    return replace(camera, size_px=size_px, matrix_px=camera.matrix_px * factors[:, None])


def _turned(camera: Camera, clockwise: bool) -> Camera:
    """The camera whose picture is this one's, turned by a quarter."""
    width, height = camera.size_px
    matrix = camera.matrix_px
    bending = camera.distortion
    if clockwise:
        # x of the new picture runs against y of the old one, y with x.
        turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        centre = (height - matrix[1, 2], matrix[0, 2])
        tangential = (bending[3], -bending[2])
    else:
        turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        centre = (matrix[1, 2], width - matrix[0, 2])
        tangential = (-bending[3], bending[2])
    return replace(
        camera,
        size_px=(height, width),
        matrix_px=np.array([[matrix[1, 1], 0.0, centre[0]], [0.0, matrix[0, 0], centre[1]], [0.0, 0.0, 1.0]]),
        distortion=np.array([bending[0], bending[1], *tangential, bending[4]]),
        rotation=turn @ camera.rotation,
        translation_m=turn @ camera.translation_m,
    )


def _tilt(camera: Camera) -> float:
    """How far the picture's down is from the lab's: its second axis against z."""
    return float(camera.rotation[1, 2])


def _size(size_px: tuple[int, int]) -> str:
    return f"{size_px[0]} by {size_px[1]} px"
