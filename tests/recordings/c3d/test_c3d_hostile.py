"""C3D files that are damaged, cut, wrong or none: refused in one line, or read with a note."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.c3d.test_c3d import person, written
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, standing, walking
from tests.recordings.refusals import refused
from tests.recordings.test_force_plates import CORNERS, TYPE_2, plate_file

from footwise.recordings import read_recording
from footwise.recordings.c3d.read import read_c3d

NAN_POINTS = standing() * np.nan


def person_bytes(**changes: Any) -> bytes:
    return c3d_bytes(changes.pop("points", standing()), changes.pop("labels", HBM2), **changes)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "one byte": (lambda: b"\x02", "is not a C3D file"),
    "text": (lambda: b"Frame,Time,LHEE\n" * 100, "looks like text"),
    "zip": (lambda: b"PK\x03\x04" + bytes(1000), "no C3D header"),
    "zeros": (lambda: bytes(10000), "no C3D header"),
    "only a header": (lambda: person_bytes()[:512], "parameter section lies outside"),
    "header and half the parameters": (lambda: person_bytes()[:700], "damaged"),
    "no data": (lambda: person_bytes()[: -50 * 18 * 16], "cut off"),
    "one byte short": (lambda: person_bytes()[:-1], "cut off: it holds 49 of 50 frames"),
    "half": (lambda: person_bytes()[: -25 * 18 * 16], "cut off: it holds 25 of 50 frames"),
    "NaN": (lambda: person_bytes(points=NAN_POINTS), "no marker position at all"),
    "zero positions": (lambda: person_bytes(points=standing() * 0), "no marker position at all"),
    "one place": (lambda: person_bytes(points=standing() * 0 + 5), "foot 0 m long"),
    "m declared as mm": (lambda: person_bytes(points=standing() / 1000), "Check the unit"),
    "mm declared as m": (lambda: person_bytes(parameters={"POINT:UNITS": ["m"]}), "Check the unit"),
    "unknown unit": (lambda: person_bytes(parameters={"POINT:UNITS": ["furlong"]}), "'furlong'"),
    "no markers": (lambda: c3d_bytes(np.zeros((5, 0, 3)), (), analog=np.zeros((5, 2))), "holds no markers"),
    "nothing": (lambda: c3d_bytes(np.zeros((5, 0, 3)), ()), "no markers"),
    "no frames": (lambda: person_bytes(points=standing()[:0]), "holds no frames"),
    "rate 0": (lambda: person_bytes(rate=0.0), "frame rate of 0"),
    "negative rate": (lambda: person_bytes(rate=-100.0), "frame rate of"),
    "absurd rate": (lambda: person_bytes(rate=1e9), "frame rate of 1e+09"),
    "NaN rate": (lambda: person_bytes(rate=float("nan")), "frame rate"),
    "two rates": (lambda: person_bytes(parameters={"POINT:RATE": 120.0}), "100 Hz, the parameters 120 Hz"),
    "two counts of points that the length does not settle": (
        lambda: person_bytes(parameters={"POINT:USED": 17}) + bytes(700),
        "17 or 18 markers",
    ),
    "huge count of points that the length does not settle": (
        lambda: person_bytes(header={2: b"\xff\xff"}) + bytes(700),
        "18 or 65535 markers",
    ),
    "two number formats": (lambda: person_bytes(parameters={"POINT:SCALE": 1.0}), "number format"),
    "scale 0": (lambda: person_bytes(scale=0.0), "scale"),
    "two scales": (lambda: person_bytes(scale=0.1, parameters={"POINT:SCALE": 0.2}), "scale of 0.1"),
    "no labels": (lambda: person_bytes(labels=()), "no heel and toe markers"),
    "empty labels": (lambda: person_bytes(labels=[""] * 18), "no heel and toe markers"),
    "other labels": (lambda: person_bytes(labels=[f"M{k}" for k in range(18)]), "it has M0, M1"),
    "no parameters": (lambda: person_bytes()[:516] + bytes(5000), "no parameters"),
    "unknown processor": (lambda: person_bytes()[:515] + b"\x63" + person_bytes()[516:], "unknown number format"),
    "data within the parameters": (
        lambda: person_bytes(header={16: b"\x02\0"}, parameters={"POINT:DATA_START": None}), "within the parameters"),
    "left and right exchanged": (
        lambda: person_bytes(labels=[("R" if n[0] == "L" else "L") + n[1:] for n in HBM2]), "look exchanged"),
    "heel and toe exchanged while walking": (
        lambda: person_bytes(points=walking(), labels=[
            n.replace("HEE", "x").replace("MT2", "HEE").replace("x", "MT2") for n in HBM2]), "toes point against"),
    "inner and outer knee exchanged": (
        lambda: person_bytes(labels=[
            n.replace("LEK", "x").replace("MEK", "LEK").replace("x", "MEK") for n in HBM2]), "inner and outer"),
    "inner and outer ankle exchanged on one side": (
        lambda: person_bytes(labels=[{"LLM": "LMM", "LMM": "LLM"}.get(n, n) for n in HBM2]), "inner and outer left"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.requirement("R-012")
def test_hostile_files_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    make, said = HOSTILE[kind]
    assert said in refused(written(tmp_path, make()))


def test_no_file_a_folder_and_other_endings(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nothing.c3d")
    assert "no such file" in refused(tmp_path / "nothing.csv")
    (tmp_path / "folder.c3d").mkdir()
    assert "is a folder" in refused(tmp_path / "folder.c3d")
    assert "is a folder" in refused(tmp_path)
    assert "not a recording that Footwise reads (.csv)" in refused(written(tmp_path, b"1,2", "a.csv"))
    assert "goes with a TRC file" in refused(person(tmp_path), forces=tmp_path / "a.mot")


@pytest.mark.parametrize("place", ["header", "records", "values", "before the data", "data", "last frame"])
def test_the_real_recording_cut_anywhere(treadmill_c3d: Path, tmp_path: Path, place: str) -> None:
    data = treadmill_c3d.read_bytes()
    ends = {
        "header": range(0, 512, 73),
        "records": range(512, 31232, 997),
        "values": range(22800, 22960, 11),
        "before the data": range(31225, 31240, 3),
        "data": range(40000, len(data), 555_555),
        "last frame": range(len(data) - 3000, len(data) - 600, 700),
    }[place]
    for end in ends:
        assert "cut.c3d" in refused(written(tmp_path, data[:end], "cut.c3d"))


def test_a_file_that_is_cut_within_its_last_frame_but_not_its_padding(treadmill_c3d: Path, tmp_path: Path) -> None:
    """1206 frames of 2944 bytes from byte 31232 on end 192 bytes before the end of the file."""
    data = treadmill_c3d.read_bytes()
    assert len(data) - 31232 - 1206 * 2944 == 0
    assert "holds 1205 of 1206 frames" in refused(written(tmp_path, data[:-1]))


def test_results_in_spite_of_what_is_missing(tmp_path: Path) -> None:
    """No plates, no mass, one foot, analog without plates: each a result that says what it has."""
    alone = read_recording(person(tmp_path))
    assert alone.plates == ()
    assert alone.plate_rate_hz == 0
    assert alone.person.mass_kg is None
    keep = [k for k, label in enumerate(HBM2) if not label.startswith("L") or label in ("LASIS", "LPSIS")]
    one = read_recording(person(tmp_path, points=standing()[:, keep], labels=[HBM2[k] for k in keep]))
    assert not one.has("left", "heel")
    assert one.has("right", "toe")
    assert "has no marker LHEE (left heel)" in map(str, one.notes)
    analog = read_recording(person(tmp_path, analog=np.ones((100, 3)), per_frame=2))
    assert analog.plates == ()


def test_channels_named_like_forces_without_a_plate_are_told(tmp_path: Path) -> None:
    labels = ["Fx1", "Fy1", "Fz1", "Mx1", "My1", "Mz1"]
    path = person(tmp_path, analog=np.ones((50, 6)), parameters={"ANALOG:LABELS": labels})
    assert "channels named like forces" in " ".join(map(str, read_recording(path).notes))


def test_a_label_that_occurs_twice_is_told(tmp_path: Path) -> None:
    recording = read_recording(person(tmp_path, points=standing()[:, [*range(18), 0]], labels=[*HBM2, "LHEE"]))
    assert "several markers called LHEE at one place" in " ".join(map(str, recording.notes))


def test_a_hole_in_the_parameters_is_told(tmp_path: Path) -> None:
    """A record overwritten with zeros looks like the end; what follows would vanish without a word."""
    data = bytearray(plate_file(tmp_path, 2, TYPE_2).read_bytes())
    at = data.index(b"FORCE_PLATFORM") - 2
    data[at : at + 40] = bytes(40)
    recording = read_recording(written(tmp_path, bytes(data)))
    assert recording.plates == ()
    assert "bytes after its last parameter were not understood" in " ".join(map(str, recording.notes))


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = person(tmp_path)

    def forbidden(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "Permission denied" in refused(path)


@pytest.mark.parametrize("corner", range(4))
@pytest.mark.parametrize("axis", range(3))
def test_a_corner_that_is_off_by_more_than_a_millimetre_is_told(tmp_path: Path, corner: int, axis: int) -> None:
    corners = CORNERS.copy()
    corners[axis, corner, 0] += 2
    recording = read_c3d(plate_file(tmp_path, 2, TYPE_2, parameters={"FORCE_PLATFORM:CORNERS": corners}))
    assert "miss a rectangle by 2.0 mm" in " ".join(map(str, recording.notes))
