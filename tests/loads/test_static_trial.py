"""Standing trials as laboratories make them: long, with a knee alignment device, with a model's outputs alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker
from tests.loads.modelled_walk import knee_and_ankle, modelled_walk, unit, without_medial_markers
from tests.loads.test_plug_in_gait import plug_in_gait_walk

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion
from footwise.loads import analyse_walk, find_shank
from footwise.loads.plug_in_gait import angle_about, plug_in_gait_leg, rotated
from footwise.loads.shank import KneeMethod
from footwise.loads.static_trial import standing_pose, with_offsets
from footwise.recordings import Markers

OFFSETS = {"thigh_rotation": 0.35, "shank_rotation": -0.2, "tibial_torsion": -0.3, "ankle_abadd": 0.0}


def standing(recording, frame=120, frames=300, sway=0.0):
    """One frame of a walk, held."""

    def held(markers):
        random = np.random.default_rng(3)
        positions = np.repeat(markers.positions_m[frame : frame + 1], frames, axis=0)
        return Markers(markers.rate_hz, markers.labels, positions + sway * random.standard_normal(positions.shape))

    return replace(
        recording,
        name="standing",
        markers=held(recording.markers),
        modelled=None if recording.modelled is None else held(recording.modelled),
        plates=(),
        treadmill=False,
    )


def with_shank_marker(recording):
    """A marker on the front of each shank, for the cluster."""
    markers, roles = recording.markers, dict(recording.roles)
    labels, points = list(markers.labels), [markers.positions_m]
    for side in ("left", "right"):
        lateral, malleolus = (recording.marker(side, f"lateral_{end}") for end in ("epicondyle", "malleolus"))
        ahead = unit(recording.marker(side, "toe") - recording.marker(side, "heel")) * [1, 1, 0]
        up = unit(lateral - malleolus)
        ahead = unit(ahead - np.sum(ahead * up, axis=1)[:, None] * up)
        points.append(((lateral + malleolus) / 2 + 0.06 * ahead)[:, None])
        labels.append(f"{side}_shank")
        roles[side, "shank_1"] = labels[-1]
    markers = Markers(markers.rate_hz, tuple(labels), np.concatenate(points, axis=1))
    return replace(recording, markers=markers, roles=roles)


def test_the_quietest_second_of_a_long_trial_is_taken():
    whole = with_shank_marker(Walker().recording())
    still = standing(whole)
    positions = still.markers.positions_m.copy()
    positions[:120] += 0.3 * np.sin(np.arange(120) / 10)[:, None, None]
    restless = replace(still, markers=replace(still.markers, positions_m=positions))
    for side in ("left", "right"):
        pose, expected = standing_pose(restless, side), standing_pose(still, side)
        for key, place in expected.items():
            np.testing.assert_allclose(pose[key], place, atol=1e-3)
    walking = standing(whole, frames=1)
    walking = replace(walking, markers=whole.markers, source=Path("walks.c3d"))
    with pytest.raises(FootwiseError, match=r"^walks\.c3d: is not a standing trial"):
        find_shank(whole, filtered_motion(whole), "left", walking)
    with pytest.raises(FootwiseError, match=r"^walks\.c3d: is not a standing trial"):
        analyse_walk(whole, static=walking)


def test_medial_markers_that_only_the_standing_trial_has():
    whole = with_shank_marker(Walker().recording())
    walk, reference = without_medial_markers(whole), analyse_walk(whole)
    measured = analyse_walk(walk, static=standing(whole))
    assert "static trial standing, 3 markers" in measured.knee_source
    # The markers of the synthetic walk are no rigid body to the millimetre.
    used = reference.steps["used"]
    difference = measured.steps["kam_peak1_pct_bwht"] - reference.steps["kam_peak1_pct_bwht"]
    assert measured.steps["used"][used].mean() > 0.8 and difference.abs().median() < 0.25


def test_a_map_may_name_markers_of_the_standing_trial_alone():
    whole = with_shank_marker(Walker().recording())
    medial = {role: label for role, label in whole.roles.items() if role[1].startswith("medial")}
    walk = replace(without_medial_markers(whole), absent=medial)
    assert analyse_walk(walk, static=standing(whole)).steps["used"].any()
    with pytest.raises(FootwiseError, match=r"the marker map names .*left medial malleolus.*does not have"):
        analyse_walk(walk)
    neither = replace(walk, absent={**medial, ("left", "shank_1"): "LTIBB"})
    static = standing(replace(whole, roles={k: v for k, v in whole.roles.items() if k != ("left", "shank_1")}))
    with pytest.raises(FootwiseError, match=r"LTIBB.*neither it nor"):
        analyse_walk(neither, static=static)


def test_what_a_model_stored_in_the_standing_trial_is_carried_through_the_walk():
    modelled = modelled_walk()
    whole = with_shank_marker(modelled)
    static = standing(whole)
    walk = replace(whole, modelled=None)
    shank = find_shank(walk, filtered_motion(walk), "left", static)
    assert shank.method is KneeMethod.STATIC_STORED and "LFEO, LTIO, LTIA" in shank.source
    knee, *_ = knee_and_ankle(Walker().recording(), "left")
    assert np.nanmedian(np.linalg.norm(shank.knee_centre_m - knee, axis=1)) < 0.01
    # A walk that stores them itself does not need it.
    assert find_shank(whole, filtered_motion(whole), "left", static).method is KneeMethod.STORED


def test_mass_height_and_measures_come_from_the_standing_trial():
    whole = with_shank_marker(Walker().recording())
    walk = replace(without_medial_markers(whole), person=replace(whole.person, mass_kg=None, height_m=None))
    static = standing(whole)
    assert analyse_walk(walk, static=static).recording.person.mass_kg == whole.person.mass_kg
    heavier = replace(static, person=replace(whole.person, mass_kg=1.3 * whole.person.mass_kg))
    with pytest.raises(FootwiseError, match="is of another person"):
        analyse_walk(without_medial_markers(whole), static=heavier)


def moved_wands(recording, offsets):
    """Plug-in Gait's walk with wands beside the plane they belong in, turned about the segment from its centre."""
    positions = recording.markers.positions_m.copy()
    motion = filtered_motion(recording, 50.0)
    for side in ("left", "right"):
        leg = plug_in_gait_leg(motion, recording.person, side)
        sign = 1 if side == "left" else -1
        thigh, shank = (recording.markers.labels.index(recording.roles[side, r]) for r in ("thigh", "shank_1"))
        pelvis = recording.marker("left", "asis") / 2 + recording.marker("right", "asis") / 2
        top = hip_of(recording, side)
        assert pelvis.shape == top.shape
        for column, origin, axis, angle in (
            (thigh, leg.knee_m, unit(top - leg.knee_m), sign * offsets["thigh_rotation"]),
            (shank, leg.ankle_m, unit(leg.knee_m - leg.ankle_m), sign * offsets["shank_rotation"]),
        ):
            positions[:, column] = origin + rotated(positions[:, column] - origin, axis, angle)
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


def hip_of(recording, side):
    from footwise.loads.plug_in_gait import hip

    return hip(filtered_motion(recording, 50.0), recording.person, side)


def test_offsets_of_the_wands_are_taken_out():
    recording, centres = plug_in_gait_walk()
    crooked = moved_wands(recording, OFFSETS)
    offsets = {f"{side}_{name}": value for side in centres for name, value in OFFSETS.items()}
    person = replace(crooked.person, offsets_rad=offsets)
    motion = filtered_motion(crooked, 50.0)
    straight = filtered_motion(recording, 50.0)
    for side, (knee, ankle) in centres.items():
        leg = plug_in_gait_leg(motion, person, side)
        np.testing.assert_allclose(leg.knee_m, knee, atol=1e-4)
        np.testing.assert_allclose(leg.ankle_m, ankle, atol=1e-4)
        plain = plug_in_gait_leg(straight, recording.person, side)
        sign = 1 if side == "left" else -1
        turned = angle_about(plain.outward, leg.outward, unit(knee - ankle))
        np.testing.assert_allclose(sign * turned, OFFSETS["tibial_torsion"], atol=1e-3)
        # Left alone, the same wands put the knee centimetres away.
        assert np.linalg.norm(plug_in_gait_leg(motion, crooked.person, side).knee_m - knee, axis=1).max() > 0.01


def test_a_knee_alignment_device_tells_the_offsets():
    recording, _ = plug_in_gait_walk()
    crooked = moved_wands(recording, OFFSETS)
    static = standing(crooked)
    positions, labels, roles = [static.markers.positions_m], list(static.markers.labels), dict(static.roles)
    motion = filtered_motion(recording, 50.0)
    for side in ("left", "right"):
        leg = plug_in_gait_leg(motion, recording.person, side)
        corner = recording.marker(side, "lateral_epicondyle")[120]
        axis = unit(corner - leg.knee_m[120])
        one = unit(np.cross(axis, [0.3, 0.2, 1.0]))
        arms = 0.08 * np.stack((axis, one, np.cross(axis, one)))
        for name, arm in zip(("alignment_axis", "alignment_1", "alignment_2"), arms, strict=True):
            roles[side, name] = f"{side}_{name}"
            labels.append(roles[side, name])
            positions.append(np.broadcast_to(corner + arm, (static.markers.frames, 3))[:, None])
        del roles[side, "lateral_epicondyle"]  # the device stands where the marker will be
    markers = Markers(static.markers.rate_hz, tuple(labels), np.concatenate(positions, axis=1))
    static = replace(static, markers=markers, roles=roles)
    for side in ("left", "right"):
        found = with_offsets(crooked.person, static, side).offsets_rad
        assert found[f"{side}_thigh_rotation"] == pytest.approx(OFFSETS["thigh_rotation"], abs=0.01)
        assert found[f"{side}_shank_rotation"] == pytest.approx(OFFSETS["shank_rotation"], abs=0.15)
    walk = analyse_walk(crooked, static=static)
    assert "offsets of standing" in walk.knee_source
    straight = analyse_walk(recording)
    difference = walk.steps["kam_peak1_pct_bwht"] - straight.steps["kam_peak1_pct_bwht"]
    assert difference.abs().max() < 0.15
