"""A batch from end to end: what it writes, what it does again, and that errors are rows."""

import errno
import json
import os
import shutil
import threading
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.followup.forms import form
from tests.jobs.batch.conftest import same_results, write_walks

import footwise as fw
from footwise.errors import FootwiseError
from footwise.jobs import measure_marker_walks
from footwise.jobs.batch import BatchOptions, Limits, run_batch
from footwise.jobs.batch import run as module
from footwise.jobs.batch.store import STEP_COLUMNS
from footwise.outputs import wait_for
from footwise.samples import sample_path
from footwise.steps_table import rounded


@pytest.fixture(scope="module")
def folder(tmp_path_factory, treadmill_c3d) -> Path:
    """Walks of two people, one of them twice, a sensor's, answers, and what is none of these."""
    place = tmp_path_factory.mktemp("recordings")
    write_walks(place, treadmill_c3d, "A/natural.c3d", "A/toe-in 10.c3d", "B/natural.c3d")
    shutil.copyfile(place / "A" / "natural.c3d", place / "B" / "zz again.c3d")
    (place / "B" / "cut.c3d").write_bytes((place / "A" / "natural.c3d").read_bytes()[:3000])
    shutil.copyfile(sample_path("foot-sensors", quiet=True) / "imu_sample.csv", place / "B" / "shoes.csv")
    form(2).assign(person="a", week=2).to_csv(place / "answers.csv", index=False)
    (place / "film.mp4").write_bytes(b"film")
    (place / "sheet.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (place / "loop").symlink_to(place, target_is_directory=True)
    return place


@pytest.fixture(scope="module")
def made(folder, tmp_path_factory):
    """The batch of that folder on one core."""
    return run_batch(folder, tmp_path_factory.mktemp("out") / "batch", workers="serial")


def test_errors_are_rows(made):
    rows = {row.file: (row.kind, row.reason) for row in made.failures.itertuples()}
    assert set(rows) == {"B/cut.c3d", "B/zz again.c3d", "film.mp4", "sheet.csv"}
    assert rows["B/cut.c3d"][0] == "bad file" and "damaged" in rows["B/cut.c3d"][1]
    assert rows["B/zz again.c3d"][0] == "copy" and "the same walk as A/natural.c3d" in rows["B/zz again.c3d"][1]
    assert rows["film.mp4"][0] == "no recording"
    assert made.files == 9 and "4 bad" not in str(made)
    assert pd.read_csv(made.out / "failures.csv").equals(made.failures)
    assert not any(str(made.out) in reason or "/tmp" in reason for _, reason in rows.values())


def test_the_steps_are_those_of_the_single_command(made, folder):
    steps = made.steps
    assert list(steps.columns) == list(STEP_COLUMNS)
    (walk,) = measure_marker_walks([folder / "A" / "natural.c3d"])
    mine = steps[steps["file"] == "A/natural.c3d"].reset_index(drop=True)
    alone = rounded(walk.steps)
    # Nothing that a step knows is lost.
    assert set(alone.columns) <= set(STEP_COLUMNS)
    for name in alone.columns:
        if name == "condition":
            continue
        expected = alone[name].astype(object).where(alone[name].notna(), None).tolist()
        found = mine[name].astype(object).where(mine[name].notna(), None).tolist()
        assert found == expected, name
    assert set(mine["condition"]) == {"natural"} and set(mine["person"]) == {"A"}
    sensors = steps[steps["file"] == "B/shoes.csv"]
    assert len(sensors) == 64 and sensors["kam_peak1_pct_bwht"].isna().all()


def test_the_summary_has_a_row_a_leg(made):
    summary = made.summary
    assert list(zip(summary["file"], summary["side"], strict=True)) == [
        (file, side)
        for file in ("A/natural.c3d", "A/toe-in 10.c3d", "B/natural.c3d", "B/shoes.csv")
        for side in ("left", "right")
    ]
    assert summary.loc[1, "condition"] == "natural" and summary.loc[2, "condition"] == "toe-in-10"
    used = made.steps.query("file == 'A/natural.c3d' and side == 'left' and used")
    assert summary.loc[0, "kam_peak1_pct_bwht"] == pytest.approx(used["kam_peak1_pct_bwht"].mean(), abs=1e-4)
    assert summary.loc[0, "steps_used"] == len(used)
    # An angle that is told against the person's own mean says so.
    assert list(summary["angle_against"].unique()) == ["the direction of walking", "the person's own mean"]


def test_answers_are_scored(made):
    assert made.scores["koos_pain_0_100_better"].notna().all() and set(made.scores["file"]) == {"answers.csv"}
    assert set(made.scores["person"]) == {"a"} and len(made.scores) == 1


def test_a_part_has_facts_and_types_of_its_own(made):
    parts = sorted((made.out / "steps").glob("part-*.parquet"))
    assert len(parts) == 5
    assert {pq.read_schema(part).remove_metadata() for part in parts} == {pq.read_schema(parts[0]).remove_metadata()}
    assert json.loads(pq.read_schema(parts[0]).metadata[b"footwise"])["legs"]


def test_all_cores_give_the_same(made, folder, tmp_path):
    pytest.importorskip("distributed")
    run_batch(folder, tmp_path / "local", workers="local")
    assert same_results(tmp_path / "local", made.out)


def test_what_is_done_is_not_done_again_and_what_changed_is(folder, tmp_path, treadmill_c3d):
    place = write_walks(tmp_path / "in", treadmill_c3d, "A/one.c3d", "A/two.c3d")
    options = BatchOptions(angles_only=True)

    def run(options=options):
        return run_batch(place, tmp_path / "out", workers="serial", options=options)

    first = run()
    assert first.measured_now == 2
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")}
    assert run().measured_now == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")} == before
    # A changed option: other parts, and the old ones stay, outside of the table.
    other = run(BatchOptions(angles_only=True, use_stored_events=True))
    assert other.measured_now == 2 and other.parts_of_others == 2
    assert "2 parts of other options" in str(other)
    assert len(pd.read_parquet(tmp_path / "out" / "steps.parquet")["file"].unique()) == 2
    back = run()
    assert back.measured_now == 0 and back.steps.equals(first.steps)
    # A file that is another one now, and one that went.
    shutil.copyfile(treadmill_c3d, place / "A" / "one.c3d")
    (place / "A" / "two.c3d").unlink()
    changed = run()
    assert changed.measured_now == 1 and changed.files == 1
    assert not changed.summary.equals(first.summary)


def test_nothing_to_do_is_found_without_a_worker(folder, tmp_path, treadmill_c3d, monkeypatch):
    place = write_walks(tmp_path / "in", treadmill_c3d, "one.c3d")
    # A file that was just written may be written again within the same tick of the clock, and is read again.
    while time.time() - os.stat(place / "one.c3d").st_ctime < 3.2:
        time.sleep(0.1)
    options = BatchOptions(angles_only=True)
    first = run_batch(place, tmp_path / "out", workers="serial", options=options)
    monkeypatch.setattr(module, "shared_out", None)
    monkeypatch.setattr(module, "_put_together", None)
    again = run_batch(place, tmp_path / "out", workers="local", options=options)
    assert again.summary.equals(first.summary) and again.failures.equals(first.failures)
    assert again.measured_now == 0 and str(again) == str(first).replace("(1 now)", "(0 now)")


def test_a_damaged_part_is_made_again(tmp_path, treadmill_c3d):
    place = write_walks(tmp_path / "in", treadmill_c3d, "one.c3d")
    options = BatchOptions(angles_only=True)
    first = run_batch(place, tmp_path / "out", workers="serial", options=options)
    (part,) = (tmp_path / "out" / "steps").iterdir()
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    (tmp_path / "out" / "steps.parquet").unlink()
    again = run_batch(place, tmp_path / "out", workers="serial", options=options)
    assert part.read_bytes() == whole and again.steps.equals(first.steps) and again.failures.empty


def test_two_at_once_in_one_folder(folder, tmp_path):
    (tmp_path / "out").mkdir()
    lock = wait_for(tmp_path / "out" / ".footwise-batch.lock", 0.0)
    with pytest.raises(FootwiseError, match="another batch is writing into it"):
        run_batch(folder, tmp_path / "out", workers="serial")
    lock.release()
    assert os.listdir(tmp_path / "out") == []


@pytest.mark.parametrize("workers", ["serial", "local"])
def test_a_full_disk_ends_it_in_one_line_and_keeps_what_is_done(tmp_path, treadmill_c3d, faults, workers):
    place = write_walks(tmp_path / "in", treadmill_c3d, "one.c3d", "two.c3d", "three.c3d")
    options = BatchOptions(angles_only=True)
    # From the second part on.
    (faults / "disk is full").touch()
    with pytest.raises(FootwiseError, match=r"the disk is full\. Free some space.*run the same command again"):
        run_batch(place, tmp_path / "out", workers=workers, options=options)
    assert len(list((tmp_path / "out" / "steps").iterdir())) in (1, 2)
    assert not (tmp_path / "out" / "steps.parquet").exists()
    (faults / "disk is full").unlink()
    found = run_batch(place, tmp_path / "out", workers="serial", options=options)
    assert found.measured_now < 3 and found.failures.empty and found.summary["file"].nunique() == 3


def test_a_disk_that_is_full_at_the_end(tmp_path, treadmill_c3d, monkeypatch):
    place = write_walks(tmp_path / "in", treadmill_c3d, "one.c3d")
    options = BatchOptions(angles_only=True)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("footwise.jobs.batch.gathered.write_gathered", full)
    with pytest.raises(FootwiseError, match="the disk is full"):
        run_batch(place, tmp_path / "out", workers="serial", options=options)
    monkeypatch.undo()
    assert not list((tmp_path / "out").glob("*.parquet")) and len(list((tmp_path / "out" / "steps").iterdir())) == 1
    assert run_batch(place, tmp_path / "out", workers="serial", options=options).measured_now == 0


def test_an_interruption_keeps_what_is_done(tmp_path, treadmill_c3d):
    place = write_walks(tmp_path / "in", treadmill_c3d, "one.c3d", "two.c3d", "three.c3d")
    options = BatchOptions(angles_only=True)

    def stop(what, done, total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(place, tmp_path / "out", workers="serial", options=options, progress=stop)
    went_on = run_batch(place, tmp_path / "out", workers="serial", options=options)
    assert went_on.measured_now == 2
    run_batch(place, tmp_path / "whole", workers="serial", options=options)
    assert same_results(tmp_path / "out", tmp_path / "whole")


def test_reports_and_studies(tmp_path, treadmill_c3d):
    from footwise.jobs import simulate_study_from, write_simulated_study

    write_simulated_study(simulate_study_from(treadmill_c3d, steps=12), tmp_path / "in" / "visit")
    found = fw.batch(tmp_path / "in", tmp_path / "out", workers="serial", reports=True)
    (row,) = found.prescriptions.itertuples()
    assert row.file == "visit" and row.direction in ("toe-in", "toe-out", "none", "not judged") and row.said
    assert (tmp_path / "out" / row.report).is_file()
    assert set(found.summary["kind"]) == {"study"} and found.summary["condition"].nunique() == 5
    assert found.failures.empty
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert row.said.partition(".")[0][:20] in page and f'href="{row.report}"' in page


def test_a_list(tmp_path, treadmill_c3d):
    write_walks(tmp_path, treadmill_c3d, "x.c3d", "y.c3d")
    (tmp_path / "list.csv").write_text(
        "file,person,condition,mass_kg\nx.c3d,Ann,toe-in-5,\ny.c3d,Ben,,40\ngone.c3d,Cy,,\n", encoding="utf-8"
    )
    found = run_batch(tmp_path / "list.csv", tmp_path / "out", workers="serial")
    assert set(found.summary["person"]) == {"Ann"} and set(found.steps["condition"]) == {"toe-in-5"}
    reasons = dict(zip(found.failures["file"], found.failures["reason"], strict=True))
    assert "the person is said to weigh 40.0 kg" in reasons["y.c3d"] and "no such file" in reasons["gone.c3d"]


@pytest.mark.parametrize(
    ("options", "limits", "trouble"),
    [
        ({"marker_map": "nowhere.toml"}, {}, "there is no such file"),
        ({"gravity": "sideways"}, {}, "`gravity`"),
        ({"like": "mine"}, {}, "`like`"),
        ({"coding": "2-5"}, {}, "`coding`"),
        ({"calibration": "clinic"}, {}, "needs the measured angle"),
        ({}, {"memory_gb": 0.0}, "`memory_gb`"),
        ({}, {"longest_s": 0.0}, "`longest_s`"),
    ],
)
def test_what_would_fail_every_file_is_refused_at_once(folder, tmp_path, options, limits, trouble):
    with pytest.raises(FootwiseError, match=trouble):
        run_batch(folder, tmp_path / "out", options=BatchOptions(**options), limits=Limits(**limits))
    assert not (tmp_path / "out").exists()


def test_places_that_cannot_be_used(folder, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for source, out in (("\udcfc", "out"), (".", "\udcfc")):
        with pytest.raises(FootwiseError, match="no UTF-8"):
            run_batch(tmp_path / source, tmp_path / out, workers="serial")
    with pytest.raises(FootwiseError, match="is a file, and a folder is needed"):
        run_batch(folder, tmp_path / "file", workers="serial")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FootwiseError, match="holds nothing to measure"):
        run_batch(tmp_path / "empty", tmp_path / "out", workers="serial")
    with pytest.raises(FootwiseError, match="no Dask scheduler answers"):
        run_batch(folder, tmp_path / "out", workers="tcp://127.0.0.1:9")


def test_no_process_is_left(made):
    assert not [one for one in threading.enumerate() if "WarmProcess" in one.name]
    from footwise.jobs.batch import warm_process

    assert warm_process._idle == [] and not warm_process._busy
