"""One page of odds: the sentence, a hundred feet, the next step; then what was measured, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.prescription.odds import ANGLE, NAMES, VARIABLES, KneeOdds
from footwise.reports.numbers import MISSING, number, signed, turn
from footwise.reports.odds.bands import bands
from footwise.reports.odds.hundred_feet import foot_of, groups_of, hundred_feet
from footwise.reports.odds.words import (
    LIMITS,
    cautions,
    compared,
    how_much,
    how_trusted,
    next_steps,
    odds_sentence,
    other_loads,
    what_tells_more,
)
from footwise.reports.pages import page
from footwise.showing import counted

# Changes in metres are read in millimetres.
_AS_TOLD = {"deg": (1.0, 1, "°"), "m": (1000.0, 0, "mm")}


@dataclass(frozen=True)
class MeasuredRow:
    """A variable as the table shows it; texts."""

    words: str
    unit: str
    change: str
    error: str
    people: str
    counted: str


def odds_report(
    judged: Sequence[tuple[str, KneeOdds]], natural: str, *, with_plates: bool = False, simulated: bool = False
) -> str:
    """Write the page as one self-contained HTML file.

    Parameters
    ----------
    judged : sequence of (str, KneeOdds)
        The name of each changed walk, and its odds.
    natural : str
        Name of the natural walk.
    with_plates : bool
        There were force plates, which nobody asked.
    simulated : bool
        Nobody walked.

    Returns
    -------
    str
        The same for the same odds.
    """
    return page(
        "odds.html.j2",
        simulated=simulated,
        with_plates=with_plates,
        natural=natural,
        side=judged[0][1].changes.side,
        walks=[_walk(name, odds, with_plates) for name, odds in judged],
        limits=(*LIMITS, how_trusted()),
        own=[odds.model.source for _, odds in judged if odds.model.knees != 107][:1],
    )


def _walk(name: str, odds: KneeOdds, with_plates: bool) -> dict[str, object]:
    groups = groups_of(odds.of_a_hundred())
    return {
        "name": name,
        "sentence": odds_sentence(odds),
        "compared": compared(odds),
        "of_this_knee": odds.of_this_knee,
        "direction": "in" if odds.toe_in else "out",
        "turned": turn(odds.changes.achieved_deg),
        "feet": hundred_feet(odds.of_a_hundred()),
        "groups": [(foot_of(group), group.count, group.words) for group in groups],
        "how_much": [*how_much(odds), *what_tells_more(odds)],
        "bands": bands(odds),
        "next": next_steps(odds, with_plates),
        "cautions": cautions(odds),
        "other_loads": other_loads(odds),
        "rows": measured_rows(odds),
        "unmeasured": [
            variable.words for variable, change in zip(VARIABLES, odds.changes.change, strict=True) if np.isnan(change)
        ],
        "steps": tuple(counted(steps, "step") for steps in (odds.changes.steps_natural, odds.changes.steps_changed)),
        "source": odds.changes.source,
        "notes": [str(note) for note in odds.changes.notes],
        "people": odds.model.knees,
    }


def measured_rows(odds: KneeOdds) -> list[MeasuredRow]:
    """Give the rows of the table: each variable that was measured."""
    rows = []
    for at, variable in enumerate(VARIABLES):
        factor, digits, unit = _AS_TOLD[variable.unit]
        change, error = odds.changes.change[at], odds.changes.error_sd[at]
        if np.isnan(change):
            continue
        people = MISSING
        if variable.name in odds.model.names:
            in_model = odds.model.names.index(variable.name)
            low, high = (factor * limit[in_model] for limit in (odds.model.low, odds.model.high))
            people = f"{number(low, digits)} to {number(high, digits)}"
        told = signed(factor * change, digits), number(factor * error, digits)
        rows.append(MeasuredRow(variable.words, unit, *told, people, _counted(odds, variable.name)))
    return rows


def _counted(odds: KneeOdds, name: str) -> str:
    if not odds.of_this_knee:
        return "no"
    if name == ANGLE:
        return "the odds are scaled with it"
    if not VARIABLES[NAMES.index(name)].comparable:
        return "no: the laboratory's scale is not known"
    if name in odds.outside:
        return "yes, but nobody showed so much"
    return "yes" if name in odds.used else "no"
