"""One foot of a recording: what its sensor said, and the strides that were made of it."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.arrays import by_value
from footwise.foot_sensor.live import Calibration, SensorQuality, Stride
from footwise.foot_sensor.recorded.foot_strides import FootStrides
from footwise.foot_sensor.recorded.shift import Shift
from footwise.notes import Note
from footwise.recordings.foot_sensor import FootSensor


@by_value
@dataclass(frozen=True)
class RecordedFoot:
    """One foot of a recording.

    Attributes
    ----------
    sensor : FootSensor
    measured : FootStrides
    strides : tuple of Stride
        In the order of time, those that are left out included.
    calibration : Calibration or None
    uncalibrated : str
        Why there is no calibration, and so no foot angle.
    shifts : tuple of Shift
        When the sensor lay otherwise on the shoe, by its tilt.
    notes : tuple of Note
        What a reader must know of this foot.
    quality : SensorQuality or None
        How good the sensor is; None before it was judged.
    """

    sensor: FootSensor
    measured: FootStrides
    strides: tuple[Stride, ...]
    calibration: Calibration | None
    uncalibrated: str
    shifts: tuple[Shift, ...] = ()
    notes: tuple[Note, ...] = ()
    quality: SensorQuality | None = None

    @property
    def side(self) -> str:
        """Left or right."""
        return self.sensor.side
