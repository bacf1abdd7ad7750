"""Foot progression angle, walking direction and stride of a walker who is known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Plate, Walker, uncut

from footwise.gait import (
    filtered_motion,
    find_steps,
    foot_angle_curves,
    foot_progression_angle,
    plate_loads,
    stride_measures,
    walking_direction,
)
from footwise.recordings.lab_frame import turn_into_lab_frame
from footwise.signals import rotation_about

FLOOR = (Plate((-4, 12), (-2, 3)),)


def angles(recording):
    motion = filtered_motion(recording)
    steps = uncut(find_steps(recording, motion, plate_loads(recording)))
    direction = walking_direction(recording, motion, steps)
    return steps, foot_progression_angle(foot_angle_curves(motion, steps, direction)), direction


@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize("toe_out", [{"left": 12.0, "right": 4.0}, {"left": -6.0, "right": 9.0}])
@pytest.mark.requirement("R-001")
def test_toe_out_is_positive_on_both_feet(treadmill, toe_out):
    walker = Walker(treadmill=treadmill, toe_out_deg=toe_out, plates=() if not treadmill else Walker().plates)
    steps, angle, _ = angles(walker.recording())
    for side, expected in toe_out.items():
        np.testing.assert_allclose(angle[steps.side == side], expected, atol=0.1)


def test_the_mean_is_over_15_to_40_percent_of_stance():
    """A foot that turns by 1° outward for every 10 ms of stance has its angle at 27.5 %."""
    walker = Walker(plates=(), toe_out_deg={"left": 0.0, "right": 0.0})
    recording = walker.recording()
    positions = recording.markers.positions_m.copy()
    t = walker.times(100)
    for contact, off in walker.stances("left"):
        frames = (t - walker.start_s > contact - 0.15) & (t - walker.start_s < off + 0.15)
        turn = np.radians(100 * (t[frames] - walker.start_s - contact))
        heel, toe = (recording.markers.labels.index(recording.roles["left", role]) for role in ("heel", "toe"))
        foot = positions[frames, toe] - positions[frames, heel]
        positions[frames, toe] = positions[frames, heel] + np.einsum(
            "nij,nj->ni", rotation_about([0, 0, 1], turn), foot
        )
    turned = replace(recording, markers=replace(recording.markers, positions_m=positions))
    steps, angle, _ = angles(turned)
    mine = steps.side == "left"
    # The filter rounds what the turn adds at its ends, and markers see contact up to 20 ms late.
    stance = walker.duty * walker.stride_s
    np.testing.assert_allclose(angle[mine], 100 * 0.275 * stance, atol=2.5)
    exact = steps.contact_s[mine] - walker.stances("left")[:, 0] + 0.275 * steps.stance_s[mine]
    np.testing.assert_allclose(angle[mine], 100 * exact, atol=0.5)


@pytest.mark.parametrize("degrees", [180.0, 90.0, -37.0])
def test_overground_in_any_direction(degrees):
    """The reader turns the laboratory; the angles stay."""
    recording = Walker(treadmill=False, plates=FLOOR).recording()
    turn = rotation_about([0, 0, 1], np.radians(degrees))
    plates = tuple(
        replace(p, force_n=p.force_n @ turn.T, moment_nm=p.moment_nm @ turn.T, corners_m=p.corners_m @ turn.T)
        for p in recording.plates
    )
    markers = replace(recording.markers, positions_m=recording.markers.positions_m @ turn.T)
    turned = turn_into_lab_frame(replace(recording, markers=markers, plates=plates))
    assert not turned.treadmill
    steps, angle, _ = angles(turned)
    for side, expected in Walker().toe_out_deg.items():
        np.testing.assert_allclose(angle[steps.side == side], expected, atol=0.15)


def test_there_and_back_in_one_recording():
    """The angle is against the way that the person goes at the time; in the turn there is none."""
    walker = Walker(treadmill=False, start_s=-1, stop_s=9, straight_m=3.5, plates=FLOOR)
    steps, angle, direction = angles(walker.recording())
    known = np.isfinite(angle)
    for side, expected in walker.toe_out_deg.items():
        # A stride that ends where the turn begins leads a little to the side.
        np.testing.assert_allclose(angle[known & (steps.side == side)], expected, atol=8)
    straight = (steps.off_s < 3.2) | (steps.contact_s > 6.5)
    assert known[straight].all()
    assert not known[~straight].all()
    for side, expected in walker.toe_out_deg.items():
        np.testing.assert_allclose(angle[straight & (steps.side == side)], expected, atol=1.5)
    assert (direction[steps.contact_s > 6.5, 0] < -0.99).all()


def test_a_single_step_of_a_foot_takes_the_path_of_the_body():
    walker = Walker(treadmill=False, plates=(), start_s=-0.4, stop_s=1.2)
    steps, angle, _ = angles(walker.recording())
    assert (steps.side == "left").sum() == 1
    np.testing.assert_allclose(angle[steps.side == "left"], 8, atol=1.5)


def test_markers_are_low_passed_at_8_hz():
    """At the cut-off half of a shake is left."""
    recording = Walker(plates=()).recording()
    shake = 0.01 * np.sin(2 * np.pi * 8 * np.arange(recording.markers.frames) / 100)
    positions = recording.markers.positions_m.copy()
    positions[:, recording.markers.labels.index(recording.roles["left", "toe"]), 2] += shake
    shaken = replace(recording, markers=replace(recording.markers, positions_m=positions))
    left = filtered_motion(shaken)["left", "toe"] - filtered_motion(recording)["left", "toe"]
    np.testing.assert_allclose(left[50:-50, 2], 0.5 * shake[50:-50], atol=2e-5)


@pytest.mark.parametrize("treadmill", [True, False])
def test_stride_time_length_and_speed(treadmill):
    walker = Walker(treadmill=treadmill, speed_m_s=1.1, stride_s=1.2, plates=FLOOR)
    recording = walker.recording()
    motion = filtered_motion(recording)
    steps = uncut(find_steps(recording, motion, plate_loads(recording)))
    strides = stride_measures(recording, motion, steps)
    # Overground the length is known when the next stance is, to a third.
    whole = np.isfinite(strides["stride_m"])
    assert (~whole).sum() <= 2
    np.testing.assert_allclose(strides["stride_s"][whole], 1.2, atol=0.012)
    np.testing.assert_allclose(strides["speed_m_s"][whole], 1.1, rtol=0.02)
    np.testing.assert_allclose(strides["stride_m"][whole], 1.32, rtol=0.02)
    assert np.isnan(strides["speed_m_s"][~whole]).all()


def test_a_marker_missing_in_the_window_leaves_no_angle():
    walker = Walker()
    recording = walker.recording()
    positions = recording.markers.positions_m.copy()
    contact, off = walker.stances("right")[2]
    middle = round(100 * (0.7 * contact + 0.3 * off))
    positions[middle - 8 : middle + 8, recording.markers.labels.index("Rtoe")] = np.nan
    steps, angle, _ = angles(replace(recording, markers=replace(recording.markers, positions_m=positions)))
    lost = np.isnan(angle)
    assert lost.sum() == 1
    assert steps.side[lost] == "right" and abs(steps.contact_s[lost][0] - contact) < 0.02
