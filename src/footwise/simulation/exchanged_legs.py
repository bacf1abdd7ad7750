"""Legs that a pose model takes for each other, as it does in dark trousers: put into landmarks whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.recordings.film import LANDMARKS, PictureLandmarks
from footwise.simulation.walking_body import TrueStep

EXCHANGES = (
    "each step", "at mid-swing", "runs of pictures", "half of the film", "single pictures", "drawn onto one",
    "all of the film",
)  # fmt: skip
_LEG = ("hip", "knee", "ankle", "heel", "foot_index")
_LEFT = [LANDMARKS.index(f"left_{part}") for part in _LEG]
_RIGHT = [LANDMARKS.index(f"right_{part}") for part in _LEG]
# The model looks at a person and at a mirror image and takes the mean: while it changes its mind the legs are in the
# middle of both.
_BETWEEN_FRAMES = 2


def exchanged_legs(
    clip: PictureLandmarks, steps: Sequence[TrueStep], kind: str, rng: np.random.Generator, near: str = "left"
) -> PictureLandmarks:
    """Exchange the legs of a clip in some of its pictures.

    Parameters
    ----------
    clip : PictureLandmarks
    steps : sequence of TrueStep
        Of the walk, on the clip's clock.
    kind : str
        One of `EXCHANGES`: each step from contact to contact of the other foot with a probability of 0.5; the same from
        where the legs pass each other to where they do again; runs of 0.1 to 0.8 s; from the middle of the film on;
        one picture in ten; each step as the first, and besides both legs drawn onto the nearer one for 0.1 to 0.25 s
        as they pass; every picture.
    rng : numpy.random.Generator
    near : {"left", "right"}
        The leg that the camera sees in front of the other.

    Returns
    -------
    PictureLandmarks
    """
    time_s = clip.time_s
    exchanged, onto_one = np.zeros((2, len(time_s)), dtype=bool)
    contacts = np.sort([step.contact_s for step in steps])
    # Legs pass each other about half-way between two contacts.
    passes = (contacts[:-1] + contacts[1:]) / 2
    if kind in ("each step", "at mid-swing", "drawn onto one"):
        edges = passes if kind == "at mid-swing" else contacts
        for begin, end in zip((-np.inf, *edges), (*edges, np.inf), strict=True):
            exchanged[(time_s >= begin) & (time_s < end)] = rng.random() < 0.5
    if kind == "runs of pictures":
        at = 0.0
        while at < time_s[-1]:
            at += rng.uniform(0.1, 1.0)
            length = rng.uniform(0.1, 0.8)
            exchanged[(time_s >= at) & (time_s < at + length)] = True
            at += length
    if kind == "half of the film":
        exchanged = time_s > rng.uniform(0.4, 0.6) * time_s[-1]
    if kind == "all of the film":
        exchanged[:] = True
    if kind == "single pictures":
        exchanged = rng.random(len(time_s)) < 0.1
    if kind == "drawn onto one":
        for middle in passes:
            onto_one |= np.abs(time_s - middle) < rng.uniform(0.05, 0.125)
    points = _with(clip.points_px, exchanged, onto_one, near, blend=kind != "single pictures")
    return replace(clip, points_px=points)


def _with(points: Array, exchanged: NDArray[np.bool_], onto_one: NDArray[np.bool_], near: str, blend: bool) -> Array:
    points = points.copy()
    for mine, other in ((_LEFT, _RIGHT), (_RIGHT, _LEFT)):
        if mine == (_RIGHT if near == "left" else _LEFT):
            points[np.flatnonzero(onto_one)[:, None], np.array(mine)] = points[onto_one][:, other]
    order = np.arange(len(LANDMARKS))
    order[_LEFT + _RIGHT] = _RIGHT + _LEFT
    points[exchanged] = points[exchanged][:, order]
    if blend:
        for change in 1 + np.flatnonzero(np.diff(exchanged)):
            around = slice(max(0, change - _BETWEEN_FRAMES // 2), change + _BETWEEN_FRAMES // 2)
            middle = (points[around][:, _LEFT] + points[around][:, _RIGHT]) / 2
            for names in (_LEFT, _RIGHT):
                points[around, names] = middle
    return points
