"""The largest turn of a walk: to which side, when, and what is asked about it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.foot_sensor.strides import stride
from tests.foot_sensor.walking_foot import walking_foot

from footwise.foot_sensor.live import Reason, StrideTracker, largest_turn
from footwise.foot_sensor.recorded import recorded_strides, recorded_walk, turn_to_check
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples import sample_path

BEFORE, EACH, AFTER = 10, 30.0, 12


def tracked(sensor):
    tracker = StrideTracker(sensor.side)
    return [found for row in sensor.rows() if (found := tracker.update(*row)) is not None]


WAYS = pytest.mark.parametrize("strides_of", [recorded_strides, tracked], ids=["offline", "live"])


def turning_walk(side="left", turn_deg=EACH, mount=None):
    turns = [0.0] * BEFORE + [turn_deg] * 4 + [0.0] * AFTER
    return walking_foot([4.0] * (len(turns) + 1), side=side, turns_deg=turns, mount=mount)


@WAYS
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("turn_deg", [EACH, -EACH])
def test_its_side_size_and_time(side, turn_deg, strides_of):
    turn = largest_turn(strides_of(turning_walk(side, turn_deg)))
    assert turn.angle_deg == pytest.approx(4 * turn_deg, abs=3.0)
    assert turn.to == ("left" if turn_deg > 0 else "right")
    # The rest of 2 s, ten strides of 1.1 s, and half of four.
    assert turn.at_s == pytest.approx(2.0 + 1.1 * (BEFORE + 2), abs=0.6)


@WAYS
def test_gravity_of_the_wrong_sign_shows_every_turn_to_the_other_side(strides_of):
    walk = turning_walk()
    wrong = replace(walk, acceleration_m_s2=-walk.acceleration_m_s2)
    assert largest_turn(strides_of(wrong)).angle_deg == pytest.approx(-4 * EACH, abs=3.0)


@WAYS
def test_a_straight_walk_and_slow_bends_are_no_turn(strides_of):
    assert largest_turn(strides_of(walking_foot([4.0] * 20))) is None
    # A circle within half a minute turns by 12° a stride at most.
    assert largest_turn(strides_of(walking_foot([4.0] * 24, turns_deg=[11.0] * 23))) is None


def test_half_a_circle_in_one_stride_may_be_to_either_side():
    whole = [stride(mid_stance_s=10.0), stride(mid_stance_s=11.1, turn_deg=172.0, reason=Reason.TURNING),
             stride(mid_stance_s=12.2, start_heading_deg=172.0)]  # fmt: skip
    assert largest_turn(whole) is None
    quarters = [
        stride(mid_stance_s=10.0 + 1.1 * k, start_heading_deg=-45.0 * k, turn_deg=-45.0, reason=Reason.TURNING)
        for k in range(4)
    ]
    assert largest_turn(quarters).to == "right"


def test_a_turn_is_not_put_together_across_lost_samples():
    before = stride(mid_stance_s=10.0, turn_deg=40.0, reason=Reason.TURNING)
    lost = stride(mid_stance_s=11.1, start_heading_deg=None, turn_deg=None, reason=Reason.GAP)
    after = stride(mid_stance_s=12.2, start_heading_deg=0.0, turn_deg=40.0, reason=Reason.TURNING, stretch=1)
    assert largest_turn([before, lost, after]) is None
    assert largest_turn([]) is None


@pytest.mark.parametrize("reason", [Reason.NOT_STILL, Reason.CLIPPED, Reason.GAP])
def test_a_turn_that_no_foot_is_known_to_have_made(reason):
    """Such as a sensor that is put on the shoe by hand."""
    strides = [stride(mid_stance_s=10.0, turn_deg=80.0, reason=reason), stride(mid_stance_s=11.1)]
    assert largest_turn(strides) is None
    assert largest_turn([stride(mid_stance_s=10.0, turn_deg=80.0, reason=Reason.TURNING)]).to == "left"


def test_the_sample_turns_to_the_left_in_the_middle():
    walk = recorded_walk(read_foot_sensors(sample_path("foot-sensors", quiet=True) / "imu_sample.csv"))
    assert turn_to_check(walk.feet).startswith("the largest turn was to the left at 17.7 s: was it? If not, the sign")


def asked_of(*sensors):
    return turn_to_check(recorded_walk(sensors).feet)


def test_what_is_asked():
    left, right = turning_walk("left"), turning_walk("right")
    both = asked_of(left, right)
    assert "to the left at 14." in both and "foot" not in both.partition(":")[0]
    assert asked_of(left).startswith("the largest turn was to the left at 14.")
    assert asked_of(walking_foot([4.0] * 20)) == ""
    wrong = replace(right, acceleration_m_s2=-right.acceleration_m_s2)
    assert "to the left by the left foot's sensor and to the right by the right foot's: of one" in asked_of(left, wrong)


def test_two_feet_may_remember_different_turns():
    first = [40.0, 40.0] + [0.0] * 24
    walks = [walking_foot([4.0] * 27, side=side, turns_deg=turns)
             for side, turns in (("left", first), ("right", [-turn for turn in first[::-1]]))]  # fmt: skip
    said = asked_of(*walks)
    assert said.startswith("the largest turns were to the left at ")
    assert "(left foot) and to the right at " in said and "(right foot): were they?" in said


def test_a_pivot_on_one_foot_is_a_turn():
    pivot = walking_foot([4.0] * 20, turns_deg=[0.0] * 9 + [110.0] + [0.0] * 9)
    assert largest_turn(recorded_strides(pivot)).angle_deg == pytest.approx(110.0, abs=4.0)
    assert np.sign(largest_turn(tracked(pivot)).angle_deg) == 1
