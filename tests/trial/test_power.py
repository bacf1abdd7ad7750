"""Simulated trials: the same whoever computes them, false findings at the level, and cohort outcomes as asked for."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trial.trials import EXAMPLE, design_file

from footwise.errors import FootwiseError
from footwise.simulation import draw_people, outcome_defaults, simulate_outcomes
from footwise.trial import Setting, read_design, simulate_power
from footwise.trial.power import INTERVAL_HIGH, INTERVAL_LOW, P_VALUE, monte_carlo_error, simulate_trials
from footwise.trial.simulated import later_weeks, permuted_blocks, primary_values

DESIGN = read_design(EXAMPLE)


def test_local_dask_gives_the_numbers_of_one_core():
    settings = [Setting(24, 0.1), Setting(30, 0.2, 0.5)]
    done: list[int] = []
    serial = simulate_power(DESIGN, settings, 26, workers="serial", progress=done.append)
    local = simulate_power(DESIGN, settings, 26, workers="local")
    assert sum(done) == 52
    for one, other in zip(serial, local, strict=True):
        np.testing.assert_array_equal(one.results, other.results)


def test_a_trial_is_known_by_its_number():
    numbers = outcome_defaults()
    whole = simulate_trials(DESIGN, numbers, Setting(24, 0.1), 7, 0, 4)
    np.testing.assert_array_equal(whole[2:], simulate_trials(DESIGN, numbers, Setting(24, 0.1), 7, 2, 2))
    assert not np.array_equal(whole[0], whole[1])
    assert not np.array_equal(whole[0], simulate_trials(DESIGN, numbers, Setting(24, 0.1), 8, 0, 1)[0])


def test_false_findings_are_at_the_level():
    """Without an effect; bounds are four Monte-Carlo standard errors of 200 trials."""
    (found,) = simulate_power(DESIGN, [Setting(40, 0.15, 0.0)], 200, workers="serial")
    reach = 4 * monte_carlo_error(0.05, 200)
    assert found.not_estimated == 0
    for share in found.power_unadjusted:
        assert abs(share - 0.05) < reach
    assert found.any_rejected < 0.05 + reach
    covers = (found.results[:, :, INTERVAL_LOW] <= 0) & (found.results[:, :, INTERVAL_HIGH] >= 0)
    assert (np.abs(covers.mean(axis=0) - 0.95) < reach).all()
    assert ((found.results[:, :, P_VALUE] <= 0.05) == ~covers).all()


@pytest.mark.slow
def test_false_findings_and_coverage_at_full_size():
    """2,000 trials of 68 people, 15 % leaving: level and coverage within what the trials can tell."""
    (found,) = simulate_power(DESIGN, [Setting(68, 0.15, 0.0)], 2000)
    for k, share in enumerate(found.power_unadjusted):
        assert abs(share - 0.05) < 3 * monte_carlo_error(0.05, 2000)
        covers = (found.results[:, k, INTERVAL_LOW] <= 0) & (found.results[:, k, INTERVAL_HIGH] >= 0)
        assert 0.94 <= covers.mean() <= 0.965


def test_more_people_find_more():
    few, many = simulate_power(DESIGN, [Setting(24, 0.1), Setting(120, 0.1)], 40, workers="serial")
    assert many.power[0] > few.power[0]
    assert many.mean_se[0] < few.mean_se[0]


def test_blocks_of_simulated_trials_are_balanced():
    codes = np.random.default_rng(1).integers(0, 4, 200)
    treated = permuted_blocks(codes, DESIGN, np.random.default_rng(2))
    for code in range(4):
        lead = np.cumsum(np.where(treated[codes == code], 1, -1))
        assert np.abs(lead).max() <= 3


@pytest.mark.parametrize(
    ("setting", "workers", "trials", "trouble"),
    [
        (Setting(3, 0.1), "serial", 1, "4 people or more"),
        (Setting(20, 1.0), "serial", 1, "a share from 0"),
        (Setting(20, 0.1, float("nan")), "serial", 1, "`effect`"),
        (Setting(20, 0.1), "serial", 0, "at least one trial"),
        (Setting(20, 0.1), "nowhere", 1, "no Dask scheduler answers"),
    ],
)
def test_what_cannot_be_simulated(setting, workers, trials, trouble):
    with pytest.raises(FootwiseError, match=trouble):
        simulate_power(DESIGN, [setting], trials, workers=workers)


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        (
            'name = "t2_medial_weight_bearing_femur_ms"',
            'name = "steps_a_day"',
            "steps_a_day, which cannot be simulated",
        ),
        ("kl_grade =", "site =", "the stratum site, which cannot be simulated"),
        ('["1-2", "3"]', '["1", "3"]', "do not cover 1, 2 and 3"),
        (
            "weeks = [52]",
            "weeks = [25, 52]",
            "measures t1rho_medial_weight_bearing_femur_ms after treatment in weeks 25",
        ),
    ],
)
def test_designs_that_cannot_be_simulated(tmp_path, old, new, trouble):
    design = read_design(design_file(tmp_path, (old, new)))
    with pytest.raises(FootwiseError, match=trouble):
        simulate_power(design, [Setting(20, 0.1)], 1, workers="serial")


def test_an_outcome_with_fewer_visits_is_tested_at_its_own(tmp_path):
    """Pain in week 52 alone must give the difference of week 52, not that of the first visit of the others."""
    once = design_file(tmp_path, ("baseline_week = 2\nweeks = [7, 11, 25, 39, 52]\nbetter = \"lower\"\nrange = [0, 10]",
                                  "baseline_week = 2\nweeks = [52]\nbetter = \"lower\"\nrange = [0, 10]"))  # fmt: skip
    (always,) = simulate_power(DESIGN, [Setting(68, 0.0, 1.0)], 12, workers="serial")
    (alone,) = simulate_power(read_design(once), [Setting(68, 0.0, 1.0)], 12, workers="serial")
    # The same people in both; the mixed model adds what other visits say of the three per cent who lack the last.
    assert alone.mean_effect[0] == pytest.approx(always.mean_effect[0], abs=0.05)
    assert alone.mean_effect[0] < -0.8
    assert alone.mean_effect[1] == pytest.approx(always.mean_effect[1])


def test_simulated_cartilage_is_tested_at_the_last_visit(tmp_path):
    asks = ('outcome = "kam_larger_peak_pct_bwht"', 'outcome = "t1rho_medial_weight_bearing_femur_ms"')
    design = read_design(design_file(tmp_path, asks))
    people = draw_people(20, np.random.default_rng(1))
    passed = simulate_outcomes(people, np.arange(20) % 2 == 0, later_weeks(design), np.random.default_rng(2))
    (pain, pains), (before, after) = primary_values(passed, design)
    assert pains.shape == (20, 5) and after.shape == (20, 1)
    table = passed.values["t1rho_medial_weight_bearing_femur_ms"]
    np.testing.assert_array_equal(np.column_stack([before, after]), table)
    np.testing.assert_array_equal(pain, passed.values["nrs_medial_pain_0_10_worse"][:, 0])


def test_who_leaves_does_not_depend_on_what_was_not_seen():
    """With every visit after baseline missed, pain that comes later cannot matter."""
    left = []
    for spread in (0.0, 3.0):
        numbers = outcome_defaults()
        numbers = {**numbers, "pain": {**numbers["pain"], "person_sd": spread},
                   "missing": {**numbers["missing"], "visit": 1.0, "drop_out_per_pain_point": 1.0}}  # fmt: skip
        people = draw_people(500, np.random.default_rng(1))
        passed = simulate_outcomes(people, np.zeros(500, bool), WEEKS, np.random.default_rng(2), numbers=numbers)
        left.append(passed.withdrawn_week)
    np.testing.assert_array_equal(*left)
    assert np.isfinite(left[0]).any()


def test_an_address_where_nothing_listens_is_refused_before_a_client_is_made(monkeypatch):
    import distributed

    monkeypatch.setattr(distributed, "Client", None)
    with pytest.raises(FootwiseError, match="no Dask scheduler answers"):
        simulate_power(DESIGN, [Setting(20, 0.1)], 1, workers="tcp://127.0.0.1:9")


def test_four_simulated_people_count_as_not_found():
    (found,) = simulate_power(DESIGN, [Setting(4, 0.0)], 3, workers="serial")
    assert found.not_estimated == 6 and found.power == (0.0, 0.0)


WEEKS = (7, 11, 25, 39, 52)


def year(effect=1.0, drop_out=0.1, n=20_000):
    people = draw_people(n, np.random.default_rng(1))
    treated = np.arange(n) % 2 == 0
    return (
        people,
        treated,
        simulate_outcomes(people, treated, WEEKS, np.random.default_rng(2), effect=effect, drop_out=drop_out),
    )


def test_people_who_are_treated_have_an_angle_that_helps():
    people, _, _ = year(n=2000)
    assert len(people) == 2000
    assert set(np.unique(people.target_deg)) <= {-10.0, -5.0, 5.0, 10.0}
    # The best of four that were measured is on average a little better than it truly is, but it is good.
    assert (people.reduction / people.kam_peak).mean() > 0.05
    assert 0.2 < people.screened_out / (people.screened_out + 2000) < 0.45


def test_knee_load_has_the_error_between_days():
    _, treated, passed = year(effect=0.0, drop_out=0.0)
    kam = passed.values["kam_larger_peak_pct_bwht"][~treated]
    sem = np.nanstd(kam[:, 2] - kam[:, 1]) / np.sqrt(2)
    assert sem == pytest.approx(0.36, rel=0.03)


def test_without_an_effect_the_arms_are_alike_and_placebo_stays():
    _, treated, passed = year(effect=0.0, drop_out=0.0)
    for values in passed.values.values():
        last = values[:, -1]
        error = np.nanstd(last) * np.sqrt(4 / len(last))
        assert abs(np.nanmean(last[treated]) - np.nanmean(last[~treated])) < 4 * error
    assert (
        np.nanmean(
            passed.values["nrs_medial_pain_0_10_worse"][:, -1] - passed.values["nrs_medial_pain_0_10_worse"][:, 0]
        )
        < -0.8
    )


@pytest.mark.parametrize("share", [0.0, 0.15, 0.5])
def test_as_many_leave_as_asked_for(share):
    _, _, passed = year(drop_out=share)
    gone = np.isfinite(passed.withdrawn_week)
    assert gone.mean() == pytest.approx(share, abs=0.012)
    assert (passed.withdrawal_reason[gone] != "").all() and (passed.withdrawal_reason[~gone] == "").all()
    assert np.isnan(passed.values["nrs_medial_pain_0_10_worse"][gone, -1]).all()
    assert np.isfinite(passed.values["nrs_medial_pain_0_10_worse"][:, 0]).all()


def test_scores_are_steps_of_their_items():
    _, _, passed = year(n=500)
    for name, step in (
        ("nrs_medial_pain_0_10_worse", 1.0),
        ("womac_pain_0_100_worse", 5.0),
        ("womac_function_0_100_worse", 100 / 68),
        ("koos_pain_0_100_better", 100 / 36),
    ):
        values = passed.values[name]
        steps = values[np.isfinite(values)] / step
        np.testing.assert_allclose(steps, np.rint(steps), atol=1e-9)
        assert values[np.isfinite(values)].min() >= 0


def test_own_numbers_of_the_cohort(tmp_path):
    path = tmp_path / "cohort.toml"
    path.write_text("[pain]\nplacebo = 0.0\n[missing]\ndrop_out = 0.4\n", encoding="utf-8")
    numbers = outcome_defaults(path)
    assert numbers["pain"]["placebo"] == 0.0 and numbers["missing"]["drop_out"] == 0.4
    assert numbers["pain"]["effect"] == outcome_defaults()["pain"]["effect"]
    path.write_text("[pain]\nplacbo = 0.0\n", encoding="utf-8")
    with pytest.raises(FootwiseError, match=r"unknown word pain\.placbo"):
        outcome_defaults(path)
