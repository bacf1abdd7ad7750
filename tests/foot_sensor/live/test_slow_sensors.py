"""Sensors of 60 samples a second: a lost sample costs no stride, and what is still said is right."""

import numpy as np
import pytest
from benchmarks import foot_sensor_60_hz as slow
from benchmarks.foot_sensor import errors, live_angles, read_walk
from tests.foot_sensor.walking_foot import walking_foot

from footwise.foot_sensor.live import Reason, StrideTracker, TrackerSettings
from footwise.recordings.foot_sensor.sensor import longest_pause_s


@pytest.fixture(scope="module")
def walk():
    return read_walk()


def kept_and_spread(walk, version, draws):
    whole = sum(len(errors(walk.markers, sensor.side, live_angles(sensor))) for sensor in walk.sensors)
    random = np.random.default_rng(5)
    found = [errors(walk.markers, sensor.side, live_angles(version(sensor, random)))
             for _ in range(draws) for sensor in walk.sensors]  # fmt: skip
    return sum(map(len, found)) / (whole * draws), slow.spread_deg(found)


@pytest.mark.parametrize(
    ("version", "draws"), [(slow.filtered, 1), (slow.filtered_at_50_hz, 1), (slow.losing_2_pct, 3)]
)
def test_good_sensors_of_60_hz_beside_markers(walk, version, draws):
    kept, spread = kept_and_spread(walk, version, draws)
    assert kept >= 0.9
    assert spread <= 1.1


def test_folded_signals_are_worse_by_far(walk):
    """So that the versions of this test are told apart at all."""
    kept, spread = kept_and_spread(walk, slow.unfiltered, 1)
    assert kept < 0.7
    assert spread > 2.0


def at_rate(rate_hz, lost_from_s=None, lost=1):
    """A walk whose samples come at another rate, some of them lost in the middle of a swing."""
    foot = walking_foot([4.0] * 16)
    time_s = np.arange(0.0, foot.time_s[-1], 1 / rate_hz)
    values = np.column_stack([foot.acceleration_m_s2, foot.angular_velocity_rad_s])
    rows = np.column_stack([time_s, *(np.interp(time_s, foot.time_s, column) for column in values.T)])
    if lost_from_s is not None:
        first = int(np.searchsorted(time_s, lost_from_s))
        rows = np.delete(rows, slice(first, first + lost), axis=0)
    tracker = StrideTracker("left")
    return tracker, [stride for row in rows.tolist() if (stride := tracker.update(*row)) is not None]


# In the swing that begins 2 s of rest and ten strides of 1.1 s after the begin.
SWING_S = 2.0 + 10 * 1.1 + 0.25


@pytest.mark.parametrize(
    ("rate_hz", "lost", "gap"),
    [(60.0, 1, False), (60.0, 2, True), (50.0, 1, False), (200.0, 4, False), (200.0, 7, True)],
)
def test_a_pause_is_judged_by_the_rate(rate_hz, lost, gap):
    """33 ms at 60 Hz are one lost sample; 40 ms at 200 Hz are seven of them, in which anything may have happened."""
    tracker, strides = at_rate(rate_hz, SWING_S, lost)
    assert (Reason.GAP in {stride.reason for stride in strides}) is gap
    assert sum(stride.valid for stride in strides) >= 13 - gap
    assert (tracker.lost_s > 0) is gap


def test_stamps_of_arrival_are_no_slow_rate():
    """Three samples every 50 ms, with the times at which they came: nothing can be integrated."""
    foot = walking_foot([4.0] * 12)
    rows = np.array(foot.rows())[:: round(200 / 60)]
    number = np.arange(len(rows))
    rows[:, 0] = 0.05 * (number // 3) + 0.0005 * (number % 3)
    tracker = StrideTracker("left")
    strides = [stride for row in rows.tolist() if (stride := tracker.update(*row)) is not None]
    assert not [stride for stride in strides if stride.valid]


def test_a_recording_knows_the_same_gaps():
    assert longest_pause_s(200.0) == TrackerSettings().longest_pause_s
    assert longest_pause_s(60.0) == pytest.approx(0.045)
    for rate_hz, lost in ((60.0, 1), (60.0, 2), (50.0, 1), (200.0, 7)):
        _, strides = at_rate(rate_hz, SWING_S, lost)
        live = Reason.GAP in {stride.reason for stride in strides}
        assert live is ((lost + 1) / rate_hz > longest_pause_s(rate_hz))
