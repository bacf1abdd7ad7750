"""What changed between two walks: its signs, its errors by number of steps, and the walks that are not compared."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.shared import recording as shared

from footwise.errors import FootwiseError
from footwise.loads import MARKERS, StepPosture, WalkPosture
from footwise.loads.film import ONE_PHONE
from footwise.prescription.odds import NAMES, posture_changes

SEGMENTS = {"left shank": 0.41, "right shank": 0.41, "left foot": 0.2, "right foot": 0.2, "pelvis": 0.25}
USUAL = {
    "trunk_sway_deg": 3.0, "knee_flexion_deg": 18.0, "pelvic_list_deg": -4.0, "knee_abduction_deg": 1.0,
    "step_width_m": 0.11, "tibia_deg": -3.0, "foot_progression_angle_deg": 6.0, "knee_distance_m": 0.12,
    "pelvic_rotation_deg": 2.0,
}  # fmt: skip
COLUMN = dict(
    zip(
        USUAL,
        (
            "trunk_sway", "knee_flexion", "pelvic_list", "knee_adduction", "step_width", "tibia_tilt",
            "foot_progression_angle", "knee_distance", "pelvic_rotation",
        ),
        strict=True,
    )
)  # fmt: skip


def walked(n=20, source=MARKERS, seed=0, scatter=1.0, alike=0.0, sides=("left", "right"), **moved):
    """A walk whose steps scatter by `scatter` degrees (a hundredth of it in metres), each `alike` the one before."""
    rng = np.random.default_rng(seed)
    values = {}
    for name, mean in USUAL.items():
        noise = rng.standard_normal(2 * n)
        for k in range(2, 2 * n):
            noise[k] = alike * noise[k - 2] + np.sqrt(1 - alike**2) * noise[k]
        values[name] = mean + moved.get(name, 0.0) + scatter * (0.01 if name.endswith("_m") else 1.0) * noise
    steps = StepPosture(side=np.array(sides * n), contact_s=0.6 * np.arange(2 * n), **values)
    return WalkPosture(Path("walk.c3d"), steps, 1.2, dict(SEGMENTS), {}, source, 0.0)


def refused(natural, changed, side="left"):
    with pytest.raises(FootwiseError) as caught:
        posture_changes(natural, changed, side)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_every_change_comes_under_its_own_name():
    for name, column in COLUMN.items():
        turn = {"foot_progression_angle_deg": -10.0}
        moved = turn | {name: turn.get(name, 0.0) + (0.05 if name.endswith("_m") else 5.0)}
        found = posture_changes(walked(scatter=0.0), walked(scatter=0.0, **moved), "left")
        expected = np.where(np.array(NAMES) == "foot_progression_angle", -10.0, 0.0)
        expected[NAMES.index(column)] += 0.05 if name.endswith("_m") else 5.0
        known = np.isfinite(found.change)
        np.testing.assert_allclose(found.change[known], expected[known], atol=1e-9)
        assert {one for one, there in zip(NAMES, known, strict=True) if not there} == {
            "cop_medial", "cop_forward", "cop_distance",
        }  # fmt: skip
        assert (np.isfinite(found.error_sd) == known).all() and (found.error_sd[known] > 0).all()


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_the_random_part_is_what_repeated_walks_scatter_by(alike):
    """Steps that resemble their neighbours tell less than as many that do not."""
    k = NAMES.index("tibia_tilt")
    changes, errors = [], []
    for seed in range(150):
        before = walked(n=40, seed=2 * seed, scatter=1.5, alike=alike)
        after = walked(n=40, seed=2 * seed + 1, scatter=1.5, alike=alike, foot_progression_angle_deg=-10)
        found = posture_changes(before, after, "left")
        changes.append(found.change[k])
        errors.append(found.error_sd[k] ** 2 - 0.2**2)
    assert 0.75 < np.std(changes) / np.sqrt(np.mean(errors)) < 1.25


def test_few_steps_are_less_sure_and_one_step_has_an_error_too():
    errors = []
    for n in (1, 4, 20, 100):
        before, after = walked(n=n), walked(n=n, seed=9, foot_progression_angle_deg=-10)
        found = posture_changes(before, after, "left")
        assert found.steps_natural == found.steps_changed == n
        errors.append(found.error_sd[NAMES.index("tibia_tilt")])
    assert errors == sorted(errors, reverse=True) and errors[0] > 3 * errors[-1]


def test_one_phone_does_not_tell_what_lies_along_its_line_of_sight():
    natural, changed = (walked(source=ONE_PHONE, foot_progression_angle_deg=turn) for turn in (0, -10))
    found = posture_changes(natural, changed, "right")
    assert np.isnan(found.change[[NAMES.index("knee_flexion"), NAMES.index("pelvic_rotation")]]).all()
    assert found.source == ONE_PHONE


def test_walks_of_different_people_are_refused():
    other = replace(walked(foot_progression_angle_deg=-10), segments_m=SEGMENTS | {"left shank": 0.45})
    assert "somebody else" in refused(walked(), other)


def test_markers_that_were_put_on_again_are_said_and_their_error_is_larger():
    changed = walked(foot_progression_angle_deg=-10)
    again = replace(changed, segments_m=SEGMENTS | {"left foot": 0.207})
    here, there = (posture_changes(walked(), one, "left") for one in (changed, again))
    assert not any("seem to have been put on again" in note.text for note in here.notes)
    assert any("seem to have been put on again" in note.text for note in there.notes)
    known = np.isfinite(here.change)
    assert (there.error_sd[known] > here.error_sd[known]).all()
    assert there.error_sd[NAMES.index("tibia_tilt")] > 1.5
    np.testing.assert_array_equal(there.steps_sd, here.steps_sd)


def test_a_foot_that_hardly_turned_is_refused_and_the_other_one_is_named():
    changed = walked(scatter=0.0)
    turned = changed.steps.foot_progression_angle_deg - np.where(changed.steps.side == "right", 10.0, 2.0)
    changed = replace(changed, steps=replace(changed.steps, foot_progression_angle_deg=turned))
    said = refused(walked(scatter=0.0), changed)
    assert "turned by 2.0°" in said and "the right one by 10°" in said
    assert posture_changes(walked(scatter=0.0), changed, "right").achieved_deg == pytest.approx(-10.0)


@pytest.mark.requirement("R-003")
def test_exchanged_legs_are_refused():
    exchanged = walked(foot_progression_angle_deg=-10, knee_distance_m=-0.24)
    assert "exchanged" in refused(walked(), exchanged)


def test_a_phone_that_was_turned_is_refused():
    assert "turned" in refused(walked(), replace(walked(foot_progression_angle_deg=-10), lean_deg=-3.5))


def test_a_leg_without_a_step_is_refused():
    with_one_leg = walked(foot_progression_angle_deg=-10)
    assert "no whole step of the left foot" in refused(
        walked(), replace(with_one_leg, steps=with_one_leg.steps.of("right"))
    )


@pytest.mark.shared
def test_the_person_who_turned_both_feet_in():
    """By markers alone; the tibia leans in as far as in the 107 (0.24° a degree), and the hip comes forward."""
    from footwise.jobs.odds import OddsRequest, measure_changes

    folder = shared("one_person_toe_in_toe_out")
    asked = OddsRequest("left", static=folder / "static1.trc", height_m=1.68)
    inwards = measure_changes(folder / "walking1.trc", folder / "walkingTI1.trc", asked)
    change = dict(zip(NAMES, inwards.change, strict=True))
    assert inwards.achieved_deg == pytest.approx(-23, abs=2)
    assert 0.2 < -change["tibia_tilt"] / inwards.achieved_deg < 0.35
    assert change["pelvic_rotation"] > 0 and change["knee_adduction"] > 0 and change["step_width"] > 0
    outwards = measure_changes(folder / "walking1.trc", folder / "walkingTO1.trc", asked)
    assert outwards.achieved_deg == pytest.approx(11, abs=2)
    # The right foot landed before the recording, and its step counts all the same: 13.6° and +2.4° by the plates.
    right = measure_changes(folder / "walking1.trc", folder / "walkingTI1.trc", replace(asked, side="right"))
    assert right.achieved_deg == pytest.approx(-13.6, abs=2)
    assert right.change[NAMES.index("tibia_tilt")] == pytest.approx(2.4, abs=0.7)
    assert any("began before the recording" in note.text for note in right.notes)
