"""A knee moment over stance: mean and standard deviation of the steps, one curve a condition or leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array, by_value
from footwise.loads import STANCE_POINTS
from footwise.reports.figures.looks import INK, QUIET, Look
from footwise.reports.figures.panel import panel, plain_axes


@by_value
@dataclass(frozen=True)
class StanceCurves:
    """The used steps of one condition or leg.

    Attributes
    ----------
    label : str
    look : Look
    curves : array, shape (steps, 101)
        NaN where the load is not known.
    strong : bool
        Drawn thicker than the others.
    """

    label: str
    look: Look
    curves: Array
    strong: bool = False


def mean_and_sd(curves: Array) -> tuple[Array, Array]:
    """Mean and standard deviation over steps; NaN where fewer than half of the steps know the point.

    Where some steps are missing, the line goes on from where most are known with the mean slope of the
    others: a plain mean would jump whenever a step drops out, and show a bend that no step has.

    Parameters
    ----------
    curves : array, shape (steps, 101)

    Returns
    -------
    mean, sd : array, shape (101,)
    """
    count = np.isfinite(curves).sum(axis=0)
    enough = (count > 0) & (2 * count >= len(curves))
    plain = _mean_of_known(curves)
    if not enough.any():
        return np.full(STANCE_POINTS, np.nan), np.full(STANCE_POINTS, np.nan)
    anchor = int(count.argmax())
    climb = np.concatenate(([0.0], np.cumsum(_mean_of_known(np.diff(curves, axis=1)))))
    # Two pieces that no step spans cannot be joined by slopes.
    followed = climb - climb[anchor] + plain[anchor]
    mean = np.where(np.isfinite(followed), followed, plain)
    spread = _mean_of_known((curves - plain) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(spread * count / (count - 1))
    return np.where(enough, mean, np.nan), np.where(enough & (count > 1), sd, np.nan)


def _mean_of_known(values: Array) -> Array:
    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))


def stance_curves(
    what: str,
    groups: list[StanceCurves],
    alt: str,
    mark_peaks: bool = False,
    healthy: tuple[Array, Array] | None = None,
) -> Figure | None:
    """Draw mean curves with bands of one standard deviation.

    Parameters
    ----------
    what : str
        Title, with the unit.
    groups : list of StanceCurves
        The peaks are named at those of the first one.
    alt : str
    mark_peaks : bool
        Mark the highest point of each mean curve in the first and in the second half of stance.
    healthy : tuple of array, shape (101,), optional
        Mean and standard deviation of healthy people, a grey band behind the curves.

    Returns
    -------
    Figure or None
        None when no curve has anything to draw.
    """
    means = [mean_and_sd(group.curves) for group in groups]
    if not any(np.isfinite(mean).any() for mean, _ in means):
        return None

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        stance = np.arange(STANCE_POINTS)
        if healthy is not None:
            axes.fill_between(
                stance, healthy[0] - healthy[1], healthy[0] + healthy[1], color=QUIET, alpha=0.2, linewidth=0
            )
            axes.plot(stance, healthy[0], color=QUIET, linewidth=1.0, label="healthy")
        for group, (mean, sd) in zip(groups, means, strict=True):
            axes.fill_between(
                stance, mean - sd, mean + sd, color=group.look.colour, alpha=0.16 if group.strong else 0.1, linewidth=0
            )
        for group, (mean, _) in zip(groups, means, strict=True):
            width = 2.4 if group.strong else 1.5
            (line,) = axes.plot(stance, mean, color=group.look.colour, linewidth=width, label=group.label)
            if group.look.dashes:
                line.set_dashes([length / width * 1.6 for length in group.look.dashes])
        axes.axhline(0, color=INK, linewidth=0.7)
        if mark_peaks:
            # The names of the peaks stand above them.
            axes.set_ylim(top=axes.get_ylim()[1] + 0.07 * float(np.ptp(axes.get_ylim())))
            _mark_peaks(axes, groups, [mean for mean, _ in means])
        axes.set_xlim(0, 100)
        axes.set_xticks((0, 25, 50, 75, 100))
        axes.set_xlabel("% of stance")

    return panel(paint, alt)


def _mark_peaks(axes: Axes, groups: list[StanceCurves], means: list[Array]) -> None:
    for name, low, high in (("P1", 0, STANCE_POINTS // 2), ("P2", STANCE_POINTS // 2, STANCE_POINTS)):
        tops = [_top(mean, low, high) for mean in means]
        for group, mean, at in zip(groups, means, tops, strict=True):
            if at is not None:
                look = group.look
                axes.plot(at, mean[at], look.marker, color=look.colour, markeredgecolor="white", markersize=6.5)
        named_at = next((at for at in tops if at is not None), None)
        if named_at is not None:
            highest = max(float(mean[at]) for mean, at in zip(means, tops, strict=True) if at is not None)
            axes.annotate(
                name, (named_at, highest), xytext=(0, 9), textcoords="offset points", ha="center", fontweight="bold"
            )


def _top(mean: Array, low: int, high: int) -> int | None:
    """Place of the highest point; None where the curve is not known or is cut off just there."""
    part = mean[low:high]
    if not np.isfinite(part).any():
        return None
    at = low + int(np.nanargmax(part))
    beside = mean[max(at - 1, 0) : at + 2]
    return at if np.isfinite(beside).all() else None
