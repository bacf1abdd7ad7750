"""A panel of a report: one drawing of a fixed size, in the looks that all share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from footwise.reports.figures.looks import FAINT, INK, QUIET
from footwise.reports.numbers import number

# Every panel has the width of a phone's page, so that its text is readable there; wider pages put
# several side by side. Points are pixels.
WIDTH = 400
PER_INCH = 72
# On a page of 390 pixels, which leaves a panel 358, this is still 11.
TEXT = 12.5
# Room for the half of the last tick's label that reaches beyond the axes.
_RIGHT = 14
LOOKS: Any = {
    # Text stays text in a page: it can be searched, and it takes the page's font.
    "svg.fonttype": "none",
    "font.size": TEXT,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
}


def panel(
    paint: Callable[[Axes], None],
    alt: str,
    *,
    width: int = WIDTH,
    height: int = 280,
    left: int = 40,
    bottom: int = 40,
    top: int = 26,
    right: int = _RIGHT,
) -> Figure:
    """Draw one panel.

    Parameters
    ----------
    paint : callable
        Draws into the axes it is given.
    alt : str
        What the picture shows, for those who cannot see it; it is the figure's label.
    width, height, left, bottom, top, right : int
        Size of the panel and margins around the axes, in its own pixels.

    Returns
    -------
    Figure
        Without a background: a page, or whoever else shows it, has one.
    """
    with rc_context(LOOKS):
        figure = Figure(figsize=(width / PER_INCH, height / PER_INCH), dpi=PER_INCH)
        figure.set_label(alt)
        figure.patch.set_visible(False)
        # Fixed margins: measuring text to find them would take as long as the drawing.
        axes = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height))
        axes.patch.set_visible(False)
        paint(axes)
    return figure


def plain_axes(axes: Axes, what: str, pad: float = 8) -> None:
    """Give the axes a horizontal grid and say what the upright one shows, in words that need no turned head."""
    axes.grid(axis="y")
    axes.tick_params(length=3)
    # At its place at once: to find that it is free, Matplotlib would lay out every label of the axes.
    axes.set_title(what, loc="left", fontsize=13, fontweight="bold", color=INK, pad=pad, y=1.0)


def name_columns(axes: Axes, places: Sequence[float], names: Sequence[str], bold: str = "") -> None:
    """Name columns below the axes, a name on one line or, divided by a line break, on several.

    Every line is centred by itself: the page's font is not as wide as that of the drawing.

    Parameters
    ----------
    axes : Axes
    places : sequence of float
    names : sequence of str
    bold : str
        The name that stands out.
    """
    axes.set_xticks(places, labels=[""] * len(places))
    axes.tick_params(axis="x", length=0)
    for place, name in zip(places, names, strict=True):
        for k, line in enumerate(name.split("\n")):
            axes.annotate(
                line, (place, 0), xycoords=("data", "axes fraction"), xytext=(0, -17 - 15 * k),
                textcoords="offset points", ha="center", va="baseline",
                fontweight="bold" if name == bold else "normal",
            )  # fmt: skip


def whole_ticks(axes: Axes, unit: str = "") -> None:
    """Label the upright axis at whole numbers."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 0) + unit)
