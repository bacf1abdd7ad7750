"""Loads with the knee centre elsewhere, against whole walks measured again with the knee centre really moved."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker
from tests.loads.moved_knee import knee_moved
from tests.shared import recording as shared

from footwise.loads import MomentMethod, analyse_walk, kam_elsewhere, loads_per_mm
from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study

SHIFTS = ((10, 0), (-10, 0), (0, 10), (0, -10), (6, -8))
# What weight and inertia of foot and shank change, which the table leaves as they are.
NEWTON_EULER_WITHIN = 0.05


@pytest.fixture(scope="module", params=["sample", "synthetic", "simulated"])
def recording(request, treadmill_c3d):
    if request.param == "synthetic":
        return Walker().recording()
    sample = read_recording(treadmill_c3d)
    return (
        sample
        if request.param == "sample"
        else simulate_study(sample, read_response(), "left", steps=10).conditions[0].recording
    )


def assert_equal_to_measured(recording, static=None):
    as_measured = analyse_walk(recording, static=static)
    for out_mm, up_mm in SHIFTS:
        with knee_moved(out_mm, up_mm):
            moved = analyse_walk(recording, static=static)
        assert np.isfinite(moved.kam).any()
        np.testing.assert_allclose(kam_elsewhere(as_measured, out_mm, up_mm), moved.kam, atol=1e-9)
        by_newton_euler = kam_elsewhere(as_measured, out_mm, up_mm, MomentMethod.NEWTON_EULER)
        np.testing.assert_allclose(by_newton_euler, moved.kam_newton_euler, atol=NEWTON_EULER_WITHIN)
        # The shift itself is worth far more than what is left out.
        if out_mm:
            assert np.nanmax(np.abs(moved.kam_newton_euler - as_measured.kam_newton_euler)) > 5 * NEWTON_EULER_WITHIN


def test_equal_to_the_walk_measured_with_the_centre_moved(recording):
    assert_equal_to_measured(recording)


@pytest.mark.shared
def test_the_same_with_a_standing_trial():
    folder = shared("one_person_toe_in_toe_out")
    walk = read_recording(folder / "walkingTI1.trc", forces=folder / "walkingTI1_grf.mot", mass_kg=62.6, height_m=1.68)
    assert_equal_to_measured(walk, read_recording(folder / "static1.trc"))


def test_forwards_and_backwards_changes_nothing(recording):
    as_measured = analyse_walk(recording)
    with knee_moved(forwards_mm=10):
        moved = analyse_walk(recording)
    np.testing.assert_allclose(moved.kam, as_measured.kam, atol=1e-9)


def test_loads_of_every_step_per_millimetre(recording):
    """As differences of two walks measured with the knee centre a little to both sides."""
    per_mm = loads_per_mm(analyse_walk(recording))
    names = {"kam_peak1": "kam_peak1_pct_bwht", "kam_peak2": "kam_peak2_pct_bwht", "kfm_peak": "kfm_peak_pct_bwht"}
    names["medial_force_peak_bw"] = "medial_force_peak_bw"
    for axis, shift in enumerate(((0.01, 0), (0, 0.01))):
        with knee_moved(*shift):
            there = analyse_walk(recording).steps
        with knee_moved(-shift[0], -shift[1]):
            back = analyse_walk(recording).steps
        for load, column in names.items():
            slope = (there[column] - back[column]).to_numpy(dtype=float) / 0.02
            assert np.isfinite(slope).any()
            np.testing.assert_allclose(per_mm[load][:, axis], slope, atol=2e-5)


@pytest.mark.requirement("R-002")
def test_out_is_out_on_both_legs(treadmill_c3d):
    """A knee centre further from the middle of the body has a longer lever arm: more adduction, on either leg."""
    walk = analyse_walk(read_recording(treadmill_c3d))
    for side in ("left", "right"):
        mine = walk.steps["used"].to_numpy(dtype=bool) & (walk.steps["side"] == side).to_numpy()
        assert (loads_per_mm(walk)["kam_peak1"][mine, 0] > 0.03).all()
        np.testing.assert_allclose(
            loads_per_mm(walk)["kam_peak1"][mine, 0], walk.steps["kam_per_mm_pct_bwht"][mine], rtol=1e-12
        )


def test_mirrored_people_have_mirrored_sensitivities():
    """A walk seen in a mirror, left and right exchanged, has the same curves on the other leg."""
    recording = Walker().recording()
    flip = np.array([1.0, -1.0, 1.0])
    other = {"left": "right", "right": "left", "": ""}
    mirrored = replace(
        recording,
        markers=replace(recording.markers, positions_m=recording.markers.positions_m * flip),
        roles={(other[side], role): label for (side, role), label in recording.roles.items()},
        plates=tuple(
            replace(
                plate,
                force_n=plate.force_n * flip,
                # A moment is an axial vector: it keeps what lies in the mirror's normal and turns the rest.
                moment_nm=plate.moment_nm * -flip,
                corners_m=(plate.corners_m * flip)[[3, 2, 1, 0]],
            )
            for plate in recording.plates
        ),
    )
    walk, image = analyse_walk(recording), analyse_walk(mirrored)
    for side in ("left", "right"):
        for name in ("kam", "kam_per_mm_out", "kam_per_mm_up", "kfm_per_mm_up"):
            mine = getattr(walk, name)[(walk.steps["side"] == side).to_numpy()]
            theirs = getattr(image, name)[(image.steps["side"] == other[side]).to_numpy()]
            assert np.isfinite(mine).any()
            np.testing.assert_allclose(theirs, mine, atol=1e-6)
