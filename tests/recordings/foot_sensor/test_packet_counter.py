"""Packet counters as makers write them: of any width, begun anywhere, with packets lost, repeated, late, begun anew."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recordings.foot_sensor.sensor_files import PLAIN, text_table, walk
from tests.recordings.foot_sensor.test_read import MAP, one, written

from footwise.recordings.foot_sensor.packet_counter import counter_time

RATE = 100.0
TIME, ACC, GYR = walk(seconds=12.0)
ROWS = np.arange(len(TIME))
# Widths of 4, 8, 16 and 32 bits, and what firmware of one's own counts to.
WIDTHS = (16, 100, 255, 256, 1000, 4096, 65_536, 2**32)


def elapsed(counter, rate=RATE):
    time_s, notes = counter_time(np.asarray(counter, dtype=float), rate)
    return time_s - time_s[0], notes


@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=15, deadline=None)
@given(begin=st.floats(0.0, 1.0), seed=st.integers(0, 2**16), share=st.sampled_from([0.0, 0.02, 0.05]))
def test_any_width_begun_anywhere_with_losses(width, begin, seed, share):
    random = np.random.default_rng(seed)
    rows = np.arange(3000)
    kept = random.random(len(rows)) >= share
    kept[0] = True
    time_s, notes = elapsed(((int(begin * (width - 1)) + rows) % width)[kept])
    # Of a counter that fell but once, and lost packets just then, a width that nobody has is not known exactly.
    np.testing.assert_allclose(time_s, rows[kept] / RATE, atol=0.06 if width == 1000 else 1e-6)
    assert not notes


def test_from_one_to_a_hundred():
    np.testing.assert_allclose(elapsed(1 + ROWS % 100)[0], ROWS / RATE, atol=1e-9)


def test_several_samples_a_packet():
    kept = np.ones(len(ROWS), dtype=bool)
    kept[300:306] = False
    time_s, notes = elapsed(((250 + ROWS // 3) % 256)[kept])
    np.testing.assert_allclose(time_s, ROWS[kept] / RATE, atol=1e-9)
    assert notes == ("holds 3 samples of each number of its counter",)


def test_a_counter_that_goes_up_by_two():
    time_s, notes = elapsed((2 * ROWS) % 256)
    np.testing.assert_allclose(time_s, ROWS / RATE, atol=1e-9)
    assert notes == ("counts up by 2 a sample",)


def test_packets_that_come_twice_have_the_same_time():
    time_s, _ = elapsed(np.insert(ROWS % 256, [100, 255, 700], [99, 254, 699 % 256]))
    assert (np.diff(time_s) == 0).sum() == 3
    assert time_s[-1] == pytest.approx(ROWS[-1] / RATE)


def test_a_late_packet_belongs_before_the_last_one_also_where_the_counter_began_again():
    counter = ROWS % 256
    counter[[100, 101, 255, 256]] = counter[[101, 100, 256, 255]]
    time_s, _ = elapsed(counter)
    np.testing.assert_allclose(np.sort(time_s), ROWS / RATE, atol=1e-9)
    assert (np.diff(time_s) < 0).sum() == 2


@pytest.mark.parametrize("at", [300, 5000])
def test_a_device_that_was_switched_on_again(at):
    time_s, notes = elapsed(np.concatenate((np.arange(at), np.arange(7000))))
    assert np.diff(time_s)[at - 1] == pytest.approx(1.0)
    assert np.delete(np.diff(time_s), at - 1) == pytest.approx(0.01)
    assert len(notes) == 1 and f"begins to count anew once, first after {at / 100 - 0.01:.2f} s" in notes[0]


def test_numbers_that_do_not_count():
    for numbers in (
        np.zeros(50),
        np.random.default_rng(1).normal(size=50) * 1e4,
        np.arange(50) + 0.5,
        -np.arange(50.0),
    ):
        assert counter_time(np.round(numbers, 1), RATE) is None
    assert counter_time(np.full(50, np.nan), RATE) is None
    assert counter_time(np.array([1.0]), RATE) is None


def test_a_row_without_a_number_has_no_time():
    counter = ROWS % 256.0
    counter[[3, 256]] = np.nan
    time_s, _ = counter_time(counter, RATE)
    assert np.flatnonzero(np.isnan(time_s)).tolist() == [3, 256]
    np.testing.assert_allclose(np.delete(time_s, [3, 256]), np.delete(ROWS, [3, 256]) / RATE, atol=1e-9)


def lossy_table(width, lost):
    kept = np.delete(ROWS, lost)
    columns = [(200 + kept) % width, *ACC[kept].T, *np.rad2deg(GYR[kept]).T]
    return text_table(["n", "a1", "a2", "a3", "w1", "w2", "w3"], columns), kept


COUNTED = MAP.replace('time = "t"', 'rate_hz = 100\ncounter = "n"').replace('"g"', '"m/s2"')


@pytest.mark.parametrize("width", [256, 65_536])
def test_single_losses_are_seen_and_said_by_a_map(tmp_path: Path, width: int) -> None:
    lost = 1 + 20 * np.arange(59)
    table, kept = lossy_table(width, lost)
    sensor = one(written(tmp_path / "imu.csv", table), column_map=written(tmp_path / "map.toml", COUNTED))
    np.testing.assert_allclose(sensor.time_s, TIME[kept] - TIME[kept[0]], atol=1e-9)
    assert any("lacks 4.9% of its samples" in note.text for note in sensor.notes)
    assert not len(sensor.gaps)
    without = one(
        tmp_path / "imu.csv",
        column_map=written(tmp_path / "rows.toml", COUNTED.replace('counter = "n"', "")),
    )
    # Nobody sees them in the rows alone: this is what the counter is for.
    assert without.time_s[-1] < sensor.time_s[-1] - 0.5


def test_a_whole_recording_says_nothing_of_losses(tmp_path: Path) -> None:
    table, _ = lossy_table(256, [])
    sensor = one(written(tmp_path / "imu.csv", table), column_map=written(tmp_path / "map.toml", COUNTED))
    assert not any("lacks" in note.text for note in sensor.notes)


@pytest.mark.parametrize("name", ["counter", "PacketCounter", "Sample", "Frame Index"])
def test_a_column_that_is_called_a_counter_is_one(tmp_path: Path, name: str) -> None:
    kept = np.delete(ROWS, 1 + 20 * np.arange(59))
    table = text_table([name, *PLAIN], [kept % 256, *ACC[kept].T, *np.rad2deg(GYR[kept]).T])
    sensor = one(written(tmp_path / "walk_left.csv", table), rate_hz=100)
    np.testing.assert_allclose(sensor.time_s, TIME[kept], atol=1e-9)
    assert any("lacks 4.9% of its samples" in note.text for note in sensor.notes)


def test_a_clock_of_whole_seconds_leaves_the_time_to_the_counter(tmp_path: Path) -> None:
    names = ["Packet Counter", "Date Time", *(f"Acc {a} (m/s^2)" for a in "XYZ"), *(f"Gyro {a} (rad/s)" for a in "XYZ")]
    kept = np.delete(ROWS, 1 + 20 * np.arange(59))
    seconds = [f"2026-03-01 10:00:{int(t):02d}" for t in TIME[kept]]
    table = text_table(names, [[str(k % 256) for k in kept], seconds, *ACC[kept].T, *GYR[kept].T])
    sensor = one(written(tmp_path / "walk_left.csv", table), rate_hz=100)
    np.testing.assert_allclose(sensor.time_s, TIME[kept], atol=1e-9)
    assert any("is timed by its counter at 100 samples a second" in note.text for note in sensor.notes)
