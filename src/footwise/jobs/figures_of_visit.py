"""What a visit comes to in plain figures and words, for whoever shows it elsewhere than in its report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from footwise.condition_names import condition_in_words
from footwise.errors import FootwiseError
from footwise.prescription import (
    NATURAL,
    ConditionResult,
    LegSummary,
    Prescription,
    asked_change_deg,
    in_order,
    reduction_pct,
    within_visit,
)
from footwise.prescription.rule import Choice
from footwise.signals import Mean

if TYPE_CHECKING:
    import pandas as pd

# Normal quantile of 95 %, to both sides.
_CERTAIN = 1.96


def visit_figures(prescription: Prescription) -> dict[str, Any]:
    """Give a visit as plain data: no arrays, a missing number is None.

    Parameters
    ----------
    prescription : Prescription

    Returns
    -------
    dict
        ``sentence``: the target or the refusal. ``target``: condition, changes and angles in degrees, toe-out positive.
        ``legs``: of each leg each condition with angle, peaks of the knee adduction moment (%BW·ht) and their change in
        percent of natural walking, negative when the load falls; intervals are of 95 %, those of a change allow for
        what one walk as a whole is off the next. ``rules``: what both say, and whether that is the same. ``options``,
        ``certainty``: how sure the choice is. ``knee_centre``, ``warnings``, ``earlier``, ``simulated``.
    """
    from footwise.reports.visit import choosing_part, earlier_visit_lines

    choosing = choosing_part(prescription)
    natural = prescription.natural.leg.foot_progression_angle_deg.value
    other = [c.other_leg for c in prescription.conditions if c.other_leg is not None]
    legs = [{"side": prescription.side, "affected": True, "conditions": _rows(prescription, prescription.conditions)}]
    if prescription.natural.other_leg is not None:
        summaries = _leg(other, prescription.natural.other_leg)
        legs.append({"side": other[0].side, "affected": False, "conditions": summaries})
    return {
        "person": prescription.person,
        "side": prescription.side,
        "has_loads": True,
        "simulated": prescription.simulated,
        "sentence": prescription.sentence(),
        "judged": prescription.judged,
        "target": {
            "condition": prescription.choice.condition,
            "peak": prescription.choice.peak,
            "direction": prescription.direction,
            "change_deg": _known(prescription.target_change_deg),
            "baseline_deg": _known(natural),
            "target_deg": _known(prescription.target_foot_progression_angle_deg),
        },
        "legs": legs,
        "rules": {
            "trial": choosing.trial,
            "trial_condition": prescription.choice.condition,
            "model": choosing.expected_benefit,
            "model_condition": prescription.model.choice.condition if prescription.model.choice else None,
            "agree": _agree(prescription),
            "sentence": choosing.agree,
            "outside": [[label, list(objections)] for label, objections in choosing.outside],
            "limits": choosing.limits,
        },
        "options": _options(prescription),
        "certainty": choosing.certainty,
        "notes": [*choosing.notes, *map(str, prescription.notes)],
        "knee_centre": _knee_centre(prescription),
        "earlier": earlier_visit_lines(prescription.earlier),
        "warnings": [*map(str, prescription.warnings), *prescription.said_of_simulation()],
    }


def angle_figures(
    walked: Mapping[str, Sequence[pd.DataFrame]], side: str, why: str, *, comparable: bool = True
) -> dict[str, Any]:
    """Give a visit without knee moments as plain data: foot angles and steps of each condition, and no target.

    Parameters
    ----------
    walked : mapping
        Condition to the tables of steps of its recordings.
    side : str
        The affected leg.
    why : str
        Why there are no knee moments.
    comparable : bool
        False where the angles of each recording are told against that recording's own mean, as those of a foot sensor
        are: then there are steps, and no angle to compare.

    Raises
    ------
    FootwiseError
        No condition has a step.
    """
    import pandas as pd

    tables = {c: pd.concat(walked[c], ignore_index=True) for c in in_order(walked) if walked[c]}
    if not any(len(table) for table in tables.values()):
        raise FootwiseError("these recordings", "hold no step", "Record walking")
    legs = []
    for leg in (side, "right" if side == "left" else "left"):
        rows: list[dict[str, Any]] = []
        natural = math.nan
        for condition, table in tables.items():
            mine = table[table["side"] == leg]
            if not len(mine):
                continue
            used = mine[mine["used"]]
            angles = used["foot_progression_angle_deg"].to_numpy(dtype=float)
            angle = Mean.of(angles if comparable else angles[:0])
            natural = angle.value if condition == NATURAL else natural
            rows.append(
                {
                    "condition": condition,
                    "label": condition_in_words(condition),
                    "asked_deg": asked_change_deg(condition),
                    "steps": len(used),
                    "all_steps": len(mine),
                    "angle_deg": _mean(angle),
                    "change_deg": _known(angle.value - natural),
                }
            )
        if rows:
            legs.append({"side": leg, "affected": leg == side, "conditions": rows})
    return {"side": side, "has_loads": False, "simulated": False, "judged": False} | {
        "why_no_loads": why,
        "comparable": comparable,
        "legs": legs,
    }


def _agree(prescription: Prescription) -> bool | None:
    """Whether both rules give the same; None where one of them gives nothing."""
    choice = prescription.model.choice
    return None if choice is None else choice.condition == prescription.choice.condition


def _options(prescription: Prescription) -> list[dict[str, Any]]:
    """Give what the response model expects of each option, in percent of natural walking, with 90 % intervals."""
    model = prescription.model
    posterior = None if model.choice is None or model.response is None else model.response.peak(model.choice.peak)
    if model.choice is None or posterior is None:
        return []
    options = []
    for option in model.choice.options:
        expected = option.probabilities
        low, high = (-100 * bound / posterior.level for bound in reversed(expected.bands[0.9]))
        options.append(
            {
                "condition": option.condition,
                "change_pct": {"mean": _known(-expected.reduction_pct), "low": _known(low), "high": _known(high)},
                "p_best": _known(expected.p_best),
                "p_reaches": _known(expected.p_reaches),
                "p_worse": _known(expected.p_worse),
                "breaks": list(option.objections),
            }
        )
    return options


def _knee_centre(prescription: Prescription) -> dict[str, Any] | None:
    """Give what the trial's rule chooses for other knee centres; None where there is nothing to choose from."""
    from footwise.reports.visit import knee_centre_part

    table, part = prescription.knee_centre, knee_centre_part(prescription)
    if table is None or part is None:
        return None
    return {
        "sentence": part.sentence,
        "apart": part.apart,
        "uncertain": table.uncertain,
        "cases": [
            {
                "out_mm": case.out_mm,
                "up_mm": case.up_mm,
                "method": str(case.method),
                "condition": case.choice.condition,
                "fall_pct": _fall(case.choice),
                "differs": case.choice.condition != table.measured.condition,
            }
            for case in table.cases
        ],
    }


def _fall(choice: Choice) -> float | None:
    return None if choice.condition is None else _known(choice.reductions_pct[choice.condition])


def _rows(prescription: Prescription, conditions: Sequence[ConditionResult]) -> list[dict[str, Any]]:
    rows = _leg([c.leg for c in conditions], prescription.natural.leg)
    for row, c in zip(rows, conditions, strict=True):
        row |= {"hindrance": c.hindrance, "chosen": c is prescription.chosen}
    return rows


def _leg(legs: Sequence[LegSummary], natural: LegSummary) -> list[dict[str, Any]]:
    first = natural.foot_progression_angle_deg.value
    return [
        {
            "condition": leg.condition,
            "label": condition_in_words(leg.condition),
            "asked_deg": asked_change_deg(leg.condition),
            "steps": leg.steps,
            "all_steps": leg.all_steps,
            "angle_deg": _mean(leg.foot_progression_angle_deg),
            "change_deg": _known(leg.foot_progression_angle_deg.value - first),
            "peaks": [_peak(natural.kam_peak(peak), leg.kam_peak(peak), leg.condition) for peak in (1, 2)],
        }
        for leg in legs
    ]


def _peak(natural: Mean, changed: Mean, condition: str) -> dict[str, Any]:
    told: dict[str, Any] = {"peak": _mean(changed), "change_pct": None}
    if condition != NATURAL:
        compared = within_visit(natural, changed)
        change = -reduction_pct(natural, changed).value
        error = 100 * compared.detectable / abs(natural.value) if natural.value else math.nan
        told["change_pct"] = _interval(change, error) | {"beyond_error": bool(compared.beyond_error)}
    return told


def _mean(mean: Mean) -> dict[str, Any]:
    return _interval(mean.value, _CERTAIN * mean.se) | {"steps": mean.steps}


def _interval(value: float, error: float) -> dict[str, Any]:
    return {"mean": _known(value), "low": _known(value - error), "high": _known(value + error)}


def _known(value: float) -> float | None:
    return round(float(value), 4) + 0.0 if math.isfinite(value) else None
