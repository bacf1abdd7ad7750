"""The report of one person's five conditions: the target, and everything it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.condition_names import condition_in_words
from footwise.loads import Walk
from footwise.prescription import (
    CHANGE_DEG,
    NATURAL,
    THRESHOLD_PCT,
    ConditionResult,
    LegSummary,
    Prescription,
    asked_change_deg,
)
from footwise.recordings import SIDES
from footwise.reports.figures import StanceCurves, StepAngles, legend_sample, stance_curves, step_angles
from footwise.reports.numbers import number, signed, turn
from footwise.reports.pages import page
from footwise.reports.visit.changes import Change, as_walked, change_of, target_in_words
from footwise.reports.visit.choosing import choosing_part
from footwise.reports.visit.condition_comparison import condition_comparison
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.visit.earlier_visit import earlier_visit_lines
from footwise.reports.visit.foot_from_above import foot_from_above
from footwise.reports.visit.knee_centre import knee_centre_part
from footwise.reports.visit.walking import walking_of_conditions
from footwise.reports.walk import (
    grouped_by_reason,
    knee_sources,
    median_method_rmse,
    median_per_mm,
    moments_in_words,
    notes_on_recordings,
    recording_facts,
    steps_flagged,
    steps_left_out,
)
from footwise.signals import Mean


@dataclass(frozen=True)
class ConditionRow:
    """One leg in one condition, as a line of the table; the changes are of peak 1 and of peak 2, none of natural."""

    label: str
    walked: str
    sample: Markup
    leg: LegSummary
    change_deg: float
    changes: tuple[Change, ...]
    chosen: bool
    hindrance: str


def prescription_report(result: Prescription) -> str:
    """Write the report of a prescription, or of a refusal, as one self-contained HTML page.

    Parameters
    ----------
    result : Prescription

    Returns
    -------
    str
        The same for the same prescription.
    """
    walks = [walk for group in result.walks.values() for walk in group]
    excluded = steps_left_out(walks)
    other = SIDES[1 - SIDES.index(result.side)]
    return page(
        "prescription.html.j2",
        result=result,
        other=other,
        threshold=THRESHOLD_PCT,
        target=target_in_words(result) if result.chosen else "",
        lacking=_lacking(result) if result.chosen is None else [],
        before_after=_before_after(result),
        foot=_foot(result),
        comparison=_comparison(result),
        rows=[_row(result, c, c.leg, result.natural.leg) for c in result.conditions],
        other_rows=_other_rows(result),
        legend=[
            (legend_sample(condition_look(c.condition)), c.in_words, c is result.chosen) for c in result.conditions
        ],
        choosing=choosing_part(result),
        knee_centre=knee_centre_part(result),
        earlier=earlier_visit_lines(result.earlier),
        curves=_curves(result),
        angles=_angles(result, other),
        left_out=excluded,
        groups=grouped_by_reason(excluded),
        flags=grouped_by_reason(steps_flagged(walks)),
        recordings=[recording_facts(walk) for walk in walks],
        notes=notes_on_recordings(walks),
        person_facts=walks[0].recording.person,
        has_loads=True,
        knee_source=knee_sources(walks),
        method_rmse=median_method_rmse(walks),
        per_mm=median_per_mm(walks),
        method=moments_in_words(walks),
        walking=walking_of_conditions(result),
        dates=sorted({walk.recording.recorded_on for walk in walks} - {""}),
    )


def prescription_figures(result: Prescription) -> tuple[Figure, ...]:
    """Draw the comparison of the conditions, the dose–response where it is known, the knee moments and foot angles."""
    choosing = choosing_part(result).figure
    other = SIDES[1 - SIDES.index(result.side)]
    dose = () if choosing is None else (choosing,)
    return (_comparison(result), *dose, *_curves(result), *_angles(result, other))


def _lacking(result: Prescription) -> list[str]:
    """Say what is missing for a prescription, and what to do."""
    known = {c: value for c, value in result.choice.reductions_pct.items() if np.isfinite(value)}
    if known:
        best = max(known, key=lambda c: known[c])
        error = next(c.reduction.se for c in result.conditions if c.condition == best)
        spread = f" ± {number(error, 1)} %" if np.isfinite(error) else ""
        change = f"{number(abs(known[best]), 1)} %{spread} {'lower' if known[best] >= 0 else 'higher'}"
        lines = [
            f"The best change was {condition_in_words(best)}: peak {result.choice.peak} was {change} than in natural "
            f"walking, and a fall of {THRESHOLD_PCT:.0f} % is needed."
        ]
    else:
        count = result.natural.leg.steps
        said = f"There were too few usable steps to compare (natural walking: {count}): record more of each condition."
        enough = result.natural.enough and any(c.enough for c in result.conditions[1:])
        lines = [] if enough else [said]
    if unreached := [c for c in result.conditions if c.enough and not c.reached]:
        told = ", ".join(f"{c.in_words} ({turn(c.change_deg)})" for c in unreached)
        lines.append(f"Not considered, because the foot was not turned as asked: {told}. Practise and record it again.")
    if few := [c.in_words for c in result.conditions if not c.enough]:
        lines.append(f"Not considered, because too few steps could be used: {', '.join(few)}. Record more steps.")
    unwalked = [condition_in_words(c) for c in CHANGE_DEG if c not in result.walks]
    if unwalked and set(result.walks) <= set(CHANGE_DEG):
        lines.append(f"Not walked: {', '.join(unwalked)}.")
    return lines


def _before_after(result: Prescription) -> list[tuple[str, str, str, Change | None]]:
    """Compare natural walking with the chosen condition; natural walking alone after a refusal."""
    measures: tuple[tuple[str, Callable[[LegSummary], Mean]], ...] = (
        ("First peak of the knee adduction moment (KAM P1, %BW·ht)", lambda leg: leg.kam_peak1),
        ("Second peak of the knee adduction moment (KAM P2, %BW·ht)", lambda leg: leg.kam_peak2),
        ("Bending moment of the knee (KFM, %BW·ht)", lambda leg: leg.kfm_peak),
        ("Inner-side force, estimated (body weights)", lambda leg: leg.medial_force_peak_bw),
    )
    natural, chosen = result.natural.leg, result.chosen
    if chosen is None:
        return [(what, number(measure(natural).value), "", None) for what, measure in measures]
    return [
        (
            what,
            number(measure(natural).value),
            number(measure(chosen.leg).value),
            change_of(measure(natural), measure(chosen.leg), 0),
        )
        for what, measure in measures
    ]


def _foot(result: Prescription) -> Markup | None:
    today = result.natural.leg.foot_progression_angle_deg.value
    if result.choice.condition is None:
        return foot_from_above(result.side, today, None, condition_look(NATURAL))
    look = condition_look(result.choice.condition)
    return foot_from_above(result.side, today, result.target_foot_progression_angle_deg, look)


def _comparison(result: Prescription) -> Figure:
    told = []
    for c in result.conditions:
        if c.condition != NATURAL:
            value = f"{_signed_change(c)} %" if c.usable else c.hindrance
            told.append(f"{c.in_words} {value}{' (chosen)' if c is result.chosen else ''}")
    alt = (
        f"Change of peak {result.choice.peak} of the knee adduction moment against natural walking, with standard "
        f"error: {', '.join(told)}. Needed: −{THRESHOLD_PCT:.0f} %"
    )
    return condition_comparison(result, alt)


def _signed_change(c: ConditionResult) -> str:
    error = f" ± {number(c.reduction.se, 1)}" if np.isfinite(c.reduction.se) else ""
    return signed(-c.reduction.value, 1) + error


def _row(result: Prescription, c: ConditionResult, leg: LegSummary, natural: LegSummary) -> ConditionRow:
    is_natural = c.condition == NATURAL
    changes = () if is_natural else tuple(change_of(natural.kam_peak(p), leg.kam_peak(p)) for p in (1, 2))
    return ConditionRow(
        label=c.in_words,
        walked=as_walked(c) if leg is c.leg else "",
        sample=legend_sample(condition_look(c.condition)),
        leg=leg,
        change_deg=leg.foot_progression_angle_deg.value - natural.foot_progression_angle_deg.value,
        changes=changes,
        # Chosen, or left aside, is the condition for what it does to the affected leg.
        chosen=c is result.chosen and leg is c.leg,
        hindrance=c.hindrance if leg is c.leg else "",
    )


def _other_rows(result: Prescription) -> list[ConditionRow]:
    natural = result.natural.other_leg
    if natural is None:
        return []
    return [_row(result, c, c.other_leg, natural) for c in result.conditions if c.other_leg is not None]


def _curves(result: Prescription) -> list[Figure]:
    names = ", ".join(c.in_words for c in result.conditions)
    drawn = []
    for what, name, peaks in (
        ("Knee adduction moment (KAM), %BW·ht", "kam", True),
        ("Knee flexion moment (KFM), %BW·ht", "kfm", False),
    ):
        groups = [
            StanceCurves(
                c.in_words,
                condition_look(c.condition),
                _of_leg(result.walks[c.condition], result.side, name),
                strong=c.condition in (NATURAL, result.choice.condition),
            )
            for c in result.conditions
        ]
        alt = f"{what} of the {result.side} leg over stance, mean and standard deviation of the used steps: {names}"
        drawn.append(stance_curves(what, groups, alt, mark_peaks=peaks))
    return [figure for figure in drawn if figure is not None]


def _of_leg(walks: Sequence[Walk], side: str, name: str) -> Array:
    """Curves of the used steps of one leg."""
    parts = []
    for walk in walks:
        chosen = (walk.steps["side"] == side).to_numpy() & walk.steps["used"].to_numpy(dtype=bool)
        parts.append(np.asarray(getattr(walk, name), dtype=float)[chosen])
    return np.concatenate(parts)


def _angles(result: Prescription, other: str) -> list[Figure]:
    affected, second = _step_groups(result, result.side), _step_groups(result, other)
    what, order = "Foot angle of every step", "in the order of the steps, with the mean"
    name = f"{what}, {result.side} leg (affected)"
    drawn = [step_angles(name, affected, f"{name}, {order} and the angle asked for", second)]
    name = f"{what}, {other} leg"
    drawn.append(step_angles(name, second, f"{name}, {order}", affected))
    return [figure for figure in drawn if figure is not None]


def _step_groups(result: Prescription, side: str) -> list[StepAngles]:
    natural = result.natural.leg.foot_progression_angle_deg.value
    groups = []
    for c in result.conditions:
        rows = [walk.steps[walk.steps["side"] == side] for walk in result.walks[c.condition]]
        # Only the affected leg was asked to change.
        asked = side == result.side and c.condition != NATURAL
        groups.append(
            StepAngles(
                c.in_words,
                condition_look(c.condition),
                np.concatenate([r["foot_progression_angle_deg"].to_numpy(dtype=float) for r in rows]),
                np.concatenate([r["used"].to_numpy(dtype=bool) for r in rows]),
                natural + asked_change_deg(c.condition) if asked else float("nan"),
            )
        )
    return groups
