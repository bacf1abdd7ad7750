"""The dose–response picture: how much a load falls at every change of foot angle, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.reports.figures import INK, QUIET, Look, panel, plain_axes, whole_ticks

_CURVE = "#2f353b"
# Steps beyond this share of a condition's spread are left out of the picture's range, not of the picture.
_SHOWN = (2.0, 98.0)
_FURTHEST_DEG = 12.0


@by_value
@dataclass(frozen=True)
class DoseBand:
    """The response over changes of foot angle.

    Attributes
    ----------
    change_deg : array, shape (points,)
        Toe-out positive.
    fall_pct : array, shape (points,)
        Expected fall in percent of natural walking.
    bands : sequence of (low, high), each array of shape (points,)
        From the widest to the narrowest.
    """

    change_deg: Array
    fall_pct: Array
    bands: Sequence[tuple[Array, Array]]


@by_value
@dataclass(frozen=True)
class DoseSteps:
    """Steps of one condition, for the faint points."""

    look: Look
    change_deg: Array
    fall_pct: Array


@dataclass(frozen=True)
class DoseOption:
    """One option, marked on the curve."""

    look: Look
    change_deg: float
    fall_pct: float
    chosen_by: str


def dose_response(
    what: str,
    curve: DoseBand,
    steps: Sequence[DoseSteps],
    options: Sequence[DoseOption],
    needed_pct: float,
    reached_deg: tuple[float, float],
    alt: str,
) -> Figure:
    """Draw curve, bands, steps and options.

    Parameters
    ----------
    what : str
        Title.
    curve : DoseBand
    steps : sequence of DoseSteps
    options : sequence of DoseOption
    needed_pct : float
        Where the dashed line goes.
    reached_deg : (float, float)
        Furthest changes that were walked; beyond them the curve is dotted.
    alt : str

    Returns
    -------
    Figure
    """

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        for group in steps:
            axes.plot(
                group.change_deg, group.fall_pct, group.look.marker, color=group.look.colour, markersize=2.6,
                alpha=0.16, markeredgewidth=0, zorder=1,
            )  # fmt: skip
        for (low, high), strength in zip(curve.bands, (0.16, 0.26), strict=True):
            axes.fill_between(curve.change_deg, low, high, color=_CURVE, alpha=strength, linewidth=0, zorder=2)
        walked = (curve.change_deg >= reached_deg[0] - 1) & (curve.change_deg <= reached_deg[1] + 1)
        axes.plot(curve.change_deg, curve.fall_pct, color=_CURVE, linewidth=1.2, linestyle=":", zorder=3)
        axes.plot(curve.change_deg, np.where(walked, curve.fall_pct, np.nan), color=_CURVE, linewidth=2, zorder=3)
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.axhline(needed_pct, color=INK, linewidth=1.2, dashes=(5, 3))
        for option in options:
            axes.plot(
                option.change_deg, option.fall_pct, option.look.marker, color=option.look.colour,
                markersize=9 if option.chosen_by else 7, markeredgecolor="white", markeredgewidth=1.2, zorder=5,
            )  # fmt: skip
            if option.chosen_by:
                axes.annotate(
                    option.chosen_by, (option.change_deg, option.fall_pct), xytext=(0, 9), textcoords="offset points",
                    ha="left" if option.change_deg < 0 else "right", va="bottom", fontsize=11.5, fontweight="bold",
                    color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}, zorder=6,
                )  # fmt: skip
        axes.annotate(
            f"{needed_pct:.0f} % needed", (1, needed_pct), xycoords=("axes fraction", "data"), xytext=(0, 3),
            textcoords="offset points", ha="right", va="bottom", fontsize=11.5, color=QUIET,
        )  # fmt: skip
        axes.set_ylim(*_range(curve, steps, needed_pct))
        axes.set_xlim(-_FURTHEST_DEG, _FURTHEST_DEG)
        axes.set_xticks([-10, -5, 0, 5, 10], labels=["10° in", "5° in", "natural", "5° out", "10° out"])
        axes.set_xlabel("foot turned by")
        whole_ticks(axes)

    return panel(paint, alt, height=320, left=44, bottom=46)


def _range(curve: DoseBand, steps: Sequence[DoseSteps], needed_pct: float) -> tuple[float, float]:
    values = [np.concatenate(curve.bands[0]), np.array([needed_pct + 4, -4.0])]
    values += [np.percentile(s.fall_pct, _SHOWN) for s in steps if len(s.fall_pct)]
    everything = np.concatenate(values)
    space = 0.06 * float(np.ptp(everything))
    return float(everything.min()) - space, float(everything.max()) + 2 * space
