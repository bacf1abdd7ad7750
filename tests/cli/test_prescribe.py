"""The command `footwise prescribe` on visits that went wrong: a refusal with its reason, or one clear line."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.cli.running import one_line_of_trouble, run
from tests.walked_again import write_walked_again
from typer.testing import CliRunner

from footwise.cli.app import app
from footwise.errors import FootwiseError
from footwise.recordings import Recording, read_recording
from footwise.recordings.c3d.write import write_c3d
from footwise.simulation import read_response, simulate_study, write_study

OPTIONS = ("toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10")


def prescribe(*words: object) -> str:
    result = CliRunner().invoke(app, ["prescribe", *(str(word) for word in words)])
    if result.exception is not None:
        raise result.exception
    return result.output


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=20))
    return path


@pytest.fixture
def copy(visit, tmp_path) -> Path:
    return Path(shutil.copytree(visit, tmp_path / "copy"))


def keep(folder: Path, conditions: tuple[str, ...]) -> None:
    lines = (folder / "study.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(OPTIONS) or line.split(" ")[0] in conditions]
    (folder / "study.toml").write_text("\n".join(kept), encoding="utf-8")


def shortened(recording: Recording, seconds: float) -> Recording:
    """The first seconds of a recording."""
    markers = recording.markers
    share = seconds / markers.duration_s
    plates = tuple(
        replace(
            p,
            force_n=p.force_n[: round(share * len(p.force_n))],
            moment_nm=p.moment_nm[: round(share * len(p.force_n))],
        )
        for p in recording.plates
    )
    kept = replace(markers, positions_m=markers.positions_m[: round(share * markers.frames)])
    return replace(
        recording, markers=kept, plates=plates, events=tuple(e for e in recording.events if e.time_s < seconds)
    )


def test_swapped_recordings_are_named(copy, tmp_path):
    for a, b in (("toe-in-10", "toe-out-10"), ("toe-in-5", "toe-out-5")):
        (copy / f"{a}.c3d").rename(copy / "x.c3d")
        (copy / f"{b}.c3d").rename(copy / f"{a}.c3d")
        (copy / "x.c3d").rename(copy / f"{b}.c3d")
    said = prescribe(copy, "--out", tmp_path / "out")
    assert "No change of foot angle is recommended" in said
    assert "Not walked as asked, so not considered: toe-in 5° (+" in said
    table = json.loads((tmp_path / "out" / "prescription.json").read_text(encoding="utf-8"))
    assert table["direction"] == "none"
    assert sum("are two recordings swapped?" in warning for warning in table["warnings"]) == 4


def test_a_person_who_never_turns_the_foot(copy, tmp_path):
    for nth, condition in enumerate(OPTIONS, 1):
        write_walked_again(copy / "natural.c3d", copy / f"{condition}.c3d", nth)
    said = prescribe(copy, "--out", tmp_path / "out")
    assert "no walk turned the foot as it was asked to" in said
    table = json.loads((tmp_path / "out" / "prescription.json").read_text(encoding="utf-8"))
    assert "no walk turns the foot 2° or more" in table["response_model"]["cannot_be_estimated"]
    assert "NaN" not in (tmp_path / "out" / "prescription.json").read_text(encoding="utf-8")


def test_natural_walking_alone(copy, tmp_path):
    keep(copy, ())
    with pytest.raises(FootwiseError, match="has only natural walking, nothing to choose from"):
        prescribe(copy, "--out", tmp_path / "out")


def test_one_condition_with_three_steps(copy, tmp_path):
    keep(copy, ("toe-in-10",))
    write_c3d(copy / "toe-in-10.c3d", shortened(read_recording(copy / "toe-in-10.c3d"), 4.0))
    said = prescribe(copy, "--out", tmp_path / "out")
    assert "Not judged for the left leg: toe-in 10° 3 of 5 steps" in said
    table = json.loads((tmp_path / "out" / "prescription.json").read_text(encoding="utf-8"))
    assert table["conditions"][1]["steps"] == 3
    assert "no changed walk has enough steps" in table["response_model"]["cannot_be_estimated"]


def test_one_condition_without_a_marker(copy, tmp_path):
    """The heel is lost in one walk: no foot angle there, and no NaN in what programs read."""
    recording = read_recording(copy / "toe-in-10.c3d")
    positions = recording.markers.positions_m.copy()
    positions[:, recording.markers.labels.index("LHEE")] = np.nan
    write_c3d(copy / "toe-in-10.c3d", replace(recording, markers=replace(recording.markers, positions_m=positions)))
    try:
        said = prescribe(copy, "--out", tmp_path / "out")
    except FootwiseError as error:
        assert "toe-in-10.c3d" in str(error) and "\n" not in str(error)
        assert not (tmp_path / "out").exists()
    else:
        assert "10° further inwards" not in said
        assert "NaN" not in (tmp_path / "out" / "prescription.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("as_study", [True, False])
def test_a_table_of_steps_is_no_recording(copy, tmp_path, as_study):
    header = "recording,condition,side,step,foot_progression_angle_deg,kam_peak1_pct_bwht,used,reason"
    (copy / "steps.csv").write_text(f"{header}\nwalk,natural,left,1,8.1,,true,\n", encoding="utf-8")
    text = (copy / "study.toml").read_text(encoding="utf-8")
    (copy / "study.toml").write_text(text.replace('"toe-in-10.c3d"', '"steps.csv"'), encoding="utf-8")
    with pytest.raises(FootwiseError, match=r"steps.csv: is a table, and knee moments come from .* force plates"):
        prescribe(copy / "steps.csv" if as_study else copy, "--out", tmp_path / "out")


def test_two_visits_are_compared(visit, tmp_path):
    prescribe(visit, "--out", tmp_path / "visit1")
    said = prescribe(visit, "--before", tmp_path / "visit1", "--out", tmp_path / "visit2")
    assert "SIMULATED. Since the earlier visit (visit1), peak 1" in said
    assert "between the visits: inside the error of measuring (±1.00)" in said
    assert "Toe-in 10° against natural walking of the same visit" in said
    table = json.loads((tmp_path / "visit2" / "prescription.json").read_text(encoding="utf-8"))["earlier_visit"]
    assert (table["earlier"], table["simulated"]) == ("visit1", True)
    assert "Compared with the earlier visit" in (tmp_path / "visit2" / "report.html").read_text(encoding="utf-8")
    assert "Compared with" not in (tmp_path / "visit1" / "report.html").read_text(encoding="utf-8")


def test_the_page_for_the_person_is_of_this_run_or_not_there(copy, tmp_path):
    out = tmp_path / "out"
    said = prescribe(copy, "--out", out)
    assert f"For the person, one page to print: {out / 'for-the-person.html'}" in said
    assert "left foot 10° further inwards" in (out / "for-the-person.html").read_text(encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    keep(copy, ("toe-out-5",))
    said = prescribe(copy, "--out", out)
    assert json.loads((out / "prescription.json").read_text(encoding="utf-8"))["direction"] == "none"
    assert "For the person" not in said
    names = {"notes.txt", "prescription.json", "report.html", "steps.csv"}
    assert {path.name for path in out.iterdir()} == names


def test_prescribe_without_a_study(tmp_path):
    one_line_of_trouble(run("prescribe", tmp_path, "--out", tmp_path / "out"), "study.toml")
