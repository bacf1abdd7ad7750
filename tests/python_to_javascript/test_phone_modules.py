"""The phone's modules: what lies there is what the Python files give, and it tracks as they do."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.phone_browser import PHONE, phone_page
from benchmarks.phone_sensor import LARGEST_SD_DEG, LEAST_KEPT, as_in_a_browser
from benchmarks.phone_sensor import compared as compared_with_the_full_rate
from benchmarks.phone_streams import Stream, recorded_walks, sample_walks, streams
from benchmarks.phone_walk import difference, walked
from tests.browser import chromium
from tests.shared import recording
from tools.python_to_javascript.phone import FILES, GENERATED, ROOT, modules, write

from footwise.coaching import DEFAULT_SCHEDULE, Block, FeedbackSettings, Polarity, step_has_feedback

LARGEST = 1e-9


def test_what_lies_there_is_what_the_sources_give(tmp_path):
    write(tmp_path)
    there = {path.name: path.read_bytes() for path in GENERATED.iterdir()}
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert there.keys() == made.keys(), "say `make phone`"
    assert [name for name in made if made[name] != there[name]] == [], "say `make phone`"


def test_every_file_of_the_live_path_is_among_them():
    live = {f"foot_sensor/live/{path.name}" for path in (ROOT / "src/footwise/foot_sensor/live").glob("*.py")}
    assert live - {"foot_sensor/live/__init__.py"} <= set(FILES)


def test_each_names_its_source_and_reaches_nowhere_else():
    for text in modules().values():
        (source,) = re.findall(r"^// Made from (\S+) by `make phone`", text)
        assert (ROOT / source).is_file()
        for where in re.findall(r'from "([^"]+)"', text):
            assert re.fullmatch(r"\./\w+\.mjs|\.\./python/python\.mjs", where)
    for file in (PHONE / "python").glob("*.mjs"):
        # Nothing asks a network, a clock or chance.
        assert not re.search(r"fetch|XMLHttp|Date|Math\.random|eval\(|new Function", file.read_text(encoding="utf-8"))


def compared(count: int, walks, first_seed: int = 1) -> tuple[int, int, float]:
    """Streams, strides and the largest difference; none that is too large."""
    number = strides = 0
    largest = 0.0
    with phone_page() as page:
        for stream in streams(count, walks, first_seed):
            ours = walked(stream)
            apart, where = difference(ours, page.walked(stream))
            assert apart <= LARGEST, (stream.seed, stream.name, where, apart)
            number, strides, largest = number + 1, strides + len(ours["strides"]), max(largest, apart)
    return number, strides, largest


@pytest.mark.browser
def test_the_same_strides_cues_and_refusals_in_a_browser():
    """The small version of the tests below."""
    chromium()
    number, strides, _ = compared(40, sample_walks())
    assert number == 40 and strides > 400


@pytest.mark.browser
def test_a_phone_s_samples_give_nearly_all_strides_in_both_languages():
    """60 Hz, rounded, filtered at 40 Hz: at least 95 % of the strides, within 0.3° of those of 204.8 Hz."""
    chromium()
    _, kept, sd_deg, _ = compared_with_the_full_rate(sample_walks(), 40.0)
    assert kept >= LEAST_KEPT and sd_deg <= LARGEST_SD_DEG
    with phone_page() as page:
        for seed, sensor in enumerate(sample_walks(), start=1):
            numbers = np.array(as_in_a_browser(sensor, 40.0, 0.4).rows())
            stream = Stream("phone", sensor.side, numbers, {}, seed)
            ours = walked(stream)
            assert sum(stride["valid"] for stride in ours["strides"]) > 20
            assert difference(ours, page.walked(stream))[0] <= LARGEST


@pytest.mark.slow
@pytest.mark.browser
def test_the_same_on_five_hundred_streams():
    chromium()
    number, strides, _ = compared(500, sample_walks(), first_seed=1001)
    assert number == 500 and strides > 4000


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.browser
def test_the_same_on_the_recordings_of_other_makers():
    chromium()
    walks = recorded_walks(Path(recording("foot_sensors")))
    number, strides, _ = compared(120, walks, first_seed=5001)
    assert number == 120 and strides > 1000


@pytest.mark.browser
def test_the_streams_show_what_they_are_to_show():
    """Many reasons against a stride, good and bad sensors, cues in every way, calibrations of all kinds."""
    found = [walked(stream) for stream in streams(40, sample_walks())]
    reasons = {stride["reason"] for one in found for stride in one["strides"]}
    assert len(reasons) >= 10, reasons
    assert {one["verdict"][0] for one in found} == {"good", "usable with a wider band", "not usable"}
    assert {cue["turn"] for one in found for cue in one["cues"]} == {"in", "out", "keep"}
    assert sum(made[0] is not None for one in found for made in one["calibrations"]) > 20
    assert any(one["unusable"] for one in found) and any(one["lost_s"] for one in found)
    assert any(one["turn"] for one in found)


SCHEDULE = """async ([rows, seeds]) => {
  const made = await import("/generated/schedule.mjs");
  const { Block, DEFAULT_SCHEDULE, block_at, session_blocks, step_has_feedback } = made;
  const tried = (make) => {
    try {
      return make();
    } catch (error) {
      return error.message;
    }
  };
  return {
    schedule: DEFAULT_SCHEDULE.map((block) => ({ ...block })),
    third: session_blocks(DEFAULT_SCHEDULE, 3).length,
    at: [0, 899.9, 900, 1019.9, 1020].map((elapsed) => block_at(session_blocks(DEFAULT_SCHEDULE, 1), elapsed)),
    told: seeds.map((seed) => [0.0, 0.33, 0.5, 0.75, 1.0].map((share) => Array.from({ length: 45 },
      (_, step) => step_has_feedback(new Block({ session: 2, block_s: 60, share }), seed, seed % 3, step)))),
    refused: rows.map((row) => tried(() => ({ ...new Block(row) }))),
  };
}"""
ROWS = [
    {"session": 1, "block_s": 60.5, "share": 0.5},
    {"session": 0, "block_s": 60.5, "share": 0.5},
    {"session": 2, "block_s": -1.5, "share": 0.5},
    {"session": 2, "block_s": math.nan, "share": 0.5},
    {"session": 2, "block_s": math.inf, "share": 0.5},
    {"session": 2, "block_s": 1e22, "share": 1.0000000000000002},
    {"session": 2, "block_s": 60.5, "share": 0.5, "band_deg": 5.5},
    {"session": 2, "block_s": 60.5, "share": 0.5, "every": 0},
    {"session": 2, "block_s": 60.5, "share": 0.5, "mode": "never"},
    {"session": 2, "block_s": 60.5, "share": 0.5, "purpose": "retention"},
    {"session": 2, "block_s": 60.5, "share": 0.0, "purpose": "retention", "mode": "every-n"},
    {"session": 90, "block_s": 60.5, "share": 0.0, "band_deg": 1.9},
    {"session": 90, "block_s": 60.5, "share": 0.0, "band_deg": 2.5, "mode": "every", "every": 1},
]


def made(make: Callable[[], Any]) -> Any:
    try:
        return asdict(make())
    except (TypeError, ValueError) as error:
        return str(error)


@pytest.mark.browser
def test_the_schedule_and_what_it_refuses_are_the_same():
    chromium()
    seeds = [1, 7, 2026, 2**31, 2**53 - 1]
    with phone_page() as page:
        theirs = page.page.evaluate(SCHEDULE, [ROWS, seeds])
    assert theirs["schedule"] == [asdict(block) for block in DEFAULT_SCHEDULE]
    assert theirs["third"] == 2 and theirs["at"] == [0, 0, 1, 1, None]
    assert theirs["told"] == [
        [[step_has_feedback(Block(2, 60.0, share), seed, seed % 3, step) for step in range(45)]
         for share in (0.0, 0.33, 0.5, 0.75, 1.0)]
        for seed in seeds
    ]  # fmt: skip
    assert theirs["refused"] == [made(lambda row=row: Block(**row)) for row in ROWS]


@pytest.mark.browser
def test_settings_of_feedback_are_refused_in_the_same_words():
    chromium()
    tried = [(target, band, mode, every) for target in (-60.5, -60.0, 7.25, 1e-7, 61.0, math.nan)
             for band in (1.0, 2.0, 4.5, 5.1) for mode, every in (("every", 1), ("every-n", 0), ("no", 2))]  # fmt: skip
    look = """async (many) => {
      const { FeedbackSettings } = await import("/generated/feedback.mjs");
      return many.map(([target_deg, band_deg, mode, every]) => {
        try {
          return { ...new FeedbackSettings({ target_deg, band_deg, mode, every }) };
        } catch (error) {
          return error.message;
        }
      });
    }"""
    with phone_page() as page:
        theirs = page.page.evaluate(look, [list(one) for one in tried])
    ours = [made(lambda one=one: FeedbackSettings(one[0], one[1], Polarity.TOWARDS, one[2], one[3])) for one in tried]
    assert theirs == ours
    assert sum(isinstance(one, str) for one in ours) > 10
