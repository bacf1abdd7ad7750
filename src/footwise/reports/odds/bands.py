"""The expected fall with its bands of 50 and 90 %, as one line of a drawing."""

from __future__ import annotations

import math

from markupsafe import Markup

from footwise.prescription.odds import KneeOdds

_WIDTH, _HEIGHT, _MARGIN = 440, 104, 24


def bands(odds: KneeOdds) -> Markup:
    """Draw how far the load changes: less load to the left, more to the right, as an ``<svg>`` element."""
    half, most = odds.fall.band(0.5), odds.fall.band(0.9)
    reach = max(0.4, math.ceil(10 * max(abs(most[0]), abs(most[1]), odds.enough) + 0.5) / 10)

    def x(fall: float) -> float:
        return round(_WIDTH / 2 - fall / reach * (_WIDTH / 2 - _MARGIN), 1)

    step = 0.2 if reach < 0.7 else 0.5 if reach < 1.6 else 1.0 if reach < 4 else 5.0
    ticks = [k * step for k in range(-int(reach / step), int(reach / step) + 1)]
    parts = [
        _box(x(most[1]), x(most[0]), 30, 26, "#d6e4ee"),
        _box(x(half[1]), x(half[0]), 30, 26, "#7fa8c9"),
        Markup('<path d="M{0} 16V66" stroke="#22282e" stroke-width="2"/>').format(x(0.0)),
        Markup('<path d="M{0} 24V62" stroke="#083f7c" stroke-width="5"/>').format(x(odds.fall.mean)),
        Markup('<path d="M{} 66H{}" stroke="#9aa4ad" stroke-width="1.5"/>').format(_MARGIN, _WIDTH - _MARGIN),
        *(_tick(x(-tick), tick) for tick in ticks),
        _word(4, "start", "← less load"),
        _word(_WIDTH - 4, "end", "more load →"),
    ]
    said = f"Expected change {_told(-odds.fall.mean)}, nine of ten knees from {_told(-most[1])} to {_told(-most[0])}"
    return Markup('<svg class="bands" viewBox="0 0 {} {}" role="img" aria-label="{} %BW·ht">{}</svg>').format(
        _WIDTH, _HEIGHT, said, Markup("").join(parts)
    )


def _box(left: float, right: float, top: float, height: float, colour: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
        left, top, round(right - left, 1), height, colour
    )


def _tick(x: float, value: float) -> Markup:
    return Markup(
        '<path d="M{0} 66v6" stroke="#9aa4ad" stroke-width="1.5"/>'
        '<text x="{0}" y="92" text-anchor="middle" font-size="16" fill="#55606a">{1}</text>'
    ).format(x, _told(value))


def _told(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0"


def _word(x: float, anchor: str, words: str) -> Markup:
    return Markup('<text x="{}" y="18" text-anchor="{}" font-size="17" fill="#22282e">{}</text>').format(
        x, anchor, words
    )
