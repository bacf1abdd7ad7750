"""The foot angle of every stride over the time of a walk, with those that were left out."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.reports.figures import QUIET, Look, panel, plain_axes, whole_ticks

# Beyond so many strides the markers get smaller.
_MANY = 45
# Around the used strides, as a share of their range and in degrees; what lies beyond is shown at the edge.
_MARGIN, _LEAST_MARGIN_DEG = 0.25, 4.0


def walked_angles(what: str, look: Look, at_s: Array, angles_deg: Array, used: np.ndarray, alt: str) -> Figure | None:
    """Draw used strides filled and joined, left-out strides hollow, the median and one standard deviation.

    Parameters
    ----------
    what : str
        Title.
    look : Look
    at_s : array, shape (strides,)
        When each stride ends.
    angles_deg : array, shape (strides,)
        Toe-out positive; NaN where a stride has none. A left-out stride whose angle is out of range is drawn at the
        edge: in a turn it may be anything.
    used : array of bool, shape (strides,)
    alt : str

    Returns
    -------
    Figure or None
        None when no stride was used.
    """
    known = np.isfinite(angles_deg)
    used, left_out = known & used, known & ~used
    if not used.any():
        return None
    low, high = float(angles_deg[used].min()), float(angles_deg[used].max())
    margin = max(_MARGIN * (high - low), _LEAST_MARGIN_DEG)
    low, high = low - margin, high + margin
    median = float(np.median(angles_deg[used]))
    spread = float(angles_deg[used].std(ddof=1)) if used.sum() > 1 else 0.0

    size = 5.0 if len(at_s) <= _MANY else 3.2

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.axhspan(median - spread, median + spread, color=look.colour, alpha=0.1, linewidth=0)
        axes.axhline(median, color=look.colour, linewidth=1.8)
        # A line across a gap would show strides that nobody walked.
        joined = np.where(used, angles_deg, np.nan)
        axes.plot(at_s, joined, color=look.colour, linewidth=0.8, alpha=0.5)
        axes.plot(at_s[used], angles_deg[used], look.marker, color=look.colour, markersize=size, markeredgewidth=0)
        axes.plot(
            at_s[left_out], np.clip(angles_deg[left_out], low + margin / 6, high - margin / 6), look.marker,
            markersize=size + 0.6, markerfacecolor="white", markeredgecolor=QUIET, markeredgewidth=1.1,
        )  # fmt: skip
        axes.set_ylim(low, high)
        axes.margins(x=0.015)
        axes.set_xlabel("time, s")
        whole_ticks(axes, "°")

    return panel(paint, alt, left=44, bottom=44)
