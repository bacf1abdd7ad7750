"""Walks as copies of their C3D files: measured again they give the same steps, and the recording stays as it was."""

import shutil
import zipfile

import ezc3d
import numpy as np
import pandas as pd
import pytest
from tests.shared import recording

from footwise.errors import FootwiseError
from footwise.jobs import export_c3d, export_opensim, measure_marker_walks
from footwise.loads.curves_table import STANCE_POINTS
from footwise.recordings.c3d import read_c3d_results


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return measure_marker_walks([treadmill_c3d])[0]


def test_a_walk_is_the_same_from_its_copy(walk, treadmill_c3d, tmp_path):
    before = treadmill_c3d.read_bytes()
    (copy,) = export_c3d([walk], tmp_path / "out")
    assert treadmill_c3d.read_bytes() == before
    again = measure_marker_walks([copy])[0]
    pd.testing.assert_frame_equal(again.steps.drop(columns="recording"), walk.steps.drop(columns="recording"))
    # The events in the copy are the steps of the report, and its curves are those of the report.
    own = measure_marker_walks([copy], use_stored_events=True)[0]
    both = ["side", "contact_s", "off_s", "foot_progression_angle_deg", "kam_peak1_pct_bwht"]
    used = walk.steps["used"].to_numpy()
    np.testing.assert_array_equal(own.steps["side"], walk.steps["side"])
    for name in both[1:]:
        np.testing.assert_allclose(own.steps[name][used], walk.steps[name][used], atol=2e-3)
    results = read_c3d_results(copy)
    person = walk.recording.person
    percent_nm = person.mass_kg * 9.8 * person.height_m / 100
    rate, k = walk.recording.markers.rate_hz, int(np.flatnonzero(used)[0])
    side, contact, off = (walk.steps[name].iloc[k] for name in ("side", "contact_s", "off_s"))
    frames = np.arange(np.ceil(contact * rate), np.floor(off * rate) + 1).astype(int)
    at = (frames / rate - contact) / (off - contact) * (STANCE_POINTS - 1)
    letter = side[0].upper()
    for values, curve in (
        (results.angles[f"{letter}FootProgressionAngle"][frames, 2], walk.foot_angle[k]),
        (results.moments[f"{letter}KneeExternalMoment"][frames, 1] / percent_nm, walk.kam[k]),
        (results.moments[f"{letter}KneeExternalMoment"][frames, 0] / percent_nm, walk.kfm[k]),
    ):
        np.testing.assert_allclose(values, np.interp(at, np.arange(STANCE_POINTS), curve), atol=1e-4)
    means = {(one.name, one.side): one.value for one in results.values}
    mean = walk.steps["kam_peak1_pct_bwht"][used & (walk.steps["side"] == "left")].mean()
    assert means["Footwise Knee Adduction Moment Peak 1", "left"] == pytest.approx(mean, rel=1e-6)


def test_a_recording_in_an_archive(treadmill_c3d, tmp_path):
    packed = tmp_path / "visit.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(treadmill_c3d, "walk.c3d")
    (copy,) = export_c3d(measure_marker_walks([packed], angles_only=True), tmp_path)
    results = read_c3d_results(copy)
    assert any(label.endswith("FootProgressionAngle") for label in results.angles)
    assert not any(label.endswith("KneeExternalMoment") for label in results.moments)


def test_a_walk_that_never_was_a_c3d_file(walk, tmp_path):
    made = export_opensim(walk.recording, tmp_path / "opensim")
    before = measure_marker_walks([made.files[0]], forces=made.files[1], mass_kg=55.3, height_m=1.72)[0]
    (copy,) = export_c3d([before], tmp_path)
    after = measure_marker_walks([copy], angles_only=True)[0]
    assert after.recording.markers.labels == before.recording.markers.labels
    np.testing.assert_allclose(
        after.steps.groupby("side")["foot_progression_angle_deg"].mean(),
        before.steps.groupby("side")["foot_progression_angle_deg"].mean(),
        atol=0.5,
    )
    results = read_c3d_results(copy)
    assert set(results.angles) == {"LFootProgressionAngle", "RFootProgressionAngle"}
    points = ezc3d.c3d(str(copy))["data"]["points"]
    assert points.shape[1] == len(before.recording.markers.labels) + len(results.angles) + len(results.moments)
    # In mm, z up, as the lab frame has it.
    np.testing.assert_allclose(points[:3, 0].T / 1000, before.recording.markers.positions_m[:, 0], atol=1e-6)


def refusal(walks, out):
    with pytest.raises(FootwiseError) as caught:
        export_c3d(walks, out)
    return str(caught.value)


def test_nothing_is_overwritten_that_was_recorded(walk, treadmill_c3d, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copyfile(treadmill_c3d, tmp_path / folder / "walk.c3d")
    shutil.copyfile(treadmill_c3d, tmp_path / "walk_footwise.c3d")
    first = measure_marker_walks([tmp_path / "a" / "walk.c3d"], angles_only=True)[0]
    second = measure_marker_walks([tmp_path / "b" / "walk.c3d"], angles_only=True)[0]
    assert "would both be written as walk_footwise.c3d" in refusal([first, second], tmp_path / "out")
    lying = measure_marker_walks([tmp_path / "walk_footwise.c3d"], angles_only=True)[0]
    assert "would be overwritten by" in refusal([first, lying], tmp_path)
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "walk_footwise.c3d").read_bytes() == treadmill_c3d.read_bytes()


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["walkway_children/P2_straight", "three_clinics/A_walk", "child_type1_plates/walk1", "small_four_plates/walk"],
)
def test_recordings_of_other_laboratories(name, tmp_path):
    source = recording(f"{name}.c3d")
    walk = measure_marker_walks([source], angles_only=True)[0]
    (copy,) = export_c3d([walk], tmp_path)
    again = measure_marker_walks([copy], angles_only=True)[0]
    pd.testing.assert_frame_equal(again.steps.drop(columns="recording"), walk.steps.drop(columns="recording"))
    assert [event.side for event in read_c3d_results(copy).events]
