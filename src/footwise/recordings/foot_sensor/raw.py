"""What a foot sensor's file says, before any of it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.marker_sets import SIDES
from footwise.recordings.recording import STANDARD_GRAVITY
from footwise.side_words import side_in

# What a unit is in m/s² and in rad/s.
ACCELERATION_UNITS = {"m/s2": 1.0, "g": STANDARD_GRAVITY}
ANGULAR_VELOCITY_UNITS = {"rad/s": 1.0, "deg/s": float(np.pi / 180)}
# What turns an accelerometer so that it measures gravity upwards at rest, by how it measures it.
AT_REST = {"up": 1.0, "down": -1.0}
TIME_UNITS = {
    **dict.fromkeys(("s", "с", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "µs", "μs", "usec", "microsec", "micros", "microsecond", "microseconds"), 1e-6),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanosecond", "nanoseconds"), 1e-9),
}
_CLOCKS = ("time", "timestamp", "device_time", "sensor_time")
RECORD_BOTH = "Record the raw accelerometer (with gravity) and the gyroscope together, and export both"
SAY_SIDE = "Say `side='left'` or `side='right'`"


@by_value
@dataclass(frozen=True)
class RawSensor:
    """Channels of one foot's sensor as the file has them, in the units that the file or its format declares.

    Attributes
    ----------
    source : Path
    side : str
        left or right; empty for a pelvis.
    time_s : array, shape (n,)
        The device's clock, in any order and with NaN where the file has none.
    acceleration, angular_velocity : array, shape (n, 3)
        NaN where a sample is missing.
    acceleration_unit : {"m/s2", "g"}
    angular_velocity_unit : {"deg/s", "rad/s", ""}
        Empty where the file does not declare it.
    gravity_remedy : str
        Which file, column or setting has gravity, for who gave one without.
    notes : tuple of str
    gravity : {"up", "down", ""}
        Which way the channels measure gravity at rest, by the format or by the file's own words; empty where neither
        says it, as no check can tell it from the numbers. `acceleration` is as the file has it, not yet turned.
    clipped : array of bool, shape (n,), optional
        Where the reader knows already that a channel was at the end of its range.
    simulated : bool
        The file says that nobody walked it.
    place : {"foot", "shank", "pelvis"}
        Where on the body the sensor was.
    arguments : mapping of str to str
        Of samples that never were a file: the arguments that gave `time`, `acceleration` and `angular velocity`, and
        their units. Trouble is told of these instead of `source`, and a unit that was said is not put right.
    """

    source: Path
    side: str
    time_s: Array
    acceleration: Array
    angular_velocity: Array
    acceleration_unit: str
    angular_velocity_unit: str
    gravity_remedy: str = RECORD_BOTH
    notes: tuple[str, ...] = ()
    gravity: str = ""
    clipped: NDArray[np.bool_] | None = None
    simulated: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)
    place: str = "foot"

    def where(self, *channels: str) -> Path | str:
        """Give the file, or the arguments that these channels came by, for who reads of trouble with them."""
        return ", ".join(f"`{self.arguments[name]}`" for name in channels) if self.arguments else self.source


def acceleration_unit(written: str) -> str | None:
    """Give ``m/s2`` or ``g`` for a unit however it is written, or None."""
    plain = _plain_unit(written)
    if plain in ("m/s2", "ms-2", "m/s/s", "mps2", "m_s2", "ms2", "m_s_2", "m_s-2"):
        return "m/s2"
    return "g" if plain in ("g", "gs", "standardgravity", "standard_gravity") else None


def angular_velocity_unit(written: str) -> str | None:
    """Give ``deg/s`` or ``rad/s`` for a unit however it is written, or None.

    >>> angular_velocity_unit("degrees per second"), angular_velocity_unit("rad·s⁻¹"), angular_velocity_unit("Â°/s")
    ('deg/s', 'rad/s', 'deg/s')
    """
    plain = _plain_unit(written)
    # The degree is written in many ways, and lost by programs that do not know it.
    if plain in ("deg/s", "degs-1", "deg_s", "degps", "dps", "d/s", "°/s", "°s-1", "º/s", "˚/s", "?/s", "\ufffd/s"):
        return "deg/s"
    return "rad/s" if plain in ("rad/s", "rads-1", "rad_s", "radps", "rps") else None


_UNIT_WORDS = (
    (r"[\s^*·().â]|\*\*", ""),  # also what is left of ° and ² in UTF-8 that was read as something else
    ("_?per_?", "/"),
    ("met(?:er|re)s?", "m"),
    ("degrees?", "deg"),
    ("radians?", "rad"),
    ("squared|²", "2"),
    ("sec(?:ond)?s?", "s"),
    ("-?⁻¹|⁻1|-1", "-1"),
    ("s-?⁻2|s⁻²", "s-2"),
)


def _plain_unit(written: str) -> str:
    """Unit in small letters, without signs that people leave out, and in short words."""
    plain = written.lower()
    for sought, short in _UNIT_WORDS:
        plain = re.sub(sought, short, plain)
    return plain


def without_milli(written: str) -> tuple[str, float]:
    """Unit without the prefix of a thousandth, and what to multiply its numbers by.

    >>> without_milli("mG"), without_milli("mdps"), without_milli("m/s^2")
    (('G', 0.001), ('dps', 0.001), ('m/s^2', 1.0))
    """
    for tell in (acceleration_unit, angular_velocity_unit):
        if written[:1] in ("m", "M") and tell(written) is None and tell(written[1:]):
            return written[1:], 1e-3
    return written, 1.0


def device_clock(labels: Sequence[str], units: Sequence[str]) -> tuple[int, float | None] | None:
    """Find the channel of the device's own clock among a stream's channels.

    Returns
    -------
    (int, float or None) or None
        Its place, and what its unit is in seconds (None: not known); None where there is no such channel.
    """
    place = next((k for k, label in enumerate(labels) if label.lower() in _CLOCKS), None)
    return None if place is None else (place, TIME_UNITS.get(units[place].lower() or "s"))


def checked_side(source: Path | str, side: str | None) -> str | None:
    """Refuse a side that is neither left nor right."""
    if side is not None and side not in SIDES:
        raise FootwiseError(source, f"was given the side {side!r}", SAY_SIDE, kind=ErrorKind.BAD_REQUEST)
    return side


class SideNotSaidError(FootwiseError):
    """Neither a file nor its name says which foot it is, nor does who reads it."""


def choose_side(source: Path, side: str | None, *names: str) -> str:
    """Side that one of the names says, or the caller where none does.

    Raises
    ------
    FootwiseError
        Nothing says it, or the caller says another side than the name: the angles would have the wrong sign.
    """
    found = next((one for name in names if (one := side_in(name))), None)
    if found is not None and side not in (None, found):
        raise FootwiseError(
            source,
            f"says that it is the {found} foot, and `side` says {side}",
            f"Say `side={found!r}`, or rename the file if its name is wrong",
            kind=ErrorKind.BAD_REQUEST,
        )
    if found is not None or side is not None:
        return found or side or ""
    raise SideNotSaidError(source, "does not say which foot it is", SAY_SIDE, kind=ErrorKind.BAD_REQUEST)


def six_axes(labels: tuple[str, ...]) -> list[int] | None:
    """Where acceleration x, y, z and angular velocity x, y, z are; None unless all are there."""
    places = []
    lower = [label.lower().replace(" ", "_") for label in labels]
    for starts in (("acc", "acceleration", "accelerometer"), ("gyr", "gyro", "gyroscope", "angular_velocity")):
        for axis in "xyz":
            wanted = {f"{start}{join}{axis}" for start in starts for join in ("_", "", ".", "-")}
            place = next((k for k, label in enumerate(lower) if label in wanted), None)
            if place is None:
                return None
            places.append(place)
    return places
