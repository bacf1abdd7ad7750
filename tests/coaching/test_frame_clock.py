"""Frames of cameras whose stamps are times of arrival are taken to be even; those of the cameras stay as they are."""

import numpy as np
import pytest

from footwise.coaching.sources.frame_clock import FrameClock

RATE = 100.0


def given(stamps, pace=1.0, together=1):
    told = []
    clock = FrameClock(pace, told.append)
    times = [time for k in range(0, len(stamps), together) for time in clock.times(list(stamps[k : k + together]))]
    return np.array(times), told


def test_stamps_of_the_cameras_stay():
    stamps = 5.0 + np.arange(1000) / RATE
    times, told = given(stamps)
    np.testing.assert_array_equal(times, stamps)
    assert not told
    # A frame that is missing is no scatter.
    some = np.delete(stamps, [100, 101, 400])
    np.testing.assert_array_equal(given(some)[0], some)


@pytest.mark.parametrize("together", [1, 5])
def test_times_of_arrival_become_even(together):
    random = np.random.default_rng(1)
    stamps = np.sort(5.0 + np.arange(3000) / RATE + random.exponential(0.006, 3000))
    if together > 1:
        # Those that come together are stamped together.
        stamps = np.repeat(stamps[together - 1 :: together], together)[: len(stamps)]
        stamps = stamps + 1e-5 * (np.arange(len(stamps)) % together)
    times, told = given(stamps, together=together)
    assert len(times) == len(stamps)
    assert told == ["its stamps are times of arrival: the frames are taken to be even"]
    steps = np.diff(times)[300:]
    assert steps.std() < 0.0005
    assert np.mean(steps) == pytest.approx(1 / RATE, rel=0.005)


def test_a_drop_of_20_s_stays_a_drop():
    random = np.random.default_rng(2)
    at = np.concatenate((np.arange(1500), 3500 + np.arange(1500))) / RATE
    times, told = given(np.sort(at + random.exponential(0.006, len(at))))
    assert told
    steps = np.diff(times)
    assert steps.max() == pytest.approx(20.0, abs=0.1)
    assert np.sort(steps)[-2] < 0.1


def test_a_replay_in_quick_motion_is_believed():
    stamps = np.sort(np.arange(500) / RATE + np.random.default_rng(3).exponential(0.006, 500))
    times, told = given(stamps, pace=20.0)
    np.testing.assert_array_equal(times, stamps)
    assert not told
