"""Small trials for the tests: designs as text, simulated tables, correlated normal data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from footwise.trial import TrialDesign, read_design
from footwise.trial.covariance import Covariance
from footwise.trial.redcap import RedcapTables
from footwise.trial.simulated import simulated_people, simulated_tables, strata_table

EXAMPLE = Path(__file__).parents[2] / "examples" / "trial_design.toml"


def design_file(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example design with words exchanged."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "design.toml"
    path.write_text(text, encoding="utf-8")
    return path


def simulated(n: int = 40, seed: int = 3, **options) -> tuple[TrialDesign, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Design and tables of a simulated trial; people alternate between the arms within their stratum."""
    design = read_design(EXAMPLE)
    people = simulated_people(n, seed)
    turn = strata_table(people, design).groupby(list(design.strata)).cumcount() % 2
    arms = [design.arms[k].name for k in turn]
    names = [f"P{k:02d}" for k in range(1, n + 1)]
    return design, *simulated_tables(people, names, arms, design, seed, **options)


def tables_of(read: RedcapTables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People and measures of an export of REDCap."""
    return read.people, read.measures


def compound_symmetry(visits: int) -> Covariance:
    """One variance and one covariance: what a random intercept makes, which other programs can fit too."""
    basis = np.stack([np.eye(visits), 1.0 - np.eye(visits)])

    def start(sd):
        variance = float(np.mean(sd**2))
        return np.array([variance, 0.5 * variance])

    return Covariance("compound symmetry", lambda theta: np.tensordot(theta, basis, axes=1), lambda _: basis, start)


def correlated(n: int, visits: int, seed: int, *, missing: float = 0.0, effect: float = 0.0):
    """Follow-up, arm and one covariate of people with compound symmetric errors."""
    random = np.random.default_rng(seed)
    arm = (np.arange(n) % 2).astype(float)
    covariate = random.standard_normal(n)
    person = random.standard_normal((n, 1))
    y = effect * arm[:, None] + 0.5 * covariate[:, None] + person + random.standard_normal((n, visits))
    y[random.random(y.shape) < missing] = np.nan
    return y, arm, (covariate - covariate.mean())[:, None]
