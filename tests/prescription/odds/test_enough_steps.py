"""When more steps could change the odds, when they could not, and what blocks come to together."""

from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.prescription.odds import NAMES, WalkChanges, knee_odds, pooled, steps_advice

TILT = NAMES.index("tibia_tilt")


def changes(tilt_deg=2.3, of_steps=0.5, device=0.4, turned=-9.6, steps=20):
    change, error, open_sd = (np.full(12, np.nan) for _ in range(3))
    change[TILT], error[TILT], open_sd[TILT] = tilt_deg, np.hypot(of_steps, device), of_steps
    return WalkChanges("left", turned, change, error, steps, steps, "sensors on shoe and shank", (), open_sd)


def advice(told, **kinds):
    return steps_advice(told, knee_odds(told), **kinds)


def test_a_change_that_few_steps_leave_open_wants_more_of_them():
    assert not advice(changes(of_steps=1.5)).stop


def test_a_change_that_is_known_wants_no_more():
    found = advice(changes(of_steps=0.1))
    assert found.stop
    assert found.p_same > 0.95


def test_an_answer_that_is_plain_wants_no_more_though_its_change_is_open():
    assert advice(changes(tilt_deg=7.0, of_steps=0.6)).p_same > advice(changes(tilt_deg=1.0, of_steps=0.6)).p_same


def test_what_the_device_is_off_by_is_no_reason_to_walk():
    assert advice(changes(of_steps=0.1, device=2.0)).stop


def test_of_toe_out_no_step_tells_anything():
    found = advice(changes(turned=9.0, of_steps=2.0))
    assert found.stop
    assert not found.odds.of_this_knee


def test_the_certainty_that_is_asked_for_counts():
    told = changes(of_steps=0.5)
    p_same = advice(told).p_same
    assert 0.5 < p_same < 1
    assert advice(told, certain=p_same - 0.01).stop
    assert not advice(told, certain=min(p_same + 0.01, 0.999)).stop


def test_blocks_together_know_better_but_for_the_device():
    one, other = changes(2.0), changes(3.0, steps=60)
    both = pooled([one, other])
    assert both.steps_natural == 80
    assert both.change[TILT] == pytest.approx((2.0 + 3 * 3.0) / 4)
    assert both.steps_sd[TILT] == pytest.approx(0.5 * np.hypot(0.25, 0.75))
    assert both.error_sd[TILT] == pytest.approx(np.hypot(both.steps_sd[TILT], 0.4))
    assert np.isnan(both.change[0])
    assert pooled([one]) is one
    with pytest.raises(FootwiseError, match="different legs"):
        pooled([one, replace(other, side="right")])
