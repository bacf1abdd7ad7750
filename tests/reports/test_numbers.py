from __future__ import annotations

import numpy as np
import pytest

from footwise.reports.numbers import (
    angle,
    as_ranges,
    mean_and_error,
    mean_and_spread,
    number,
    number_range,
    turn,
    unbroken,
)
from footwise.signals import Mean


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1.005, 1, "1.0"), (-2.345, 1, "−2.3"), (-0.001, 2, "0.00"), (np.nan, 2, "–"), (np.inf, 2, "–"), (None, 2, "–")],
)
def test_number(value, digits, text):
    assert number(value, digits) == text


def test_mean_and_error():
    assert mean_and_error(Mean(2.934, 0.041, 30)) == "2.93 ± 0.04"
    assert mean_and_error(Mean(2.934, np.nan, 1)) == "2.93"
    assert mean_and_error(Mean(np.nan, np.nan, 0)) == "–"


def test_mean_and_spread():
    assert mean_and_spread(np.array([1.0, 2.0, np.nan, 3.0]), 1) == "2.0 ± 1.0"
    assert mean_and_spread(np.array([1.0]), 1) == "1.0"
    assert mean_and_spread(np.array([np.nan]), 1) == "–"


def test_angles_in_words():
    assert angle(12.3) == "12° toe-out"
    assert angle(-3.7) == "4° toe-in"
    assert angle(0.2) == "0°"
    assert turn(-9.63) == "9.6° in"
    assert turn(np.nan) == "–"


@pytest.mark.parametrize(
    ("steps", "text"), [([], ""), ([4], "4"), ([5, 4], "4, 5"), ([1, 2, 3, 7, 9, 10], "1–3, 7, 9, 10")]
)
def test_ranges(steps, text):
    assert as_ranges(steps) == text


def test_ranges_of_written_numbers():
    assert number_range(["41", "9.5", "12.0"]) == "9.5 to 41"
    assert number_range(["-7.1", "-8.0"]) == "-8.0 to -7.1"
    assert number_range(["3.0", "3"]) == "3.0"


def test_unbroken_escapes():
    assert unbroken("<b> 7 % ± 1 %") == '&lt;b&gt; <span class="whole">7 % ± 1 %</span>'
