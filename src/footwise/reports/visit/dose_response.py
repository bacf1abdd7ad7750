"""The dose–response picture: how a load changes at every change of foot angle, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.reports.figures import INK, QUIET, TEXT, Look, name_columns, panel, plain_axes, whole_ticks
from footwise.reports.numbers import turn

_CURVE = "#2f353b"
# Steps beyond this share of a condition's spread do not widen the picture: they are marked at its edge.
_SHOWN = (2.0, 98.0)
_EDGE_PX = 7.0


@by_value
@dataclass(frozen=True)
class DoseBand:
    """The response over changes of foot angle.

    Attributes
    ----------
    change_deg : array, shape (points,)
        Toe-out positive; the picture reaches from the first to the last.
    load_pct : array, shape (points,)
        Expected change of the load in percent of natural walking, negative where it falls.
    bands : sequence of (low, high), each array of shape (points,)
        From the widest to the narrowest.
    """

    change_deg: Array
    load_pct: Array
    bands: Sequence[tuple[Array, Array]]


@by_value
@dataclass(frozen=True)
class DoseSteps:
    """Single steps of one condition."""

    look: Look
    change_deg: Array
    load_pct: Array


@dataclass(frozen=True)
class DoseOption:
    """One option, marked on the curve."""

    look: Look
    change_deg: float
    load_pct: float
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
        A step beyond the axes is a short line at their edge.
    options : sequence of DoseOption
    needed_pct : float
        Change that is needed, where the dashed line goes.
    reached_deg : (float, float)
        Furthest changes that were walked; beyond them the curve is dotted.
    alt : str

    Returns
    -------
    Figure
    """

    def paint(axes: Axes) -> None:
        # The lines at the upper edge stand between it and the title.
        plain_axes(axes, what, pad=12)
        for (low, high), strength in zip(curve.bands, (0.13, 0.2), strict=True):
            axes.fill_between(curve.change_deg, low, high, color=_CURVE, alpha=strength, linewidth=0, zorder=1)
        bounds = _bounds(curve, steps, needed_pct)
        for group in steps:
            _paint_steps(axes, group, bounds, _sides(curve))
        walked = (curve.change_deg >= reached_deg[0] - 1) & (curve.change_deg <= reached_deg[1] + 1)
        axes.plot(curve.change_deg, curve.load_pct, color=_CURVE, linewidth=1.2, linestyle=":", zorder=3)
        axes.plot(curve.change_deg, np.where(walked, curve.load_pct, np.nan), color=_CURVE, linewidth=2, zorder=3)
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.axhline(needed_pct, color=INK, linewidth=1.2, dashes=(5, 3))
        for option in options:
            _paint_option(axes, option)
        axes.annotate(
            f"−{abs(needed_pct):.0f} % needed", (1, needed_pct), xycoords=("axes fraction", "data"), xytext=(0, -3),
            textcoords="offset points", ha="right", va="top", fontsize=TEXT, color=QUIET, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.7},
        )  # fmt: skip
        axes.set_ylim(*bounds)
        axes.set_xlim(*_sides(curve))
        places = _places(curve.change_deg)
        name_columns(axes, places, ["natural" if place == 0 else turn(place, 0) for place in places])
        axes.tick_params(axis="x", length=3)
        axes.set_xlabel("foot turned by", labelpad=18)
        whole_ticks(axes)

    return panel(paint, alt, height=330, left=44, bottom=50, top=32)


def _places(change_deg: Array) -> list[float]:
    """Whole fives or tens of degrees within the picture, few enough to be named."""
    step = 5.0 if np.ptp(change_deg) <= 30 else 10.0
    return [step * k for k in range(int(np.ceil(change_deg[0] / step)), int(np.floor(change_deg[-1] / step)) + 1)]


def _paint_steps(axes: Axes, group: DoseSteps, bounds: tuple[float, float], sides: tuple[float, float]) -> None:
    """Draw the steps of a condition, and those beyond the axes as short lines at the edge."""
    x, y, colour = group.change_deg, group.load_pct, group.look.colour
    inside = ~_beyond(group, bounds, sides)
    axes.plot(
        x[inside], y[inside], group.look.marker, color=colour, markersize=4.2, alpha=0.6, markeredgewidth=0, zorder=2
    )
    for step_x, step_y in zip(x[~inside], y[~inside], strict=True):
        edge = (float(np.clip(step_x, *sides)), float(np.clip(step_y, *bounds)))
        outwards = (_EDGE_PX * np.sign(step_x - edge[0]), _EDGE_PX * np.sign(step_y - edge[1]))
        axes.annotate(
            "", edge, xytext=outwards, textcoords="offset points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def _beyond(group: DoseSteps, bounds: tuple[float, float], sides: tuple[float, float]) -> np.ndarray:
    x, y = group.change_deg, group.load_pct
    return np.asarray((x < sides[0]) | (x > sides[1]) | (y < bounds[0]) | (y > bounds[1]))


def _paint_option(axes: Axes, option: DoseOption) -> None:
    axes.plot(
        option.change_deg, option.load_pct, option.look.marker, color=option.look.colour,
        markersize=11 if option.chosen_by else 9, markeredgecolor="white", markeredgewidth=1.4, zorder=5,
    )  # fmt: skip
    if option.chosen_by:
        axes.annotate(
            option.chosen_by, (option.change_deg, option.load_pct), xytext=(0, -10), textcoords="offset points",
            ha="left" if option.change_deg < 0 else "right", va="top", fontsize=TEXT, fontweight="bold",
            color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}, zorder=6,
        )  # fmt: skip


def beyond_the_picture(curve: DoseBand, steps: Sequence[DoseSteps], needed_pct: float) -> int:
    """Count the steps that lie beyond the axes."""
    bounds, sides = _bounds(curve, steps, needed_pct), _sides(curve)
    return sum(int(_beyond(group, bounds, sides).sum()) for group in steps)


def _sides(curve: DoseBand) -> tuple[float, float]:
    return float(curve.change_deg[0]), float(curve.change_deg[-1])


def _bounds(curve: DoseBand, steps: Sequence[DoseSteps], needed_pct: float) -> tuple[float, float]:
    values = [np.concatenate(curve.bands[0]), np.array([needed_pct - 4, 4.0])]
    values += [np.percentile(s.load_pct, _SHOWN) for s in steps if len(s.load_pct)]
    everything = np.concatenate(values)
    space = 0.06 * float(np.ptp(everything))
    return float(everything.min()) - 2 * space, float(everything.max()) + space
