"""Tables as makers' programs write them: each comes back as the sensor that was put in, whatever stands around it."""

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.foot_sensor.maker_files import mt_manager, physilog, shimmer, witmotion, xio
from tests.recordings.foot_sensor.sensor_files import PLAIN, dot, read_upwards, text_table, walk
from tests.recordings.foot_sensor.test_hostile import refused
from tests.recordings.foot_sensor.test_read import one, same, written
from tests.shared import recording

from footwise.recordings.foot_sensor.date_stamps import date_stamps

TIME, ACC, GYR = walk()
G = 9.80665
TABLES = {
    "MT Manager": mt_manager(ACC, GYR),
    "MT Manager with its rate": mt_manager(ACC, GYR, preamble="//  Update Rate: 100.0Hz\n"),
    "Physilog": physilog(TIME, ACC, GYR),
    "x-io": xio(TIME, ACC, GYR),
    "Shimmer": shimmer(TIME, ACC, GYR),
    "Shimmer without its first line": shimmer(TIME, ACC, GYR, ",", sep_line=False),
    "WitMotion": witmotion(TIME, ACC, GYR),
    "WitMotion, older": text_table(
        ["Time(s)", "ChipTime()", *(f"a{a}(g)" for a in "xyz"), *(f"w{a}(deg/s)" for a in "xyz"), "AngleX(deg)"],
        [TIME, TIME * 0, *(ACC / G).T, *np.rad2deg(GYR).T, TIME],
        "\t",
    ),
    "SensorLog on an iPhone": text_table(
        ["loggingTime(txt)", "accelerometerTimestamp_sinceReboot(s)",
         *(f"accelerometerAcceleration{a}(G)" for a in "XYZ"),
         *(f"gyroRotation{a}(rad/s)" for a in "XYZ"), *(f"motionUserAcceleration{a}(G)" for a in "XYZ")],
        [["now"] * 600, TIME, *(-ACC / G).T, *GYR.T, *ACC.T],
    ),
    "x-IMU3": xio(TIME * 1e6, ACC, GYR).replace("Time (s)", "Timestamp (us)"),
    "APDM's CSV": text_table(
        ["Time", *(f"Acceleration {a} (m/s^2)" for a in "XYZ"), *(f"Angular Velocity {a} (rad/s)" for a in "XYZ"),
         *(f"Magnetic Field {a} (uT)" for a in "XYZ")],
        [1.7e15 + np.round(TIME * 1e6), *ACC.T, *GYR.T, *ACC.T],
    ),
    "columns between blanks of a spreadsheet": text_table(
        ["  sample no ", " Time [ms]", *(f" Accel_{a} [m/s²]" for a in "xyz"), *(f" Gyro_{a} [°/s]" for a in "xyz")],
        [np.arange(600), TIME * 1e3, *ACC.T, *np.rad2deg(GYR).T],
    ),
}  # fmt: skip


@pytest.mark.parametrize("maker", TABLES)
def test_a_makers_table_is_read_as_it_is(tmp_path: Path, maker: str) -> None:
    same(one(written(tmp_path / "walk_left.txt", TABLES[maker])), atol=1e-6)


@pytest.mark.parametrize("maker", TABLES)
@pytest.mark.parametrize("damage", ["cut", "crlf", "latin-1"])
def test_a_makers_table_that_went_through_other_programs(tmp_path: Path, maker: str, damage: str) -> None:
    text = TABLES[maker]
    if damage == "cut":
        lines = text.rstrip("\n").split("\n")
        sensor = one(written(tmp_path / "left.txt", "\n".join([*lines[:-1], lines[-1][: len(lines[-1]) // 3]])))
        assert sensor.samples == len(TIME) - 1
    else:
        content = text.replace("\n", "\r\n") if damage == "crlf" else text
        same(
            one(written(tmp_path / "left.txt", content.encode("latin-1" if damage == "latin-1" else "utf-8"))),
            atol=1e-6,
        )


def movella(tag: str) -> str:
    """As the app writes it: the separator, its own lines, and rows with a comma at their ends."""
    above, table = dot(TIME, ACC, GYR).split("\n\n")
    header, rest = table.rstrip("\n").split("\n", 1)
    above = above.replace("Left foot", tag).replace(
        "OutputRate", "AppVersion:,2023.6.0\nSyncStatus:,Synced\nOutputRate"
    )
    started = "StartTime: ,2025-07-11_20:06:00_086 WEST\n© Movella Technologies B. V. 2005-2025"
    return f"sep=,\n{above}\n{started}\n\n{header}\n" + "\n".join(f"{row}," for row in rest.split("\n"))


@pytest.mark.parametrize("tag", ["Left foot", " DOT_7"])
def test_movella_dot_as_its_app_writes_it(tmp_path: Path, tag: str) -> None:
    same(one(written(tmp_path / "D1_left.csv", movella(tag)), side="left"))


def test_movella_dot_on_another_place_is_refused(tmp_path: Path) -> None:
    assert "is of a sensor on the thigh" in refused(written(tmp_path / "left.csv", movella(" DOT_Thigh_R")))


def test_a_counter_that_lost_packets_makes_gaps(tmp_path: Path) -> None:
    lines = mt_manager(ACC, GYR).split("\n")
    sensor = one(written(tmp_path / "left.txt", "\n".join(lines[:200] + lines[210:])))
    assert sensor.samples == 590
    assert len(sensor.gaps) == 1 and np.ptp(sensor.gaps) == pytest.approx(0.11)


def test_mt_manager_without_anything_that_tells_its_rate(tmp_path: Path) -> None:
    path = written(tmp_path / "left.txt", mt_manager(ACC, GYR).replace("VelInc", "Mag"))
    assert "holds neither time nor its rate" in refused(path)
    same(one(path, rate_hz=100), atol=1e-6)


def test_the_wider_of_two_accelerometers_is_taken(tmp_path: Path) -> None:
    """The narrow one of a Shimmer is clipped by every step."""
    assert not one(written(tmp_path / "left.csv", shimmer(TIME, ACC, GYR))).clipped.any()


@pytest.mark.parametrize("unit", ["LSB", "counts"])
def test_a_unit_that_nobody_knows_is_refused(tmp_path: Path, unit: str) -> None:
    path = written(tmp_path / "left.csv", physilog(TIME, ACC, GYR).replace("[g]", f"[{unit}]"))
    assert f"has its acceleration in {unit!r}" in refused(path) or "no three axes of acceleration" in refused(path)


def test_decimal_commas_and_a_row_of_units(tmp_path: Path) -> None:
    names = ["Zeit", "Time", *(f"acc {a}" for a in "xyz"), *(f"gyro {a}" for a in "xyz")]
    text = text_table(names, [["a"] * 600, TIME * 1e3, *(ACC / G).T, *GYR.T], ";", ",")
    header, rest = text.split("\n", 1)
    same(one(written(tmp_path / "left.csv", f"{header}\n;ms;g;g;g;rad/s;rad/s;rad/s\n{rest}")))


def test_date_stamps_are_a_clock(tmp_path: Path) -> None:
    stamps = np.datetime64("2026-02-28T23:59:57") + np.round(TIME * 1e6).astype("timedelta64[us]")
    names = ["date time", *(f"a{a} (m/s^2)" for a in "xyz"), *(f"g{a} (rad/s)" for a in "xyz")]
    for change in (("T", " "), ("T", "T"), ("-", "/"), (":", ".")):
        texts = [str(stamp).replace(*change) for stamp in stamps]
        same(one(written(tmp_path / "left.csv", text_table(names, [texts, *ACC.T, *GYR.T]))))
    assert date_stamps(["10:00:01,5", "no", "", "10:00:02"], 4).tolist()[0] == 36001.5


@pytest.mark.parametrize(("scale", "unit"), [(1e3, "ms"), (1e6, "us")])
def test_a_clock_without_a_unit_is_read_by_the_rate_that_it_gives(tmp_path: Path, scale: float, unit: str) -> None:
    table = text_table(["t", *(f"a{a}" for a in "xyz"), *(f"g{a}" for a in "xyz")], [TIME * scale, *ACC.T, *GYR.T])
    sensor = one(written(tmp_path / "left.csv", table))
    same(sensor)
    assert any(f"has its time in {unit}" in note.text for note in sensor.notes)


def test_both_feet_and_other_places_in_one_table(tmp_path: Path) -> None:
    names, columns = ["time"], [TIME]
    for place, acceleration in (("LeftFoot", ACC), ("RightFoot", ACC[::-1]), ("LeftShank", ACC * 0.5)):
        names += [f"{place}_{name}" for name in PLAIN]
        columns += [*acceleration.T, *GYR.T]
    left, right = read_upwards(written(tmp_path / "walk.csv", text_table(names, columns)))
    same(left)
    np.testing.assert_allclose(right.acceleration_m_s2, ACC[::-1])
    only_shank = text_table([names[0], *names[13:]], [columns[0], *columns[13:]])
    assert "is of a sensor on the shank" in refused(written(tmp_path / "left.csv", only_shank))


def test_two_sensors_of_one_foot_are_refused(tmp_path: Path) -> None:
    names = ["time", *(f"left foot {k} {name}" for k in "12" for name in PLAIN)]
    path = written(tmp_path / "walk.csv", text_table(names, [TIME, *[*ACC.T, *GYR.T] * 2]))
    assert "has 2 sensors of the left foot (left foot 1, left foot 2)" in refused(path)


def test_free_acceleration_alone_is_refused(tmp_path: Path) -> None:
    names = ["time", *(f"linear acceleration {a} (m/s^2)" for a in "xyz"), *(f"gyro {a} (rad/s)" for a in "xyz")]
    path = written(tmp_path / "left.csv", text_table(names, [TIME, *ACC.T, *GYR.T]))
    assert "free or linear acceleration only, which lacks gravity" in refused(path)


REAL = {
    "treadmill_physilog/LF.csv": ("left", 128.0, 161.7),
    "treadmill_physilog/RF.csv": ("right", 128.0, 161.7),
    "treadmill_xsens_mt/MT_000-000_96.txt": ("right", 100.0, 124.0),
    "overground_xio/short_walk.csv": ("right", 398.0, 41.6),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_recordings_of_other_makers(name: str) -> None:
    side, rate, length = REAL[name]
    sensor = one(recording(f"foot_sensors/{name}"), side=side)
    assert sensor.rate_hz == pytest.approx(rate, rel=0.001)
    assert sensor.time_s[-1] == pytest.approx(length, abs=0.1)
    assert not len(sensor.gaps)
