"""A figure as SVG text that can stand in a page beside others."""

from __future__ import annotations

import io
import re

from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from footwise.reports.figures.panel import LOOKS, PER_INCH

_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


def as_svg(figure: Figure) -> Markup:
    """Turn a panel into a piece of a page.

    Parameters
    ----------
    figure : Figure
        As `panel` gives it. What it shows, its label, also makes the names inside the picture differ from those of
        the other pictures of the page.

    Returns
    -------
    Markup
        An ``<svg>`` element that takes the width it is given. The same drawing gives the same text.
    """
    width, height = (round(inches * PER_INCH) for inches in figure.get_size_inches())
    alt, text = str(figure.get_label()), io.StringIO()
    with rc_context({**LOOKS, "svg.hashsalt": f"{alt} {width}"}):
        FigureCanvasSVG(figure).print_svg(text, metadata=_NO_METADATA)
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
