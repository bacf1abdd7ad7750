"""What spreadsheets and people do to a sensor's table: decimal signs, thousands, clocks, rows that are no samples."""

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.foot_sensor.sensor_files import PLAIN, text_table, walk
from tests.recordings.foot_sensor.test_hostile import refused
from tests.recordings.foot_sensor.test_layouts import dates
from tests.recordings.foot_sensor.test_read import one, same, written

from footwise.recordings.foot_sensor.date_stamps import date_stamps

TIME, ACC, GYR = walk()
TURN = np.rad2deg(GYR)
NAMES = ["Time (ms)", *(f"{name} ({'m/s^2' if name[0] == 'a' else 'deg/s'})" for name in PLAIN)]
COLUMNS = [TIME * 1e3, *ACC.T, *TURN.T]
PLAIN_TABLE = text_table(NAMES, COLUMNS)
LINES = PLAIN_TABLE.rstrip("\n").split("\n")


def grouped(values: np.ndarray, thousands: str, decimal: str, form: str = ",.9f") -> list[str]:
    return [f"{value:{form}}".replace(",", "_").replace(".", decimal).replace("_", thousands) for value in values]


def timed(stamps: list[str], name: str = "Time") -> str:
    return text_table([name, *NAMES[1:]], [stamps, *COLUMNS[1:]])


TABLES = {
    "German": text_table(NAMES, COLUMNS, ";", ",").replace("\n", "\r\n").encode("utf-8-sig"),
    "Unicode text": text_table(NAMES, COLUMNS, "\t", ",").encode("utf-16"),
    "decimal commas between quotes": text_table(NAMES, [grouped(one, "", ",") for one in COLUMNS]),
    "thousands in English": text_table(NAMES, [grouped(one, ",", ".") for one in COLUMNS]),
    "thousands in German": text_table(NAMES, [grouped(one, ".", ",") for one in COLUMNS], ";"),
    "whole thousands among decimal commas": text_table(
        NAMES, [grouped(COLUMNS[0], ".", ",", ",.0f"), *(grouped(one, ".", ",") for one in COLUMNS[1:])], ";"
    ),
    "bars": text_table(NAMES, COLUMNS, "|"),
    "blanks": "\n".join("   ".join(f"{cell:>22}" for cell in line.split(",")) for line in
                        text_table(["t", *PLAIN], [TIME, *COLUMNS[1:]]).rstrip("\n").split("\n")),
    "empty rows": "\n\n".join(LINES),
    "a remark": "\n".join([LINES[0], "# marker", *LINES[1:300], "// walks", *LINES[300:]]),
    "the header again": "\n".join([*LINES[:300], LINES[0], *LINES[300:]]),
    "a day and its time": timed(dates("%d.%m.%Y %H:%M:%S,%f"), "Datum Zeit").replace("Datum Zeit", "Zeit"),
    "a day in America": timed(dates("%m/%d/%Y %I:%M:%S.%f %p")),
    "one o'clock in the afternoon": timed(dates("%m/%d/%Y %I:%M:%S.%f %p", "2024-05-16T12:59:57")),
    "one o'clock and nobody says of which half": timed(dates("%I:%M:%S.%f", "2024-05-16T12:59:57")),
    "midnight without a date": timed(dates("%H:%M:%S.%f", "2024-05-16T23:59:57")),
    "midnight with a date": timed(dates("%d/%m/%Y %H:%M:%S.%f", "2024-05-31T23:59:57")),
    "minutes and seconds": timed([f"{int(t // 60) + 59:02d}:{t % 60:06.3f}" for t in TIME]),
    "a zone": timed(dates("%Y-%m-%dT%H:%M:%S.%f+02:00"), "timestamp"),
    "days of a spreadsheet": timed([f"{45_428.25 + t / 86_400:.11f}" for t in TIME]),
    "a month in letters": timed(dates("%d-%b-%Y %H:%M:%S.%f")),
    "a row of units after an empty one": text_table(["t", *PLAIN], COLUMNS).replace(
        "\n", "\n\nms,m/s^2,m/s^2,m/s^2,deg/s,deg/s,deg/s\n\n", 1
    ),
    "a clock with a strange name": timed(dates(), "aufgenommen"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_that_went_through_a_spreadsheet(tmp_path: Path, kind: str) -> None:
    same(one(written(tmp_path / "left.csv", TABLES[kind])), atol=1e-6)


def test_a_header_that_stands_twice_is_said(tmp_path: Path) -> None:
    sensor = one(written(tmp_path / "left.csv", TABLES["the header again"]))
    assert any("holds its header 2 times" in note.text for note in sensor.notes)


@pytest.mark.parametrize("again", [LINES[1:], LINES, LINES[1:200]])
def test_two_recordings_one_after_the_other_are_refused(tmp_path: Path, again: list[str]) -> None:
    said = refused(written(tmp_path / "left.csv", "\n".join([*LINES, *again])))
    assert "holds several recordings: after 5.99 s its time starts again. Give each recording a file" in said


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    words = ["NaN", "NULL", "N/A", "-", "#N/A", "--"]
    empty = [",".join([LINES[100 + k].split(",")[0], *[word] * 6]) for k, word in enumerate(words)]
    sensor = one(written(tmp_path / "left.csv", "\n".join([*LINES[:100], *empty, *LINES[106:]])))
    assert sensor.samples == 594


@pytest.mark.parametrize("stamps", [[text[:19] for text in dates()], ["1.71586E+12"] * 600])
def test_a_clock_that_lost_its_digits_is_refused_or_replaced_by_a_rate(tmp_path: Path, stamps: list[str]) -> None:
    path = written(tmp_path / "left.csv", timed(stamps))
    assert "stands still in" in refused(path) and "Give the rate with `rate_hz`" in refused(path)
    sensor = one(path, rate_hz=100)
    same(sensor)
    assert any("a clock that stands still over several rows: its rows are taken at 100" in n.text for n in sensor.notes)


def test_stamps_of_arrival_in_bursts_are_no_clock(tmp_path: Path) -> None:
    host = dates()
    path = written(tmp_path / "left.csv", timed([host[k - k % 5] for k in range(600)]))
    assert "stands still in 80% of its rows, which is no time of samples" in refused(path)


def test_numbers_of_samples_are_no_milliseconds(tmp_path: Path) -> None:
    """Up by one from row to row: read as ms, it would be a walk in a tenth of its time."""
    path = written(tmp_path / "left.csv", timed([str(k) for k in range(600)]))
    assert "holds neither time nor its rate" in refused(path)
    same(one(path, rate_hz=100))


def test_dates_and_times() -> None:
    assert date_stamps(["23:59:59.5", "00:00:00,5", "no"], 3).tolist()[:2] == [86399.5, 86400.5]
    assert date_stamps(["2026-02-28T23:59:59.5", "2026-03-01T00:00:00.5"], 2).tolist() == [86399.5, 86400.5]
    assert date_stamps(["31.12.2026 23:59:59.5", "01.01.2027 00:00:00.5"], 2).tolist() == [86399.5, 86400.5]
    assert date_stamps(["59:59.9", "00:00.1"], 2) == pytest.approx([3599.9, 3600.1])
    assert np.isnan(date_stamps(["1.5", "walk", ""], 3)).all()


def test_a_phones_table_that_lost_digits_of_its_time(tmp_path: Path) -> None:
    """Of Sensor Logger's two clocks a spreadsheet leaves the shorter one."""
    (tmp_path / "left").mkdir()
    for name, channels in (("TotalAcceleration", ACC), ("Gyroscope", GYR)):
        columns = [["1.71586E+18"] * 600, TIME, *channels.T]
        written(tmp_path / "left" / f"{name}.csv", text_table(["time", "seconds_elapsed", "x", "y", "z"], columns))
    same(one(tmp_path / "left"))


def test_a_rate_that_the_clock_contradicts_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "left.csv", PLAIN_TABLE)
    assert not any("that were given" in note.text for note in one(path, rate_hz=100).notes)
    sensor = one(path, rate_hz=60)
    same(sensor, atol=1e-6)
    assert any("has 100 samples a second by its own clock, not the 60 that were given" in n.text for n in sensor.notes)
