"""A visit against an earlier one, in words: what is certain within a visit, and what between the visits."""

from __future__ import annotations

import math

from footwise.condition_names import condition_in_words
from footwise.prescription import Comparison, ConditionCompared, VisitsCompared
from footwise.reports.numbers import number


def earlier_visit_lines(compared: VisitsCompared | None) -> list[str]:
    """Say what has changed since an earlier visit; nothing where none was given.

    Parameters
    ----------
    compared : VisitsCompared or None

    Returns
    -------
    list of str
        First what the peak itself tells between the visits, then each change of foot angle against natural walking of
        its own visit.
    """
    if compared is None:
        return []
    invented = "SIMULATED. " if compared.simulated else ""
    lines = [
        f"{invented}Since the earlier visit ({compared.earlier}), peak {compared.peak} of the knee adduction moment:"
    ]
    lines += [_between(c) for c in compared.conditions]
    lines += [line for c in compared.conditions for line in _reductions(c)]
    if not any(c.kept is not None for c in compared.conditions):
        lines.append(
            "No change of foot angle was walked in both visits, so its effect cannot be followed: walk naturally and "
            "at the target in every visit."
        )
    return lines


def _between(c: ConditionCompared) -> str:
    name = condition_in_words(c.condition).capitalize()
    return f"{name}: {number(c.first)}, now {number(c.second)} %BW·ht. {c.between.sentence}"


def _reductions(c: ConditionCompared) -> list[str]:
    if c.within_first is None or c.within_second is None or c.kept is None:
        return []
    name = condition_in_words(c.condition).capitalize()
    both = f"{_fall(c.within_first)} then, {_fall(c.within_second)} now"
    return [f"{name} against natural walking of the same visit: {both}. {c.kept.sentence}"]


def _fall(within: Comparison) -> str:
    if not (math.isfinite(within.fall) and math.isfinite(within.detectable)):
        return "not known"
    size = f"{number(abs(within.fall))} %BW·ht {'lower' if within.fall > 0 else 'higher'}"
    return f"{size} ({'beyond' if within.beyond_error else 'inside'} the error, ±{number(within.detectable)})"
