"""`footwise odds`: what it says and writes, and one line when something is wrong."""

import numpy as np
import pytest
from tests.cli.running import one_line_of_trouble, run
from tests.jobs.odds.test_judging import table

from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=10))
    return path


def test_two_walks_become_a_page_and_no_prescription(visit, tmp_path):
    out = tmp_path / "odds"
    result = run("odds", visit / "natural.c3d", visit / "toe-in-10.c3d", "--side", "left", "--out", out)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("SIMULATED")
    assert lines[1].startswith("Of 100 knees that moved like this, about ")
    assert lines[-1] == f"Page: {out / 'odds.html'}"
    assert sorted(file.name for file in out.iterdir()) == ["odds.html", "odds.json"]


def test_the_word_walks_may_stand_before_the_recordings(visit, tmp_path):
    result = run(
        "odds", "walks", visit / "natural.c3d", visit / "toe-out-10.c3d", "--side", "left", "--out", tmp_path / "o"
    )
    assert result.returncode == 0, result.stderr
    assert "Nobody can say from these walks" in result.stdout


def test_trouble_is_one_line_and_leaves_nothing(visit, tmp_path):
    natural, turned, out = visit / "natural.c3d", visit / "toe-in-10.c3d", tmp_path / "out"
    for arguments, words in (
        ((natural, turned, "--side", "right"), "less than 3°"),
        ((natural, turned, "--side", "middle"), "--side: is 'middle'. Say which knee: left or right"),
        ((natural, turned, "--side", "left", "--baseline", 50), "--baseline: is 50"),
    ):
        one_line_of_trouble(run("odds", *arguments, "--out", out), words)
    assert not out.exists()


def test_a_laboratory_s_own_table(tmp_path):
    ours = table(tmp_path / "ours.csv", 60, np.random.default_rng(1))
    result = run("odds", "train", ours, "--out", tmp_path / "ours.toml")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "60 knees of 30 people, 3 variables"
    assert "The model of the 107 people on yours" in result.stdout
    assert lines[-1] == f"Model: {tmp_path / 'ours.toml'}"
    one_line_of_trouble(run("odds", "train", tmp_path / "nothing.csv"), "nothing.csv")
