"""What the page makes of a phone's sensor: faults planted one by one, each known by its name."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from benchmarks.phone_browser import PhonePage, phone_page
from tests.browser import chromium

from footwise.coaching.sources.dot import LATE_US, dot_sample
from footwise.coaching.sources.radio_makes import Dot

pytestmark = pytest.mark.browser
RATE_HZ, GRAVITY = 60.0, 9.81
JUDGE_TURNS = """async ([setup, rows]) => {
  const { TurnWatch, judgedTurns } = await import("/page/turn_check.mjs");
  const watch = new TurnWatch(setup);
  for (const row of rows) watch.take(...row);
  return [watch.moves.length, watch.moves.length === 3 ? judgedTurns(watch.moves).verdict : null];
}"""
JUDGE_TABLE = """async ([rows, apple]) => {
  const { judged } = await import("/page/table_check.mjs");
  return judged(rows.map((row) => row.map((one) => one ?? NaN)), apple);
}"""
CHOOSE = """async (rows) => {
  const { chosen } = await import("/page/table_check.mjs");
  return chosen(rows, false);
}"""
PAIR = """async (told) => {
  const { Paired } = await import("/page/motion.mjs");
  const rows = [];
  const paired = new Paired((...row) => rows.push(row));
  for (const [sensor, at, axes] of told) paired[sensor](at, axes);
  return rows;
}"""
READ_DOT = """async (payloads) => {
  const { dotListener, dotSample } = await import("/page/dot.mjs");
  const bytes = payloads.map((one) => new DataView(Uint8Array.from(one).buffer));
  let last = null;
  const each = bytes.map((one) => {
    const found = dotSample(one, last);
    if (found !== null) last = found[0];
    return found;
  });
  const taken = [];
  const listen = dotListener((...row) => taken.push(row));
  bytes.forEach(listen);
  return [each, taken];
}"""
OTHER = """async (told) => {
  const { mayBeTheOther } = await import("/page/other_foot.mjs");
  return told.map(([today, natural, change]) => mayBeTheOther(today, natural ?? undefined, change));
}"""


@pytest.fixture(scope="module")
def page():
    chromium()
    with phone_page() as opened:
        yield opened


def in_the_hand(axes: list[int], seed: int = 1, degrees: float = 90.0) -> np.ndarray:
    """Rows of a phone that is turned about its axes one after the other by a hand that shakes."""
    random = np.random.default_rng(seed)
    up, rows = np.array([0.0, 0.0, 1.0]), []
    still, turning = int(0.9 * RATE_HZ), int(1.2 * RATE_HZ)
    speeds = [(np.zeros(3), still)]
    for axis in axes:
        way = np.eye(3)[axis] + random.normal(0.0, 0.08, 3)
        speeds += [(np.radians(degrees) * way * RATE_HZ / turning, turning), (np.zeros(3), still)]
    for turn, samples in speeds:
        for _ in range(samples):
            shaken = turn + random.normal(0.0, 0.08, 3)
            up = up - np.cross(shaken / RATE_HZ, up)
            up /= np.linalg.norm(up)
            rows.append([len(rows) / RATE_HZ, *(GRAVITY * up + random.normal(0.0, 0.15, 3)), *(shaken + 0.02)])
    return np.array(rows)


def turned(page: PhonePage, rows: np.ndarray, sign: int = 1) -> list[Any]:
    found: list[Any] = page.page.evaluate(JUDGE_TURNS, [{"sign": sign, "zero_rad_s": [0.02] * 3}, rows.tolist()])
    return found


def gyroscope(change: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The same turns as a gyroscope of this kind tells them."""
    rows = in_the_hand([0, 2, 1])
    rows[:, 4:] = change(rows[:, 4:] - 0.02) + 0.02
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_a_sound_phone_is_sound_in_any_hand(page, seed):
    assert turned(page, in_the_hand([0, 2, 1], seed)) == [3, ""]
    # Otherwise than the pictures show it, and with gravity of the other sign.
    assert turned(page, in_the_hand([1, 2, 0], seed, -80.0)) == [3, ""]
    mirrored = in_the_hand([0, 2, 1], seed)
    mirrored[:, 1:4] *= -1.0
    assert turned(page, mirrored, sign=-1) == [3, ""]


@pytest.mark.parametrize("order", [one for one in permutations(range(3)) if one != (0, 1, 2)])
def test_exchanged_axes_are_known(page, order):
    assert turned(page, gyroscope(lambda turn: turn[:, list(order)])) == [3, "gyro-axes"]


@pytest.mark.parametrize("signs", [(-1, 1, 1), (1, -1, 1), (1, 1, -1), (-1, -1, 1), (-1, -1, -1)])
@pytest.mark.requirement("R-005")
def test_a_wrong_sign_is_known(page, signs):
    assert turned(page, gyroscope(lambda turn: turn * np.array(signs))) == [3, "gyro-sign"]


def test_another_unit_and_a_dead_gyroscope_are_known(page):
    assert turned(page, gyroscope(np.degrees)) == [3, "gyro-unit"]
    assert turned(page, gyroscope(np.radians)) == [3, "gyro-unit"]
    assert turned(page, gyroscope(lambda turn: 0.0 * turn)) == [3, "gyro-dead"]


def test_turns_that_say_nothing_are_asked_for_again(page):
    # Never about the third axis; a phone that was put into a bag; and one that is not turned at all.
    assert turned(page, in_the_hand([0, 0, 0])) == [3, "turn-again"]
    random = np.random.default_rng(1)
    assert turned(page, gyroscope(lambda turn: turn + random.normal(0.0, 5.0, turn.shape).cumsum(axis=0) / 10))[1] in (
        "turn-again",
        "gyro-unit",
    )
    assert turned(page, in_the_hand([0], degrees=5.0)) == [0, None]


def on_a_table(pull: tuple[float, float, float] = (0.0, 0.0, GRAVITY), seconds: float = 3.0) -> list[list[Any]]:
    random = np.random.default_rng(1)
    time_s = np.arange(0.0, seconds, 1 / RATE_HZ)
    pulls = np.asarray(pull) + random.normal(0.0, 0.02, (len(time_s), 3)) * np.any(pull)
    turns = random.normal(0.0, 0.003, (len(time_s), 3)) * np.any(pull)
    rows: list[list[Any]] = np.column_stack([time_s, pulls, turns]).tolist()
    return rows


def missing(rows: list[list[Any]], columns: slice) -> list[list[Any]]:
    """What a browser gives where a sensor is not there."""
    for row in rows:
        row[columns] = [None] * len(row[columns])
    return rows


@pytest.mark.parametrize(
    ("rows", "apple", "verdict"),
    [
        (on_a_table(), False, ""),
        (on_a_table((0.0, 0.0, -GRAVITY)), True, ""),
        (on_a_table((0.0, 0.0, -GRAVITY)), False, "upside-down"),
        (on_a_table((0.0, 0.0, GRAVITY)), True, "upside-down"),
        (on_a_table((0.0, GRAVITY, 0.0)), False, "not-flat"),
        (on_a_table((0.0, 0.0, 0.0)), False, "all-zero"),
        (missing(on_a_table(), slice(4, 7)), False, "no-gyroscope"),
        (missing(on_a_table(), slice(1, 7)), False, "no-motion"),
        ([], False, "no-motion"),
    ],
)
def test_what_lies_on_a_table(page, rows, apple, verdict):
    assert page.page.evaluate(JUDGE_TABLE, [rows, apple])["verdict"] == verdict


def test_what_is_measured_on_a_table(page):
    rows = on_a_table()
    del rows[50:52]
    told = page.page.evaluate(JUDGE_TABLE, [rows, False])
    assert told["rate_hz"] == pytest.approx(60.0, abs=1.0) and told["sign"] == 1
    assert told["lost_share"] == pytest.approx(2 / 180, abs=0.002)
    assert told["longest_step_s"] == pytest.approx(3 / RATE_HZ)


def heard(rows: list[list[Any]], pace: float = 1.0) -> list[list[Any]]:
    """With the moment of arrival behind; the stamps may run at another pace."""
    return [[row[0] * pace + 7.0, *row[1:], row[0] + 100.0] for row in rows]


def test_stamps_of_the_sensor_are_taken_where_they_are_a_clock(page):
    motion, stamped = heard(on_a_table()), heard(on_a_table())
    assert page.page.evaluate(CHOOSE, {"motion": motion, "stamped": stamped})["source"] == "stamped"
    assert page.page.evaluate(CHOOSE, {"motion": [], "stamped": stamped})["source"] == "stamped"
    for bad in ([], heard(on_a_table(), 1.3), heard(on_a_table(), 0.0), stamped[::2]):
        told = page.page.evaluate(CHOOSE, {"motion": motion, "stamped": bad})
        assert (told["source"], told["verdict"]) == ("motion", "")


def test_two_sensors_with_a_clock_each_make_samples_and_none_is_made_up(page):
    told: list[Any] = []
    for k in range(6):
        told.append(["turn", 0.020 * k + 0.005, [k, 0, 0]])
        told.append(["pull", 0.020 * k, [0, 0, 10 * k]])
    # After a pause of the accelerometer, and with both at once.
    told += [["turn", 0.150, [6, 0, 0]], ["pull", 0.200, [0, 0, 100]], ["turn", 0.200, [7, 0, 0]]]
    rows = np.array(page.page.evaluate(PAIR, told))
    np.testing.assert_allclose(rows[:, 0], [*(0.005 + 0.020 * np.arange(5)), 0.200])
    np.testing.assert_allclose(rows[:, 3], [*(2.5 + 10.0 * np.arange(5)), 100.0])
    np.testing.assert_array_equal(rows[:, 4], [0, 1, 2, 3, 4, 7])


def test_a_radio_sensor_is_read_as_the_coach_reads_it(page):
    """Every byte, the clock that wraps, notifications that are late, doubled or cut short."""
    random = np.random.default_rng(1)
    times = (2**32 - 500_000 + 16_667 * np.arange(90)) % 2**32
    order = [*range(40), 41, 40, *range(42, 60), 59, *range(60, 90)]
    payloads = [struct.pack("<I6f", int(times[k]), *random.normal(0.0, 50.0, 6)) + bytes(12) for k in order]
    payloads.insert(5, payloads[5][:27])
    each, taken = page.page.evaluate(READ_DOT, [list(one) for one in payloads])
    last, ours = None, []
    for payload in payloads:
        found = dot_sample(payload, last)
        last = last if found is None else found[0]
        ours.append(None if found is None else [found[0], list(found[1])])
    assert each == ours and LATE_US == 500_000
    mine: list[list[float]] = []
    talk = Dot(lambda: 0.0)
    for payload in payloads:
        found = dot_sample(payload, talk._last_us)
        if found is not None and not (talk._last_us and 0 <= talk._last_us - found[0] < LATE_US):
            talk._last_us = found[0]
            mine.append(list(found[1]))
    assert taken == mine and len(taken) == 89


def test_the_other_foot_is_asked_about_and_a_trained_one_is_not(page):
    told = [
        # The first session: toes in, as few people's are.
        (-7.0, None, -8.0, True), (-2.0, None, -8.0, False), (9.0, None, -8.0, False), (None, None, -8.0, False),
        # Known to turn out by 8°, and mirrored now.
        (-8.0, 8.0, 5.0, True), (8.0, 8.0, 5.0, False), (13.0, 8.0, 5.0, False),
        # Nothing is asked of who has learnt to turn in.
        (-4.0, 4.0, -8.0, False), (0.0, 4.0, -8.0, False),
    ]  # fmt: skip
    found = page.page.evaluate(OTHER, [one[:3] for one in told])
    assert found == [one[3] for one in told]


LISTEN = """async (source) => {
  const { listen } = await import("/page/motion.mjs");
  window.rows = [];
  window.stop = listen((...row) => rows.push([...row, performance.now() / 1000]), source);
}"""


@pytest.mark.parametrize("source", ["motion", "stamped"])
def test_chromium_s_own_sensors_are_heard_both_ways(page, source):
    """The stamps of the sensors' own clock run as the page's clock does."""
    session = page.page.context.new_cdp_session(page.page)
    kinds = ("accelerometer", "gyroscope", "linear-acceleration")

    def put(kind: str, x: float) -> None:
        reading = {"xyz": {"x": x, "y": 0.0, "z": 9.0}}
        session.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})

    for kind in kinds:
        about = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
        session.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind, "metadata": about})
        put(kind, 1.0)
    page.page.evaluate(LISTEN, source)
    for k in range(80):
        put("accelerometer", 1.0 + k % 7)
        put("gyroscope", 0.5)
        page.page.wait_for_timeout(16)
    rows = np.array(page.page.evaluate("() => { stop(); return rows; }"))
    for kind in kinds:
        session.send("Emulation.setSensorOverrideEnabled", {"enabled": False, "type": kind})
    assert len(rows) > 20 and np.all(np.isfinite(rows)) and np.all(np.diff(rows[:, 0]) > 0)
    assert np.ptp(rows[:, 0]) == pytest.approx(np.ptp(rows[:, 7]), rel=0.1)
    assert np.all(np.abs(rows[:, 7] - rows[:, 0]) < 1.0)
    np.testing.assert_allclose(rows[5:, 3], 9.0, atol=0.06)
    np.testing.assert_allclose(rows[5:, 4], 0.5, atol=0.002)
