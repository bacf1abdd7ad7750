"""A sensor on a walking foot made of plain numbers, and the files of many programs that hold it."""

import csv
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.read import read_foot_sensors
from footwise.recordings.foot_sensor.sensor import FootSensor

AXES = ("x", "y", "z")
PLAIN = tuple(f"{what}_{axis}" for what in ("acc", "gyr") for axis in AXES)


def read_upwards(path: Path, **options: Any) -> tuple[FootSensor, ...]:
    """Read a file, and say that gravity reads upwards where that is asked, for tests of something else."""
    try:
        return read_foot_sensors(path, **options)
    except FootwiseError as error:
        if "which way its accelerometer measures gravity" not in error.trouble:
            raise
        return read_foot_sensors(path, gravity="up", **options)


def walk(seconds: float = 6.0, rate: float = 100.0, seed: int = 0) -> tuple[Any, Any, Any]:
    """Time, acceleration in m/s² and angular velocity in rad/s: two seconds of rest, then a stride a second."""
    time = np.arange(round(seconds * rate)) / rate
    phase = np.clip((time % 1.0 - 0.6) / 0.4, 0, 1) * (time >= 2)
    swing = np.sin(np.pi * phase) * np.sin(2 * np.pi * phase)
    noise = np.random.default_rng(seed).normal(size=(len(time), 6))
    acceleration = np.array([0.6, -0.4, 9.78]) + swing[:, None] * np.array([30.0, 4.0, 18.0]) + 0.02 * noise[:, :3]
    angular_velocity = swing[:, None] * np.array([1.0, 8.0, -1.5]) + 0.005 * noise[:, 3:]
    return time, acceleration, angular_velocity


def text_table(names: list[str], columns: list[Any], separator: str = ",", decimal: str = ".") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(names)
    for row in zip(*columns, strict=True):
        writer.writerow([value if isinstance(value, str) else _written(value, decimal) for value in row])
    return out.getvalue()


def _written(value: float, decimal: str) -> str:
    if not np.isfinite(value):
        return ""
    return (str(int(value)) if abs(value) > 1e5 else repr(float(value))).replace(".", decimal)


def gaitmap(acceleration: Any, angular_velocity: Any) -> str:
    return text_table(["", *PLAIN], [np.arange(len(acceleration)), *acceleration.T, *np.rad2deg(angular_velocity).T])


def dot(time: Any, acceleration: Any, angular_velocity: Any, begin: int = 5_000_000, tag: str = "Left foot") -> str:
    ticks = (begin + np.round(time * 1e6).astype(np.int64)) % 2**32
    names = ["PacketCounter", "SampleTimeFine", *(f"{what}_{a}" for what in ("Acc", "Gyr") for a in "XYZ"), "Status"]
    counter = np.arange(len(time))
    columns = [counter, ticks, *acceleration.T, *np.rad2deg(angular_velocity).T, np.zeros(len(time))]
    return f"DeviceTag:,{tag}\nFirmwareVersion:,3.0.0\nOutputRate:,60Hz\n\n" + text_table(names, columns)


def logger_table(time: Any, channels: Any) -> str:
    stamps = [str(1_700_000_000_000_000_000 + round(t * 1e9)) for t in time]
    return text_table(["time", "seconds_elapsed", "z", "y", "x"], [stamps, time, *channels.T[::-1]])


def logger_metadata(platform: str = "android", standardisation: str = "true") -> str:
    return f"version,device name,platform,standardisation\n3,phone,{platform},{standardisation}\n"


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def xdf_stream(
    number: int, name: str, time: Any, series: Any, units: tuple[str, ...] = ("m/s^2", "deg/s"), labels: Any = PLAIN
) -> list[bytes]:
    """Chunks of one stream: header, samples, footer."""
    of_kind = {"acc": units[0], "gyr": units[1], "tim": units[-1]}
    channels = "".join(
        f"<channel><label>{label}</label><unit>{of_kind.get(label[:3], units[0])}</unit></channel>" for label in labels
    )
    header = (
        f'<?xml version="1.0"?><info><name>{name}</name><type>IMU</type><channel_count>{len(labels)}</channel_count>'
        "<nominal_srate>100</nominal_srate><channel_format>double64</channel_format>"
        f"<desc><channels>{channels}</channels></desc></info>"
    )
    samples = b"".join(
        b"\x08" + struct.pack("<d", t) + np.asarray(row, dtype="<f8").tobytes()
        for t, row in zip(time, series, strict=True)
    )
    stream = struct.pack("<I", number)
    footer = '<?xml version="1.0"?><info><first_timestamp>0</first_timestamp></info>'
    return [
        _chunk(2, stream + header.encode()),
        _chunk(3, stream + b"\x04" + struct.pack("<I", len(time)) + samples),
        _chunk(6, stream + footer.encode()),
    ]


def xdf(*streams: list[bytes]) -> bytes:
    head = _chunk(1, b'<?xml version="1.0"?><info><version>1.0</version></info>')
    return b"XDF:" + head + b"".join(chunk for stream in streams for chunk in stream)


def _chunk(tag: int, content: bytes) -> bytes:
    body = struct.pack("<H", tag) + content
    return b"\x04" + struct.pack("<I", len(body)) + body
