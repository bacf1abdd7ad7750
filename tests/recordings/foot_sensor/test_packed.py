"""Recordings of several files: in a zip archive, in a folder, beside one another; and archives that are none."""

import json
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.foot_sensor.maker_files import metamotion, mt_manager, physilog, shimmer
from tests.recordings.foot_sensor.sensor_files import (
    dot,
    logger_metadata,
    logger_table,
    text_table,
    walk,
    xdf,
    xdf_stream,
    zipped,
)
from tests.recordings.foot_sensor.test_hostile import refused
from tests.recordings.foot_sensor.test_read import one, same, written

from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors, write_bids_motion

TIME, ACC, GYR = walk()
G = 9.80665
LEFT, RIGHT = "MS_LeftFoot_2026-03-01T10.00.00.000_F00D", "MS_RightFoot_2026-03-01T10.00.00.000_BEEF"


@pytest.mark.parametrize(
    "text",
    [mt_manager(ACC, GYR), physilog(TIME, ACC, GYR), shimmer(TIME, ACC, GYR), dot(TIME, ACC, GYR)],
    ids=["MT Manager", "Physilog", "Shimmer", "DOT"],
)
def test_a_table_in_a_zip_is_the_table(tmp_path: Path, text: str) -> None:
    path = zipped(tmp_path / "walk.zip", {"export/left.txt": text, "__MACOSX/._left.txt": "x", "readme.md": "hello"})
    assert is_foot_sensor_file(path)
    same(one(path), atol=1e-6)


def test_a_foot_a_file_in_a_zip_and_in_a_folder(tmp_path: Path) -> None:
    members = {"left.csv": physilog(TIME, ACC, GYR), "right.csv": physilog(TIME, ACC[::-1], GYR)}
    folder = tmp_path / "walk"
    folder.mkdir()
    for name, text in members.items():
        (folder / name).write_text(text)
    for path in (zipped(tmp_path / "walk.zip", members), folder):
        left, right = read_foot_sensors(path)
        same(left, atol=1e-6)
        assert right.side == "right" and right.source == path
        assert one(path, side="right").side == "right"
    twice = zipped(tmp_path / "twice.zip", {"left1 left.csv": members["left.csv"], "left.csv": members["left.csv"]})
    assert "has 2 recordings of the left foot" in refused(twice)


def test_xdf_in_a_zip(tmp_path: Path) -> None:
    stream = xdf_stream(1, "foot_L", TIME, np.column_stack((ACC, GYR)), ("m/s^2", "rad/s"))
    path = tmp_path / "walk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("walk.xdf", xdf(stream))
    same(one(path))


def test_a_fault_of_a_file_in_a_zip_names_both(tmp_path: Path) -> None:
    path = zipped(tmp_path / "walk.zip", {"left.csv": physilog(TIME, ACC - [0.6, -0.4, 9.78], GYR)})
    assert "lacks gravity" in refused(path)
    message = refused(zipped(tmp_path / "walk.zip", {"left.csv": physilog(TIME, ACC, GYR).replace("[g]", "[LSB]")}))
    assert "walk.zip (left.csv)" in message and "footwise-" not in message


def test_metamotion_writes_its_two_sensors_into_two_files(tmp_path: Path) -> None:
    faster = np.arange(0, 6, 0.005)
    turns = np.stack([np.interp(faster, TIME, axis) for axis in np.rad2deg(GYR).T], axis=1)
    members = {f"{LEFT}_Accelerometer_100.000Hz_1.4.4.csv": metamotion(TIME, ACC / G, "g"),
               f"{LEFT}_Gyroscope_100.000Hz_1.4.4.csv": metamotion(TIME, np.rad2deg(GYR), "deg/s"),
               f"{RIGHT}_Accelerometer_100.000Hz_1.4.4.csv": metamotion(TIME, ACC / G, "g"),
               f"{RIGHT}_Gyroscope_200.000Hz_1.4.4.csv": metamotion(faster, turns, "deg/s")}  # fmt: skip
    left, right = read_foot_sensors(zipped(tmp_path / "walk.zip", members))
    same(left)
    assert right.side == "right" and right.rate_hz == pytest.approx(100)
    assert any("an accelerometer of 100 Hz and a gyroscope of 200 Hz" in note.text for note in right.notes)
    for name, text in list(members.items())[:2]:
        (tmp_path / name).write_text(text)
    for name in list(members)[:2]:
        same(one(tmp_path / name))
    (tmp_path / list(members)[1]).unlink()
    assert "the table of its gyroscope does not lie beside it" in refused(tmp_path / next(iter(members)))
    alone = zipped(tmp_path / "half.zip", dict(list(members.items())[:1]))
    assert "without the other sensor's table" in refused(alone)


def samples(name: str, channels: Any) -> list[dict[str, str]]:
    return [{"sensor": name, "time": str(1_700_000_000_000_000_000 + round(t * 1e9)), "seconds_elapsed": repr(float(t)),
             **{axis: repr(float(value)) for axis, value in zip("xyz", row, strict=True)}}
            for t, row in zip(TIME, channels, strict=True)]  # fmt: skip


@pytest.mark.parametrize("platform", ["android", "ios"])
def test_sensor_logger_as_json(tmp_path: Path, platform: str) -> None:
    sign = 1 if platform == "android" else -1
    records = [{"sensor": "Metadata", "platform": platform}, *samples("Gyroscope", GYR)]
    if platform == "android":
        records += samples("TotalAcceleration", ACC)
    else:
        gravity = np.tile([0.6, -0.4, 9.78], (len(TIME), 1))
        records += [*samples("Gravity", -gravity), *samples("Accelerometer", sign * (ACC - gravity))]
    path = written(tmp_path / "left.json", json.dumps(records))
    assert is_foot_sensor_file(path)
    same(one(path), atol=1e-8)
    same(one(zipped(tmp_path / "left.zip", {"left.json": path.read_text()})), atol=1e-8)


def test_json_of_something_else(tmp_path: Path) -> None:
    assert "is no list of samples" in refused(written(tmp_path / "left.json", '{"a": 1}'))
    assert "is not JSON that can be read" in refused(written(tmp_path / "left.json", '[{"a": '))
    assert "has no Gyroscope.csv; it has nothing" in refused(written(tmp_path / "left.json", "[]"))


@pytest.mark.parametrize("apple", [False, True])
def test_sensor_logger_with_uncalibrated_sensors_only(tmp_path: Path, apple: bool) -> None:
    acceleration = -ACC / G if apple else ACC
    members = {"AccelerometerUncalibrated.csv": logger_table(TIME, acceleration),
               "GyroscopeUncalibrated.csv": logger_table(TIME, GYR),
               "Metadata.csv": logger_metadata("ios" if apple else "android", "false")}  # fmt: skip
    sensor = one(zipped(tmp_path / "left.zip", members))
    same(sensor)
    assert any("uncalibrated gyroscope only" in note.text for note in sensor.notes)


def test_a_phones_table_without_a_clock(tmp_path: Path) -> None:
    gyroscope = text_table(["z", "y", "x"], [*GYR.T])
    members = {"TotalAcceleration.csv": logger_table(TIME, ACC), "Gyroscope.csv": gyroscope}
    assert "has no column seconds_elapsed; it has z, y, x" in refused(zipped(tmp_path / "left.zip", members))


@pytest.mark.parametrize("decimal", [".", ","])
def test_phyphox_in_german(tmp_path: Path, decimal: str) -> None:
    acceleration = ["Zeit (s)", *(f"Beschleunigung {a} (m/s^2)" for a in "xyz")]
    members = {"Beschleunigungssensor.csv": text_table(acceleration, [TIME, *ACC.T], ";", decimal),
               "Gyroskop.csv": text_table(["Zeit (s)", *(f"Gyroskop {a} (rad/s)" for a in "xyz")],
                                          [TIME, *GYR.T], ";", decimal)}  # fmt: skip
    same(one(zipped(tmp_path / "links left.zip", members)))
    members["Beschleunigungssensor.csv"] = members["Beschleunigungssensor.csv"].replace(
        "Beschleunigung", "Lineare Beschleunigung"
    )
    assert "linear acceleration only" in refused(zipped(tmp_path / "left.zip", members))


def bomb(path: Path, sizes: dict[str, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, megabytes in sizes.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(megabytes):
                    member.write(b"0," * 2**19)
    return path


def test_a_small_archive_that_unpacks_to_much_is_refused_at_once(tmp_path: Path) -> None:
    path = bomb(tmp_path / "left.zip", {f"part{k}.csv": 60 for k in range(5)})
    begin = time.perf_counter()
    assert "unpacks part0.csv to 63 MB of repeated bytes" in refused(path)
    assert time.perf_counter() - begin < 1


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "left.zip", {f"{k}.csv": "" for k in range(10_001)})
    assert "holds 10001 files" in refused(path)


def test_files_that_are_not_needed_are_not_read(tmp_path: Path) -> None:
    """Sensor Logger puts microphone, camera and location into the same archive."""
    members = {"TotalAcceleration.csv": logger_table(TIME, ACC), "Gyroscope.csv": logger_table(TIME, GYR),
               "Microphone.csv": "time,seconds_elapsed,dBFS\n" + "x,y\n" * 100,
               "Metadata.csv": logger_metadata()}  # fmt: skip
    same(one(zipped(tmp_path / "left.zip", members)))


def test_bids_motion_comes_back_as_it_was_written(tmp_path: Path) -> None:
    left = one(written(tmp_path / "left.csv", physilog(TIME, ACC, GYR)))
    right = one(written(tmp_path / "right.csv", physilog(TIME, ACC[::-1], GYR)))
    files = write_bids_motion([left, right], tmp_path / "bids", subject="07", session="1")
    assert {file.name for file in files} == {
        f"sub-07_ses-1_task-walk_tracksys-{side}foot{ending}" for side in ("left", "right")
        for ending in ("_motion.tsv", "_channels.tsv", "_motion.json", "_channels.json")}  # fmt: skip
    folder = tmp_path / "bids/sub-07/ses-1/motion"
    assert sorted(folder.iterdir()) == sorted(files)
    assert is_foot_sensor_file(files[0])
    same(one(files[0]), atol=1e-6)
    again = read_foot_sensors(folder)
    same(again[0], atol=1e-6)
    np.testing.assert_allclose(again[1].acceleration_m_s2, right.acceleration_m_s2, atol=1e-6)
    channels = next(file for file in files if file.name.endswith("_channels.tsv")).read_text().split("\n")
    assert channels[0].split("\t")[:5] == ["name", "component", "type", "tracked_point", "units"]
    assert len(channels) - 2 == len(files[0].read_text().split("\n")[0].split("\t")) == 7


def test_bids_motion_of_others(tmp_path: Path) -> None:
    """Several places in one tracking system, no latency, other units."""
    rows, columns = ["name\tcomponent\ttype\ttracked_point\tunits"], []
    for point, acceleration in (("LeftFoot", ACC), ("RightWrist", ACC * 0.3)):
        rows += [f"{point}_a{a}\t{a}\tACCEL\t{point}\tg" for a in "xyz"]
        rows += [f"{point}_g{a}\t{a}\tGYRO\t{point}\tdeg/s" for a in "xyz"]
        columns += [*(acceleration / G).T, *np.rad2deg(GYR).T]
    stem = "sub-01_task-walk_tracksys-imu"
    path = written(
        tmp_path / f"{stem}_motion.tsv", "\n".join("\t".join(f"{v:.9g}" for v in row) for row in np.array(columns).T)
    )
    assert "has no sub-01_task-walk_tracksys-imu_channels.tsv beside it" in refused(path)
    channels = written(tmp_path / f"{stem}_channels.tsv", "\n".join(rows))
    assert "no channel LATENCY and no SamplingFrequency" in refused(path)
    written(tmp_path / f"{stem}_motion.json", '{"SamplingFrequency": 100}')
    same(one(path), atol=1e-6)
    channels.write_text("\n".join(rows).replace("LeftFoot", "LeftWrist"))
    assert "no accelerometer and gyroscope of a foot; it tracks LeftWrist, RightWrist" in refused(path)
    channels.write_text("\n".join(rows).replace("\tg\n", "\tmg\n"))
    assert "has the units 'mg'" in refused(path)
    channels.write_text("\n".join(rows[:-1]))
    assert refused(path)


@pytest.mark.parametrize("label", ["", "a_b", "ü", "../x"])
def test_bids_labels_are_checked(tmp_path: Path, label: str) -> None:
    left = one(written(tmp_path / "left.csv", physilog(TIME, ACC, GYR)))
    with pytest.raises(Exception, match="letters and digits"):
        write_bids_motion([left], tmp_path, subject=label)
    with pytest.raises(Exception, match="no foot twice"):
        write_bids_motion([left, left], tmp_path, subject="01")


def test_a_slow_accelerometer_is_brought_to_the_gyroscopes_times(tmp_path: Path) -> None:
    """At 50 Hz it has too few samples for a foot, and the angles come from the gyroscope."""
    members = {"TotalAcceleration.csv": logger_table(TIME[::2], ACC[::2]), "Gyroscope.csv": logger_table(TIME, GYR)}
    sensor = one(zipped(tmp_path / "left.zip", members))
    assert sensor.rate_hz == pytest.approx(100) and not len(sensor.gaps)
    np.testing.assert_allclose(sensor.angular_velocity_rad_s, GYR[: sensor.samples], atol=1e-9)
    np.testing.assert_allclose(sensor.acceleration_m_s2[::2], ACC[: sensor.samples : 2], atol=1e-5)
    assert any("an accelerometer of 50 Hz and a gyroscope of 100 Hz" in note.text for note in sensor.notes)


def test_two_rates_in_one_table_leave_fields_empty(tmp_path: Path) -> None:
    acceleration = ACC.copy()
    acceleration[1::2] = np.nan
    names = ["time", *(f"acc {a} (m/s^2)" for a in "xyz"), *(f"gyro {a} (rad/s)" for a in "xyz")]
    sensor = one(written(tmp_path / "left.csv", text_table(names, [TIME, *acceleration.T, *GYR.T])))
    assert sensor.rate_hz == pytest.approx(100) and sensor.samples >= len(TIME) - 1
    np.testing.assert_allclose(sensor.acceleration_m_s2[::2], ACC[: sensor.samples : 2], atol=1e-6)


def test_bids_motion_in_a_zip(tmp_path: Path) -> None:
    left = one(written(tmp_path / "left.csv", physilog(TIME, ACC, GYR)))
    files = write_bids_motion([left], tmp_path, subject="01")
    path = zipped(tmp_path / "bids.zip", {f"sub-01/motion/{file.name}": file.read_text() for file in files})
    same(one(path), atol=1e-6)


def test_an_archive_that_lies_about_its_sizes_fills_nothing(tmp_path: Path) -> None:
    """The sizes in the list of an archive are what is read, whatever is packed behind them."""
    path = bomb(tmp_path / "left.zip", {"left.csv": 200})
    content = path.read_bytes()
    size = (200 * 2**20).to_bytes(4, "little")
    place = content.rindex(size, 0, len(content))
    path.write_bytes(content[:place] + (5_000).to_bytes(4, "little") + content[place + 4 :])
    begin = time.perf_counter()
    assert refused(path)
    assert time.perf_counter() - begin < 1
