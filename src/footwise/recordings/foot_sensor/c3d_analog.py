"""Motion sensors that a laboratory recorded into the analog part of a C3D file, as Vicon, Qualisys and Delsys do."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.c3d import AnalogChannels, read_analog
from footwise.recordings.foot_sensor.channel_names import channel
from footwise.recordings.foot_sensor.found_table import FoundTable
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor
from footwise.recordings.foot_sensor.sensor_table import both_sensors, table_sensors
from footwise.recordings.foot_sensor.table import Table
from footwise.recordings.marker_sets import label_list


def c3d_sensors(path: Path, side: str | None) -> list[RawSensor]:
    """Every foot of a C3D file by the labels of its analog channels.

    Which way such a channel reads gravity depends on the sensor and the laboratory, and no label says it.

    Raises
    ------
    FootwiseError
        Damaged, or no accelerometer and gyroscope in it.
    """
    analog = read_analog(path)
    found = _as_table(path, analog)
    if not both_sensors(found):
        has = label_list(tuple(label for label in analog.labels if label)) or "none"
        raise FootwiseError(
            path, f"has no analog channels of an accelerometer and a gyroscope; it has {has}", RECORD_BOTH
        )
    return table_sensors(path, found, side, analog.rate_hz)


def holds_foot_sensor(path: Path) -> bool:
    """Whether a C3D file has no markers, and accelerometer and gyroscope among its analog channels."""
    try:
        with warnings.catch_warnings():
            # Damaged files hold numbers that overflow, and NumPy warns of each.
            warnings.simplefilter("ignore", RuntimeWarning)
            analog = read_analog(path)
    except FootwiseError:
        return False
    return analog.markers == 0 and both_sensors(_as_table(path, analog))


def _as_table(path: Path, analog: AnalogChannels) -> FoundTable:
    names = tuple(f"{k} {label}" for k, label in enumerate(analog.labels))
    channels = tuple(
        replace(channel(label, unit), name=name)
        for name, label, unit in zip(names, analog.labels, analog.units, strict=True)
    )
    return FoundTable(Table(path, names, np.asarray(analog.values, dtype=float)), channels, (), 0)
