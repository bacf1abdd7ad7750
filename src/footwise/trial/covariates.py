"""What every model of an outcome is adjusted for: its own baseline, and the factors of the strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.trial.design import TrialDesign


@by_value
@dataclass(frozen=True)
class Covariates:
    """Centred covariates of everybody randomised.

    Attributes
    ----------
    values : array, shape (people, c)
        Less their means over everybody, so that the arms' means are those of a trial with average covariates.
    names : tuple of str
    notes : tuple of str
        What had to be filled or left out, for the report.
    """

    values: Array
    names: tuple[str, ...]
    notes: tuple[str, ...]


def covariates_of(baseline: Array, people: pd.DataFrame, design: TrialDesign) -> Covariates:
    """Collect the covariates of one outcome.

    A baseline that is missing is replaced by the mean of all known ones, whatever the arm, which White & Thompson
    (2005, Stat Med 24:993) recommend for randomised trials. They add weights where baseline and outcome correlate above
    about 0.6, and an indicator where baselines are not missing completely at random; neither is done here.

    Parameters
    ----------
    baseline : array, shape (people,)
        NaN where missing.
    people : DataFrame
        With the factors of the strata.
    design : TrialDesign
    """
    columns, names, notes = [], [], []
    known = np.isfinite(baseline)
    if known.any():
        missing = int((~known).sum())
        if missing:
            notes.append(f"Baseline of {missing} of {len(known)} people is missing; the mean of the others stands in.")
        if np.ptp(baseline[known]) > 0:
            columns.append(np.where(known, baseline, baseline[known].mean()))
            names.append("baseline")
        else:
            notes.append("Everybody has the same baseline value; the models are not adjusted for it.")
    else:
        notes.append("Nobody has a baseline value; the models are not adjusted for it.")
    for factor, levels in design.strata.items():
        for level in levels[1:]:
            column = (people[factor] == level).to_numpy(dtype=float)
            if column.min() == column.max():
                who = "Everybody" if column.max() else "Nobody"
                notes.append(f"{who} is in the stratum {factor} {level}; the models are not adjusted for it.")
            else:
                columns.append(column)
                names.append(f"{factor} {level}")
    values = np.column_stack(columns) if columns else np.empty((len(people), 0))
    return Covariates(values - values.mean(axis=0), tuple(names), tuple(notes))
