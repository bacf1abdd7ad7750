"""The foot angle of every stride of a session of coaching, with what was asked for and what was said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from footwise.coaching import Purpose, Turn
from footwise.reports.course.coached_strides import BlockSpan, CoachedStrides
from footwise.reports.figures import INK, QUIET, STEP_LOOKS, TEXT, WIDTH, panel, plain_axes, whole_ticks
from footwise.reports.numbers import number

WIDE = 860
_BAND = "#dfeadf"
_TARGET = "#3d7a3d"
# About what a letter takes at the size of the names of the blocks.
_LETTER = 6.0
_LEFT, _RIGHT = 40, 14
# Rows along the edges, as shares of the height: cues inwards on top, outwards below, left-out strides beneath.
_CUES_IN, _CUES_OUT, _LEFT_OUT = 0.965, 0.075, 0.022
_EDGE = 0.13


def session_strides(
    what: str, strides: CoachedStrides, spans: Sequence[BlockSpan], alt: str, *, wide: bool = False
) -> Figure | None:
    """Draw every stride at the minute in which it was walked.

    Steps with feedback are filled, those without are hollow, those of retention are diamonds. The dead band
    is shaded about the target line. Cues stand along the edge that they push the foot away from: downwards is
    inwards. Strides that were not valid are ticks at the very bottom.

    Parameters
    ----------
    what : str
        Title.
    strides : CoachedStrides
    spans : sequence of BlockSpan
    alt : str
    wide : bool
        Across a whole page rather than half of it or a phone.

    Returns
    -------
    Figure or None
        None where there is no stride to draw.
    """
    minutes = strides.walked_min
    if not np.isfinite(minutes).any():
        return None
    width = WIDE if wide else WIDTH
    begin = min(0.0, float(np.nanmin(minutes)))
    end = max([span.end_min for span in spans] + [float(np.nanmax(minutes)), begin + 0.2])

    def paint(axes: Axes) -> None:
        # Between the title and the axes stand the names of the blocks.
        plain_axes(axes, what, pad=22)
        _paint_blocks(axes, spans, begin, end, width)
        _paint_steps(axes, strides, 4.6 if np.isfinite(minutes).sum() <= (700 if wide else 250) else 3.2)
        axes.set_ylim(*_reach(strides, spans))
        _paint_edges(axes, strides)
        space = 0.01 * (end - begin)
        axes.set_xlim(begin - space, end + space)
        axes.set_xlabel("minutes walked")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=10 if wide else 6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: number(value, 0 if end - begin > 4 else 1))
        whole_ticks(axes, "°")

    return panel(paint, alt, width=width, height=320 if wide else 270, top=44)


def _reach(strides: CoachedStrides, spans: Sequence[BlockSpan]) -> tuple[float, float]:
    shown = strides.angle_deg[np.isfinite(strides.walked_min) & strides.valid]
    edges = [span.target_deg + sign * span.band_deg for span in spans for sign in (-1, 1)]
    values = np.concatenate([shown, edges])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (-5.0, 5.0)
    inside = max(high - low, 10.0)
    margin = _EDGE / (1 - 2 * _EDGE) * inside
    middle = (low + high) / 2
    return middle - inside / 2 - margin, middle + inside / 2 + margin


def _paint_blocks(axes: Axes, spans: Sequence[BlockSpan], begin: float, end: float, width: int) -> None:
    per_min = (width - _LEFT - _RIGHT) / (end - begin)
    names = [(begin, 0.0, "natural")] if begin < 0 else []
    for span in spans:
        ends = (span.start_min, span.end_min)
        if np.isfinite(span.target_deg):
            axes.fill_between(
                ends, span.target_deg - span.band_deg, span.target_deg + span.band_deg, color=_BAND, linewidth=0
            )
            axes.plot(ends, (span.target_deg,) * 2, color=_TARGET, linewidth=1.4, dashes=(5, 2.5))
        if span.start_min > begin:
            axes.axvline(span.start_min, color=QUIET, linewidth=0.9)
        names.append((*ends, _name(span)))
    for k, (start, stop, name) in enumerate(names):
        last = k == len(names) - 1
        room = (stop - start) * per_min
        fits = room >= _LETTER * len(name)
        # The name of a short last block may reach into the one before, where that is long enough.
        before = (names[k - 1][1] - names[k - 1][0]) * per_min - _LETTER * len(names[k - 1][2]) if k else 0.0
        if fits or (last and room + before >= _LETTER * len(name) + 8):
            axes.annotate(
                name, (stop if last and not fits else start, 1), xycoords=("data", "axes fraction"),
                xytext=(0 if last and not fits else 2, 3), textcoords="offset points",
                ha="right" if last and not fits else "left", va="bottom", fontsize=TEXT, color=QUIET,
            )  # fmt: skip


def _name(span: BlockSpan) -> str:
    if span.purpose is Purpose.RETENTION:
        return "retention"
    return f"practice, {number(100 * span.share, 0)} % told" if span.share else "practice, not told"


def _paint_steps(axes: Axes, strides: CoachedStrides, size: float) -> None:
    for name, chosen in strides.groups().items():
        look = STEP_LOOKS[name]
        drawn = chosen & np.isfinite(strides.walked_min) & np.isfinite(strides.angle_deg)
        axes.plot(
            strides.walked_min[drawn], strides.angle_deg[drawn], look.marker, color=look.colour,
            markerfacecolor=look.fill, markeredgewidth=1 if look.hollow else 0,
            markersize=size - (0.6 if look.marker != "o" else 0), label=name,
        )  # fmt: skip


def _paint_edges(axes: Axes, strides: CoachedStrides) -> None:
    edge = axes.get_xaxis_transform()
    turns = np.array([turn or "" for turn in strides.turns])
    for turn, row, marker, colour in (
        (Turn.IN, _CUES_IN, "v", "#083f7c"),
        (Turn.OUT, _CUES_OUT, "^", "#963600"),
        (Turn.KEEP, _CUES_IN, ".", QUIET),
    ):
        at = strides.walked_min[turns == turn.value]
        axes.plot(
            at, np.full(len(at), row), marker, transform=edge, color=colour, markersize=5.2, markeredgewidth=0,
            alpha=0.85, clip_on=False,
        )  # fmt: skip
    left_out = strides.walked_min[~strides.valid]
    axes.plot(
        left_out, np.full(len(left_out), _LEFT_OUT), "|", transform=edge, color=INK, markersize=6, markeredgewidth=1.1
    )
