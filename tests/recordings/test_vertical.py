"""Up is what plates and gravity say; stairs and ramps are no level floor."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Plate, Walker

from footwise.errors import FootwiseError
from footwise.loads import analyse_walk
from footwise.recordings import ForcePlate
from footwise.recordings.lab_frame import find_lab_frame, turn_into_lab_frame
from footwise.signals import rotation_about

ROW = (Plate((0.0, 1.5), (-0.5, 0.5)), Plate((1.5, 3.0), (-0.5, 0.5)))
WALK = Walker(treadmill=False, plates=ROW, start_s=-1.0, stop_s=3.5)


def without(recording, label, frames):
    positions = recording.markers.positions_m.copy()
    positions[frames, recording.markers.labels.index(label)] = np.nan
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


def pelvis_label(recording):
    return recording.roles["left", "pelvis_1"]


@pytest.mark.parametrize("plates", [True, False])
def test_a_pelvis_that_is_seen_while_the_feet_are_not(plates):
    """The pelvis early in the walk, three foot markers late in it: their means are metres apart."""
    recording = WALK.recording()
    frames = recording.markers.frames
    recording = without(recording, pelvis_label(recording), slice(int(0.45 * frames), frames))
    for side, role in (("left", "heel"), ("left", "toe"), ("right", "toe")):
        recording = without(recording, recording.roles[side, role], slice(0, int(0.35 * frames)))
    if not plates:
        recording = replace(recording, plates=())
    np.testing.assert_allclose(find_lab_frame(recording).rotation[2], [0, 0, 1], atol=1e-9)


def leaning(recording, degrees):
    """The markers turned against the plates about the axis across the walk."""
    turn = rotation_about([0, 1, 0], np.radians(degrees))
    positions = recording.markers.positions_m @ turn.T
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


@pytest.mark.parametrize("degrees", [4.0, 20.0, 30.0])
def test_plates_are_believed_and_markers_that_disagree_are_said(degrees):
    frame = find_lab_frame(leaning(WALK.recording(), degrees))
    np.testing.assert_allclose(frame.rotation[2], [0, 0, 1], atol=1e-9)
    assert bool(frame.note) == (degrees > 10)


def test_markers_that_lie_on_the_plates_are_in_other_axes():
    with pytest.raises(FootwiseError, match=r"force plates whose vertical is \d\d° off that of the markers"):
        find_lab_frame(leaning(WALK.recording(), 80.0))


def test_forces_without_a_plate_say_where_gravity_is():
    recording = replace(WALK, corners=False).recording()
    frame = find_lab_frame(leaning(recording, 30.0))
    np.testing.assert_allclose(frame.rotation[2], [0, 0, 1], atol=1e-9)
    assert "off the vertical of the forces" in frame.note


@pytest.mark.parametrize("height_m", [0.01, 0.15])
def test_plates_at_different_heights_are_stairs(height_m):
    recording = WALK.recording()
    low, high = recording.plates
    raised = replace(high, corners_m=high.corners_m + np.array([0, 0, height_m]))
    walk = analyse_walk(turn_into_lab_frame(replace(recording, plates=(low, raised))))
    stairs = height_m > 0.03
    assert walk.has_loads != stairs
    assert any("no level floor" in note.text for note in walk.notes) == stairs
    assert np.isfinite(walk.steps["foot_progression_angle_deg"]).any()


def on_a_ramp(recording, degrees):
    """The whole walk on a slope, in a laboratory whose z is still vertical; gravity pulls along z."""
    turn = rotation_about([0, 1, 0], np.radians(degrees))
    plates = []
    for plate in recording.plates:
        upright = plate.force_n.copy()  # gravity does not slope with the floor
        moment = plate.moment_nm @ turn.T
        plates.append(ForcePlate(plate.name, upright, moment, plate.corners_m @ turn.T))
    positions = recording.markers.positions_m @ turn.T
    return replace(recording, markers=replace(recording.markers, positions_m=positions), plates=tuple(plates))


@pytest.mark.parametrize("degrees", [-10.0, -6.0, 1.0, 6.0, 10.0])
def test_a_ramp_has_no_knee_moments(degrees):
    turned = turn_into_lab_frame(on_a_ramp(WALK.recording(), degrees))
    sloped = abs(degrees) > 3
    assert (turned.plates == ()) == sloped
    assert any(f"slope by {abs(degrees):.0f}°" in note.text for note in turned.notes) == sloped


def test_a_laboratory_whose_axes_are_turned_is_level():
    """Plates, markers and forces turned together by 8 degrees: gravity turns with them."""
    recording = WALK.recording()
    turn = rotation_about([0, 1, 0], np.radians(8))
    plates = tuple(
        ForcePlate(p.name, p.force_n @ turn.T, p.moment_nm @ turn.T, p.corners_m @ turn.T) for p in recording.plates
    )
    markers = replace(recording.markers, positions_m=recording.markers.positions_m @ turn.T)
    assert len(turn_into_lab_frame(replace(recording, markers=markers, plates=plates)).plates) == 2


@pytest.mark.parametrize("corners", [True, False])
def test_a_treadmill_with_markers_on_the_tip_of_the_toes(corners):
    """The tip is 6 cm ahead of the metatarsal head, and low all through swing."""
    walker = Walker(corners=corners, plates=Walker().plates if corners else ())
    recording = walker.recording()
    positions = recording.markers.positions_m.copy()
    for side in walker.sides:
        heel, toe = (recording.markers.labels.index(recording.roles[side, role]) for role in ("heel", "toe"))
        along = positions[:, toe] - positions[:, heel]
        positions[:, toe] += 0.06 * along / np.linalg.norm(along, axis=1)[:, None]
        height = positions[:, toe, 2]
        positions[:, toe, 2] = np.where(height > 0.03, 0.02 + 0.15 * (height - 0.02), height)
    turned = turn_into_lab_frame(
        replace(recording, treadmill=False, markers=replace(recording.markers, positions_m=positions))
    )
    assert turned.treadmill
    walk = analyse_walk(turned, angles_only=True)
    assert walk.steps["speed_m_s"].dropna().to_numpy() == pytest.approx(walker.speed_m_s, abs=0.1)
