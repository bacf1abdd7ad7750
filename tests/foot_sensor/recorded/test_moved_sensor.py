"""When a sensor is said to have moved on the shoe: for long enough, both ways, and with the size that it has."""

import numpy as np
import pytest
from tests.foot_sensor.recorded.test_walk import tilted
from tests.foot_sensor.walking_foot import walking_foot
from tests.shared import recording

from footwise.foot_sensor.live import Reason, StrideTracker
from footwise.foot_sensor.recorded import recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors


def judged(sensor):
    (foot,) = recorded_walk([sensor]).feet
    return foot, [note.text for note in foot.notes if "moved on the shoe" in note.text]


def test_it_is_said_how_much_and_how_many_steps_are_left_out():
    walk = walking_foot([4.0] * 40)
    foot, notes = judged(tilted(walk, walk.time_s[-1] * 0.6, 9.0, (0, 1, 0)))
    lost = [k for k, stride in enumerate(foot.strides) if stride.reason is Reason.SHIFTED]
    assert len(lost) >= 10
    assert lost == list(range(lost[0], len(foot.strides)))
    assert len(notes) == 1
    assert "9.0° tilted" in notes[0]
    assert f"{len(lost)} steps of that time are left out" in notes[0]


def test_a_sensor_that_is_put_right_again_is_trusted_again():
    walk = walking_foot([4.0] * 60)
    first, back = walk.time_s[-1] * 0.4, walk.time_s[-1] * 0.6
    foot, notes = judged(tilted(tilted(walk, first, 9.0, (0, 1, 0)), back, -9.0, (0, 1, 0)))
    at = np.array([stride.mid_stance_s for stride in foot.strides])
    lost = np.array([stride.reason is Reason.SHIFTED for stride in foot.strides])
    assert not lost[at < first - 1.2].any()
    assert not lost[at > back + 1.2].any()
    assert lost.sum() >= 8
    assert len(notes) == 1


@pytest.mark.parametrize("stances", [1, 2])
def test_a_stance_or_two_on_a_stone_say_nothing(stances):
    walk = walking_foot([4.0] * 40)
    begin = 20.0
    foot, notes = judged(tilted(tilted(walk, begin, 9.0, (0, 1, 0)), begin + 1.1 * stances, -9.0, (0, 1, 0)))
    assert not notes
    assert not any(stride.reason is Reason.SHIFTED for stride in foot.strides)


@pytest.mark.shared
@pytest.mark.parametrize(
    "file",
    [
        "treadmill_xsens_mt/MT_000-000_96.txt",
        "overground_xio/short_walk.csv",
        "treadmill_physilog/LF.csv",
        "treadmill_physilog/RF.csv",
    ],
)
def test_sensors_that_did_not_move(file):
    """No alarm, and at least 95 % of the strides that the live tracker keeps, calibrated as it is in a session."""
    (sensor,) = read_foot_sensors(recording("foot_sensors") / file, side="left" if "LF" in file else "right")
    foot, notes = judged(sensor)
    assert not notes
    settings = foot.calibration.settings() if foot.calibration else None
    tracker = StrideTracker(sensor.side, settings)
    live = [stride for row in sensor.rows() if (stride := tracker.update(*row)) is not None]
    assert not any(stride.reason is Reason.SHIFTED for stride in (*foot.strides, *live))
    assert sum(s.valid for s in foot.strides) >= 0.95 * sum(s.valid for s in live) > 0
