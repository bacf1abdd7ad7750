"""What the plates weigh: on a treadmill and on a walkway, against the mass that is said."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker
from tests.shared import recording as shared_recording

from footwise.gait import filtered_motion, find_steps, foot_forces, plate_loads
from footwise.loads import analyse_walk
from footwise.loads.weighing import off_weight, weighed_kg
from footwise.recordings import read_recording


def weighed(recording):
    motion, loads = filtered_motion(recording), plate_loads(recording)
    steps = find_steps(recording, motion, loads)
    return weighed_kg(recording, steps, loads, foot_forces(recording, motion, steps, loads))


def walkway(mass_kg=70.0, **options):
    return Walker(mass_kg=mass_kg, treadmill=False, **options).recording()


@pytest.mark.parametrize("mass", [35.0, 70.0, 110.0])
def test_a_walk_over_plates_weighs_the_person(mass):
    assert weighed(walkway(mass)) == pytest.approx(mass, rel=0.06)


def test_a_foot_that_is_not_wholly_on_a_plate_weighs_nothing():
    recording = walkway()
    assert np.isnan(weighed(replace(recording, plates=())))
    silent = tuple(
        replace(plate, force_n=plate.force_n * 0, moment_nm=plate.moment_nm * 0) for plate in recording.plates
    )
    assert not weighed(replace(recording, plates=silent)) > 0


def test_a_treadmill_with_a_plate_under_one_belt_weighs_by_that_foot():
    recording = Walker(mass_kg=70.0).recording()
    walk = analyse_walk(replace(recording, plates=recording.plates[:1]))
    assert walk.weighed_kg == pytest.approx(70, rel=0.06) and not walk.weight_contradicts
    used = walk.steps[walk.steps["used"]]
    assert len(used) > 3 and set(used["side"]) == {"left"}


@pytest.mark.parametrize(("share", "say", "refuse"), [(1.0, False, False), (0.85, True, False), (0.7, True, True)])
@pytest.mark.requirement("R-011")
def test_a_wrong_mass_on_a_walkway_is_said_and_a_very_wrong_one_leaves_no_step(share, say, refuse):
    recording = walkway()
    said = replace(recording, person=replace(recording.person, mass_kg=weighed(recording) / share))
    assert off_weight(said, weighed(said)) == (say, refuse)
    walk = analyse_walk(said)
    assert any("the plates weigh" in note.text for note in walk.notes) == say
    assert walk.weight_contradicts == refuse
    assert walk.steps["used"].any() != refuse


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        *(f"walkway_children/P{k}_{which}.c3d" for k in (1, 2, 3) for which in ("straight", "turn")),
        "small_four_plates/walk.c3d",
        "three_clinics/A_walk.c3d",
        "three_clinics/B_walk1.c3d",
        "three_clinics/B_walk2.c3d",
        "cgm2_walkway/walk.c3d.zip",
    ],
)
def test_other_laboratories_plates_weigh_what_their_files_say(name):
    recording = read_recording(shared_recording(name))
    assert weighed(recording) == pytest.approx(recording.person.mass_kg, rel=0.13)
    assert not off_weight(recording, weighed(recording))[1]
