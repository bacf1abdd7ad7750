"""What the end of a range is, live and recorded: three equal samples of a signal that goes further are not."""

from pathlib import Path

import numpy as np
import pytest
from tests.foot_sensor.walking_foot import walking_foot

from footwise.foot_sensor.live import Reason, StrideTracker
from footwise.foot_sensor.live.range_ends import RangeEnds
from footwise.recordings.foot_sensor import RawSensor, sound_foot_sensor

STRIDES = 14


def walked():
    foot = walking_foot([4.0] * STRIDES)
    rows = np.column_stack((foot.time_s, foot.acceleration_m_s2, foot.angular_velocity_rad_s))
    # A little of everything about every axis: one that never changes is that of a broken sensor.
    rows[:, 1:] += 1e-5 * np.sin(foot.time_s[:, None] * np.arange(1.0, 7.0))
    return rows


def live_reasons(rows):
    tracker = StrideTracker("left")
    return [stride.reason for row in rows.tolist() if (stride := tracker.update(*row)) is not None]


def recorded_clipped(rows):
    raw = RawSensor(Path("walk.csv"), "left", rows[:, 0], rows[:, 1:4], rows[:, 4:], "m/s2", "rad/s", gravity="up")
    return sound_foot_sensor(raw).clipped


def fastest(rows, after_s):
    """The pitching of the foot at its fastest in the swing that begins here."""
    begin = int(np.searchsorted(rows[:, 0], after_s))
    return begin + int(np.argmax(rows[begin : begin + 110, 5]))


@pytest.mark.parametrize("stride", [1, 6])
def test_three_equal_samples_on_the_way_up_are_no_clipping(stride):
    rows = walked()
    peak = fastest(rows, 2.0 + 1.1 * stride)
    on_the_way = peak - 6
    assert rows[on_the_way, 5] > 3.5
    rows[on_the_way : on_the_way + 3, 5] = rows[on_the_way, 5]
    assert Reason.CLIPPED not in live_reasons(rows)
    assert not recorded_clipped(rows).any()


def test_a_top_that_other_strides_go_beyond_is_no_end():
    """The slower stride's peak repeats itself by chance; the strides before it were faster."""
    rows = walked()
    swing = 2.0 + 1.1 * 8
    during = (rows[:, 0] > swing - 0.2) & (rows[:, 0] < swing + 0.9)
    rows[during, 5] *= 0.9
    peak = fastest(rows, swing)
    rows[peak - 1 : peak + 2, 5] = rows[peak, 5]
    assert Reason.CLIPPED not in live_reasons(rows)
    assert not recorded_clipped(rows).any()


@pytest.mark.parametrize("column", [3, 5])
def test_a_flat_top_is_clipping(column):
    rows = walked()
    limit = 0.9 * rows[:, column].max() if column == 5 else 36.0
    if column == 3:
        for k in range(STRIDES - 1):
            strike = int(np.searchsorted(rows[:, 0], 2.0 + 1.1 * k + 0.54))
            rows[strike : strike + 4, 3] = [39.0, 60.0, 55.0, 40.0]
    rows[:, column] = np.minimum(rows[:, column], limit)
    reasons = live_reasons(rows)
    assert reasons.count(Reason.CLIPPED) >= STRIDES - 3
    assert recorded_clipped(rows).any()


def test_six_equal_samples_are_no_chance():
    rows = walked()
    peak = fastest(rows, 2.0 + 1.1 * 6)
    rows[peak - 3 : peak + 4, 5] = 3.7
    assert live_reasons(rows).count(Reason.CLIPPED) == 1


def test_a_sample_that_is_only_repeated_is_no_end():
    """A sensor of 50 Hz in a stream of 200 Hz."""
    rows = walked()
    rows[:, 1:] = np.repeat(rows[::4, 1:], 4, axis=0)[: len(rows)]
    assert Reason.CLIPPED not in live_reasons(rows)


def test_what_comes_between_ends_the_run():
    ends = RangeEnds()
    for _ in range(4):
        ends.look((40.0, 0.0, 0.0, 0.0, 0.0, 0.1))
        ends.near()
    assert not ends.reached()
    for k in range(3):
        ends.look((40.0, 0.0, 0.0, 0.0, 0.0, 0.1 * k))
    assert ends.reached()
    ends.look((41.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert not ends.reached()
