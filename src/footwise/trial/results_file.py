"""The results that other people's programs read: results.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from footwise.outputs import write_text_whole
from footwise.trial.analysis import OutcomeResult, RepeatedMeasures, TrialResult
from footwise.trial.contrast import Estimate

# Far below any standard error, far above what differs between machines.
_DIGITS = 9


def results_table(result: TrialResult) -> dict[str, Any]:
    """Bring the whole analysis into plain lists and numbers; a number that is missing is null.

    Differences are `arms[0]` less `arms[1]`, in the unit of the outcome.
    """
    data, design = result.data, result.design
    table = {
        "trial": design.name,
        "simulated": data.simulated,
        "blinded": data.blinded,
        "arms": list(data.arms),
        "alpha": design.alpha,
        "analysis_set": "everybody randomised, as randomised",
        "seed": design.seed,
        "imputations": design.imputations,
        "kenward_roger": design.kenward_roger,
        "flow": asdict(result.flow),
        "primary": [
            {
                "hypothesis": one.hypothesis.name,
                "outcome": one.hypothesis.outcome,
                "week": one.hypothesis.week,
                "p": one.p,
                "p_holm": one.p_holm,
                "differs": one.differs,
            }
            for one in result.primaries
        ],
        "outcomes_not_asked": list(data.not_asked),
        "checked": list(result.checked),
        "notes": list(result.notes),
        "visit_deviations": [asdict(one) for one in data.deviations],
        "outcomes": [_outcome(one) for one in result.outcomes],
        "baseline": [asdict(row) for row in result.baseline],
    }
    plain: dict[str, Any] = _plain(table)
    return plain


def write_results(result: TrialResult, path: Path) -> None:
    """Write `results_table` as JSON; the same analysis gives the same file."""
    text = json.dumps(results_table(result), indent=2, ensure_ascii=False, allow_nan=False)
    write_text_whole(path, text + "\n")


def _outcome(result: OutcomeResult) -> dict[str, Any]:
    ancova, imputed = result.ancova, result.imputed
    return {
        "outcome": result.outcome.name,
        "unit": result.outcome.unit,
        "better": result.outcome.better,
        "baseline_week": result.outcome.baseline_week,
        "weeks": list(result.outcome.weeks),
        "week": result.week,
        "people_with_value": result.seen.tolist(),
        "mmrm": None if result.mmrm is None else _mixed(result.mmrm),
        "ancova": None
        if ancova is None
        else {
            "effect": _estimate(ancova.effect),
            "people": ancova.people,
            "shapiro_wilk_p": ancova.normality_p,
            "residual_sd_ratio": ancova.spread_ratio,
            "largest_cook_distance": ancova.largest_cook,
        },
        "imputed": None
        if imputed is None
        else {
            "effect": _estimate(imputed.effect),
            "missing": imputed.missing,
            "delta_shifts": [{"delta": s.delta, "effect": _estimate(s.effect)} for s in imputed.shifts],
            "tipping_delta": imputed.tipping,
        },
        "hedges_g": None if result.effect_size is None else asdict(result.effect_size),
        "reasons": result.reasons,
        "notes": list(result.notes),
    }


def _mixed(mixed: RepeatedMeasures) -> dict[str, Any]:
    return {
        "weeks": list(mixed.weeks),
        "effects": [_estimate(effect) for effect in mixed.effects],
        "change_from_baseline": [[_estimate(mean) for mean in arm] for arm in mixed.means],
        "covariance": mixed.covariance,
        "covariances_that_failed": list(mixed.failed),
        "residual_sd": mixed.sd.tolist(),
        "residual_correlation": mixed.correlation.tolist(),
        "people": mixed.people,
        "people_without_a_value": list(mixed.absent),
        "measures": mixed.measures,
    }


def _estimate(effect: Estimate) -> dict[str, float]:
    return asdict(effect)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None
    return value
