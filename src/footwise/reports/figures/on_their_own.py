"""Figures that stand on their own: whoever is given them may change them, save them, or look at them in a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib import rc_context
from matplotlib.figure import Figure

from footwise.reports.figures.panel import LOOKS
from footwise.reports.figures.svg import as_svg


class Figures(tuple[Figure, ...]):
    """Some figures, which a notebook shows side by side."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Tell what each shows."""
        names = (figure.axes[0].get_title(loc="left") or str(figure.get_label()) for figure in self)
        return f"{len(self)} figures: {'; '.join(names)}"

    def _repr_html_(self) -> str:
        """Show them in a notebook."""
        width = 'style="display: inline-block; width: 400px"'
        return "".join(f"<div {width}>{as_svg(figure)}</div>" for figure in self)


def on_their_own(panels: Iterable[Figure]) -> Figures:
    """Give panels of a report what the page gives them there: a background, a legend, and looks that stay.

    Parameters
    ----------
    panels : iterable of Figure
    """
    figures = Figures(panels)
    with rc_context(LOOKS):
        for figure in figures:
            figure.patch.set(visible=True, facecolor="white")
            for axes in figure.axes:
                if len(axes.get_legend_handles_labels()[1]) > 1:
                    axes.legend(fontsize=10, frameon=False)
            # Matplotlib makes ticks when it first draws them, in the looks of that moment.
            figure.draw_without_rendering()
    return figures
