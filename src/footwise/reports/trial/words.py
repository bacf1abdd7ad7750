"""What the numbers of a trial's analysis mean, in sentences and cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from footwise.reports.numbers import MISSING, number
from footwise.trial import Estimate, OutcomeResult, PrimaryResult, TrialResult

# An interval, a share, a number of people, a p-value, a number with its unit.
_HELD = re.compile(
    r"−?\d[\d.]* to −?\d[\d.]*|\d %(?: CI)?|\bn = \d+|[=<] \d|\d ± \d|(?<=\d) (?:points|ms|mm|kg|m/s|%BW·ht|°)"
)


def p_value(p: float) -> str:
    """Write a p-value: three decimals, and never nought."""
    if not np.isfinite(p):
        return MISSING
    return "< 0.001" if p < 0.001 else number(p, 3)


def interval(effect: Estimate | None, digits: int) -> str:
    """Write ``−1.25 (−2.02 to −0.49)``."""
    if effect is None:
        return MISSING
    return f"{number(effect.value, digits)} ({number(effect.low, digits)} to {number(effect.high, digits)})"


def level(alpha: float) -> str:
    """Write the confidence level that belongs to alpha: ``95 %``."""
    return f"{100 * (1 - alpha):g} %"


def finding(one: PrimaryResult, result: TrialResult) -> str:
    """Say what one primary hypothesis came to, in one sentence."""
    found = result.outcome(one.hypothesis.outcome)
    outcome, effect = found.outcome, found.effect
    name = f"{outcome.label} in week {one.hypothesis.week}"
    if effect is None:
        return f"{name}: the difference {found.reasons['mmrm']}."
    first, other = result.data.labels
    reach = f"{number(effect.low, outcome.decimals)} to {number(effect.high, outcome.decimals)}"
    after = f"p after Holm {p_value(one.p_holm)}".replace("Holm 0", "Holm = 0")
    told = f"{level(result.design.alpha)} CI {reach}; {after}"
    if not one.differs:
        return f"{name}: no difference between the arms was shown ({_size(effect.value, found)}, {told})."
    way = "lower" if effect.value < 0 else "higher"
    return f"{name} was {_size(abs(effect.value), found)} {way} with {first} than with {other} ({told})."


def about_intervals(result: TrialResult) -> str:
    """Say that Holm changes p-values and not intervals, where there is more than one primary hypothesis."""
    several = len(result.primaries)
    if several < 2:
        return ""
    one = level(result.design.alpha)
    return (
        f"Each {one} confidence interval is of one outcome alone: Holm adjusts p-values, not intervals, so an interval "
        "can leave out nought where p after Holm is not significant."
    )


def unit(found: OutcomeResult) -> str:
    """Name the unit of a difference: points for a scale."""
    text = found.outcome.unit
    return "points" if "0–1" in text or "0-1" in text else text


def _size(value: float, found: OutcomeResult) -> str:
    """Write a difference with its unit, where it has one."""
    return f"{number(value, found.outcome.decimals)} {unit(found)}".rstrip()


def held_together(text: str) -> str:
    """Put spaces that do not break between a number and what belongs to it."""
    return _HELD.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def absences(result: TrialResult, outcomes: Sequence[OutcomeResult]) -> list[str]:
    """Say of each model how many of those randomised are in it, and who is not and why.

    Outcomes of which the same people have no value share a sentence; where everybody is in a model it says so.
    """
    labels: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for found in outcomes:
        if found.mmrm is not None:
            labels.setdefault((found.mmrm.people, found.mmrm.absent), []).append(found.outcome.label)
    everybody = len(result.data.people)
    told = []
    for (people, absent), names in labels.items():
        said = f"Mixed model of {' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))}: "
        if absent:
            who = "; ".join(_left(name, result) for name in absent)
            said += f"{people} of {everybody} people. Without any value after baseline and so not in it: {who}."
        else:
            said += f"all {everybody} people."
        told.append(said)
    return told


def _left(name: str, result: TrialResult) -> str:
    """Name a person with arm, and when and why they left, as far as the tables tell."""
    data = result.data
    row = int(np.flatnonzero(data.people["person"] == name)[0])
    week, arm = data.withdrawn_week[row], data.labels[0 if data.in_first[row] else 1]
    reason = data.people["withdrawal_reason"].iloc[row].strip() if "withdrawal_reason" in data.people else ""
    if not np.isfinite(week):
        return f"{name} ({arm}; {reason or 'stayed in the trial, no reason recorded'})"
    return f"{name} ({arm}; left in week {week:g}, {reason or 'no reason given'})"


def covariance_notes(result: TrialResult) -> list[str]:
    """Name every covariance that is not the unstructured one, and why it had to be used."""
    notes = []
    for found in result.outcomes:
        if found.mmrm is not None and found.mmrm.failed:
            why = "; ".join(found.mmrm.failed)
            notes.append(f"{found.outcome.label}: {found.mmrm.covariance} covariance, because another failed ({why}).")
    return notes


def other_notes(result: TrialResult) -> list[str]:
    """Whatever had to be filled in, left out, or could not be estimated."""
    notes: dict[str, list[str]] = {}
    methods = {"mmrm": "mixed model", "ancova": "analysis of covariance", "imputed": "multiple imputation"}
    for found in result.outcomes:
        told = [*found.notes, *(f"The {methods[name]} {why}." for name, why in found.reasons.items())]
        for text in told:
            notes.setdefault(text, []).append(found.outcome.label)
    told_of = [*result.notes, *(f"{', '.join(labels)}: {text}" for text, labels in notes.items())]
    if result.data.not_asked:
        told_of.append(
            f"In the tables, but not asked by the design and not analysed: {', '.join(result.data.not_asked)}."
        )
    return told_of


def tipping(found: OutcomeResult, first: str, alpha: float, blinded: bool) -> str:
    """Say how much worse the missing would have to be for the difference to go."""
    imputed = found.imputed
    if imputed is None:
        return f"{found.outcome.label}: multiple imputation {found.reasons['imputed']}."
    if not imputed.missing:
        return f"{found.outcome.label}: nobody lacks week {found.week}; nothing had to be imputed."
    if not imputed.shifts and not blinded:
        return f"{found.outcome.label}: nobody of {first} lacks week {found.week}; nothing to shift."
    if not imputed.shifts:
        return f"{found.outcome.label}: which arm's missing values to shift is not known while the arms are blinded."
    if imputed.effect.p > alpha:
        return f"{found.outcome.label}: no significant difference with missing values imputed, so nothing to tip."
    turned = imputed.effect.value if found.outcome.better == "lower" else -imputed.effect.value
    if not np.isfinite(imputed.tipping) and turned > 0:
        return f"{found.outcome.label}: the difference is against {first}, and stays where the missing are worse."
    if not np.isfinite(imputed.tipping):
        return f"{found.outcome.label}: still significant with missing values five standard deviations worse."
    size = _size(imputed.tipping, found)
    return (
        f"{found.outcome.label}: the difference is no longer significant once the missing values of {first} are "
        f"{size} worse than those of people like them."
    )
