"""Sets of sensors on shoe, shank and pelvis, as folders, archives and tables of many makers name them."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest
from tests.foot_sensor.body_walks import only, set_of

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor import read_foot_sensors, read_sensor_set
from footwise.recordings.foot_sensor.body_places import as_of_a_foot, sensor_place
from footwise.side_words import side_in
from footwise.simulation import write_sensor_set

SIX = tuple(f"{what} {axis} ({unit})" for what, unit in (("acc", "m/s2"), ("gyr", "deg/s")) for axis in "xyz")


@pytest.fixture(scope="module")
def walk():
    return set_of(steps=6)[0]


@pytest.fixture
def folder(walk, tmp_path):
    write_sensor_set(tmp_path / "walk", walk)
    return tmp_path / "walk"


def values(sensor):
    return np.column_stack((sensor.acceleration_m_s2, np.degrees(sensor.angular_velocity_rad_s)))


def has(found):
    return [(one.place, one.side) for one in found.sensors]


ALL = {("foot", "left"), ("shank", "left"), ("pelvis", "")}


@pytest.mark.parametrize(
    ("name", "place", "side"),
    [
        ("Left Foot", "foot", "left"), ("LeftLowerLeg", "shank", "left"), ("Pelvis", "pelvis", None),
        ("LShank", "shank", "left"), ("AccelX_R_SHANK", "shank", "right"), ("Shank LT", "shank", "left"),
        ("tibia_r", "shank", "right"), ("Unterschenkel_links", "shank", "left"), ("Becken", "pelvis", None),
        ("pantorrilla_izq", "shank", "left"), ("L5", "pelvis", None), ("Lumbar", "pelvis", None),
        ("mollet_gauche", "shank", "left"), ("right ankle", "shank", "right"), ("Left Upper Leg", "", "left"),
        ("Sternum", "", None),
    ],
)  # fmt: skip
def test_places_as_makers_name_them(name, place, side):
    assert sensor_place(name) == place
    assert side_in(as_of_a_foot(name, place)) == side


def test_a_folder_with_one_table_a_sensor(folder, walk):
    found = read_sensor_set(folder)
    assert set(has(found)) == ALL
    assert found.sides == ("left",)
    for place, side in ALL:
        np.testing.assert_allclose(found.at(place, side).acceleration_m_s2, walk.at(place, side).acceleration_m_s2,
                                   atol=1e-4)  # fmt: skip


@pytest.mark.parametrize("person", [0, 5, 7, 9])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_shank_that_never_stands_is_not_taken_for_one_with_mirrored_axes(side, person, tmp_path):
    write_sensor_set(tmp_path, set_of(side, person=person, seed=6, steps=16)[0])
    assert read_sensor_set(tmp_path).sides == (side,)


def test_an_archive_with_a_folder_for_each_sensor(folder, tmp_path):
    path = tmp_path / "walk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.writestr(f"trial 1/{file.stem}/data.csv", file.read_bytes())
    assert set(has(read_sensor_set(path))) == ALL


def test_one_table_with_columns_of_all_sensors(walk, tmp_path):
    path = tmp_path / "walk.csv"
    names, columns = ["time (s)"], [walk.sensors[0].time_s]
    for sensor in walk.sensors:
        word = {"foot": "L_FOOT", "shank": "L_SHANK", "pelvis": "WAIST"}[sensor.place]
        names += [f"{what}{axis}_{word}" for what in ("Accel", "Gyro") for axis in "XYZ"]
        columns += list(values(sensor).T)
    table = np.column_stack(columns)
    path.write_text("\n".join([",".join(names), *(",".join(f"{one:.7g}" for one in row) for row in table)]) + "\n")
    found = read_sensor_set(path, gravity="up")
    assert set(has(found)) == ALL
    np.testing.assert_allclose(found.at("shank", "left").angular_velocity_rad_s,
                               walk.at("shank", "left").angular_velocity_rad_s, atol=1e-4)  # fmt: skip


def test_one_table_with_rows_of_all_sensors(walk, tmp_path):
    path = tmp_path / "walk.csv"
    rows = [",".join(("sensor", "time (s)", *SIX))]
    for sensor in walk.sensors:
        label = f"{sensor.place}_{sensor.side}".strip("_")
        rows += [f"{label},{t:.7g}," + ",".join(f"{one:.7g}" for one in row)
                 for t, row in zip(sensor.time_s, values(sensor), strict=True)]  # fmt: skip
    path.write_text("\n".join(rows) + "\n")
    assert set(has(read_sensor_set(path, gravity="up"))) == ALL


def test_a_program_that_writes_accelerometer_and_gyroscope_apart(walk, tmp_path):
    folder = tmp_path / "walk"
    folder.mkdir()
    for sensor in only(walk, "foot", "shank").sensors:
        for k, (word, unit) in enumerate((("Accelerometer", "g"), ("Gyroscope", "deg/s"))):
            head = ["epoch (ms)", "timestamp (+0100)", "elapsed (s)", *(f"{axis}-axis ({unit})" for axis in "xyz")]
            part = values(sensor)[:, 3 * k : 3 * k + 3] / (9.80665 if unit == "g" else 1.0)
            lines = [f"{1e12 + 1e3 * t:.0f},2026-11-29T10.00.00,{t:.4f}," + ",".join(f"{one:.7g}" for one in row)
                     for t, row in zip(sensor.time_s, part, strict=True)]  # fmt: skip
            (folder / f"{sensor.side}_{sensor.place}_{word}_100.000Hz_1.5.0.csv").write_text(
                "\n".join([",".join(head), *lines]) + "\n"
            )
    assert set(has(read_sensor_set(folder))) == {("foot", "left"), ("shank", "left")}


def test_shoes_are_read_as_before_and_a_shank_is_still_none(folder):
    assert [one.side for one in read_foot_sensors(folder / "left_foot.csv")] == ["left"]
    with pytest.raises(FootwiseError, match="is of a sensor on the shank"):
        read_foot_sensors(folder / "left_shank.csv")


def test_the_shoe_of_a_set_is_read_alone_where_a_foot_is_asked_for(folder, tmp_path):
    path = tmp_path / "walk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.writestr(file.name, file.read_bytes())
    for one in (folder, path):
        assert [(sensor.place, sensor.side) for sensor in read_foot_sensors(one)] == [("foot", "left")]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (("shank",), "holds a sensor on left shank and lacks the shoe"),
        (("foot",), "holds a sensor on left foot and lacks the shank"),
        (("pelvis",), "holds a sensor on pelvis and lacks shoe and shank"),
        (("foot", "pelvis"), "lacks the shank"),
    ],
)
def test_a_set_with_sensors_missing(kept, said, walk, tmp_path):
    write_sensor_set(tmp_path / "walk", only(walk, *kept))
    with pytest.raises(FootwiseError, match=said) as refused:
        read_sensor_set(tmp_path / "walk")
    assert "\n" not in str(refused.value)


def test_shoe_and_shank_of_different_legs(walk, tmp_path):
    write_sensor_set(tmp_path / "walk", only(walk, "foot", "shank"))
    (tmp_path / "walk" / "left_shank.csv").rename(tmp_path / "walk" / "right_shank.csv")
    with pytest.raises(FootwiseError, match="lacks shoe and shank of the same leg"):
        read_sensor_set(tmp_path / "walk")


def test_other_rates_and_other_clocks(walk, tmp_path):
    shank = walk.at("shank", "left")
    slower = replace(shank, **{name: getattr(shank, name)[::2] for name in (
        "time_s", "acceleration_m_s2", "angular_velocity_rad_s", "clipped")})  # fmt: skip
    later = replace(shank, time_s=shank.time_s + 3600.0)
    for changed, said in ((slower, "50 samples a second on the left shank and 100 on the shoe"),
                          (later, "different clocks: that on the left shank begins 3600.0 s")):  # fmt: skip
        folder = tmp_path / said[:2]
        write_sensor_set(folder, replace(walk, sensors=(walk.at("foot", "left"), changed)))
        with pytest.raises(FootwiseError, match=said):
            read_sensor_set(folder)


def test_a_sensor_without_a_side_and_one_place_twice(folder):
    (folder / "left_shank.csv").rename(folder / "shank.csv")
    with pytest.raises(FootwiseError, match="a sensor on a shank, and does not say on which"):
        read_sensor_set(folder)
    (folder / "shank.csv").rename(folder / "left_shank.csv")
    (folder / "tibia_l.csv").write_bytes((folder / "left_shank.csv").read_bytes())
    with pytest.raises(FootwiseError, match="has 2 files of one place"):
        read_sensor_set(folder)


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "walk").mkdir()
    (tmp_path / "walk" / "notes.txt").write_text("nothing here\n")
    with pytest.raises(FootwiseError, match="names no sensor on a shoe and none on a shank"):
        read_sensor_set(tmp_path / "walk")
