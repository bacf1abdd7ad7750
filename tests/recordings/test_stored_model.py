"""What a laboratory's own model stored in a C3D or TRC file, as makers and laboratories write it."""

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import STANDING, walking

from footwise.errors import FootwiseError
from footwise.recordings import read_recording, stored_adduction_nm_kg, stored_labels

MARKERS = [label.replace("MT2", "TOE").replace("LLEK", "LKNE").replace("RLEK", "RKNE") for label in STANDING]
MARKERS = [{"LLM": "LANK", "RLM": "RANK", "LASIS": "LASI", "RASIS": "RASI"}.get(label, label) for label in MARKERS]
MARKERS = [{"LPSIS": "LPSI", "RPSIS": "RPSI", "LMT5": "LVMH", "RMT5": "RVMH"}.get(label, label) for label in MARKERS]
MEDIAL = ("LMM", "RMM", "LMEK", "RMEK")


def outputs(points):
    """Joint centres, axes, angles and moments of both legs, in mm, deg and N·mm/kg, by plain label."""
    at = dict(zip(STANDING, np.moveaxis(points, 1, 0), strict=True))
    made = {}
    for side in "LR":
        knee, ankle = (at[side + "LEK"] + at[side + "MEK"]) / 2, (at[side + "LM"] + at[side + "MM"]) / 2
        made |= {side + "FEO": knee, side + "TIO": ankle}
        for axis, step in zip("ALP", np.eye(3), strict=True):
            made |= {f"{side}FE{axis}": knee + 400 * step, f"{side}TI{axis}": ankle + 400 * step}
        made[side + "KneeAngles"] = np.full_like(knee, 12.0)
        made[side + "KneeMoment"] = np.stack([0 * knee[:, 0], 300 + 0 * knee[:, 0], 0 * knee[:, 0]], axis=1)
    return made


def written(tmp_path, *, prefix="", rename=None, groups=True, second_labels=False, parameters=None, drop=()):
    points = walking()
    made = {(rename or {}).get(label, label): path for label, path in outputs(points).items()}
    made = {label: path for label, path in made.items() if label not in drop}
    worn = [k for k, label in enumerate(STANDING) if label not in MEDIAL]
    labels = [prefix + MARKERS[k] for k in worn] + [prefix + label for label in made]
    values = np.concatenate((points[:, worn], np.stack(list(made.values()), axis=1)), axis=1)
    said = dict(parameters or {})
    if groups:
        said["POINT:ANGLES"] = [prefix + side + "KneeAngles" for side in "LR"]
        said["POINT:MOMENTS"] = [prefix + side + "KneeMoment" for side in "LR"]
    if second_labels:
        said["POINT:LABELS"], said["POINT:LABELS2"] = labels[:20], labels[20:]
    path = tmp_path / "walk.c3d"
    path.write_bytes(c3d_bytes(values, labels, parameters=said))
    return path


@pytest.mark.parametrize("prefix", ["", "Anna:", "Group:Anna:"])
@pytest.mark.parametrize("second_labels", [False, True])
def test_centres_axes_and_moments_are_found_behind_any_prefix(tmp_path, prefix, second_labels):
    recording = read_recording(written(tmp_path, prefix=prefix, second_labels=second_labels))
    assert len(recording.markers.labels) == 14
    for side in ("left", "right"):
        stored = stored_labels(recording, side)
        letter = side[0].upper()
        assert stored.named("knee_centre", "ankle_centre", "tibia_forward") == f"{letter}FEO, {letter}TIO, {letter}TIA"
        knee = recording.modelled[stored.roles["knee_centre"]]
        beside = np.linalg.norm(knee - recording.marker(side, "lateral_epicondyle"), axis=1)
        np.testing.assert_allclose(beside, 0.05, atol=0.001)
        np.testing.assert_allclose(stored_adduction_nm_kg(recording, side), 0.3)


def test_the_lab_frame_turns_what_is_stored_with_the_markers(tmp_path):
    recording = read_recording(written(tmp_path))
    ahead = recording.modelled["LTIA"] - recording.modelled["LTIO"]
    np.testing.assert_allclose(ahead, np.broadcast_to([0.4, 0, 0], ahead.shape), atol=1e-6)


@pytest.mark.parametrize(
    "knee, ankle",
    [
        ("{}KJC", "{}AJC"),
        ("{}_KJC", "{}_AJC"),
        ("V_{}.Knee_JC", "V_{}.Ankle_JC"),
        ("{}KneeJC", "{}AnkleJC"),
        ("{}_Knee_Centre", "{}_Ankle_Centre"),
        ("{}KneeJointCenter", "{}AnkleJointCenter"),
    ],
)
def test_centres_as_other_programs_call_them(tmp_path, knee, ankle):
    rename = {f"{s}FEO": knee.format(s) for s in "LR"} | {f"{s}TIO": ankle.format(s) for s in "LR"}
    drop = [f"{s}{segment}{axis}" for s in "LR" for segment in ("FE", "TI") for axis in "ALP"]
    recording = read_recording(written(tmp_path, rename=rename, drop=drop))
    assert stored_labels(recording, "right").roles["knee_centre"] == knee.format("R")
    assert knee.format("R") not in recording.markers.labels


def test_four_points_make_an_axis_system_and_fewer_are_markers(tmp_path):
    recording = read_recording(written(tmp_path, drop=("LTIP",)))
    assert {"LTIO", "LTIA", "LTIL"} <= set(recording.markers.labels)
    assert stored_labels(recording, "left") is None and stored_labels(recording, "right") is not None


def test_values_without_a_group_are_no_markers_either(tmp_path):
    recording = read_recording(written(tmp_path, groups=False))
    assert not [label for label in recording.markers.labels if "Knee" in label]


def test_what_the_file_has_lists_markers_and_no_outputs(tmp_path):
    path = written(tmp_path)
    (tmp_path / "map.toml").write_text('heel = "{S}CALC"\ntoe = "{S}TOE"\n')
    with pytest.raises(FootwiseError) as refusal:
        read_recording(path, marker_map=tmp_path / "map.toml")
    assert "LHEE" in str(refusal.value) and "LTIO" not in str(refusal.value)


@pytest.mark.parametrize(
    "parameters, measure, metres",
    [
        ({"PROCESSING:LKneeWidth": 104.0}, "left_knee_width", 0.104),
        ({"PROCESSING:LKNEEWIDTH": 10.4}, "left_knee_width", 0.104),
        ({"SUBJECT:KNEE_WIDTH_L": 0.104}, "left_knee_width", 0.104),
        ({"PROCESSING:RIGHT_LEG_LENGTH": 88.0}, "right_leg_length", 0.88),
        ({"PROCESSING:RAsisTrocanterDistance": 70.0}, "right_asis_trochanter", 0.07),
        ({"PROCESSING:InterAsisDistance": 230.0}, "inter_asis", 0.23),
        ({"PROCESSING:MarkerDiameter": 9.5}, "marker_diameter", 0.0095),
    ],
)
def test_measures_in_whatever_unit_and_spelling(tmp_path, parameters, measure, metres):
    parameters = {name.upper(): value for name, value in parameters.items()}
    assert read_recording(written(tmp_path, parameters=parameters)).person.measures_m == {
        measure: pytest.approx(metres, rel=1e-5)
    }


def test_offsets_in_degrees_or_radians(tmp_path):
    said = {"PROCESSING:LTHIGHROTATION": -0.35, "PROCESSING:RTIBIALTORSION": -20.0}
    offsets = read_recording(written(tmp_path, parameters=said)).person.offsets_rad
    assert offsets == pytest.approx({"left_thigh_rotation": -0.35, "right_tibial_torsion": np.radians(-20)}, rel=1e-5)


def test_measures_that_are_given_go_before_the_files(tmp_path):
    path = written(tmp_path, parameters={"PROCESSING:LKNEEWIDTH": 104.0})
    person = read_recording(path, knee_width_m={"left": 0.11, "right": 0.1}, ankle_width_m=0.07).person
    assert person.measures_m == {
        "left_knee_width": 0.11,
        "right_knee_width": 0.1,
        "left_ankle_width": 0.07,
        "right_ankle_width": 0.07,
    }


@pytest.mark.parametrize("given", [{"knee_width_m": 104.0}, {"leg_length_m": {"left": 88.0}}])
def test_measures_that_nobody_has_are_refused(tmp_path, given):
    with pytest.raises(FootwiseError, match="is impossible"):
        read_recording(written(tmp_path), **given)


def test_joint_centres_in_a_trc_file(tmp_path):
    points = walking()
    made = outputs(points)
    worn = {MARKERS[k]: points[:, k] for k, label in enumerate(STANDING) if label not in MEDIAL}
    paths = worn | {side + "_KJC": made[side + "FEO"] for side in "LR"} | {s + "_AJC": made[s + "TIO"] for s in "LR"}
    lines = [
        "PathFileType\t4\t(X/Y/Z)\twalk.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"100\t100\t{len(points)}\t{len(paths)}\tmm",
        "Frame#\tTime\t" + "\t\t\t".join(paths),
        "",
    ]
    table = np.concatenate(list(paths.values()), axis=1)
    lines += [f"{k + 1}\t{k / 100:.2f}\t" + "\t".join(f"{v:.4f}" for v in row) for k, row in enumerate(table)]
    (tmp_path / "walk.trc").write_text("\n".join(lines))
    recording = read_recording(tmp_path / "walk.trc")
    assert stored_labels(recording, "left").named("knee_centre", "ankle_centre") == "L_KJC, L_AJC"
    assert "L_KJC" not in recording.markers.labels
