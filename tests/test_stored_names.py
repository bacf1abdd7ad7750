"""A name that a file holds, which may be a date of birth, stands in nothing that Footwise says or writes."""

import json
import subprocess
import sys
from pathlib import Path

import ezc3d
import numpy as np
import pytest

from footwise.loads import analyse_walk
from footwise.recordings import read_recording

NAME = "1987-03-12 Doe"
# Whatever of it would tell who it is.
PARTS = ("1987-", "03-12 ", "Doe")


def named(source: Path, target: Path, label: str, keep: str = "", doubled: str = "") -> Path:
    """The recording with a subject of that name, and with labels made of name and label; some without, some twice."""
    c3d = ezc3d.c3d(str(source))
    parameters = c3d["parameters"]
    renamed = [
        one if one.startswith("*") or one == keep else label.format(name=NAME, label=one)
        for one in parameters["POINT"]["LABELS"]["value"]
    ]
    if doubled:
        # The same marker once more under its plain name, somewhere else.
        stray = parameters["POINT"]["LABELS"]["value"].index(doubled)
        free = max(k for k, one in enumerate(renamed) if k != stray)
        c3d["data"]["points"][:3, free] = c3d["data"]["points"][:3, stray] + 100.0
        renamed[free] = doubled
    parameters["POINT"]["LABELS"]["value"] = renamed
    for group, parameter in (("SUBJECTS", "NAMES"), ("SUBJECTS", "DISPLAY_SETS"), ("EVENT", "SUBJECTS")):
        c3d.add_parameter(group, parameter, [NAME])
    c3d.add_parameter("SUBJECTS", "LABEL_PREFIXES", [f"{NAME}:"])
    c3d.write(str(target))
    return target


def footwise(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from footwise.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def assert_nowhere(said: str, folder: Path | None = None) -> None:
    everything = {"terminal": said}
    if folder is not None and folder.exists():
        everything |= {str(f): f.read_text(errors="replace") for f in folder.rglob("*") if f.is_file()}
        everything["names of files"] = " ".join(str(f.relative_to(folder)) for f in folder.rglob("*"))
    for where, text in everything.items():
        # Among the millions of bytes of a recording three letters stand by chance.
        for part in (NAME, "1987-03") if where.endswith(".c3d") else PARTS:
            assert part not in text, f"{part} in {where}"


@pytest.mark.parametrize("label", ["{label}", "{name}:{label}", "{name}_{label}"])
@pytest.mark.requirement("R-021")
def test_an_analysis(treadmill_c3d: Path, tmp_path: Path, label: str) -> None:
    walk = named(treadmill_c3d, tmp_path / "walk.c3d", label)
    done = footwise("analyse", walk, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "steps used" in done.stdout
    assert (tmp_path / "out" / "steps.csv").stat().st_size > 1000
    assert_nowhere(done.stdout + done.stderr, tmp_path / "out")


def test_labels_with_the_name_before_an_underscore_are_those_without(treadmill_c3d: Path, tmp_path: Path) -> None:
    plain = analyse_walk(read_recording(treadmill_c3d))
    for k, label in enumerate(("{name}:{label}", "{name}_{label}", "{name} {label}")):
        recording = read_recording(named(treadmill_c3d, tmp_path / f"{k}.c3d", label))
        assert set(recording.markers.labels) == set(plain.recording.markers.labels)
        np.testing.assert_allclose(analyse_walk(recording).kam, plain.kam, rtol=1e-6, atol=1e-6)


def test_a_stray_marker_without_the_name(treadmill_c3d: Path, tmp_path: Path) -> None:
    """Here the prefix is needed to tell the two apart, and is said in the notes."""
    walk = named(treadmill_c3d, tmp_path / "walk.c3d", "{name}:{label}", doubled="LHEE")
    done = footwise("analyse", walk, "--out", tmp_path / "out")
    assert_nowhere(done.stdout + done.stderr, tmp_path / "out")
    recording = read_recording(walk)
    assert recording.roles["left", "heel"] == "subject:LHEE"
    assert_nowhere(" ".join(map(str, recording.notes)) + repr(recording))


def test_errors_that_list_the_labels(treadmill_c3d: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "map.toml"
    wrong.write_text('heel = "{S}NOTHERE"\ntoe = "{S}MT2"\n')
    for label in ("{name}:{label}", "{name}_{label}"):
        for doubled in ("", "LHEE"):
            walk = named(treadmill_c3d, tmp_path / "walk.c3d", label, doubled=doubled)
            done = footwise("analyse", walk, "--markers", wrong, "--out", tmp_path / "out")
            assert done.returncode == 2 and "LMT2" in done.stderr
            assert_nowhere(done.stdout + done.stderr)


@pytest.mark.requirement("R-021")
def test_two_people_in_one_file(treadmill_c3d: Path, tmp_path: Path) -> None:
    c3d = ezc3d.c3d(str(named(treadmill_c3d, tmp_path / "one.c3d", "{name}:{label}")))
    labels = c3d["parameters"]["POINT"]["LABELS"]["value"]
    c3d["parameters"]["POINT"]["LABELS"]["value"] = labels + [one.replace(NAME, "Doe junior") for one in labels]
    c3d["data"]["points"] = np.concatenate([c3d["data"]["points"]] * 2, axis=1)
    del c3d["data"]["meta_points"]
    c3d.write(str(tmp_path / "two.c3d"))
    done = footwise("analyse", tmp_path / "two.c3d", "--out", tmp_path / "out")
    assert done.returncode == 2 and "holds several people (subject 1, subject 2)" in done.stderr
    assert_nowhere(done.stdout + done.stderr)


def test_a_prescription_without_a_name_calls_the_person_by_the_file(treadmill_c3d: Path, tmp_path: Path) -> None:
    import footwise as fw

    walk = named(treadmill_c3d, tmp_path / "natural.c3d", "{name}:{label}")
    done = footwise("simulate", "--from", walk, "--out", tmp_path / "study")
    assert done.returncode == 0, done.stderr
    assert_nowhere(done.stdout + done.stderr, tmp_path / "study")
    done = footwise("prescribe", tmp_path / "study", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert_nowhere(done.stdout + done.stderr, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "prescription.json").read_text())["person"] == "natural (simulated)"
    recordings = {c: fw.read(tmp_path / "study" / f"{c}.c3d") for c in ("natural", "toe-in-10")}
    assert fw.prescribe(recordings, side="left").person == "natural"
