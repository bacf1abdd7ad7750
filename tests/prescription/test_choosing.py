"""Over virtual people with known truth: calibration, the rule by expected benefit, and screening with few steps."""

import numpy as np
import pytest
from benchmarks import choosing

from footwise.errors import FootwiseError
from footwise.prescription import CHANGE_DEG, LegWalk, Limits, expected_benefit_rule, person_response, screening_advice
from footwise.simulation import virtual_people

OPTIONS = [c for c in CHANGE_DEG if c != "natural"]


@pytest.fixture(scope="module")
def people():
    return virtual_people(400, 31)


@pytest.fixture(scope="module")
def found(people):
    return choosing.choices(people, 20, 32)


def test_intervals_cover(found):
    # Standard error of 4800 intervals of 400 people: under 1 point.
    assert found.covered.mean() == pytest.approx(0.90, abs=0.02)


def test_probability_of_being_best_is_meant(found):
    said, true = found.p_best.ravel(), found.is_best.ravel()
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        mine = (said >= low) & (said <= high)
        error = np.sqrt(said[mine].mean() * (1 - said[mine].mean()) / mine.sum())
        assert said[mine].mean() == pytest.approx(true[mine].mean(), abs=0.01 + 3 * error)


def test_expected_benefit_is_worth_more_than_the_best_mean(found):
    benefit = {rule: values.mean() for rule, values in found.benefit.items()}
    assert benefit["trial"] < benefit["expected-benefit"] <= benefit["best possible"]
    assert found.larger_after["trial"].mean() < found.larger_after["expected-benefit"].mean()


def test_screening_is_as_right_with_half_the_steps():
    few = choosing.screened(virtual_people(60, 33), 34)
    right = np.mean([s.right_sequential for s in few])
    assert np.mean([s.steps for s in few]) <= choosing.FIXED_STEPS / 2
    assert right >= np.mean([s.right_fixed for s in few])


def leg_walks(people, who, conditions, steps=60, seed=1):
    rng = np.random.default_rng(seed)
    return [choosing.leg_walk(people, who, c, steps, rng) for c in conditions]


def test_screening_begins_with_natural_walking_and_both_ends(people):
    advice = screening_advice([])
    assert (advice.walk_next, advice.stop, advice.choice) == ("natural", False, None)
    for n, expected in ((1, "toe-in-10"), (2, "toe-out-10")):
        assert screening_advice(leg_walks(people, 0, ("natural", "toe-in-10")[:n])).walk_next == expected


def test_screening_always_ends(people):
    rng = np.random.default_rng(3)
    walks = []
    advice = screening_advice(walks, most_steps=200)
    while not advice.stop:
        walks.append(choosing.leg_walk(people, 1, advice.walk_next, 20, rng))
        advice = screening_advice(walks, most_steps=200)
        assert advice.steps <= 200
    assert advice.walk_next is None


def test_a_person_without_response_is_refused_in_time():
    flat = [
        LegWalk(w.condition, w.foot_angle_deg, {**w.loads, "kam_peak1": w.loads["kam_peak1"] + 1}, w.number)
        for w in _flat_walks()
    ]
    advice = screening_advice(flat)
    assert advice.stop
    assert advice.choice is None
    assert "no change lowers the peak" in advice.why


def _flat_walks():
    rng = np.random.default_rng(4)
    walks = []
    for condition, change in CHANGE_DEG.items():
        loads = {name: 2.5 + rng.normal(0, 0.3, 100) for name in ("kam_peak1", "kam_peak2", "kfm_peak")}
        walks.append(LegWalk(condition, 5 + change + rng.normal(0, 1.5, 100), loads, np.arange(100)))
    return walks


def test_screening_of_constant_loads_is_one_line():
    still = [
        LegWalk(w.condition, w.foot_angle_deg, {k: np.full(100, 2.5) for k in w.loads}, w.number) for w in _flat_walks()
    ]
    with pytest.raises(FootwiseError, match="cannot be estimated, because the load is the same"):
        screening_advice(still)


def test_limits_keep_an_option_from_being_chosen(people):
    who = int(choosing.true_reductions(people)[:, 0, 1].argmax())
    response = person_response(leg_walks(people, who, CHANGE_DEG, 100), ("kam_peak1", "kam_peak2", "kfm_peak"))
    free = expected_benefit_rule(response, OPTIONS, Limits(p_worse=1, p_reaches=0, other_peak=9, kfm_per_kam=1e9))
    assert free.chosen is not None
    assert free.chosen.odds.reduction == max(o.odds.reduction for o in free.options)
    nothing = expected_benefit_rule(response, OPTIONS, Limits(p_reaches=1.01))
    assert nothing.condition is None
    assert all("hardly reaches 5 %" in " ".join(o.objections) for o in nothing.options)
    strict = expected_benefit_rule(response, OPTIONS, Limits(other_peak=0.0))
    assert strict.condition is None


def test_nothing_is_recommended_to_who_gets_worse_whatever_changes():
    worse = [
        w
        if w.condition == "natural"
        else LegWalk(w.condition, w.foot_angle_deg, {k: v + 0.5 for k, v in w.loads.items()}, w.number)
        for w in _flat_walks()
    ]
    choice = expected_benefit_rule(person_response(worse, ("kam_peak1", "kam_peak2", "kfm_peak")), OPTIONS)
    assert choice.condition is None
    assert all(any("may raise the peak" in said for said in o.objections) for o in choice.options)
