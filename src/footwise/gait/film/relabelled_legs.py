"""Landmarks with the legs exchanged in some pictures, and a smooth path where both were drawn onto one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.leg_tracks import JOINTS, leg_points
from footwise.notes import Note
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, PictureLandmarks
from footwise.signals import norm, runs

# Legs nearer than this have been drawn onto one.
ONTO_ONE_LEGS = 0.045
LONGEST_BRIDGE_S, BRIDGE_FROM_S, LEAST_SEEN = 0.4, 0.12, 4

_LEFT, _RIGHT = ([LANDMARKS.index(f"{side}_{joint}") for joint in JOINTS] for side in SIDES)


def legs_exchanged(landmarks: PictureLandmarks, exchanged: NDArray[np.bool_]) -> PictureLandmarks:
    """The same landmarks with the names of the legs exchanged in some pictures."""
    order = np.arange(len(LANDMARKS))
    order[_LEFT + _RIGHT] = _RIGHT + _LEFT
    points, visibility = landmarks.points_px.copy(), landmarks.visibility.copy()
    points[exchanged], visibility[exchanged] = points[exchanged][:, order], visibility[exchanged][:, order]
    return replace(landmarks, points_px=points, visibility=visibility)


def relabelled(
    landmarks: PictureLandmarks, exchanged: NDArray[np.bool_], outside: NDArray[np.intp]
) -> PictureLandmarks:
    """Exchange the legs in some pictures, bridge those in which both were drawn onto one, and say so.

    Parameters
    ----------
    landmarks : PictureLandmarks
    exchanged : array of bool, shape (pictures,)
    outside : array of int
        Pictures in which nobody knows whose the legs are: they are taken out.
    """
    named = legs_exchanged(landmarks, exchanged)
    points = named.points_px
    legs = leg_points(points)
    near = np.nan_to_num(norm(legs[0, :, 1:] - legs[1, :, 1:]).mean(axis=1), nan=np.inf) < ONTO_ONE_LEGS
    points = _bridged(points, near, _LEFT + _RIGHT, landmarks.time_s)
    # Before the first piece, and after the last, nobody knows.
    points[outside[:, None], _LEFT + _RIGHT] = np.nan
    said = (
        f"left and right leg were exchanged in {exchanged.sum()} of {landmarks.frames} pictures, by how the legs move "
        "all through the walk"
    )
    return replace(named, points_px=points, notes=(*landmarks.notes, Note(said)))


def _bridged(points: Array, near: NDArray[np.bool_], joints: list[int], time_s: Array) -> Array:
    """Points with a smooth path of each joint over the pictures in which both legs are one; NaN where there is none."""
    rate = 1 / float(np.median(np.diff(time_s)))
    look = max(3, round(BRIDGE_FROM_S * rate))
    for start, stop in runs(near):
        frames = np.arange(max(0, start - look), min(len(points), stop + look))
        frames = frames[~near[frames] & np.isfinite(points[frames][:, joints]).all(axis=(1, 2))]
        bridge = np.arange(start, stop)[:, None], np.array(joints)
        short = time_s[stop - 1] - time_s[start] <= LONGEST_BRIDGE_S
        if not short or (frames < start).sum() < LEAST_SEEN or (frames >= stop).sum() < LEAST_SEEN:
            points[bridge] = np.nan
            continue
        middle = time_s[frames].mean()
        path = points[frames[:, None], np.array(joints)].reshape(len(frames), -1)
        fitted = np.linalg.lstsq(np.vander(time_s[frames] - middle, 4), path, rcond=None)[0]
        laid = np.vander(time_s[start:stop] - middle, 4) @ fitted
        points[bridge] = laid.reshape(stop - start, len(joints), 2)
    return points
