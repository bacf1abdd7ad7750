"""Copies of sample recordings, each made a little different: a batch's benchmark and its tests measure many of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from footwise.recordings.c3d import read_c3d
from footwise.samples import sample_path

# A marker of the toes is moved sideways by so much from one copy to the next: 0.01° of foot angle.
_SHIFT_MM = 0.03
_BLOCK = 512


def different_c3d(source: Path, number: int) -> bytes:
    """A C3D file in which the left toe's marker is a little elsewhere; no two numbers give the same walk."""
    raw = bytearray(source.read_bytes())
    words = np.frombuffer(bytes(raw[:_BLOCK]), dtype="<u2")
    points, analogs = int(words[1]), int(words[2])
    first, last, begins = int(words[3]), int(words[4]), int(words[8])
    frames = last - first + 1
    label = next(
        k for k, name in enumerate(read_c3d(source).markers.labels) if name.upper() in ("LTOE", "LMT2", "LFM2")
    )
    width = 4 * points + analogs
    start = (begins - 1) * _BLOCK
    data = np.frombuffer(raw, dtype="<f4", count=frames * width, offset=start).reshape(frames, width).copy()
    scale = abs(float(np.frombuffer(bytes(raw[12:16]), "<f4")[0]))
    assert scale > 0
    data[:, 4 * label] += np.float32(_SHIFT_MM * (number + 1))
    raw[start : start + data.nbytes] = data.tobytes()
    return bytes(raw)


def sensor_table() -> pd.DataFrame:
    """The sample of both feet's sensors, as numbers below its two lines of names."""
    return pd.read_csv(sample_path("foot-sensors", quiet=True) / "imu_sample.csv", header=[0, 1], index_col=0)


def different_sensor_csv(table: pd.DataFrame, number: int) -> bytes:
    """A table of sensors whose gyroscopes turn a little faster; no two numbers give the same walk."""
    changed = table.copy()
    for column in changed.columns:
        if "gyr" in str(column[1]).lower():
            changed[column] *= 1 + 2e-5 * (number + 1)
    return changed.to_csv(float_format="%.5f").encode()


def write_copies(folder: Path, c3d: int, sensors: int) -> None:
    """Write so many of both into the folders of people, ten recordings each."""
    source = sample_path("treadmill", quiet=True) / "treadmill_events.c3d"
    for number in range(c3d):
        _write(folder / f"P{number // 10:04d}" / f"natural_{number:04d}.c3d", different_c3d(source, number))
    if sensors:
        table = sensor_table()
        for number in range(sensors):
            _write(folder / f"S{number // 10:04d}" / f"walk_{number:04d}.csv", different_sensor_csv(table, number))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
