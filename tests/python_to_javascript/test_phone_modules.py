"""The phone's modules: what lies there is what the Python files give, and it tracks as they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from benchmarks.phone_browser import PHONE, phone_page
from benchmarks.phone_streams import recorded_walks, sample_walks, streams
from benchmarks.phone_walk import difference, walked
from tests.browser import chromium
from tests.shared import recording
from tools.python_to_javascript.phone import FILES, GENERATED, ROOT, modules, write

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
