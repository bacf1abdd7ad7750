"""What a column of a sensor's table holds, by how makers name it: quantity, axis, unit, and on which foot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from footwise.recordings.foot_sensor.raw import TIME_UNITS, acceleration_unit, angular_velocity_unit
from footwise.recordings.foot_sensor.side_words import side_in


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
# A word runs to the next capital, digit or sign; AccX is Acc and X, GYROX is one word.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ACCELERATION = frozenset(["acc", "accel", "acceleration", "accelerometer", "accelerometers", "acce", "a"])
_ANGULAR_VELOCITY = frozenset(
    ["gyr", "gyro", "gyroscope", "gyroscopes", "gyros", "gyrometer", "omega", "w", "as", "rotation"]
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
    ]
)
_GLUED = re.compile(r"^(?P<what>acc|accel|a|gyr|gyro|g|w|as|omega)(?P<axis>[xyz])$")


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
    words = [word.lower() for word in _WORDS.findall(name)]
    if not any(word in ("x", "y", "z") for word in words):
        words = [part for word in words for part in _apart(word)]
    axes = [word for word in words if word in ("x", "y", "z")]
    kind = _quantity(words, axes, unit)
    rest = [word for word in words if word not in _ACCELERATION | _ANGULAR_VELOCITY | _IGNORED | {"x", "y", "z"}]
    variant = " ".join(word for word in rest if word in _VARIANTS)
    device = " ".join(
        word for word in rest if word not in _VARIANTS | _TIME | _COUNTER | _FREE | {"angular", "velocity", "rate"}
    )
    return Channel(written, kind, axes[-1] if axes else "", unit, device, variant)


def _apart(word: str) -> tuple[str, ...]:
    """Take the axis off a word such as accx or gyroz."""
    match = _GLUED.match(word)
    return (match["what"], match["axis"]) if match else (word,)


def _quantity(words: list[str], axes: list[str], unit: str) -> Quantity:
    parts = set(words)
    of_turning = (bool(parts & {"angular"}) and bool(parts & {"velocity", "rate", "vel"})) or {
        "rotation",
        "rate",
    } <= parts
    if not axes:
        if parts & _COUNTER and not parts & {"time", "timestamp"}:
            return Quantity.COUNTER
        is_time = bool(parts & _TIME) and (not unit or unit.lower() in TIME_UNITS or _is_date(unit))
        return Quantity.TIME if is_time else Quantity.OTHER
    if (parts & _OTHER and not of_turning) or len(axes) > 1:
        return Quantity.OTHER
    by_unit = None
    if acceleration_unit(unit):
        by_unit = Quantity.ACCELERATION
    elif angular_velocity_unit(unit):
        by_unit = Quantity.ANGULAR_VELOCITY
    if "gravity" in parts or "grav" in parts:
        return Quantity.FREE_ACCELERATION if parts & _FREE else Quantity.GRAVITY
    if parts & _ACCELERATION and by_unit is not Quantity.ANGULAR_VELOCITY:
        return Quantity.FREE_ACCELERATION if parts & _FREE else Quantity.ACCELERATION
    turning = parts & _ANGULAR_VELOCITY or of_turning or words[-2:-1] == ["g"]
    if turning and by_unit is not Quantity.ACCELERATION:
        return Quantity.ANGULAR_VELOCITY
    return by_unit or Quantity.OTHER


def _is_date(unit: str) -> bool:
    """Whether the unit of a time says that it is a date, as Shimmer's yyyy/mm/dd does."""
    return "yyyy" in unit.lower() or unit.lower() in ("local", "utc", "iso", "datetime")
