"""Forces that contradict the foot or the walk: each kind of fault, and the sound walk beside it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Plate, Walker, uncut

from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.loads import analyse_walk
from footwise.loads.force_course import ForceCourse
from footwise.loads.force_faults import force_faults
from footwise.recordings import centre_of_pressure

ROW = tuple(Plate((x, x + 0.6), y) for x in (0.0, 0.6, 1.2, 1.8) for y in ((-0.4, 0.0), (0.0, 0.4)))
WALKWAY = Walker(plates=ROW, treadmill=False, start_s=-1.0, stop_s=3.0)


NOT_TURNED = np.eye(3)


def measured_otherwise(recording, axes=(1.0, 1.0, 1.0), shift_m=(0.0, 0.0, 0.0), turned=NOT_TURNED):
    """Plates whose force has other axes at the same point of pressure, or whose pressure is elsewhere."""
    plates = []
    for plate in recording.plates:
        at = np.nan_to_num(centre_of_pressure(plate.force_n, plate.moment_nm, 0.0, 1.0))
        free = plate.moment_nm - np.cross(at, plate.force_n)
        force = (plate.force_n * axes) @ turned.T
        moment = np.cross(at + shift_m, force) + free
        plates.append(replace(plate, force_n=force, moment_nm=moment))
    return replace(recording, plates=tuple(plates))


def leaning(degrees, axis):
    """Turned about the walking direction (axis 0), or about the walker's left (1)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) if axis == 0 else np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def reasons_of(walk):
    """Why the steps were left out that the recording does not cut and that have a plate."""
    said = walk.steps["reason"]
    return said[~said.str.startswith(("cut by", "no force plate", "foot not wholly"))]


@pytest.mark.parametrize("walker", [Walker(), WALKWAY, Walker(speed_m_s=0.5, stride_s=1.6, duty=0.7)])
def test_sound_forces_are_used_and_nothing_is_said_of_them(walker):
    walk = analyse_walk(walker.recording())
    assert walk.steps["used"].sum() >= 2
    assert not [note for note in walk.notes if "axes and the corners" in note.text]


@pytest.mark.parametrize("walker", [Walker(), WALKWAY])
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"axes": (-1, 1, 1)}, "the force drives the body early in stance"),
        ({"axes": (1, -1, 1)}, "the force pushes the foot away from the body"),
        ({"axes": (-1, -1, 1)}, "the force drives the body early in stance"),
        ({"shift_m": (0, 0.03, 0)}, "mm too far to the left under both feet"),
        ({"shift_m": (0, -0.03, 0)}, "mm too far to the right under both feet"),
        ({"shift_m": (-0.08, 0, 0)}, "mm behind the heel marker"),
        ({"shift_m": (0.08, 0, 0)}, "mm ahead of the toe marker"),
        ({"turned": leaning(2.5, 0)}, "the forces lean 2.5° right"),
        ({"turned": leaning(-2.5, 0)}, "the forces lean 2.5° left"),
        ({"turned": leaning(5, 1)}, "° forwards: a slope"),
    ],
)
def test_forces_that_contradict_feet_or_walk_are_not_used(walker, how, said):
    walk = analyse_walk(measured_otherwise(walker.recording(), **how))
    reasons = reasons_of(walk)
    assert not walk.steps["used"].any()
    assert len(reasons) and reasons.str.contains(said).any()
    assert np.isnan(walk.steps["kam_peak1_pct_bwht"]).all()
    assert np.isfinite(walk.steps["foot_progression_angle_deg"][reasons.index]).all()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"shift_m": (0, 0.018, 0)}, "too far to the left under both feet; up to"),
        ({"turned": leaning(1.5, 0)}, "the forces lean 1.5° right; up to"),
        ({"turned": leaning(2.8, 1)}, "° forwards; up to"),
    ],
)
def test_odd_forces_are_said(how, said):
    walk = analyse_walk(measured_otherwise(Walker().recording(), **how))
    assert walk.steps["used"].any()
    assert any(said in note.text for note in walk.notes)


def test_one_plate_beside_its_foot_costs_its_steps_alone():
    """At 6 cm the plate itself is still kept; the other belt's steps are sound."""
    recording = Walker().recording()
    moved = measured_otherwise(recording, shift_m=(0, 0.06, 0)).plates[0]
    walk = analyse_walk(replace(recording, plates=(moved, recording.plates[1])))
    left = walk.steps[walk.steps["side"] == "left"]
    assert not left["used"].any()


@pytest.mark.parametrize("walker", [Walker(), WALKWAY])
def test_plates_without_horizontal_force_give_foot_angles_alone(walker):
    sound, walk = (analyse_walk(measured_otherwise(walker.recording(), axes=axes)) for axes in ((1, 1, 1), (0, 0, 1)))
    assert not walk.has_loads and walk.steps["used"].sum() >= sound.steps["used"].sum()
    assert any("no horizontal force" in note.text for note in walk.notes)
    np.testing.assert_allclose(walk.steps["contact_s"], sound.steps["contact_s"], atol=1e-6)


USUAL = {
    "shear": 0.17, "drive": 0.2, "inward": 0.05, "body_inward_m": 0.045, "outside_m": 0.005, "heel_m": 0.045,
    "toes_m": 0.005, "progress_m": 0.08, "foot_m": 0.2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({}, ""),
        ({"shear": 0.031}, ""),
        ({"shear": 0.029}, "no horizontal force"),
        ({"drive": -0.03}, ""),
        ({"drive": -0.05}, "brakes it late"),
        ({"inward": -0.03, "body_inward_m": 0.015}, ""),
        ({"inward": -0.03}, "away from the body"),
        ({"outside_m": -0.039}, ""),
        ({"outside_m": -0.041}, "41 mm beside the foot"),
        ({"heel_m": -0.004}, ""),
        ({"heel_m": -0.006}, "6 mm behind the heel marker"),
        ({"toes_m": 0.074}, ""),
        ({"toes_m": 0.076}, "76 mm ahead of the toe marker"),
        ({"progress_m": -0.019}, ""),
        ({"progress_m": -0.05}, "moves 50 mm from the toes to the heel"),
    ],
)
def test_one_step_against_each_limit(odd, said):
    """The third step is odd; the others are sound and stay so."""
    steps = uncut(find_steps(*walked()))
    course = {name: np.full(len(steps), value) for name, value in USUAL.items()}
    for name, value in odd.items():
        course[name][2] = value
    faults = force_faults(ForceCourse(**course), steps, (0.0, 0.0))
    assert not any(fault for k, fault in enumerate(faults) if k != 2)
    assert said in str(faults[2] or "") and bool(said) == bool(faults[2])


def walked():
    recording = Walker().recording()
    return recording, filtered_motion(recording), plate_loads(recording)


def test_markers_that_lean_against_the_forces_are_said():
    recording = Walker().recording()
    turned = replace(recording.markers, positions_m=recording.markers.positions_m @ leaning(2.5, 0).T)
    walk = analyse_walk(replace(recording, markers=turned))
    assert any("further to the right than the forces carry it" in note.text for note in walk.notes)
