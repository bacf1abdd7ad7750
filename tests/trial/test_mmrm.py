"""The mixed model against what is known without it: analysis of covariance, statsmodels, multivariate formulas."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from tests.trial.trials import compound_symmetry, correlated

from footwise.trial.contrast import arm_effect, contrast
from footwise.trial.covariance import heterogeneous_ar1, heterogeneous_cs, unstructured
from footwise.trial.kenward_roger import EXPECTED, OBSERVED
from footwise.trial.mmrm import CannotEstimateError, fit_mmrm, fit_with_fallback, visit_design


@pytest.mark.parametrize("visits", [1, 4])
def test_complete_data_give_the_analysis_of_covariance_of_each_visit(visits):
    y, arm, covariates = correlated(40, visits, 1, effect=0.5)
    fit = fit_mmrm(y, visit_design(arm, covariates, visits), unstructured(visits))
    x = np.column_stack([np.ones(40), arm, covariates])
    for visit in range(visits):
        alone = sm.OLS(y[:, visit], x).fit()
        effect = arm_effect(fit, visit, visits)
        found = (effect.value, effect.se, effect.df, effect.p, effect.low, effect.high)
        wanted = (alone.params[1], alone.bse[1], alone.df_resid, alone.pvalues[1], *alone.conf_int()[1])
        np.testing.assert_allclose(found, wanted, rtol=1e-6)


def test_complete_data_give_the_covariance_of_the_residuals():
    # Multivariate regression: the restricted estimate is the residuals' sum of products over n less the regressors.
    y, arm, covariates = correlated(40, 4, 2)
    fit = fit_mmrm(y, visit_design(arm, covariates, 4), unstructured(4))
    x = np.column_stack([np.ones(40), arm, covariates])
    residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    np.testing.assert_allclose(fit.sigma, residuals.T @ residuals / (40 - 3), rtol=1e-6)


def test_compound_symmetry_is_the_random_intercept_of_statsmodels():
    y, arm, covariates = correlated(40, 4, 3, missing=0.2)
    x = visit_design(arm, covariates, 4)
    fit = fit_mmrm(y, x, compound_symmetry(4))
    seen = np.isfinite(y)
    other = sm.MixedLM(y[seen], x[seen], groups=np.nonzero(seen)[0]).fit(reml=True, method="bfgs", gtol=1e-8)
    np.testing.assert_allclose(fit.minus_2_log_likelihood, -2 * other.llf, atol=1e-6)
    np.testing.assert_allclose(fit.beta, other.fe_params, atol=1e-4)
    # Theirs are from a numerical second derivative.
    np.testing.assert_allclose(np.sqrt(np.diag(fit.cov_beta)), other.bse_fe, rtol=5e-3)
    np.testing.assert_allclose(fit.sigma[0, 1], other.cov_re[0, 0], rtol=1e-3)


@pytest.mark.parametrize("family", [unstructured, heterogeneous_ar1, heterogeneous_cs, compound_symmetry])
def test_the_likelihood_is_at_its_maximum(family):
    """Its value, computed person by person, falls in every direction of the parameters."""
    y, arm, covariates = correlated(40, 3, 4, missing=0.2)
    x = visit_design(arm, covariates, 3)
    fit = fit_mmrm(y, x, family(3))
    best = minus_2_log_likelihood(y, x, fit.sigma)
    assert best == pytest.approx(fit.minus_2_log_likelihood, abs=1e-8)
    covariance = family(3)
    theta = covariance.start(np.sqrt(np.diag(fit.sigma)))
    theta = matching(covariance, theta, fit.sigma)
    for k in range(len(theta)):
        for step in (-1e-3, 1e-3):
            moved = theta.copy()
            moved[k] += step * max(abs(theta[k]), 0.1)
            assert minus_2_log_likelihood(y, x, covariance.matrix(moved)) >= best - 1e-9


@pytest.mark.parametrize("family", [unstructured, heterogeneous_ar1, heterogeneous_cs, compound_symmetry])
def test_derivatives_of_covariances(family):
    covariance = family(4)
    theta = covariance.start(np.array([1.0, 2.0, 1.5, 0.7]))
    found = covariance.derivatives(theta)
    for k in range(len(theta)):
        step = np.zeros(len(theta))
        step[k] = 1e-6
        numeric = (covariance.matrix(theta + step) - covariance.matrix(theta - step)) / 2e-6
        np.testing.assert_allclose(found[k], numeric, atol=1e-8)


@pytest.mark.parametrize("family", [heterogeneous_ar1, heterogeneous_cs])
def test_derivatives_by_variances_and_correlation(family):
    """Of the matrix with these variances and this correlation, written down again."""
    covariance = family(4)
    theta = covariance.start(np.array([1.0, 2.0, 1.5, 0.7])) + 0.1
    matrix = covariance.matrix(theta)
    sd = np.sqrt(np.diag(matrix))
    at = np.append(sd**2, matrix[0, 1] / sd[0] / sd[1])
    first, second = covariance.by_variances(theta)
    assert first.shape == (5, 4, 4) and second.shape == (5, 5, 4, 4)
    steps = 1e-4 * np.eye(5)
    np.testing.assert_allclose(by_variances(family, at), matrix, rtol=1e-12)
    for k in range(5):
        ahead, back = by_variances(family, at + steps[k]), by_variances(family, at - steps[k])
        np.testing.assert_allclose(first[k], (ahead - back) / 2e-4, atol=1e-7)
        for m in range(5):
            corners = [by_variances(family, at + a * steps[k] + b * steps[m]) for a in (1, -1) for b in (1, -1)]
            numeric = (corners[0] - corners[1] - corners[2] + corners[3]) / 4e-8
            np.testing.assert_allclose(second[k, m], numeric, atol=1e-6)


def by_variances(family, at):
    lag = np.abs(np.subtract.outer(range(4), range(4)))
    correlation = at[4] ** np.minimum(lag, 1) if family is heterogeneous_cs else at[4] ** lag
    return correlation * np.sqrt(np.outer(at[:4], at[:4]))


@pytest.mark.parametrize("family", [unstructured, heterogeneous_ar1, heterogeneous_cs])
def test_observed_information_is_the_curvature_of_the_likelihood(family):
    """Second differences of the likelihood, computed person by person, by the variances and covariances."""
    y, arm, covariates = correlated(40, 4, 4, missing=0.2)
    x = visit_design(arm, covariates, 4)
    fit = fit_mmrm(y, x, family(4), OBSERVED)
    upper = np.triu_indices(4)
    if family is unstructured:
        at = fit.sigma[upper]

        def sigma_of(theta):
            sigma = np.zeros((4, 4))
            sigma[upper] = theta
            return np.triu(sigma) + np.triu(sigma, 1).T
    else:
        sd = np.sqrt(np.diag(fit.sigma))
        at = np.append(sd**2, fit.sigma[0, 1] / sd[0] / sd[1])

        def sigma_of(theta):
            return by_variances(family, theta)

    steps = 2e-3 * np.eye(len(at))
    curvature = np.array(
        [
            [
                sum(
                    a * b * minus_2_log_likelihood(y, x, sigma_of(at + a * u + b * v)) for a in (1, -1) for b in (1, -1)
                )
                for v in steps
            ]
            for u in steps
        ]
    )
    wanted = 2 * np.linalg.inv(curvature / 4 / 2e-3**2)
    np.testing.assert_allclose(fit.cov_theta, wanted, rtol=2e-3, atol=2e-3 * np.abs(wanted).max())


def test_both_informations_are_the_same_with_complete_data():
    y, arm, covariates = correlated(40, 3, 9)
    x = visit_design(arm, covariates, 3)
    one, two = (fit_mmrm(y, x, unstructured(3), which) for which in (OBSERVED, EXPECTED))
    np.testing.assert_allclose(one.cov_theta, two.cov_theta, rtol=1e-4)
    np.testing.assert_allclose(one.cov_beta_adjusted, two.cov_beta_adjusted, rtol=1e-4, atol=1e-9)


def test_adjustment_of_kenward_and_roger_person_by_person():
    """The adjusted covariance from the definition, with big matrices over all measures."""
    y, arm, covariates = correlated(24, 3, 5, missing=0.2)
    x = visit_design(arm, covariates, 3)
    fit = fit_mmrm(y, x, unstructured(3), EXPECTED)
    seen = np.isfinite(y)
    rows, who, visit = x[seen], np.nonzero(seen)[0], np.nonzero(seen)[1]
    together = who[:, None] == who[None, :]
    inverse = np.linalg.inv(fit.sigma[visit[:, None], visit] * together)
    phi = np.linalg.inv(rows.T @ inverse @ rows)
    parts = [d[visit[:, None], visit] * together for d in unstructured(3).derivatives(np.zeros(6))]
    p = [-rows.T @ inverse @ d @ inverse @ rows for d in parts]
    projector = inverse - inverse @ rows @ phi @ rows.T @ inverse
    information = np.array([[np.trace(projector @ a @ projector @ b) / 2 for b in parts] for a in parts])
    w = np.linalg.inv(information)
    inner = sum(
        w[k, m] * (rows.T @ inverse @ a @ inverse @ b @ inverse @ rows - p[k] @ phi @ p[m])
        for k, a in enumerate(parts)
        for m, b in enumerate(parts)
    )
    np.testing.assert_allclose(fit.cov_beta, phi, rtol=1e-7)
    np.testing.assert_allclose(fit.cov_theta, w, rtol=1e-6)
    np.testing.assert_allclose(fit.cov_beta_adjusted, phi + 2 * phi @ inner @ phi, rtol=1e-6, atol=1e-12)
    c = np.zeros(len(phi))
    c[-2] = 1.0
    slope = np.array([-(c @ phi @ part @ phi @ c) for part in p])
    df = 2 * (c @ phi @ c) ** 2 / (slope @ w @ slope)
    assert contrast(fit, c).df == pytest.approx(df, rel=1e-6)


def test_two_sample_t_test_by_hand():
    # 1, 2, 3 against 4, 6, 8: means 2 and 6, pooled variance (2 + 8)/4 = 2.5, standard error √(2.5·2/3).
    y = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 8.0])[:, None]
    arm = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    effect = arm_effect(fit_mmrm(y, visit_design(arm, np.empty((6, 0)), 1), unstructured(1)), 0, 1)
    assert (effect.value, effect.se, effect.df) == pytest.approx((4.0, np.sqrt(5 / 3), 4.0))


def test_a_fallback_is_named_with_its_reason():
    # Nobody has both of the last two visits: their covariance is not determined, one correlation for all is.
    y, arm, covariates = correlated(40, 3, 6)
    y[::4, 2] = y[1::4, 2] = np.nan
    y[2::4, 1] = y[3::4, 1] = np.nan
    fit, failed = fit_with_fallback(y, visit_design(arm, covariates, 3))
    assert fit.covariance == "heterogeneous compound symmetry"
    assert failed == ["unstructured: two visits are seen together in too few people"]


def test_a_covariance_without_an_inverse_is_no_estimate(monkeypatch):
    y, arm, covariates = correlated(20, 2, 8)

    def no_inverse(_):
        raise np.linalg.LinAlgError("Singular matrix")

    monkeypatch.setattr(np.linalg, "inv", no_inverse)
    with pytest.raises(CannotEstimateError):
        fit_with_fallback(y, visit_design(arm, covariates, 2))


@pytest.mark.parametrize("n", [0, 2, 4])
def test_too_few_people_are_no_estimate(n):
    y, arm, covariates = correlated(6, 3, 7)
    y[n:] = np.nan
    with pytest.raises(CannotEstimateError, match=r"nobody has|do not determine|are too few"):
        fit_with_fallback(y, visit_design(arm, covariates, 3))


def test_constant_values_have_no_estimate():
    y, arm, covariates = correlated(20, 2, 8)
    with pytest.raises(CannotEstimateError):
        fit_with_fallback(np.full_like(y, 3.0), visit_design(arm, covariates, 2))


def minus_2_log_likelihood(y, x, sigma):
    """Restricted likelihood with one matrix a person, from its definition."""
    h, b, parts, measures = 0.0, 0.0, [], 0
    for own, rows in zip(y, x, strict=True):
        seen = np.isfinite(own)
        if seen.any():
            weight = np.linalg.inv(sigma[np.ix_(seen, seen)])
            h = h + rows[seen].T @ weight @ rows[seen]
            b = b + rows[seen].T @ weight @ own[seen]
            parts.append((own[seen], rows[seen], weight))
            measures += int(seen.sum())
    beta = np.linalg.solve(h, b)
    value = (measures - len(beta)) * np.log(2 * np.pi) + np.linalg.slogdet(h)[1]
    for own, rows, weight in parts:
        error = own - rows @ beta
        value += error @ weight @ error - np.linalg.slogdet(weight)[1]
    return float(value)


def matching(covariance, theta, sigma):
    """Parameters that give a matrix of the family, by Newton's steps."""
    for _ in range(50):
        slope = covariance.derivatives(theta).reshape(len(theta), -1).T
        theta = theta + np.linalg.lstsq(slope, (sigma - covariance.matrix(theta)).ravel(), rcond=None)[0]
    np.testing.assert_allclose(covariance.matrix(theta), sigma, rtol=1e-8)
    return theta
