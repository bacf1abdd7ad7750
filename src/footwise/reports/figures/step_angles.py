"""The foot progression angle of every step, in the order of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.reports.figures.looks import INK, Look
from footwise.reports.figures.panel import name_columns, panel, plain_axes, whole_ticks

# Space between two groups, as a share of the width of one.
_GAP = 0.18


@by_value
@dataclass(frozen=True)
class StepAngles:
    """The steps of one condition or leg, in their order.

    Attributes
    ----------
    label : str
    look : Look
    angles_deg : array, shape (steps,)
    used : array of bool, shape (steps,)
    target_deg : float
        Angle that was asked for; NaN if none was.
    """

    label: str
    look: Look
    angles_deg: Array
    used: np.ndarray
    target_deg: float = float("nan")


def step_angles(what: str, groups: list[StepAngles], alt: str, others: Sequence[StepAngles] = ()) -> Figure | None:
    """Draw one column a group: used steps filled, excluded ones hollow, mean line, dashed target line.

    Parameters
    ----------
    what : str
    groups : list of StepAngles
    alt : str
    others : sequence of StepAngles
        Groups of another picture that is to have the same scale.

    Returns
    -------
    Figure or None
        None when no step has an angle.
    """
    if not any(np.isfinite(group.angles_deg).any() for group in groups):
        return None
    most = max(len(group.angles_deg) for group in groups)
    size = 5.5 if most * len(groups) <= 80 else 3.4

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        for column, group in enumerate(groups):
            _paint_group(axes, group, column * (1 + _GAP), size)
        axes.set_xlim(-_GAP / 2, len(groups) * (1 + _GAP) - _GAP / 2)
        # Many columns are narrow: their names take two lines.
        names = [group.label.replace(" ", "\n") if len(groups) > 2 else group.label for group in groups]
        name_columns(axes, [column * (1 + _GAP) + 0.5 for column in range(len(groups))], names)
        axes.set_ylim(*_reach([*groups, *others]))
        whole_ticks(axes, "°")

    return panel(paint, alt, bottom=48)


def _reach(groups: list[StepAngles]) -> tuple[float, float]:
    """Lowest and highest angle of a picture, with a margin; steps of a steady walk shall look steady."""
    values = np.concatenate([np.append(group.angles_deg, group.target_deg) for group in groups])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = max(0.06 * (high - low), (10 - (high - low)) / 2)
    return low - margin, high + margin


def _paint_group(axes: Axes, group: StepAngles, start: float, size: float) -> None:
    count = len(group.angles_deg)
    at = start + (np.arange(count) + 0.5) / max(count, 1)
    known = np.isfinite(group.angles_deg)
    used, left_out = known & group.used, known & ~group.used
    look = group.look
    axes.plot(at[used], group.angles_deg[used], look.marker, color=look.colour, markersize=size, markeredgewidth=0)
    axes.plot(
        at[left_out], group.angles_deg[left_out], look.marker, markersize=size + 1, markerfacecolor="white",
        markeredgecolor=INK, markeredgewidth=0.9,
    )  # fmt: skip
    if used.any():
        mean = float(group.angles_deg[used].mean())
        axes.plot((start, start + 1), (mean, mean), color="white", linewidth=4)
        axes.plot((start, start + 1), (mean, mean), color=look.colour, linewidth=2.2)
    if np.isfinite(group.target_deg):
        ends = (start - _GAP / 3, start + 1 + _GAP / 3)
        axes.plot(ends, (group.target_deg,) * 2, color=INK, linewidth=1.1, dashes=(3, 2.5))
