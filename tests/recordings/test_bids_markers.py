"""Markers as BIDS-Motion: what its validator asks for, and the same recording when it is read back."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import export_bids_motion, measure_marker_walks
from footwise.recordings import read_recording, write_bids_markers
from footwise.recordings.bids_markers import read_bids_markers


@pytest.fixture(scope="module")
def recording(treadmill_c3d):
    return read_recording(treadmill_c3d)


def with_a_gap(recording):
    positions = recording.markers.positions_m.copy()
    positions[10:20, 3] = np.nan
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


def test_markers_come_back_equal(recording, tmp_path):
    gappy = with_a_gap(recording)
    motion = write_bids_markers(gappy, tmp_path, subject="01", session="2")[0]
    assert motion.relative_to(tmp_path).as_posix() == (
        "sub-01/ses-2/motion/sub-01_ses-2_task-walk_tracksys-markers_motion.tsv"
    )
    again = read_bids_markers(motion)
    assert again.markers.labels == gappy.markers.labels and again.markers.rate_hz == gappy.markers.rate_hz
    np.testing.assert_array_equal(again.markers.positions_m, gappy.markers.positions_m)


def test_steps_are_the_same_without_their_loads(treadmill_c3d, tmp_path):
    motion = export_bids_motion([treadmill_c3d], tmp_path, subject="01")[0]
    before = measure_marker_walks([treadmill_c3d], angles_only=True)[0].recording
    after = measure_marker_walks([motion])[0]
    assert not after.recording.plates and after.recording.treadmill == before.treadmill
    assert len(after.steps) > 15
    assert after.steps.groupby("side")["foot_progression_angle_deg"].mean().to_dict() == pytest.approx(
        {"left": 16.2, "right": 12.4}, abs=1.0
    )


def test_what_the_validator_asks_for(recording, tmp_path):
    motion, channels, facts, frames = write_bids_markers(recording, tmp_path, subject="01", task="turn")
    told, table = json.loads(facts.read_text()), pd.read_csv(channels, sep="\t", keep_default_na=False)
    assert list(table.columns[:5]) == ["name", "component", "type", "tracked_point", "units"]
    assert set(table["type"]) == {"POS"} and set(table["units"]) == {"m"} and table["name"].is_unique
    assert set(table["component"]) == {"x", "y", "z"}
    assert (told["TaskName"], told["SamplingFrequency"]) == ("turn", recording.markers.rate_hz)
    assert told["POSChannelCount"] == told["MotionChannelCount"] == len(table) == 3 * told["TrackedPointsCount"]
    levels = json.loads(frames.read_text())["reference_frame"]["Levels"]
    assert set(table["reference_frame"]) == set(levels)
    rows = motion.read_text().splitlines()
    assert len(rows) == recording.markers.frames and {row.count("\t") for row in rows} == {len(table) - 1}
    assert "n/a" in write_bids_markers(with_a_gap(recording), tmp_path, subject="02")[0].read_text()


def test_a_data_set_lists_its_people_and_keeps_what_others_wrote(treadmill_c3d, tmp_path):
    (tmp_path / "participants.tsv").write_text("participant_id\tage\nsub-07\t61\n")
    for subject in ("01", "01", "02"):
        export_bids_motion([treadmill_c3d], tmp_path, subject=subject)
    assert (tmp_path / "participants.tsv").read_text() == "participant_id\tage\nsub-07\t61\nsub-01\tn/a\nsub-02\tn/a\n"
    described = json.loads((tmp_path / "dataset_description.json").read_text())
    assert {"Name", "BIDSVersion", "DatasetType"} <= described.keys()
    (tmp_path / "participants.tsv").write_text("name\nAnna\n")
    with pytest.raises(FootwiseError, match="does not begin with the column participant_id"):
        export_bids_motion([treadmill_c3d], tmp_path, subject="03")


@pytest.mark.parametrize(
    ("ending", "old", "new", "said"),
    [
        ("_channels.tsv", "\tm\t", "\tV\t", "in a unit of length"),
        ("_channels.tsv", "component", "axis", "has no column component"),
        ("_motion.json", "SamplingFrequency", "Rate", "has no SamplingFrequency"),
        ("_motion.tsv", "\t", "\tx", "a value that is no number"),
        ("_motion.tsv", "\t", "", "has rows of other than 78 values"),
    ],
)
def test_what_is_wrong_is_one_line(recording, tmp_path, ending, old, new, said):
    files = write_bids_markers(recording, tmp_path, subject="01")
    broken = next(path for path in files if path.name.endswith(ending))
    broken.write_text(broken.read_text().replace(old, new, 1))
    with pytest.raises(FootwiseError) as caught:
        read_recording(files[0])
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_sensors_and_markers_go_their_ways(treadmill_c3d, tmp_path):
    with pytest.raises(FootwiseError, match="`side`: goes with recordings of foot sensors only"):
        export_bids_motion([treadmill_c3d], tmp_path, subject="01", side="left")
    with pytest.raises(FootwiseError, match="`subject`: is 'P 7'"):
        export_bids_motion([treadmill_c3d], tmp_path, subject="P 7")
    assert not list(tmp_path.iterdir())
