"""What a report of a trial shows, as texts and pictures that page and PDF share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.reports.figures import ARM_LOOKS, legend_sample
from footwise.reports.numbers import MISSING, number
from footwise.reports.trial.consort_figure import consort_flow_figure
from footwise.reports.trial.forest import ForestRow, forest
from footwise.reports.trial.outcome_figures import change_curves, residual_quantiles, shift_curve
from footwise.reports.trial.words import (
    about_intervals,
    absences,
    covariance_notes,
    finding,
    held_together,
    interval,
    level,
    other_notes,
    p_value,
    tipping,
    unit,
)
from footwise.trial import BaselineRow, OutcomeResult, TrialResult


@dataclass(frozen=True)
class TrialView:
    """Texts and pictures, in the order of the report.

    Attributes
    ----------
    title : str
    simulated, blinded : bool
    labels : tuple of str
        The two arms.
    facts : str
        Size of the trial in a line, and what was checked.
    absent, absent_elsewhere : list of str
        Who is not in the mixed models of the primary outcomes, and of the others, and why.
    findings : list of str
        A sentence for each primary hypothesis.
    about_intervals : str
        What their confidence intervals are not.
    samples : list of (Markup, str)
        Legend of the arms.
    flow, flow_on_paper : Figure
    baseline_head, baseline : list of str, list of list of str
    curves : list of Figure
    effects_head, effects : list of str, list of list of str
        A row an outcome: the difference by three analyses.
    primary_rows : list of bool
        Which rows of `effects` are primary.
    visits_head, visits : list of str, list of list of str
        A row an outcome and visit.
    forest : Figure or None
    shifts : list of Figure
    tipping : list of str
    residuals : list of Figure
    diagnostics_head, diagnostics : list of str, list of list of str
    notes : list of str
    """

    title: str
    simulated: bool
    blinded: bool
    labels: tuple[str, str]
    facts: str
    absent: list[str]
    absent_elsewhere: list[str]
    level: str
    imputations: int
    seed: int
    information: str
    findings: list[str]
    about_intervals: str
    samples: list[tuple[Markup, str]]
    flow: Figure
    flow_on_paper: Figure
    baseline_head: list[str]
    baseline: list[list[str]]
    curves: list[Figure]
    effects_head: list[str]
    effects: list[list[str]]
    primary_rows: list[bool]
    visits_head: list[str]
    visits: list[list[str]]
    forest: Figure | None
    shifts: list[Figure]
    tipping: list[str]
    residuals: list[Figure]
    diagnostics_head: list[str]
    diagnostics: list[list[str]]
    notes: list[str]


def trial_view(result: TrialResult) -> TrialView:
    """Bring an analysis into words and pictures."""
    design, data = result.design, result.data
    primary = [result.outcome(name) for name in design.primaries]
    first, other = data.labels
    effects_head, effects = effects_table(result)
    flow_alt = f"Flow of {result.flow.randomised} people through the trial"
    view = TrialView(
        title=design.name,
        simulated=data.simulated,
        blinded=data.blinded,
        labels=data.labels,
        facts=_facts(result),
        absent=absences(result, primary),
        absent_elsewhere=absences(result, [one for one in result.outcomes if one not in primary]),
        level=level(design.alpha),
        imputations=design.imputations,
        seed=design.seed,
        information=design.kenward_roger,
        findings=[finding(one, result) for one in result.primaries],
        about_intervals=about_intervals(result),
        samples=[(legend_sample(look), label) for look, label in zip(ARM_LOOKS, data.labels, strict=True)],
        flow=consort_flow_figure(result.flow, flow_alt),
        flow_on_paper=consort_flow_figure(result.flow, flow_alt, on_paper=True),
        baseline_head=["", *(f"{x} (n = {n})" for x, n in zip((*data.labels, "All"), _sizes(result), strict=True))],
        baseline=[_baseline(row) for row in result.baseline],
        curves=_drawn(change_curves(one, data.labels, _alt("Change", one, data.labels)) for one in _curved(result)),
        effects_head=effects_head,
        effects=effects,
        primary_rows=[one.outcome.name in design.primaries for one in result.outcomes],
        visits_head=[
            "Outcome", "Week", f"n {first}", f"n {other}", f"Change {first}", f"Change {other}", "Difference", "p",
        ],
        visits=[row for one in result.outcomes for row in _visits(one)],
        forest=forest(_forest_rows(result), data.labels, "Standardised differences of all outcomes"),
        shifts=_drawn(shift_curve(one, _alt("Difference by shift", one, data.labels)) for one in primary),
        tipping=[tipping(one, first, design.alpha, data.blinded) for one in primary],
        residuals=_drawn(residual_quantiles(one, _alt("Residuals", one, data.labels)) for one in primary),
        diagnostics_head=[
            "Outcome", "Covariance", "People", "Measures", "Residual SD by visit", "Shapiro–Wilk p", "SD ratio",
            "Largest Cook’s D",
        ],
        diagnostics=[_diagnostics(one) for one in result.outcomes],
        notes=[*covariance_notes(result), *other_notes(result)],
    )  # fmt: skip
    return replace(view, **{field.name: _held(getattr(view, field.name)) for field in fields(view)})


def _held(value: Any) -> Any:
    """Keep every number with its sign and unit, in texts and in lists of them."""
    if isinstance(value, list | tuple):
        return type(value)(_held(one) for one in value)
    return held_together(value) if type(value) is str else value


def effects_table(result: TrialResult) -> tuple[list[str], list[list[str]]]:
    """Give head and rows of the table of all outcomes: the difference by three analyses."""
    head = ["Outcome", "Week", "Mixed model", "p", "p, Holm", "ANCOVA", "Imputed", "Hedges g"]
    return head, [_effect(one, result) for one in result.outcomes]


def _facts(result: TrialResult) -> str:
    flow, (first, other) = result.flow, result.data.labels
    a, b = flow.arms
    return (
        f"{flow.randomised} people randomised: {a.allocated} to {first}, {b.allocated} to {other}. Analysed as "
        f"randomised, whatever they did afterwards (intention to treat)."
        + "".join(f" {text}" for text in result.checked)
    )


def _sizes(result: TrialResult) -> tuple[int, int, int]:
    a, b = (arm.allocated for arm in result.flow.arms)
    return a, b, a + b


def _curved(result: TrialResult) -> list[OutcomeResult]:
    """Outcomes with more than one later visit: the others would be a single point."""
    return [one for one in result.outcomes if len(one.outcome.weeks) > 1]


def _drawn(figures: Iterable[Figure | None]) -> list[Figure]:
    return [figure for figure in figures if figure is not None]


def _alt(what: str, one: OutcomeResult, labels: tuple[str, str]) -> str:
    return f"{what} of {one.outcome.label}, {labels[0]} and {labels[1]}"


def _baseline(row: BaselineRow) -> list[str]:
    total = row.known[2]
    cells = []
    for (value, more), known in zip(row.cells, row.known, strict=True):
        if row.counted:
            cells.append(f"{value:.0f} ({number(more, 0)} %)")
        else:
            spread = f"{number(value, row.decimals)} ± {number(more, row.decimals)}"
            cells.append(MISSING if known == 0 else spread)
    label = f"{row.label} (n = {total})" if not row.counted and total < max(row.known) else row.label
    return [label, *cells]


def _effect(one: OutcomeResult, result: TrialResult) -> list[str]:
    digits = one.outcome.decimals
    holm = {p.hypothesis.outcome: p.p_holm for p in result.primaries}
    g = one.effect_size
    return [
        ", ".join(filter(None, (one.outcome.label, unit(one)))),
        str(one.week),
        interval(one.effect, digits),
        MISSING if one.effect is None else p_value(one.effect.p),
        p_value(holm[one.outcome.name]) if one.outcome.name in holm and one.effect is not None else "",
        interval(None if one.ancova is None else one.ancova.effect, digits),
        interval(None if one.imputed is None else one.imputed.effect, digits),
        MISSING if g is None else f"{number(g.g)} ({number(g.low)} to {number(g.high)})",
    ]


def _visits(one: OutcomeResult) -> list[list[str]]:
    digits, rows = one.outcome.decimals, []
    for k, week in enumerate(one.outcome.weeks):
        seen = [str(int(count)) for count in one.seen[:, k + 1]]
        if one.mmrm is None or week not in one.mmrm.weeks:
            found = [MISSING] * 4
        else:
            at = one.mmrm.weeks.index(week)
            effect = one.mmrm.effects[at]
            means = (interval(arm[at], digits) for arm in one.mmrm.means)
            found = [*means, interval(effect, digits), p_value(effect.p)]
        rows.append([one.outcome.label if k == 0 else "", str(week), *seen, *found])
    return rows


def _forest_rows(result: TrialResult) -> list[ForestRow]:
    rows = []
    for one in result.outcomes:
        g = one.effect_size
        if g is not None:
            turn = 1.0 if one.outcome.better == "lower" else -1.0
            low, high = sorted((turn * g.low, turn * g.high))
            rows.append(
                ForestRow(one.outcome.label, turn * g.g, low, high, one.outcome.name in result.design.primaries)
            )
    return rows


def _diagnostics(one: OutcomeResult) -> list[str]:
    mixed, ancova = one.mmrm, one.ancova
    digits = one.outcome.decimals
    return [
        one.outcome.label,
        MISSING if mixed is None else mixed.covariance,
        MISSING if mixed is None else str(mixed.people),
        MISSING if mixed is None else str(mixed.measures),
        MISSING if mixed is None else ", ".join(number(float(sd), digits) for sd in mixed.sd),
        MISSING if ancova is None else p_value(ancova.normality_p),
        MISSING if ancova is None or not np.isfinite(ancova.spread_ratio) else number(ancova.spread_ratio),
        MISSING if ancova is None or not np.isfinite(ancova.largest_cook) else number(ancova.largest_cook),
    ]
