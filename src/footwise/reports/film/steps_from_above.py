"""The steps of a filmed walk seen from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.reports.figures import INK, QUIET, SIDE_LOOKS, WIDTH, panel, plain_axes
from footwise.reports.numbers import number

_MARGIN_M = 0.2
_LEAST_ACROSS_M = 0.7


@by_value
@dataclass(frozen=True)
class FloorStep:
    """Where a foot lay: `heel_m` and `toe_m` of shape (2,), x along the walk and y to the left."""

    side: str
    heel_m: Array
    toe_m: Array
    used: bool


def steps_from_above(
    what: str, steps: Sequence[FloorStep], path_m: Array, alt: str, outwards: str = "toe-out"
) -> Figure | None:
    """Draw heel to toe of each step and the way of the body; the walk leads to the right.

    Parameters
    ----------
    what : str
        Title.
    steps : sequence of FloorStep
    path_m : array, shape (frames, 2)
        NaN where unknown.
    alt : str
    outwards : str
        What it is called when a foot points outwards.

    Returns
    -------
    Figure or None
        None without a step.
    """
    if not steps:
        return None
    ends = np.array([point for step in steps for point in (step.heel_m, step.toe_m)])
    low, high = ends.min(axis=0) - _MARGIN_M, ends.max(axis=0) + _MARGIN_M
    missing = max(_LEAST_ACROSS_M - float(high[1] - low[1]), 0) / 2
    low[1], high[1] = low[1] - missing, high[1] + missing
    left, right, bottom, top = 40, 14, 40, 26
    drawn = WIDTH - left - right
    # One metre is as long both ways: a foot angle must look like what it is.
    height = float(np.clip((high[1] - low[1]) / (high[0] - low[0]) * drawn, 130, 360))
    missing = max(height / drawn * float(high[0] - low[0]) - float(high[1] - low[1]), 0) / 2
    low[1], high[1] = low[1] - missing, high[1] + missing

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.grid(False)
        axes.plot(path_m[:, 0], path_m[:, 1], color=QUIET, linewidth=1.2, linestyle=(0, (2, 2)))
        known = np.flatnonzero(np.isfinite(path_m).all(axis=1))
        if len(known) > 1:
            end, before = path_m[known[-1]], path_m[known[max(len(known) - 8, 0)]]
            axes.annotate(
                "", tuple(end), tuple(before), arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.2}
            )
        for step in steps:
            look = SIDE_LOOKS[step.side]
            colour = look.colour if step.used else QUIET
            foot = np.stack((step.heel_m, step.toe_m))
            axes.plot(
                foot[:, 0],
                foot[:, 1],
                color=colour,
                linewidth=3.0 if step.used else 1.2,
                alpha=1.0 if step.used else 0.6,
            )
            axes.plot(*step.heel_m, look.marker, color=colour, markersize=4.5)
        for place, word, arrow in ((0.93, f"left foot: {outwards}", "↑"), (0.07, f"right foot: {outwards}", "↓")):
            axes.text(0.995, place, f"{word} {arrow}", transform=axes.transAxes, ha="right", va="center",
                      fontsize=10.5, color=INK)  # fmt: skip
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        axes.set_aspect("equal", adjustable="box")
        axes.set_xlabel("along the walk, m")
        axes.xaxis.set_major_formatter(lambda value, _: number(value, 1))
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 1))

    return panel(paint, alt, height=round(height) + bottom + top, left=left, right=right, bottom=bottom, top=top)
