"""Options that say how to measure: taken by `analyse` and `prescribe`, and one line for a wrong value."""

import json

import pandas as pd
import pytest
from tests.cli.running import one_line_of_trouble, run

from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=10))
    return path


def test_analyse_takes_them_all(treadmill_c3d, tmp_path):
    options = ("--events", "file", "--marker-hz", 12, "--force-hz", 20, "--forces-later", 0.01)
    legs = ("--leg-length", 0.9, "--knee-width", "left=0.1", "--knee-width", "right=0.11", "--ankle-width", 0.07)
    result = run("analyse", treadmill_c3d, *options, *legs, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for said in ("shifted +10 ms", "at 12 Hz and forces at 20 Hz", "are those stored in the file, as asked"):
        assert said in report
    contacts = pd.read_csv(tmp_path / "out" / "steps.csv")["contact_s"].dropna()
    stored = [event.time_s for event in read_recording(treadmill_c3d).events]
    # The file's own times stand there to the millisecond.
    assert all(min(abs(time - contact) for time in stored) < 1e-3 for contact in contacts)


def test_prescribe_takes_them_from_the_study_and_from_its_options(visit, tmp_path):
    text = (visit / "study.toml").read_text(encoding="utf-8")
    (visit / "study.toml").write_text(f"marker_hz = 12\n{text}", encoding="utf-8")
    result = run("prescribe", visit, "--force-hz", 20, "--out", tmp_path / "out")
    (visit / "study.toml").write_text(text, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    assert "at 12 Hz and forces at 20 Hz" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out" / "prescription.json").read_text(encoding="utf-8"))["measured"] == {
        "marker_hz": 12.0,
        "force_hz": 20.0,
        "events": "found",
        "forces_later_s": {},
    }


@pytest.mark.parametrize("command", ["analyse", "prescribe"])
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--mass", "72,5", ("--mass: is '72,5'", "Write 72.5, with a point")),
        ("--height", "1,72", ("--height: is '1,72'", "Write 1.72")),
        ("--mass", "725", ("725 kg is impossible",)),
        ("--leg-length", "88", ("leg length of 88 m is impossible",)),
        ("--knee-width", "links=0.1", ("--knee-width: is 'links=0.1'",)),
        ("--ankle-width", "0,07", ("--ankle-width: is '0,07'",)),
        ("--events", "stored", ("--events: is 'stored'", "Say file")),
        ("--marker-hz", "0", ("--marker-hz: is 0 Hz", "2 to 40 Hz")),
        ("--force-hz", "1000", ("--force-hz: is 1000 Hz",)),
        ("--forces-later", "3600", ("a shift of the forces by 3600 s is impossible", "--forces-later")),
    ],
)
def test_a_wrong_value_is_named(treadmill_c3d, visit, tmp_path, command, option, value, words):
    what = treadmill_c3d if command == "analyse" else visit
    one_line_of_trouble(run(command, what, option, value, "--out", tmp_path / "out"), *words)
    assert not (tmp_path / "out").exists()
