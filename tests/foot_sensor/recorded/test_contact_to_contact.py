"""Stride time and speed against what others timed: contacts of the sample's laboratory, a walkway, a belt."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.foot_sensor.walking_foot import walking_foot
from tests.shared import recording

from footwise.foot_sensor.live import StrideTracker
from footwise.foot_sensor.recorded import recorded_strides
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples.catalogue import sample_path

BELT_M_S = 1.03
# At the begin and the end the belt itself changes its speed.
STARTING = 10


def tracked(sensor):
    tracker = StrideTracker(sensor.side)
    return [stride for row in sensor.rows() if (stride := tracker.update(*row)) is not None]


WAYS = pytest.mark.parametrize("strides_of", [recorded_strides, tracked], ids=["offline", "live"])


def against(contacts_s, strides):
    """Stride time of each valid stride less that between the reference's contacts; s."""
    found = []
    for stride in strides:
        if stride.valid and stride.stride_s is not None and stride.contact_s is not None:
            k = int(np.abs(contacts_s - stride.contact_s).argmin())
            if k and abs(contacts_s[k] - stride.contact_s) < 0.2:
                found.append(stride.stride_s - (contacts_s[k] - contacts_s[k - 1]))
    return np.array(found)


@WAYS
@pytest.mark.parametrize("side", ["left", "right"])
def test_stride_times_are_those_of_the_laboratory(side, strides_of):
    folder = sample_path("foot-sensors", quiet=True)
    (sensor,) = read_foot_sensors(folder / "imu_sample.csv", side=side)
    events = pd.read_csv(folder / "stride_events_sample.csv")
    contacts = np.sort(events.loc[events["foot"] == side, "ic"].dropna().to_numpy()) / 204.8
    errors = against(contacts, strides_of(sensor))
    assert len(errors) >= 20
    assert errors.std(ddof=1) <= 0.030
    assert abs(errors.mean()) <= 0.010


@WAYS
def test_where_the_foot_is_stillest_does_not_matter(strides_of):
    """Every stride lasts 1.1 s; a tremor makes another moment of each stance the stillest."""
    foot = walking_foot([4.0] * 24)
    tremor = np.radians(3.0) * np.random.default_rng(2).standard_normal((foot.samples, 3))
    foot = replace(foot, angular_velocity_rad_s=foot.angular_velocity_rad_s + tremor)
    strides = [s for s in strides_of(foot) if s.valid and s.stride_s is not None][2:]
    assert len(strides) >= 15
    if strides_of is recorded_strides:
        # So that this test tells one way of timing from the other.
        assert np.std([s.mid_stance_s - s.start_s for s in strides]) > 0.05
    assert np.std([s.stride_s for s in strides]) <= 0.02
    assert np.mean([s.stride_s for s in strides]) == pytest.approx(1.1, abs=0.01)
    np.testing.assert_allclose([s.speed_m_s * s.stride_s for s in strides], [s.stride_m for s in strides])


@pytest.mark.shared
@WAYS
@pytest.mark.parametrize("side", ["left", "right"])
def test_times_of_a_walkway_and_speed_of_a_belt(side, strides_of):
    folder = recording("foot_sensors/treadmill_physilog")
    (sensor,) = read_foot_sensors(folder / f"{side[0].upper()}F.csv", side=side)
    table = pd.read_csv(folder / "optogait.csv")
    walkway = pd.to_numeric(table.loc[table["L/R"] == side[0].upper(), "Split"]).to_numpy()
    strides = [stride for stride in strides_of(sensor) if stride.valid]
    contacts = np.array([stride.contact_s for stride in strides])

    def apart(lag):
        return np.abs(contacts[:, None] - lag - walkway).min(axis=1)

    # The two clocks begin at different times.
    lag = min((contacts[i] - at for i in range(6) for at in walkway), key=lambda lag: np.minimum(apart(lag), 0.2).sum())
    errors = against(walkway + lag, strides[STARTING:-STARTING])
    assert len(errors) >= 80
    assert errors.std(ddof=1) <= 0.030
    speeds = np.array([stride.speed_m_s for stride in strides[STARTING:-STARTING]])
    assert speeds.std(ddof=1) <= 0.04
    assert speeds.mean() == pytest.approx(BELT_M_S, abs=0.04)
