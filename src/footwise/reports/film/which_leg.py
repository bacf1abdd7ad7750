"""Which leg was taken for the left one, drawn as the film shows it: nobody but who was there can see a mirror image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.gait.film import FilmedWalk
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS
from footwise.reports.figures import INK, QUIET, SIDE_LOOKS, WIDTH, panel
from footwise.reports.numbers import number

_LEG = ("hip", "knee", "ankle", "heel", "foot_index", "ankle")
_ARM = ("shoulder", "elbow", "wrist")
_HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 300, 14, 14, 10, 26
_ROOM = {"height": _HEIGHT, "left": _LEFT, "right": _RIGHT, "bottom": _BOTTOM, "top": _TOP}
# Legs that are nearer to each other, in lengths of the leg, are ahead of each other for nobody's eye.
_APART_LEGS = 0.15


@by_value
@dataclass(frozen=True)
class SeenLegs:
    """The person at one time of a film by one phone.

    Attributes
    ----------
    time_s : float
    points_px : array, shape (33, 2)
        y down.
    words : str
        Where the left leg is, as the begin of a sentence.
    """

    time_s: float
    points_px: Array
    words: str


def seen_legs(walk: FilmedWalk) -> SeenLegs | None:
    """The picture that tells the legs apart best: None for several phones, whose places show a mirror by themselves."""
    motion = walk.motion
    # Where nobody can say which leg is which there is nothing to ask.
    if motion.points.shape[2] != 2 or not walk.knows_sides:
        return None
    apart = (motion["left_ankle"] - motion["right_ankle"]) / motion.leg
    known = motion.inside & np.isfinite(motion.points).all(axis=(1, 2))
    if not known.any():
        return None
    # Of the steps that count, where there are any.
    events = np.concatenate([walk.steps.contact_s[walk.steps.used], walk.steps.off_s[walk.steps.used]])
    if np.isfinite(events).any():
        stepping = known & (motion.time_s >= np.nanmin(events)) & (motion.time_s <= np.nanmax(events))
        known = stepping if stepping.any() else known
    # From the side one leg is ahead; from the front one is at the left of the picture.
    frame = int(np.where(known, np.abs(apart[:, 0]), -1.0).argmax())
    points, time_s = motion.points[frame], float(motion.time_s[frame])
    at = f"at {number(time_s, 1)} s the left leg"
    if abs(apart[frame, 0]) < _APART_LEGS:
        return SeenLegs(time_s, points, f"{at} is the one marked so in the report")
    to = "left" if apart[frame, 0] < 0 else "right"
    return SeenLegs(time_s, points, f"{at} is the one at the {to} of the picture")


def which_leg_words(walk: FilmedWalk) -> str:
    """Say where the left leg is at some time of a film by one phone; empty for several."""
    seen = seen_legs(walk)
    return f"{seen.words[:1].upper()}{seen.words[1:]}" if seen else ""


def which_leg(walk: FilmedWalk, about: str) -> Figure | None:
    """Draw the person with both legs named."""
    seen = seen_legs(walk)
    if seen is None:
        return None

    def place(name: str) -> Array:
        return np.asarray(seen.points_px[LANDMARKS.index(name)])

    def paint(axes: Axes) -> None:
        trunk = [place(name) for name in ("left_shoulder", "right_shoulder", "right_hip", "left_hip", "left_shoulder")]
        _line(axes, trunk, QUIET, 1.4)
        middle = (place("left_shoulder") + place("right_shoulder")) / 2
        nose = place("nose")
        _line(axes, [middle, nose], QUIET, 1.4)
        axes.plot(*nose, "o", color=QUIET, markersize=7)
        for side in SIDES:
            look = SIDE_LOOKS[side]
            _line(axes, [place(f"{side}_{name}") for name in _ARM], QUIET, 1.0)
            _line(axes, [place(f"{side}_{name}") for name in _LEG], look.colour, 3.0, look.dashes)
        outer = "left" if place("left_ankle")[0] <= place("right_ankle")[0] else "right"
        for side in SIDES:
            ankle = place(f"{side}_knee")
            first = side == outer
            axes.annotate(
                side, tuple(ankle), xytext=(-14 if first else 14, 0), textcoords="offset points",
                ha="right" if first else "left", va="center", color=SIDE_LOOKS[side].colour, fontweight="bold",
            )  # fmt: skip
        low, high = seen.points_px.min(axis=0), seen.points_px.max(axis=0)
        middle, tall = (low + high) / 2, 1.16 * float(high[1] - low[1])
        wide = tall * (WIDTH - _LEFT - _RIGHT) / (_HEIGHT - _BOTTOM - _TOP)
        axes.set_xlim(middle[0] - wide / 2, middle[0] + wide / 2)
        axes.set_ylim(middle[1] + tall / 2, middle[1] - tall / 2)
        axes.axis("off")
        title = f"Which leg is left? ({number(seen.time_s, 1)} s)"
        axes.set_title(title, loc="left", fontsize=13, fontweight="bold", color=INK, pad=8, y=1.0)

    return panel(paint, f"The person in the picture, {seen.words}, in {about}", **_ROOM)


def _line(axes: Axes, points: list[Array], colour: str, width: float, dashes: tuple[float, ...] = ()) -> None:
    along = np.array(points)
    axes.plot(along[:, 0], along[:, 1], color=colour, linewidth=width, linestyle=(0, dashes), solid_capstyle="round")
