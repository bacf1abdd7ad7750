"""The five conditions side by side: by how much each changes the chosen peak of the knee adduction moment."""

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
from footwise.reports.figures import INK, QUIET, TEXT, name_columns, panel, plain_axes, whole_ticks
from footwise.reports.numbers import signed
from footwise.reports.visit.condition_looks import condition_look

_HALF_WIDTH = 0.36
_HINDRANCES = {"too few steps": "too few\nsteps", "not reached": "not\nreached"}


def condition_comparison(result: Prescription, alt: str) -> Figure:
    """Draw the change of the chosen peak with its standard error, and the line that it must reach.

    Thick whiskers are one standard error, thin ones two.
    """
    found = {c.condition: c for c in result.conditions}
    # The trial's five have their places, walked or not; whoever walked other changes has theirs.
    columns = set(CHANGE_DEG) | set(found) if set(found) <= set(CHANGE_DEG) else set(found)
    # From toes in to toes out, so that the picture reads like the foot turning.
    order = sorted(columns, key=asked_change_deg)

    def paint(axes: Axes) -> None:
        plain_axes(axes, f"Change of KAM peak {result.choice.peak}, %")
        axes.axhline(-THRESHOLD_PCT, color=INK, linewidth=1.4, dashes=(5, 3))
        # Natural walking is what the others are compared with and has no bar: its column holds the name.
        _write(axes, order.index(NATURAL), -THRESHOLD_PCT, f"−{THRESHOLD_PCT:.0f} % needed", up=False)
        axes.axhline(0, color=INK, linewidth=0.9)
        # Whatever was measured, the threshold and the space around zero are in the picture.
        reach = [0.0, -THRESHOLD_PCT - 2]
        for column, condition in enumerate(order):
            if condition in found and condition != NATURAL:
                reach += _paint_condition(axes, column, found[condition], condition == result.choice.condition)
            elif condition != NATURAL:
                _write(axes, column, 0, "not\nwalked", up=True)
        bare = any(c not in found or not np.isfinite(found[c].reduction.value) for c in order)
        low, high = min(reach), max(reach)
        # Two lines of text fit beyond the ends of the bars.
        space = 0.24 * (high - low)
        axes.spines["bottom"].set_visible(False)
        axes.set_ylim(low - space, high + (space if high > 0 or bare else 0.3))
        axes.set_xlim(-0.55, len(order) - 0.45)
        names = [condition_in_words(condition).replace(" ", "\n") for condition in order]
        chosen = condition_in_words(result.choice.condition or "").replace(" ", "\n")
        name_columns(axes, range(len(order)), names, bold=chosen)
        whole_ticks(axes)

    return panel(paint, alt, bottom=48)


def _paint_condition(axes: Axes, column: int, result: ConditionResult, chosen: bool) -> list[float]:
    """Draw one bar, and give the values that must be in the picture."""
    change, se = -result.reduction.value, result.reduction.se
    if not np.isfinite(change):
        _write(axes, column, 0, _HINDRANCES.get(result.hindrance, "no value"), up=True)
        return []
    colour = condition_look(result.condition).colour
    axes.bar(
        column, change, 2 * _HALF_WIDTH, facecolor=colour if result.usable else "none",
        alpha=None if chosen else 0.38, edgecolor="none",
    )  # fmt: skip
    # The outline is drawn apart from the bar: it stays strong where the bar is pale.
    axes.bar(
        column, change, 2 * _HALF_WIDTH, facecolor="none", edgecolor=colour if result.usable else QUIET,
        linewidth=2.2 if chosen else 1, linestyle="-" if result.usable else (0, (3, 2)),
    )  # fmt: skip
    reach = [change]
    if np.isfinite(se):
        reach += [change - 2 * se, change + 2 * se]
        axes.vlines(column, change - 2 * se, change + 2 * se, color=INK, linewidth=1)
        axes.vlines(column, change - se, change + se, color=INK, linewidth=3.4)
    told = f"{signed(change, 1)} %" + ("\nchosen" if chosen else "")
    end = max(reach) if change > 0 else min(reach)
    _write(axes, column, end, _HINDRANCES.get(result.hindrance, told), up=change > 0, bold=chosen)
    return reach


def _write(axes: Axes, column: float, y: float, text: str, up: bool = True, bold: bool = False) -> None:
    """Write beyond the end of a bar, every line centred by itself."""
    lines = text.split("\n")
    for k, line in enumerate(reversed(lines) if up else lines):
        axes.annotate(
            line, (column, y), xytext=(0, (4 + 15 * k) * (1 if up else -1)), textcoords="offset points", ha="center",
            va="bottom" if up else "top", fontsize=TEXT, fontweight="bold" if bold else "normal",
            color=INK if bold else QUIET, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
