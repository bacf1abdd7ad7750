"""The rule by expected benefit on people whose response is given: each limit on both of its sides."""

import numpy as np
import pytest

from footwise.prescription.model import PersonResponse, ResponsePosterior
from footwise.prescription.model.response_shape import COEFFICIENTS
from footwise.prescription.rule import Limits, expected_benefit_rule

OUT, IN = "toe-out-10", "toe-in-10"


def straight(level, falls_by, sd=0.1):
    """A load that falls by so much for every 10° of toe-out, and rises for toe-in; its level is known exactly."""
    mean = np.zeros(1 + COEFFICIENTS)
    mean[:3] = level, -falls_by, falls_by
    covariance = np.zeros((1 + COEFFICIENTS, 1 + COEFFICIENTS))
    covariance[1:3, 1:3] = sd**2 * np.array([[1, -1], [-1, 1]])
    return ResponsePosterior(mean, covariance, mean, 0.3, 0.2, 0.1, 100)


def person(peak1, peak2=None, kfm=None, reached=(-10.0, 10.0)):
    known = {"kam_peak1": peak1, "kam_peak2": peak2, "kfm_peak": kfm}
    return PersonResponse({name: one for name, one in known.items() if one is not None}, {}, 5.0, reached, ())


def objections(response, condition=OUT, **limits):
    (option,) = expected_benefit_rule(response, [condition], Limits(**limits)).options
    return " and ".join(option.objections)


def test_the_largest_expected_reduction_is_chosen():
    choice = expected_benefit_rule(person(straight(3.0, 0.5), straight(2.0, 0.0)), [IN, "toe-out-5", OUT])
    assert (choice.condition, choice.peak) == (OUT, 1)
    assert choice.chosen.probabilities.reduction == pytest.approx(0.5)
    assert choice.chosen.other_peak_rise == pytest.approx(0.0)
    assert np.isnan(choice.chosen.kfm_rise)
    assert [bool(option.objections) for option in choice.options] == [True, False, False]


@pytest.mark.parametrize("reduction, worse", [(0.68, False), (0.67, True)])
def test_at_most_a_quarter_of_a_chance_that_the_peak_rises(reduction, worse):
    """Φ(0.6745) = 0.75, with an SD of 1."""
    said = objections(person(straight(3.0, reduction, sd=1.0)))
    assert ("may raise the peak (probability 25 %)" in said) is worse
    assert "may raise" not in objections(person(straight(3.0, reduction, sd=1.0)), p_worse=0.3)


@pytest.mark.parametrize("sd, hardly", [(0.0395, False), (0.0385, True)])
def test_at_least_a_tenth_of_a_chance_that_it_falls_by_5_percent(sd, hardly):
    """A fall of 0.1 where 5 % of 3 are 0.15: Φ(-0.05 / SD) is 0.10 for an SD of 0.0390."""
    said = objections(person(straight(3.0, 0.1, sd=sd)))
    assert said == ("hardly reaches 5 % (probability 10 %)" if hardly else "")


@pytest.mark.parametrize("rise, larger", [(0.24, False), (0.26, True)])
@pytest.mark.parametrize("peak", [1, 2])
def test_the_other_peak_may_grow_to_105_percent_of_the_larger_one(rise, larger, peak):
    """2.9 and its rise against 1.05 · 3.0 = 3.15, whichever of the two is the larger."""
    larger_one, other = straight(3.0, 0.6), straight(2.9, -rise)
    response = person(larger_one, other) if peak == 1 else person(other, larger_one)
    choice = expected_benefit_rule(response, [OUT])
    assert choice.peak == peak
    assert choice.options[0].other_peak_rise == pytest.approx(rise)
    assert choice.options[0].objections == (
        ("makes the other peak larger than the larger one is now",) if larger else ()
    )
    assert choice.condition == (None if larger else OUT)


@pytest.mark.parametrize("rise, too_much", [(1.29, False), (1.31, True), (-2.0, False)])
def test_the_flexion_moment_may_rise_by_2_6_times_the_fall(rise, too_much):
    """Beyond 2.6 · 0.5 = 1.3 the medial force does not fall."""
    said = objections(person(straight(3.0, 0.5), kfm=straight(4.0, -rise)))
    assert said == ("raises the flexion moment so much that the medial force does not fall" if too_much else "")


def test_where_the_peak_does_not_fall_the_flexion_moment_may_not_rise_at_all():
    rising = person(straight(3.0, -0.2), kfm=straight(4.0, -0.01))
    assert "raises the flexion moment" in objections(rising)
    falling = person(straight(3.0, -0.2), kfm=straight(4.0, 0.01))
    assert "flexion" not in objections(falling)


def test_an_angle_that_nobody_walked_is_no_option():
    response = person(straight(3.0, 0.5), reached=(-10.0, 4.0))
    assert objections(response) == "was not reached (walked +4.0° at most)"
    assert expected_benefit_rule(response, [OUT]).condition is None


@pytest.mark.parametrize(
    "peak1, peak2, peak",
    [(straight(3.0, 0.5), straight(3.0, 0.5), 2), (None, straight(2.0, 0.5), 2), (straight(2.0, 0.5), None, 1)],
)
def test_the_larger_peak_is_the_one_to_lower(peak1, peak2, peak):
    """A tie goes to the second, as in the trial's rule; a peak that is not known is not the larger one."""
    assert expected_benefit_rule(person(peak1, peak2), [OUT]).peak == peak


def test_without_a_load_to_lower_there_is_no_choice():
    assert expected_benefit_rule(person(None), [OUT]) is None
    assert expected_benefit_rule(person(straight(0.0, 0.5), straight(-1.0, 0.5)), [OUT]) is None
    assert expected_benefit_rule(person(straight(3.0, 0.5)), []).condition is None
