"""The response model against direct algebra, against truth, and with data that cannot tell."""

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.prescription.model import LoadWalk, fit_response, option_probabilities, response_populations
from footwise.prescription.model.option_probabilities import (
    probability_in_words,
    right_choice_probabilities,
    true_choices,
)
from footwise.prescription.model.person_response import medial_force_population
from footwise.prescription.model.response_population import ResponsePopulation, WalkNoise, response_curve
from footwise.prescription.model.response_shape import (
    COEFFICIENTS,
    OFF_LINE,
    shape_prior,
    shape_weights,
    walk_weights,
)
from footwise.prescription.rule.trial_rule import trial_rule

POPULATION = response_populations()["kam_peak1"]


def walks(coefficients, *, steps=60, seed=1, level=3.0, walk_sd=0.05, changes=(0, -5, -10, 5, 10), own_slope=None):
    """A person with a known response; the slope within walks may be another one."""
    rng = np.random.default_rng(seed)
    made = []
    for change in changes:
        angle = change + rng.normal(0, 1.65, steps)
        curve = response_curve(angle, POPULATION.bend_deg)
        if own_slope is not None:
            mean = response_curve(np.full(steps, float(change)), POPULATION.bend_deg)
            reduction = mean @ coefficients + own_slope * (angle - change)
        else:
            reduction = curve @ coefficients
        load = level - reduction + rng.normal(0, walk_sd) + rng.normal(0, 0.31, steps)
        made.append(LoadWalk(angle, load, np.arange(steps)))
    return made


def test_the_curve_is_straight_with_one_bend():
    curve = response_curve(np.array([-10.0, 0.0, 10.0]), 3.0)
    np.testing.assert_allclose(curve, [[-1, 1], [0, 0], [1, 1]], atol=1e-12)
    far = response_curve(np.array([20.0, 30.0, 40.0]), 3.0)
    # Far from natural walking nothing bends any more.
    assert np.abs(np.diff(far, 2, axis=0)).max() < 0.02


def test_population_is_stated_at_its_ends():
    noise = WalkNoise(0.3, 0.2, 0.05)
    population = ResponsePopulation.from_ends((0.2, -0.1), (0.3, 0.25), 0.4, 3.0, noise)
    assert population.reduction(-10) == pytest.approx((0.2, 0.3))
    assert population.reduction(10) == pytest.approx((-0.1, 0.25))


def test_ends_of_a_population_are_what_it_is_stated_at():
    mean, covariance = POPULATION.ends()
    for place, change in enumerate((-10, 10)):
        assert POPULATION.reduction(change) == pytest.approx((mean[place], np.sqrt(covariance[place, place])))


def test_a_response_is_a_line_to_each_end_and_what_lies_off_it():
    weights = shape_weights(np.array([-10.0, 0.0, 5.0, 8.75, 10.0, 50.0]))
    np.testing.assert_allclose(weights[:, :2], [[1, 0], [0, 0], [0, 0.5], [0, 0.875], [0, 1], [0, 5]])
    # Off the line at 5° alone, halfway between 7.5 and 10°, and no further than at the last knot.
    off = weights[:, 2:]
    assert (off[[0, 1, 4]] == 0).all()
    assert off[2].tolist() == [0] * 5 + [1, 0, 0, 0, 0]
    assert off[3].tolist() == [0] * 5 + [0, 0.5, 0, 0, 0]
    assert off[5].tolist() == [0] * 9 + [1]


def test_prior_of_the_shape_is_the_populations_at_its_ends_and_free_in_the_middle():
    mean, covariance = shape_prior(POPULATION, 0.8)
    weights = shape_weights(np.array([-10.0, -5.0, 5.0, 10.0]))
    sds = np.sqrt(np.einsum("ki,ij,kj->k", weights, covariance, weights))
    np.testing.assert_allclose(weights @ mean, [0.208, 0.104, 0.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(sds, 0.287 * np.array([1, np.hypot(0.5, 0.8), np.hypot(0.5, 0.8), 1]))


def test_posterior_is_that_of_the_textbook_when_noise_is_nearly_known():
    """Many independent steps: the mean of the walks with their known variances, by generalised least squares."""
    data = walks(np.array([-0.3, 0.1]), steps=4000, walk_sd=0.05)
    found = fit_response(data, POPULATION)
    means = np.array([w.load.mean() for w in data])
    shape_mean, shape_covariance = shape_prior(POPULATION, OFF_LINE)
    design = np.column_stack([np.ones(len(data)), -np.stack([walk_weights(w.change_deg) for w in data])])
    prior = np.zeros((1 + COEFFICIENTS, 1 + COEFFICIENTS))
    prior[0, 0], prior[1:, 1:] = 1e4, shape_covariance
    expected = np.array([0, *shape_mean])
    seen = design @ prior @ design.T + (found.walk_sd**2 + 0.31**2 / 4000) * np.eye(len(data))
    gain = prior @ design.T @ np.linalg.inv(seen)
    mean = expected + gain @ (means - design @ expected)
    covariance = prior - gain @ design @ prior
    np.testing.assert_allclose(found.mean, mean, atol=0.01)
    changes = np.array([-10.0, -5.0, 5.0, 10.0])
    weights = found.weights(changes)
    np.testing.assert_allclose(
        found.reduction(changes)[1], np.sqrt(np.einsum("ki,ij,kj->k", weights, covariance, weights)), rtol=0.05
    )
    assert found.step_sd == pytest.approx(0.31, rel=0.02)
    assert found.neighbour_correlation < 0.05


def drifting(walk, by):
    """The same walk with a load that rises by so much from its first step to its last."""
    return LoadWalk(walk.change_deg, walk.load + by * np.linspace(-0.5, 0.5, len(walk.load)), walk.number)


def test_drift_within_walks_makes_the_response_less_sure():
    data = walks(np.array([-0.2, 0.1]), steps=150)
    found = [fit_response([drifting(w, by) for w in data], POPULATION) for by in (0.0, 0.4)]
    assert found[1].walk_sd > 1.3 * found[0].walk_sd
    assert float(found[1].reduction(-10)[1]) > 1.2 * float(found[0].reduction(-10)[1])
    # The drift is no scatter of single steps.
    assert found[1].step_sd == pytest.approx(found[0].step_sd, rel=0.02)


def test_a_walk_that_scatters_more_counts_less():
    data = walks(np.array([-0.2, 0.1]), steps=100)
    wild = [LoadWalk(w.change_deg, w.load + (k == 2) * 0.9 * (-1.0) ** w.number, w.number) for k, w in enumerate(data)]
    before, after = (fit_response(d, POPULATION).reduction(np.array([-10.0, 10.0]))[1] for d in (data, wild))
    # The third walk is that at 10° toe-in.
    assert after[0] / before[0] > 1.1 * after[1] / before[1]


def test_a_response_that_jumps_is_seen_at_five_degrees():
    """Nothing up to 6°, and all of it from there on, over many steps: with a fixed bend 5° was told 0.11 to 0.18."""
    rng = np.random.default_rng(8)
    made = []
    for change in (0, -5, -10, 5, 10):
        angle = change + rng.normal(0, 0.3, 400)
        made.append(LoadWalk(angle, 3.0 - 0.4 * (angle < -6.5) + rng.normal(0, 0.3, 400), np.arange(400)))
    found = fit_response(made, POPULATION)
    assert float(found.reduction(-5)[0]) == pytest.approx(0.0, abs=0.06)
    assert float(found.reduction(-10)[0]) == pytest.approx(0.4, abs=0.08)
    low, high = found.band(-5.0, 0.9)
    assert low < 0 < high


def test_without_steps_far_away_the_prior_is_what_is_known():
    found = fit_response(walks(np.array([0.0, 0.0]), changes=(0, -10)), POPULATION)
    mean, sd = found.reduction(10.0)
    prior_mean, prior_sd = POPULATION.reduction(10.0)
    assert float(sd) > 0.8 * prior_sd
    assert abs(float(mean) - prior_mean) < prior_sd


def test_more_steps_narrow_the_band_and_bands_nest():
    few, many = (fit_response(walks(np.array([-0.2, 0.1]), steps=n), POPULATION) for n in (10, 200))
    assert many.reduction(-10)[1] < few.reduction(-10)[1]
    changes = np.linspace(-10, 10, 9)
    wide, narrow = few.band(changes, 0.9), few.band(changes, 0.5)
    assert (wide[0] <= narrow[0]).all() and (narrow[1] <= wide[1]).all()


def test_slope_within_walks_is_no_response():
    """A sway that moves angle and load together within a walk must not pass for an answer to a changed angle."""
    true = np.array([-0.1, 0.1])
    found = fit_response(walks(true, steps=150, own_slope=0.15, walk_sd=0.0), POPULATION)
    want = response_curve(np.array([-10.0, 10.0]), POPULATION.bend_deg) @ true
    np.testing.assert_allclose(found.reduction(np.array([-10.0, 10.0]))[0], want, atol=0.09)


def test_steps_left_out_widen_the_band():
    data = walks(np.array([-0.2, 0.1]), steps=100)
    thinned = [LoadWalk(w.change_deg[::4], w.load[::4], w.number[::4]) for w in data]
    whole, part = fit_response(data, POPULATION), fit_response(thinned, POPULATION)
    assert part.steps == 125
    assert part.reduction(-10)[1] > whole.reduction(-10)[1]


def test_nan_steps_do_not_count():
    data = walks(np.array([-0.2, 0.1]), steps=40)
    holes = [
        LoadWalk(np.append(w.change_deg, [np.nan, 1.0]), np.append(w.load, [3.0, np.nan]), np.arange(42)) for w in data
    ]
    np.testing.assert_allclose(fit_response(holes, POPULATION).mean, fit_response(data, POPULATION).mean)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "only 0 steps are known"),
        ([LoadWalk(np.zeros(1), np.full(1, 3.0), np.zeros(1, int))], "only 1 step is known"),
        (walks(np.zeros(2), changes=(0,)), "there is only one walk"),
        (walks(np.zeros(2), changes=(0, 0.5)), "no walk turns the foot 2° or more"),
        ([LoadWalk(np.full(20, c), np.full(20, 3.0), np.arange(20)) for c in (0.0, -10.0)], "the same in every step"),
        ([LoadWalk(np.full(20, np.nan), np.full(20, 3.0), np.arange(20))] * 2, "only 0 steps are known"),
    ],
)
def test_what_cannot_be_estimated_says_why(data, why):
    with pytest.raises(FootwiseError) as caught:
        fit_response(data, POPULATION)
    assert "cannot be estimated, because" in str(caught.value)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_option_probabilities_hang_together():
    found = fit_response(walks(np.array([-0.3, 0.0])), POPULATION)
    options = option_probabilities(found, [-5.0, -10.0, 5.0, 10.0, 0.0])
    assert sum(o.p_best for o in options) == pytest.approx(1.0)
    best = max(options, key=lambda o: o.reduction)
    assert best.change_deg == -10
    # The largest expected reduction is the least expected loss.
    assert best.expected_loss == min(o.expected_loss for o in options)
    assert best.expected_loss >= 0
    assert options[-1].reduction == 0 and options[-1].p_worse == 0
    for o in options[:-1]:
        assert o.p_reaches <= 1 - o.p_worse
        assert o.bands[0.9][0] < o.bands[0.5][0] < o.reduction < o.bands[0.5][1] < o.bands[0.9][1]


def test_even_points_agree_with_random_ones():
    found = fit_response(walks(np.array([-0.12, 0.05]), steps=15), POPULATION)
    draws = np.random.default_rng(0).multivariate_normal(found.mean, found.covariance, 200_000)
    changes = np.array([-5.0, -10.0, 5.0, 10.0, 0.0])
    reductions = draws @ found.weights(changes).T
    share = np.bincount(reductions.argmax(axis=1), minlength=5) / len(draws)
    np.testing.assert_allclose([o.p_best for o in option_probabilities(found, changes)], share, atol=0.01)


def with_shared_error(data, per_walk):
    """The same walks with one unknown that does so much to each of them, one standard deviation."""
    return [
        LoadWalk(w.change_deg, w.load, w.number, np.tile((size, 0.0), (len(w.load), 1)))
        for w, size in zip(data, per_walk, strict=True)
    ]


def test_an_error_that_does_the_same_to_all_walks_changes_no_choice():
    """5 mm of knee centre at 0.06 %BW·ht for each of them: the level is as unsure, and no response."""
    data = walks(np.array([-0.2, 0.05]))
    plain, shared = fit_response(data, POPULATION), fit_response(with_shared_error(data, [0.3] * 5), POPULATION)
    np.testing.assert_allclose(shared.mean, plain.mean, atol=2e-3)
    np.testing.assert_allclose(shared.covariance[1:, 1:], plain.covariance[1:, 1:], atol=1e-5)
    assert shared.covariance[0, 0] == pytest.approx(plain.covariance[0, 0] + 0.3**2, rel=0.01)
    changes = [-5.0, -10.0, 5.0, 10.0]
    for one, other in zip(option_probabilities(plain, changes), option_probabilities(shared, changes), strict=True):
        assert other.p_best == pytest.approx(one.p_best, abs=0.01)
        assert other.reduction_sd == pytest.approx(one.reduction_sd, rel=0.001)


def test_an_error_that_does_more_to_one_walk_makes_the_choice_less_sure():
    data = walks(np.array([-0.2, 0.08]), steps=400)
    plain = option_probabilities(fit_response(data, POPULATION), [-5.0, -10.0, 5.0, 10.0])
    found = [plain]
    for more in (0.05, 0.1):
        sizes = 0.3 + more * np.array([0.0, -0.5, -1.0, 0.5, 1.0])
        fitted = fit_response(with_shared_error(data, sizes), POPULATION)
        found.append(option_probabilities(fitted, [-5.0, -10.0, 5.0, 10.0]))
    p_best = [options[1].p_best for options in found]
    assert p_best[0] > p_best[1] + 0.01 and p_best[1] > p_best[2] + 0.01
    # Of the difference in what the error does, natural walking against 10° toe-in, the prior takes a little.
    added = [options[1].reduction_sd ** 2 - plain[1].reduction_sd ** 2 for options in found[1:]]
    np.testing.assert_allclose(added, [0.05**2, 0.1**2], rtol=0.3)
    assert (np.array(added) < [0.05**2, 0.1**2]).all()


def test_a_shared_error_without_bounds_leaves_what_other_people_say():
    """Where a walk differs from the next as the error has it, nothing is learnt of the response that way."""
    straight = walks(np.array([-0.4, 0.0]), steps=400, changes=(0, -10, 10))
    unsure = fit_response(with_shared_error(straight, [0.0, -50.0, 50.0]), POPULATION)
    sure = fit_response(straight, POPULATION)
    contrast = unsure.weights(10.0) - unsure.weights(-10.0)
    prior = POPULATION.reduction(10)[0] - POPULATION.reduction(-10)[0]
    assert abs(contrast @ unsure.mean - prior) < 0.2 * abs(contrast @ sure.mean - prior)


def test_many_true_choices_are_the_trial_rule():
    rng = np.random.default_rng(5)
    levels = rng.uniform(1, 4, (2, 400))
    levels[1, :200] = levels[0, :200] * rng.uniform(0.94, 1.06, 200)
    reductions = rng.normal(2, 4, (2, 400, 3))
    options, peaks = true_choices(levels, reductions)
    names = ["a", "b", "c"]
    for n in range(400):
        table = {
            name: tuple(levels[p, n] * (1 - reductions[p, n, k] / 100) for p in (0, 1)) for k, name in enumerate(names)
        }
        choice = trial_rule((levels[0, n], levels[1, n]), table)
        assert choice.condition == (names[options[n]] if options[n] >= 0 else None)
        assert choice.peak == peaks[n]


def test_probabilities_of_the_right_choice():
    first = fit_response(walks(np.array([-0.5, 0.2]), steps=200), POPULATION)
    second = fit_response(walks(np.zeros(2), steps=200, level=2.0, seed=2), response_populations()["kam_peak2"])
    probabilities = right_choice_probabilities(first, second, ["toe-in-5", "toe-in-10", "toe-out-10"])
    assert sum(probabilities.values()) == pytest.approx(1.0)
    assert next(iter(probabilities)) == ("toe-in-10", 1)


def test_medial_force_follows_the_peak_where_it_is_largest():
    early, late = medial_force_population(3.0, 2.0, 2.0), medial_force_population(2.0, 3.5, 2.0)
    assert early.reduction(-10)[0] == pytest.approx(0.34 * POPULATION.reduction(-10)[0])
    assert late.reduction(-10)[0] < 0 < late.reduction(10)[0]


@pytest.mark.parametrize(("share", "text"), [(0.0, "under 1 %"), (0.423, "42 %"), (1.0, "over 99 %")])
@pytest.mark.requirement("R-031")
def test_nobody_is_told_a_probability_of_zero_or_one(share, text):
    assert probability_in_words(share) == text
