"""Files of foot sensors that are damaged, cut, wrong or none: refused in one line."""

import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.recordings.foot_sensor.damaged_bytes import damaged
from tests.recordings.foot_sensor.sensor_files import (
    PLAIN,
    dot,
    gaitmap,
    logger_table,
    read_upwards,
    text_table,
    walk,
    xdf,
    xdf_stream,
    zipped,
)
from tests.recordings.foot_sensor.test_read import MAP, mapped

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.read import read_foot_sensors
from footwise.samples.catalogue import sample_path

TIME, ACC, GYR = walk()
GOOD = gaitmap(ACC, GYR)
LINES = GOOD.split("\n")
DOT = dot(TIME, ACC, GYR)


def refused(path: Path, **options: Any) -> str:
    """One line that names the file, the trouble and the remedy, without a warning before it."""
    with warnings.catch_warnings(), pytest.raises(FootwiseError) as caught:
        warnings.simplefilter("error")
        read_foot_sensors(path, **options)
    assert caught.value.trouble
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    return str(caught.value)


def two_rows(sensors: list[str]) -> str:
    names = [f"{sensor}|{axis}" for sensor in sensors for axis in PLAIN]
    table = text_table(["", *names], [np.arange(600), *[*ACC.T, *GYR.T] * len(sensors)])
    header, rest = table.split("\n", 1)
    return (
        "\n".join(",".join(field.split("|")[k] if field else "" for field in header.split(",")) for k in (0, 1))
        + "\n"
        + rest
    )


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "blank": (" \n\n", "is empty"),
    "binary": (bytes(range(256)) * 10, "is not a text file"),
    "prose": ("Dear colleague,\nthe recording is attached.\n", "is no table of a foot sensor"),
    "a line of numbers": ("1,2,3\n4,5,6\n", "its first line has 1, 2, 3"),
    "another table": ("time,knee_angle\n0,1\n" * 10, "its first line has time, knee_angle"),
    "only the header": (LINES[0] + "\n", "holds no data"),
    "one row": ("\n".join(LINES[:2]), "holds 1 sample"),
    "half a second": ("\n".join(LINES[:100]), "is only 0.48 s long"),
    "a short line": ("\n".join([*LINES[:50], "49,1,2", *LINES[51:]]), "has 3 fields instead of 7 in line 51"),
    "a long line": ("\n".join([*LINES[:50], LINES[50] + ",8,9", *LINES[51:]]), "has 9 fields instead of 7 in line 51"),
    "a word": ("\n".join([*LINES[:50], "49,1,2,oops,4,5,6", *LINES[51:]]), "has 'oops' where a"),
    "only the accelerometer": (text_table(["", *PLAIN[:3]], [TIME, *ACC.T]), "has no column gyr_x, gyr_y, gyr_z"),
    "an axis missing": (GOOD.replace("acc_z", "acc_w"), "has no column acc_z"),
    "all empty": ("\n".join([LINES[0], *(f"{k},,,,,," for k in range(600))]), "have no number"),
    "all zero": (gaitmap(ACC * 0, GYR), "accelerometer never changes (0, 0, 0)"),
    "a gyroscope that was off": (gaitmap(ACC, GYR * 0), "gyroscope never changes (0, 0, 0)"),
    "astronomical": (gaitmap(ACC * 1e300, GYR), "have no number"),
    "raw counts": (gaitmap(ACC / 9.80665 * 16384, GYR), "which is gravity neither"),
    "no gravity": (gaitmap(ACC - [0.6, -0.4, 9.78], GYR), "lacks gravity"),
    "two rows, cut": (two_rows(["left_sensor"]).split("\n")[0], "two header rows"),
    "two rows, an axis missing": (two_rows(["left_sensor"]).replace("gyr_z", "gyr_w"), "no column left_sensor gyr_z"),
    "two rows, text": (two_rows(["left_sensor"]) + "left,right\n" * 3, "has 2 fields instead of 7"),
    "dot without raw acceleration": (DOT.replace("Acc_", "FreeAcc_"), "free acceleration only, which lacks gravity"),
    "dot with orientation only": (DOT.replace("Acc_", "Euler_").replace("Gyr_", "Quat_"), "has no column Acc_X"),
    "dot without a clock": (DOT.replace("SampleTimeFine", "a").replace("PacketCounter", "b"), "PacketCounter"),
    "dot without clock and rate": (DOT.replace("SampleTimeFine", "a").replace("OutputRate", "c"), "`rate_hz`"),
    "phyphox without its gyroscope": (
        text_table(["Time (s)", *(f"Acceleration {a} (m/s^2)" for a in "xyz")], [TIME, *ACC.T]),
        "has no angular velocity; it has Time (s), Acceleration x"),
    "phyphox without g": (
        text_table(["Time (s)", *(f"Linear Acceleration {a} (m/s^2)" for a in "xyz")], [TIME, *ACC.T]),
        "has linear acceleration only, which lacks gravity"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_tables_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    content, said = HOSTILE[kind]
    path = tmp_path / "walk_left.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refused(path)
    assert message.startswith(str(path))
    assert said in message


def test_the_side_must_be_known(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_text(GOOD)
    assert "does not say which foot it is. Say `side='left'` or `side='right'`" in refused(path)
    assert "was given the side 'middle'" in refused(path, side="middle")
    path.write_text(two_rows(["left_sensor"]))
    assert "has no column right_sensor acc_x" in refused(path, side="right")


def test_impossible_paths_and_rates(tmp_path: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "none.csv")
    assert "there is no such file" in refused(tmp_path / "none.zip")
    assert "there is no such file" in refused(tmp_path / "none.xdf")
    assert "holds no table" in refused(tmp_path)
    assert "-1 samples a second are impossible" in refused(tmp_path / "left.csv", rate_hz=-1)


@pytest.mark.parametrize("name", ["mocap_sample", "orientation_sample", "position_sample", "stride_events_sample"])
def test_real_tables_of_something_else(name: str) -> None:
    assert "is no table of a foot sensor" in refused(sample_path("foot-sensors", quiet=True) / f"{name}.csv")


def test_a_last_line_that_is_cut_off_is_said(tmp_path: Path) -> None:
    path = tmp_path / "left.csv"
    path.write_text("\n".join(LINES[:500])[:-60])
    (sensor,) = read_foot_sensors(path, gravity="up")
    assert sensor.samples == 498
    assert "is cut off in its last line, which is left out" in map(str, sensor.notes)


LOGGER = {
    name: logger_table(TIME, channels) for name, channels in (("TotalAcceleration.csv", ACC), ("Gyroscope.csv", GYR))
}
HOSTILE_PHONE: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "holds no table"),
    "no csv": ({"a.json": "{}"}, "holds no table"),
    "empty tables": ({"Gyroscope.csv": ""}, "holds no table"),
    "no gyroscope": ({"TotalAcceleration.csv": LOGGER["TotalAcceleration.csv"]}, "has no Gyroscope.csv"),
    "no accelerometer": ({"Gyroscope.csv": LOGGER["Gyroscope.csv"]}, "has no TotalAcceleration.csv"),
    "no gravity": ({"Accelerometer.csv": logger_table(TIME, ACC), "Gyroscope.csv": LOGGER["Gyroscope.csv"]},
                   "TotalAcceleration.csv, or Gravity.csv beside"),
    "no axes": ({**LOGGER, "Gyroscope.csv": LOGGER["Gyroscope.csv"].replace("z,y,x", "a,b,c")}, "no column x, y, z"),
    "two days": ({**LOGGER, "Gyroscope.csv": logger_table(TIME + 86400, GYR)}, "do not run at the same time"),
    "cut table": ({**LOGGER, "Gyroscope.csv": "time,seconds_elapsed,z,y,x\n"}, "holds no data"),
    "binary table": ({**LOGGER, "Gyroscope.csv": "\x00\x01\x02"}, "is not a text file"),
    "prose": ({"a.csv": "hello", "b.csv": "world"}, "has no acceleration"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE_PHONE)
def test_hostile_phone_recordings_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    members, said = HOSTILE_PHONE[kind]
    assert said in refused(zipped(tmp_path / "left.zip", members))


def test_damaged_archives(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "left.zip", LOGGER).read_bytes()
    cut = tmp_path / "cut_left.zip"
    for content in (b"", b"PK", whole[: len(whole) // 2], whole[:100] + bytes(200) + whole[300:], b"time,x\n0,1\n"):
        cut.write_bytes(content)
        assert "is no whole zip archive" in refused(cut)


def test_members_that_would_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "left.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Gyroscope.csv", "w") as member:
        for _ in range(1100):
            member.write(bytes(2**20))
    assert "of over 1 GB" in refused(path)


HOSTILE_MAPS = {
    "no toml": ("acc = [", "is not a column map"),
    "empty": ("", "does not name three columns in acc"),
    "two axes": (MAP.replace('"a1", ', ""), "does not name three columns in acc"),
    "unknown key": (MAP + 'unit = "m"\n', "has the key 'unit'"),
    "unknown unit": (MAP.replace('"g"', '"mg"'), "has acc_unit 'mg'"),
    "unknown unit of time": (MAP.replace('"ms"', '"min"'), "has time_unit 'min'"),
    "no time": (MAP.replace('time = "t"', ""), "names no column of time and no rate_hz"),
    "time that is no name": (MAP.replace('time = "t"', "time = 3"), "names no column in time"),
    "unknown side": (MAP.replace('"left"', '"links"'), "'links'"),
    "no such column": (MAP.replace('"w2"', '"w9"'), "has no column w9; it has note, t, a1"),
    "a column of words": (MAP.replace('"w2"', '"note"'), "have no number"),
    "counter without a rate": (MAP.replace('time = "t"', 'counter = "t"'), "names no column of time and no rate_hz"),
    "counter beside a clock": (MAP + 'counter = "a1"\n', "names a column of time and a counter"),
    "counter that is no name": (MAP.replace('time = "t"', "rate_hz = 100\ncounter = 3"), "names no column in counter"),
    "counter that does not count": (
        MAP.replace('time = "t"', 'rate_hz = 100\ncounter = "a1"'),
        "has a column a1 that does not count its packets",
    ),
    "no such counter": (MAP.replace('time = "t"', 'rate_hz = 100\ncounter = "n"'), "has no column n"),
    "wrong unit of time": (MAP.replace('"ms"', '"us"'), "samples a second"),
}


@pytest.mark.parametrize("kind", HOSTILE_MAPS)
def test_hostile_column_maps_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    text, said = HOSTILE_MAPS[kind]
    (tmp_path / "map.toml").write_text(text)
    (tmp_path / "imu.csv").write_text(mapped())
    assert said in refused(tmp_path / "imu.csv", column_map=tmp_path / "map.toml")
    assert "is a folder" in refused(tmp_path, column_map=tmp_path / "map.toml")


SERIES = np.column_stack((ACC, GYR))
STREAM = xdf_stream(1, "foot_L", TIME, SERIES, ("m/s^2", "rad/s"))
HOSTILE_XDF = {
    "empty": (b"", "is not an XDF file"),
    "another kind": (GOOD.encode(), "is not an XDF file"),
    "no streams": (xdf(), "it has no streams"),
    "other streams": (xdf(xdf_stream(1, "EEG", TIME, SERIES[:, :2], labels=("Fz", "Cz"))), "EEG (Fz, Cz)"),
    "no names of channels": (xdf(xdf_stream(1, "imu", TIME, SERIES, labels=("",) * 6)), "imu"),
    "no samples": (xdf([STREAM[0]]), ""),
    "two left feet": (xdf(STREAM, xdf_stream(2, "left", TIME, SERIES)), "has 2 streams of the left foot"),
    "unknown unit": (xdf(xdf_stream(1, "left", TIME, SERIES, ("mg", "rad/s"))), "has acceleration in 'mg'"),
    "unknown unit of turning": (xdf(xdf_stream(1, "left", TIME, SERIES, ("g", "mdps"))), "angular velocity in 'mdps'"),
    "no side": (xdf(xdf_stream(1, "imu", TIME, SERIES)), "does not say which foot it is"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE_XDF)
def test_hostile_xdf_files_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    content, said = HOSTILE_XDF[kind]
    (tmp_path / "walk.xdf").write_bytes(content)
    assert said in refused(tmp_path / "walk.xdf")


def test_an_xdf_file_that_is_cut_off_says_so(tmp_path: Path) -> None:
    chunks = [
        xdf_stream(1, "left", TIME[k : k + 100], SERIES[k : k + 100], ("m/s^2", "rad/s")) for k in range(0, 600, 100)
    ]
    whole = xdf([chunks[0][0], *(chunk[1] for chunk in chunks)])
    (tmp_path / "walk.xdf").write_bytes(whole[:-2000])
    (sensor,) = read_foot_sensors(tmp_path / "walk.xdf", gravity="up")
    assert sensor.samples == 500
    assert any("is damaged or cut off" in note.text for note in sensor.notes)


def test_xdf_without_pyxdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyxdf", None)
    (tmp_path / "walk.xdf").write_bytes(xdf(STREAM))
    assert "pyxdf: is not installed, and XDF files need it. Install it: pip install 'footwise[live]'" in refused(
        tmp_path / "walk.xdf"
    )


WHOLE = {".csv": GOOD.encode(), ".txt": DOT.encode(), ".xdf": xdf(STREAM)}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suffix=st.sampled_from(sorted(WHOLE)), data=st.data())
@pytest.mark.requirement("R-012")
def test_whatever_happens_to_a_file_it_is_read_or_refused(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    path = tmp_path / f"left{suffix}"
    path.write_bytes(damaged(WHOLE[suffix], data))
    try:
        (sensor,) = read_upwards(path, side="left")
    except FootwiseError as error:
        assert "\n" not in str(error)
    else:
        assert np.isfinite(sensor.acceleration_m_s2).all()
        assert (np.diff(sensor.time_s) > 0).all()
