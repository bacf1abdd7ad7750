"""Recordings of APDM (Opal) in HDF5: the sensors on the feet among those on the body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.recordings.foot_sensor.body_places import (
    FOOT,
    PELVIS,
    as_of_a_foot,
    off_the_foot,
    on_a_foot,
    sensor_place,
)
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, choose_side
from footwise.recordings.marker_sets import label_list
from footwise.text_files import read_bytes

_AGAIN = "Export it again from Motion Studio or Mobility Lab as HDF5"
# Names of the groups in files of version 5 and later, and of those before.
_NEW = ("Accelerometer", "Gyroscope")
_OLD = ("Calibrated/Accelerometers", "Calibrated/Gyroscopes")
# A file of a day with six sensors has some gigabytes; more samples than this are of no walk.
_MOST_SAMPLES = 50_000_000


def opal_sensors(path: Path, side: str | None, *, every_place: bool = False) -> list[RawSensor]:
    """Every foot of an HDF5 file of APDM, or every foot, shank and pelvis: m/s² with gravity upwards, rad/s, µs.

    Raises
    ------
    FootwiseError
        h5py is not installed; damaged; no sensor on a foot; two on one.
    """
    if not path.exists():
        read_bytes(path)
    require("h5py")
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return _feet(path, file, side, every_place)
    except (OSError, KeyError, ValueError, RuntimeError, TypeError, AttributeError) as error:
        said = f"is damaged, or no recording of APDM ({str(error)[:100]})"
        raise FootwiseError(path, said, _AGAIN) from None


def _feet(path: Path, file: Any, side: str | None, every_place: bool) -> list[RawSensor]:
    sensors = {label: group for label, group in _labelled(file)}
    if not sensors:
        raise FootwiseError(path, "holds no sensors of APDM", _AGAIN)
    chosen = on_a_foot(list(sensors))
    if not chosen and len(sensors) == 1 and not off_the_foot(list(sensors)):
        chosen = list(sensors)
    if every_place:
        chosen = [label for label in sensors if sensor_place(label)]
    if not chosen:
        trouble = f"has no sensor on a foot; it has {label_list(tuple(sensors))}"
        raise FootwiseError(path, trouble, "Record with sensors on the shoes, and name them Left Foot and Right Foot")
    found = []
    for label in chosen:
        group = sensors[label]
        names = _NEW if _NEW[0] in group else _OLD
        if names[0] not in group or names[1] not in group or "Time" not in group:
            raise FootwiseError(path, f"lacks accelerometer, gyroscope or time of the sensor {label!r}", RECORD_BOTH)
        channels = [np.asarray(_rows(path, group[name]), dtype=float) for name in names]
        ticks = np.asarray(_rows(path, group["Time"]))
        # Microseconds since 1970 have more digits than a number with a point keeps.
        time_s = (ticks - ticks[:1]).astype(float) * 1e-6
        if {one.shape for one in channels} != {(len(time_s), 3)}:
            raise FootwiseError(path, f"has channels of different lengths in the sensor {label!r}", _AGAIN)
        place = sensor_place(label) if every_place else FOOT
        names = as_of_a_foot(label, place), path.stem
        foot = "" if place == PELVIS else choose_side(path, side if len(chosen) == 1 else None, *names)
        found.append(RawSensor(path, foot, time_s, channels[0], channels[1], "m/s2", "rad/s", gravity="up",
                               place=place))  # fmt: skip
    feet = [sensor.side for sensor in found if sensor.place == FOOT]
    if twice := next((foot for foot in feet if feet.count(foot) > 1), None):
        raise FootwiseError(path, f"has {feet.count(twice)} sensors of the {twice} foot ({', '.join(chosen)})",
                            "Export one of them alone")  # fmt: skip
    return found


def _rows(path: Path, dataset: Any) -> Any:
    if dataset.size > _MOST_SAMPLES:
        raise FootwiseError(path, f"holds {dataset.size} samples in a channel", "Export the walk alone")
    return dataset[()]


def _labelled(file: Any) -> list[tuple[str, Any]]:
    """Groups of the sensors with their labels, in files of any version."""
    if "Sensors" in file:
        groups = [(name, group) for name, group in file["Sensors"].items() if hasattr(group, "items")]
        return [(_label(group["Configuration"].attrs if "Configuration" in group else {}, name), group)
                for name, group in groups]  # fmt: skip
    cases = [_text(case) for case in np.atleast_1d(file.attrs["CaseIdList"])] if "CaseIdList" in file.attrs else [
        _text(case) for case in np.atleast_1d(file["CaseIdList"][()])] if "CaseIdList" in file else [
        name for name in file if hasattr(file[name], "items")]  # fmt: skip
    labels = [_text(label) for label in np.atleast_1d(file.attrs.get("MonitorLabelList", []))]
    labels += cases[len(labels) :]
    return [(label or case, file[case]) for case, label in zip(cases, labels, strict=False) if case in file]


def _label(attributes: Any, name: str) -> str:
    label = _text(attributes["Label 0"]) if "Label 0" in attributes else ""
    return label or name


def _text(value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return text.strip("\0 ").strip()
