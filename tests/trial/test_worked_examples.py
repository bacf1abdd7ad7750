"""Our models against figures that R and SAS gave for public data: published pages, or R where no page was found.

"Published" names the page. "R" is R 4.2.2 with nlme 3.1.162, lme4, pbkrtest 0.5.2 and mice 3.15.0, run once on the
data of `public_data`; the call stands beside the figures. Everything must agree to 1e-3.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.shared import SHARED
from tests.trial.public_data import AGES, all_weights, growth, lead, weights
from tests.trial.trials import compound_symmetry

from footwise.trial.ancova import fit_ancova
from footwise.trial.contrast import arm_effect, contrast
from footwise.trial.covariance import heterogeneous_ar1, heterogeneous_cs, unstructured
from footwise.trial.imputation import rubin
from footwise.trial.kenward_roger import EXPECTED, OBSERVED, small_sample
from footwise.trial.likelihood import slopes_at, state_at, sums_of
from footwise.trial.mmrm import Mmrm, fit_mmrm, fit_with_fallback, visit_design
from footwise.trial.multiplicity import holm

CLOSE = {"rtol": 0, "atol": 1e-3}
NOTHING = np.empty((27, 0))


def effects(fit: Mmrm, visits: int) -> list[tuple[float, float]]:
    """Difference between the arms at each visit, and its standard error without the small-sample adjustment."""
    found = [arm_effect(fit, visit, visits).value for visit in range(visits)]
    each = len(fit.beta) // visits
    return [(value, float(np.sqrt(fit.cov_beta[v * each + 1, v * each + 1]))) for v, value in enumerate(found)]


def test_response_profiles_of_the_lead_trial():
    """Published: content.sph.harvard.edu/fitzmaur/ala2e/sect5_4.html, SAS (Fitzmaurice, Laird & Ware 2011, 5.4)."""
    y, arm = lead()
    fit, failed = fit_with_fallback(y, visit_design(arm, np.empty((100, 0)), 4))
    assert (fit.covariance, failed, fit.people, fit.measures) == ("unstructured", [], 100, 400)
    assert fit.minus_2_log_likelihood == pytest.approx(2416.07594087, abs=1e-3)
    published = [
        [25.2257, 19.1074, 19.6995, 22.2016],
        [19.1074, 44.3458, 35.5351, 29.6750],
        [19.6995, 35.5351, 47.3778, 30.6205],
        [22.2016, 29.6750, 30.6205, 58.6510],
    ]
    np.testing.assert_allclose(fit.sigma, published, **CLOSE)


def test_lead_after_treatment_adjusted_for_baseline_with_visits_missing():
    """R: gls(y ~ 0 + f + f:A + f:c0, correlation = corSymm(form = ~v | id), weights = varIdent(form = ~1 | f))."""
    y, arm = lead()
    child = np.arange(1, 101)
    after = y[:, 1:].copy()
    after[child % 7 == 3, 1] = np.nan
    after[child % 9 == 5, 1:] = np.nan
    after[child % 11 == 4, 2] = np.nan
    assert np.isfinite(after).sum() == 257
    fit = fit_mmrm(after, visit_design(arm, (y[:, 0] - y[:, 0].mean())[:, None], 3), unstructured(3))
    assert fit.minus_2_log_likelihood == pytest.approx(1570.78504, abs=1e-3)
    np.testing.assert_allclose(
        effects(fit, 3),
        [(-11.340998996, 1.099145218), (-9.247471209, 1.209645644), (-3.109218523, 1.489574282)],
        **CLOSE,
    )
    np.testing.assert_allclose(fit.beta[[2, 5, 8]], [0.757458940, 0.677799651, 0.866448355], **CLOSE)


def test_growth_with_a_random_intercept():
    """Published: RPubs 915741, "Linear mixed model covariance decomposition (nlme)", lme(distance ~ age + Sex)."""
    y, girl = growth()
    x = np.stack([np.column_stack([np.ones(27), np.full(27, age), girl]) for age in AGES], axis=1)
    fit = fit_mmrm(y, x, compound_symmetry(4))
    np.testing.assert_allclose(fit.beta, [17.706713, 0.660185, -2.321023], **CLOSE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.cov_beta)), [0.8339225, 0.0616059, 0.7614168], **CLOSE)
    assert fit.minus_2_log_likelihood == pytest.approx(2 * 218.7563, abs=1e-3)
    between, within = fit.sigma[0, 1], fit.sigma[0, 0] - fit.sigma[0, 1]
    np.testing.assert_allclose(np.sqrt([between, within]), [1.807425, 1.431592], **CLOSE)


def test_growth_of_girls_with_a_random_intercept():
    """Published: math.tau.ac.il/~felix/LIN/Mixed.html, lme(distance ~ age, random = ~ 1 | Subject) of the girls."""
    y, girl = growth()
    girls = y[girl == 1.0]
    x = np.stack([np.column_stack([np.ones(11), np.full(11, age)]) for age in AGES], axis=1)
    fit = fit_mmrm(girls, x, compound_symmetry(4))
    np.testing.assert_allclose(fit.beta, [17.372727, 0.479545], **CLOSE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.cov_beta)), [0.8587419, 0.0525898], **CLOSE)
    assert fit.minus_2_log_likelihood == pytest.approx(2 * 70.60916, abs=1e-3)
    np.testing.assert_allclose(np.sqrt(fit.sigma[0, 1]), 2.06847, **CLOSE)


# R: gls(distance ~ f * Sex, correlation = ..., weights = varIdent(form = ~ 1 | f)), growth data with visits missing.
@pytest.mark.parametrize(
    ("family", "minus_2_log_likelihood", "girls_less_boys"),
    [
        # corSymm(form = ~ v | Subject)
        (
            unstructured,
            355.978199,
            [
                (-1.69318182, 0.911471324),
                (-1.52376347, 1.12643205),
                (-2.66553711, 1.03119629),
                (-3.50482694, 0.968814866),
            ],
        ),
        # corAR1(form = ~ v | Subject)
        (
            heterogeneous_ar1,
            369.250315,
            [
                (-1.69318182, 0.874555855),
                (-1.29223192, 1.13314928),
                (-2.78266457, 1.08961632),
                (-3.58609224, 0.99181888),
            ],
        ),
        # corCompSymm(form = ~ 1 | Subject)
        (
            heterogeneous_cs,
            366.231661,
            [(-1.69318182, 0.9095832), (-1.51964113, 1.045276), (-2.72196378, 1.02724663), (-3.55557067, 0.953171114)],
        ),
    ],
)
def test_growth_with_visits_missing(family, minus_2_log_likelihood, girls_less_boys):
    y, girl = growth(missing=True)
    assert np.isfinite(y).sum() == 91
    fit = fit_mmrm(y, visit_design(girl, NOTHING, 4), family(4))
    assert fit.minus_2_log_likelihood == pytest.approx(minus_2_log_likelihood, abs=1e-3)
    np.testing.assert_allclose(effects(fit, 4), girls_less_boys, **CLOSE)


def test_covariance_of_the_growth_with_visits_missing():
    # R: getVarCov of the fit with corSymm above, printed to four digits after the point.
    y, girl = growth(missing=True)
    fit, _ = fit_with_fallback(y, visit_design(girl, NOTHING, 4))
    found = [
        [5.4155, 5.3251, 3.8783, 2.6792],
        [5.3251, 7.3043, 3.3498, 3.0681],
        [3.8783, 3.3498, 6.5052, 4.1663],
        [2.6792, 3.0681, 4.1663, 5.3833],
    ]
    np.testing.assert_allclose(fit.sigma, found, **CLOSE)


def test_kenward_and_roger_as_pbkrtest():
    """R: lmer(distance ~ f * Sex + (1 | Subject)), then vcovAdj and KRmodcomp of girls less boys at each age."""
    y, girl = growth(missing=True)
    fit = fit_mmrm(y, visit_design(girl, NOTHING, 4), compound_symmetry(4), EXPECTED)
    found = [arm_effect(fit, visit, 4) for visit in range(4)]
    assert fit.minus_2_log_likelihood == pytest.approx(366.717753, abs=1e-3)
    np.testing.assert_allclose(
        [one.value for one in found], [-1.69318182, -1.51313463, -2.72210318, -3.55232229], **CLOSE
    )
    np.testing.assert_allclose([one.se for one in found], [0.935452236, 1.05432761, 0.96552062, 0.990510172], **CLOSE)
    np.testing.assert_allclose([one.df for one in found], [44.3217387, 59.7398031, 48.210438, 51.5490711], **CLOSE)
    np.testing.assert_allclose(
        [one.p for one in found], [0.0770770793, 0.156455013, 0.00696300551, 0.000744864929], rtol=1e-3
    )


# Published with the package mmrm (openpharma/mmrm, design/KR and tests/testthat/test-kenwardroger.R): PROC MIXED of
# SAS, MODEL FEV1 = ARMCD / ddfm=kr, type=un, csh and arh(1); and -2 residual log-likelihood of its last iteration.
FEV = [
    (unstructured, 3667.96276376, 3.8197, 0.66124382, 160.733266),
    (heterogeneous_cs, 3754.18491472, 3.7709, 0.67414806, 190.737701),
    (heterogeneous_ar1, 3715.28043805, 3.7267, 0.75903161, 188.225339),
]


def fev() -> tuple[np.ndarray, np.ndarray]:
    """FEV1 of 200 made-up people at four visits, shape (200, 4, 2) of ones and treatment beside it."""
    table = pd.read_csv(SHARED / "data" / "fev_data" / "fev_data.csv")
    wide = table.pivot(index="USUBJID", columns="AVISIT", values="FEV1")
    treated = table.drop_duplicates("USUBJID").set_index("USUBJID")["ARMCD"].loc[wide.index] == "TRT"
    x = np.column_stack([np.ones(len(wide)), treated.to_numpy(dtype=float)])
    return wide.to_numpy(), np.repeat(x[:, None], 4, axis=1)


@pytest.mark.shared
@pytest.mark.parametrize(("family", "minus_2_log_likelihood", "estimate", "se", "df"), FEV)
def test_kenward_and_roger_as_sas(family, minus_2_log_likelihood, estimate, se, df):
    """SAS stops its search where 1e-5 of -2 log L is left, which is what separates its standard errors from ours."""
    fit = fit_mmrm(*fev(), family(4))
    found = contrast(fit, np.array([0.0, 1.0]))
    assert minus_2_log_likelihood - 2e-5 < fit.minus_2_log_likelihood < minus_2_log_likelihood
    np.testing.assert_allclose((found.value, found.se), (estimate, se), **CLOSE)
    assert found.df == pytest.approx(df, rel=1e-3)


@pytest.mark.shared
def test_kenward_and_roger_where_sas_stopped():
    """At the parameters that SAS prints (five digits) the standard error is SAS's to 1e-5: nothing else differs."""
    y, x = fev()
    seen = np.isfinite(y)
    covariance = heterogeneous_cs(4)
    variances, correlation = np.array([100.98, 35.2903, 28.6359, 168.89]), 0.09475
    share = (correlation + 1 / 3) / (4 / 3)
    theta = np.append(np.log(variances) / 2, np.log(share / (1 - share)))
    sums = sums_of(y, x, seen)
    state = state_at(sums, covariance.matrix(theta))
    assert state is not None
    slopes = slopes_at(sums, state, covariance.derivatives(theta))
    adjusted, v, p = small_sample(sums, state, covariance, theta, slopes, OBSERVED)
    assert np.sqrt(adjusted[1, 1]) == pytest.approx(0.67414806, abs=1e-5)
    slope = (state.cov_beta @ p @ state.cov_beta)[:, 1, 1]
    assert 2 * state.cov_beta[1, 1] ** 2 / (slope @ v @ slope) == pytest.approx(190.737701, abs=0.01)


def test_analysis_of_covariance_of_the_anorexia_trial():
    """Published: commres.net/wiki/ancova, summary(lm(Postwt ~ Prewt + Treat, data = anorexia))."""
    before, after, cbt, family = all_weights()
    # Whatever is not the arm asked for is a covariate: once CBT is, once family therapy.
    for arm, other, estimate, se, p in (
        (cbt, family, 4.0971, 1.8935, 0.033999),
        (family, cbt, 8.6601, 2.1931, 0.000189),
    ):
        found = fit_ancova(after, arm, np.column_stack([before, other]))
        assert found.people == 72
        np.testing.assert_allclose((found.effect.value, found.effect.se, found.effect.p), (estimate, se, p), **CLOSE)
        assert found.effect.df == 68
        # The mixed model of one visit is the same model.
        mixed = fit_mmrm(after[:, None], visit_design(arm, np.column_stack([before, other]), 1), unstructured(1))
        alike = arm_effect(mixed, 0, 1)
        np.testing.assert_allclose((alike.value, alike.se, alike.df), (estimate, se, 68), **CLOSE)
        slope = contrast(mixed, np.array([0.0, 0.0, 1.0, 0.0]))
        np.testing.assert_allclose((slope.value, slope.se), (0.4345, 0.1612), **CLOSE)
        # Residual standard error 6.978.
        np.testing.assert_allclose(np.sqrt(mixed.sigma[0, 0]), 6.978, **CLOSE)


def test_two_groups_of_the_anorexia_trial_by_hand():
    """Closed form: means less slope times the difference of the baselines, and the variance of that."""
    before, after, arm = weights("FT")
    found = fit_ancova(after, arm, before[:, None]).effect
    own = [(before[arm == k] - before[arm == k].mean(), after[arm == k] - after[arm == k].mean()) for k in (1.0, 0.0)]
    sxx, sxy, syy = (sum(float(p @ q) for p, q in pairs) for pairs in (
        [(x, x) for x, _ in own], [(x, y) for x, y in own], [(y, y) for _, y in own]
    ))  # fmt: skip
    apart = before[arm == 1.0].mean() - before[arm == 0.0].mean()
    value = after[arm == 1.0].mean() - after[arm == 0.0].mean() - sxy / sxx * apart
    df = len(arm) - 3
    se = np.sqrt((syy - sxy**2 / sxx) / df * (1 / 17 + 1 / 26 + apart**2 / sxx))
    np.testing.assert_allclose((found.value, found.se, found.df), (value, se, df), rtol=1e-10)


def test_complete_growth_is_a_t_test_at_every_age():
    """Closed form: saturated means, so differences of means; variances pooled over both groups; 25 degrees."""
    y, girl = growth()
    fit = fit_mmrm(y, visit_design(girl, NOTHING, 4), unstructured(4))
    for visit in range(4):
        of = [y[girl == k, visit] for k in (1.0, 0.0)]
        pooled = sum(((group - group.mean()) ** 2).sum() for group in of) / 25
        one = arm_effect(fit, visit, 4)
        wanted = (of[0].mean() - of[1].mean(), np.sqrt(pooled * (1 / 11 + 1 / 16)), 25)
        np.testing.assert_allclose((one.value, one.se, one.df), wanted, rtol=1e-7)


def test_rubins_rules_as_mice():
    """R: pool.scalar(Q, U, n = 64, k = 4) of mice, whose df is Barnard and Rubin's."""
    found = rubin(np.array([2.1, 1.7, 2.6, 1.9, 2.4]), np.array([0.81, 0.90, 0.77, 0.85, 0.88]) ** 2, 60)
    np.testing.assert_allclose((found.value, found.se**2, found.df), (2.14, 0.87078, 33.9279077), **CLOSE)


def test_holm_as_published():
    # Published: pingouin's manual, holm; R's p.adjust(p, "holm") gives the same.
    found = holm(np.array([0.50, 0.003, 0.32, 0.054, 0.0003]))
    np.testing.assert_allclose(found, [0.64, 0.012, 0.64, 0.162, 0.0015], atol=1e-12)
    # Published: the manual of stdlib's padjust; two of five are cut there, and are as R gives them.
    found = holm(np.array([0.319, 0.201, 0.4, 0.374, 0.113]))
    np.testing.assert_allclose(found, [0.957, 0.804, 0.957, 0.957, 0.565], atol=1e-12)
