"""`footwise simulate --imu`: tables that are read back, a stream, and refusals that say what to do."""

import os
from math import inf

import pandas as pd
import pytest

from footwise.cli.app import simulate
from footwise.errors import FootwiseError
from footwise.jobs.simulate_sensor import stream_walk, write_walk
from footwise.recordings.foot_sensor import read_foot_sensors


def test_both_feet_are_written_with_their_truth(tmp_path):
    assert "55 strides of each foot" in write_walk(tmp_path, 1.0, 3)
    truth = pd.read_csv(tmp_path / "truth.csv")
    for side in ("left", "right"):
        (sensor,) = read_foot_sensors(tmp_path / f"walk_{side}.csv")
        mine = truth[truth["side"] == side]
        assert len(mine) == 55
        assert mine["mid_stance_s"].iloc[-1] < sensor.time_s[-1]
    # The feet take turns.
    starts = truth.groupby("side")["contact_s"].first()
    assert 0.2 < starts["right"] - starts["left"] < 0.9


def test_the_stream_says_how_it_went(capsys):
    name = f"footwise_test_command_{os.getpid()}"
    said = stream_walk("right", 0.2, inf, 1, name)
    assert said == f"11 strides streamed as {name}, 0 cues heard"
    assert "11 strides" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({}, "Give --from RECORDING, or --imu"),
        ({"lsl": True}, "Say --imu --lsl"),
        ({"imu": True, "side": "both"}, "Choose left or right"),
        ({"imu": True, "minutes": 0.0}, "Choose 0.2 to 240"),
        ({"imu": True, "seed": -1}, "Choose 0 or a larger number"),
        ({"imu": True, "lsl": True, "speed": "fast"}, "Give a factor"),
    ],
)
def test_what_makes_no_sense_is_refused(wishes, trouble, tmp_path):
    with pytest.raises(FootwiseError, match=trouble):
        simulate(**wishes, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
