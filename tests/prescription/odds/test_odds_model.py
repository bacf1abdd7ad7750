"""The joint model: what it finds in data of known truth, what errors and gaps do to it, and its file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import odds_model as made
import pytest

from footwise.errors import FootwiseError
from footwise.prescription.odds import (
    ANGLE,
    NAMES,
    VARIABLES,
    Fall,
    fit_odds_model,
    leave_one_out,
    odds_model_toml,
    published_model,
    published_scores,
    read_odds_model,
    scores,
)

SLOPES = np.array([0.0, 0.0, -0.1, 0.1, 0.0, 0.05, 0.0, 0.15, 0.0, 0.0, 0.0, 0.0])


def people(n, seed=1, dof=4.0, scale=0.1):
    """Knees of known truth: correlated changes, and falls with heavy tails."""
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(n, 12)) @ (np.eye(12) + 0.3 * np.tri(12, k=-1))
    changes = mixed * np.array([1, 1, 1, 1, 0.03, 0.003, 0.01, 1, 0.5, 0.03, 0.02, 2]) - np.eye(12)[8] * 9.6
    standard = (changes - changes.mean(axis=0)) / changes.std(axis=0, ddof=1)
    return changes, 0.2 + standard @ SLOPES + scale * rng.standard_t(dof, n)


def test_it_finds_what_the_fall_hangs_on():
    model = fit_odds_model(NAMES, *people(4000), "made up")
    assert model.coefficients[0] == pytest.approx(0.2, abs=0.01)
    assert model.coefficients[1:] == pytest.approx(SLOPES, abs=0.015)
    assert model.knee_scale == pytest.approx(0.1, abs=0.015)
    assert model.dof in (3.0, 4.0, 5.0)


def test_normal_differences_are_told_from_heavy_tails():
    assert fit_odds_model(NAMES, *people(2000, dof=200), "made up").dof >= 10


def test_what_is_not_measured_is_integrated_out():
    # Against a regression on the measured variables alone: it has the same best prediction.
    changes, fall = people(6000, dof=200)
    model, at = fit_odds_model(NAMES, changes, fall, "made up"), [2, 7]
    measured = np.full(12, np.nan)
    measured[at] = changes[5, at]
    design = np.column_stack([np.ones(len(fall)), changes[:, at]])
    slopes, *_ = np.linalg.lstsq(design, fall, rcond=None)
    assert model.fall(measured, np.zeros(12)).mean == pytest.approx(design[5] @ slopes, abs=0.01)


def test_a_measurement_with_error_is_worth_what_a_regression_on_such_measurements_finds():
    changes, fall = people(20000, dof=200)
    model = fit_odds_model(NAMES, changes, fall, "made up")
    seen = changes[:, 7] + np.random.default_rng(3).normal(size=len(fall))
    slope, start = np.polyfit(seen, fall, 1)
    measured, error = np.full(12, np.nan), np.full(12, np.nan)
    measured[7], error[7] = 2.0, 1.0
    known = model.fall(measured, error)
    assert known.mean == pytest.approx(start + 2 * slope, abs=0.02)
    # And the band is that of the falls around that line.
    assert known.sd == pytest.approx(np.std(fall - start - slope * seen), rel=0.05)


def test_an_endless_error_is_no_measurement():
    model = published_model()
    nothing = model.fall(np.full(12, np.nan), np.full(12, np.nan))
    useless = model.fall(model.centre + 3 * model.spread, 1e6 * model.spread)
    assert useless.mean == pytest.approx(nothing.mean, abs=1e-4)
    assert useless.sd == pytest.approx(nothing.sd, rel=1e-4)
    assert model.share_told(model.centre, 1e6 * model.spread) < 1e-6


def test_a_better_measurement_never_tells_less():
    model = published_model()
    told = [model.share_told(model.centre, share * model.spread) for share in (0, 0.1, 0.5, 1, 3)]
    assert told == sorted(told, reverse=True)
    more = np.where(np.isin(NAMES, ("tibia_tilt", "pelvic_list")), model.centre, np.nan)
    assert model.share_told(more, np.zeros(12)) > model.share_told(np.where(np.arange(12) == 7, more, np.nan), more * 0)


def test_without_a_measurement_the_odds_are_those_of_the_people():
    model = published_model()
    fall = model.fall(np.full(12, np.nan), np.full(12, np.nan))
    assert fall.p_at_least(0.0) == pytest.approx(model.share_fell, abs=0.03)
    assert fall.mean == pytest.approx(model.fall_mean, abs=0.01)


def test_the_fall_s_probabilities_quantiles_and_density_agree():
    fall = Fall(0.1, 0.05, 0.15, 3.0)
    draws = 0.1 + 0.05 * np.random.default_rng(1).normal(size=400_000)
    draws += 0.15 * np.random.default_rng(2).standard_t(3, 400_000)
    assert fall.p_at_least(0.0) == pytest.approx(np.mean(draws > 0), abs=0.004)
    assert fall.band(0.9) == pytest.approx(np.quantile(draws, [0.05, 0.95]), abs=0.01)
    slope = (fall.p_at_least(0.2) - fall.p_at_least(0.2001)) / 0.0001
    assert np.exp(fall.log_density(0.2)) == pytest.approx(slope, rel=1e-3)
    assert Fall(0.1, 0.3, 0.0, np.inf).sd == pytest.approx(0.3)


def test_a_model_comes_back_from_its_file(tmp_path):
    file = tmp_path / "lab.toml"
    file.write_text(odds_model_toml(published_model(), "Ours"), encoding="utf-8")
    again = read_odds_model(file)
    assert again.names == NAMES
    assert again.coefficients == pytest.approx(published_model().coefficients)
    assert again.fall(again.centre, again.spread).mean == pytest.approx(published_model().coefficients[0], abs=1e-6)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"trunk_sway"', '"trunk"'),
        ("knee_scale = 0.1", "knee_scale = -0.1"),
        ("knees = 107", 'knees = "many"'),
        ("centre = [-", "centre = [nan, -"),
        (f'"{ANGLE}", ', ""),
        ("correlation = [\n  [1, ", "correlation = [\n  [0.1, "),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, old, new):
    file = tmp_path / "lab.toml"
    text = odds_model_toml(published_model(), "Ours")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FootwiseError, match=r"is no model of odds|is not a model of odds"):
        read_odds_model(file)


def test_too_few_knees_and_a_constant_column_are_refused():
    changes, fall = people(29)
    with pytest.raises(FootwiseError, match="29 complete knees"):
        fit_odds_model(NAMES, changes, fall, "few")
    changes, fall = people(40)
    changes[:, 3] = 1.5
    with pytest.raises(FootwiseError, match="one and the same knee_adduction"):
        fit_odds_model(NAMES, changes, fall, "constant")


def test_both_knees_of_a_person_are_left_out_together():
    changes, fall = people(60)
    folds = leave_one_out(NAMES, changes, fall, [k // 2 for k in range(60)])
    assert len(folds) == 30
    assert sorted(k for out, _, _ in folds for k in out) == list(range(60))
    assert all(model.knees == 58 and len(out) == 2 for out, model, _ in folds)


def test_scores_of_known_predictions():
    fall = np.array([0.3, 0.2, 0.1, -0.1, 0.5, -0.3])
    exact = [Fall(float(value), 0.01, 0.0, np.inf) for value in fall]
    found = leave_one_out(NAMES, *people(40))[0][2]
    said = scores(exact, [replace(found, mean=0.1, sd=0.3, share_fell=0.5)] * 6, fall)
    assert said.r2 == pytest.approx(1.0)
    assert said.within_50 == said.within_90 == 1.0
    assert said.log_gain == pytest.approx(np.log(2), abs=1e-6)
    assert said.fell == pytest.approx([0, 1, 1])
    assert said.density_gain > 2


@pytest.mark.shared
def test_the_stored_model_is_that_of_the_data(toe_in_107: Path):
    fitted, stored = made.model(toe_in_107), published_model()
    assert made.FILE.read_text(encoding="utf-8") == odds_model_toml(stored, made.HEADING, published_scores())
    assert stored.source == fitted.source
    # Another computer adds up in another order.
    for name in ("centre", "spread", "low", "high", "correlation", "coefficients", "covariance"):
        assert getattr(stored, name) == pytest.approx(getattr(fitted, name), abs=1e-6), name
    for name in ("coefficient_sd", "knee_scale", "dof", "knees", "fall_mean", "fall_sd", "share_fell"):
        assert getattr(stored, name) == pytest.approx(getattr(fitted, name), rel=1e-6), name


@pytest.mark.shared
def test_signs_and_units_are_those_of_the_data(toe_in_107: Path):
    changes, fall = made.read(toe_in_107)
    assert changes.shape == (107, len(VARIABLES))
    mean = dict(zip(NAMES, changes.mean(axis=0), strict=True))
    assert mean[ANGLE] == pytest.approx(-9.62, abs=0.01)
    assert mean["tibia_tilt"] == pytest.approx(2.28, abs=0.01)
    assert mean["pelvic_rotation"] == pytest.approx(1.98, abs=0.01)
    assert np.mean(fall > 0) == pytest.approx(0.776, abs=0.001)
    # In metres what is a length: nobody's step becomes wider by a foot.
    assert np.abs(changes[:, [k for k, v in enumerate(VARIABLES) if v.unit == "m"]]).max() < 0.2
