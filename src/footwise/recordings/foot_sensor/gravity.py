"""Which way an accelerometer measures gravity at rest: known from the format or the file, else asked; never guessed."""

from __future__ import annotations

from dataclasses import replace

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.foot_sensor.raw import AT_REST, RawSensor

# Nobody remembers it, and everybody can look.
HOW_TO_TELL = (
    "Lay the sensor flat: say `gravity='up'` if the axis that points up reads +9.8 m/s² (+1 g), as nearly all sensors "
    "do, `gravity='down'` if it reads -9.8 (iPhones in their own units)"
)


def told_gravity(raw: RawSensor, gravity: str | None) -> RawSensor:
    """Add what the person says of the way in which a sensor measures gravity at rest.

    Parameters
    ----------
    raw : RawSensor
        Its `gravity` is what the format or the file's own words say; empty where neither says it.
    gravity : {"up", "down"}, optional
        What the person says.

    Raises
    ------
    FootwiseError
        The person says another way than the file.
    """
    if gravity is not None and gravity not in AT_REST:
        raise FootwiseError("`gravity`", f"is {gravity!r}", "Say 'up' or 'down'", kind=ErrorKind.BAD_REQUEST)
    if raw.gravity and gravity not in (None, raw.gravity):
        raise FootwiseError(
            raw.where("acceleration"),
            f"is known to measure gravity {raw.gravity}, and `gravity` says {gravity}",
            "Leave `gravity` out",
            kind=ErrorKind.BAD_REQUEST,
        )
    return replace(raw, gravity=raw.gravity or gravity or "")


def measured_upwards(raw: RawSensor, acceleration: Array) -> Array:
    """Turn an acceleration so that it measures gravity upwards at rest.

    The wrong way looks like a sensor that was turned over about the lateral axis: toe-in and toe-out change places,
    and nothing in the numbers shows it. So where nobody says which way it is, it is asked.

    Raises
    ------
    FootwiseError
        Neither format nor file nor person says it.
    """
    if not raw.gravity:
        raise FootwiseError(
            raw.where("acceleration"),
            "does not say which way its accelerometer measures gravity; the wrong way exchanges toe-in and toe-out",
            HOW_TO_TELL,
            kind=ErrorKind.BAD_REQUEST,
        )
    return acceleration * AT_REST[raw.gravity]
