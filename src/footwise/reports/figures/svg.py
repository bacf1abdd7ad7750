"""A Matplotlib drawing as SVG text that can stand in a page beside others."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from footwise.reports.figures.looks import FAINT, INK, QUIET
from footwise.reports.numbers import number

# Every panel has the width of a phone's page, so that its text is readable there; wider pages put
# several side by side. Points are pixels.
WIDTH = 400
# Room for the half of the last tick's label that reaches beyond the axes.
_RIGHT = 14
_SETTINGS: Any = {
    # Text stays text: it can be searched, and it takes the font of the page.
    "svg.fonttype": "none",
    "font.size": 12,
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
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


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
) -> Markup:
    """Draw one panel.

    Parameters
    ----------
    paint : callable
        Draws into the axes it is given.
    alt : str
        What the picture shows, for those who cannot see it. It also makes the names inside the
        picture differ from those of the other pictures of the page.
    width, height, left, bottom, top, right : int
        Size of the panel and margins around the axes, in its own pixels.

    Returns
    -------
    Markup
        An ``<svg>`` element that takes the width it is given. The same drawing gives the same text.
    """
    with rc_context({**_SETTINGS, "svg.hashsalt": f"{alt} {width}"}):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        canvas = FigureCanvasSVG(figure)
        figure.patch.set_visible(False)
        # Fixed margins: measuring text to find them would take as long as the drawing.
        axes = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height))
        axes.patch.set_visible(False)
        paint(axes)
        text = io.StringIO()
        canvas.print_svg(text, metadata=_NO_METADATA)
    return _for_page(text.getvalue(), alt, width, height)


def _for_page(svg: str, alt: str, width: int, height: int) -> Markup:
    """Keep what a page needs of a stand-alone SVG file."""
    body = svg[svg.index("<svg") :]
    body = body[body.index(">") + 1 :]
    body = re.sub(r'<defs>\s*<style type="text/css">.*?</style>\s*</defs>', "", body, count=1, flags=re.DOTALL)
    body = body.replace("xlink:href", "href")
    # The page's font, at the size and weight of the drawing. Matplotlib writes the font in short or in full.
    body = re.sub(r"font: (?:(\d+) )?([\d.]+)px [^;\"]*", _font, body)
    body = re.sub(r"font-family: [^;\"]*;? ?", "", body)
    # Names that nothing refers to would appear again in the next picture.
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda match: match[0] if match[1] in used else "", body)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    return Markup(
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(alt)}">{body.strip()}'
    )


def _font(match: re.Match[str]) -> str:
    weight = f"; font-weight: {match[1]}" if match[1] else ""
    return f"font-size: {match[2]}px{weight}"


def plain_axes(axes: Axes, what: str, pad: float = 8) -> None:
    """Give the axes a horizontal grid and say what the upright one shows, in words that need no turned head."""
    axes.grid(axis="y")
    axes.tick_params(length=3)
    # At its place at once: to find that it is free, Matplotlib would lay out every label of the axes.
    axes.set_title(what, loc="left", fontsize=12.5, fontweight="bold", color=INK, pad=pad, y=1.0)


def whole_ticks(axes: Axes, unit: str = "") -> None:
    """Label the upright axis at whole numbers."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 0) + unit)
