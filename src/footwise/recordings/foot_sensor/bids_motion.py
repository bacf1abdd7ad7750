"""BIDS-Motion: reads the feet of a ``*_motion.tsv`` with its ``*_channels.tsv``, and writes them for others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path, PurePath

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.outputs import whole_folder
from footwise.recordings.foot_sensor.body_places import FOOT, PELVIS, as_of_a_foot, on_a_foot, sensor_place
from footwise.recordings.foot_sensor.raw import (
    AT_REST,
    TIME_UNITS,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
)
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.table import decode, read_rows
from footwise.recordings.marker_sets import label_list
from footwise.settings import read_json
from footwise.tables import read_csv
from footwise.text_files import read_bytes

_MOTION, _CHANNELS = "_motion.tsv", "_channels.tsv"
# Our own key beside those of the standard, which does not say which way an accelerometer reads gravity.
_GRAVITY = "AccelerometerGravity"
_COLUMNS = ("name", "component", "type", "tracked_point", "units")


def is_bids_motion(path: PurePath) -> bool:
    """Whether a file is the samples of a BIDS-Motion recording, by its name."""
    return path.name.endswith(_MOTION)


def bids_sensors(path: Path, side: str | None, rate_hz: float | None, *, every_place: bool = False) -> list[RawSensor]:
    """Every foot of one tracking system, or every foot, shank and pelvis.

    Parameters
    ----------
    path : Path
        The ``*_motion.tsv``; ``*_channels.tsv`` lies beside it, and ``*_motion.json`` if there is one.
    side : str or None
    rate_hz : float or None

    Raises
    ------
    FootwiseError
        The channels are not described, or none are a foot's.
    """
    stem = path.name.removesuffix(_MOTION)
    described = path.with_name(stem + _CHANNELS)
    if not described.exists():
        raise FootwiseError(path, f"has no {described.name} beside it, which says what its columns are", "Put it there")
    channels = read_csv(described)
    missing = [name for name in _COLUMNS if name not in channels.columns]
    if missing:
        raise FootwiseError(described, f"has no column {', '.join(missing)}", "Add it, as BIDS-Motion wants it")
    json_file = path.with_name(stem + "_motion.json")
    facts = read_json(json_file, "a description of motion", "Correct it").table if json_file.exists() else {}
    lines = decode(path, read_bytes(path))
    names = [f"{k} {name}" for k, name in enumerate(channels["name"])]
    table = read_rows(path, lines, 0, names, "\t")
    kinds, points = list(channels["type"].str.upper()), list(channels["tracked_point"])
    components = list(channels["component"].str.lower())
    places = {point: _axes(components, kinds, points, point) for point in dict.fromkeys(points)}
    places = {point: axes for point, axes in places.items() if axes is not None}
    chosen = on_a_foot(list(places)) or (list(places) if len(places) == 1 else [])
    if every_place:
        chosen = [point for point in places if sensor_place(point)]
    if not chosen:
        trouble = f"has no accelerometer and gyroscope of a foot; it tracks {label_list(tuple(dict.fromkeys(points)))}"
        raise FootwiseError(path, trouble, "Say which foot it is in the column tracked_point, such as LeftFoot")
    time_s, notes = _time(path, table.columns, channels["units"].tolist(), kinds, facts, rate_hz)
    sensors = []
    for point in chosen:
        axes = places[point] or []
        written = [str(channels["units"].iloc[axes[k]]) for k in (0, 3)]
        units = acceleration_unit(written[0]), angular_velocity_unit(written[1])
        if units[0] is None or units[1] is None:
            raise FootwiseError(described, f"has the units {written[0]!r} and {written[1]!r}",
                                "Write m/s^2 or g, and rad/s or deg/s")  # fmt: skip
        place = sensor_place(point) if every_place else FOOT
        told = as_of_a_foot(point, place), stem
        foot = "" if place == PELVIS else choose_side(path, side if len(chosen) == 1 else None, *told)
        gravity = str(facts.get(_GRAVITY, ""))
        sensors.append(RawSensor(path, foot, time_s, table.columns[:, axes[:3]], table.columns[:, axes[3:]], units[0],
                                 units[1], notes=(*table.notes, *notes),
                                 gravity=gravity if gravity in AT_REST else "", place=place))  # fmt: skip
    feet = [sensor.side for sensor in sensors if sensor.place == FOOT]
    if twice := next((foot for foot in feet if feet.count(foot) > 1), None):
        raise FootwiseError(path, f"has {feet.count(twice)} sensors of the {twice} foot ({', '.join(chosen)})",
                            "Leave one of them out of its channels")  # fmt: skip
    return sensors


def _axes(components: list[str], kinds: list[str], points: list[str], point: str) -> list[int] | None:
    """Columns of acceleration x, y, z and angular velocity x, y, z of a tracked point; None unless all are there."""
    places = []
    for kind in ("ACCEL", "GYRO"):
        for axis in "xyz":
            found = [k for k in range(len(kinds)) if (kinds[k], components[k], points[k]) == (kind, axis, point)]
            if not found:
                return None
            places.append(found[0])
    return places


def _time(
    path: Path, columns: Array, units: list[str], kinds: list[str], facts: dict[str, object], rate_hz: float | None
) -> tuple[Array, tuple[str, ...]]:
    if "LATENCY" in kinds:
        k = kinds.index("LATENCY")
        return columns[:, k] * TIME_UNITS.get(units[k].lower(), 1.0), ()
    rate = rate_hz or facts.get("SamplingFrequencyEffective") or facts.get("SamplingFrequency")
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not 0 < rate < 1e5:
        trouble = "has no channel LATENCY and no SamplingFrequency in its _motion.json"
        raise FootwiseError(path, trouble, "Give the rate with `rate_hz`")
    return np.arange(len(columns)) / rate, (f"is timed by its sampling frequency of {rate:g} Hz",)


def write_bids_motion(
    sensors: Sequence[FootSensor], folder: Path | str, *, subject: str, task: str = "walk", session: str | None = None
) -> list[Path]:
    """Write recordings of foot sensors as BIDS-Motion, each foot a tracking system of its own.

    Parameters
    ----------
    sensors : sequence of FootSensor
        At most one a foot.
    folder : Path or str
        The folder `motion` of the subject is made in it, with the folders above it.
    subject, task, session : str
        Labels of letters and digits.

    Returns
    -------
    list of Path
        The files, ``*_motion.tsv`` first for each foot.

    Raises
    ------
    FootwiseError
        A label that BIDS does not allow, two sensors of one foot, or a folder that cannot be written.
    """
    for name, label in (("subject", subject), ("task", task), ("session", session or "1")):
        if not label.isalnum() or not label.isascii():
            raise FootwiseError(f"`{name}`", f"is {label!r}", "Use letters and digits only, such as 01",
                                ErrorKind.BAD_REQUEST)  # fmt: skip
    feet = [sensor.side for sensor in sensors]
    if not feet or len(set(feet)) < len(feet):
        raise FootwiseError(
            "the sensors to write", f"are of the feet {feet}", "Give one or two, no foot twice", ErrorKind.BAD_REQUEST
        )
    people = [f"sub-{subject}", *([f"ses-{session}"] if session else [])]
    out = Path(folder).joinpath(*people, "motion")
    out.parent.mkdir(parents=True, exist_ok=True)
    written = []
    with whole_folder(out) as staging:
        for sensor in sensors:
            stem = "_".join([*people, f"task-{task}", f"tracksys-{sensor.side}foot"])
            for ending, text in _texts(sensor, task).items():
                (staging / f"{stem}{ending}").write_text(text, encoding="utf-8")
                written.append(out / f"{stem}{ending}")
    return written


def _texts(sensor: FootSensor, task: str) -> dict[str, str]:
    """Contents of the files of one foot, by the ends of their names."""
    point = f"{sensor.side.capitalize()}Foot"
    rows = ["\t".join((*_COLUMNS, "reference_frame")), f"{point}_latency\tn/a\tLATENCY\t{point}\ts\tn/a"]
    for kind, name, unit in (("ACCEL", "acc", "m/s^2"), ("GYRO", "gyro", "rad/s")):
        rows += [f"{point}_{name}_{axis}\t{axis}\t{kind}\t{point}\t{unit}\tsensor" for axis in "xyz"]
    samples = np.column_stack((sensor.time_s, sensor.acceleration_m_s2, sensor.angular_velocity_rad_s))
    facts = {
        "TaskName": task,
        "TrackingSystemName": f"sensor on the {sensor.side} shoe",
        "SamplingFrequency": round(sensor.rate_hz),
        "SamplingFrequencyEffective": sensor.rate_hz,
        "RecordingDuration": float(sensor.time_s[-1]),
        "TrackedPointsCount": 1,
        "MotionChannelCount": 7,
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3,
        "LATENCYChannelCount": 1,
        _GRAVITY: "up",
        **({"Simulated": True} if sensor.simulated else {}),
    }
    frame = {"sensor": {"Description": "Right-handed axes of the sensor, in any mounting on the shoe. At rest the "
                                       "accelerometer reads 9.81 m/s^2 on the axis that points up",
                        "RotationRule": "right-hand", "RotationOrder": "n/a", "SpatialAxes": "n/a"}}  # fmt: skip
    return {
        _MOTION: "".join("\t".join(f"{value:.9g}" for value in row) + "\n" for row in samples.tolist()),
        _CHANNELS: "\n".join(rows) + "\n",
        "_motion.json": json.dumps(facts, indent=1) + "\n",
        "_channels.json": json.dumps({"reference_frame": {"Levels": frame}}, indent=1) + "\n",
    }
