"""Knees of other laboratories' recordings against what their own models stored: the figures that decide."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.shared import recording as shared

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion
from footwise.loads import against_stored, analyse_walk, find_shank
from footwise.loads.shank import KneeMethod
from footwise.recordings import read_recording

pytestmark = pytest.mark.shared

WALKS = (
    *(f"walkway_children/P{k}_straight.c3d" for k in (1, 2, 3)),
    "cgm2_walkway/walk.c3d.zip",
    "three_clinics/A_walk.c3d",
    "three_clinics/B_walk1.c3d",
    "three_clinics/B_walk2.c3d",
    "small_four_plates/walk.c3d",
)


@pytest.fixture(scope="module")
def walks():
    return {name: read_recording(shared(name)) for name in WALKS}


def compared(walks, **how):
    return pd.concat([against_stored(analyse_walk(recording, **how)) for recording in walks.values()])


def test_the_adduction_moment_by_stored_centres_and_axes(walks):
    """By the trial's lever arm at 8 Hz against the laboratories' own inverse dynamics."""
    table = compared(walks)
    assert len(table) >= 15
    assert table["correlation"].min() >= 0.85
    assert table["correlation"].median() >= 0.96
    assert table["rmse_nm_kg"].median() <= 0.032
    assert (np.sign(table["peak_nm_kg"]) == np.sign(table["stored_peak_nm_kg"])).all()


def test_the_same_like_plug_in_gait(walks):
    table = compared(walks, like="plug-in-gait")
    assert len(table) >= 15
    assert table["correlation"].min() >= 0.95
    assert table["correlation"].median() >= 0.985
    assert table["rmse_nm_kg"].median() <= 0.02


@pytest.mark.parametrize("name", WALKS)
def test_own_regression_where_nothing_is_stored(walks, name):
    recording = walks[name]
    bare = replace(recording, modelled=None, stored_moments={})
    for side in ("left", "right"):
        stored = find_shank(recording, filtered_motion(recording), side)
        own = find_shank(bare, filtered_motion(bare), side)
        assert (stored.method, own.method) == (KneeMethod.STORED, KneeMethod.REGRESSION)
        apart = np.linalg.norm(own.knee_centre_m - stored.knee_centre_m, axis=1)
        turned = np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", own.medial, stored.medial), -1, 1)))
        assert np.nanmedian(apart) < 0.006
        assert np.nanmedian(turned) < 6


@pytest.mark.parametrize("clinic, side", [(c, s) for c in ("A_walk", "B_walk1") for s in ("left", "right")])
def test_a_standing_trial_tells_the_wands_offsets(walks, clinic, side):
    """Clinic A wore medial markers, clinic B a knee alignment device; the walks are stripped of all they store."""
    recording = walks[f"three_clinics/{clinic}.c3d"]
    static = read_recording(shared(f"three_clinics/{clinic[0]}_static.c3d"))
    bare = replace(recording, modelled=None, stored_moments={}, person=replace(recording.person, offsets_rad={}))
    stored = find_shank(recording, filtered_motion(recording), side)
    stripped = replace(static, modelled=None, person=replace(static.person, offsets_rad={}))
    own = find_shank(bare, filtered_motion(bare), side, stripped, like="plug-in-gait")
    assert np.nanmedian(np.linalg.norm(own.knee_centre_m - stored.knee_centre_m, axis=1)) < 0.006
    turned = np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", own.medial, stored.medial), -1, 1)))
    assert np.nanmedian(turned) < 6


def test_a_wand_in_front_of_the_thigh_is_found_out(walks):
    """CGM2's thigh marker sits in front: taken for a wand at the side it turns the shank by 92°."""
    recording = walks["cgm2_walkway/walk.c3d.zip"]
    bare = replace(recording, modelled=None, person=replace(recording.person, offsets_rad={}))
    with pytest.raises(FootwiseError, match="away from the walking direction"):
        analyse_walk(bare)
    peaks = analyse_walk(recording).steps.query("used")["kam_peak1_pct_bwht"]
    np.testing.assert_allclose(sorted(peaks), [3.8, 3.9], atol=0.05)


def test_markers_that_only_the_standing_trial_has(tmp_path):
    """Clinic C: own labels, medial markers in the static alone."""
    (tmp_path / "map.toml").write_text(
        'name = "clinic C"\nheel = "{S}HEE"\ntoe = "{S}LA_TOE"\nlateral_malleolus = "{S}ANK"\n'
        'medial_malleolus = "{S}Med_ank"\nlateral_epicondyle = "{S}KNE"\nmedial_epicondyle = "{S}Med_kn"\n'
        'shank = ["{S}FIB", "{S}TIB"]\npelvis = ["SACR", "RASI", "LASI"]\n'
    )
    walk, static = (
        read_recording(shared(f"three_clinics/C_{what}.c3d"), marker_map=tmp_path / "map.toml")
        for what in ("walk", "static")
    )
    for side in ("left", "right"):
        shank = find_shank(walk, filtered_motion(walk), side, static)
        assert shank.method is KneeMethod.STATIC
        assert np.nanmedian(shank.residual_m) < 0.006
    with pytest.raises(FootwiseError, match="or give the standing trial in which"):
        analyse_walk(replace(walk, person=replace(walk.person, mass_kg=40.0, height_m=1.45)))


@pytest.mark.parametrize("mass_kg", [55.0, 62.7, 66.0, 70.0])
@pytest.mark.parametrize("toe", ["MT1", "MT5"])
@pytest.mark.requirement("R-011")
def test_plates_with_wrong_corners_are_refused(tmp_path, toe, mass_kg):
    (tmp_path / "map.toml").write_text(
        f'heel = "{{S}}CAL"\ntoe = "{{S}}{toe}"\n'
        'lateral_malleolus = "{S}MALL"\nmedial_malleolus = "{S}MALM"\n'
        'lateral_epicondyle = "{S}FCL"\nmedial_epicondyle = "{S}FCM"\npelvis = ["RASI", "LASI", "RPSI", "LPSI"]\n'
    )
    path = shared("wrong_plate_corners/walk.c3d")
    recording = read_recording(path, marker_map=tmp_path / "map.toml", mass_kg=mass_kg, height_m=1.75)
    with pytest.raises(FootwiseError, match="no force plate that can be used"):
        analyse_walk(recording)


def test_another_persons_standing_trial_is_refused(walks):
    static = read_recording(shared("three_clinics/B_static.c3d"))
    with pytest.raises(FootwiseError, match="is of another person"):
        analyse_walk(walks["three_clinics/A_walk.c3d"], static=static)


@pytest.mark.parametrize("name, kam1", [("walking1", 3.03), ("walking2", 3.03), ("walkingTO1", 2.97)])
def test_one_person_by_medial_markers_of_the_static(name, kam1):
    folder = shared("one_person_toe_in_toe_out")
    static = read_recording(folder / "static1.trc")
    recording = read_recording(folder / f"{name}.trc", forces=folder / f"{name}_grf.mot", mass_kg=62.6, height_m=1.68)
    left = analyse_walk(recording, static=static).steps.query("side == 'left' and used")
    np.testing.assert_allclose(left["kam_peak1_pct_bwht"], kam1, atol=0.3)
