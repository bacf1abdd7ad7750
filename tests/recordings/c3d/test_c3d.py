"""C3D files of other makers, and files that are none."""

import struct
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest
from tests.recordings.c3d_bytes import BLOCK, c3d_bytes
from tests.recordings.people import HBM2, standing
from tests.recordings.refusals import refused
from tests.recordings.test_force_plates import FORCE, TYPE_2, plate_file

from footwise.recordings import Recording, read_recording
from footwise.recordings.c3d.read import read_c3d
from footwise.recordings.c3d.write import write_c3d

RANDOM = np.random.default_rng(0)
POINTS = np.round(RANDOM.normal(0, 300, (6, 3, 3)))
POINTS[2, 1] = np.nan
ANALOG = np.round(RANDOM.normal(0, 300, (12, 2)))
NAMES = ("a", "b", "c")


def written(folder: Path, data: bytes, name: str = "walk.c3d") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def plain(**changes: Any) -> bytes:
    options: dict[str, Any] = {"analog": ANALOG, "per_frame": 2, **changes}
    return c3d_bytes(options.pop("points", POINTS), options.pop("labels", NAMES), **options)


def check_points(recording: Recording, points: Any = POINTS) -> None:
    np.testing.assert_allclose(recording.markers.positions_m, points / 1000, rtol=1e-6)


def person(folder: Path, **changes: Any) -> Path:
    return written(folder, c3d_bytes(changes.pop("points", standing()), changes.pop("labels", HBM2), **changes))


# ---- files of every kind of processor and of many makers -----------------------------------------


@pytest.mark.parametrize("processor", ["intel", "dec", "mips"])
@pytest.mark.parametrize("scale", [-1.0, 0.5])
def test_every_processor_and_both_number_formats(tmp_path: Path, processor: str, scale: float) -> None:
    check_points(read_c3d(written(tmp_path, plain(processor=processor, scale=scale))))


@pytest.mark.parametrize("processor", ["intel", "dec", "mips"])
@pytest.mark.parametrize("scale", [-1.0, 0.1])
def test_plates_of_every_processor(tmp_path: Path, processor: str, scale: float) -> None:
    path = plate_file(
        tmp_path,
        2,
        np.array(TYPE_2),
        processor=processor,
        scale=scale,
        parameters={"ANALOG:SCALE": np.array([0.5, 0.5, 0.5, 2, 2, 2])},
        analog=np.ones((80, 1)) * np.array(TYPE_2) * [2, 2, 2, 0.5, 0.5, 0.5],
    )
    (plate,) = read_c3d(path).plates
    np.testing.assert_allclose(plate.force_n[0], FORCE, atol=1e-3)


def test_ezc3d_reads_the_same_numbers_from_the_real_recording(treadmill_c3d: Path) -> None:
    theirs = np.moveaxis(ezc3d.c3d(str(treadmill_c3d))["data"]["points"][:3], (0, 1, 2), (2, 1, 0)) / 1000
    ours = read_c3d(treadmill_c3d)
    labels = ezc3d.c3d(str(treadmill_c3d))["parameters"]["POINT"]["LABELS"]["value"]
    columns = [labels.index(label) for label in ours.markers.labels]
    np.testing.assert_allclose(ours.markers.positions_m, theirs[:, columns], rtol=1e-15)


UNUSUAL: dict[str, dict[str, Any]] = {
    "header rate 0": {"header": {20: bytes(4)}},
    "header rate slightly different": {"header": {20: struct.pack("<f", 99.9)}},
    "header scale 0": {"header": {12: bytes(4)}},
    "frames as a float": {"parameters": {"POINT:FRAMES": 6.0}},
    "no frames in the parameters": {"parameters": {"POINT:FRAMES": None}},
    "frames filled with 65535": {"parameters": {"POINT:FRAMES": np.array([65535])}},
    "frames wrong": {"parameters": {"POINT:FRAMES": np.array([5])}},
    "last frame wrong": {"header": {8: b"\x02\0"}},
    "first frame 0": {"first_frame": 0},
    "trimmed": {"first_frame": 45},
    "no data start": {"parameters": {"POINT:DATA_START": None}},
    "data start 0": {"parameters": {"POINT:DATA_START": np.array([0])}},
    "data start wrong": {"parameters": {"POINT:DATA_START": np.array([9])}},
    "header data start wrong": {"header": {16: b"\x09\0"}},
    "no points used": {"parameters": {"POINT:USED": None}},
    "points used as a float": {"parameters": {"POINT:USED": 3.0}},
    "no point rate": {"parameters": {"POINT:RATE": None}},
    "no point scale": {"parameters": {"POINT:SCALE": None}},
    "no unit": {"parameters": {"POINT:UNITS": None}},
    "empty unit": {"parameters": {"POINT:UNITS": [""]}},
    "no analog used": {"parameters": {"ANALOG:USED": None}},
    "analog used 0": {"parameters": {"ANALOG:USED": np.array([0])}},
    "no analog rate": {"parameters": {"ANALOG:RATE": None}},
    "analog rate 0": {"parameters": {"ANALOG:RATE": 0.0}},
    "nothing about analog": {
        "parameters": {f"ANALOG:{n}": None for n in ("USED", "RATE", "GEN_SCALE", "SCALE", "OFFSET", "LABELS", "UNITS")}
    },
    "header says no analog": {"header": {4: b"\0\0", 18: b"\0\0"}},
    "header says no samples": {"header": {18: b"\0\0"}},
    "no analog offset": {"parameters": {"ANALOG:OFFSET": None}},
    "short analog offset": {"parameters": {"ANALOG:OFFSET": np.array([0])}},
    "analog offset as floats": {"parameters": {"ANALOG:OFFSET": np.zeros(2)}},
    "no analog scale": {"parameters": {"ANALOG:SCALE": None}},
    "no general scale": {"parameters": {"ANALOG:GEN_SCALE": None}},
    "an unreadable parameter nobody needs": {"parameters": {"VENDOR:BLOB": np.zeros((2, 3, 4), dtype=np.uint8)}},
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_unusual_files_are_read(tmp_path: Path, kind: str) -> None:
    changes = {**UNUSUAL[kind]}
    check_points(read_c3d(written(tmp_path, plain(**changes))))


@pytest.mark.parametrize("count", [0, 1, 99, 255])
def test_a_wrong_count_of_parameter_blocks(tmp_path: Path, count: int) -> None:
    data = bytearray(plain())
    data[BLOCK + 2] = count
    check_points(read_c3d(written(tmp_path, bytes(data))))


def test_analog_channels_are_found_when_the_header_hides_them(tmp_path: Path) -> None:
    for changes in ({"header": {4: b"\0\0", 18: b"\0\0"}}, {"parameters": {"ANALOG:USED": None}}):
        recording = read_c3d(plate_file(tmp_path, 2, TYPE_2, **changes))
        np.testing.assert_allclose(recording.plates[0].force_n[0], FORCE, atol=1e-3)


@pytest.mark.parametrize("known", ["trial", "trial as floats", "long frames", "float frames", "wrapped", "filled"])
def test_more_frames_than_sixteen_bits_count(tmp_path: Path, known: str) -> None:
    frames = 70000
    points = np.ones((frames, 2, 3)) * np.arange(frames)[:, None, None] % 1000 + 1
    wrapped = np.array([frames - 65536])
    filled = np.array([65535])
    parameters: dict[str, Any] = {
        "trial": {
            "POINT:FRAMES": filled,
            "TRIAL:ACTUAL_START_FIELD": np.array([1, 0]),
            "TRIAL:ACTUAL_END_FIELD": np.array([frames - 65536, 1]),
        },
        "trial as floats": {
            "POINT:FRAMES": filled,
            "TRIAL:ACTUAL_START_FIELD": np.array([1.0]),
            "TRIAL:ACTUAL_END_FIELD": np.array([float(frames)]),
        },
        "long frames": {"POINT:FRAMES": filled, "POINT:LONG_FRAMES": float(frames)},
        "float frames": {"POINT:FRAMES": float(frames)},
        "wrapped": {"POINT:FRAMES": wrapped},
        "filled": {"POINT:FRAMES": filled},
    }[known]
    header = {} if known == "wrapped" else {8: b"\xff\xff"}
    recording = read_c3d(written(tmp_path, c3d_bytes(points, ("a", "b"), parameters=parameters, header=header)))
    assert recording.markers.frames == frames
    assert recording.markers.positions_m[-1, 0, 0] == pytest.approx((frames - 1) % 1000 / 1000 + 1e-3)


@pytest.mark.parametrize("unit", ["mm", "cm", "m", "MM", "millimeters"])
@pytest.mark.requirement("R-010")
def test_units_of_length(tmp_path: Path, unit: str) -> None:
    size = {"mm": 1, "cm": 0.1, "m": 1e-3}.get(unit, 1)
    check_points(read_c3d(written(tmp_path, plain(points=POINTS * size, parameters={"POINT:UNITS": [unit]}))))


def test_missing_markers_are_nan_however_they_are_stored(tmp_path: Path) -> None:
    points = POINTS.copy()
    points[0, 0] = 0  # stored as zeros
    data = bytearray(plain(points=points))
    start = len(data) - 4 * (6 * (12 + 4))
    data[start + 16 : start + 20] = struct.pack("<f", np.inf)
    recording = read_c3d(written(tmp_path, bytes(data)))
    assert np.isnan(recording.markers.positions_m).all(axis=2).nonzero()[0].tolist() == [0, 0, 2]


def test_labels_go_on_in_labels2(tmp_path: Path) -> None:
    points = RANDOM.normal(0, 100, (2, 300, 3))
    labels = [f"m{k}" for k in range(300)]
    parameters = {"POINT:LABELS": labels[:255], "POINT:LABELS2": labels[255:]}
    recording = read_c3d(written(tmp_path, c3d_bytes(points, (), parameters=parameters)))
    assert recording.markers.labels == tuple(labels)


def test_fewer_labels_than_points(tmp_path: Path) -> None:
    assert read_c3d(written(tmp_path, plain(labels=["a"]))).markers.labels == ("a", "*1", "*2")
    assert read_c3d(written(tmp_path, plain(parameters={"POINT:LABELS": None}))).markers.frames == 6


def test_more_labels_than_points(tmp_path: Path) -> None:
    assert read_c3d(written(tmp_path, plain(labels=[*NAMES, "d"]))).markers.labels == NAMES


def test_model_outputs_are_no_markers(tmp_path: Path) -> None:
    recording = read_c3d(written(tmp_path, plain(parameters={"POINT:ANGLES": ["b"], "POINT:MODELED_MARKERS": ["c"]})))
    assert recording.markers.labels == ("a",)


# ---- events and the person --------------------------------------------------------------------------


def test_events_count_from_the_first_stored_frame(treadmill_c3d: Path) -> None:
    """The first stored frame is number 45 of the capture: 0.44 s."""
    recording = read_recording(treadmill_c3d)
    stored = ezc3d.c3d(str(treadmill_c3d))["parameters"]["EVENT"]["TIMES"]["value"][1]
    times = [event.time_s for event in recording.events]
    np.testing.assert_allclose(times, stored - 0.44, atol=1e-6)
    assert len(times) == 43
    assert min(times) >= 0
    assert max(times) <= recording.markers.duration_s
    assert {event.side for event in recording.events} == {"left", "right"}
    # A foot strike of the file is where that foot begins to carry load, within two frames.
    strikes = [e.time_s for e in recording.events if e.side == "left" and e.label == "Foot Strike"]
    heel = recording.marker("left", "heel")[:, 2]
    for time in strikes[1:-1]:
        frame = round(time * 100)
        assert heel[frame] < np.median(heel) + 0.05


def test_events_in_minutes_and_seconds_and_of_no_side(tmp_path: Path) -> None:
    parameters = {
        "EVENT:TIMES": np.array([[1.0, 0.0], [3.0, 0.5]]),
        "EVENT:LABELS": ["Foot Strike", "Stop"],
        "EVENT:CONTEXTS": ["Right", "General"],
    }
    events = read_c3d(written(tmp_path, plain(parameters=parameters, first_frame=11))).events
    assert [(e.side, e.label, round(e.time_s, 6)) for e in events] == [
        ("right", "Foot Strike", 62.9),
        ("", "Stop", 0.4),
    ]


def test_the_person_of_the_real_recording(treadmill_c3d: Path) -> None:
    person = read_recording(treadmill_c3d).person
    assert person.name == ""  # what the file calls the person may be a date of birth
    assert person.mass_kg == pytest.approx(55.3262, rel=1e-6)
    assert person.height_m == pytest.approx(1.71971, rel=1e-6)
    assert person.measures_m["left_knee_width"] == pytest.approx(0.105753, rel=1e-6)


@pytest.mark.parametrize("stored", [1.75, 175.0, 1750.0])
def test_height_in_any_unit(tmp_path: Path, stored: float) -> None:
    path = person(tmp_path, parameters={"SUBJECTS:HEIGHT": stored, "SUBJECTS:WEIGHT": 70.0})
    assert read_recording(path).person.height_m == pytest.approx(1.75)
    assert read_recording(path).person.mass_kg == 70
    assert read_recording(path, mass_kg=80, height_m=1.8).person.mass_kg == 80


def test_impossible_or_contradicting_mass_and_height_are_not_used(tmp_path: Path) -> None:
    for parameters, said in (
        ({"PROCESSING:BODYMASS": 700.0}, "a body mass of 700"),
        ({"PROCESSING:HEIGHT": float("nan")}, "a body height of nan"),
        ({"PROCESSING:BODYMASS": 70.0, "SUBJECTS:MASS": 80.0}, "2 different values of the body mass"),
    ):
        recording = read_recording(person(tmp_path, parameters=parameters))
        assert recording.person.mass_kg is None
        assert recording.person.height_m is None
        assert said in " ".join(map(str, recording.notes))


def test_a_height_that_does_not_go_with_the_shank_is_told(tmp_path: Path) -> None:
    assert not read_recording(person(tmp_path, parameters={"PROCESSING:HEIGHT": 1750.0})).notes
    tall = read_recording(person(tmp_path, parameters={"PROCESSING:HEIGHT": 2100.0}))
    assert "shank" in " ".join(map(str, tall.notes))


@pytest.mark.parametrize("given", [{"mass_kg": 5}, {"mass_kg": -1}, {"height_m": 175}, {"height_m": float("nan")}])
def test_impossible_values_from_the_user(tmp_path: Path, given: Any) -> None:
    assert "impossible" in refused(person(tmp_path), **given)


# ---- what is written is read back -------------------------------------------------------------------


def test_what_is_written_is_read_back_and_marked_as_simulated(treadmill_c3d: Path, tmp_path: Path) -> None:
    before = read_recording(treadmill_c3d)
    write_c3d(tmp_path / "made.c3d", before, condition="toe-in-5", source="treadmill")
    after = read_recording(tmp_path / "made.c3d")
    assert after.simulated
    assert after.condition == "toe-in-5"
    assert after.person.mass_kg == pytest.approx(before.person.mass_kg)
    assert after.person.measures_m == pytest.approx(before.person.measures_m, rel=1e-6)
    assert after.roles == before.roles
    assert after.notes == ()
    for role in before.roles:
        np.testing.assert_allclose(after.marker(*role), before.marker(*role), atol=1e-6)
    for old, new in zip(before.plates, after.plates, strict=True):
        np.testing.assert_allclose(new.force_n, old.force_n, atol=1e-3)
        np.testing.assert_allclose(new.moment_nm, old.moment_nm, atol=1e-3)
