"""Recordings of markers as a job: what comes out, what is written, and who is told."""

from dataclasses import replace

import pandas as pd
import pytest

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import measure_marker_walks, walk_lines, write_marker_walks
from footwise.loads import analyse_walk
from footwise.recordings import read_recording
from footwise.steps_table import COLUMNS


@pytest.fixture(scope="module")
def walks(treadmill_c3d):
    told = []
    found = measure_marker_walks([treadmill_c3d], progress=lambda *one: told.append(one))
    assert told == [("treadmill_events.c3d", 0, 1)]
    return found


def test_a_walk_comes_out(walks):
    (walk,) = walks
    assert walk.has_loads and len(walk.steps) == 23
    assert walk.steps["used"].sum() >= 16


def test_its_files_are_written_into_any_folder(walks, tmp_path, capsys):
    write_marker_walks(walks, tmp_path / "new" / "out")
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [
        "curves.csv",
        "recordings.csv",
        "report.html",
        "steps.csv",
    ]
    table = pd.read_csv(tmp_path / "new" / "out" / "steps.csv")
    assert list(table.columns)[: len(COLUMNS)] == list(COLUMNS) and len(table) == len(walks[0].steps)
    assert capsys.readouterr() == ("", "")


def test_what_another_run_has_written_and_this_one_does_not_goes(walks, tmp_path):
    (tmp_path / "against_stored.csv").write_text("of an earlier run", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_marker_walks(walks, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "curves.csv", "notes.txt", "recordings.csv", "report.html", "steps.csv",
    }  # fmt: skip


def test_mass_height_and_angles_alone(treadmill_c3d):
    (walk,) = measure_marker_walks([treadmill_c3d], angles_only=True)
    assert not walk.has_loads and walk.steps["used"].sum() >= 18
    assert walk.steps["foot_progression_angle_deg"].notna().equals(walk.steps["used"])
    with pytest.raises(FootwiseError, match=r"the plates weigh 56\.6 kg, and the person is said to weigh 40") as caught:
        measure_marker_walks([treadmill_c3d], mass_kg=40)
    assert caught.value.kind is ErrorKind.REFUSAL


def test_forces_belong_to_one_recording(treadmill_c3d, tmp_path):
    with pytest.raises(FootwiseError, match="belongs to one recording, and 2 were given") as caught:
        measure_marker_walks([treadmill_c3d, treadmill_c3d], forces=tmp_path / "walk.mot")
    assert caught.value.kind is ErrorKind.BAD_REQUEST
    with pytest.raises(
        FootwiseError, match=r"holds its own forces; `forces` goes with a TRC file\. Leave `forces` out"
    ):
        measure_marker_walks([treadmill_c3d], forces=tmp_path / "walk.mot")


def test_which_steps_were_left_out_and_why_is_told(treadmill_c3d):
    lines, over_all = walk_lines(measure_marker_walks([treadmill_c3d]))
    assert lines[1] == (
        "left out: right 22, left 23: cut by the end of the recording; left 1: cut by the begin of the recording"
    )
    assert all(line.startswith("note: ") for line in lines[2:]) and len(lines) == 4
    assert over_all == []


def test_many_steps_are_counted(treadmill_c3d):
    recording = read_recording(treadmill_c3d)
    lines, _ = walk_lines([analyse_walk(replace(recording, plates=recording.plates[:1]))])
    assert "12 steps: foot not wholly on the force plates" in lines[1]
