"""Turns, curves and circles: what bends is left out and says so, what is straight is not."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker, uncut

from footwise.gait import LARGEST_BEND_DEG, filtered_motion, find_steps, plate_loads, stride_turn, walking_direction
from footwise.loads import analyse_walk


def bent(recording, radius_m, speed_m_s=1.2):
    """A straight walk bent to a circle to the left: every point at x goes to that angle on the circle."""
    positions = recording.markers.positions_m
    middle = np.nanmean(positions[..., :2], axis=1)
    angle = (middle[:, 0] - middle[0, 0]) / radius_m
    x, y = positions[..., 0] - middle[:, None, 0], positions[..., 1] - middle[:, None, 1]
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    centre = np.stack((radius_m * np.sin(angle), radius_m * (1 - np.cos(angle))), axis=1)
    flat = np.stack((centre[:, None, 0] + x * cos - y * sin, centre[:, None, 1] + x * sin + y * cos), axis=2)
    turned = np.concatenate((flat, positions[..., 2:]), axis=2)
    return replace(recording, markers=replace(recording.markers, positions_m=turned))


@pytest.mark.parametrize("radius_m", [1.5, 3.0, 5.0])
def test_a_circle_is_all_turning(radius_m):
    """Strides of 1.32 m bend by 50, 25 and 15 degrees."""
    recording = bent(Walker(treadmill=False, plates=(), stop_s=7.0).recording(), radius_m)
    walk = analyse_walk(recording)
    assert not walk.steps["used"].any()
    whole = walk.steps[~walk.steps["reason"].str.startswith("cut by")]
    assert whole["reason"].str.startswith("turning: the path bends by").all()


@pytest.mark.parametrize("radius_m", [3.0, 20.0])
def test_the_bend_of_a_stride_is_measured(radius_m):
    recording = bent(Walker(treadmill=False, plates=(), stop_s=7.0).recording(), radius_m)
    motion = filtered_motion(recording)
    steps = uncut(find_steps(recording, motion, plate_loads(recording)))
    middle = (steps.contact_s > 1.5) & (steps.contact_s < 4.5)
    assert middle.sum() >= 4
    np.testing.assert_allclose(
        stride_turn(recording, motion, steps)[middle], np.degrees(1.32 / radius_m), rtol=0.1, atol=0.5
    )


def test_a_gentle_curve_is_straight_enough():
    recording = bent(Walker(treadmill=False, plates=(), stop_s=7.0).recording(), 20.0)
    walk = analyse_walk(recording)
    whole = ~walk.steps["reason"].str.startswith("cut by")
    assert walk.steps["used"][whole].all()
    for side, expected in Walker().toe_out_deg.items():
        angles = walk.steps["foot_progression_angle_deg"][whole & (walk.steps["side"] == side)]
        np.testing.assert_allclose(angles, expected, atol=1.0)


@pytest.mark.parametrize("radius_m", [8.0, -8.0, 12.0])
def test_a_bend_leaves_the_foot_angle_as_it_is(radius_m):
    """A stride of 1.32 m bends by 9.5° on 8 m: its own direction alone would be 4.7° off in every step, to one side."""
    straight = Walker(treadmill=False, plates=(), stop_s=7.0).recording()
    angles = []
    for recording in (straight, bent(straight, radius_m)):
        steps = analyse_walk(recording).steps.query("used")
        angles.append(steps.set_index(["side", "step"])["foot_progression_angle_deg"])
    assert len(angles[0]) == len(angles[1]) >= 8
    # The foot is bent with the path by up to 1°: its middle is 10 cm ahead of the heel.
    np.testing.assert_allclose(angles[1], angles[0], atol=1.2)


@pytest.mark.parametrize("sway_m", [0.02, 0.06])
@pytest.mark.parametrize("stride_s", [1.1, 2.2])
def test_sway_from_foot_to_foot_is_no_turn(sway_m, stride_s):
    """A slow walker leans over each foot; the path of the body bends to and fro within every stride."""
    walker = Walker(treadmill=False, plates=(), stride_s=stride_s, speed_m_s=0.6, duty=0.68, stop_s=9.0)
    recording = walker.recording()
    positions = recording.markers.positions_m.copy()
    phase = 2 * np.pi * walker.times(100) / stride_s
    pelvis = [k for k, label in enumerate(recording.markers.labels) if label.endswith("pelvis_1")]
    positions[:, pelvis, 1] += (sway_m * np.sin(phase))[:, None]
    recording = replace(recording, markers=replace(recording.markers, positions_m=positions))
    motion = filtered_motion(recording)
    steps = uncut(find_steps(recording, motion, plate_loads(recording)))
    assert np.abs(stride_turn(recording, motion, steps)).max() < LARGEST_BEND_DEG / 2
    assert np.isfinite(walking_direction(recording, motion, steps)).all()
