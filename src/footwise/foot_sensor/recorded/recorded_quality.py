"""The quality of a sensor by its recording: what a session would have said of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from footwise.foot_sensor.live import QualityMeter, SensorQuality, Stride
from footwise.recordings.foot_sensor import FootSensor

# Of a recording of hours the first minutes are looked at.
_LOOKED_AT_S = 600.0


def recorded_quality(sensor: FootSensor, strides: Sequence[Stride]) -> SensorQuality:
    """Judge a sensor by its samples and the strides that they made, as the live path does.

    Parameters
    ----------
    sensor : FootSensor
    strides : sequence of Stride
        In the order of time.
    """
    meter = QualityMeter(sensor.side)
    for row in takewhile(lambda row: row[0] <= _LOOKED_AT_S, sensor.rows()):
        meter.update(*row)
    for stride in takewhile(lambda stride: stride.mid_stance_s <= _LOOKED_AT_S, strides):
        meter.stride(stride)
    return meter.measured()
