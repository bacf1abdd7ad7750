"""Where samples are lost while the acceleration changes, the drift of a stride is looked for there."""

from importlib import import_module

import numpy as np
import pytest
from benchmarks.foot_sensor import errors, live_angles, offline_angles, read_walk
from benchmarks.foot_sensor_60_hz import spread_deg, taken

from footwise.foot_sensor.live import strapdown
from footwise.foot_sensor.live.strapdown import STANDARD_GRAVITY, Strapdown

# The face has a function of the same name.
FOOT_STRIDES = import_module("footwise.foot_sensor.recorded.foot_strides")

RATE = 100.0
TIME = np.arange(101) / RATE
# A push and a stop: 0.1 s each of 20 m/s².
PUSH = 20.0 * ((TIME >= 0.2) & (TIME < 0.3)).astype(float) - 20.0 * ((TIME >= 0.7) & (TIME < 0.8)).astype(float)


def walked(lost, over_loss):
    """Way after the push and the stop; the samples `lost` are not there."""
    reckoning = Strapdown()
    reckoning.start((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, STANDARD_GRAVITY), (0.0, 0.0, 0.0))
    kept = [k for k in range(1, len(TIME)) if k not in lost]
    for before, k in zip([0, *kept], kept, strict=False):
        missing = k - before > 1
        advance = reckoning.advance_over_loss if missing and over_loss else reckoning.advance
        advance(TIME[k] - TIME[before], PUSH[k], 0.0, STANDARD_GRAVITY, 0.0, 0.0, 0.0)
    return reckoning.displacement()[0]


WHOLE = walked([], False)


@pytest.mark.parametrize("lost", [20, 30, 70, 80])
def test_the_drift_is_where_the_push_was_not_seen(lost):
    assert abs(WHOLE - 1.0) < 0.01
    evenly, there = (abs(walked([lost], over_loss) - WHOLE) for over_loss in (False, True))
    assert evenly > 0.01
    assert there < 0.75 * evenly


def test_a_loss_while_nothing_changes_changes_nothing():
    assert walked([50], True) == walked([50], False) == pytest.approx(WHOLE)


@pytest.mark.parametrize(
    ("angles", "room"), [(live_angles, strapdown), (offline_angles, FOOT_STRIDES)], ids=["live", "offline"]
)
def test_beside_markers_with_a_tenth_of_the_samples_lost(angles, room, monkeypatch):
    walk, random = read_walk(), np.random.default_rng(1)
    lossy = [
        taken(sensor, np.flatnonzero(random.random(sensor.samples) >= 0.1)) for _ in range(3) for sensor in walk.sensors
    ]

    def kept_and_spread():
        found = [errors(walk.markers, sensor.side, angles(sensor)) for sensor in lossy]
        return sum(map(len, found)), spread_deg(found)

    kept, spread = kept_and_spread()
    monkeypatch.setattr(room, "DOUBT_M_S2", np.inf)
    kept_evenly, spread_evenly = kept_and_spread()
    assert kept > kept_evenly
    assert spread < spread_evenly
