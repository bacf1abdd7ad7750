"""The trial's analysis on trials whose truth is known: false findings, coverage, and how long power takes."""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
from markdown_table import markdown_table

from footwise.simulation import draw_people, outcome_defaults, simulate_outcomes
from footwise.trial import (
    INTERVAL_HIGH,
    INTERVAL_LOW,
    P_VALUE,
    Setting,
    SettingPower,
    TrialDesign,
    monte_carlo_error,
    read_design,
    simulate_power,
)
from footwise.trial.contrast import contrast
from footwise.trial.covariance import heterogeneous_ar1, heterogeneous_cs, unstructured
from footwise.trial.kenward_roger import EXPECTED, OBSERVED
from footwise.trial.mmrm import fit_mmrm

DESIGN = Path(__file__).parents[1] / "examples" / "trial_design.toml"
# Example data of the R package mmrm (Apache-2.0); what SAS gives for them is published with the package.
FEV = Path(os.environ.get("FOOTWISE_SHARED", DESIGN.parents[2] / "shared")) / "data" / "fev_data" / "fev_data.csv"
PUBLISHED = (
    (unstructured, "0.6612", "160.7"),
    (heterogeneous_cs, "0.6741", "190.7"),
    (heterogeneous_ar1, "0.7590", "188.2"),
)
FEV_HEADER = ("covariance", "SAS: SE", "df", "observed: SE", "df", "expected: SE", "df")
TRIALS = 2000
TIMED_TRIALS = 1000
# People of whom the true difference of rounded and bounded scores is the mean.
MANY = 400_000
HEADER = (
    "simulated trials of 68 people",
    "outcome",
    "p ≤ 0.05",
    "either, after Holm",
    "95 % CI covers",
    "not estimated",
)
TIME_HEADER = ("1,000 trials of 68 people, six visits, two primaries", "time", "same numbers as one core")


def true_differences(design: TrialDesign, effect: float) -> np.ndarray:
    """Difference between the arms at one year if nobody left, each person once in either arm."""
    people = draw_people(MANY, np.random.default_rng(1))
    whole = dict(outcome_defaults())
    whole["missing"] = {**whole["missing"], "visit": 0.0}
    arms = [
        simulate_outcomes(
            people,
            np.full(MANY, treated),
            design.weeks[2:],
            np.random.default_rng(2),
            effect=effect,
            drop_out=0.0,
            numbers=whole,
        )
        for treated in (True, False)
    ]
    return np.array([float((arms[0].values[o][:, -1] - arms[1].values[o][:, -1]).mean()) for o in design.primaries])


def rows_of(design: TrialDesign, what: str, found: SettingPower, truth: np.ndarray) -> list[tuple[str, ...]]:
    """Two rows: one a primary outcome."""
    rows = []
    for k, name in enumerate(design.primaries):
        results = found.results[:, k]
        known = np.isfinite(results[:, P_VALUE])
        covers = float(
            ((results[known, INTERVAL_LOW] <= truth[k]) & (truth[k] <= results[known, INTERVAL_HIGH])).mean()
        )
        p = found.power_unadjusted[k]
        rows.append(
            (
                what if k == 0 else "",
                design.outcome(name).label,
                f"{100 * p:.1f} ± {100 * found.error(p):.1f} %",
                f"{100 * found.any_rejected:.1f} ± {100 * found.error(found.any_rejected):.1f} %" if k == 0 else "",
                f"{100 * covers:.1f} ± {100 * monte_carlo_error(covers, int(known.sum())):.1f} %",
                str(int((~known).sum())),
            )
        )
    return rows


def calibration(trials: int = TRIALS) -> list[tuple[str, ...]]:
    """False findings without an effect and coverage with one, with and without people who leave."""
    design = read_design(DESIGN)
    rows = []
    for what, drop_out, effect in (
        ("no effect, nobody leaves", 0.0, 0.0),
        ("no effect, 15 % leave at random", 0.15, 0.0),
        ("assumed effect, 15 % leave at random", 0.15, 1.0),
    ):
        (found,) = simulate_power(design, [Setting(68, drop_out, effect)], trials)
        truth = true_differences(design, effect) if effect else np.zeros(len(design.primaries))
        rows += rows_of(design, what, found, truth)
    return rows


def power_times(trials: int = TIMED_TRIALS) -> list[tuple[str, ...]]:
    """Wall time of the same trials on one core and on all, and of twice as many."""
    design = read_design(DESIGN)
    setting = [Setting(68, 0.15, 1.0)]
    rows, first = [], None
    for what, count, workers in (
        ("one core", trials, "serial"),
        ("one core, twice as many trials", 2 * trials, "serial"),
        ("all cores (local Dask), its start included", trials, "local"),
    ):
        begin = time.perf_counter()
        (found,) = simulate_power(design, setting, count, workers=workers)
        took = time.perf_counter() - begin
        first = found.results if first is None else first
        same = np.array_equal(found.results[:trials], first, equal_nan=True)
        rows.append((what, f"{took:.1f} s", "yes, bit for bit" if same else "NO"))
    return rows


def kenward_roger() -> str:
    """Standard errors and degrees of freedom beside those that SAS gives for the same data."""
    if not FEV.exists():
        return "Not measured here: `../shared/data/fev_data` is not at hand.\n"
    table = pd.read_csv(FEV)
    y = table.pivot(index="USUBJID", columns="AVISIT", values="FEV1")
    treated = table.drop_duplicates("USUBJID").set_index("USUBJID")["ARMCD"].loc[y.index] == "TRT"
    x = np.repeat(np.column_stack([np.ones(len(y)), treated.to_numpy(dtype=float)])[:, None], y.shape[1], axis=1)
    rows = []
    for family, se, df in PUBLISHED:
        covariance = family(y.shape[1])
        cells = [covariance.name, se, df]
        for information in (OBSERVED, EXPECTED):
            found = contrast(fit_mmrm(y.to_numpy(), x, covariance, information), np.array([0.0, 1.0]))
            cells += [f"{found.se:.4f}", f"{found.df:.1f}"]
        rows.append(tuple(cells))
    return markdown_table(FEV_HEADER, rows)


def part() -> str:
    """The section of docs/validation.md."""
    return (
        f"## The analysis of a trial\n\n{TRIALS} simulated trials of 68 people each, analysed by the mixed model for "
        "repeated measures as `examples/trial_design.toml` asks ([trial](trial.md)). Without an effect the share of "
        "p ≤ 0.05 is the type-I error of the test, aim 5 %; the interval of the difference at one year should cover "
        "the truth 94 to 96 times of 100. ± is the Monte-Carlo standard error.\n\n"
        + markdown_table(HEADER, calibration())
        + "\nSimulated trials, analysed, one process a core:\n\n"
        + markdown_table(TIME_HEADER, power_times())
        + "\nKenward–Roger with the observed information (the default) and the expected one, beside what PROC MIXED of "
        "SAS gives (`ddfm=kr`; published with the R package mmrm, whose example data these are: 200 made-up people, "
        "four visits, 537 of 800 measures). SAS stops its search a little earlier ([trial](trial.md)):\n\n"
        + kenward_roger()
    )


if __name__ == "__main__":
    print(part())
