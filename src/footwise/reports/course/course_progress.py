"""The sessions of a course side by side: how far the foot was turned, and how many steps were in the band."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.reports.figures import INK, QUIET, STEP_LOOKS, TEXT, panel, plain_axes, whole_ticks
from footwise.reports.numbers import number

_BAND = "#dfeadf"
_TARGET = "#3d7a3d"
# The groups of one session stand beside each other, so that their whiskers do not cover each other.
_BESIDE = {"with feedback": -0.16, "without feedback": 0.0, "retention": 0.16}


@dataclass(frozen=True)
class CoursePoint:
    """One foot in one session: what the steps of each group came to.

    Attributes
    ----------
    session : int
    asked_deg, band_deg : float
        Change that was asked for, toe-out positive, and dead band; NaN where there was no target.
    change_deg, spread_deg, in_band_pct : mapping of str to float
        By group, NaN where the group has no step: mean change from natural walking, standard deviation over
        the steps, and share of steps in the band.
    """

    session: int
    asked_deg: float
    band_deg: float
    change_deg: Mapping[str, float]
    spread_deg: Mapping[str, float]
    in_band_pct: Mapping[str, float]


def course_change(what: str, points: Sequence[CoursePoint], alt: str) -> Figure | None:
    """Draw the mean change of each session with its standard deviation, and the band that was asked for.

    None where no session knows one.
    """
    if not _known(points, lambda point: point.change_deg):
        return None

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        # One shape over all sessions: single ones would show seams.
        ends = np.concatenate([(point.session - 0.5, point.session + 0.5) for point in points])
        asked = np.repeat([point.asked_deg for point in points], 2)
        band = np.repeat([point.band_deg for point in points], 2)
        axes.fill_between(ends, asked - band, asked + band, color=_BAND, linewidth=0)
        axes.plot(ends, asked, color=_TARGET, linewidth=1.4, dashes=(5, 2.5))
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.annotate(
            "natural", (1, 0), xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points",
            ha="right", va="bottom", fontsize=TEXT, color=QUIET,
        )  # fmt: skip
        for name in _BESIDE:
            _paint_line(axes, points, name, [p.change_deg[name] for p in points], [p.spread_deg[name] for p in points])
        axes.margins(y=0.1)
        _number_sessions(axes, points)
        whole_ticks(axes, "°")

    return panel(paint, alt)


def course_in_band(what: str, points: Sequence[CoursePoint], alt: str) -> Figure | None:
    """Draw the share of steps in the band of each session; None where no session knows one."""
    if not _known(points, lambda point: point.in_band_pct):
        return None

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        for name in _BESIDE:
            _paint_line(axes, points, name, [point.in_band_pct[name] for point in points])
        axes.set_ylim(-3, 103)
        axes.set_yticks((0, 25, 50, 75, 100))
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 0) + " %")
        _number_sessions(axes, points)

    return panel(paint, alt, left=48)


def _known(points: Sequence[CoursePoint], measure: Callable[[CoursePoint], Mapping[str, float]]) -> bool:
    return any(np.isfinite(value) for point in points for value in measure(point).values())


def _paint_line(
    axes: Axes, points: Sequence[CoursePoint], name: str, values: list[float], spreads: list[float] | None = None
) -> None:
    look = STEP_LOOKS[name]
    known = np.isfinite(values)
    at = np.array([point.session + _BESIDE[name] for point in points], dtype=float)[known]
    found = np.array(values, dtype=float)[known]
    (line,) = axes.plot(
        at, found, color=look.colour, linewidth=1.6, marker=look.marker, markersize=6.5, markerfacecolor=look.fill,
        markeredgewidth=1.5 if look.hollow else 0, label=name,
    )  # fmt: skip
    if look.dashes:
        line.set_dashes(look.dashes)
    if spreads is not None:
        spread = np.nan_to_num(np.array(spreads, dtype=float)[known])
        axes.vlines(at, found - spread, found + spread, color=look.colour, linewidth=1, alpha=0.7)


def _number_sessions(axes: Axes, points: Sequence[CoursePoint]) -> None:
    numbers = [point.session for point in points]
    axes.set_xlim(min(numbers) - 0.5, max(numbers) + 0.5)
    # Of a long course every number would not fit.
    every = 1 + (max(numbers) - min(numbers)) // 12
    axes.set_xticks(range(min(numbers), max(numbers) + 1, every))
    axes.set_xlabel("session")
