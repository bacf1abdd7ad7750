"""Marker sets by label: recognised, prefixed, mapped by the user, or missing and named."""

import re
from pathlib import Path

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, standing

from footwise.errors import FootwiseError
from footwise.recordings import (
    FOOT_ROLES,
    KNEE_ROLES,
    SIDES,
    Markers,
    Recording,
    label_list,
    missing_knee_markers,
    read_recording,
)
from footwise.recordings.marker_sets import (
    absent_labels,
    built_in_sets,
    choose_marker_set,
    plain_labels,
    read_marker_map,
)

NOWHERE = Path("walk.c3d")
# As the makers print them in their own documents.
PUBLISHED = {
    "HBM2": "LASIS RASIS LPSIS RPSIS LLEK LMEK LLM LMM LHEE LMT2 LMT5 RLEK RMEK RLM RMM RHEE RMT2 RMT5 C7 XIPH",
    "Plug-in Gait": "LASI RASI LPSI RPSI LTHI LKNE LTIB LANK LHEE LTOE RTHI RKNE RTIB RANK RHEE RTOE C7 CLAV STRN",
    "CAST / Qualisys": "L_IAS R_IAS L_FCC L_FM1 L_FM2 L_FM5 L_FAL L_TAM L_FLE L_FME "
    "R_FCC R_FM1 R_FM2 R_FM5 R_FAL R_TAM R_FLE R_FME",
    "gait2392": "R.ASIS L.ASIS V.Sacral R.Knee.Lat R.Knee.Med R.Ankle.Lat R.Ankle.Med R.Heel R.Toe.Tip R.Toe.Lat "
    "L.Knee.Lat L.Knee.Med L.Ankle.Lat L.Ankle.Med L.Heel L.Toe.Tip L.Toe.Lat",
    "Rajagopal": "RASI LASI RLFC RMFC RLMAL RMMAL RCAL RTOE RMT5 LLFC LMFC LLMAL LMMAL LCAL LTOE LMT5",
    "OpenCap": "r.ASIS_study L.ASIS_study r_knee_study r_mknee_study r_ankle_study r_mankle_study r_toe_study "
    "r_5meta_study r_calc_study L_knee_study L_mknee_study L_ankle_study L_mankle_study L_toe_study L_calc_study",
    "OpenCap laboratory": "r.ASIS L.ASIS r.PSIS L.PSIS r_knee r_mknee r_ankle r_mankle r_toe r_5meta r_calc r_sh2 "
    "r_sh3 r_shank_antsup L_knee L_mknee L_ankle L_mankle L_toe L_calc L_5meta L_sh2 L_sh3 L_shank_antsup",
    "Helen Hayes": "R.ASIS L.ASIS V.Sacral R.Thigh R.Knee R.Knee.Medial R.Shank R.Ankle R.Ankle.Medial R.Heel R.Toe "
    "L.Thigh L.Knee L.Knee.Medial L.Shank L.Ankle L.Ankle.Medial L.Heel L.Toe",
    "Qualisys full body": "WaistLFront WaistRFront WaistBack LKneeOut LKneeIn LShinFrontHigh LAnkleOut LAnkleIn "
    "LHeelBack LForefoot2 LForefoot5 RKneeOut RKneeIn RShinFrontHigh RAnkleOut RAnkleIn "
    "RHeelBack RForefoot2 RForefoot5",
    "IOR (Leardini)": "LASI RASI LPSI RPSI LLE LME LHF LTT LLM LMM LCA LFM LSM LVM "
    "RLE RME RHF RTT RLM RMM RCA RFM RSM RVM",
    "HBM": "LASIS RASIS LPSIS RPSIS LLEK LMEK LLM LMM LHEE LTOE LMT5 RLEK RMEK RLM RMM RHEE RTOE RMT5 C7 XIPH",
}


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("written", ["{}", "Anna:{}", "Subject36_{}", "251112_KUO_{}", "ab-{}", "Group:Anna:{}"])
def test_every_set_is_recognised_with_any_prefix(name: str, written: str) -> None:
    labels = tuple(written.format(label) for label in PUBLISHED[name].split())
    marker_set, roles = choose_marker_set(NOWHERE, labels)
    assert marker_set.name == name
    assert all((side, role) in roles for side in SIDES for role in FOOT_ROLES)
    assert set(roles.values()) <= set(labels)
    if name != "Plug-in Gait":  # which has no inner markers
        assert all((side, role) in roles for side in SIDES for role in KNEE_ROLES)
    for (side, _), label in roles.items():
        if not any(middle in label.upper() for middle in ("AS", "PS", "SACR", "IAS", "WAIST", "C7")):
            assert side[0].upper() in label.upper()


@pytest.mark.parametrize(
    "knee, ankle",
    [
        ("KNEMED", "MED"),
        ("KNEEMED", "ANKMED"),
        ("MKN", "MMAL"),
        ("Med_kn", "Med_ank"),
        ("MFC", "MMA"),
        ("MKNE", "MANK"),
        ("KneeMedial", "AnkleMedial"),
        ("MedKnee", "MedAnkle"),
        ("KNEI", "ANKI"),
    ],
)
def test_inner_markers_of_a_standing_trial_as_laboratories_call_them(knee: str, ankle: str) -> None:
    labels = (*PUBLISHED["Plug-in Gait"].split(), *(side + role for side in "LR" for role in (knee, ankle)))
    marker_set, roles = choose_marker_set(NOWHERE, labels)
    assert marker_set.name == "Plug-in Gait"
    assert roles["left", "medial_epicondyle"] == "L" + knee and roles["right", "medial_malleolus"] == "R" + ankle


def test_the_walk_of_the_rajagopal_model_is_recognised() -> None:
    parts = ["ASIS", "PSIS", "Knee", "MKnee", "Ankle", "MAnkle", "Heel", "Toe", "MT5", "SH1", "SH2", "SH3"]
    _, roles = choose_marker_set(NOWHERE, tuple(f"{side}.{part}" for side in "RL" for part in parts))
    assert not [role for role in KNEE_ROLES if ("left", role) not in roles]
    assert roles["right", "medial_epicondyle"] == "R.MKnee" and roles["left", "shank_2"] == "L.SH1"


def test_a_foot_without_its_toe_is_told_by_what_it_lacks() -> None:
    with pytest.raises(FootwiseError, match=r"closest: Plug-in Gait, of which it lacks LTOE, RTOE\); it has LASI"):
        choose_marker_set(NOWHERE, tuple(one for one in PUBLISHED["Plug-in Gait"].split() if "TOE" not in one))


def test_every_built_in_set_has_feet_on_both_sides() -> None:
    assert {marker_set.name for marker_set in built_in_sets()} == set(PUBLISHED)
    for marker_set in built_in_sets():
        for side in SIDES:
            assert all((side, role) in marker_set.labels for role in (*FOOT_ROLES, *KNEE_ROLES))


def test_letter_case_and_separators_do_not_count() -> None:
    labels = ("l_hee", "L.MT2", "Rhee", "r mt2", "LLEK", "LMEK", "LLM", "LMM")
    _, roles = choose_marker_set(NOWHERE, labels)
    assert roles["left", "heel"] == "l_hee"
    assert roles["right", "toe"] == "r mt2"


def test_a_box_with_its_own_prefix_is_no_person() -> None:
    labels = (*(f"Anna:{label}" for label in HBM2), "Box:one", "Box:two")
    assert choose_marker_set(NOWHERE, labels)[1]["left", "heel"] == "Anna:LHEE"
    assert plain_labels(labels)[0] == "LHEE"


def test_two_people_are_refused_and_not_named(tmp_path: Path) -> None:
    labels = [f"{person}:{label}" for person in ("Anna", "Ben") for label in HBM2]
    (tmp_path / "two.c3d").write_bytes(c3d_bytes(standing()[:, [*range(18)] * 2], labels))
    with pytest.raises(
        FootwiseError, match=r"two\.c3d: holds several people \(subject 1, subject 2\)\. Export one person"
    ):
        read_recording(tmp_path / "two.c3d")


def test_the_second_of_two_may_be_without_feet() -> None:
    labels = (*(f"Anna:{label}" for label in HBM2), "Ben:LASIS", "Ben:RASIS")
    assert choose_marker_set(NOWHERE, labels)[1]["right", "toe"] == "Anna:RMT2"


def test_missing_feet_are_named_with_what_the_file_has() -> None:
    with pytest.raises(FootwiseError) as caught:
        choose_marker_set(NOWHERE, ("LASI", "RASI", "LHEE", "RHEE", "LKNE", "RKNE"))
    said = str(caught.value)
    assert "closest: Plug-in Gait" in said
    assert "of which it lacks LTOE, RTOE" in said
    assert "it has LASI, RASI, LHEE, RHEE, LKNE, RKNE" in said
    assert "`marker_map=...`" in said


def test_missing_knee_markers_are_named() -> None:
    labels = tuple(PUBLISHED["Plug-in Gait"].split())
    _, roles = choose_marker_set(NOWHERE, labels)
    recording = Recording("walk", NOWHERE, Markers(100.0, labels, np.zeros((1, len(labels), 3))), roles, "Plug-in Gait")
    lacking = missing_knee_markers(recording, "left")
    assert lacking == ["left medial malleolus (LMED)", "left medial epicondyle (LKNM)"]


def test_long_lists_are_cut() -> None:
    assert label_list([str(k) for k in range(40)]).endswith("29 and 10 more")


def test_the_users_own_map(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        'name = "ours"\nnote = "toe on the nail"\nlateral_malleolus = "{side}_out"\n'
        '[left]\nheel = "h1"\ntoe = ["t0", "t1"]\n[right]\nheel = "h2"\ntoe = "t2"\n'
    )
    labels = ("h1", "t1", "h2", "t2", "left_out", "right_out")
    marker_set, roles = choose_marker_set(NOWHERE, labels, tmp_path / "map.toml")
    assert (marker_set.name, marker_set.note) == ("ours", "toe on the nail")
    assert roles == {
        ("left", "heel"): "h1",
        ("left", "toe"): "t1",
        ("left", "lateral_malleolus"): "left_out",
        ("right", "heel"): "h2",
        ("right", "toe"): "t2",
        ("right", "lateral_malleolus"): "right_out",
    }
    with pytest.raises(FootwiseError, match=re.escape("names the marker 'h2' for right heel")):
        choose_marker_set(NOWHERE, ("h1", "t1", "t2"), tmp_path / "map.toml")
    marker_set, roles = choose_marker_set(NOWHERE, labels[:4], tmp_path / "map.toml")
    assert absent_labels(marker_set, roles) == {
        ("left", "lateral_malleolus"): "left_out",
        ("right", "lateral_malleolus"): "right_out",
    }


def test_a_map_goes_before_the_built_in_sets(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('heel = "{S}HEE"\ntoe = "{S}MT5"\n')
    (tmp_path / "walk.c3d").write_bytes(c3d_bytes(standing(), HBM2))
    recording = read_recording(tmp_path / "walk.c3d", marker_map=tmp_path / "map.toml")
    assert recording.roles["left", "toe"] == "LMT5"
    assert recording.marker_set == "map"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("heel = ", "is not a marker map"),
        ("[left]\nheel = 1\ntoe = 2", "is not a marker map"),
        ("left = 3\nheel = 'a'\ntoe = 'b'", "is not a marker map"),
        ("heel = ['a', 1]\ntoe = 'b'", "is not a marker map"),
        ("heel = '{S}HEE'", "does not say which marker is the left toe"),
        ("", "does not say which marker is the left heel"),
        ("[left]\nheel = 'a'\ntoe = 'b'", "does not say which marker is the right heel"),
    ],
)
def test_a_map_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(FootwiseError, match=said):
        read_marker_map(tmp_path / "map.toml")


def test_no_map() -> None:
    with pytest.raises(FootwiseError, match="there is no such file"):
        read_marker_map(Path("nowhere.toml"))
