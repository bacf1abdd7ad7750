"""A first peak whose rise is not seen says by how much it may be too low."""

import numpy as np
import pytest

from footwise.loads.peaks import PeakWindow
from footwise.loads.step_quality import hidden_peak_flag, hidden_peak_pct

WINDOWS = PeakWindow(0, 49, 22), PeakWindow(50, 100, 75)
PERCENT = np.arange(101)


def curve(top=25, height=3.0, width=18.0):
    """A first peak as broad as in walking, with a second one behind it."""
    return height * np.exp(-0.5 * ((PERCENT - top) / width) ** 2) + 1.5 * np.exp(-0.5 * ((PERCENT - 76) / 9) ** 2)


def hidden(until, **more):
    whole = curve(**more)
    known = np.where(until > PERCENT, np.nan, whole)
    return known[None], 100 * (1 - known[until] / whole[:50].max())


def test_a_whole_curve_is_not_flagged():
    assert hidden_peak_pct(curve()[None], WINDOWS)[0] == 0


@pytest.mark.parametrize("until", [10, 15, 20])
def test_a_rise_that_is_seen_is_not_flagged(until):
    known, _ = hidden(until)
    assert hidden_peak_pct(known, WINDOWS)[0] == 0


@pytest.mark.parametrize("until", [27, 29, 31])
@pytest.mark.parametrize("width", [12.0, 14.0])
def test_what_is_said_covers_what_is_lost(until, width):
    known, lost = hidden(until, top=22, width=width)
    assert lost <= hidden_peak_pct(known, (PeakWindow(0, 49, 27), WINDOWS[1]))[0] < 4 * lost + 2


def test_the_flag_names_the_loss():
    assert hidden_peak_flag(1.0) is None
    assert str(hidden_peak_flag(12.4)) == "flag: the rise to the first peak is not seen, it may be up to 12 % too low"


def test_a_step_without_a_peak_has_no_flag():
    assert hidden_peak_pct(np.full((1, 101), np.nan), WINDOWS)[0] == 0
