"""The live tracker on a real foot beside optical markers, from any mounting, and on samples that make no sense."""

import numpy as np
import pandas as pd
import pytest
from benchmarks.marker_reference import marker_angle, read_markers
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.foot_sensor.recorded.test_foot_strides import random_rotation
from tests.foot_sensor.walking_foot import walking_foot

from footwise.foot_sensor.live.stride_tracker import StrideTracker
from footwise.samples.catalogue import sample_path

RATE = 204.8


def live(side, time, force, omega):
    tracker = StrideTracker(side)
    rows = np.column_stack([time, force, omega]).tolist()
    return [stride for row in rows if (stride := tracker.update(*row)) is not None]


@pytest.fixture(scope="module")
def recording():
    folder = sample_path("foot-sensors", quiet=True)
    table = pd.read_csv(folder / "imu_sample.csv", header=[0, 1], index_col=0)
    markers = read_markers(folder)
    events = pd.read_csv(folder / "stride_events_sample.csv")
    return table, markers, events


@pytest.mark.parametrize(("side", "largest_sd"), [("left", 1.3), ("right", 1.4)])
@pytest.mark.parametrize("seed", [None, 11])
def test_a_real_foot_beside_optical_markers(recording, side, largest_sd, seed):
    table, markers, events = recording
    own = table[f"{side}_sensor"]
    mount = np.eye(3) if seed is None else random_rotation(seed)
    force = own[["acc_x", "acc_y", "acc_z"]].to_numpy() @ mount.T
    omega = np.radians(own[["gyr_x", "gyr_y", "gyr_z"]].to_numpy()) @ mount.T
    strides = [s for s in live(side, np.arange(len(own)) / RATE, force, omega) if s.valid]
    errors = np.array(
        [s.foot_progression_angle_deg - marker_angle(markers, side, s.start_s, s.mid_stance_s) for s in strides]
    )
    errors = errors[np.isfinite(errors)]
    # In another mounting another axis is taken for the foot's: the constant differs by any angle.
    errors = np.degrees(np.angle(np.exp(1j * np.radians(errors - np.median(errors)))))
    assert len(errors) >= 24
    assert errors.std(ddof=1) <= largest_sd
    contacts = events[events["foot"] == side]["ic"].dropna().to_numpy() / RATE
    waits = [s.decided_s - contacts[contacts < s.decided_s][-1] for s in strides if (contacts < s.decided_s).any()]
    assert np.median(waits) <= 0.30


@pytest.mark.parametrize("side", ["left", "right"])
def test_known_angles_come_back(side):
    angles = [0, 5, 0, -6, -11, -15, -9, -4, 3, 8, 15, 11, 6]
    foot = walking_foot(angles, side=side)
    strides = live(side, foot.time_s, foot.acceleration_m_s2, foot.angular_velocity_rad_s)
    known = {round(s.mid_stance_s, 2): s.foot_progression_angle_deg for s in strides if s.valid}
    # Stance k ends its stride 2 s of rest and k strides of 1.1 s after the begin, half a stance earlier.
    pairs = [(angles[round((t - 2.0 + 0.275) / 1.1)], found) for t, found in known.items()]
    assert len(pairs) >= 10
    slope, offset = np.polyfit(*zip(*pairs, strict=True), 1)
    assert slope == pytest.approx(1.0, abs=0.02)
    assert np.std([found - slope * true - offset for true, found in pairs]) < 0.5


@pytest.mark.parametrize(("share", "burst"), [(0.05, 1), (0.1, 1), (0.05, 10), (0.05, 20)])
@pytest.mark.requirement("R-042")
def test_lost_samples_never_give_a_wrong_angle(share, burst):
    """Single losses cost nothing, bursts cost their stride; what is still said is right."""
    angles = [4.0] * 40
    foot = walking_foot(angles)
    random = np.random.default_rng(3)
    lost = np.convolve(random.random(foot.samples) < share / burst, np.ones(burst), mode="same") > 0
    keep = ~lost
    strides = live("left", foot.time_s[keep], foot.acceleration_m_s2[keep], foot.angular_velocity_rad_s[keep])
    said = np.array([s.foot_progression_angle_deg for s in strides if s.valid])
    if burst == 1:
        assert len(said) > 25
    if len(said):
        assert np.abs(said - 4.0).max() < 3.0


numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(numbers, *[numbers] * 6), max_size=60))
def test_nothing_that_comes_in_raises(samples):
    tracker = StrideTracker("left")
    for sample in samples:
        tracker.update(*sample)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_damaged_walk_never_raises(seed):
    random = np.random.default_rng(seed)
    foot = walking_foot([3.0] * 5)
    rows = np.column_stack([foot.time_s, foot.acceleration_m_s2, foot.angular_velocity_rad_s])
    for _ in range(20):
        at, column = random.integers(len(rows)), random.integers(7)
        rows[at, column] = random.choice([np.nan, np.inf, -1e9, 0.0, rows[at, column] * 100, -rows[at, column]])
    tracker = StrideTracker("left")
    for row in rows.tolist():
        tracker.update(*row)
