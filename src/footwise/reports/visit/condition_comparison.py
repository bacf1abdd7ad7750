"""The five conditions side by side: how much each lowers the chosen peak of the knee adduction moment."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.condition_names import condition_in_words
from footwise.prescription import (
    CHANGE_DEG,
    NATURAL,
    THRESHOLD_PCT,
    ConditionResult,
    Prescription,
    asked_change_deg,
)
from footwise.reports.figures import INK, QUIET, panel, plain_axes, whole_ticks
from footwise.reports.numbers import number
from footwise.reports.visit.condition_looks import condition_look

_HALF_WIDTH = 0.36
_HINDRANCES = {"too few steps": "too few\nsteps", "not reached": "not\nreached"}


def condition_comparison(result: Prescription, alt: str) -> Figure:
    """Draw the reduction of the chosen peak with its standard error, and the line that a change must reach.

    Thick whiskers are one standard error, thin ones two.
    """
    found = {c.condition: c for c in result.conditions}
    # The trial's five have their places, walked or not; whoever walked other changes has theirs.
    columns = set(CHANGE_DEG) | set(found) if set(found) <= set(CHANGE_DEG) else set(found)
    # From toes in to toes out, so that the picture reads like the foot turning.
    order = sorted(columns, key=asked_change_deg)

    def paint(axes: Axes) -> None:
        plain_axes(axes, f"Fall of KAM peak {result.choice.peak}, %")
        axes.axhline(THRESHOLD_PCT, color=INK, linewidth=1.4, dashes=(5, 3))
        # Natural walking is what the others are compared with and has no bar: its column holds the name.
        _write(axes, order.index(NATURAL), THRESHOLD_PCT, f"{THRESHOLD_PCT:.0f} % needed")
        axes.axhline(0, color=INK, linewidth=0.9)
        # Whatever was measured, the threshold and the space around zero are in the picture.
        reach = [0.0, THRESHOLD_PCT + 2]
        for column, condition in enumerate(order):
            if condition in found and condition != NATURAL:
                reach += _paint_condition(axes, column, found[condition], condition == result.choice.condition)
            elif condition != NATURAL:
                _write(axes, column, 0, "not\nwalked", up=False)
        bare = any(c not in found or not np.isfinite(found[c].reduction.value) for c in order)
        low, high = min(reach), max(reach)
        space = 0.19 * (high - low)
        axes.set_ylim(low - (space if low < 0 or bare else 0.3), high + space)
        axes.set_xlim(-0.55, len(order) - 0.45)
        axes.set_xticks(range(len(order)))
        axes.set_xticklabels([condition_in_words(condition).replace(" ", "\n") for condition in order])
        axes.tick_params(axis="x", length=0, pad=6)
        for label, condition in zip(axes.get_xticklabels(), order, strict=True):
            if condition == result.choice.condition:
                label.set_fontweight("bold")
        whole_ticks(axes)

    return panel(paint, alt, bottom=48)


def _paint_condition(axes: Axes, column: int, result: ConditionResult, chosen: bool) -> list[float]:
    """Draw one bar, and give the values that must be in the picture."""
    value, se = result.reduction.value, result.reduction.se
    if not np.isfinite(value):
        _write(axes, column, 0, _HINDRANCES.get(result.hindrance, "no value"), up=False)
        return []
    colour = condition_look(result.condition).colour
    axes.bar(
        column, value, 2 * _HALF_WIDTH, facecolor=colour if result.usable else "none",
        alpha=None if chosen else 0.38, edgecolor="none",
    )  # fmt: skip
    # The outline is drawn apart from the bar: it stays strong where the bar is pale.
    axes.bar(
        column, value, 2 * _HALF_WIDTH, facecolor="none", edgecolor=colour if result.usable else QUIET,
        linewidth=2.2 if chosen else 1, linestyle="-" if result.usable else (0, (3, 2)),
    )  # fmt: skip
    reach = [value]
    if np.isfinite(se):
        reach += [value - 2 * se, value + 2 * se]
        axes.vlines(column, value - 2 * se, value + 2 * se, color=INK, linewidth=1)
        axes.vlines(column, value - se, value + se, color=INK, linewidth=3.4)
    told = f"{number(value, 1)} %" + ("\nchosen" if chosen else "")
    top = max(reach) if value >= 0 else min(reach)
    _write(axes, column, top, _HINDRANCES.get(result.hindrance, told), up=value >= 0, bold=chosen)
    return reach


def _write(axes: Axes, column: float, y: float, text: str, up: bool = True, bold: bool = False) -> None:
    axes.annotate(
        text, (column, y), xytext=(0, 4 if up else -4), textcoords="offset points", ha="center",
        va="bottom" if up else "top", fontsize=11.5, fontweight="bold" if bold else "normal",
        color=INK if bold else QUIET, linespacing=1.15,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip
