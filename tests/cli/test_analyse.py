"""`footwise analyse`: what it writes, and one line when something is wrong."""

import pandas as pd
import pytest
from tests.cli.running import one_line_of_trouble, run

from footwise.steps_table import COLUMNS


def test_analyse_writes_table_and_report(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "curves.csv",
        "recordings.csv",
        "report.html",
        "steps.csv",
    ]
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert list(table.columns)[: len(COLUMNS)] == list(COLUMNS)
    counts = table[table["used"]].groupby("side").size()
    assert counts["left"] >= 8
    assert counts["right"] >= 8
    assert "report.html" in result.stdout


def test_analyse_takes_mass_and_height(treadmill_c3d, tmp_path):
    for height in (1.7, 1.87):
        assert run("analyse", treadmill_c3d, "--height", height, "--out", tmp_path / str(height)).returncode == 0
    short, tall = (pd.read_csv(tmp_path / str(h) / "steps.csv") for h in (1.7, 1.87))
    ratio = (short["kam_peak1_pct_bwht"] / tall["kam_peak1_pct_bwht"]).dropna()
    assert ratio.to_numpy() == pytest.approx(1.1, abs=0.001)


@pytest.mark.parametrize("mass", [150, 80, 40])
def test_a_mass_that_the_plates_contradict_is_refused(treadmill_c3d, tmp_path, mass):
    result = run("analyse", treadmill_c3d, "--mass", mass, "--out", tmp_path / "out")
    said = ("treadmill_events.c3d", "the plates weigh 56.6 kg", f"{mass}.0 kg", "Correct the mass with --mass KG")
    one_line_of_trouble(result, *said)
    assert not (tmp_path / "out").exists()


def test_angles_without_loads(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--angles-only", "--out", tmp_path / "out")
    assert "foot angles only" in result.stdout
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert table["foot_progression_angle_deg"].notna().equals(table["used"]) and table["used"].sum() == 20
    assert table["kam_peak1_pct_bwht"].isna().all()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"this is no recording\n" * 100, "not a C3D file"),
        (bytes(5000), "not a C3D file"),
        (None, "no such file"),
    ],
)
def test_analyse_says_what_is_wrong_with_a_file(tmp_path, content, words):
    path = tmp_path / "walk.c3d"
    if content is not None:
        path.write_bytes(content)
    one_line_of_trouble(run("analyse", path, "--out", tmp_path / "out"), "walk.c3d", words)
    assert not (tmp_path / "out").exists()


def test_a_cut_file_leaves_no_output(treadmill_c3d, tmp_path):
    path = tmp_path / "cut.c3d"
    path.write_bytes(treadmill_c3d.read_bytes()[:-1_000_000])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text("earlier")
    one_line_of_trouble(run("analyse", path, "--out", tmp_path / "out"), "cut.c3d", "cut off")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["report.html"]
    assert (tmp_path / "out" / "report.html").read_text() == "earlier"


def test_one_bad_file_among_good_ones_writes_nothing(treadmill_c3d, tmp_path):
    (tmp_path / "bad.c3d").write_bytes(b"")
    one_line_of_trouble(run("analyse", treadmill_c3d, tmp_path / "bad.c3d", "--out", tmp_path / "out"), "bad.c3d")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [("--mass", "7000"), ("--mass", "-3"), ("--height", "172"), ("--forces", "x.mot"), ("--markers", "none.toml")],
)
def test_options_that_make_no_sense(treadmill_c3d, tmp_path, arguments):
    one_line_of_trouble(run("analyse", treadmill_c3d, *arguments, "--out", tmp_path / "out"))


def test_a_recording_that_is_named_twice(treadmill_c3d, tmp_path):
    again = treadmill_c3d.parent / ".." / treadmill_c3d.parent.name / treadmill_c3d.name
    result = run("analyse", treadmill_c3d, again, "--out", tmp_path / "out")
    one_line_of_trouble(result, treadmill_c3d.name, "named twice")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("walk.c3d", "--out", ""), "--out: is an empty name"),
        (("walk.c3d", "--out="), "--out: is an empty name"),
        (("",), "FILE: is an empty name"),
        (("walk.c3d", ""), "FILE: is an empty name"),
        (("walk.c3d", "--static", ""), "--static: is an empty name"),
    ],
)
def test_an_empty_name_is_refused(tmp_path, arguments, name):
    one_line_of_trouble(run("analyse", *arguments, cwd=tmp_path), name)
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_a_file(treadmill_c3d, tmp_path):
    (tmp_path / "out").write_text("mine")
    one_line_of_trouble(run("analyse", treadmill_c3d, "--out", tmp_path / "out"), "is a file", "--out")
    assert (tmp_path / "out").read_text() == "mine"


def test_debug_shows_the_traceback(tmp_path):
    result = run("--debug", "analyse", tmp_path / "none.c3d", "--out", tmp_path / "out")
    assert result.returncode == 2
    assert "Traceback" in result.stderr
