"""What the check before a session says of sensors that are good and of some that are not."""

from collections import Counter
from collections.abc import Iterator

import foot_sensor_60_hz as slow
import foot_sensor_others
import numpy as np
from markdown_table import markdown_table

from foot_sensor import read_walk
from footwise.foot_sensor.live import LOOK_S, LOOK_STRIDES, QualityMeter, SensorQuality, StrideTracker, Verdict
from footwise.recordings.foot_sensor import FootSensor

HEADER = ("sensor", "foot", "after 30 s", "what is named", f"after {LOOK_STRIDES} strides: good, usable, not usable")
# Strides from one begin to the next.
_APART = 3


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## The quality of a sensor, before a session\n\nWhat [the check](foot-sensor.md#is-the-sensor-good-enough) "
        "says of the walk beside optical markers as it is and as sensors of 60 Hz would give it, and of the "
        f"recordings of other makers where they are at hand. After {LOOK_S:.0f} s, as in a first session; and after "
        f"{LOOK_STRIDES} strides, as in later ones, from every third stride on.\n\n" + markdown_table(HEADER, table())
    )


def table() -> Iterator[tuple[str, ...]]:
    """A row a sensor and foot."""
    walk = read_walk()
    for sensor in walk.sensors:
        yield row("as recorded, 204.8 Hz", sensor)
    for name, version, _ in slow.VERSIONS:
        for sensor in walk.sensors:
            yield row(name, version(sensor, np.random.default_rng(1)))
    if foot_sensor_others.FOLDER.is_dir():
        for folder, file, side in foot_sensor_others.FILES:
            yield row(folder, foot_sensor_others.read(folder, file, side))


def row(name: str, sensor: FootSensor) -> tuple[str, ...]:
    """A line of the table."""
    whole = after_30_s(sensor)
    counts = Counter(one.verdict for one in after_eight_strides(sensor))
    named = ", ".join(sorted(fault.value for fault in whole.faults)) or "nothing"
    return (name, sensor.side, whole.verdict.value, named, ", ".join(str(counts[verdict]) for verdict in Verdict))


def after_30_s(sensor: FootSensor) -> SensorQuality:
    """What is said in a first session."""
    meter, tracker = QualityMeter(sensor.side), StrideTracker(sensor.side)
    for sample in sensor.rows():
        if meter.seconds > LOOK_S:
            break
        meter.update(*sample)
        if (stride := tracker.update(*sample)) is not None:
            meter.stride(stride)
    return meter.measured()


def after_eight_strides(sensor: FootSensor) -> Iterator[SensorQuality]:
    """What is said in later sessions that begin at one stride or another."""
    tracker, rows = StrideTracker(sensor.side), sensor.rows()
    strides = [(k, stride) for k, sample in enumerate(rows) if (stride := tracker.update(*sample)) is not None]
    for first in range(0, len(strides) - LOOK_STRIDES, _APART):
        meter = QualityMeter(sensor.side)
        seen = strides[first : first + LOOK_STRIDES + 1]
        for sample in rows[seen[0][0] : seen[-1][0] + 1]:
            meter.update(*sample)
        for _, stride in seen[1:]:
            meter.stride(stride)
        yield meter.measured()
