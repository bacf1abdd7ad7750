"""Gates that fit the person and the place: short strides, belts, and recordings with few straight strides."""

import numpy as np
import pytest
from tests.foot_sensor import walking_foot as walking_foot_module
from tests.foot_sensor.walking_foot import walking_foot
from tests.shared import recording

from footwise.foot_sensor.live import HowToCalibrate, Method, Reason, StrideTracker
from footwise.foot_sensor.recorded import recorded_strides, recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples import sample_path


def tracked(sensor):
    tracker = StrideTracker(sensor.side)
    return [stride for row in sensor.rows() if (stride := tracker.update(*row)) is not None]


WAYS = pytest.mark.parametrize("strides_of", [recorded_strides, tracked], ids=["offline", "live"])


@WAYS
@pytest.mark.parametrize("stride_m", [0.3, 0.45])
def test_who_walks_with_short_strides_walks(stride_m, strides_of):
    strides = strides_of(walking_foot([4.0] * 24, stride_m=stride_m))
    used = [stride for stride in strides if stride.valid]
    # The live path must have seen five of them first.
    assert len(used) >= (21 if strides_of is recorded_strides else 15)
    assert np.mean([stride.stride_m for stride in used]) == pytest.approx(stride_m, abs=0.02)
    assert np.abs([stride.foot_progression_angle_deg - 4.0 for stride in used]).max() < 2.0


@WAYS
def test_who_walks_slowly_walks(strides_of, monkeypatch):
    """2.2 s a stride, as of people who walk at a third of a metre a second."""
    monkeypatch.setattr(walking_foot_module, "STANCE_S", 1.0)
    monkeypatch.setattr(walking_foot_module, "SWING_S", 1.2)
    strides = strides_of(walking_foot([4.0] * 20, stride_m=0.7))
    used = [stride for stride in strides if stride.valid]
    assert len(used) >= (17 if strides_of is recorded_strides else 12)
    assert np.median([stride.stride_s for stride in used]) == pytest.approx(2.2, abs=0.03)
    assert np.abs([stride.foot_progression_angle_deg - 4.0 for stride in used]).max() < 2.0


@WAYS
def test_steps_on_the_spot_are_no_strides_whoever_makes_them(strides_of):
    strides = strides_of(walking_foot([4.0] * 24, stride_m=0.05))
    assert {stride.reason for stride in strides} <= {Reason.TOO_SHORT, Reason.STANDING}


@WAYS
def test_a_short_step_among_long_strides_is_none(strides_of):
    foot = walking_foot([4.0] * 20, stride_m=1.3)
    short = walking_foot([4.0] * 4, stride_m=0.35, rest_s=0.0)
    for name in ("acceleration_m_s2", "angular_velocity_rad_s"):
        object.__setattr__(foot, name, np.vstack((getattr(foot, name), getattr(short, name))))
    object.__setattr__(foot, "time_s", np.arange(len(foot.acceleration_m_s2)) / foot.rate_hz)
    object.__setattr__(foot, "clipped", np.zeros(len(foot.time_s), dtype=bool))
    strides = strides_of(foot)
    assert sum(stride.reason is Reason.TOO_SHORT for stride in strides) >= 2
    assert sum(stride.valid for stride in strides) >= 17


def climbing(before, climb_m=0.16, turns_deg=None):
    """Level strides, then one that seems to rise."""
    climbs = [0.0] * before + [climb_m] + [0.0] * 3
    return walking_foot([4.0] * (len(climbs) + 1), stride_m=1.1, climbs_m=climbs, turns_deg=turns_deg)


@WAYS
def test_what_seems_to_rise_on_a_belt_is_drift(strides_of):
    assert Reason.STAIR in {stride.reason for stride in strides_of(climbing(12))}
    assert Reason.STAIR not in {stride.reason for stride in strides_of(climbing(40))}
    # Who turns is on no belt: the strides are counted anew.
    turns = [0.0] * 25 + [30.0] + [0.0] * 18
    assert Reason.STAIR in {stride.reason for stride in strides_of(climbing(40, turns_deg=turns))}


@WAYS
def test_stairs_at_the_end_of_a_long_corridor_are_stairs(strides_of):
    climbs = [0.0] * 36 + [0.17] * 6 + [0.0] * 2
    lengths = walking_foot([4.0] * (len(climbs) + 1), stride_m=0.7, climbs_m=climbs)
    reasons = [stride.reason for stride in strides_of(lengths)]
    assert reasons.count(Reason.STAIR) == 6
    assert Reason.BESIDE_STAIR in reasons


def test_stairs_stay_stairs():
    folder = sample_path("foot-sensors", quiet=True)
    for way in ("up", "down"):
        for sensor in read_foot_sensors(folder / f"imu_sample_healthy_stair_{way}.csv"):
            for strides in (recorded_strides(sensor), tracked(sensor)):
                assert sum(stride.reason is Reason.STAIR for stride in strides) >= 14
                assert sum(stride.valid for stride in strides) <= 1


@pytest.mark.parametrize(("strides", "said"), [(5, True), (7, True), (8, False), (12, False)])
def test_few_straight_strides_are_used_and_said(strides, said):
    """The first of them starts from standing."""
    (foot,) = recorded_walk([walking_foot([4.0, -1.0] * 3 + [4.0] * (strides - 4), rest_s=3.0)]).feet
    assert sum(stride.valid for stride in foot.strides) == strides == foot.calibration.strides
    notes = [note.text for note in foot.notes if "its zero is the middle of" in note.text]
    assert bool(notes) is said
    if said:
        assert f"of {strides} straight, level strides only (8 are wanted), good to ± " in notes[0]


def test_two_strides_are_no_zero_and_a_value_of_the_clinic_wants_eight():
    two, five = walking_foot([4.0] * 4, rest_s=3.0), walking_foot([4.0] * 7, rest_s=3.0)
    assert recorded_walk([two]).feet[0].uncalibrated == "2 straight, level strides; 3 are needed"
    clinic = HowToCalibrate(Method.CLINIC_VALUE, {"left": 7.0})
    assert recorded_walk([five], clinic).feet[0].uncalibrated == "5 straight, level strides; 8 are needed"


@pytest.mark.parametrize(("along", "found"), [(4, 0), (5, 5), (7, 7), (9, 8)])
def test_in_a_small_room_the_line_is_short(along, found):
    """A stride that leaves the place of standing, some along the line, then the wall."""
    foot = walking_foot([6.0] * (along + 16), rest_s=3.0, turns_deg=[0.0] * (along + 1) + [30.0] * 3 + [0.0] * 11)
    (walked,) = recorded_walk([foot], HowToCalibrate(Method.STAND_THEN_WALK)).feet
    said = [note.text for note in walked.notes if "its line is" in note.text]
    assert bool(said) is (0 < found < 8)
    if found:
        assert walked.calibration.strides == found
        assert walked.calibration.offset_deg == pytest.approx(6.0, abs=1.0)
    else:
        assert walked.uncalibrated.startswith("no stand of 2 s with 6 strides straight on after it")


@pytest.mark.shared
def test_straight_strides_of_a_walk_there_and_back_are_used_and_its_turns_are_not():
    (sensor,) = read_foot_sensors(recording("foot_sensors/overground_xio/short_walk.csv"), side="left")
    walk = recorded_walk([sensor])
    used = walk.steps[walk.steps["used"]]
    assert len(used) == 5
    assert set(walk.steps.loc[~walk.steps["used"], "reason"]) == {"turning", "starts from standing"}
    assert (used["turn_deg"].abs() < 12).all()
    assert any("its zero is the middle of 5 straight" in note.text for note in walk.notes)
    assert not any("moved" in note.text for note in walk.notes)


@pytest.mark.shared
@WAYS
@pytest.mark.parametrize("side", ["left", "right"])
def test_nobody_climbs_on_the_belt(side, strides_of):
    path = recording("foot_sensors/treadmill_physilog") / f"{side[0].upper()}F.csv"
    (sensor,) = read_foot_sensors(path, side=side)
    strides = strides_of(sensor)
    assert not [stride for stride in strides if stride.reason in (Reason.STAIR, Reason.BESIDE_STAIR)]
    assert sum(stride.valid for stride in strides) >= 0.97 * len(strides)
