"""Files of every kind with known values: each comes back as the same sensor."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.foot_sensor.sensor_files import (
    PLAIN,
    dot,
    gaitmap,
    logger_metadata,
    logger_table,
    read_upwards,
    text_table,
    walk,
    xdf,
    xdf_stream,
    zipped,
)

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import acceleration_unit, angular_velocity_unit, side_in
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.samples.catalogue import sample_path

TIME, ACC, GYR = walk()


def one(path: Path, **options: Any) -> FootSensor:
    (sensor,) = read_upwards(path, **options)
    return sensor


def same(sensor: FootSensor, side: str = "left", rate: float = 100.0, atol: float = 1e-9) -> None:
    assert (sensor.side, sensor.samples) == (side, len(TIME))
    assert sensor.rate_hz == pytest.approx(rate, rel=1e-6)
    np.testing.assert_allclose(sensor.time_s, TIME * 100 / rate, atol=2e-6)
    np.testing.assert_allclose(sensor.acceleration_m_s2, ACC, atol=atol)
    np.testing.assert_allclose(sensor.angular_velocity_rad_s, GYR, atol=atol)
    assert not sensor.clipped.any()
    assert not len(sensor.gaps)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# The real recordings: samples, rate by the file or by convention, and what they measure at rest.
REAL = {
    "imu_sample": (7928, {"left": 9.84, "right": 9.82}),
    "imu_sample_not_rotated": (7928, {"left": 9.84, "right": 9.82}),
    "imu_sample_ic_stride": (4053, {"left": 9.56, "right": 9.67}),
    "imu_sample_healthy_stair_up": (5130, {"left": 9.76, "right": 9.47}),
    "imu_sample_healthy_stair_down": (4488, {"left": 9.77, "right": 9.48}),
    "imu_sample_ms_left": (7000, {"left": None}),
    "imu_sample_ms_right": (7000, {"right": None}),
}


SLOWER = dict.fromkeys(("imu_sample_ic_stride", "imu_sample_ms_left", "imu_sample_ms_right"), 102.4)


@pytest.mark.parametrize(
    ("name", "stride"),
    [("imu_sample_ms_left", "0.46"), ("imu_sample_ic_stride", "0.58"), ("aligned_data_with_mag_l_walks", "2.33")],
)
def test_a_rate_that_no_walk_has_is_not_taken_for_granted(name: str, stride: str) -> None:
    """Recorded at 102.4 and 400 Hz; at the usual 204.8 their angles would be wrong with no more than a note."""
    path = sample_path("foot-sensors", quiet=True) / f"{name}.csv"
    with pytest.raises(FootwiseError, match=f"at the usual 204.8 samples a second its strides take {stride} s"):
        read_upwards(path, side="left")


@pytest.mark.parametrize("name", REAL)
def test_real_recordings(name: str) -> None:
    samples, at_rest = REAL[name]
    rate = SLOWER.get(name, 204.8)
    sensors = read_upwards(sample_path("foot-sensors", quiet=True) / f"{name}.csv", rate_hz=SLOWER.get(name))
    assert [sensor.side for sensor in sensors] == list(at_rest)
    for sensor in sensors:
        assert sensor.samples == samples
        assert sensor.rate_hz == pytest.approx(rate)
        assert sensor.time_s[-1] == pytest.approx((samples - 1) / rate)
        assert not sensor.clipped.any()
        assert not len(sensor.gaps)
        assert 3 < np.abs(sensor.angular_velocity_rad_s).max() < 20
        rest = at_rest[sensor.side]
        said = " ".join(map(str, sensor.notes))
        assert ("holds no rest" in said) == (rest is None)
        assert ("is rescaled by" in said) == (rest is not None and rest < 9.51)
        assert ("204.8 samples a second are taken for granted" in said) == ("stair" not in name and rate == 204.8)
        if rest is not None:
            level = np.linalg.norm(sensor.acceleration_m_s2, axis=1)
            windows = np.lib.stride_tricks.sliding_window_view(level, 102)
            assert windows[windows.std(axis=1).argmin()].mean() == pytest.approx(
                rest if rest > 9.51 else 9.81, abs=0.02
            )


def test_a_long_real_recording_of_one_foot_needs_its_side() -> None:
    path = sample_path("foot-sensors", quiet=True) / "aligned_data_with_mag_l_walks.csv"
    sensor = one(path, side="right", rate_hz=400)
    assert (sensor.side, sensor.samples) == ("right", 100_000)


def test_one_foot_of_a_file_with_both() -> None:
    path = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    assert one(path, side="right").side == "right"


def test_gaitmap_with_a_rate(tmp_path: Path) -> None:
    same(one(written(tmp_path / "walk_left.csv", gaitmap(ACC, GYR)), rate_hz=100))


def test_gaitmap_with_a_column_of_time(tmp_path: Path) -> None:
    table = text_table(["sample", "time", *PLAIN], [np.arange(600), TIME, *ACC.T, *np.rad2deg(GYR).T])
    same(one(written(tmp_path / "walk_left.csv", table)))


def test_sample_numbers_that_are_missing_make_a_gap(tmp_path: Path) -> None:
    lines = gaitmap(ACC, GYR).split("\n")
    sensor = one(written(tmp_path / "left.csv", "\n".join(lines[:301] + lines[321:])), rate_hz=100)
    assert sensor.gaps.tolist() == [[pytest.approx(2.99), pytest.approx(3.2)]]
    assert any("pauses once for more than 30 ms, at most 0.21 s" in note.text for note in sensor.notes)


@pytest.mark.parametrize("begin", [0, 2**32 - 3_000_000])
def test_movella_dot_even_when_its_clock_rolls_over(tmp_path: Path, begin: int) -> None:
    same(one(written(tmp_path / "D1.csv", dot(TIME, ACC, GYR, begin))))


def test_movella_dot_without_its_clock_counts_packets(tmp_path: Path) -> None:
    lines = dot(TIME, ACC, GYR, tag="number 7").replace("SampleTimeFine", "Other")
    sensor = one(written(tmp_path / "D1.csv", lines), side="right")
    same(sensor, "right", 60.0)
    assert any("packet counter at 60 samples" in note.text for note in sensor.notes)


@pytest.mark.requirement("R-003")
def test_another_foot_than_the_file_says_is_refused(tmp_path: Path) -> None:
    """The angles would have the wrong sign."""
    with pytest.raises(FootwiseError, match="says that it is the left foot"):
        one(written(tmp_path / "D1.csv", dot(TIME, ACC, GYR, tag="left")), side="right")


def test_sensor_logger(tmp_path: Path) -> None:
    members = {
        "TotalAcceleration.csv": logger_table(TIME, ACC),
        "Gyroscope.csv": logger_table(TIME, GYR),
        "Accelerometer.csv": logger_table(TIME, ACC - [0, 0, 9.8]),
        "Metadata.csv": logger_metadata(),
    }
    same(one(zipped(tmp_path / "walk_left.zip", members)))
    folder = tmp_path / "left"
    folder.mkdir()
    for name, text in members.items():
        (folder / name).write_text(text)
    same(one(folder))
    same(one(folder / "Gyroscope.csv"))


def test_sensor_logger_of_an_iphone_without_standard_units(tmp_path: Path) -> None:
    gravity = np.tile([0.6, -0.4, 9.78], (len(TIME), 1))
    members = {
        "Accelerometer.csv": logger_table(TIME, -(ACC - gravity) / 9.80665),
        "Gravity.csv": logger_table(TIME, -gravity / 9.80665),
        "Gyroscope.csv": logger_table(TIME, GYR),
        "Metadata.csv": logger_metadata("ios", "false"),
    }
    sensor = one(zipped(tmp_path / "walk_left.zip", members))
    same(sensor)
    assert any("from iOS without standard units" in note.text for note in sensor.notes)


def test_a_gyroscope_on_other_times_is_interpolated_but_not_across_gaps(tmp_path: Path) -> None:
    turn_s = np.arange(0.003, 5.9, 0.005)
    turn_s = turn_s[(turn_s < 4) | (turn_s > 4.2)]
    turns = np.stack([np.interp(turn_s, TIME, axis) for axis in GYR.T], axis=1)
    members = {"TotalAcceleration.csv": logger_table(TIME, ACC), "Gyroscope.csv": logger_table(turn_s, turns)}
    sensor = one(zipped(tmp_path / "left.zip", members))
    place = np.round(sensor.time_s * 100).astype(int) + 1
    assert place[0] == 1
    np.testing.assert_allclose(sensor.acceleration_m_s2, ACC[place], atol=1e-9)
    np.testing.assert_allclose(sensor.angular_velocity_rad_s, GYR[place], atol=0.4)
    assert len(sensor.gaps) == 1
    assert sensor.gaps[0] + 0.01 == pytest.approx([4.0, 4.2], abs=0.011)


PHYPHOX = (
    ["Time (s)", *(f"Acceleration {a} (m/s^2)" for a in "xyz")],
    ["Time (s)", *(f"Gyroscope {a} (rad/s)" for a in "xyz")],
)


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", "."), ("\t", ","), (";", ",")])
def test_phyphox(tmp_path: Path, separator: str, decimal: str) -> None:
    members = {
        "Accelerometer.csv": text_table(PHYPHOX[0], [TIME, *ACC.T], separator, decimal),
        "Gyroscope.csv": text_table(PHYPHOX[1], [TIME, *GYR.T], separator, decimal),
        "meta/time.csv": '"event","experiment time"\n"START",0\n',
    }
    same(one(zipped(tmp_path / "walk.zip", members), side="left"))


def test_phyphox_in_one_table_or_with_short_names(tmp_path: Path) -> None:
    both = text_table([*PHYPHOX[0], *PHYPHOX[1][1:]], [TIME, *ACC.T, *GYR.T])
    same(one(written(tmp_path / "left.csv", both)))
    members = {
        "Accelerometer.csv": text_table(["Time (s)", *(f"{a} (m/s^2)" for a in "XYZ")], [TIME, *ACC.T]),
        "Gyroscope.csv": text_table(["Time (s)", *(f"{a} (rad/s)" for a in "XYZ")], [TIME, *GYR.T]),
    }
    same(one(zipped(tmp_path / "left.zip", members)))


MAP = """
time = "t"
time_unit = "ms"
acc = ["a1", "a2", "a3"]
acc_unit = "g"
gyr = ["w1", "w2", "w3"]
gyr_unit = "deg/s"
side = "left"
gravity = "up"
"""
MAPPED = ["note", "t", "a1", "a2", "a3", "w1", "w2", "w3"]


def mapped(**scales: float) -> str:
    acc, gyr = ACC / 9.80665 * scales.get("acc", 1), np.rad2deg(GYR) * scales.get("gyr", 1)
    return text_table(MAPPED, [["walking"] * 600, TIME * 1000 + 77, *acc.T, *gyr.T])


def test_any_table_by_a_map_of_its_columns(tmp_path: Path) -> None:
    column_map = written(tmp_path / "map.toml", MAP)
    same(one(written(tmp_path / "imu.csv", "# my device\n" + mapped()), column_map=column_map))
    down = written(tmp_path / "down.toml", MAP.replace('gravity = "up"', 'acc_at_rest = "down"'))
    same(one(written(tmp_path / "imu.csv", mapped(acc=-1)), column_map=down))


def test_a_map_turns_signs_and_finds_units_and_dates(tmp_path: Path) -> None:
    signed = MAP.replace('"a2"', '"-a2"').replace('"w1"', '"-w1"')
    column_map = written(tmp_path / "map.toml", signed)
    header, rest = mapped().split("\n", 1)
    turned = text_table(MAPPED, [["-"] * 600, TIME * 1000, *(ACC * [1, -1, 1] / 9.80665).T,
                                 *np.rad2deg(GYR * [-1, 1, 1]).T])  # fmt: skip
    same(one(written(tmp_path / "imu.csv", turned), column_map=column_map))
    plain = written(tmp_path / "plain.toml", MAP)
    same(one(written(tmp_path / "imu.csv", f"{header}\n,ms,g,g,g,deg/s,deg/s,deg/s\n{rest}"), column_map=plain))
    dates = [str(np.datetime64("2026-02-28T23:59:58") + np.timedelta64(round(t * 1e6), "us")) for t in TIME]
    dated = written(tmp_path / "dates.toml", MAP.replace('time_unit = "ms"\n', ""))
    table = text_table(MAPPED, [["-"] * 600, dates, *(ACC / 9.80665).T, *np.rad2deg(GYR).T])
    same(one(written(tmp_path / "imu.csv", table), column_map=dated))
    same(one(zipped(tmp_path / "imu.zip", {"readme.txt": "hello", "imu.csv": mapped()}), column_map=plain))
    with pytest.raises(FootwiseError, match=r"holds 2 tables with a column a1 \(a.csv, b.csv\)"):
        one(zipped(tmp_path / "imu.zip", {"a.csv": mapped(), "b.csv": mapped()}), column_map=plain)


def test_two_feet_by_a_map_and_a_rate_instead_of_time(tmp_path: Path) -> None:
    names = [f"{side}{name}" for side in "LR" for name in PLAIN]
    table = text_table(names, [*ACC.T, *GYR.T, *ACC.T[::-1], *GYR.T[::-1]])
    text = 'rate_hz = 100\nacc_unit = "m/s2"\ngyr_unit = "rad/s"\n'
    for side in ("left", "right"):
        columns = [f'"{side[0].upper()}{name}"' for name in PLAIN]
        text += f"[{side}]\nacc = [{', '.join(columns[:3])}]\ngyr = [{', '.join(columns[3:])}]\n"
    path, column_map = written(tmp_path / "imu.csv", table), written(tmp_path / "map.toml", text)
    left, right = read_upwards(path, column_map=column_map)
    same(left)
    np.testing.assert_allclose(right.acceleration_m_s2, ACC[:, ::-1])
    assert one(path, column_map=column_map, side="right").side == "right"


def test_xdf_with_two_feet(tmp_path: Path) -> None:
    series = np.column_stack((ACC, np.rad2deg(GYR)))
    in_g = np.column_stack((ACC / 9.80665, GYR))
    left, right = read_upwards(
        written(
            tmp_path / "walk.xdf",
            xdf(
                xdf_stream(1, "foot_R", TIME + 1000, in_g, ("g", "rad/s")),
                xdf_stream(2, "LeftFoot", TIME + 1000.5, series),
                xdf_stream(3, "EEG", TIME, series[:, :2], labels=("Fz", "Cz")),
            ),
        )
    )
    same(left)
    same(right, "right")


def test_xdf_with_the_devices_own_clock(tmp_path: Path) -> None:
    """The stamps are times of arrival; the sensor counted milliseconds."""
    series = np.column_stack((ACC, np.rad2deg(GYR), 1e3 * TIME))
    arrival = np.sort(TIME + np.random.default_rng(1).exponential(0.05, len(TIME)))
    labels = (*PLAIN, "time")
    stream = xdf_stream(1, "foot_left", arrival, series, ("m/s^2", "deg/s", "ms"), labels)
    sensor = one(written(tmp_path / "walk.xdf", xdf(stream)))
    same(sensor)
    assert any("own clock" in note.text for note in sensor.notes)
    stream = xdf_stream(1, "foot_left", arrival, series, ("m/s^2", "deg/s", "weeks"), labels)
    with pytest.raises(FootwiseError, match="weeks"):
        one(written(tmp_path / "walk.xdf", xdf(stream)))


def test_xdf_without_units_takes_them_from_the_numbers(tmp_path: Path) -> None:
    series = np.column_stack((ACC, np.rad2deg(GYR)))
    sensor = one(written(tmp_path / "left.xdf", xdf(xdf_stream(1, "imu", TIME, series, ("", "")))))
    same(sensor)
    assert any("declares no units" in note.text for note in sensor.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_encodings_and_ends_of_lines(tmp_path: Path, encoding: str, newline: str) -> None:
    text = dot(TIME, ACC, GYR, tag="Müller left").replace("\n", newline)
    same(one(written(tmp_path / "D1.csv", text.encode(encoding))))


def test_words_for_units_and_sides() -> None:
    assert {acceleration_unit(word) for word in ("m/s^2", "m/s²", "m/s2", "m s^-2", "M/S/S")} == {"m/s2"}
    assert {angular_velocity_unit(word) for word in ("deg/s", "°/s", "dps", "Degrees/Second")} == {"deg/s"}
    assert {angular_velocity_unit(word) for word in ("rad/s", "rad s^-1", "radians/s")} == {"rad/s"}
    assert acceleration_unit("G") == "g"
    assert acceleration_unit("mg") is None
    assert [side_in(name) for name in ("ms_left", "foot_R", "LeftFoot", "l foot", "left_right", "upright", "R1")] == [
        "left", "right", "left", "left", None, None, None]  # fmt: skip
