"""Two clocks: how far markers and forces are apart, from what both saw."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import ONE_BELT, Plate, Walker

from footwise.errors import FootwiseError
from footwise.gait import clock_lag, filtered_motion, plate_loads
from footwise.loads import analyse_walk
from footwise.recordings.missing_forces import shifted_later

OVERGROUND = {"treadmill": False, "start_s": -1.0, "stop_s": 3.0}
ROW = tuple(Plate((x, x + 0.6), y) for x in (0.0, 0.6, 1.2, 1.8) for y in ((-0.4, 0.0), (0.0, 0.4)))
WALKS = {
    "split belts": Walker(),
    "walkway": Walker(plates=ROW, **OVERGROUND),
    "no corners": Walker(corners=False),
    "slow": Walker(speed_m_s=0.6, stride_s=1.5, duty=0.7),
    "child": Walker(mass_kg=20, height_m=1.1, stride_s=0.8, speed_m_s=0.9, width_m=0.1),
}


def late(recording, seconds):
    plates = tuple(shifted_later(plate, recording.plate_rate_hz, seconds) for plate in recording.plates)
    return replace(recording, plates=plates)


def lag_of(recording):
    return clock_lag(recording, filtered_motion(recording), plate_loads(recording))


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("seconds", [-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2])
def test_the_lag_is_found(name, seconds):
    lag = lag_of(late(WALKS[name].recording(), seconds))
    assert lag is not None
    assert lag.later_s == pytest.approx(-seconds, abs=2 * lag.error_s)
    assert lag.error_s < 0.02
    assert lag.too_large == (seconds != 0.0)


def test_feet_that_share_a_belt_tell_no_lag():
    assert lag_of(Walker(plates=ONE_BELT).recording()) is None


def test_too_large_a_lag_is_refused_with_the_shift_that_mends_it():
    recording = late(Walker().recording(), -0.1)
    with pytest.raises(FootwiseError, match=r"two clocks.*too early.*forces_later_s. 0\.(09|10)\d"):
        analyse_walk(recording)
    walk, right = analyse_walk(late(recording, 0.1)), analyse_walk(Walker().recording())
    used = walk.steps["used"] & right.steps["used"]
    assert used.sum() >= 10
    np.testing.assert_allclose(
        walk.steps["kam_peak1_pct_bwht"][used], right.steps["kam_peak1_pct_bwht"][used], rtol=1e-6
    )


@pytest.mark.parametrize("seconds", [-0.04, 0.05])
def test_one_plate_on_a_clock_of_its_own_is_refused(seconds):
    recording = Walker().recording()
    apart = replace(recording, plates=(recording.plates[0], late(recording, seconds).plates[1]))
    lag = lag_of(apart)
    assert lag.plates_apart and lag.between_plates_s == pytest.approx(abs(seconds), abs=0.01)
    assert lag_of(recording).between_plates_s < 0.01
    with pytest.raises(FootwiseError, match="the force plates are on two clocks" if seconds < 0 else "two clocks"):
        analyse_walk(apart)
    assert analyse_walk(apart, angles_only=True).steps["used"].any()
