"""Within a visit and between visits are kept apart, and nothing inside the error is called a change."""

import numpy as np
import pytest

from footwise.prescription import between_visits, kept_reduction, what_another_visit_can_show, within_visit
from footwise.prescription.repeatability import MDC95_BETWEEN_DAYS_PCT_BWHT
from footwise.signals import Mean


def test_the_smallest_change_between_days():
    # 1.96 sqrt(2) 0.36 %BW·ht.
    assert pytest.approx(0.998, abs=0.001) == MDC95_BETWEEN_DAYS_PCT_BWHT


def test_the_same_fall_is_seen_within_a_visit_and_not_between_two():
    natural, changed = Mean(3.0, 0.03, 130), Mean(2.7, 0.03, 130)
    here, later = within_visit(natural, changed), between_visits(natural, changed)
    assert here.fall == later.fall == pytest.approx(0.3)
    assert here.beyond_error and "beyond the error" in here.sentence and "lower within this visit" in here.sentence
    assert not later.beyond_error and "inside the error" in later.sentence
    assert later.detectable == pytest.approx(MDC95_BETWEEN_DAYS_PCT_BWHT)


def test_more_steps_do_not_help_between_visits():
    few, many = (between_visits(Mean(3, se, n), Mean(2, se, n)) for se, n in ((0.05, 40), (0.001, 10**5)))
    assert many.error == pytest.approx(few.error)


def test_walks_of_a_visit_differ_even_with_endless_steps():
    assert within_visit(Mean(3, 0, 10**6), Mean(2.95, 0, 10**6)).beyond_error is False


@pytest.mark.parametrize("fall", [-0.9, 0.0, 0.9])
def test_no_change_inside_the_error_is_called_real(fall):
    found = between_visits(Mean(3.0, 0.03, 100), Mean(3.0 - fall, 0.03, 100))
    assert not found.beyond_error
    assert "inside the error" in found.sentence


def test_a_rise_is_a_rise():
    found = between_visits(Mean(3, 0, 9), Mean(4.2, 0, 9))
    assert found.sentence == "1.20 %BW·ht higher between the visits: beyond the error of measuring (±1.00)."


def test_reductions_of_two_visits_are_compared_without_the_days():
    first = within_visit(Mean(3.0, 0.03, 100), Mean(2.7, 0.03, 100))
    second = within_visit(Mean(3.8, 0.03, 100), Mean(3.75, 0.03, 100))
    found = kept_reduction(first, second)
    assert found.fall == pytest.approx(0.25)
    assert found.error < 0.2
    assert "smaller between the two reductions" in found.sentence


def test_missing_numbers_compare_with_nothing():
    found = within_visit(Mean(3.0, 0.1, 50), Mean(np.nan, np.nan, 0))
    assert not found.beyond_error
    assert "too few steps" in found.sentence
    assert "not known" in what_another_visit_can_show(np.nan)


@pytest.mark.parametrize(("fall", "words"), [(0.2, "cannot be seen"), (1.3, "could just be seen")])
def test_what_another_visit_can_show(fall, words):
    assert words in what_another_visit_can_show(fall)
