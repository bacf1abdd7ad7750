"""Give each leg its own side again where the model has taken the one for the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.notes import Note
from footwise.recordings.film import LANDMARKS, PictureLandmarks
from footwise.video.people.crossing import body_size_px

_LEG = ("hip", "knee", "ankle", "heel", "foot_index")
_LEFT = [LANDMARKS.index(f"left_{part}") for part in _LEG]
_RIGHT = [LANDMARKS.index(f"right_{part}") for part in _LEG]
# What the model says is believed unless the path of the legs is worse by this, in body sizes, at every change of mind
# and by the second in every second of time: when the legs pass each other either name is as good, and the model's then
# stays.
_CHANGE_COST = 0.15
_EXCHANGE_COST_PER_S = 1.2
# A jump further than this tells no more than that something is wrong.
_LARGEST_JUMP = 0.5


def keep_sides(person: PictureLandmarks) -> PictureLandmarks:
    """Exchange the legs in the pictures in which their path is shorter that way.

    Over the whole clip, the sides are chosen (as is, or exchanged, in each picture) so that both legs move as steadily
    as they can: what counts is how far each joint is from where its last two places led. Legs that pass each other thus
    stay what they were. This mends what the model gets wrong for a moment, 0.2 s nearly always and 0.4 s in about half
    of the cases, at 25 to 240 pictures a second alike; an exchange for longer, that begins and ends while the legs
    pass each other, cannot be seen in their path.

    Parameters
    ----------
    person : PictureLandmarks

    Returns
    -------
    PictureLandmarks
        With a note of how many pictures were changed, if any.
    """
    rows = np.flatnonzero(np.isfinite(person.points_px[:, 0, 0]))
    if len(rows) < 3:
        return person
    size = float(np.median(body_size_px(person)[rows]))
    exchanged = rows[_exchanged(person.points_px[rows] / size, person.time_s[rows])]
    if not len(exchanged):
        return person
    points, visibility = person.points_px.copy(), person.visibility.copy()
    order = np.arange(len(LANDMARKS))
    order[_LEFT + _RIGHT] = _RIGHT + _LEFT
    points[exchanged] = points[exchanged][:, order]
    visibility[exchanged] = visibility[exchanged][:, order]
    note = f"left and right leg were exchanged in {len(exchanged)} of {len(rows)} pictures, by the way they move"
    return replace(person, points_px=points, visibility=visibility, notes=(*person.notes, Note(note)))


def _exchanged(points: Array, time_s: Array) -> NDArray[np.bool_]:
    """Which pictures to exchange: the path of least cost over pairs of pictures (Viterbi's algorithm)."""
    legs = np.stack([points[:, _LEFT], points[:, _RIGHT]])
    # One way of naming the legs, and the other.
    named = np.stack([legs, legs[::-1]])
    frames = len(time_s)
    # Least cost of every pair of names of the last two pictures, and the name before that led to it.
    cost = np.array([[0.0, _CHANGE_COST], [_CHANGE_COST, 0.0]])
    # However many pictures a second: an exchange of 0.2 s jumps as far at 240 as at 60, and must not cost more.
    exchange_cost = _EXCHANGE_COST_PER_S * float(np.median(np.diff(time_s)))
    before = np.zeros((frames, 2, 2), dtype=np.intp)
    for frame in range(2, frames):
        steps = (time_s[frame] - time_s[frame - 1]) / (time_s[frame - 1] - time_s[frame - 2])
        last, earlier = named[None, :, :, frame - 1], named[:, None, :, frame - 2]
        expected = last + (last - earlier) * min(steps, 2.0)
        # Axes: name two pictures ago, name in the last one, name now; then leg, joint, and right or down.
        miss = named[None, None, :, :, frame] - expected[:, :, None]
        jump = np.minimum(np.hypot(miss[..., 0], miss[..., 1]), _LARGEST_JUMP).mean(axis=(-1, -2))
        total = cost[:, :, None] + jump + _CHANGE_COST * (1 - np.eye(2))[None] + exchange_cost * np.arange(2)
        before[frame] = np.argmin(total, axis=0)
        cost = np.min(total, axis=0)
    names = np.zeros(frames, dtype=np.intp)
    names[-2:] = np.unravel_index(int(np.argmin(cost)), (2, 2))
    for frame in range(frames - 1, 1, -1):
        names[frame - 2] = before[frame, names[frame - 1], names[frame]]
    return np.asarray(names == 1)
