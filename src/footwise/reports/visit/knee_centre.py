"""The part of a prescription's report that says what the choice becomes with the knee centre elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.condition_names import condition_in_words
from footwise.loads import MomentMethod
from footwise.prescription import APART_MM, WITHIN_MM, KneeCentreCase, KneeCentreFlip, Prescription
from footwise.reports.numbers import number

_METHODS = {MomentMethod.LEVER_ARM: "Lever arm", MomentMethod.NEWTON_EULER: "Inverse dynamics"}


@dataclass(frozen=True)
class KneeCentreRow:
    """One knee centre as a line of the table.

    Attributes
    ----------
    where : str
    cells : tuple of (str, bool)
        By each method: what the rule gives, and whether that is something else than as measured.
    """

    where: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class KneeCentrePart:
    """What the template shows.

    Attributes
    ----------
    sentence : str
    methods : tuple of str
        Heads of the columns.
    rows : tuple of KneeCentreRow
    apart : str
        What a knee centre does that lies elsewhere in one condition only; empty where nothing within 10 mm.
    """

    sentence: str
    methods: tuple[str, ...]
    rows: tuple[KneeCentreRow, ...]
    apart: str


def knee_centre_part(result: Prescription) -> KneeCentrePart | None:
    """Put together the part of one prescription; None where there is nothing to choose from."""
    table = result.knee_centre
    if table is None:
        return None
    shifts = dict.fromkeys((case.out_mm, case.up_mm) for case in table.cases)
    rows = []
    for shift in shifts:
        cases = [case for case in table.cases if (case.out_mm, case.up_mm) == shift]
        cells = tuple((_cell(case), case.choice.condition != table.measured.condition) for case in cases)
        rows.append(KneeCentreRow(_where(*shift), cells))
    return KneeCentrePart(table.sentence(), tuple(_METHODS.values()), tuple(rows), _apart(table.apart))


def _cell(case: KneeCentreCase) -> str:
    """What the rule gives, with the fall of the peak; after a refusal the fall of what came nearest."""
    known = {c: value for c, value in case.choice.reductions_pct.items() if np.isfinite(value)}
    chosen = case.choice.condition
    if chosen is None and not known:
        return "no change"
    best = chosen or max(known, key=lambda c: known[c])
    fall = f"{condition_in_words(best)}: {number(known[best], 1)} %"
    return fall if chosen else f"no change (best {fall})"


def _where(out_mm: float, up_mm: float) -> str:
    if not out_mm and not up_mm:
        return "As measured"
    way = ("out" if out_mm > 0 else "in") if out_mm else ("up" if up_mm > 0 else "down")
    return f"{WITHIN_MM} mm {way}"


def _apart(flips: tuple[KneeCentreFlip, ...]) -> str:
    if not flips:
        return ""
    return (
        "The knee centre may also lie a little differently in one condition, because markers slide over the bone when "
        f"the foot turns: {flips[0].words()} (the choice counts as uncertain where {APART_MM} mm is enough)."
    )
