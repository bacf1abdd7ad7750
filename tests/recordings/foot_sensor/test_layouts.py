"""Layouts that people's recordings have in public repositories, made of our own numbers: each comes back as it was."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.foot_sensor.sensor_files import PLAIN, dot, read_upwards, text_table, walk, zipped
from tests.recordings.foot_sensor.test_hostile import refused
from tests.recordings.foot_sensor.test_read import one, same, written

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.read import read_foot_sensors

TIME, ACC, GYR = walk()
G = 9.80665
TURN, COUNT, ROWS = np.rad2deg(GYR), np.arange(600), 600
FINE = [str(2_089_876 + round(t * 1e4)) for t in TIME]
EPOCH_US = [str(1_600_000_000_000_000 + round(t * 1e6)) for t in TIME]
DOT_NAMES = [*(f"Acc_{a}" for a in "XYZ"), *(f"Gyr_{a}" for a in "XYZ")]


def three(before: str, after: str = "", axes: str = "xyz") -> list[str]:
    return [f"{before}{axis}{after}" for axis in axes]


def dates(form: str = "%Y-%m-%d %H:%M:%S.%f", begin: str = "2024-05-16T10:52:04") -> list[str]:
    stamps = np.datetime64(begin) + np.round(TIME * 1e6).astype("timedelta64[us]")
    return [stamp.strftime(form) for stamp in stamps.astype(object)]


def shimmer_capture() -> str:
    """Four rows of header: the device, names that stand twice, RAW and CAL, units."""
    kinds = ["Wide Range Accelerometer", "Gyroscope", "Magnetometer"]
    names = ["Timestamp"] * 2 + [f"{kind} {a}" for kind in kinds for a in "XYZ" for _ in "12"]
    units = ["no units", "mSecs"] + [unit for one in ("m/(sec^2)", "deg/sec", "local") for _ in "XYZ"
                                     for unit in ("no units", one)]  # fmt: skip
    columns = [COUNT * 327.0, TIME * 1e3]
    for channels, counts in ((ACC, 1670), (TURN, 16.4), (ACC, 100)):
        for axis in channels.T:
            columns += [np.round(axis * counts), axis]
    body = text_table(["x"] * 20, columns).split("\n", 1)[1]
    rows = [",".join(["Shimmer"] * 20), ",".join(names), ",".join(["RAW", "CAL"] * 10), ",".join(units)]
    return "\n".join([*rows, body])


def delsys(sensors: dict[str, tuple[Any, Any]]) -> str:
    """A clock of its own before each channel, the sensors' names above, their rates below."""
    above, names, rates, columns = [], [], [], []
    for sensor, (acceleration, turning) in sensors.items():
        above += [sensor, *[""] * 11]
        for kind, unit, channels in (("ACC", "G", acceleration / G), ("GYRO", "deg/s", np.rad2deg(turning))):
            for axis, values in zip("XYZ", channels.T, strict=True):
                names += [f"{kind} {axis} Time Series (s)", f"{kind} {axis} ({unit})"]
                rates += ["", "100 Hz"]
                columns += [TIME, values]
    rows = ["Application:,Trigno Discover", ",".join(above), ",".join(["sensor mode: 40", *[""] * (len(names) - 1)])]
    body = text_table(names, columns).split("\n", 1)
    return "\n".join([*rows, body[0], ",".join(rates), body[1]])


LAYOUTS = {
    "Movella's PC program: no preamble, ticks of 0.1 ms": text_table(
        ["SampleTimeFine", *DOT_NAMES, "Status"], [FINE, *ACC.T, *TURN.T, TIME * 0]
    ),
    "Movella's lines in one line": "DeviceTag: Xsens,FirmwareVersion: 3.0.0,OutputRate: 100\n"
    + text_table(["SampleTimeFine", *DOT_NAMES], [FINE, *ACC.T, *TURN.T]),
    "DOT names with somebody's own time": text_table(["time", *DOT_NAMES], [TIME, *ACC.T, *TURN.T]),
    "ShimmerCapture": shimmer_capture(),
    "Vicon Blue Trident": text_table(
        ["unix_timestamp_microsec", "time_s", *three("a", "_m/s/s"), *three("g", "_deg/s"), *three("m", "_microT")],
        [EPOCH_US, TIME, *ACC.T, *TURN.T, *ACC.T],
    ),
    "Delsys Trigno": delsys({"left foot (81234)": (ACC, GYR)}),
    "WitMotion in Chinese": text_table(
        ["时间", "设备名称", *three("加速度", "(g)", "XYZ"), *three("角速度", "(°/s)", "XYZ"), "角度X(°)", "温度(°C)"],
        [dates(), ["WT901"] * ROWS, *(ACC / G).T, *TURN.T, TIME, TIME], "\t",
    ),
    "WitMotion by Bluetooth": text_table(
        ["Time", "Device name", *three("Acceleration ", "(g)", "XYZ"), *three("Angular velocity ", "(°/s)", "XYZ"),
         "Angle X(°)"],
        [dates(), ["WT901"] * ROWS, *(ACC / G).T, *TURN.T, TIME], "\t",
    ),
    "mg and mdps": text_table(
        ["T [ms]", *three("A_", " [mg]", "XYZ"), *three("G_", " [mdps]", "XYZ")],
        [TIME * 1e3, *(ACC / G * 1e3).T, *(TURN * 1e3).T],
    ),
    "units at the ends of names": text_table(
        ["timestamp_monotonic_s", *three("a", "_g"), *three("g", "_dps"), "roll_deg"],
        [TIME, *(ACC / G).T, *TURN.T, TIME],
    ),
    "units as programmers name them": text_table(
        ["time_s", *(f"acc_{axis}_m_s2" for axis in "xyz"), *(f"gyr_{axis}_deg_s" for axis in "xyz")],
        [TIME, *ACC.T, *TURN.T],
    ),
    "units as programmers name them, in radians": text_table(
        ["time_s", *(f"Acc{axis}_ms2" for axis in "XYZ"), *(f"AngVel{axis}_rad_sec" for axis in "XYZ")],
        [TIME, *ACC.T, *np.deg2rad(TURN).T],
    ),
    "raw with a unit is no count": text_table(
        ["timestamp_seconds", *three("raw_acceleration_", "_gs"), *three("raw_angular_rate_", "_deg_per_s")],
        [TIME, *(ACC / G).T, *TURN.T],
    ),
    "degrees a second as d/s": text_table(
        ["Timestamp(ms)", *three("Acc", "(g)", "XYZ"), *three("Gyro", "(d/s)", "XYZ")],
        [TIME * 1e3, *(ACC / G).T, *TURN.T],
    ),
    "millis": text_table(["millis", *three("a"), *three("g")], [TIME * 1e3, *ACC.T, *TURN.T]),
    "micros": text_table(["micros", *three("acc", axes="XYZ"), *three("gyr", axes="XYZ")],
                         [TIME * 1e6, *ACC.T, *TURN.T], ";"),
    "Physics Toolbox": text_table(
        ["time", *three("gF"), *three("a"), *three("w"), "p"],
        [TIME, *(ACC / G).T, *(ACC - [0.6, -0.4, 9.78]).T, *GYR.T, TIME],
    ),
    "ROS": text_table(
        ["%time", "field.header.seq", *three("field.angular_velocity."), *three("field.linear_acceleration.")],
        [[f"{text}000" for text in EPOCH_US], COUNT, *GYR.T, *ACC.T],
    ),
    "a table of readings": "epoch_ms,sensor,x,y,z\n" + "".join(
        f"{1e3 * t:.3f},accel_g,{','.join(map(repr, a.tolist()))}\n{1e3 * t:.3f},gyro_dps,"
        f"{','.join(map(repr, w.tolist()))}\n" for t, a, w in zip(TIME, ACC / G, TURN, strict=True)),
    "Android's readings": "timestamp,type,X,Y,Z\n" + "".join(
        f"{1e9 * t:.0f},android.sensor.gyroscope,{','.join(map(repr, w.tolist()))}\n{1e9 * t:.0f},"
        f"android.sensor.accelerometer,{','.join(map(repr, a.tolist()))}\n"
        for t, a, w in zip(TIME, ACC, GYR, strict=True)),
    "an object a line": "\n".join(json.dumps({"t": t, "imu": {"acc": a, "gyro": w}}) for t, a, w in
                                  zip(TIME.tolist(), ACC.tolist(), TURN.tolist(), strict=True)),
    "a list of objects": json.dumps([{"t": t, "acc": dict(zip("xyz", a, strict=True)), "gyr": w} for t, a, w in
                                     zip(TIME.tolist(), ACC.tolist(), TURN.tolist(), strict=True)]),
    "a merged table of Sensor Logger": text_table(
        ["time", "seconds_elapsed", *three("Accelerometer_"), *three("TotalAcceleration_"), *three("Gyroscope_")],
        [[f"{text}000" for text in EPOCH_US], TIME, *(ACC - [0.6, -0.4, 9.78]).T, *ACC.T, *GYR.T],
    ),
    "APDM's other table": text_table(
        ["Time (s)", *(f"Left Foot/{kind}/{a} ({unit})" for kind, unit in
                       (("Acceleration", "m/s^2"), ("Rotational Rate", "rad/s")) for a in "XYZ")],
        [TIME, *ACC.T, *GYR.T],
    ),
    "a degree that was lost": text_table(
        ["Time(s)", *three("Acc", "(g)", "XYZ"), *three("As", "(Â°/s)", "XYZ")], [TIME, *(ACC / G).T, *TURN.T]
    ),
    "axes before": text_table(["t", "xacc", "yacc", "zacc", "xgyro", "ygyro", "zgyro"], [TIME, *ACC.T, *TURN.T]),
    "PicoQuake": "# PLab PicoQuake Data\n# Config: data_rate = 100.0 Hz, filter = 42 Hz, acc_range = 4 g\n"
    + text_table(["count", *three("a_"), *three("g_")], [COUNT + 1, *(ACC / G).T, *TURN.T]),
}  # fmt: skip


@pytest.mark.parametrize("change", [str.lower, str.upper])
@pytest.mark.parametrize(
    "layout", ["Movella's PC program: no preamble, ticks of 0.1 ms", "mg and mdps", "Delsys Trigno", "millis"]
)
def test_names_in_other_letters(tmp_path: Path, layout: str, change: Any) -> None:
    same(one(written(tmp_path / "walk_left.csv", change(LAYOUTS[layout]))), atol=5e-5)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_as_it_is(tmp_path: Path, layout: str) -> None:
    same(one(written(tmp_path / "walk_left.csv", LAYOUTS[layout])), atol=5e-5)


TURNED, TURNED_GYR = ACC[:, [1, 2, 0]], GYR[:, [1, 2, 0]]


def both(names: list[str], columns: list[Any] | None = None) -> str:
    """A clock, acceleration and angular velocity of the left foot, then of the right one."""
    own = columns or [*ACC.T, *TURN.T, *TURNED.T, *np.rad2deg(TURNED_GYR).T]
    return text_table(["time (s)", *names], [TIME, *own])


BOTH = {
    "Noraxon": both(
        [f"Foot {kind} {a} {foot} ({unit})" for foot in ("LT", "RT")
         for kind, unit in (("Accel Sensor", "mG"), ("Gyroscope", "deg/s")) for a in "XYZ"],
        [*(ACC / G * 1e3).T, *TURN.T, *(TURNED / G * 1e3).T, *np.rad2deg(TURNED_GYR).T]),
    "Noraxon, its units after a comma": both(
        [f"Foot {kind} {a} {foot},{unit}" for foot in ("LT", "RT")
         for kind, unit in (("Accel Sensor", "mG"), ("Gyroscope", "deg/s")) for a in "XYZ"],
        [*(ACC / G * 1e3).T, *TURN.T, *(TURNED / G * 1e3).T, *np.rad2deg(TURNED_GYR).T]),
    "KielMAT": both([f"{side}_foot_{kind}_{a}" for side in ("left", "right") for kind in ("ACC", "ANGVEL")
                     for a in "xyz"]),
    "a letter": both([f"{side}_{kind}{a}" for side in "LR" for kind in "ag" for a in "xyz"]),
    "a letter at the end": both([f"{kind}_{a}_{side}" for side in "LR" for kind in ("acc", "gyr") for a in "xyz"]),
    "Moticon": both([f"{side} {kind} {a}[{unit}]" for side in ("left", "right")
                     for kind, unit in (("acceleration", "m/s^2"), ("angular", "dps")) for a in "XYZ"]),
    "Vicon": "Devices\n100\n" + ",,".join(["", *(f"{side} Foot - {kind}," for side in ("Left", "Right")
                                                for kind in ("Acceleration", "Gyro"))]) + "\n"
    + text_table(["Frame", "Sub Frame", *"XYZ" * 4],
                 [COUNT + 1, COUNT * 0, *ACC.T, *TURN.T, *TURNED.T, *np.rad2deg(TURNED_GYR).T]).replace(
        "\n", "\n,," + ",".join((["m/s^2"] * 3 + ["deg/s"] * 3) * 2) + "\n", 1),
    "names above": delsys({"left foot (81234)": (ACC, GYR), "right foot (81235)": (TURNED, TURNED_GYR)}),
}  # fmt: skip


@pytest.mark.parametrize("layout", BOTH)
def test_both_feet_in_one_table(tmp_path: Path, layout: str) -> None:
    path = written(tmp_path / "walk.csv", BOTH[layout])
    left, right = read_upwards(path)
    same(left, atol=1e-6)
    np.testing.assert_allclose(right.acceleration_m_s2, TURNED, atol=1e-6)
    np.testing.assert_allclose(right.angular_velocity_rad_s, TURNED_GYR, atol=1e-6)
    same(one(path, side="left"), atol=1e-6)


def rows_of(left: str, right: str, column: str = "sensor_id", *, stacked: bool = False) -> str:
    """Rows of two sensors in one table, one after the other or by turns."""
    names = ["timestamp (s)", column, *PLAIN]
    texts = [text_table(names, [TIME, [label] * ROWS, *acc.T, *np.rad2deg(gyr).T]).rstrip("\n").split("\n")
             for label, acc, gyr in ((left, ACC, GYR), (right, TURNED, TURNED_GYR))]  # fmt: skip
    first, second = texts[0][1:], texts[1][1:]
    rows = [*first, *second] if stacked else [row for pair in zip(first, second, strict=True) for row in pair]
    return "\n".join([texts[0][0], *rows])


@pytest.mark.parametrize("labels", [("left_foot", "right_foot"), ("WT_L(d0:1c)", "WT_R(e7:99)"), ("LT", "RT")])
@pytest.mark.parametrize("stacked", [True, False])
def test_rows_of_two_sensors_are_told_apart(tmp_path: Path, labels: tuple[str, str], stacked: bool) -> None:
    path = written(tmp_path / "walk.csv", rows_of(*labels, stacked=stacked))
    left, right = read_upwards(path)
    same(left)
    np.testing.assert_allclose(right.acceleration_m_s2, TURNED)
    same(one(path, side="left"))


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("column", ["sensor_id", "device", "Device name", "node", "Placement"])
def test_rows_of_sensors_whose_foot_nobody_says_are_refused(tmp_path: Path, column: str, stacked: bool) -> None:
    path = written(tmp_path / "left.csv", rows_of("1", "2", column, stacked=stacked))
    said = refused(path, side="left")
    assert f"holds 2 sensors and does not say which foot they are of in its column '{column}' (1, 2)" in said


def test_rows_of_a_foot_and_of_another_place(tmp_path: Path) -> None:
    same(one(written(tmp_path / "walk.csv", rows_of("left_foot", "pelvis")), side="left"))
    assert "is of a sensor on the shank" in refused(written(tmp_path / "left.csv", rows_of("shank", "pelvis")))


def test_a_column_beside_a_sensor_is_no_name_of_one(tmp_path: Path) -> None:
    """What goes up and down with the steps, or with the device's state, does not split a table."""
    for name in ("foot contact", "sensor status", "label", "activity"):
        names = ["time (s)", name, *PLAIN]
        table = text_table(names, [TIME, COUNT // 50 % 2, *ACC.T, *TURN.T])
        same(one(written(tmp_path / "left.csv", table)))


def test_two_columns_of_one_axis_are_refused_unless_they_are_alike(tmp_path: Path) -> None:
    for other, name in ((ACC[:, 0] * 2, "acc_x"), (ACC[:, 0] * 2, "accel x")):
        names = ["time (s)", name, *PLAIN]
        path = written(tmp_path / "left.csv", text_table(names, [TIME, other, *ACC.T, *TURN.T]))
        assert "has two columns of acceleration x" in refused(path)
    same(one(written(tmp_path / "left.csv", text_table(["t", "acc_x", *PLAIN], [TIME, ACC[:, 0], *ACC.T, *TURN.T]))))


def test_channels_of_different_rates_have_their_own_clocks(tmp_path: Path) -> None:
    """A muscle's channel of 1200 Hz beside a sensor of 100 Hz fills more rows, and is no clock of the sensor."""
    lines = delsys({"left foot": (ACC, GYR)}).split("\n")
    fast = np.arange(2400) / 1200
    rows = [line if k < 5 else "" for k, line in enumerate(lines)]
    rows[3] = f"EMG 1 Time Series (s),EMG 1 (mV),{lines[3]}"
    rows[4] = f",1200 Hz,{lines[4]}"
    rows[1], rows[2] = f",,{lines[1]}", f",,{lines[2]}"
    samples = [line for line in lines[5:] if line]
    empty = "," * samples[0].count(",")
    rows = rows[:5] + [f"{t!r},0.1,{samples[k] if k < len(samples) else empty}" for k, t in enumerate(fast.tolist())]
    same(one(written(tmp_path / "walk.csv", "\n".join(rows))), atol=1e-6)


def test_user_acceleration_and_gravity_apart_are_added(tmp_path: Path) -> None:
    """SensorLog on an iPhone, of which gravity reads downwards."""
    down = np.array([-0.6, 0.4, -9.78]) / G
    names = ["motionTimestamp_sinceReboot(s)", *three("motionRotationRate", "(rad/s)", "XYZ"),
             *three("motionUserAcceleration", "(G)", "XYZ"), *three("motionGravity", "(G)", "XYZ")]  # fmt: skip
    columns = [TIME, *GYR.T, *(-ACC / G - down).T, *np.tile(down, (ROWS, 1)).T]
    (sensor,) = read_foot_sensors(written(tmp_path / "left.csv", text_table(names, columns)))
    same(sensor)


def test_the_recording_of_a_watch_is_refused_by_its_name(tmp_path: Path) -> None:
    names = ["accelerometerTimestamp_sinceReboot(s)", *three("accelerometerAcceleration", "(G)", "XYZ"),
             *three("gyroRotation", "(rad/s)", "XYZ")]  # fmt: skip
    text = text_table(names, [TIME, *(-ACC / G).T, *GYR.T])
    path = written(tmp_path / "stream Apple Watch 240617 17_31_45.csv", text)
    assert "is the motion of a watch" in refused(path, side="left")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("left.xlsx", "is a workbook of a spreadsheet. Save the sheet"),
        ("left.mvnx", "is the motion of a body model"),
        ("left.bvh", "is the motion of a body model"),
        ("left.mat", "is a file of MATLAB"),
    ],
)
def test_files_of_other_programs_are_refused_with_what_to_export(tmp_path: Path, name: str, said: str) -> None:
    assert said in refused(written(tmp_path / name, b"PK\3\4 anything"))


def test_one_sensor_alone_is_named(tmp_path: Path) -> None:
    only = text_table(["time_s", *three("a", "_m/s/s")], [TIME, *ACC.T])
    assert "has no gyroscope; it has time_s, ax_m/s/s" in refused(written(tmp_path / "left_highg.csv", only))


def test_a_millig_that_is_none_is_refused(tmp_path: Path) -> None:
    names = ["t [s]", *three("acc_", " [mg]"), *three("gyr_", " [deg/s]")]
    path = written(tmp_path / "left.csv", text_table(names, [TIME, *(ACC / G).T, *TURN.T]))
    assert "lacks gravity (0.001 g at rest" in refused(path)


def test_a_unit_of_an_angle_is_no_unit_of_turning(tmp_path: Path) -> None:
    names = ["timestamp (s)", *three("acc_", "_mps2"), *three("gyr_", "_deg")]
    path = written(tmp_path / "left.csv", text_table(names, [TIME, *ACC.T, *TURN.T]))
    assert "has its angular velocity in 'deg'" in refused(path)


def test_a_dot_of_two_recordings_is_said(tmp_path: Path) -> None:
    text = dot(TIME, ACC, GYR)
    sensor = one(written(tmp_path / "left.csv", text + dot(TIME, ACC, GYR, begin=500_000_000)))
    assert any("pauses once" in note.text for note in sensor.notes)
    with pytest.raises(FootwiseError, match="holds several recordings: after 5"):
        one(written(tmp_path / "left.csv", text + dot(TIME, ACC, GYR)))


def test_tables_that_are_named_after_their_sensor(tmp_path: Path) -> None:
    def table(channels: Any) -> str:
        return text_table(["timestamp", "x", "y", "z"], [TIME * 1e3, *channels.T])

    (tmp_path / "left").mkdir()
    for name, channels in (("accelerometer", ACC), ("gyroscope", GYR), ("magnetometer", ACC * 5)):
        written(tmp_path / "left" / f"{name}.csv", table(channels))
    same(one(tmp_path / "left"), atol=1e-6)
    files = {"acc_left.csv": ACC, "gyr_left.csv": GYR, "acc_right.csv": TURNED, "gyr_right.csv": TURNED_GYR}
    left, right = read_upwards(zipped(tmp_path / "w.zip", {name: table(one) for name, one in files.items()}))
    same(left, atol=1e-6)
    np.testing.assert_allclose(right.acceleration_m_s2, TURNED, atol=1e-6)


def test_the_gravity_of_makers_is_known(tmp_path: Path) -> None:
    """Of those whose convention is known; of others it is asked, as the tests above answer."""
    for layout in ("ShimmerCapture", "WitMotion in Chinese", "WitMotion by Bluetooth", "Movella's lines in one line"):
        same(read_foot_sensors(written(tmp_path / "left.csv", LAYOUTS[layout]))[0], atol=1e-6)
    for layout in ("Vicon Blue Trident", "Delsys Trigno", "ROS", "Physics Toolbox"):
        path = written(tmp_path / "left.csv", LAYOUTS[layout])
        assert "does not say which way its accelerometer measures gravity" in refused(path)


def test_columns_of_the_other_foot_than_the_files_name_are_asked_about(tmp_path: Path) -> None:
    names = ["time (s)", *(f"right_foot_{name}" for name in PLAIN)]
    path = written(tmp_path / "left.csv", text_table(names, [TIME, *ACC.T, *TURN.T]))
    assert "has columns of the right foot, and its name says the left one. Say `side='left'` or" in refused(path)
    same(one(path, side="right"), "right")
    assert "says that it is the right foot, and `side` says left" in refused(path, side="left")
