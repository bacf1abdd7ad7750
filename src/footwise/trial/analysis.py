"""The analysis of a trial by intention to treat: every outcome, and the primary hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.trial.ancova import Ancova, fit_ancova
from footwise.trial.baseline import BaselineRow, baseline_table
from footwise.trial.completed import imputed_result
from footwise.trial.consort import Flow, consort_flow
from footwise.trial.contrast import Estimate, arm_effect, contrast
from footwise.trial.covariates import Covariates, covariates_of
from footwise.trial.data import OutcomeValues, TrialData
from footwise.trial.design import Hypothesis, Outcome, TrialDesign
from footwise.trial.effect_size import EffectSize, hedges_g
from footwise.trial.imputation import Imputed
from footwise.trial.mmrm import CannotEstimateError, Mmrm, fit_with_fallback, visit_design
from footwise.trial.multiplicity import holm
from footwise.trial.register_check import NOT_CHECKED, check_register

# Fewer people of one arm have the same value by chance.
_FEWEST_ALIKE = 3
_T = TypeVar("_T")


@by_value
@dataclass(frozen=True)
class RepeatedMeasures:
    """What the mixed model says of one outcome.

    Attributes
    ----------
    weeks : tuple of int
        Visits in the model: those of the outcome, without any that one arm lacks.
    effects : tuple of Estimate
        First arm less the second at each visit.
    means : tuple of tuple of Estimate
        Of each arm: adjusted change from the mean baseline of everybody, at each visit.
    covariance : str
        The one that was used.
    failed : tuple of str
        Richer ones that could not be, and why.
    sd, correlation : array
        Residual standard deviation of each visit, and correlation between visits.
    people, measures : int
        In the likelihood.
    absent : tuple of str
        People randomised who are not in it: they have no value at any of these visits.
    baseline_mean : float
        From which the changes count; nought where nobody has a baseline.
    means_covariance : array, shape (2 * visits, 2 * visits)
        Of the means, the visits of the first arm before those of the second, with the adjustment for small samples.
    """

    weeks: tuple[int, ...]
    effects: tuple[Estimate, ...]
    means: tuple[tuple[Estimate, ...], tuple[Estimate, ...]]
    covariance: str
    failed: tuple[str, ...]
    sd: Array
    correlation: Array
    people: int
    measures: int
    absent: tuple[str, ...]
    baseline_mean: float
    means_covariance: Array


@by_value
@dataclass(frozen=True)
class OutcomeResult:
    """Everything about one outcome; what cannot be estimated is None and has its reason in `reasons`.

    Attributes
    ----------
    outcome : Outcome
    week : int
        The visit of `ancova`, `imputed` and `effect_size`: that of the hypothesis, or the last.
    seen : array of int, shape (2, visits + 1)
        People of each arm with a value, baseline first.
    mmrm : RepeatedMeasures or None
    ancova : Ancova or None
    imputed : Imputed or None
    effect_size : EffectSize or None
    reasons : dict of str to str
        By `mmrm`, `ancova` or `imputed`: "cannot be estimated, because ...".
    notes : tuple of str
    """

    outcome: Outcome
    week: int
    seen: Array
    mmrm: RepeatedMeasures | None
    ancova: Ancova | None
    imputed: Imputed | None
    effect_size: EffectSize | None
    reasons: dict[str, str]
    notes: tuple[str, ...]

    @property
    def effect(self) -> Estimate | None:
        """The mixed model's difference at `week`."""
        return None if self.mmrm is None else self.mmrm.effects[self.mmrm.weeks.index(self.week)]


@dataclass(frozen=True)
class PrimaryResult:
    """One hypothesis: p-value of the mixed model, p-value after Holm, and whether the arms differ."""

    hypothesis: Hypothesis
    p: float
    p_holm: float
    differs: bool


@by_value
@dataclass(frozen=True)
class TrialResult:
    """The whole analysis; `notes` are about all data and not one outcome, `checked` says what was found sound."""

    design: TrialDesign
    data: TrialData
    flow: Flow
    baseline: tuple[BaselineRow, ...]
    primaries: tuple[PrimaryResult, ...]
    outcomes: tuple[OutcomeResult, ...]
    notes: tuple[str, ...]
    checked: tuple[str, ...]

    def outcome(self, name: str) -> OutcomeResult:
        """Give the result of the outcome of this name."""
        return next(result for result in self.outcomes if result.outcome.name == name)


def analyse_trial(
    data: TrialData,
    design: TrialDesign,
    progress: Callable[[str], None] = lambda _: None,
    register: Path | None = None,
) -> TrialResult:
    """Analyse everybody as randomised, whatever they did afterwards.

    Parameters
    ----------
    data : TrialData
    design : TrialDesign
    progress : callable
        Called with the name of each outcome when its turn comes.
    register : Path, optional
        Folder of the register of the allocation, to see whether the data have everybody who was randomised.

    Returns
    -------
    TrialResult
        The same for the same data and design: the only chance is that of the imputation, from the design's seed.

    Raises
    ------
    FootwiseError
        Data that do not agree with the register.
    """
    checked = () if register is None else (check_register(data, design, register),)
    results = []
    for values in data.outcomes:
        progress(values.outcome.label)
        results.append(_outcome_result(values, data, design))
    by_name = {result.outcome.name: result for result in results}
    p = np.array([_p(by_name[hypothesis.outcome]) for hypothesis in design.hypotheses])
    adjusted = holm(p)
    primaries = tuple(
        PrimaryResult(hypothesis, float(raw), float(after), bool(after <= design.alpha and np.isfinite(raw)))
        for hypothesis, raw, after in zip(design.hypotheses, p, adjusted, strict=True)
    )
    first = by_name[design.primaries[0]]
    return TrialResult(
        design=design,
        data=data,
        flow=consort_flow(data, first.outcome.name, _weeks(first), first.imputed is not None),
        baseline=tuple(baseline_table(data, design)),
        primaries=primaries,
        outcomes=tuple(results),
        notes=(*(() if checked else (NOT_CHECKED,)), *_size_note(data, design), *data.notes),
        checked=checked,
    )


def lacking_visits(
    follow_up: Array, in_first: NDArray[np.bool_], weeks: Sequence[int], labels: tuple[str, str]
) -> dict[int, str]:
    """Find the visits at which the arms cannot be compared: week to reason.

    Parameters
    ----------
    follow_up : array, shape (people, visits)
    in_first : array of bool, shape (people,)
    weeks : sequence of int
        Of the visits.
    labels : tuple of str
        Names of the arms.
    """
    lacking = {}
    for week, visit in zip(weeks, follow_up.T, strict=True):
        arms = [visit[mine & np.isfinite(visit)] for mine in (in_first, ~in_first)]
        empty = [label for label, own in zip(labels, arms, strict=True) if not len(own)]
        if empty:
            lacking[week] = f"nobody of {' or '.join(empty)} has week {week}"
        elif all(np.ptp(own) == 0 for own in arms) and sum(map(len, arms)) > 2:
            lacking[week] = f"everybody has the same value within the arms in week {week}"
    return lacking


def same_values(
    follow_up: Array, in_first: NDArray[np.bool_], weeks: Sequence[int], labels: tuple[str, str]
) -> dict[int, str]:
    """Find the visits at which everybody of one arm has the same value: week to what to say of it.

    The models take the spread of both arms as one, and so do give a difference there. Arguments as `lacking_visits`.
    """
    same = {}
    for week, visit in zip(weeks, follow_up.T, strict=True):
        for label, mine in zip(labels, (in_first, ~in_first), strict=True):
            own = visit[mine & np.isfinite(visit)]
            if len(own) >= _FEWEST_ALIKE and np.ptp(own) == 0:
                who = f"all {len(own)} people of {label} have the same value ({own[0]:g}) in week {week}"
                same[week] = f"{who}; the spread in the model is that of both arms together"
    return same


def repeated_measures(follow_up: Array, arm: Array, covariates: Array, information: str) -> tuple[Mmrm, list[str]]:
    """Fit the mixed model of one outcome: visit × arm, and every covariate × visit.

    Parameters
    ----------
    follow_up : array, shape (people, visits)
    arm : array, shape (people,)
        1 for the first arm, 0 for the other.
    covariates : array, shape (people, c)
        Centred.
    information : {"observed", "expected"}
        Of the adjustment of Kenward & Roger.

    Raises
    ------
    CannotEstimateError
        None of the covariances can be fitted.
    """
    return fit_with_fallback(follow_up, visit_design(arm, covariates, follow_up.shape[1]), information)


def _outcome_result(values: OutcomeValues, data: TrialData, design: TrialDesign) -> OutcomeResult:
    outcome = values.outcome
    asked = {hypothesis.outcome: hypothesis.week for hypothesis in design.hypotheses}
    week = asked.get(outcome.name, outcome.weeks[-1])
    at = outcome.weeks.index(week)
    arm = data.in_first.astype(float)
    adjust = covariates_of(values.baseline, data.people, design)
    reasons: dict[str, str] = {}

    def tried(name: str, estimated: Callable[[], _T]) -> _T | None:
        try:
            return estimated()
        except CannotEstimateError as error:
            reasons[name] = f"cannot be estimated, because {error}"
            return None

    lacking = lacking_visits(values.follow_up, data.in_first, outcome.weeks, data.labels)
    alike = same_values(values.follow_up, data.in_first, outcome.weeks, data.labels)
    mixed = tried("mmrm", lambda: _mixed(values, data, adjust, design, week, lacking))
    last = values.follow_up[:, at]
    effect = None if mixed is None else mixed.effects[mixed.weeks.index(week)]
    everything = np.column_stack([values.baseline, values.follow_up])
    return OutcomeResult(
        outcome=outcome,
        week=week,
        seen=np.stack([np.isfinite(everything[mine]).sum(axis=0) for mine in (data.in_first, ~data.in_first)]),
        mmrm=mixed,
        ancova=tried("ancova", lambda: fit_ancova(last, arm, adjust.values, design.alpha)),
        imputed=tried("imputed", lambda: imputed_result(values, data, adjust, design, at)),
        effect_size=None if effect is None else hedges_g(effect, values.baseline, data.in_first),
        reasons=reasons,
        notes=(*adjust.notes, *(() if mixed is None else (*_left_out(lacking), *_alike(alike, lacking)))),
    )


def _weeks(result: OutcomeResult) -> tuple[int, ...] | None:
    return None if result.mmrm is None else result.mmrm.weeks


def _left_out(lacking: dict[int, str]) -> list[str]:
    return [f"Week {week} is left out of the mixed model, because {why}." for week, why in lacking.items()]


def _alike(alike: dict[int, str], lacking: dict[int, str]) -> list[str]:
    return [f"{why[0].upper()}{why[1:]}." for week, why in alike.items() if week not in lacking]


def _size_note(data: TrialData, design: TrialDesign) -> tuple[str, ...]:
    people = len(data.people)
    return () if people == design.people else (f"The data have {people} people; the design asks for {design.people}.",)


def _mixed(
    values: OutcomeValues, data: TrialData, adjust: Covariates, design: TrialDesign, week: int, lacking: dict[int, str]
) -> RepeatedMeasures:
    if week in lacking:
        raise CannotEstimateError(lacking[week])
    weeks = tuple(week for week in values.outcome.weeks if week not in lacking)
    seen = values.follow_up[:, [week in weeks for week in values.outcome.weeks]]
    fit, failed = repeated_measures(seen, data.in_first.astype(float), adjust.values, design.kenward_roger)
    visits = len(weeks)
    each = len(fit.beta) // visits
    start = float(np.nanmean(values.baseline)) if np.isfinite(values.baseline).any() else 0.0
    of_means = np.array([_of_arm(visit, each, visits, own) for own in (1.0, 0.0) for visit in range(visits)])
    means = [_change(contrast(fit, weights, design.alpha), start) for weights in of_means]
    sd = np.sqrt(np.diag(fit.sigma))
    return RepeatedMeasures(
        weeks=weeks,
        effects=tuple(arm_effect(fit, visit, visits, design.alpha) for visit in range(visits)),
        means=(tuple(means[:visits]), tuple(means[visits:])),
        covariance=fit.covariance,
        failed=tuple(failed),
        sd=sd,
        correlation=fit.sigma / np.outer(sd, sd),
        people=fit.people,
        measures=fit.measures,
        absent=tuple(data.people["person"].iloc[np.flatnonzero(~np.isfinite(seen).any(axis=1))]),
        baseline_mean=start,
        means_covariance=of_means @ fit.cov_beta_adjusted @ of_means.T,
    )


def _of_arm(visit: int, each: int, visits: int, own: float) -> Array:
    weights = np.zeros(each * visits)
    weights[visit * each : visit * each + 2] = 1.0, own
    return weights


def _change(mean: Estimate, start: float) -> Estimate:
    return Estimate(mean.value - start, mean.se, mean.df, mean.low - start, mean.high - start, np.nan)


def _p(result: OutcomeResult) -> float:
    effect = result.effect
    return np.nan if effect is None else effect.p
