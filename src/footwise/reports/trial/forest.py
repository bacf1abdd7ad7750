"""All outcomes side by side: standardised differences with confidence intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.reports.figures import ARM_LOOKS, INK, QUIET, panel
from footwise.reports.numbers import number

# Pixels of an outcome's row, and left of the axes.
_ROW, _LEFT = 44, 6


@dataclass(frozen=True)
class ForestRow:
    """One outcome: a standardised difference that is negative where the first arm did better."""

    label: str
    g: float
    low: float
    high: float
    primary: bool


def forest(rows: Sequence[ForestRow], labels: tuple[str, str], alt: str) -> Figure | None:
    """Draw one line an outcome, the primary ones strong; None without rows."""
    if not rows:
        return None
    height = 62 + _ROW * len(rows)

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=INK, linewidth=1)
        for tick in (-0.8, -0.5, -0.2, 0.2, 0.5, 0.8):
            axes.axvline(tick, color="#e6eaed", linewidth=0.8, zorder=0)
        reach = max(max(abs(row.low), abs(row.high)) for row in rows) * 1.08
        for k, row in enumerate(rows):
            y = len(rows) - 1 - k
            colour = ARM_LOOKS[0].colour if row.primary else QUIET
            axes.hlines(y, row.low, row.high, color=colour, linewidth=2.2 if row.primary else 1.4)
            axes.plot(row.g, y, "s" if row.primary else "o", color=colour, markersize=8 if row.primary else 6)
            # The name stands above its line and the numbers beside it: both fit on a phone's page.
            for x, text, beside in (
                (0.0, row.label, (-_LEFT + 2, 16)),
                (1.0, f"{number(row.g)} ({number(row.low)} to {number(row.high)})", (10, 0)),
            ):
                axes.annotate(
                    text, (x, y), xycoords=("axes fraction", "data"), xytext=beside, textcoords="offset points",
                    ha="left", va="center", fontsize=12, color=INK, annotation_clip=False,
                    fontweight="bold" if row.primary else "normal", parse_math=False,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                )  # fmt: skip
        axes.set_xlim(-reach, reach)
        axes.set_ylim(-0.4, len(rows) - 0.4)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))
        for x, text, side in ((0.0, f"← {labels[0]} better", "left"), (1.0, f"{labels[1]} better →", "right")):
            axes.annotate(
                text, (x, 0), xycoords="axes fraction", xytext=(0, -26), textcoords="offset points", ha=side,
                va="top", fontsize=12, color=QUIET, parse_math=False,
            )  # fmt: skip

    return panel(paint, alt, height=height, left=_LEFT, bottom=56, top=6, right=168)
