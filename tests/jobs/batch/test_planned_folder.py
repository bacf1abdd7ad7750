"""What a batch finds in a folder: whose a recording is, what goes with it, and what it is not."""

import os
import time
from pathlib import Path

import pytest

from footwise.errors import FootwiseError
from footwise.jobs.batch import plan_folder
from footwise.jobs.batch.items import STUDY


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


def planned(folder: Path) -> dict:
    return {item.file: item for item in plan_folder(folder).items}


def statics(folder: Path) -> dict[str, str]:
    return {file: os.path.relpath(item.static, folder) if item.static else "" for file, item in planned(folder).items()}


def test_a_person_is_a_folder_and_the_nearest_standing_trial_counts(tmp_path):
    made(tmp_path, "A/static.c3d", "A/one.c3d", "A/later/two.c3d", "A/later/Standing 01.c3d", "A/later/still/three.c3d",
         "B/four.c3d")  # fmt: skip
    assert statics(tmp_path) == {
        "A/one.c3d": "A/static.c3d",
        "A/later/two.c3d": "A/later/Standing 01.c3d",
        "A/later/still/three.c3d": "A/later/Standing 01.c3d",
        "B/four.c3d": "",
    }
    assert {item.person for item in plan_folder(tmp_path).items} == {"A", "B"}
    assert plan_folder(tmp_path).unused_static == ()


def test_nobody_gets_the_standing_trial_of_somebody_else(tmp_path):
    made(tmp_path, "P1_static.c3d", "P1_walk.c3d", "P2_walk.c3d", "static.c3d", "C/walk.c3d")
    assert statics(tmp_path) == {"C/walk.c3d": "", "P1_walk.c3d": "P1_static.c3d", "P2_walk.c3d": ""}
    assert plan_folder(tmp_path).unused_static == ("static.c3d",)


def test_a_folder_of_one_person(tmp_path):
    one = made(tmp_path / "K-017", "static.c3d", "walk1.c3d", "toe-in 10.c3d")
    assert statics(one) == {"walk1.c3d": "static.c3d", "toe-in 10.c3d": "static.c3d"}
    found = planned(one)
    assert {item.person for item in found.values()} == {"K-017"}
    assert (found["toe-in 10.c3d"].condition, found["walk1.c3d"].condition) == ("toe-in-10", "")


def test_of_several_standing_trials_the_last_is_taken_with_a_word(tmp_path):
    made(tmp_path, "A/static1.c3d", "A/static2.c3d", "A/walk.c3d")
    (item,) = plan_folder(tmp_path).items
    assert item.static.endswith("static2.c3d") and item.note.startswith("of 2 standing trials")


def test_of_several_standing_trials_that_whose_name_begins_alike(tmp_path):
    """Several people or days in one folder, as laboratories keep them."""
    made(tmp_path, "lab/P1_static.c3d", "lab/P1_walk.c3d", "lab/P3_static.c3d", "lab/P3_walk.c3d", "lab/P2_walk.c3d",
         "A/day1 static.c3d", "A/day2 static 1.c3d", "A/Day1 walk.c3d", "A/day2 static 2.c3d", "A/day2 walk.c3d",
         "A/day2 static 0.c3d")  # fmt: skip
    assert statics(tmp_path) == {
        "lab/P1_walk.c3d": "lab/P1_static.c3d",
        "lab/P2_walk.c3d": "lab/P3_static.c3d",
        "lab/P3_walk.c3d": "lab/P3_static.c3d",
        "A/Day1 walk.c3d": "A/day1 static.c3d",
        "A/day2 walk.c3d": "A/day2 static 2.c3d",
    }
    notes = {file: item.note for file, item in planned(tmp_path).items()}
    assert (
        notes["lab/P1_walk.c3d"] == "of 2 standing trials in its folder the one whose name begins as its own was taken"
    )
    assert notes["lab/P2_walk.c3d"] == "of 2 standing trials in its folder the last by name was taken"
    assert notes["A/day2 walk.c3d"].endswith("the last by name of those that begin as its own was taken")
    assert plan_folder(tmp_path).unused_static == ()


def test_forces_go_with_the_trc_of_their_name(tmp_path):
    made(tmp_path, "A/w.trc", "A/w_grf.mot", "A/x.trc", "A/x.sto", "A/alone.mot")
    found = planned(tmp_path)
    assert Path(found["A/w.trc"].forces).name == "w_grf.mot" and Path(found["A/x.trc"].forces).name == "x.sto"
    (left,) = plan_folder(tmp_path).not_done
    assert left.file == "A/alone.mot" and "no .trc" in left.reason
    made(tmp_path, "A/static.trc", "A/static_grf.mot")
    assert "of a standing trial" in {one.file: one.reason for one in plan_folder(tmp_path).not_done}["A/static_grf.mot"]


def test_a_study_and_what_an_app_exports_are_one_thing_each(tmp_path):
    made(tmp_path, "visit/study.toml", "visit/natural.c3d", "visit/deeper/x.c3d", "phone/Accelerometer.csv",
         "phone/Gyroscope.csv", "phone/Orientation.csv")  # fmt: skip
    found = planned(tmp_path)
    assert set(found) == {"visit", "phone"} and found["visit"].kind == STUDY
    assert len(found["phone"].beside) == 3


def test_the_other_half_of_a_table_decides_as_well(tmp_path):
    made(tmp_path, "A/left_Accelerometer_50Hz.csv", "A/left_Gyroscope_50Hz.csv", "A/other.csv", "B/sub-1_motion.tsv",
         "B/sub-1_channels.tsv", "B/sub-1_motion.json")  # fmt: skip
    found = planned(tmp_path)
    assert [Path(one).name for one in found["A/left_Accelerometer_50Hz.csv"].beside] == ["left_Gyroscope_50Hz.csv"]
    assert found["A/other.csv"].beside == ()
    beside = {Path(one).name for one in found["B/sub-1_motion.tsv"].beside}
    assert beside == {"sub-1_channels.tsv", "sub-1_motion.json"}
    assert "B/sub-1_channels.tsv" not in found and "B/sub-1_motion.json" not in found


def test_whatever_else_lies_there_is_a_row_each(tmp_path):
    made(tmp_path, "film.mp4", "A/walk.c3d", "A/letter.docx", "A/notes", ".hidden.c3d", ".git/x.c3d", "out/steps.csv")
    (tmp_path / "A" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "A" / "gone.c3d").symlink_to(tmp_path / "nothing.c3d")
    plan = plan_folder(tmp_path, leave_out=tmp_path / "out")
    assert [item.file for item in plan.items] == ["A/walk.c3d"]
    assert [(one.file, one.kind) for one in plan.not_done] == [
        ("A/gone.c3d", "bad file"), ("A/letter.docx", "no recording"),
        ("A/notes", "no recording"), ("film.mp4", "no recording"),
    ]  # fmt: skip


def test_names_that_no_table_can_hold_are_a_row_and_the_others_go_on(tmp_path):
    made(tmp_path, "A/walk.c3d")
    latin, folder = os.fsencode(tmp_path) + b"/A/M\xfcller.c3d", os.fsencode(tmp_path) + b"/\xc4nne"
    try:
        Path(os.fsdecode(latin)).touch()
    except OSError:
        pytest.skip("this file system takes no such name")
    Path(os.fsdecode(folder)).mkdir()
    plan = plan_folder(tmp_path)
    assert [item.file for item in plan.items] == ["A/walk.c3d"]
    told = {one.file: (one.person, one.reason) for one in plan.not_done}
    assert set(told) == {r"A/M\xfcller.c3d", r"\xc4nne"} and told[r"A/M\xfcller.c3d"][0] == "A"
    assert all("no UTF-8" in reason for _, reason in told.values())
    "".join(told).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of Unix")
def test_a_pipe_and_a_link_to_nothing_are_said(tmp_path):
    os.mkfifo(tmp_path / "pipe.c3d")
    (tmp_path / "gone.c3d").symlink_to(tmp_path / "nothing.c3d")
    reasons = {one.file: one.reason for one in plan_folder(tmp_path).not_done}
    assert "is a link to a file that is not there" in reasons["gone.c3d"] and "a pipe" in reasons["pipe.c3d"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FootwiseError, match="there is no such folder"):
        plan_folder(tmp_path / "nowhere")


def test_many_names_take_little_time(tmp_path):
    """The time of a plan grows with the names, and not with their square, also in one folder."""

    def seconds(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        for k in range(count):
            (folder / f"P{k}_acc_{k}.csv" if k % 50 == 0 else folder / f"P{k}_walk.c3d").touch()
        began = time.process_time()
        assert len(plan_folder(folder).items) == count
        return time.process_time() - began

    few, many = seconds(1000), seconds(8000)
    assert many < 8 * 3 * max(few, 0.02)
