"""Results in a copy of a C3D file: read back equal by us and by ezc3d, and nothing else of the file changed."""

from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.shared import recording as recordings_of_others

from footwise.errors import FootwiseError
from footwise.recordings.c3d import C3DResults, ResultValue, c3d_with_results, read_c3d, read_c3d_results
from footwise.recordings.c3d.analog import read_analog
from footwise.recordings.c3d.structure import read_structure
from footwise.recordings.recording import Event

RANDOM = np.random.default_rng(5)
FRAMES = 6
POINTS = np.round(RANDOM.normal(0, 300, (FRAMES, 3, 3)))
POINTS[2, 1] = np.nan
ANALOG = np.round(RANDOM.normal(0, 300, (2 * FRAMES, 2)))
ANGLE, MOMENT = RANDOM.normal(0, 10, (FRAMES, 3)), RANDOM.normal(0, 40, (FRAMES, 3))
ANGLE[:2] = np.nan
RESULTS = C3DResults(
    angles={"LFootProgressionAngle": ANGLE},
    moments={"LKneeExternalMoment": MOMENT},
    descriptions={"LFootProgressionAngle": "toe-out +"},
    events=(Event("left", "Foot Strike", 0.015), Event("left", "Foot Off", 0.041)),
    values=(ResultValue("Footwise Walking Speed", "left", 1.25, "m/s", "mean of 3 steps"),),
)


def refused(call: Any, *said: str) -> None:
    with pytest.raises(FootwiseError) as caught:
        call()
    assert all(part in str(caught.value) for part in said), str(caught.value)
    assert caught.value.remedy and "\n" not in str(caught.value)


def recording(folder: Path, **changes: Any) -> Path:
    options: dict[str, Any] = {"analog": ANALOG, "per_frame": 2, "first_frame": 21, **changes}
    path = folder / "walk.c3d"
    path.write_bytes(c3d_bytes(options.pop("points", POINTS), options.pop("labels", "abc"), **options))
    return path


def copied(path: Path, results: C3DResults = RESULTS, **options: Any) -> Path:
    before = path.read_bytes()
    copy = path.with_name("copy.c3d")
    copy.write_bytes(c3d_with_results(path, results, **options))
    assert path.read_bytes() == before
    return copy


def check_results(copy: Path, results: C3DResults = RESULTS) -> None:
    back = read_c3d_results(copy)
    for label, values in (*results.angles.items(), *results.moments.items()):
        np.testing.assert_allclose({**back.angles, **back.moments}[label], values, rtol=1e-6)
    assert [(e.side, e.label) for e in back.events] == [(e.side, e.label) for e in results.events]
    np.testing.assert_allclose([e.time_s for e in back.events], [e.time_s for e in results.events], atol=1e-6)
    assert back.values == results.values


@pytest.mark.parametrize("processor", ["intel", "dec", "mips"])
@pytest.mark.parametrize("scale", [-1.0, 0.5])
def test_results_come_back_and_the_rest_stays(tmp_path: Path, processor: str, scale: float) -> None:
    path = recording(tmp_path, processor=processor, scale=scale, parameters={"SUBJECTS:NAMES": ["Anna"]})
    note = "the plates weigh 82.3 kg, the person is said to weigh 73.4 kg: 膝 " + 30 * "ä " + 30 * "膝 "
    copy = copied(path, said="Footwise 1", notes=[note, "second"])
    check_results(copy)
    old, new = read_c3d(path), read_c3d(copy)
    assert new.markers.labels == old.markers.labels == ("a", "b", "c")
    np.testing.assert_array_equal(new.markers.positions_m, old.markers.positions_m)
    np.testing.assert_array_equal(read_analog(copy).values, read_analog(path).values)
    assert not new.simulated
    structure = read_structure(copy)
    assert structure.notes == ()
    assert structure.texts("FOOTWISE_RESULTS:COMPUTED_BY") == ["Footwise 1"]
    *told, last = structure.texts("FOOTWISE_RESULTS:NOTES")
    assert " ".join(line.strip() for line in told) == note.strip() and last == "second"
    assert structure.texts("EVENT:SUBJECTS") == ["Anna", "Anna"]
    # As our reader of stored moments finds them, in the file's unit.
    np.testing.assert_allclose(new.stored_moments["LKneeExternalMoment"], 1000 * MOMENT, rtol=1e-6)


@pytest.mark.parametrize("scale", [-1.0, 0.5])
def test_ezc3d_reads_the_same(tmp_path: Path, scale: float) -> None:
    path = recording(tmp_path, scale=scale)
    theirs, before = (ezc3d.c3d(str(file)) for file in (copied(path), path))
    parameters = theirs["parameters"]
    labels = parameters["POINT"]["LABELS"]["value"]
    assert labels == ["a", "b", "c", "LFootProgressionAngle", "LKneeExternalMoment"]
    assert parameters["POINT"]["ANGLES"]["value"] == ["LFootProgressionAngle"]
    assert parameters["POINT"]["MOMENTS"]["value"] == ["LKneeExternalMoment"]
    assert parameters["POINT"]["ANGLE_UNITS"]["value"] == ["deg"]
    assert parameters["POINT"]["MOMENT_UNITS"]["value"] == ["Nmm"]
    points = theirs["data"]["points"]
    np.testing.assert_array_equal(points[:3, :3], before["data"]["points"][:3])
    np.testing.assert_array_equal(theirs["data"]["analogs"], before["data"]["analogs"])
    np.testing.assert_allclose(points[:3, 3].T, ANGLE, rtol=1e-6)
    np.testing.assert_allclose(points[:3, 4].T, 1000 * MOMENT, rtol=1e-6)
    # Frame 21 of the capture is the first that is stored.
    np.testing.assert_allclose(parameters["EVENT"]["TIMES"]["value"], [[0, 0], [0.215, 0.241]], rtol=1e-6)
    assert parameters["EVENT"]["CONTEXTS"]["value"] == ["Left", "Left"]
    assert parameters["EVENT"]["LABELS"]["value"] == ["Foot Strike", "Foot Off"]
    assert parameters["ANALYSIS"]["NAMES"]["value"] == ["Footwise Walking Speed"]
    np.testing.assert_allclose(parameters["ANALYSIS"]["VALUES"]["value"], [1.25])


def test_contacts_of_the_file_give_way_and_its_other_events_and_values_stay(tmp_path: Path) -> None:
    kept = {
        "EVENT:USED": 3,
        "EVENT:CONTEXTS": ["Left", "Right", "General"],
        "EVENT:LABELS": ["Foot Strike", "Foot Strike", "Trigger"],
        "EVENT:TIMES": np.array([[0, 0, 0], [0.2, 0.21, 0.25]], dtype=float),
        "ANALYSIS:USED": 1,
        "ANALYSIS:NAMES": ["Cadence"],
        "ANALYSIS:CONTEXTS": ["Right"],
        "ANALYSIS:UNITS": ["steps/min"],
        "ANALYSIS:VALUES": np.array([110.0]),
    }
    back = read_c3d_results(copied(recording(tmp_path, parameters=kept)))
    assert [(e.side, e.label, round(e.time_s, 4)) for e in back.events] == [
        ("right", "Foot Strike", 0.01),
        ("left", "Foot Strike", 0.015),
        ("left", "Foot Off", 0.041),
        ("", "Trigger", 0.05),
    ]
    assert [(v.name, v.side, v.value, v.unit) for v in back.values] == [
        ("Cadence", "right", 110.0, "steps/min"),
        ("Footwise Walking Speed", "left", 1.25, "m/s"),
    ]


def test_outputs_of_the_laboratorys_model_keep_their_groups(tmp_path: Path) -> None:
    model = {
        "POINT:ANGLES": ["c"],
        "POINT:ANGLE_UNITS": ["deg"],
        "POINT:MOMENT_UNITS": ["Nm"],
        "POINT:DESCRIPTIONS": ["one", "two", "three"],
        "POINT:TYPE_GROUPS": ["ANGLES", "ANGLE"],
    }
    copy = copied(recording(tmp_path, parameters=model))
    check_results(copy, C3DResults(RESULTS.angles, RESULTS.moments, {}, RESULTS.events, RESULTS.values))
    structure = read_structure(copy)
    assert structure.texts("POINT:ANGLES") == ["c", "LFootProgressionAngle"]
    assert structure.texts("POINT:TYPE_GROUPS") == ["ANGLES", "ANGLE", "MOMENTS", "MOMENT"]
    assert structure.texts("POINT:DESCRIPTIONS") == ["one", "two", "three", "toe-out +", ""]
    # In the unit of the file, not in that of a file that says none.
    np.testing.assert_allclose(read_c3d(copy).stored_moments["LKneeExternalMoment"], MOMENT, rtol=1e-6)


def test_moments_for_each_kg_of_the_body(tmp_path: Path) -> None:
    path = recording(tmp_path, parameters={"POINT:MOMENT_UNITS": ["Nmm/kg"]})
    refused(lambda: c3d_with_results(path, RESULTS), "moments for each kg of the body", "`mass_kg=...`")
    back = read_c3d_results(copied(path, mass_kg=80.0))
    np.testing.assert_allclose(80 * back.moments["LKneeExternalMoment"], MOMENT, rtol=1e-6)


def test_more_labels_and_events_than_one_parameter_holds(tmp_path: Path) -> None:
    many = [f"P{k}" for k in range(300)]
    labels = {"POINT:LABELS": many[:255], "POINT:LABELS2": many[255:]}
    points = RANDOM.normal(0, 300, (FRAMES, 300, 3)).astype("f4")
    path = recording(tmp_path, points=points, parameters=labels)
    events = tuple(Event("left", "Foot Strike", 0.05 * k) for k in range(600))
    results = C3DResults(RESULTS.angles, RESULTS.moments, RESULTS.descriptions, events, RESULTS.values)
    copy = copied(path, results)
    check_results(copy, results)
    assert read_c3d(copy).markers.labels == tuple(many)
    assert len(ezc3d.c3d(str(copy))["parameters"]["EVENT"]["TIMES"]["value"][0]) == 255


def test_locks_meanings_and_unsigned_analog_channels_stay(tmp_path: Path, treadmill_c3d: Path) -> None:
    unsigned = np.array([[40000.0, 3.0]] * 2 * FRAMES)
    path = recording(
        tmp_path,
        analog=unsigned,
        analog_dtype="<u2",
        scale=0.5,
        parameters={"ANALOG:FORMAT": ["UNSIGNED"], "ANALOG:OFFSET": np.array([32768, 0], dtype=np.uint16)},
    )
    np.testing.assert_array_equal(read_analog(copied(path)).values, [[7232.0, 3.0]] * 2 * FRAMES)
    frames = len(read_c3d(treadmill_c3d).markers.positions_m)
    none = np.full((frames, 3), np.nan)
    copy = tmp_path / "real.c3d"
    copy.write_bytes(c3d_with_results(treadmill_c3d, C3DResults({"LFootProgressionAngle": none}, {})))
    old, new = (ezc3d.c3d(str(file))["parameters"] for file in (treadmill_c3d, copy))
    changed = {"POINT": {"USED", "DATA_START", "LABELS", "DESCRIPTIONS", "ANGLES", "SCALE"}}
    for group in old:
        assert new[group]["__METADATA__"] == old[group]["__METADATA__"]
        for name in set(old[group]) - {"__METADATA__"} - changed.get(group, set()):
            assert new[group][name]["is_locked"] == old[group][name]["is_locked"]
            assert new[group][name]["description"] == old[group][name]["description"]
            np.testing.assert_array_equal(new[group][name]["value"], old[group][name]["value"])


@pytest.mark.shared
def test_every_recording_of_other_laboratories_takes_results_and_loses_nothing(tmp_path: Path) -> None:
    folder = recordings_of_others("walkway_children").parent
    files = sorted(folder.rglob("*.c3d"))
    assert len(files) >= 20
    for path in files:
        before = read_c3d(path)
        values = np.full((before.markers.frames, 3), np.nan)
        values[0] = 1, 2, 3
        results = C3DResults(
            {"LFootProgressionAngle": values}, {"LKneeExternalMoment": values}, {}, (Event("left", "Foot Strike", 0.1),)
        )
        copy = copied_to(tmp_path, path, results)
        after, back = read_c3d(copy), read_c3d_results(copy)
        assert after.markers.labels == before.markers.labels
        # 16-bit markers become 32-bit floats.
        np.testing.assert_allclose(after.markers.positions_m, before.markers.positions_m, atol=2e-7)
        for plate, again in zip(before.plates, after.plates, strict=True):
            np.testing.assert_array_equal(again.force_n, plate.force_n)
            np.testing.assert_array_equal(again.moment_nm, plate.moment_nm)
        assert read_structure(path).parameters.keys() <= read_structure(copy).parameters.keys()
        assert (after.person, after.starts_s, after.recorded_on) == (before.person, before.starts_s, before.recorded_on)
        np.testing.assert_array_equal(back.angles["LFootProgressionAngle"], values)
        np.testing.assert_allclose(back.moments["LKneeExternalMoment"], values, rtol=1e-6)
        assert [event.label for event in back.events if event.side == "left"].count("Foot Strike") == 1


def copied_to(folder: Path, path: Path, results: C3DResults) -> Path:
    copy = folder / f"{path.parent.name}_{path.name}"
    copy.write_bytes(c3d_with_results(path, results, mass_kg=70.0))
    return copy


def test_what_cannot_take_results_is_told_in_one_line(tmp_path: Path) -> None:
    path = recording(tmp_path)
    refused(lambda: c3d_with_results(copied(path), RESULTS), "holds results of Footwise already")
    odd = recording(tmp_path, parameters={"POINT:MOMENT_UNITS": ["lbf in"]})
    refused(lambda: c3d_with_results(odd, RESULTS), "moments in 'lbf in'", "Nmm or Nm")
    full = {"ANALYSIS:NAMES": [f"v{k}" for k in range(255)], "ANALYSIS:VALUES": np.arange(255.0)}
    refused(lambda: c3d_with_results(recording(tmp_path, parameters=full), RESULTS), "no room for 1 more")
    path.write_bytes(recording(tmp_path).read_bytes()[:-100])
    refused(lambda: c3d_with_results(path, RESULTS), "is cut off")
