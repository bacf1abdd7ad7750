"""Knees that the laboratory's own model stored in the file, against the same knees worn as markers."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker
from tests.loads.modelled_walk import knee_and_ankle, modelled_walk, without_medial_markers

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion
from footwise.loads import against_stored, analyse_walk, find_shank
from footwise.loads.moments import TRIAL_GRAVITY
from footwise.loads.shank import KneeMethod
from footwise.recordings import stored_adduction_nm_kg, stored_labels

SPELLINGS = [("KJC", "AJC"), ("_Knee_JC", "_Ankle_JC"), (".KneeCentre", ".AnkleCentre"), ("KneeJC", "AnkleJC")]


def test_stored_centres_and_axes_give_the_moments_of_the_markers():
    walk, reference = analyse_walk(modelled_walk()), analyse_walk(Walker().recording())
    assert walk.steps["used"].tolist() == reference.steps["used"].tolist()
    np.testing.assert_allclose(walk.kam, reference.kam, atol=2e-3)
    np.testing.assert_allclose(walk.kfm, reference.kfm, atol=1e-2)
    assert "LFEO, LTIO, LTIA" in walk.knee_source and "RTIA" in walk.knee_source
    assert any("compare these moments only" in str(note) for note in walk.notes)


@pytest.mark.parametrize("knee, ankle", SPELLINGS)
def test_centres_without_axes_take_the_flexion_axis_through_the_lateral_marker(knee, ankle):
    recording = modelled_walk(axes=False, names=(knee, ankle))
    shank = find_shank(recording, filtered_motion(recording), "right")
    assert shank.method is KneeMethod.STORED and "lateral knee marker" in shank.source
    whole = Walker().recording()
    expected = find_shank(whole, filtered_motion(whole), "right")
    np.testing.assert_allclose(shank.knee_centre_m, expected.knee_centre_m, atol=1e-6)
    np.testing.assert_allclose(shank.forward, expected.forward, atol=1e-3)


def test_the_walkers_own_prefix_decides_whose_knee_it_is():
    recording = modelled_walk(prefix="Anna:")
    other = replace(
        recording.modelled,
        labels=tuple(label.replace("Anna:", "Bob:") for label in recording.modelled.labels),
        positions_m=recording.modelled.positions_m + 0.05,
    )
    both = replace(
        recording.modelled,
        labels=other.labels + recording.modelled.labels,
        positions_m=np.concatenate((other.positions_m, recording.modelled.positions_m), axis=1),
    )
    found = stored_labels(replace(recording, modelled=both), "left")
    assert found.roles["knee_centre"] == "Anna:LFEO"
    assert stored_labels(replace(recording, modelled=other), "left") is None


def test_medial_markers_go_before_what_is_stored_and_that_before_regression():
    recording = modelled_walk()
    whole = Walker().recording()
    worn = replace(whole, modelled=recording.modelled)
    assert find_shank(worn, filtered_motion(worn), "left").method is KneeMethod.MARKERS
    assert find_shank(worn, filtered_motion(worn), "left", like="plug-in-gait").method is KneeMethod.STORED


@pytest.mark.parametrize("turned", [60.0, -95.0, 180.0])
def test_axes_that_point_sideways_or_back_are_never_used(turned):
    recording = modelled_walk(turned_deg=turned)
    with pytest.raises(FootwiseError, match="away from the walking direction"):
        analyse_walk(recording)
    # Without heading nothing can be said, and 30° is a leg turned out.
    assert analyse_walk(modelled_walk(turned_deg=30.0)).steps["used"].any()


@pytest.mark.parametrize(
    "shift", [np.array([0, 0, 0.4]), np.array([0.2, 0, 0])], ids=["ankle at the knee", "knee before the marker"]
)
def test_stored_points_that_are_not_at_this_knee_are_not_used(shift):
    recording = modelled_walk()
    moved = recording.modelled.positions_m.copy()
    for k, label in enumerate(recording.modelled.labels):
        if label[1:3] == "TI" if shift[2] else label[1:3] == "FE":
            moved[:, k] += shift
    recording = replace(recording, modelled=replace(recording.modelled, positions_m=moved))
    assert stored_labels(recording, "left") is None
    with pytest.raises(FootwiseError, match="medial epicondyle"):
        analyse_walk(recording)


@pytest.mark.parametrize("factor, unit", [(1.0, "N·m/kg"), (65.0, "N·m"), (1e3, "N·mm/kg"), (65e3, "N·mm")])
def test_the_unit_of_a_stored_moment_is_told_by_its_size(factor, unit):
    recording = modelled_walk()
    walk = analyse_walk(recording)
    per_kg = np.zeros((recording.markers.frames, 3))
    at = np.arange(recording.markers.frames) / recording.markers.rate_hz
    mine = walk.steps[(walk.steps["side"] == "left") & walk.steps["used"]]
    for k in mine.index:
        contact, off = mine.loc[k, "contact_s"], mine.loc[k, "off_s"]
        share = (at - contact) / (off - contact)
        inside = (share >= 0) & (share <= 1)
        own = walk.kam[k] / 100 * TRIAL_GRAVITY * recording.person.height_m
        per_kg[inside, 1] = np.interp(100 * share[inside], np.arange(101), np.nan_to_num(own))
    stored = replace(recording, stored_moments={"LKneeMoment": factor * per_kg})
    np.testing.assert_allclose(np.nan_to_num(stored_adduction_nm_kg(stored, "left")), per_kg[:, 1], atol=1e-9)
    compared = against_stored(replace(walk, recording=stored))
    assert set(compared["side"]) == {"left"} and len(compared) == len(mine), unit
    assert (compared["rmse_nm_kg"] < 0.02).all() and (compared["correlation"] > 0.99).all()


def test_like_plug_in_gait_counts_weight_and_inertia_and_filters_less():
    recording = modelled_walk()
    walk, own = analyse_walk(recording, like="plug-in-gait"), analyse_walk(recording)
    assert (walk.like, walk.marker_hz, walk.force_hz) == ("plug-in-gait", 20.0, 40.0)
    assert (own.like, own.marker_hz, own.force_hz) == ("", 8.0, 8.0)
    used = own.steps["used"].to_numpy()
    assert np.nanmax(np.abs(walk.kam[used] - own.kam[used])) > 0.05
    np.testing.assert_allclose(walk.steps["contact_s"], own.steps["contact_s"])
    with pytest.raises(FootwiseError, match="visual3d"):
        analyse_walk(recording, like="visual3d")


def test_all_that_is_missing_is_asked_for_at_once():
    recording = without_medial_markers(Walker().recording())
    nobody = replace(recording, person=replace(recording.person, mass_kg=None, height_m=None))
    with pytest.raises(FootwiseError) as refusal:
        analyse_walk(nobody)
    assert all(word in str(refusal.value) for word in ("mass", "height", "left medial epicondyle", "right medial"))


def test_the_shank_of_the_synthetic_walk_is_what_the_helper_says():
    recording = Walker().recording()
    shank = find_shank(recording, filtered_motion(recording, 40.0), "right")
    knee, _, forward, _, _ = knee_and_ankle(recording, "right")
    np.testing.assert_allclose(shank.knee_centre_m[50:-50], knee[50:-50], atol=2e-3)
    assert (np.einsum("ij,ij->i", shank.forward, forward)[50:-50] > 0.999).all()
