"""What must not change a result: where the laboratory's axes are, labels in another order, scale, mirror."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gait.synthetic_walk import Plate, Walker

from footwise.loads import analyse_walk
from footwise.recordings import Markers, Recording
from footwise.recordings.lab_frame import turn_into_lab_frame
from footwise.recordings.recording import moment_about_origin
from footwise.signals import rotation_about

FIGURES = [
    "contact_s", "off_s", "foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht",
    "kam_impulse_pct_bwht_s", "kfm_peak_pct_bwht", "medial_force_peak_bw", "kam_per_mm_pct_bwht",
]  # fmt: skip
few = settings(max_examples=8, deadline=None)


@cache
def walk_of(treadmill: bool) -> Recording:
    if treadmill:
        return Walker(stop_s=4.0, shift_m=0.05, marker_noise_m=0.0005).recording()
    plates = (Plate((0.0, 1.5), (-0.4, 0.4)), Plate((1.5, 3.0), (-0.4, 0.4)))
    return Walker(stop_s=4.0, treadmill=False, plates=plates).recording()


def moved(recording: Recording, turn: np.ndarray, shift: np.ndarray) -> Recording:
    """The same walk in a laboratory whose axes lie elsewhere."""
    plates = tuple(
        replace(
            plate,
            force_n=plate.force_n @ turn.T,
            moment_nm=moment_about_origin(plate.force_n @ turn.T, plate.moment_nm @ turn.T, shift),
            corners_m=plate.corners_m @ turn.T + shift,
        )
        for plate in recording.plates
    )
    markers = replace(recording.markers, positions_m=recording.markers.positions_m @ turn.T + shift)
    return replace(recording, markers=markers, plates=plates)


def assert_same(one, other, **tolerance):
    assert one.steps["side"].tolist() == other.steps["side"].tolist()
    assert one.steps["reason"].tolist() == other.steps["reason"].tolist()
    np.testing.assert_allclose(one.steps[FIGURES], other.steps[FIGURES], **tolerance)
    np.testing.assert_allclose(one.kam_newton_euler, other.kam_newton_euler, **tolerance)


@few
@given(st.booleans(), st.floats(-3.1, 3.1), st.tuples(*[st.floats(-5, 5)] * 3))
def test_a_laboratory_with_other_axes(treadmill, angle, shift):
    """Turned about the vertical and moved; the readers' lab frame brings the walk back."""
    recording = walk_of(treadmill)
    other = turn_into_lab_frame(moved(recording, rotation_about([0, 0, 1], angle), np.array(shift)))
    assert_same(analyse_walk(turn_into_lab_frame(recording)), analyse_walk(other), atol=1e-6)


@few
@given(st.booleans(), st.permutations(["x", "y", "z"]))
def test_axes_with_other_names(treadmill, order):
    """A laboratory whose vertical is x or y."""
    permutation = np.eye(3)[["xyz".index(axis) for axis in order]]
    permutation[0] *= np.linalg.det(permutation)
    recording = walk_of(treadmill)
    other = turn_into_lab_frame(moved(recording, permutation, np.zeros(3)))
    assert_same(analyse_walk(turn_into_lab_frame(recording)), analyse_walk(other), atol=1e-6)


@few
@given(st.booleans(), st.tuples(*[st.floats(-5, 5)] * 2))
def test_moved_within_the_lab_frame(treadmill, shift):
    recording = walk_of(treadmill)
    other = moved(recording, np.eye(3), np.array([*shift, 0.0]))
    assert_same(analyse_walk(recording), analyse_walk(other), atol=1e-6)


@few
@given(st.booleans(), st.randoms(use_true_random=False))
def test_markers_and_plates_in_another_order(treadmill, random):
    recording = walk_of(treadmill)
    order = list(range(len(recording.markers.labels)))
    random.shuffle(order)
    markers = Markers(
        recording.markers.rate_hz,
        tuple(recording.markers.labels[k] for k in order),
        recording.markers.positions_m[:, order],
    )
    roles = dict(random.sample(sorted(recording.roles.items()), len(recording.roles)))
    plates = tuple(random.sample(recording.plates, len(recording.plates)))
    other = replace(recording, markers=markers, roles=roles, plates=plates)
    assert_same(analyse_walk(recording), analyse_walk(other), atol=1e-9)


@few
@given(st.booleans())
@pytest.mark.requirement("R-001")
def test_mirrored_left_and_right_swap(treadmill):
    recording = walk_of(treadmill)
    flip = np.diag([1.0, -1.0, 1.0])
    swap = {"left": "right", "right": "left"}
    plates = tuple(
        replace(
            plate, force_n=plate.force_n @ flip, moment_nm=-plate.moment_nm @ flip, corners_m=plate.corners_m @ flip
        )
        for plate in recording.plates
    )
    mirrored = replace(
        recording,
        markers=replace(recording.markers, positions_m=recording.markers.positions_m @ flip),
        roles={(swap[side], role): label for (side, role), label in recording.roles.items()},
        plates=plates,
    )
    one, other = analyse_walk(recording), analyse_walk(mirrored)
    assert [swap[side] for side in one.steps["side"]] == other.steps["side"].tolist()
    np.testing.assert_allclose(one.steps[FIGURES], other.steps[FIGURES], atol=1e-9)
    np.testing.assert_allclose(one.kam_newton_euler, other.kam_newton_euler, atol=1e-9)


@few
@given(st.floats(0.5, 2.0))
def test_mass_and_force_together(factor):
    """A person twice as heavy who presses twice as hard has the same moments in %BW·ht."""
    # Not cut within the milliseconds by which the contacts differ.
    walker = Walker(stop_s=4.1)
    one = analyse_walk(walker.recording())
    other = analyse_walk(replace(walker, mass_kg=factor * walker.mass_kg).recording())
    # Contacts are at 30 N for everybody: a millisecond or two.
    np.testing.assert_allclose(one.steps[FIGURES], other.steps[FIGURES], rtol=0.01, atol=0.01)


@few
@given(st.booleans(), st.floats(-20, 20), st.floats(-20, 20))
def test_any_foot_angle_is_measured(treadmill, left, right):
    walker = Walker(stop_s=4.0, treadmill=treadmill, toe_out_deg={"left": left, "right": right}, plates=())
    steps = analyse_walk(walker.recording()).steps
    steps = steps[~steps["reason"].str.startswith("cut by")]
    for side, angle in walker.toe_out_deg.items():
        measured = steps["foot_progression_angle_deg"][steps["side"] == side]
        np.testing.assert_allclose(measured, angle, atol=0.2)
