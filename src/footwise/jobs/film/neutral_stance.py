"""The person's neutral stance, seen by the phones that filmed the walk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.errors import FootwiseError
from footwise.notes import Note
from footwise.recordings.film import BodyLandmarks, Camera, PictureLandmarks
from footwise.video.room import on_one_clock, triangulate

# Sizes of pictures are rounded to even numbers.
_SAME_SHAPE = 0.004


def stance_in_room(
    still: tuple[PictureLandmarks, ...],
    clips: tuple[PictureLandmarks, ...],
    cameras: tuple[Camera, ...],
    use: tuple[str, ...],
) -> tuple[BodyLandmarks, tuple[Note, ...]]:
    """Find the standing body with the cameras that measure the walk.

    Parameters
    ----------
    still, clips : tuple of PictureLandmarks
        Of the stance and of the walk, the same phone at the same place in both.
    cameras : tuple of Camera
        Of the walk's clips.
    use : tuple of str
        Names of the cameras that are used.

    Returns
    -------
    body : BodyLandmarks
        In the frame of the cameras.
    notes : tuple of Note
        Which clips had to be scaled.

    Raises
    ------
    FootwiseError
        A picture of another shape than the walk's, or a person whom no two of the cameras see.
    """
    scaled = [_in_picture(one, clip) for one, clip in zip(still, clips, strict=True)]
    # Whoever stands still does so on any clock.
    even = on_one_clock(tuple(one for one, _ in scaled), (0.0,) * len(scaled))
    named = tuple(replace(camera, name=one.name) for camera, one in zip(cameras, still, strict=True))
    used = tuple(one.name for one, camera in zip(still, cameras, strict=True) if camera.name in use)
    return triangulate(even, named, use=used), tuple(note for _, notes in scaled for note in notes)


def _in_picture(still: PictureLandmarks, clip: PictureLandmarks) -> tuple[PictureLandmarks, tuple[Note, ...]]:
    """The stance in the size of picture in which the same phone filmed the walk, with a note where it was another."""
    if still.size_px == clip.size_px:
        return still, ()
    factors = np.array(clip.size_px) / np.array(still.size_px)
    own, other = (f"{size[0]} by {size[1]} px" for size in (still.size_px, clip.size_px))
    if abs(factors[0] / factors[1] - 1) > _SAME_SHAPE:
        raise FootwiseError(
            still.source,
            f"shows the neutral stance in {own}, and the walk was filmed in {other}",
            "Film both with the phone in the same place and in the same video mode",
        )
    scaled = replace(still, points_px=still.points_px * factors, size_px=clip.size_px)
    return scaled, (Note(f"{still.name}: the stance was filmed in {own}, and scaled to the {other} of the walk"),)
