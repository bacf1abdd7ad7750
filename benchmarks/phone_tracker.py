"""The tracker of the phone's page, JavaScript generated from ours: is it the same, how large, how fast."""

import gzip
import re
import statistics
from collections.abc import Iterator

import foot_sensor_others
import numpy as np
import phone_sensor
from live import walk_rows
from markdown_table import markdown_table
from phone_browser import PHONE, PhonePage, chromium, phone_page
from phone_streams import Stream, recorded_walks, sample_walks, streams
from phone_walk import difference, walked
from rich.console import Console

from foot_sensor import show
from footwise.recordings.foot_sensor import FootSensor

STREAMS, SHARED_STREAMS = 500, 120
STARTS = 7
HEADER = ("what", "measured", "aim")
# What the page reads to track: everything that stands in its folders but its own page.
FOLDERS = ("generated", "python")


def part() -> str | None:
    """The section of docs/validation.md; None where there is no Chromium."""
    if chromium() is None:
        return None
    return (
        "## The tracker in a phone's browser\n\nThe JavaScript that is generated from the live path's Python files "
        "([architecture](architecture.md#one-tracker-two-languages)), in Chromium on this computer; no phone was at "
        "hand. Streams of real and simulated walks, whole and damaged: samples lost, in the wrong order, clipped, "
        "repeated, without numbers, clocks that jump, four rates. Compared are all fields of every stride, cues, the "
        "schedule, calibrations and the judgement on the sensor.\n\n"
        + markdown_table(HEADER, measure())
        + "\n60 samples a second, rounded to 0.1 m/s² and 0.1 °/s as browsers do, after a filter of the phone's own "
        f"of 4th order; {len(phone_sensor.PHASES)} moments at which the phone begins. Against the same tracker on the "
        "whole data, whose own error is above. The sensor of 100 Hz is on a person after a stroke whose foot is hardly "
        "still between its strides. Before a session the page measures what a phone gives ([the "
        "check](foot-sensor.md#is-the-sensor-good-enough)).\n\n"
        + markdown_table(phone_sensor.HEADER, phone_sensor.measure())
    )


def measure() -> Iterator[tuple[str, str, str]]:
    """Lines of the table, under `HEADER`."""
    with phone_page() as page:
        yield from differences(page, "the walk beside optical markers", sample_walks(), STREAMS, 1001)
        if foot_sensor_others.FOLDER.is_dir():
            yield from differences(page, "other makers' recordings", recorded_walks(), SHARED_STREAMS, 5001)
        yield "size", sizes(), "150 kB compressed, with the page"
        steady = Stream("steady", "left", np.array(walk_rows(1, 120.0)), {}, 1)
        yield "samples a second, one tracker", f"{page.samples_per_s(steady):,.0f}", "120 are needed"
        slowed(page, 4)
        yield "the same, processor slowed four times", f"{page.samples_per_s(steady):,.0f}", ""
        yield "from the first import to the first sample, slowed four times", start_ms(page), "1 s, with the page"


def differences(
    page: PhonePage, name: str, walks: list[FootSensor], count: int, first_seed: int
) -> Iterator[tuple[str, str, str]]:
    """Compare both languages stream by stream."""
    strides, unlike, largest = 0, 0, 0.0
    for stream in streams(count, walks, first_seed):
        ours = walked(stream)
        apart, _ = difference(ours, page.walked(stream))
        strides += len(ours["strides"])
        unlike += apart > 1e-9
        largest = max(largest, apart)
    what = f"streams that differ by more than 1e-9; {name} and simulated ones"
    yield what, f"{unlike} of {count} ({strides:,} strides), largest difference {largest:.1g}", "0"


def sizes() -> str:
    """Bytes as they are, compressed, and in one file without comments."""
    files = sorted(path for folder in FOLDERS for path in (PHONE / folder).glob("*.mjs"))
    texts = [path.read_bytes() for path in files]
    whole, zipped = sum(map(len, texts)), sum(len(gzip.compress(text, 9)) for text in texts)
    bare = without_comments(b"".join(texts).decode()).encode()
    return (
        f"{whole / 1000:.0f} kB in {len(files)} files, {zipped / 1000:.1f} kB compressed; as one file without comments "
        f"{len(bare) / 1000:.0f} and {len(gzip.compress(bare, 9)) / 1000:.1f} kB"
    )


def without_comments(text: str) -> str:
    """What is left of a module for the machine."""
    text = re.sub(r"^\s*/\*\*.*?\*/\n", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("//"))


def slowed(page: PhonePage, times: int) -> None:
    """Let Chromium's processor be so many times slower."""
    page.page.context.new_cdp_session(page.page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def start_ms(page: PhonePage) -> str:
    """Median of fresh pages."""
    waits = []
    for _ in range(STARTS):
        page.page.reload()
        waits.append(
            page.page.evaluate("""async () => {
          const begin = performance.now();
          const { StrideTracker } = await import("/generated/stride_tracker.mjs");
          await Promise.all(["feedback", "schedule", "calibration_choice", "quality_meter"].map(
            (name) => import(`/generated/${name}.mjs`)));
          new StrideTracker("left").update(0, 0, 0, 9.81, 0, 0, 0);
          return performance.now() - begin;
        }""")
        )
    return f"{statistics.median(waits):.0f} ms"


if __name__ == "__main__":
    show(Console(width=120), "The tracker in a phone's browser", HEADER, measure())
    show(Console(width=120), "A phone's browser as a foot sensor", phone_sensor.HEADER, phone_sensor.measure())
