"""Forces that were not recorded are missing: never zero, never at the origin."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import ONE_BELT, Walker

from footwise.gait import filtered_motion, find_steps, foot_forces, plate_loads
from footwise.loads import analyse_walk
from footwise.recordings.missing_forces import missing_where_not_told, shifted_later, without_silence


def with_hole(recording, name, start_s, stop_s):
    """No force of one plate from a time to a time."""
    hole = slice(round(start_s * recording.plate_rate_hz), round(stop_s * recording.plate_rate_hz))
    plates = []
    for plate in recording.plates:
        force, moment = plate.force_n.copy(), plate.moment_nm.copy()
        if plate.name == name:
            force[hole], moment[hole] = np.nan, np.nan
        plates.append(replace(plate, force_n=force, moment_nm=moment))
    return replace(recording, plates=tuple(plates))


def test_a_point_missing_under_load_is_missing_and_without_load_is_none():
    force = np.array([[0, 0, 0.0], [0, 0, 5], [0, 0, 400], [0, 0, 400], [np.nan, 0, 0]])
    point = np.array([[np.nan] * 3, [np.nan] * 3, [np.nan] * 3, [0.1, 0.2, 0], [0.1, 0.2, 0]])
    torque = np.zeros((5, 3))
    kept = missing_where_not_told(force, point, torque)
    for values in kept:
        np.testing.assert_array_equal(np.isnan(values).all(axis=1), [False, False, True, False, True])
        np.testing.assert_array_equal(np.isnan(values).any(axis=1), [False, False, True, False, True])
    assert np.isnan(point[0]).all()  # what was given is not changed


def test_a_plate_that_falls_silent_under_load():
    walker = Walker()
    recording = walker.recording()
    contact = walker.stances("left")[2, 0]
    rate = recording.plate_rate_hz
    plate = recording.plates[0]
    dead = slice(round((contact + 0.3) * rate), round((contact + 0.9) * rate))
    force, moment = plate.force_n.copy(), plate.moment_nm.copy()
    force[dead], moment[dead] = 0.0, 0.0
    silent, note = without_silence(replace(plate, force_n=force, moment_nm=moment), rate)
    # This plate without noise is as silent in the swing that follows.
    assert "stands still for 0." in note
    assert np.isnan(silent.force_n[dead]).all()
    landing = round(walker.stances("left")[3, 0] * rate)
    assert np.isfinite(silent.force_n[: dead.start]).all() and np.isfinite(silent.force_n[landing + 2 :]).all()


def test_an_unloaded_plate_is_not_silent():
    for plate in Walker().recording().plates:
        assert without_silence(plate, 1000.0) == (plate, "")


@pytest.mark.parametrize("later", [0.1, -0.1])
def test_shifted_forces_come_later_and_leave_nothing_behind(later):
    plate = Walker().recording().plates[0]
    moved = shifted_later(plate, 1000.0, later)
    n = 100
    if later > 0:
        np.testing.assert_array_equal(moved.force_n[n:], plate.force_n[:-n])
        assert np.isnan(moved.force_n[:n]).all()
    else:
        np.testing.assert_array_equal(moved.force_n[:-n], plate.force_n[n:])
        assert np.isnan(moved.force_n[-n:]).all()


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("plates", ["split belts", "one belt", "no corners"])
def test_what_is_given_beside_a_hole_is_right(plates, share):
    """60 ms without force at some time of the stance of a left foot."""
    walker = Walker(plates=ONE_BELT) if plates == "one belt" else Walker(corners=plates != "no corners")
    recording = walker.recording()
    contact, off = walker.stances("left")[2]
    at = contact + share * (off - contact)
    holed = with_hole(recording, "plate 1", at, at + 0.06)
    motion = filtered_motion(recording)
    forces = []
    for one in (recording, holed):
        loads = plate_loads(one)
        forces.append(foot_forces(one, motion, find_steps(one, motion, loads), loads))
    hole = slice(round(at * 100) + 1, round((at + 0.06) * 100) - 1)
    assert np.isnan(forces[1]["left"].force_n[hole]).all()
    for side in walker.sides:
        given = np.isfinite(forces[1][side].force_n[:, 2]) & np.isfinite(forces[0][side].force_n[:, 2])
        # The low-pass knows less at the edge of a hole.
        error = np.abs(forces[1][side].force_n[given] - forces[0][side].force_n[given]).max()
        assert error < 0.12 * walker.mass_kg * 9.81
        assert given.mean() > 0.7 if plates != "one belt" else True


def test_a_step_says_that_its_force_is_missing():
    walker = Walker()
    contact, _ = walker.stances("left")[2]
    walk = analyse_walk(with_hole(walker.recording(), "plate 1", contact + 0.1, contact + 0.4))
    assert any("plate 1 has no force for 0.3" in note.text for note in walk.notes)
    step = walk.steps[(walk.steps["side"] == "left") & ((walk.steps["contact_s"] - contact).abs() < 0.03)]
    assert step["reason"].tolist() == ["the plates' force is missing around the first peak"]
    others = walk.steps.drop(index=step.index)
    assert others["used"].sum() >= 10


def test_a_force_that_is_left_out_while_nobody_is_on_the_plate():
    """Some programs write no number for an unloaded plate: nothing is missing."""
    walker = Walker()
    recording = walker.recording()
    plates = []
    for plate in recording.plates:
        idle = np.abs(plate.force_n[:, 2]) < 1.0
        force, moment = plate.force_n.copy(), plate.moment_nm.copy()
        force[idle], moment[idle] = np.nan, np.nan
        plates.append(replace(plate, force_n=force, moment_nm=moment))
    walk, whole = analyse_walk(replace(recording, plates=tuple(plates))), analyse_walk(recording)
    assert walk.steps["used"].equals(whole.steps["used"])
    np.testing.assert_allclose(
        walk.steps["kam_peak1_pct_bwht"], whole.steps["kam_peak1_pct_bwht"], rtol=0.02, equal_nan=True
    )
