"""How the foot angles of a session are spread: natural walking, practice, and what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from footwise.arrays import Array, by_value
from footwise.reports.figures.looks import INK, QUIET, Look
from footwise.reports.figures.panel import TEXT, panel, plain_axes
from footwise.reports.numbers import number

_BAND = "#dfeadf"
_TARGET = "#3d7a3d"
_ROW = 0.66


@by_value
@dataclass(frozen=True)
class AngleGroup:
    """Steps that were walked in the same way.

    Attributes
    ----------
    label : str
    look : Look
    angles_deg : array
    by_median : bool
        Their middle is the median, as in the page's table; else the mean.
    """

    label: str
    look: Look
    angles_deg: Array
    by_median: bool = False

    @property
    def known_deg(self) -> Array:
        """The angles that are known."""
        return self.angles_deg[np.isfinite(self.angles_deg)]

    @property
    def middle_deg(self) -> float:
        """Median or mean of the known angles."""
        return float(np.median(self.known_deg) if self.by_median else self.known_deg.mean())


def angle_distributions(
    what: str, groups: Sequence[AngleGroup], target_deg: float, band_deg: float, alt: str
) -> Figure | None:
    """Draw a histogram of one-degree bins for each group, all equally high and one above the other, with its middle.

    Parameters
    ----------
    what : str
        Title.
    groups : sequence of AngleGroup
        From top to bottom; those without a step are left out.
    target_deg, band_deg : float
        The dead band is shaded; NaN where there is no target.
    alt : str

    Returns
    -------
    Figure or None
        None where no group has a step.
    """
    groups = [group for group in groups if len(group.known_deg)]
    if not groups:
        return None
    known = [group.known_deg for group in groups]
    everything = np.concatenate([*known, [v for v in (target_deg - band_deg, target_deg + band_deg) if np.isfinite(v)]])
    low, high = float(np.floor(everything.min())) - 2, float(np.ceil(everything.max())) + 2
    bins = np.arange(low, high + 1)
    counts = [np.histogram(values, bins)[0] for values in known]

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.grid(False)
        if np.isfinite(target_deg):
            axes.axvspan(target_deg - band_deg, target_deg + band_deg, color=_BAND, linewidth=0)
            axes.axvline(target_deg, color=_TARGET, linewidth=1.4, dashes=(5, 2.5))
        for row, (group, values, count) in enumerate(zip(groups, known, counts, strict=True)):
            middle = group.middle_deg
            base = len(groups) - 1 - row
            inside = abs(middle - target_deg) < band_deg
            _paint_group(axes, group.look, middle, bins, base + _ROW * count / count.max(), base, inside)
            _name_group(axes, [*group.label.split("\n"), f"{len(values)} steps"], base)
        axes.set_xlim(low, high)
        axes.set_ylim(-0.02, len(groups) + 0.02)
        axes.set_yticks(())
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: number(value, 0) + "°")
        axes.set_xlabel("← toe-in · foot angle · toe-out →")

    return panel(paint, alt, height=80 + 62 * len(groups), left=112, bottom=44)


def _paint_group(axes: Axes, look: Look, middle: float, bins: Array, tops: Array, base: float, inside: bool) -> None:
    axes.stairs(tops, bins, baseline=base, fill=True, color=look.colour, alpha=0.12 if look.hollow else 0.3)
    axes.stairs(tops, bins, baseline=base, color=look.colour, linewidth=1.3)
    axes.axhline(base, color=QUIET, linewidth=0.6)
    axes.plot((middle, middle), (base, base + _ROW + 0.04), color=INK, linewidth=1.8)
    axes.annotate(
        number(middle, 1) + "°", (middle, base + _ROW + 0.04), xytext=(0, 1), textcoords="offset points", ha="center",
        va="bottom", fontsize=TEXT, fontweight="bold",
        # The target line must not run through the number.
        bbox={"facecolor": _BAND if inside else "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def _name_group(axes: Axes, lines: Sequence[str], base: float) -> None:
    """Write the name of a row beside it, line by line: the page's font is not as wide as that of the drawing."""
    for k, line in enumerate(lines):
        axes.annotate(
            line, (0, base + 0.3), xycoords=("axes fraction", "data"), ha="right", va="center",
            xytext=(-10, 14.5 * ((len(lines) - 1) / 2 - k)), textcoords="offset points",
        )  # fmt: skip
