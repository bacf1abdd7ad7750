"""The picture of the conditions side by side: dots with intervals of each peak's change, drawn into the page as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from footwise.clinic.prescribing.words import condition_words, number_words

WIDTH, LEFT, RIGHT = 360, 12, 348
_ROW, _TOP, _FIRST, _SECOND = 60, 26, 22, 40
_LEAST_PCT, _MOST_PCT, _TICKS = 10.0, 60.0, 4
NEEDED_PCT = -5.0


@dataclass(frozen=True)
class Mark:
    """One peak's change: where its dot and its interval lie, as SVG writes numbers."""

    peak: int
    x: str
    low: str
    high: str
    y: str
    top: str
    bottom: str


@dataclass(frozen=True)
class PictureRow:
    """One condition."""

    label: str
    label_y: str
    line_y: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Picture:
    """What the template draws.

    Attributes
    ----------
    rows : tuple of PictureRow
    ticks : tuple of (x, words)
    zero, needed : str
        Where natural walking is, and a fall of 5 %.
    bottom, height : str
    alt : str
        The same in words.
    """

    rows: tuple[PictureRow, ...]
    ticks: tuple[tuple[str, str], ...]
    zero: str
    needed: str
    bottom: str
    axis: str
    height: str
    alt: str


def side_by_side_picture(leg: dict[str, Any]) -> Picture | None:
    """Lay out the picture of one leg; None where nothing can be compared."""
    changed = [row for row in leg["conditions"] if any(_known(peak) for peak in row.get("peaks", ()))]
    if not changed:
        return None
    reach = _reach(changed)

    def across(pct: float) -> str:
        share = (min(max(pct, -reach), reach) + reach) / (2 * reach)
        return _svg(LEFT + share * (RIGHT - LEFT))

    rows = []
    for number, row in enumerate(changed):
        y = _TOP + number * _ROW
        marks = []
        for peak, told in enumerate(row["peaks"], start=1):
            if not _known(told):
                continue
            change, at = told["change_pct"], y + (_FIRST if peak == 1 else _SECOND)
            low, high = (change[name] if change[name] is not None else change["mean"] for name in ("low", "high"))
            marks.append(
                Mark(peak, across(change["mean"]), across(low), across(high), _svg(at), _svg(at - 5), _svg(at + 5))
            )
        rows.append(PictureRow(condition_words(row["condition"]), _svg(y + 6), _svg(y - 14), tuple(marks)))
    bottom = _TOP + len(changed) * _ROW
    step = reach / (_TICKS / 2)
    ticks = tuple((across(k * step - reach), number_words(k * step - reach, 0, signed=True)) for k in range(_TICKS + 1))
    return Picture(
        rows=tuple(rows),
        ticks=ticks,
        zero=across(0),
        needed=across(NEEDED_PCT),
        bottom=_svg(bottom - 12),
        axis=_svg(bottom + 6),
        height=_svg(bottom + 14),
        alt=", ".join(
            f"{condition_words(row['condition'])} "
            + " / ".join(f"{number_words(p['change_pct']['mean'], signed=True)} %" for p in row["peaks"] if _known(p))
            for row in changed
        ),
    )


def _known(peak: dict[str, Any]) -> bool:
    return peak["change_pct"] is not None and peak["change_pct"]["mean"] is not None


def _reach(rows: list[dict[str, Any]]) -> float:
    """Percent to each side of natural walking, a whole multiple of ten."""
    ends = [
        abs(peak["change_pct"][name])
        for row in rows
        for peak in row["peaks"]
        if _known(peak)
        for name in ("mean", "low", "high")
        if peak["change_pct"][name] is not None
    ]
    return min(max(_LEAST_PCT, math.ceil(max(ends) / 10) * 10), _MOST_PCT)


def _svg(value: float) -> str:
    """Write a number as SVG does, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")
