"""Rubin's rules, draws from the posterior, the shift that tips, Holm and Hedges by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trial.trials import correlated

from footwise.trial.ancova import fit_ancova
from footwise.trial.contrast import estimate
from footwise.trial.effect_size import hedges_g
from footwise.trial.imputation import analyse_imputed, impute, rubin
from footwise.trial.mmrm import CannotEstimateError
from footwise.trial.multiplicity import holm


def test_rubins_rules_by_hand():
    # Mean 2; within 0.5; between 1; total 0.5 + 4/3·1 = 11/6; share lost (4/3)/(11/6) = 8/11.
    found = rubin(np.array([1.0, 2.0, 3.0]), np.array([0.4, 0.5, 0.6]), df_complete=20.0)
    lost = 8 / 11
    observed = 21 / 23 * 20 * (1 - lost)
    assert (found.value, found.se) == pytest.approx((2.0, np.sqrt(11 / 6)))
    assert found.df == pytest.approx(1 / (lost**2 / 2 + 1 / observed))


def test_nothing_missing_is_the_analysis_of_covariance():
    y, arm, covariates = correlated(40, 3, 1, effect=0.8)
    x = np.column_stack([np.ones(40), arm, covariates])
    whole = impute(y, x, 5, np.random.default_rng(1))
    found = analyse_imputed(whole[:, :, -1], np.zeros(40, bool), x, arm == 1, 1.0, 0.05)
    alone = fit_ancova(y[:, -1], arm, covariates).effect
    assert (found.effect.value, found.effect.se, found.effect.p) == pytest.approx((alone.value, alone.se, alone.p))
    assert found.shifts == () and np.isnan(found.tipping)


def test_imputed_values_have_the_distribution_of_the_model():
    """Where one visit is lost, it is normal around its regression on all the rest in those who have it."""
    y, arm, covariates = correlated(3000, 2, 2)
    truth = y[:, 1].copy()
    lost = np.arange(3000) % 3 == 0
    y[lost, 1] = np.nan
    x = np.column_stack([np.ones(3000), arm, covariates])
    drawn = impute(y, x, 40, np.random.default_rng(3))[:, :, 1]
    np.testing.assert_array_equal(drawn[:, ~lost], np.broadcast_to(truth[~lost], (40, (~lost).sum())))
    known = np.column_stack([x, y[:, 0]])
    beta, rest = np.linalg.lstsq(known[~lost], truth[~lost], rcond=None)[:2]
    error = drawn[:, lost] - known[lost] @ beta
    variance = float(rest[0]) / ((~lost).sum() - 4)
    assert abs(error.mean()) < 0.03
    assert error.var() == pytest.approx(variance, rel=0.03)
    # The spread between imputations is that of a single prediction from the data that are there.
    assert error.mean(axis=1).std() == pytest.approx(
        np.sqrt(variance / lost.sum() + variance / (~lost).sum()), rel=0.35
    )


def test_missing_at_random_is_mended():
    """Those with a high first visit leave: the mean of who stays is wrong, the imputed one is not."""
    y, arm, covariates = correlated(4000, 2, 4)
    truth = y[:, 1].mean()
    y[y[:, 0] > 0.5, 1] = np.nan
    whole = impute(y, np.column_stack([np.ones(4000), arm, covariates]), 10, np.random.default_rng(1))
    assert abs(np.nanmean(y[:, 1]) - truth) > 0.3
    assert abs(whole[:, :, 1].mean() - truth) < 0.08


def test_the_tipping_point_is_where_it_tips():
    y, arm, covariates = correlated(60, 3, 5, missing=0.25, effect=-1.6)
    x = np.column_stack([np.ones(60), arm, covariates])
    whole = impute(y, x, 20, np.random.default_rng(1))
    missing = np.isnan(y[:, -1])
    found = analyse_imputed(whole[:, :, -1], missing, x, arm == 1, 1.0, 0.05)
    assert found.effect.p < 0.05 and 0 < found.tipping < np.inf
    for share, tips in ((0.99, False), (1.01, True)):
        moved = whole[:, :, -1] + share * found.tipping * (missing & (arm == 1))
        assert (analyse_imputed(moved, missing, x, arm == 1, 1.0, 0.05).effect.p > 0.05) == tips
    values = [shift.effect.value for shift in found.shifts]
    assert values[0] == found.effect.value and values == sorted(values)


def test_a_shift_that_turns_the_difference_round_does_not_hide_the_first_tipping():
    """Five standard deviations are significant again, the other way: the first crossing counts all the same."""
    random = np.random.default_rng(3)
    arm = np.repeat([1.0, 0.0], 100)
    x = np.column_stack([np.ones(200), arm])
    y = random.standard_normal((200, 1)) - 0.45 * arm[:, None]
    missing = (random.random(200) < 0.4) & (arm == 1.0)
    y[missing] = np.nan
    whole = impute(y, x, 50, np.random.default_rng(0))[:, :, 0]
    found = analyse_imputed(whole, missing, x, arm == 1, 1.0, 0.05)
    assert found.effect.p <= 0.05
    far = analyse_imputed(whole + 5.0 * missing, missing, x, arm == 1, 1.0, 0.05).effect
    assert far.p <= 0.05 and far.value * found.effect.value < 0
    assert 0 < found.tipping < 2.0
    crossing = analyse_imputed(whole + found.tipping * missing, missing, x, arm == 1, 1.0, 0.05).effect
    assert crossing.p == pytest.approx(0.05, abs=1e-6) and crossing.value * found.effect.value > 0
    # The picture reaches as far as the sentence.
    assert found.shifts[-1].delta > found.tipping


def test_the_picture_reaches_a_tipping_point_that_is_far():
    y, arm, covariates = correlated(60, 3, 5, missing=0.12, effect=-1.2)
    x = np.column_stack([np.ones(60), arm, covariates])
    whole = impute(y, x, 20, np.random.default_rng(1))[:, :, -1]
    found = analyse_imputed(whole, np.isnan(y[:, -1]), x, arm == 1, 1.0, 0.05)
    assert found.tipping > 2.5
    assert found.shifts[-1].delta > found.tipping


@pytest.mark.parametrize("values", [(5.0, 5.0), (5.0, 4.0)])
def test_values_that_are_constant_within_the_arms_have_no_estimate(values):
    arm = np.repeat([1.0, 0.0], 10)
    x = np.column_stack([np.ones(20), arm])
    whole = np.broadcast_to(np.repeat(values, 10), (5, 20))
    with pytest.raises(CannotEstimateError, match="everybody has the same value within the arms"):
        analyse_imputed(whole, np.zeros(20, bool), x, arm == 1, 1.0, 0.05)
    with pytest.raises(CannotEstimateError, match="everybody has the same value within the arms"):
        fit_ancova(whole[0], arm, np.empty((20, 0)))


def test_the_shift_is_to_the_bad_side_and_not_made_behind_letters():
    y, arm, covariates = correlated(60, 3, 5, missing=0.25, effect=1.6)
    x = np.column_stack([np.ones(60), arm, covariates])
    whole = impute(y, x, 10, np.random.default_rng(1))[:, :, -1]
    missing = np.isnan(y[:, -1])
    falling = [s.effect.value for s in analyse_imputed(whole, missing, x, arm == 1, -1.0, 0.05).shifts]
    assert falling == sorted(falling, reverse=True)
    assert analyse_imputed(whole, missing, x, arm == 1, -1.0, 0.05, shifts=False).shifts == ()


def test_too_few_people_to_impute():
    y, arm, covariates = correlated(7, 4, 6, missing=0.3)
    with pytest.raises(CannotEstimateError, match="too few to impute"):
        impute(y, np.column_stack([np.ones(7), arm, covariates]), 5, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([0.01, 0.04], [0.02, 0.04]),
        ([0.04, 0.01], [0.04, 0.02]),
        ([0.03, 0.04], [0.06, 0.06]),
        ([0.01, 0.02, 0.04], [0.03, 0.04, 0.04]),
        ([0.6, 0.7], [1.0, 1.0]),
        ([np.nan, 0.03], [1.0, 0.06]),
    ],
)
def test_holm_by_hand(p, adjusted):
    assert holm(np.array(p)) == pytest.approx(adjusted)
    assert holm(np.array([p, p])) == pytest.approx(np.array([adjusted, adjusted]))


def test_hedges_g_by_hand():
    # Both arms 0, 2, 4: SD 2, 4 degrees of freedom, factor 1 - 3/15 = 0.8.
    values, first = np.array([0.0, 2.0, 4.0, 0.0, 2.0, 4.0]), np.array([1, 1, 1, 0, 0, 0], bool)
    found = hedges_g(estimate(1.0, 0.5, 10.0), values, first)
    assert found is not None
    assert found.g == pytest.approx(0.4)
    assert found.high - found.g == pytest.approx(1.959964 * np.sqrt(0.2**2 + 0.4**2 / 8))
    assert hedges_g(estimate(1.0, 0.5, 10.0), np.ones(6), first) is None
