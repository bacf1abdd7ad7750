"""Plug-in Gait's joint centres against a leg that was built the other way round, from its centres."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion
from footwise.loads import analyse_walk, find_shank
from footwise.loads.plug_in_gait import chord_centre, hip_centre, plug_in_gait_leg
from footwise.recordings import read_recording

KNEE_WIDTH, ANKLE_WIDTH, LEG = 0.105, 0.072, 0.9


def wand(proximal, distal, lateral):
    """A marker half way up a segment, 8 cm out in the plane of its two centres and the lateral marker."""
    along = (proximal - lateral) / np.linalg.norm(proximal - lateral, axis=1)[:, None]
    out = lateral - distal
    out = out - np.sum(out * along, axis=1)[:, None] * along
    return (proximal + lateral) / 2 + 0.08 * out / np.linalg.norm(out, axis=1)[:, None]


def beside(centre, proximal, direction, offset):
    """Lateral marker at `offset` from a centre, at a right angle to the line to the proximal centre."""
    along = proximal - centre
    out = direction - np.sum(direction * along, axis=1)[:, None] * along / np.sum(along**2, axis=1)[:, None]
    return centre + offset * out / np.linalg.norm(out, axis=1)[:, None]


def test_hip_centre_worked_by_hand():
    """Leg 0.9 m, ASIS 0.24 m apart; the guide's formulas in mm give C = 88.2 and AT = 67.36.

    x = 88.2 cos 0.5 sin 0.314 - 74.36 cos 0.314 = -46.81
    y = ±(120 - 88.2 sin 0.5) = ±77.72
    z = -88.2 cos 0.5 cos 0.314 - 74.36 sin 0.314 = -96.59
    """
    left, right, sacrum = (np.array([p]) for p in ([0, 0.12, 1.0], [0, -0.12, 1.0], [-0.18, 0, 1.0]))
    for side, sign in (("left", 1), ("right", -1)):
        centre = hip_centre(left, right, sacrum, 0.9, side)[0]
        np.testing.assert_allclose(1000 * (centre - [0, 0, 1]), [-46.81, sign * 77.72, -96.59], atol=0.05)


def test_hip_centre_turns_with_the_pelvis():
    turn = Rotation.from_rotvec([0.3, -0.4, 1.9])
    points = [np.array([[0.1, 0.12, 1.0]]), np.array([[0.1, -0.12, 1.02]]), np.array([[-0.1, 0.01, 1.03]])]
    there = hip_centre(*[turn.apply(p) + 2 for p in points], 0.85, "left")
    np.testing.assert_allclose(there, turn.apply(hip_centre(*points, 0.85, "left")) + 2, atol=1e-12)


def test_the_chord_makes_a_right_angle_in_the_plane():
    random = np.random.default_rng(10)
    proximal, lateral = random.uniform(-0.1, 0.1, (2, 20, 3)) + np.array([[[0, 0, 0.9]], [[0, 0, 0.5]]])
    out = lateral + random.uniform(-0.1, 0.1, (20, 3)) + [0, 0.1, 0.2]
    centre = chord_centre(proximal, lateral, out, 0.06)
    np.testing.assert_allclose(np.linalg.norm(centre - lateral, axis=1), 0.06)
    np.testing.assert_allclose(np.sum((centre - lateral) * (centre - proximal), axis=1), 0, atol=1e-12)
    normal = np.cross(proximal - lateral, out - lateral)
    np.testing.assert_allclose(np.sum((centre - lateral) * normal, axis=1), 0, atol=1e-12)
    assert (np.sum((centre - lateral) * (out - lateral), axis=1) < 0.06 * np.linalg.norm(out - lateral, axis=1)).all()


def plug_in_gait_walk():
    """The synthetic walk with Plug-in Gait's markers, built from known knee and ankle centres."""
    walker = Walker()
    recording = walker.recording()
    points = {key: recording.markers[label] for key, label in recording.roles.items()}
    pelvis = points["left", "pelvis_1"]
    made = {key: path for key, path in points.items() if key[1] in ("heel", "toe", "pelvis_1")}
    made |= {("left", "asis"): pelvis + np.array([0.1, 0.12, 0]), ("right", "asis"): pelvis + np.array([0.1, -0.12, 0])}
    made |= {(side, "psis"): pelvis + np.array([-0.08, 0, 0]) for side in walker.sides}
    centres = {}
    for side in walker.sides:
        out = np.array([0, 1.0 if side == "left" else -1.0, 0])
        knee = (points[side, "lateral_epicondyle"] + points[side, "medial_epicondyle"]) / 2
        ankle = (points[side, "lateral_malleolus"] + points[side, "medial_malleolus"]) / 2
        hip = hip_centre(made["left", "asis"], made["right", "asis"], made["left", "psis"], LEG, side)
        made[side, "lateral_epicondyle"] = beside(knee, hip, out + 0 * knee, KNEE_WIDTH / 2 + 0.007)
        made[side, "lateral_malleolus"] = beside(ankle, knee, out + 0 * knee, ANKLE_WIDTH / 2 + 0.007)
        made[side, "thigh"] = wand(hip, knee, made[side, "lateral_epicondyle"])
        made[side, "shank_1"] = wand(knee, ankle, made[side, "lateral_malleolus"])
        centres[side] = knee, ankle
    labels = {key: f"{key[0]}_{key[1]}" for key in made}
    measures = {
        f"{side}_{what}": value
        for side in walker.sides
        for what, value in (("leg_length", LEG), ("knee_width", KNEE_WIDTH), ("ankle_width", ANKLE_WIDTH))
    }
    markers = replace(
        recording.markers, labels=tuple(labels.values()), positions_m=np.stack(list(made.values()), axis=1)
    )
    person = replace(recording.person, measures_m=measures)
    return replace(recording, markers=markers, roles=labels, person=person, marker_set="Plug-in Gait"), centres


def test_a_leg_built_from_its_centres_gives_them_back():
    recording, centres = plug_in_gait_walk()
    motion = filtered_motion(recording, cutoff_hz=50.0)
    for side, (knee, ankle) in centres.items():
        found = plug_in_gait_leg(motion, recording.person, side)
        np.testing.assert_allclose(found.knee_m, knee, atol=1e-6)
        np.testing.assert_allclose(found.ankle_m, ankle, atol=1e-6)


def test_the_hips_go_by_the_mean_of_both_legs():
    """One leg 2 cm shorter and the other 2 cm longer: the centres stay where they were."""
    recording, centres = plug_in_gait_walk()
    uneven = {"left_leg_length": LEG - 0.02, "right_leg_length": LEG + 0.02}
    person = replace(recording.person, measures_m=recording.person.measures_m | uneven)
    motion = filtered_motion(recording, cutoff_hz=50.0)
    for side, (knee, ankle) in centres.items():
        found = plug_in_gait_leg(motion, person, side)
        np.testing.assert_allclose(found.knee_m, knee, atol=1e-6)
        np.testing.assert_allclose(found.ankle_m, ankle, atol=1e-6)


def test_the_moments_are_those_of_the_same_centres_and_say_so():
    recording, _ = plug_in_gait_walk()
    walk, reference = analyse_walk(recording), analyse_walk(Walker().recording())
    whole = ~walk.steps["reason"].str.startswith("cut by")
    assert walk.steps["used"][whole].all()
    np.testing.assert_allclose(walk.steps["kam_peak1_pct_bwht"], reference.steps["kam_peak1_pct_bwht"], atol=0.06)
    assert "Plug-in Gait" in walk.knee_source
    assert any("compare these moments only with" in note.text for note in walk.notes)


def test_a_missing_measure_is_named():
    recording, _ = plug_in_gait_walk()
    measures = {k: v for k, v in recording.person.measures_m.items() if k != "left_knee_width"}
    poorer = replace(recording, person=replace(recording.person, measures_m=measures))
    with pytest.raises(FootwiseError, match="left_knee_width"):
        find_shank(poorer, filtered_motion(poorer), "left")
    walk = analyse_walk(poorer)
    assert set(walk.steps["side"][walk.steps["used"]]) == {"right"}
    assert any("left_knee_width" in note.text for note in walk.notes)


def test_the_measures_of_the_real_file_are_read(treadmill_c3d):
    measures = read_recording(treadmill_c3d).person.measures_m
    assert measures["left_knee_width"] == pytest.approx(0.1058, abs=1e-4)
    assert measures["right_leg_length"] == pytest.approx(0.9047, abs=1e-4)
