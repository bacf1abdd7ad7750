"""Tables in which rows of several sensors stand among one another: a column says which sensor a row is of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import by_value
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity

# A column tells sensors apart when its name has none but such words, such as sensor_id or "Device name".
_PLACES = "placement location position place site body part bodypart segment limb foot side leg shoe"
_DEVICES = "device devices sensor sensors imu imus mac address addr serial tag node unit 设备名称 设备"
_NEEDS = frozenset(f"{_PLACES} {_DEVICES}".split())
_TELLS = _NEEDS | {"id", "ids", "name", "no", "nr", "number", "index"}
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
# More values than this are no sensors, and a sensor has more rows than that.
_MOST_SENSORS, _FEWEST_ROWS = 24, 20


@by_value
@dataclass(frozen=True)
class SensorsOfRows:
    """Which sensor each row of a table is of.

    Attributes
    ----------
    column : str
        Name of the column that says it.
    labels : tuple of str
        The sensors, in the order of their first rows.
    which : array of int, shape (rows,)
        Index into the labels; -1 where a row does not say it.
    """

    column: str
    labels: tuple[str, ...]
    which: np.ndarray


def tells_sensors(name: str) -> bool:
    """Whether a column of this name says of which sensor a row is.

    >>> tells_sensors("sensor_id"), tells_sensors("Device name"), tells_sensors("sensor temperature")
    (True, True, False)
    """
    words = {word.lower() for word in _WORDS.findall(name)}
    return bool(words) and words <= _TELLS and bool(words & _NEEDS)


def sensors_of_rows(channels: Sequence[Channel], columns: Mapping[int, Sequence[str]]) -> SensorsOfRows | None:
    """Find the column that tells sensors apart, by its name and by having few values with many rows each.

    Parameters
    ----------
    channels : sequence of Channel
    columns : mapping of int to sequence of str
        Fields of the columns that could be it.

    Returns
    -------
    SensorsOfRows or None
        None where all rows are of one sensor.
    """
    for k, fields in columns.items():
        if channels[k].quantity not in (Quantity.OTHER, Quantity.COUNTER) or not tells_sensors(channels[k].name):
            continue
        labels = tuple(dict.fromkeys(field for field in fields if field))
        if not 2 <= len(labels) <= _MOST_SENSORS:
            continue
        place = {label: number for number, label in enumerate(labels)}
        which = np.array([place.get(field, -1) for field in fields])
        if all((which == number).sum() >= _FEWEST_ROWS for number in range(len(labels))):
            return SensorsOfRows(channels[k].name, labels, which)
    return None
