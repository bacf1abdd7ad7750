"""The completed data sets of one outcome, and their analysis: the same draws whoever asks for them."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.trial.covariates import Covariates
from footwise.trial.data import OutcomeValues, TrialData
from footwise.trial.design import TrialDesign
from footwise.trial.imputation import Imputed, analyse_imputed, impute
from footwise.trial.mmrm import CannotEstimateError


def completed_visits(
    values: OutcomeValues, data: TrialData, adjust: Covariates, design: TrialDesign
) -> tuple[Array, Array]:
    """Impute the missing visits of one outcome.

    Returns
    -------
    whole : array, shape (imputations, people, visits)
    x : array, shape (people, p)
        Regressors of the analysis: ones, arm, covariates.

    Raises
    ------
    CannotEstimateError
        Data that do not determine the model.
    """
    arm = data.in_first.astype(float)
    x = np.column_stack([np.ones(len(arm)), arm, adjust.values])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise CannotEstimateError(f"{len(x)} people do not determine {x.shape[1]} coefficients")
    # The number of the outcome in the design is its seed: another outcome changes nothing.
    number = next(k for k, other in enumerate(data.outcomes) if other.outcome.name == values.outcome.name)
    random = np.random.default_rng(np.random.SeedSequence(design.seed, spawn_key=(number,)))
    return impute(values.follow_up, x, design.imputations, random), x


def imputed_result(values: OutcomeValues, data: TrialData, adjust: Covariates, design: TrialDesign, at: int) -> Imputed:
    """Analyse the completed data sets at visit number `at`; see `analyse_imputed`."""
    whole, x = completed_visits(values, data, adjust, design)
    return analyse_imputed(
        whole[:, :, at],
        ~np.isfinite(values.follow_up[:, at]),
        x,
        data.in_first,
        worse=1.0 if values.outcome.better == "lower" else -1.0,
        alpha=design.alpha,
        # Which arm is treated is not known behind the letters.
        shifts=not data.blinded,
    )
