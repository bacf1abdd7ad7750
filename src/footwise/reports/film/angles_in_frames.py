"""Foot angle and knee flexion of a filmed walk, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.reports.figures import INK, QUIET, Look, panel, plain_axes, whole_ticks

_MARGIN_DEG = 6.0
# Knees do not bend further; what does is landmarks gone astray, and would make the rest small.
_LOWEST_KNEE_DEG, _HIGHEST_KNEE_DEG = -15.0, 100.0


@by_value
@dataclass(frozen=True)
class FlatStep:
    """Frames that the angle of one step comes from, its median, and whether the step was used."""

    frames: NDArray[np.intp]
    angle_deg: float
    used: bool


def angle_in_frames(
    what: str, look: Look, time_s: Array, angle_deg: Array, steps: Sequence[FlatStep], alt: str
) -> Figure | None:
    """Draw the foot angle over stance as a thin line, the frames that were used as dots, each median as a bar.

    Parameters
    ----------
    what : str
        Title: what the angles are measured against is part of it.
    look : Look
    time_s, angle_deg : array, shape (frames,)
        Toe-out positive; NaN in swing.
    steps : sequence of FlatStep
    alt : str

    Returns
    -------
    Figure or None
        None where no frame was used.
    """
    dots = [angle_deg[step.frames] for step in steps]
    values = np.concatenate(dots) if dots else np.empty(0)
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = min(float(values.min()), 0) - _MARGIN_DEG, max(float(values.max()), 0) + _MARGIN_DEG

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.axhline(0, color=INK, linewidth=0.7)
        # Before and after it lies flat a foot seems to turn by tens of degrees: the line may leave the picture.
        axes.plot(time_s, angle_deg, color=look.colour, linewidth=0.9, alpha=0.55)
        for step in steps:
            at, shown = time_s[step.frames], angle_deg[step.frames]
            axes.plot(
                at, shown, look.marker, markersize=3.2, color=look.colour if step.used else "white",
                markeredgecolor=look.colour if step.used else QUIET, markeredgewidth=0.7, alpha=0.8,
            )  # fmt: skip
            if step.used and len(at):
                axes.plot(at[[0, -1]], [step.angle_deg] * 2, color=INK, linewidth=2.2, solid_capstyle="butt")
        axes.set_ylim(low, high)
        axes.set_xlim(time_s[0], time_s[-1])
        axes.set_xlabel("time, s")
        whole_ticks(axes, "°")

    return panel(paint, alt, left=44, bottom=44)


def knee_in_frames(
    what: str, look: Look, time_s: Array, flexion_deg: Array, contact_s: Array, off_s: Array, alt: str
) -> Figure | None:
    """Draw knee flexion over time with foot contacts (full upright lines) and foot offs (dashed).

    Parameters
    ----------
    what : str
    look : Look
    time_s, flexion_deg : array, shape (frames,)
    contact_s, off_s : array
        NaN where not known.
    alt : str

    Returns
    -------
    Figure or None
        None where the knee was never seen.
    """
    known = flexion_deg[np.isfinite(flexion_deg)]
    if not len(known):
        return None

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        for times, dashes in ((contact_s, (0, ())), (off_s, (0, (3, 2)))):
            for at in times[np.isfinite(times)]:
                axes.axvline(at, color=QUIET, linewidth=1.0, linestyle=dashes)
        axes.plot(time_s, flexion_deg, color=look.colour, linewidth=1.8)
        low, high = min(float(known.min()), 0) - 3, max(float(known.max()), 60) + 5
        axes.set_ylim(max(low, _LOWEST_KNEE_DEG), min(high, _HIGHEST_KNEE_DEG))
        axes.set_xlim(time_s[0], time_s[-1])
        axes.set_xlabel("time, s")
        whole_ticks(axes, "°")

    return panel(paint, alt, left=44, bottom=44)
