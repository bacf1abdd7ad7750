"""The analysis as plain tables for other programs: data set, completed data sets, means, and code that repeats it.

One row a person, outcome and visit, in small letters and without units in the values, so that R, SAS and Stata read the
files as they are. A missing value is an empty field.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError
from footwise.outputs import write_text_whole
from footwise.tables import write_csv
from footwise.trial.analysis import OutcomeResult, TrialResult
from footwise.trial.completed import completed_visits
from footwise.trial.covariates import covariates_of
from footwise.trial.mmrm import CannotEstimateError

ANALYSIS, IMPUTATIONS, MEANS = "analysis.csv", "imputations.csv", "lsmeans.csv"
MEANS_COVARIANCE, HYPOTHESES, R_CODE = "lsmeans_covariance.csv", "hypotheses.csv", "primary_analysis.R"
_OWN = ("person", "arm", "treated", "outcome", "week", "baseline", "baseline_used", "value", "change", "in_model")


def write_export(result: TrialResult, folder: Path) -> list[str]:
    """Write the tables and the R code into a folder that is there.

    Returns
    -------
    list of str
        Names of the files.

    Raises
    ------
    FootwiseError
        A stratum that is called as a column of the tables.
    """
    taken = next((name for name in result.design.strata if name in _OWN), None)
    if taken is not None:
        raise FootwiseError(result.design.path, f"has a stratum called {taken}, which is a column here", "Rename it")
    tables = {
        ANALYSIS: analysis_table(result),
        IMPUTATIONS: imputations_table(result),
        MEANS: means_table(result),
        MEANS_COVARIANCE: means_covariance_table(result),
        HYPOTHESES: hypotheses_table(result),
    }
    written = [name for name, table in tables.items() if len(table)]
    for name in written:
        write_csv(tables[name], folder / name)
    code = (resources.files("footwise.trial") / R_CODE).read_text(encoding="utf-8")
    write_text_whole(folder / R_CODE, code)
    return [*written, R_CODE]


def analysis_table(result: TrialResult) -> pd.DataFrame:
    """Data set of the analysis: one row for everybody randomised, each outcome and each visit after baseline.

    Columns: ``person``, ``arm``, ``treated`` (1 in the first arm), the factors of the strata, ``outcome``, ``week``,
    ``baseline`` as measured, ``baseline_used`` with the mean where it is missing, ``value``, ``change`` from baseline,
    ``in_model`` (1 where the mixed model has the measure, else 0).
    """
    data, parts = result.data, []
    for values, found in zip(data.outcomes, result.outcomes, strict=True):
        known = np.isfinite(values.baseline)
        used = np.where(known, values.baseline, values.baseline[known].mean()) if known.any() else values.baseline
        for visit, week in enumerate(values.outcome.weeks):
            modelled = found.mmrm is not None and week in found.mmrm.weeks
            value = values.follow_up[:, visit]
            part = pd.DataFrame(
                {
                    "person": data.people["person"],
                    "arm": data.people["arm"],
                    "treated": data.in_first.astype(int),
                    **{factor: data.people[factor] for factor in result.design.strata},
                    "outcome": values.outcome.name,
                    "week": week,
                    "baseline": values.baseline,
                    "baseline_used": used,
                    "value": value,
                    "change": value - values.baseline,
                    "in_model": (np.isfinite(value) & modelled).astype(int),
                }
            )
            parts.append(part)
    return _marked(pd.concat(parts, ignore_index=True), result)


def imputations_table(result: TrialResult) -> pd.DataFrame:
    """Completed data sets: ``imputation`` (from 1 on), ``person, outcome, week, value, imputed`` (1 or 0).

    Outcomes that could not be imputed are not in it.
    """
    data, design, parts = result.data, result.design, []
    for values in data.outcomes:
        try:
            whole, _ = completed_visits(values, data, covariates_of(values.baseline, data.people, design), design)
        except CannotEstimateError:
            continue
        draws, people, visits = whole.shape
        parts.append(
            pd.DataFrame(
                {
                    "imputation": np.repeat(np.arange(1, draws + 1), people * visits),
                    "person": np.tile(np.repeat(data.people["person"].to_numpy(), visits), draws),
                    "outcome": values.outcome.name,
                    "week": np.tile(values.outcome.weeks, draws * people),
                    "value": whole.ravel(),
                    "imputed": np.tile(np.isnan(values.follow_up).ravel(), draws).astype(int),
                }
            )
        )
    return _marked(pd.concat(parts, ignore_index=True), result) if parts else pd.DataFrame()


def means_table(result: TrialResult) -> pd.DataFrame:
    """Least-squares means of the mixed models: each arm and visit, and the difference of the arms.

    The covariates are at their means over everybody randomised. ``mean`` is of the outcome itself, ``change`` from the
    mean baseline of everybody; of a difference both are the same.
    """
    rows = []
    for found in result.outcomes:
        mixed = found.mmrm
        if mixed is None:
            continue
        for arm, means in zip((*result.data.arms, ""), (*mixed.means, mixed.effects), strict=True):
            start = mixed.baseline_mean if arm else 0.0
            for week, one in zip(mixed.weeks, means, strict=True):
                rows.append(
                    {
                        "outcome": found.outcome.name,
                        "arm": arm or f"{result.data.arms[0]} less {result.data.arms[1]}",
                        "week": week,
                        "mean": one.value + start,
                        "change": one.value,
                        "se": one.se,
                        "df": one.df,
                        "low": one.low + start,
                        "high": one.high + start,
                        "p": one.p,
                    }
                )
    return _marked(pd.DataFrame(rows), result)


def means_covariance_table(result: TrialResult) -> pd.DataFrame:
    """Covariances of the least-squares means of one outcome: a row for each pair of arm and visit."""
    parts = []
    for found in result.outcomes:
        mixed = found.mmrm
        if mixed is None:
            continue
        arms = np.repeat(result.data.arms, len(mixed.weeks))
        weeks = np.tile(mixed.weeks, 2)
        first, second = (index.ravel() for index in np.indices(mixed.means_covariance.shape))
        parts.append(
            pd.DataFrame(
                {
                    "outcome": found.outcome.name,
                    "arm": arms[first],
                    "week": weeks[first],
                    "other_arm": arms[second],
                    "other_week": weeks[second],
                    "covariance": mixed.means_covariance.ravel(),
                }
            )
        )
    return _marked(pd.concat(parts, ignore_index=True), result) if parts else pd.DataFrame()


def hypotheses_table(result: TrialResult) -> pd.DataFrame:
    """What the R code has to know: outcome and week of each hypothesis, covariance of its model, the strata."""
    return pd.DataFrame(
        [
            {
                "hypothesis": one.hypothesis.name,
                "outcome": one.hypothesis.outcome,
                "week": one.hypothesis.week,
                "covariance": _covariance(result.outcome(one.hypothesis.outcome)),
                "kenward_roger": result.design.kenward_roger,
                "alpha": result.design.alpha,
                "strata": " ".join(result.design.strata),
            }
            for one in result.primaries
        ]
    )


def _covariance(found: OutcomeResult) -> str:
    return "" if found.mmrm is None else found.mmrm.covariance


def _marked(table: pd.DataFrame, result: TrialResult) -> pd.DataFrame:
    """Say in every row that it is simulated, where it is."""
    return table.assign(simulated="true") if result.data.simulated and len(table) else table
