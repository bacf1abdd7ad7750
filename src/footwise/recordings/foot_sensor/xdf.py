"""Recordings of Lab Streaming Layer: the foot sensors among the streams of an XDF file."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.recordings.foot_sensor.clock_resets import across_clock_resets
from footwise.recordings.foot_sensor.raw import (
    AT_REST,
    RECORD_BOTH,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
    device_clock,
    six_axes,
)
from footwise.recordings.marker_sets import SIDES, label_list
from footwise.side_words import side_in
from footwise.text_files import read_bytes

_MAGIC = b"XDF:"
_AGAIN = "Record it again with LabRecorder"


def xdf_sensors(path: Path, side: str | None) -> list[RawSensor]:
    """Every stream of an XDF file that has three channels of acceleration and three of angular velocity.

    The time is that of a channel called time, the device's own clock, where there is one; else that of the stream's
    stamps, which are the sender's clock; they are neither smoothed nor moved.
    """
    streams, notes = _load(path)
    sensors, seen = [], []
    for stream in streams:
        labels, units = _channels(stream)
        axes = six_axes(labels)
        name = _text(stream["info"], "name")
        seen.append(f"{name or 'a stream without a name'} ({label_list(labels, 8) or 'no channel names'})")
        if axes is None:
            continue
        if not len(stream["time_stamps"]):
            raise FootwiseError(path, f"its stream {name!r} holds no samples", _AGAIN)
        sensors.append(_sensor(path, stream, name, axes, (labels, units), side, notes))
    if not sensors:
        trouble = f"has no stream with acc x, y, z and gyr x, y, z; it has {'; '.join(seen) or 'no streams'}"
        raise FootwiseError(path, trouble, "Label the channels acc_x to gyr_z in the stream's description")
    feet = [sensor.side for sensor in sensors]
    if len(set(feet)) < len(feet):
        twice = next(foot for foot in SIDES if feet.count(foot) > 1)
        raise FootwiseError(path, f"has {feet.count(twice)} streams of the {twice} foot",
                            "Name the streams after their feet, such as foot_left and foot_right")  # fmt: skip
    return sensors


class _Listener(logging.Handler):
    """Keeps what pyxdf complains about, as it reads what it can of a damaged file."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def _load(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Streams of numbers in the file, and a note when not all of it could be read."""
    if read_bytes(path)[:4] != _MAGIC:
        raise FootwiseError(path, "is not an XDF file", _AGAIN)
    require("pyxdf")
    import pyxdf

    log, listener = logging.getLogger("pyxdf"), _Listener()
    before, log.propagate = log.propagate, False
    log.addHandler(listener)
    try:
        streams, _ = pyxdf.load_xdf(
            str(path), synchronize_clocks=False, dejitter_timestamps=False, handle_clock_resets=False, verbose=False
        )
    except Exception as error:  # whatever pyxdf stumbles over in a damaged file
        raise FootwiseError(path, f"is damaged ({type(error).__name__}: {str(error)[:120]})", _AGAIN) from None
    finally:
        log.propagate = before
        log.removeHandler(listener)
    heard = f"is damaged or cut off (pyxdf: {listener.heard[0][:120]})" if listener.heard else ""
    return [one for one in streams if isinstance(one.get("time_series"), np.ndarray)], [heard] if heard else []


def _sensor(
    path: Path,
    stream: dict[str, Any],
    name: str,
    axes: list[int],
    channels: tuple[tuple[str, ...], tuple[str, ...]],
    side: str | None,
    damage: list[str],
) -> RawSensor:
    labels, units = channels
    series = np.asarray(stream["time_series"], dtype=float)
    clock = device_clock(labels, units)
    if clock is None:
        notes = [*damage, f"is timed by the stamps of the stream {name!r}"]
        time_s = np.asarray(stream["time_stamps"], dtype=float)
    else:
        place, second = clock
        if second is None:
            trouble = f"has a clock in {units[place]!r} in the stream {name!r}"
            raise FootwiseError(path, trouble, "Write s, ms or us for its unit into the stream's description")
        notes = [*damage, f"is timed by the device's own clock, channel {labels[place]!r} of the stream {name!r}"]
        time_s = series[:, place] * second
    time_s, told = across_clock_resets(time_s)
    notes += told
    foot = side_in(name) or side_in(_text(stream["info"], "source_id")) or _described_side(stream)
    given = [unit for unit in dict.fromkeys(units[k] for k in axes[:3]) if unit]
    acceleration = acceleration_unit(given[0]) if given else None
    if given and acceleration is None:
        raise FootwiseError(path, f"has acceleration in {given[0]!r}", "Write m/s^2 or g into the stream's description")
    turning = [unit for unit in dict.fromkeys(units[k] for k in axes[3:]) if unit]
    angular_velocity = angular_velocity_unit(turning[0]) if turning else None
    if turning and angular_velocity is None:
        raise FootwiseError(path, f"has angular velocity in {turning[0]!r}",
                            "Write deg/s or rad/s into the stream's description")  # fmt: skip
    if not given or not turning:
        notes.append("declares no units: they are taken from the numbers")
    return RawSensor(
        path,
        foot or choose_side(path, side, path.stem),
        time_s,
        series[:, axes[:3]],
        series[:, axes[3:]],
        acceleration or "m/s2",
        angular_velocity or "",
        RECORD_BOTH,
        tuple(notes),
        gravity=one if (one := _described(stream, "gravity").lower()) in AT_REST else "",
        simulated=_described(stream, "simulated") == "true",
    )


def _text(info: Any, key: str) -> str:
    """First value of a key in pyxdf's nested lists, or nothing."""
    value = info.get(key) if isinstance(info, dict) else None
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""


def _described(stream: dict[str, Any], key: str) -> str:
    """What the stream's description says of something; nothing where it says nothing."""
    return _text((stream["info"].get("desc") or [None])[0], key)


def _described_side(stream: dict[str, Any]) -> str | None:
    words = [_described(stream, key) for key in ("side", "foot", "location", "tracked_point")]
    return next((found for word in words if (found := side_in(word))), None)


def _channels(stream: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels and units of a stream's channels."""
    desc = (stream["info"].get("desc") or [None])[0]
    channels = (desc.get("channels") or [None])[0] if isinstance(desc, dict) else None
    channel = channels.get("channel", []) if isinstance(channels, dict) else []
    return tuple(_text(one, "label") for one in channel), tuple(_text(one, "unit") for one in channel)
