"""HDF5 of APDM, analog channels of C3D files, XDF streams whose clock was set anew, and devices for the wrist."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.foot_sensor.sensor_files import (
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

from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors

TIME, ACC, GYR = walk()
G = 9.80665
BOTH = np.column_stack((ACC, GYR))


def opal(path: Path, labels: list[str], old: bool = False, leave_out: str = "") -> Path:
    """HDF5 as APDM's programs write it, before version 5 and since."""
    h5py = pytest.importorskip("h5py")
    ticks = 1_770_000_000_000_000 + np.round(TIME * 1e6).astype("u8")
    with h5py.File(path, "w") as file:
        for k, label in enumerate(labels):
            group = file.create_group(f"SI-{k:06d}" if old else f"Sensors/{1000 + k}")
            inside = group.create_group("Calibrated") if old else group
            for name, channels in ((f"Accelerometer{'s' * old}", ACC), (f"Gyroscope{'s' * old}", GYR)):
                if name != leave_out:
                    inside.create_dataset(name, data=channels)
            group.create_dataset("Time", data=ticks)
            if not old:
                group.create_group("Configuration").attrs["Label 0"] = np.bytes_(label + "\0\0")
        if old:
            file.attrs["CaseIdList"] = np.array([f"SI-{k:06d}" for k in range(len(labels))], dtype="S9")
            file.attrs["MonitorLabelList"] = np.array(labels, dtype="S20")
    return path


@pytest.mark.parametrize("old", [False, True])
def test_opal(tmp_path: Path, old: bool) -> None:
    path = opal(tmp_path / "walk.h5", ["Lumbar", "Right Foot", "Left Foot", "Left Lower Leg"], old)
    assert is_foot_sensor_file(path)
    left, right = read_foot_sensors(path)
    same(left)
    same(right, "right")
    assert not left.notes


def test_opal_that_is_no_foots_or_damaged(tmp_path: Path) -> None:
    assert "has no sensor on a foot; it has Lumbar, Sternum" in refused(opal(tmp_path / "a.h5", ["Lumbar", "Sternum"]))
    twice = opal(tmp_path / "b.h5", ["Left Foot", "left foot 2"])
    assert "has 2 sensors of the left foot" in refused(twice)
    lacks = opal(tmp_path / "c.h5", ["Left Foot"], leave_out="Gyroscope")
    assert "lacks accelerometer, gyroscope or time" in refused(lacks)
    whole = opal(tmp_path / "d.h5", ["Left Foot"]).read_bytes()
    for content in (whole[:100], whole[:3000], whole[: len(whole) // 2]):
        assert "is damaged" in refused(written(tmp_path / "cut.h5", content))
    import h5py

    with h5py.File(tmp_path / "e.h5", "w") as file:
        file["x"] = [1, 2]
    assert "holds no sensors of APDM" in refused(tmp_path / "e.h5")


def test_opal_without_h5py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    path = written(tmp_path / "left.h5", b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(FootwiseError) as caught:
        read_foot_sensors(path)
    assert caught.value.kind is ErrorKind.MISSING_EXTRA
    with pytest.raises(FootwiseError, match="pip install"):
        require("h5py")


def c3d(labels: list[str], units: list[str], analog: Any = BOTH, points: int = 0) -> bytes:
    marked = np.ones((len(TIME), points, 3))
    return c3d_bytes(marked, [f"M{k}" for k in range(points)], analog=analog,
                     parameters={"ANALOG:LABELS": labels, "ANALOG:UNITS": units})  # fmt: skip


C3D_LABELS = {
    "Vicon": [f"Left Foot Accel {a}" for a in "XYZ"] + [f"Left Foot Gyro {a}" for a in "XYZ"],
    "Delsys": [f"L FOOT ACC.{a}" for a in "XYZ"] + [f"L FOOT GYRO.{a}" for a in "XYZ"],
    "plain": ["ACCX1", "ACCY1", "ACCZ1", "GYROX1", "GYROY1", "GYROZ1"],
}


@pytest.mark.parametrize("maker", C3D_LABELS)
def test_sensors_in_the_analog_part_of_a_c3d_file(tmp_path: Path, maker: str) -> None:
    path = written(tmp_path / "left.c3d", c3d(C3D_LABELS[maker], ["m/s2"] * 3 + ["rad/s"] * 3))
    assert is_foot_sensor_file(path)
    same(one(path), atol=1e-5)
    in_g = np.column_stack((ACC / G, np.rad2deg(GYR)))
    same(one(written(path, c3d(C3D_LABELS[maker], ["g"] * 3 + ["deg/s"] * 3, in_g))), atol=1e-5)


def test_a_c3d_file_with_sensors_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "walk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("left.c3d", c3d(C3D_LABELS["Vicon"], ["m/s2"] * 3 + ["rad/s"] * 3))
    assert is_foot_sensor_file(path)
    same(one(path), atol=1e-5)


def test_c3d_files_with_markers_are_those_of_markers(tmp_path: Path) -> None:
    labels = C3D_LABELS["Vicon"]
    assert not is_foot_sensor_file(written(tmp_path / "a.c3d", c3d(labels, ["m/s2"] * 3 + ["rad/s"] * 3, points=2)))
    forces = written(tmp_path / "b.c3d", c3d([f"F{a}1" for a in "xyz"] + [f"M{a}1" for a in "xyz"], ["N"] * 6))
    assert not is_foot_sensor_file(forces)
    assert "no analog channels of an accelerometer and a gyroscope; it has Fx1" in refused(forces)
    assert refused(written(tmp_path / "left.c3d", c3d(labels, ["m/s2"] * 3 + ["rad/s"] * 3)[:2000]))


def reset(stamps: Any) -> bytes:
    return xdf(xdf_stream(1, "foot_left", stamps, BOTH, ("m/s^2", "rad/s")))


@pytest.mark.parametrize("offset", [-5000.0, 20_000.0])
def test_a_clock_that_was_set_anew_loses_nothing_but_what_lies_between(tmp_path: Path, offset: float) -> None:
    stamps = 10_000 + TIME + np.where(TIME >= 2, offset, 0)
    sensor = one(written(tmp_path / "walk.xdf", reset(stamps)))
    assert sensor.samples == len(TIME)
    np.testing.assert_allclose(sensor.acceleration_m_s2, ACC, atol=1e-9)
    assert sensor.gaps.tolist() == [[pytest.approx(1.99), pytest.approx(2.99)]]
    assert any("was set anew once: 2.0 s and 4.0 s are used" in note.text for note in sensor.notes)


def test_a_stamp_gone_wrong_is_no_clock_set_anew(tmp_path: Path) -> None:
    stamps = TIME.copy()
    stamps[300:303] -= 2000
    sensor = one(written(tmp_path / "walk.xdf", reset(stamps)))
    assert sensor.samples == len(TIME) - 3
    assert not any("set anew" in note.text for note in sensor.notes)


@pytest.mark.parametrize(
    ("name", "content", "device"),
    [
        ("left.cwa", b"MD\xfc\x03" + bytes(2000), "Axivity"),
        ("left.bin", b"Device Identity\r\nDevice Unique Serial Code:1\r\nDevice Type:GENEActiv\r\n", "GENEActiv"),
        ("left.csv", b"Device Type,GENEActiv\nDevice Model,1.1\n" + b"2026-01-01 10:00:00:000,0,0,1,0,0,25\n" * 9,
         "GENEActiv"),
        ("left.csv", b"------------ Data File Created By ActiGraph GT3X+ ActiLife -----------\nx,y,z\n1,2,3\n",
         "ActiGraph"),
    ],
)  # fmt: skip
def test_devices_for_the_wrist_are_refused_by_name(tmp_path: Path, name: str, content: bytes, device: str) -> None:
    message = refused(written(tmp_path / name, content))
    assert f"is a recording of {device}, which is worn on the wrist" in message


def test_the_watch_of_sensor_logger_is_refused(tmp_path: Path) -> None:
    names = [
        "time",
        "seconds_elapsed",
        *(f"{what}{a}" for what in ("rotationRate", "gravity", "acceleration") for a in "XYZ"),
    ]
    watch = text_table(names, [TIME * 1e9, TIME, *GYR.T, *ACC.T, *ACC.T])
    assert "is the motion of a watch" in refused(written(tmp_path / "WristMotion.csv", watch))
    both = {"WristMotion.csv": watch, "Metadata.csv": logger_metadata()}
    assert "is the motion of a watch" in refused(zipped(tmp_path / "left.zip", both))
    phone = {"TotalAcceleration.csv": logger_table(TIME, ACC), "Gyroscope.csv": logger_table(TIME, GYR)}
    same(one(zipped(tmp_path / "left.zip", {**both, **phone})))


def test_a_sensor_on_the_wrist_is_refused(tmp_path: Path) -> None:
    names = ["time", *(f"Right wrist acc {a}" for a in "xyz"), *(f"Right wrist gyro {a}" for a in "xyz")]
    assert "is of a sensor on the wrist" in refused(written(tmp_path / "a.csv", text_table(names, [TIME, *BOTH.T])))
