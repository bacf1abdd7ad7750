"""A file given for another: one line that names it, what it is, and what belongs there."""

import shutil

import pytest
from tests.cli.running import one_line_of_trouble, run

from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=10))
    return path


@pytest.mark.parametrize("command", ["prescribe", "screen"])
def test_a_recording_for_a_study(visit, command):
    said = ("natural.c3d", "is a recording, and a study is a folder", "study.toml")
    one_line_of_trouble(run(command, visit / "natural.c3d"), *said)


def test_a_study_for_a_recording(visit, tmp_path):
    said = ("is a folder with recordings (natural.c3d", "Name the recordings in it")
    one_line_of_trouble(run("analyse", visit, "--out", tmp_path / "out"), *said)
    said = ("study.toml", "names recordings and is none", "Name the recordings themselves")
    one_line_of_trouble(run("analyse", visit / "study.toml", "--out", tmp_path / "out"), *said)
    assert not (tmp_path / "out").exists()


def test_a_person_without_quotes_and_a_mass_with_a_comma(visit, tmp_path):
    shutil.copytree(visit, tmp_path / "visit")
    text = (visit / "study.toml").read_text(encoding="utf-8").splitlines()
    person = [line if not line.startswith("person") else "person = P07" for line in text]
    (tmp_path / "visit" / "study.toml").write_text("\n".join(person), encoding="utf-8")
    one_line_of_trouble(run("prescribe", tmp_path / "visit"), 'write person = "P07", between quotes')
    (tmp_path / "visit" / "study.toml").write_text("\n".join(["mass_kg = 55,3", *text]), encoding="utf-8")
    one_line_of_trouble(run("prescribe", tmp_path / "visit"), "line 1: write mass_kg = 55.3, with a point")


def test_a_mass_that_the_files_contradict(visit, tmp_path):
    said = ("is of a person of 55.3 kg, and 150.0 kg is said", "--mass")
    one_line_of_trouble(run("prescribe", visit, "--mass", 150, "--out", tmp_path / "out"), *said)


@pytest.mark.parametrize("name", ["notes.txt", "walk.csv"])
def test_some_text_names_the_formats_of_a_laboratory_too(tmp_path, name):
    (tmp_path / name).write_text("Trajectories\n100\nLHEE,LTOE\n1,2\n", encoding="utf-8")
    said = (
        name,
        "no table of a foot sensor",
        ".c3d, or a .trc with its .mot or .sto",
        "sensors' programs and phone apps",
    )
    one_line_of_trouble(run("analyse", tmp_path / name, "--out", tmp_path / "out"), *said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "is not the result of a visit (nested too deeply)"),
        ("[" * 10_000 + "]" * 10_000, "is not the result of a visit (nested too deeply)"),
        ('{"name": "another program", "version": 3}', "is not the result of a visit: it says no leg"),
        ("no JSON", "is not the result of a visit ("),
        ('{"side": "left", "peak": 7}', "is about peak 7 of the leg 'left'"),
    ],
)
def test_an_earlier_visit_that_is_none(visit, tmp_path, content, said):
    (tmp_path / "prescription.json").write_text(content, encoding="utf-8")
    for before in (tmp_path, tmp_path / "prescription.json"):
        result = run("prescribe", visit, "--before", before, "--out", tmp_path / "out")
        one_line_of_trouble(result, "prescription.json", said, "Give the folder with the results of an earlier visit")
    assert not (tmp_path / "out").exists()
