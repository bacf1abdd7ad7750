"""A walk with simulated sensors: tables that are read back, a stream, and refusals that name the parameter."""

import os
from math import inf

import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import simulate_sensors, stream_foot, write_simulated_sensors
from footwise.recordings.foot_sensor import read_foot_sensors


def test_both_feet_are_written_with_their_truth(tmp_path):
    walk = simulate_sensors(minutes=1.0, seed=3)
    assert walk.sentence().startswith("55 strides of each foot")
    write_simulated_sensors(walk, tmp_path / "out")
    truth = pd.read_csv(tmp_path / "out" / "truth.csv")
    for side in ("left", "right"):
        (sensor,) = read_foot_sensors(tmp_path / "out" / f"walk_{side}.csv")
        mine = truth[truth["side"] == side]
        assert len(mine) == 55
        assert mine["mid_stance_s"].iloc[-1] < sensor.time_s[-1]
    # The feet take turns.
    starts = truth.groupby("side")["contact_s"].first()
    assert 0.2 < starts["right"] - starts["left"] < 0.9


def test_the_stream_says_how_it_goes():
    name = f"footwise_test_job_{os.getpid()}"
    told = []
    walked = stream_foot("right", minutes=0.2, speed=inf, seed=1, name=name, progress=told.append)
    assert walked.sentence() == f"11 strides streamed as {name}, 0 cues heard"
    assert [now.strides for now in told] == list(range(12))
    assert walked.foot_angle_deg == told[-1].foot_angle_deg


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"side": "both"}, "`side`: is 'both'. Choose left or right"),
        ({"minutes": 0.0}, "`minutes`: is 0. Choose 0.2 to 240"),
        ({"seed": -1}, "`seed`: is -1. Choose 0 or a larger number"),
        ({"speed": 0.0}, "`speed`: is 0. Choose a number above 0"),
    ],
)
def test_what_makes_no_sense_is_refused(wishes, trouble):
    with pytest.raises(FootwiseError, match=trouble):
        stream_foot(**{"minutes": 0.2, **wishes})
