"""Power by simulation: how often a trial of this design would find what is there.

Every simulated trial has its own seed, a child of the design's seed that depends on nothing but its number. Serial, on
all cores or on many machines, the numbers are therefore the same, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.simulation import draw_people, outcome_defaults, simulate_outcomes
from footwise.trial.analysis import lacking_visits, repeated_measures
from footwise.trial.contrast import arm_effect
from footwise.trial.covariates import covariates_of
from footwise.trial.design import TrialDesign
from footwise.trial.mmrm import CannotEstimateError
from footwise.trial.multiplicity import holm
from footwise.trial.simulated import check_simulable, later_weeks, permuted_blocks, primary_values, strata_table
from footwise.workers import connected

# Trials of one task: long enough that handing out costs nothing, short enough for the progress bar.
TRIALS_A_TASK = 25
# Columns of what one trial gives for each primary outcome.
ESTIMATE, STANDARD_ERROR, INTERVAL_LOW, INTERVAL_HIGH, P_VALUE = range(5)


@dataclass(frozen=True)
class Setting:
    """One point of a power curve: people, drop-out share, and the factor on the effect of the treatment."""

    people: int
    drop_out: float
    effect: float = 1.0


@by_value
@dataclass(frozen=True)
class SettingPower:
    """What the trials of one setting gave.

    Attributes
    ----------
    setting : Setting
    trials : int
    power : tuple of float
        Share of trials in which each primary hypothesis is rejected after Holm.
    power_unadjusted : tuple of float
        The same by each p-value alone.
    any_rejected, all_rejected : float
    mean_effect, mean_se : tuple of float
        Over the trials that could be estimated.
    not_estimated : int
        Primary analyses that could not be done; they count as not rejected.
    results : array, shape (trials, primaries, 5)
        Estimate, standard error, interval and p-value of each; NaN where it could not be estimated.
    """

    setting: Setting
    trials: int
    power: tuple[float, ...]
    power_unadjusted: tuple[float, ...]
    any_rejected: float
    all_rejected: float
    mean_effect: tuple[float, ...]
    mean_se: tuple[float, ...]
    not_estimated: int
    results: Array

    def error(self, share: float) -> float:
        """Monte-Carlo standard error of a share of the trials."""
        return monte_carlo_error(share, self.trials)


def monte_carlo_error(share: float, trials: int) -> float:
    """Give the standard error of a share; that of a share of one in `trials` where none or all came out."""
    inside = min(max(share, 1.0 / trials), 1.0 - 1.0 / trials) if trials > 1 else 0.5
    return float(np.sqrt(inside * (1.0 - inside) / trials))


def simulate_power(
    design: TrialDesign,
    settings: Sequence[Setting],
    trials: int,
    *,
    workers: str = "local",
    numbers: Mapping[str, Any] | None = None,
    seed: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[SettingPower]:
    """Simulate and analyse trials.

    Parameters
    ----------
    design : TrialDesign
    settings : sequence of Setting
    trials : int
        Of each setting.
    workers : str
        ``serial``, ``local`` for all cores of this machine, or the address of a Dask scheduler.
    numbers : mapping, optional
        Of `outcome_defaults`.
    seed : int, optional
        In place of the design's.
    progress : callable
        Called with the number of trials that were just done.

    Returns
    -------
    list of SettingPower
        In the order of the settings, whatever the workers.
    """
    check_simulable(design)
    if trials < 1:
        raise FootwiseError("`trials`", f"is {trials}", "Simulate at least one trial")
    for setting in settings:
        _check(setting)
    chosen = dict(numbers) if numbers is not None else outcome_defaults()
    first = design.seed if seed is None else seed
    tasks = [
        (setting, first, begin, min(TRIALS_A_TASK, trials - begin))
        for setting in settings
        for begin in range(0, trials, TRIALS_A_TASK)
    ]
    done: dict[int, Array] = {}
    for number, found in _carried_out(design, chosen, tasks, workers):
        done[number] = found
        progress(len(found))
    parts = len(tasks) // len(settings)
    return [
        _summed_up(design, setting, np.concatenate([done[k * parts + part] for part in range(parts)]))
        for k, setting in enumerate(settings)
    ]


def simulate_trials(
    design: TrialDesign, numbers: Mapping[str, Any], setting: Setting, seed: int, begin: int, count: int
) -> Array:
    """Simulate and analyse `count` trials from number `begin` on; one core, whatever the machine has.

    Returns
    -------
    array, shape (count, primaries, 5)
    """
    require("threadpoolctl")
    from threadpoolctl import threadpool_limits

    found = np.full((count, len(design.primaries), 5), np.nan)
    # Several threads would add in another order, and change the last bits.
    with threadpool_limits(limits=1):
        for k in range(count):
            # The number of a trial is its seed: trials of different settings share their people where they can.
            child = np.random.SeedSequence(seed, spawn_key=(0, begin + k))
            found[k] = _one_trial(design, numbers, setting, np.random.default_rng(child))
    return found


def _one_trial(design: TrialDesign, numbers: Mapping[str, Any], setting: Setting, random: np.random.Generator) -> Array:
    people = draw_people(setting.people, random, numbers)
    strata = strata_table(people, design)
    codes = np.zeros(setting.people, dtype=np.int64)
    for factor, levels in design.strata.items():
        codes = codes * len(levels) + np.searchsorted(sorted(levels), strata[factor].to_numpy(dtype=str))
    treated = permuted_blocks(codes, design, random)
    passed = simulate_outcomes(
        people,
        treated,
        later_weeks(design),
        random,
        effect=setting.effect,
        drop_out=setting.drop_out,
        numbers=numbers,
    )
    found = np.full((len(design.primaries), 5), np.nan)
    for row, (hypothesis, (baseline, later)) in enumerate(
        zip(design.hypotheses, primary_values(passed, design), strict=True)
    ):
        weeks = design.outcome(hypothesis.outcome).weeks
        lacking = lacking_visits(later, treated, weeks, ("", ""))
        kept = [week for week in weeks if week not in lacking]
        if hypothesis.week not in kept:
            continue
        later = later[:, [week in kept for week in weeks]]
        try:
            adjust = covariates_of(baseline, strata, design).values
            fit, _ = repeated_measures(later, treated.astype(float), adjust, design.kenward_roger)
        except CannotEstimateError:
            continue
        effect = arm_effect(fit, kept.index(hypothesis.week), len(kept), design.alpha)
        found[row] = effect.value, effect.se, effect.low, effect.high, effect.p
    return found


_Task = tuple[Setting, int, int, int]
_Shared = tuple[TrialDesign, Mapping[str, Any]]


def _carried_out(
    design: TrialDesign, numbers: Mapping[str, Any], tasks: Sequence[_Task], workers: str
) -> Iterator[tuple[int, Array]]:
    """Do the tasks, and give each result with the number of its task, in any order."""
    if workers == "serial":
        for number, task in enumerate(tasks):
            yield number, simulate_trials(design, numbers, *task)
        return
    require("distributed")
    from distributed import as_completed

    with connected(workers) as client:
        # Sent once to every worker, and not with every task.
        shared = client.scatter((design, dict(numbers)), broadcast=True)
        futures = {
            client.submit(_task, shared, task, pure=False, key=f"footwise-trials-{number}"): number
            for number, task in enumerate(tasks)
        }
        for future in as_completed(list(futures), loop=client.loop):
            yield futures[future], future.result()


def _task(shared: _Shared, task: _Task) -> Array:
    (design, numbers), (setting, seed, begin, count) = shared, task
    return simulate_trials(design, numbers, setting, seed, begin, count)


def _check(setting: Setting) -> None:
    if setting.people < 4:
        raise FootwiseError("`people`", f"is {setting.people}", "Simulate trials of 4 people or more")
    if not 0.0 <= setting.drop_out < 1.0:
        raise FootwiseError("`drop_out`", f"is {setting.drop_out:g}", "Give a share from 0 to below 1")
    if not np.isfinite(setting.effect):
        raise FootwiseError("`effect`", f"is {setting.effect}", "Give a number; 0 is no effect")


def _summed_up(design: TrialDesign, setting: Setting, results: Array) -> SettingPower:
    p = results[:, :, P_VALUE]
    rejected: NDArray[np.bool_] = (holm(p) <= design.alpha) & np.isfinite(p)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(p).any(axis=0))
    return SettingPower(
        setting=setting,
        trials=len(results),
        power=tuple(rejected.mean(axis=0).tolist()),
        power_unadjusted=tuple((p <= design.alpha).mean(axis=0).tolist()),
        any_rejected=float(rejected.any(axis=1).mean()),
        all_rejected=float(rejected.all(axis=1).mean()),
        mean_effect=_mean(results[:, :, ESTIMATE], known),
        mean_se=_mean(results[:, :, STANDARD_ERROR], known),
        not_estimated=int((~np.isfinite(p)).sum()),
        results=results,
    )


def _mean(values: Array, known: NDArray[np.bool_]) -> tuple[float, ...]:
    return tuple(float(np.nanmean(values[:, k])) if known[k] else float("nan") for k in range(values.shape[1]))
