"""The sides of several films of one walk: each film's legs are given their own, and the least certain one speaks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from footwise.gait.film.motion import picture_motion
from footwise.gait.film.own_sides import OwnSides, with_own_sides
from footwise.gait.film.side_view import picture_ahead
from footwise.gait.film.view import SIDE, view_of
from footwise.recordings.film import PictureLandmarks


def clips_with_own_sides(
    clips: Sequence[PictureLandmarks],
) -> tuple[tuple[PictureLandmarks, ...], dict[str, OwnSides]]:
    """Give each leg its own side in every film of a walk.

    Parameters
    ----------
    clips : sequence of PictureLandmarks
        Those that show nobody stay as they are.

    Returns
    -------
    clips : tuple of PictureLandmarks
    sides : dict of str to OwnSides
        By the name of each clip that shows somebody.
    """
    own, sides = [], {}
    for clip in clips:
        if clip.is_seen and clip.frames > 1:
            ahead = None
            if view_of(clip).kind == SIDE:
                motion = picture_motion(clip)
                frames = np.round((clip.time_s - motion.start_s) * motion.rate_hz).astype(int)
                ahead = picture_ahead(motion)[np.clip(frames, 0, motion.frames - 1)]
            clip, sides[clip.name] = with_own_sides(clip, ahead)
        own.append(clip)
    return tuple(own), sides


def least_certain(sides: dict[str, OwnSides], use: Collection[str]) -> OwnSides | None:
    """What is known of the sides where the points come from the cameras of `use`; None where none was asked."""
    asked = [sides[name] for name in use if name in sides]
    if not asked:
        return None
    least = min(asked, key=lambda one: one.certainty)
    return OwnSides(least.certainty, np.zeros(0, dtype=bool), contradicted=any(one.contradicted for one in asked))
