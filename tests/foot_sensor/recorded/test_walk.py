"""A whole recording is judged and calibrated as the live path would: on made and on real walks."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.marker_reference import marker_angle, read_markers, standing_angle
from scipy.spatial.transform import Rotation
from tests.foot_sensor.recorded.test_foot_strides import random_rotation, turned
from tests.foot_sensor.walking_foot import walking_foot

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, Method, StrideTracker, TrackerSettings, stand_then_walk
from footwise.foot_sensor.live.stride import Reason
from footwise.foot_sensor.recorded.steps import summarise_steps
from footwise.foot_sensor.recorded.walk import recorded_strides, recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples.catalogue import sample_path
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS

RATES = {"imu_sample_ms_left": 102.4, "imu_sample_ms_right": 102.4, "imu_sample_ic_stride": 102.4}


@pytest.fixture(scope="module")
def folder():
    return sample_path("foot-sensors", quiet=True)


@pytest.fixture(scope="module")
def sensors(folder):
    return read_foot_sensors(folder / "imu_sample.csv")


@pytest.fixture(scope="module")
def markers(folder):
    return read_markers(folder)


def live(sensor, settings=None):
    tracker = StrideTracker(sensor.side, settings)
    return tracker, [stride for row in sensor.rows() if (stride := tracker.update(*row)) is not None]


def angles(foot):
    return np.array([s.foot_progression_angle_deg for s in foot.strides if s.valid])


def tilted(sensor, from_s, degrees, axis):
    """The same walk, with the sensor turned on the shoe from one moment on."""
    late = sensor.time_s >= from_s
    turn = Rotation.from_rotvec(np.radians(degrees) * np.array(axis, dtype=float)).as_matrix()
    moved = turned(sensor, turn)
    return replace(
        sensor,
        acceleration_m_s2=np.where(late[:, None], moved.acceleration_m_s2, sensor.acceleration_m_s2),
        angular_velocity_rad_s=np.where(late[:, None], moved.angular_velocity_rad_s, sensor.angular_velocity_rad_s),
    )


def test_the_table_has_every_step_of_both_feet_in_order(sensors):
    steps = recorded_walk(sensors).steps
    assert tuple(steps.columns) == (*COLUMNS, *STRIDE_COLUMNS)
    assert steps["contact_s"].is_monotonic_increasing
    assert steps["step"].tolist() == list(range(1, len(steps) + 1))
    # Left and right take turns.
    assert (steps["side"].to_numpy()[1:] != steps["side"].to_numpy()[:-1]).mean() > 0.95
    used = steps[steps["used"]]
    assert used.groupby("side").size().min() >= 24
    assert used["foot_progression_angle_deg"].notna().all()
    assert (used["reason"] == "").all()
    left_out = steps[~steps["used"]]
    assert left_out["foot_progression_angle_deg"].isna().all()
    assert (left_out["reason"] != "").all()
    assert steps["kam_peak1_pct_bwht"].isna().all()
    assert used["stance_s"].median() == pytest.approx(0.72, abs=0.05)
    assert used["speed_m_s"].median() == pytest.approx(1.26, abs=0.05)


def test_offline_and_live_judge_alike(sensors):
    for sensor in sensors:
        offline = {round(s.contact_s, 1): s for s in recorded_strides(sensor) if s.contact_s}
        _, strides = live(sensor)
        pairs = [(offline[t], s) for s in strides for t in offline if abs(t - s.mid_stance_s + 0.25) < 0.3]
        assert len(pairs) >= 28
        # On the edge of a gate the one may see 11.9° where the other sees 12.1°.
        assert sum(a.reason != b.reason for a, b in pairs) <= 2
        known = [(a.sensor_angle_deg, b.sensor_angle_deg) for a, b in pairs if a.valid and b.valid]
        assert np.abs(np.diff(known, axis=1)).mean() < 1.0


def test_relative_makes_the_walk_its_own_zero(sensors):
    walk = recorded_walk(sensors)
    for foot in walk.feet:
        assert foot.calibration.method is Method.RELATIVE
        summary = summarise_steps(walk.steps, foot.side)
        assert summary.median_deg == pytest.approx(0.0, abs=1e-9)
        assert 0.2 < summary.standard_error_deg < 1.5
        assert summary.used >= 24 and summary.found >= 30
        assert summary.cadence_per_min == pytest.approx(110, abs=4)


def test_the_clinic_value_is_the_median(sensors):
    how = HowToCalibrate(Method.CLINIC_VALUE, {"left": 8.0, "right": 5.5})
    for foot, expected in zip(recorded_walk(sensors, how).feet, (8.0, 5.5), strict=True):
        assert np.median(angles(foot)) == pytest.approx(expected)


def calibrating(foot):
    """From the stand to the last stride that calibrates."""
    return foot.strides[0].mid_stance_s, foot.strides[8].mid_stance_s


@pytest.mark.parametrize("seed", [None, 5])
def test_stand_then_walk_gives_absolute_angles_on_a_real_foot(sensors, markers, seed):
    """The sample begins with a little over a second of standing, the feet out of line: markers say by how much."""
    if seed is not None:
        sensors = [turned(sensor, random_rotation(seed)) for sensor in sensors]
    line = {foot.side: standing_angle(markers, foot.side, *calibrating(foot)) for foot in recorded_walk(sensors).feet}
    how = HowToCalibrate(Method.STAND_THEN_WALK, foot_to_line_deg=line, still_s=1.0)
    for foot in recorded_walk(sensors, how).feet:
        assert foot.calibration is not None
        tracker, strides = live(foot.sensor)
        calibration = stand_then_walk(strides, tracker.forward, foot_to_line_deg=line[foot.side], still_s=1.0)
        _, again = live(foot.sensor, calibration.settings())
        for found in (foot.strides, again):
            errors = [
                s.foot_progression_angle_deg - marker_angle(markers, foot.side, s.start_s, s.mid_stance_s)
                for s in found
                if s.valid
            ]
            assert np.isfinite(errors).sum() >= 24
            assert abs(np.nanmean(errors)) <= 1.5


def test_too_short_a_stand_calibrates_nothing(sensors):
    walk = recorded_walk(sensors, HowToCalibrate(Method.STAND_THEN_WALK))
    assert all(foot.calibration is None for foot in walk.feet)
    assert not walk.steps["used"].any()
    assert walk.steps["foot_progression_angle_deg"].isna().all()
    assert walk.steps["reason"].str.contains("not calibrated: no stand of 2 s").any()


@pytest.mark.parametrize("file", ["imu_sample_healthy_stair_up", "imu_sample_healthy_stair_down"])
def test_no_stair_is_taken_for_walking(folder, file):
    """What is left are level strides before or after the stairs; on the way there the live path cannot know."""
    for sensor in read_foot_sensors(folder / f"{file}.csv"):
        for strides in (recorded_strides(sensor), live(sensor)[1]):
            valid = [stride for stride in strides if stride.valid]
            assert len(valid) <= 1
            assert all(abs(stride.rise_m) <= 0.1 and stride.stride_m > 0.75 for stride in valid)
            assert sum(stride.reason is Reason.STAIR for stride in strides) >= 14


def test_both_neighbours_of_a_stair_are_left_out():
    climbs = [0, 0, 0, 0.3, 0, 0.3, 0, 0, 0, 0, 0]
    foot = walking_foot([3.0] * 12, climbs_m=climbs)
    reasons = [stride.reason for stride in recorded_strides(foot)]
    expected = [Reason.NONE] * 11
    expected[0] = Reason.STANDING
    expected[3] = expected[5] = Reason.STAIR
    expected[2] = expected[4] = expected[6] = Reason.BESIDE_STAIR
    assert reasons == expected
    # The live path knows the stride before only.
    reasons = [stride.reason for stride in live(foot)[1]]
    expected[2] = Reason.NONE
    assert reasons == expected


def test_turns_are_left_out():
    foot = walking_foot([3.0] * 12, turns_deg=[0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0])
    for strides in (recorded_strides(foot), live(foot)[1]):
        assert [k for k, stride in enumerate(strides) if stride.reason is Reason.TURNING] == [3]


@pytest.mark.parametrize("file", ["imu_sample_ms_left", "imu_sample_ms_right", "imu_sample_ic_stride"])
def test_real_recordings_of_other_people_run_through(folder, file):
    walk = recorded_walk(read_foot_sensors(folder / f"{file}.csv", rate_hz=RATES[file], gravity="up"))
    assert len(walk.steps) > 45
    assert set(walk.steps.loc[~walk.steps["used"], "reason"]) - {""}
    if "ms" in file:
        assert walk.steps["used"].sum() >= 36
        assert any("disagree" in note.text for note in walk.notes)


def test_a_long_real_walk_round_corners(folder):
    """L-shaped laps with another make of sensor, 400 Hz, four minutes."""
    (sensor,) = read_foot_sensors(
        folder / "aligned_data_with_mag_l_walks.csv", side="left", rate_hz=400.0, gravity="up"
    )
    walk = recorded_walk([sensor])
    assert walk.steps["used"].sum() >= 150
    assert (walk.steps["reason"] == Reason.TURNING).sum() >= 20
    assert walk.steps.loc[walk.steps["used"], "stride_m"].median() == pytest.approx(1.4, abs=0.1)


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0)])
def test_a_sensor_that_tilts_is_noticed(sensors, axis):
    sensor = tilted(sensors[0], 12.05, 9.0, axis)
    (foot,) = recorded_walk([sensor]).feet
    notes = recorded_walk([sensor]).notes
    assert any("moved on the shoe" in note.text for note in notes)
    after = [stride for stride in foot.strides if stride.mid_stance_s > 13.5]
    assert not any(stride.valid for stride in after)
    assert sum(stride.reason is Reason.SHIFTED for stride in after) >= 15
    # What was before calibrates, as if the rest had not been.
    assert foot.calibration.strides >= 8
    assert foot.calibration.offset_deg == pytest.approx(
        recorded_walk([sensors[0]]).feet[0].calibration.offset_deg, abs=1.5
    )


def test_a_turn_about_the_vertical_looks_like_another_foot_angle(sensors):
    """Six axes cannot tell: so the note says both, and the steps stay."""
    foot = recorded_walk([sensors[0]]).feet[0]
    up = np.array(foot.calibration.gravity)
    walk = recorded_walk([tilted(sensors[0], 17.5, 8.0, up)])
    assert any("its six axes cannot tell which" in note.text for note in walk.notes)
    assert walk.steps["used"].sum() >= 24


def test_a_steady_walk_has_no_such_note(sensors):
    notes = list(map(str, recorded_walk(sensors).notes))
    assert not any("moved on the shoe" in note or "cannot tell" in note or "disagree" in note for note in notes)


def test_any_mounting_gives_the_same_table(sensors):
    one = recorded_walk(sensors).steps
    other = recorded_walk([turned(sensor, random_rotation(3)) for sensor in sensors]).steps
    assert one["reason"].tolist() == other["reason"].tolist()
    assert one["side"].tolist() == other["side"].tolist()
    for name in ("contact_s", "off_s", "stride_m", "turn_deg"):
        np.testing.assert_allclose(one[name], other[name], atol=0.3 if name == "turn_deg" else 0.02, err_msg=name)
    away = (one["foot_progression_angle_deg"] - other["foot_progression_angle_deg"]).dropna()
    # Another axis is levelled by another tilt of the foot: some tenths of a degree.
    assert away.abs().max() < 0.5


@pytest.mark.requirement("R-001")
def test_left_and_right_mirror():
    """A walk seen in a mirror: y is turned, and so are the other two axes of the rotation."""
    left = walking_foot([0.0, 5, -5, 3, 8, 0, -2, 4, 6, 1, -3, 2], side="left")
    mirror = replace(
        left,
        side="right",
        acceleration_m_s2=left.acceleration_m_s2 * [1, -1, 1],
        angular_velocity_rad_s=left.angular_velocity_rad_s * [-1, 1, -1],
    )
    a, b = (recorded_walk([sensor]).steps for sensor in (left, mirror))
    np.testing.assert_allclose(a["foot_progression_angle_deg"], b["foot_progression_angle_deg"], atol=1e-6)
    np.testing.assert_allclose(a["turn_deg"], -b["turn_deg"], atol=1e-6)


def test_a_lost_stretch_costs_its_stride_only():
    foot = walking_foot([3.0] * 14)
    keep = np.abs(foot.time_s - 7.0) > 0.03
    lost = replace(
        foot,
        time_s=foot.time_s[keep],
        acceleration_m_s2=foot.acceleration_m_s2[keep],
        angular_velocity_rad_s=foot.angular_velocity_rad_s[keep],
        clipped=foot.clipped[keep],
    )
    steps = recorded_walk([lost]).steps
    assert (steps["reason"] == Reason.GAP).sum() == 1
    assert steps["used"].sum() == 11


def test_gates_can_be_set():
    foot = walking_foot([3.0] * 8)
    strides = recorded_strides(foot, TrackerSettings(longest_m=1.0))
    assert {stride.reason for stride in strides} == {Reason.STANDING, Reason.TOO_LONG}


def test_nobody_walks():
    with pytest.raises(FootwiseError, match="holds no stride"):
        recorded_walk([walking_foot([0.0], rest_s=5)])


def test_a_clinic_value_for_one_foot_calibrates_that_foot(sensors):
    left, right = recorded_walk(sensors, HowToCalibrate(Method.CLINIC_VALUE, {"left": 8.0})).feet
    assert left.calibration and right.calibration is None
    assert "no clinic angle" in right.uncalibrated
