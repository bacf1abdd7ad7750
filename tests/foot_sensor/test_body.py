"""Lean of the shank and list of the pelvis by sensors in any mounting, against what is true of simulated walks."""

from dataclasses import replace

import numpy as np
import pytest
from tests.foot_sensor.body_walks import only, set_of

from footwise.errors import FootwiseError
from footwise.foot_sensor.body import axis_between_deg, leg_steps, stand_between_deg
from footwise.signals import rotation_about
from footwise.simulation import SensorImperfections


def tilts_deg(steps, bone):
    inward = -1.0 if steps.side == "left" else 1.0
    along = steps.shank @ bone
    return np.degrees(np.arctan2(inward * along[:, 1], along[:, 2]))


def true_bone(mount):
    """Long axis of the shank in its sensor's axes."""
    return mount @ np.array([0.0, 0.0, 1.0])


@pytest.mark.parametrize("side", ["left", "right"])
def test_every_step_of_the_shank_is_as_it_is(side):
    mount = rotation_about([0.3, -1.0, 0.4], 2.0)
    sensors, truth = set_of(side, mounts={"shank": mount})
    steps = leg_steps(sensors, side)
    assert len(steps) >= 20
    true = truth.tibia_tilt_deg[1 : len(steps) + 1]
    found = tilts_deg(steps, true_bone(mount))
    assert np.abs(found - true).mean() < 0.3
    assert np.corrcoef(found, true)[0, 1] > 0.9
    assert np.median(steps.speed_m_s) == pytest.approx(1.3 / 1.1, abs=0.03)


def test_the_list_of_the_pelvis_goes_with_the_truth():
    sensors, truth = set_of("right", list_deg=3.0)
    steps = leg_steps(sensors, "right")
    listed = np.degrees(np.arcsin(steps.pelvis_up @ steps.pelvis_inward))
    true = truth.pelvic_list_deg[1 : len(steps) + 1]
    assert np.corrcoef(listed, true)[0, 1] > 0.95
    assert np.std(listed - true) < 0.3


def test_a_gyroscope_that_never_was_at_rest_loses_its_bias_by_the_drift_of_gravity():
    biased = replace(SensorImperfections(), bias_rad_s=(0.02, -0.015, 0.01))
    mount = rotation_about([0.0, 0.0, 1.0], 0.4)
    sensors, truth = set_of(rest_s=0.3, imperfections={"shank": biased}, mounts={"shank": mount})
    steps = leg_steps(sensors, "left")
    found = tilts_deg(steps, true_bone(mount))
    assert np.isnan(steps.standing[1]).all()
    assert np.abs(found.mean() - truth.tibia_tilt_deg[1 : len(steps) + 1].mean()) < 0.4


def test_a_sensor_that_was_moved_is_seen_by_its_axis_and_by_how_it_hangs():
    one = leg_steps(set_of()[0], "left")
    same = leg_steps(set_of(seed=2)[0], "left")
    assert axis_between_deg(one, same) < 1.0
    assert max(stand_between_deg(one, same)) < 3.0
    turned = leg_steps(set_of(seed=2, mounts={"shank": rotation_about([0.0, 0.0, 1.0], np.radians(15))})[0], "left")
    assert axis_between_deg(one, turned) > 10.0


def test_without_a_pelvis_sensor_nothing_is_said_of_it():
    steps = leg_steps(only(set_of()[0], "foot", "shank"), "left")
    assert np.isnan(steps.pelvis_up).all()
    assert np.isnan(steps.pelvis_inward).all()


@pytest.mark.parametrize(("shift_s", "said"), [(0.55, "swings 0.5"), (-0.3, "swings 0.3")])
def test_a_shank_that_swings_at_another_time_is_on_another_clock_or_leg(shift_s, said):
    sensors = set_of()[0]
    shank = sensors.at("shank", "left")
    moved = replace(shank, time_s=shank.time_s + shift_s)
    with pytest.raises(FootwiseError, match=said):
        leg_steps(replace(sensors, sensors=(sensors.at("foot", "left"), moved)), "left")


def test_a_clock_that_runs_faster_drifts():
    sensors = set_of()[0]
    shank = sensors.at("shank", "left")
    fast = replace(shank, time_s=shank.time_s * 1.005)
    with pytest.raises(FootwiseError, match="drifts by 0"):
        leg_steps(replace(sensors, sensors=(sensors.at("foot", "left"), fast)), "left")


@pytest.mark.parametrize("signs", [(-1, -1, -1), (1, -1, 1), (1, 1, -1), (-1, 1, 1)])
def test_a_shank_whose_gyroscope_turns_the_other_way_about_an_axis_is_refused(signs):
    sensors = set_of(steps=16)[0]
    shank = sensors.at("shank", "left")
    mirrored = replace(shank, angular_velocity_rad_s=shank.angular_velocity_rad_s * np.array(signs))
    with pytest.raises(FootwiseError, match="left-handed axes in the sensor on the left shank"):
        leg_steps(replace(sensors, sensors=(sensors.at("foot", "left"), mirrored)), "left")


def test_a_shank_with_an_accelerometer_in_another_scale_than_at_rest_is_refused():
    sensors = set_of(steps=16)[0]
    shank = sensors.at("shank", "left")
    walking = (shank.time_s > 3) & (shank.time_s < shank.time_s[-1] - 3)
    scaled = replace(shank, acceleration_m_s2=shank.acceleration_m_s2 * np.where(walking, 1.04, 1.0)[:, None])
    with pytest.raises(FootwiseError, match=r"left shank whose force over whole strides is 10\.2"):
        leg_steps(replace(sensors, sensors=(sensors.at("foot", "left"), scaled)), "left")


def test_samples_that_are_missing_cost_their_strides_only():
    whole = set_of()[0]
    shank = whole.at("shank", "left")
    kept = (shank.time_s < 12.0) | (shank.time_s > 12.2)
    cut = replace(shank, **{name: getattr(shank, name)[kept] for name in (
        "time_s", "acceleration_m_s2", "angular_velocity_rad_s", "clipped")})  # fmt: skip
    steps = leg_steps(replace(whole, sensors=(whole.at("foot", "left"), cut)), "left")
    assert len(leg_steps(whole, "left")) - 2 <= len(steps) < len(leg_steps(whole, "left"))
