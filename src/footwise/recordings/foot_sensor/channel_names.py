"""What a column of a sensor's table holds, by how makers name it: quantity, axis, unit, and on which foot."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from footwise.recordings.foot_sensor.raw import (
    TIME_UNITS,
    acceleration_unit,
    angular_velocity_unit,
    without_milli,
)
from footwise.side_words import side_in


class Quantity(StrEnum):
    """What a column holds, as far as a foot sensor needs it."""

    ACCELERATION = "acceleration"
    """With gravity, as an accelerometer measures it."""
    FREE_ACCELERATION = "free acceleration"
    """A program took gravity off."""
    GRAVITY = "gravity"
    ANGULAR_VELOCITY = "angular velocity"
    TIME = "time"
    COUNTER = "counter"
    OTHER = "something else"


@dataclass(frozen=True)
class Channel:
    """What one column holds.

    Attributes
    ----------
    name : str
        As the table has it.
    quantity : Quantity
    axis : str
        x, y or z; empty for time and counters.
    unit : str
        As written beside the name, without its brackets; empty where none is.
    device : str
        What else the name says, such as a sensor's number or its place: channels of one sensor have it in common.
    variant : str
        Which of a sensor's accelerometers or clocks it is, such as `wr` (wide range); empty where there is one.
    """

    name: str
    quantity: Quantity
    axis: str = ""
    unit: str = ""
    device: str = ""
    variant: str = ""

    @property
    def side(self) -> str | None:
        """The foot that the name says, if any."""
        return side_in(self.device)


_UNIT = re.compile(r"^(?P<name>.*?)\s*(?:\((?P<round>.*)\)|\[(?P<square>.*)\])\s*$")
# A unit without brackets at the end of a name: ax_m/s/s, gx_dps, gyr_x_deg_s, "Accel X,mG".
_UNIT_AT_END = re.compile(
    r"^(?P<name>.+?)[_, ](?P<unit>m/s/s|m/s\^?2|m/s²|m_per_s2|mps2|m_?s_?-?2|m?gs?|m?dps|deg"
    r"|m?(?:deg|rad)(?:/|_per_|_|p)s(?:ec)?|s|sec|seconds|ms|msec|millis|milliseconds|us|µs|microsec|microseconds|ns|nanoseconds)$",
    re.IGNORECASE,
)
# A word runs to the next capital, digit or sign; AccX is Acc and X, GYROX is one word.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+")
_ACCELERATION = frozenset(["acc", "accel", "acceleration", "accelerometer", "accelerometers", "acce", "a", "加速度"])
_ANGULAR_VELOCITY = frozenset(
    [
        "gyr",
        "gyro",
        "gyroscope",
        "gyroscopes",
        "gyros",
        "gyrometer",
        "omega",
        "w",
        "as",
        "rotation",
        "rotational",
        "angvel",
        "angularvelocity",
        "angularrate",
        "rotationrate",
        "角速度",
    ]
)
_FREE = frozenset(["free", "linear", "lin", "user", "without", "earth", "world", "global", "uncomp", "lacc"])
# With one of these in its name a column is something else, whatever its other words say.
_OTHER = frozenset(
    [
        "mag",
        "magn",
        "magnetometer",
        "quat",
        "quaternion",
        "euler",
        "angle",
        "ang",
        "orientation",
        "orient",
        "velinc",
        "vel",
        "velocity",
        "position",
        "pos",
        "temp",
        "temperature",
        "baro",
        "pressure",
        "raw",
        "mad",
        "acceleration2",
        "jerk",
        "norm",
        "magnitude",
        "total2",
        "status",
        "clip",
        "bias",
    ]
)
_VARIANTS = frozenset(
    [
        "gf",
        "total",
        "ln",
        "wr",
        "wide",
        "low",
        "high",
        "noise",
        "range",
        "lng",
        "hg",
        "uncal",
        "uncalibrated",
        "unix",
        "sync",
        "formatted",
    ]
)
_IGNORED = frozenset(["cal", "calibrated", "axis", "data", "sensor", "imu", "signal", "value", "in", "of", "with", "g"])
_NO_NAMES = frozenset(["angular", "ang", "velocity", "vel", "rate", "gravity", "grav"])
_COUNTER = frozenset(["counter", "count", "packet", "packetcounter", "sample", "samples", "index", "frame", "idx"])
_TIME = frozenset(
    [
        "time",
        "timestamp",
        "timestamps",
        "elapsed",
        "epoc",
        "epoch",
        "t",
        "seconds",
        "ts",
        "datetime",
        "date",
        "utc",
        "clock",
        "millis",
        "micros",
        "nanos",
        "zeit",
        "temps",
        "tiempo",
        "tempo",
        "tijd",
        "czas",
        "cas",
        "время",
        "时间",
        "時間",
    ]
)
# Physics Toolbox: the accelerometer in g with gravity, beside ax to az without it.
_G_FORCE = re.compile(r"g[ _-]?f(?:orce)?[ _-]?(?P<axis>[xyz])", re.IGNORECASE)
# ROS' message of an accelerometer calls it linear acceleration, against angular; it holds gravity (REP 145).
_ROS = re.compile(r"(?:^|\.)linear_acceleration\.[xyz]$")
_GLUED = re.compile(r"(?P<what>acc|accel|a|gyr|gyro|g|w|as|omega)(?P<axis>[xyz])")
_GLUED_BEFORE = re.compile(r"(?P<axis>[xyz])(?P<what>acc|accel|gyr|gyro)")


def channel(written: str, unit: str = "") -> Channel:
    """Tell what a column holds by its name, and by its unit where a table has a row of units.

    Examples
    --------
    >>> channel("Shimmer_8665_Accel_WR_X_CAL")
    Channel(name='Shimmer_8665_Accel_WR_X_CAL', quantity=<Quantity.ACCELERATION: 'acceleration'>, axis='x', unit='', \
device='shimmer 8665', variant='wr')
    >>> channel("x-axis (deg/s)").quantity
    <Quantity.ANGULAR_VELOCITY: 'angular velocity'>
    """
    name, within = written, ""
    if match := _UNIT.match(written):
        name, within = match["name"], match["round"] if match["round"] is not None else match["square"]
    unit = unit or within or ""
    if unit.startswith(("+", "-")):
        unit = ""  # a time zone, as in "timestamp (+0100)"
    if not unit and (match := _UNIT_AT_END.match(name)):
        name, unit = match["name"], match["unit"]
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = [word.lower() for word in _WORDS.findall(plain)]
    if match := _G_FORCE.fullmatch(name):
        words, unit = ["gf", match["axis"].lower()], unit or "g"
    if not any(word in ("x", "y", "z") for word in words):
        words = [part for word in words for part in _apart(word)]
    if _ROS.search(name):
        words.remove("linear")
    axes = [word for word in words if word in ("x", "y", "z")]
    kind = _quantity(words, axes, unit)
    rest = [word for word in words if word not in _ACCELERATION | _ANGULAR_VELOCITY | _IGNORED | {"x", "y", "z"}]
    variant = " ".join(word for word in rest if word in _VARIANTS)
    device = " ".join(word for word in rest if word not in _VARIANTS | _TIME | _COUNTER | _FREE | _NO_NAMES)
    if kind is Quantity.TIME and not unit:
        unit = next((word for word in words if word in TIME_UNITS), "")  # millis, micros
    return Channel(written, kind, axes[-1] if axes and kind is not Quantity.TIME else "", unit, device, variant)


def _apart(word: str) -> tuple[str, ...]:
    """Take the axis off a word such as accx or zgyro."""
    match = _GLUED.fullmatch(word) or _GLUED_BEFORE.fullmatch(word)
    return (match["what"], match["axis"]) if match else (word,)


def _quantity(words: list[str], axes: list[str], unit: str) -> Quantity:
    parts = set(words)
    of_turning = (bool(parts & {"angular", "ang"}) and bool(parts & {"velocity", "rate", "vel"})) or {
        "rotation",
        "rate",
    } <= parts
    if unit.lower() in TIME_UNITS and (parts & _TIME or parts <= {"x"}):
        return Quantity.TIME  # also of one channel, as in "ACC X Time Series (s)" and "X [s]"
    if not axes:
        if parts & _COUNTER and not parts & {"time", "timestamp"}:
            return Quantity.COUNTER
        is_time = bool(parts & _TIME) and (not unit or unit.lower() in TIME_UNITS or _is_date(unit))
        return Quantity.TIME if is_time else Quantity.OTHER
    by_unit = None
    if acceleration_unit(without_milli(unit)[0]):
        by_unit = Quantity.ACCELERATION
    elif angular_velocity_unit(without_milli(unit)[0]):
        by_unit = Quantity.ANGULAR_VELOCITY
    # Raw is a count, unless it has a unit.
    if (parts & (_OTHER - {"raw"} if by_unit else _OTHER) and not of_turning) or len(axes) > 1:
        return Quantity.OTHER
    if "gravity" in parts or "grav" in parts:
        return Quantity.FREE_ACCELERATION if parts & _FREE else Quantity.GRAVITY
    if parts & {*_ACCELERATION, "gf"} and by_unit is not Quantity.ANGULAR_VELOCITY:
        return Quantity.FREE_ACCELERATION if parts & _FREE else Quantity.ACCELERATION
    turning = parts & _ANGULAR_VELOCITY or of_turning or words[-2:-1] == ["g"]
    if turning and by_unit is not Quantity.ACCELERATION:
        return Quantity.ANGULAR_VELOCITY
    return by_unit or Quantity.OTHER


def _is_date(unit: str) -> bool:
    """Whether the unit of a time says that it is a date, as Shimmer's yyyy/mm/dd does."""
    return "yyyy" in unit.lower() or unit.lower() in ("local", "utc", "iso", "datetime")
