"""Virtual people: the published facts come out of them."""

from dataclasses import fields

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.simulation import DayToDayVariation, day_to_day_variation, true_change, virtual_people, walk_steps

TWO_MINUTES = 131
OPTIONS_DEG = np.array([-5.0, -10.0, 5.0, 10.0])


@pytest.fixture(scope="module")
def people():
    return virtual_people(4000, 7)


@pytest.fixture(scope="module")
def screened(people):
    """What 1500 people show in five walks of two minutes: the means of both peaks, shape (people, 5, 2)."""
    rng = np.random.default_rng(8)
    shown = []
    for who in range(1500):
        walks = [walk_steps(people[who], change, TWO_MINUTES, rng) for change in (0.0, *OPTIONS_DEG)]
        shown.append([(w.kam_peak1.mean(), w.kam_peak2.mean()) for w in walks])
    return np.array(shown)


def test_a_seed_is_the_same_people():
    one, same, other = virtual_people(20, 3), virtual_people(20, 3), virtual_people(20, 4)
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(same, field.name))
    assert not np.array_equal(one.kam_peak1, other.kam_peak1)


def test_people_are_those_of_the_published_cohort(people):
    # Boswell 2021, 64 people; 4000 draws. Bounds cut a little off the spread of BMI.
    assert people.age_years.mean() == pytest.approx(64.6, abs=0.5)
    assert people.age_years.std() == pytest.approx(8.8, abs=0.3)
    assert people.female.mean() == pytest.approx(43 / 64, abs=0.03)
    assert people.height_m.mean() == pytest.approx(1.68, abs=0.01)
    assert people.height_m.std() == pytest.approx(0.10, abs=0.005)
    assert people.mass_kg.mean() == pytest.approx(77.2, abs=1.5)
    assert people.bmi.max() < 35
    assert people.speed_m_s.mean() == pytest.approx(1.16, abs=0.01)
    np.testing.assert_allclose(np.bincount(people.kl_grade)[1:] / len(people), np.array([12, 32, 20]) / 64, atol=0.03)
    assert set(np.unique(people.pain_nrs)) <= set(range(3, 10))
    assert set(people.side) == {"left", "right"}


def test_ten_degrees_toe_in_as_in_107_people(screened):
    reduction = screened[:, 0, 0] - screened[:, 2, 0]
    # 0.199 ± 0.292 %BW·ht, 22 % worse, of 107 people whose own standard errors are 0.028, 0.020 and 4 points.
    assert reduction.mean() == pytest.approx(0.199, abs=0.02)
    assert reduction.std() == pytest.approx(0.292, abs=0.02)
    assert (reduction < 0).mean() == pytest.approx(0.22, abs=0.04)


def test_personal_choice_beats_any_uniform_one_as_published(people, screened):
    levels = np.stack([people.kam_peak1, people.kam_peak2], axis=1)
    larger = levels.argmax(axis=1)
    true = -np.stack([true_change(people, f"kam_peak{n}", OPTIONS_DEG) for n in (1, 2)], axis=1)
    share = true[np.arange(len(people)), larger] / levels.max(axis=1)[:, None]
    # Uhlrich 2022, 107 people: 70 % (standard error 4.4 points).
    assert (share.max(axis=1) >= 0.05).mean() == pytest.approx(0.70, abs=0.03)
    # Uniform choices 23 to 57 % of 107 people: no farther off than 107 people scatter.
    rows = np.arange(len(screened))
    natural = screened[rows, 0, larger[: len(rows)]]
    measured = np.stack([1 - screened[rows, n, larger[: len(rows)]] / natural for n in range(1, 5)], axis=1)
    helped = measured >= 0.05
    drawn = np.random.default_rng(9).integers(0, len(helped), (2000, 107))
    uniform = helped[drawn].mean(axis=1)
    for published, found in ((0.23, uniform.min(axis=1)), (0.57, uniform.max(axis=1))):
        low, high = np.percentile(found, [2.5, 97.5])
        assert low < published < high
    # What docs/simulation.md says of them.
    np.testing.assert_allclose(helped.mean(axis=0), [0.32, 0.51, 0.21, 0.37], atol=0.04)


def test_second_peak_rises_toe_in_and_falls_toe_out(people):
    toe_in, toe_out = (true_change(people, "kam_peak2", change).mean() for change in (-10.0, 10.0))
    assert toe_in > 0.1
    # Hunt 2018: 0.26 at 9.0°.
    assert true_change(people, "kam_peak2", 9.0).mean() == pytest.approx(-0.26, abs=0.02)
    assert toe_out < -0.2


def test_responses_are_smooth_and_zero_without_change(people):
    few = people[:50]
    assert not true_change(few, "kam_peak1", 0.0).any()
    changes = np.linspace(-15, 15, 301)
    curves = true_change(few, "kfm_peak", changes)
    assert curves.shape == (50, 301)
    assert np.abs(np.diff(curves, 2, axis=1)).max() < 0.01
    own = np.tile([[-10.0, 5.0]], (50, 1))
    np.testing.assert_allclose(true_change(few, "kfm_peak", own)[:, 0], true_change(few, "kfm_peak", -10.0))


def test_steps_scatter_as_published(people):
    walk = walk_steps(people[4], 0.0, 20000, np.random.default_rng(1))
    # Rokhmanova 2022: 0.31 %BW·ht; biofeedback repository: 1.65°.
    assert walk.kam_peak1.std() == pytest.approx(0.31, abs=0.02)
    assert walk.foot_angle_deg.std() == pytest.approx(1.65, abs=0.03)
    about = walk.kam_peak2 - walk.kam_peak2.mean()
    assert about[1:] @ about[:-1] / (about @ about) == pytest.approx(0.2, abs=0.03)


def test_a_walk_reaches_its_angle_as_people_do(people):
    rng = np.random.default_rng(2)
    reached = [walk_steps(people[0], -10.0, 500, rng).foot_angle_deg.mean() for _ in range(300)]
    change = np.array(reached) - people.foot_angle_deg[0]
    assert change.mean() == pytest.approx(-9.62, abs=0.12)
    assert change.std() == pytest.approx(0.50, abs=0.06)
    exact = walk_steps(people[0], -10.0, 5000, rng, exactly=True).foot_angle_deg.mean()
    assert exact - people.foot_angle_deg[0] == pytest.approx(-10, abs=0.1)


def test_sem_between_days(people):
    rng = np.random.default_rng(3)
    n = 1500
    means = []
    for _ in range(2):
        day = day_to_day_variation(n, rng)
        each = [DayToDayVariation(day.foot_angle_deg[i : i + 1], day.loads[i : i + 1]) for i in range(n)]
        walks = [walk_steps(people[i], 0.0, TWO_MINUTES, rng, day=each[i]) for i in range(n)]
        means.append([w.kam_peak1.mean() for w in walks])
    # Birmingham 2007: 0.36 %BW·ht.
    assert np.std(np.subtract(*means)) / np.sqrt(2) == pytest.approx(0.36, abs=0.02)


def test_nobody_is_refused():
    with pytest.raises(FootwiseError, match="Ask for 1 or more"):
        virtual_people(0, 1)
