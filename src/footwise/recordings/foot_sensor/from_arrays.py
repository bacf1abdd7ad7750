"""A foot sensor from arrays that never were a file, by the checks that every reader's samples pass."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Literal

from numpy.typing import ArrayLike

from footwise.arguments import given_text, told
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import AT_REST, RawSensor, acceleration_unit, angular_velocity_unit
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.soundness import sound_foot_sensor
from footwise.recordings.given_arrays import given_numbers
from footwise.recordings.marker_sets import SIDES

_ARGUMENTS = {
    "time": "time_s",
    "acceleration": "acc",
    "angular velocity": "gyr",
    "acceleration unit": "acc_unit",
    "angular velocity unit": "gyr_unit",
}


def foot_sensor_from_arrays(
    time_s: ArrayLike,
    acc: ArrayLike,
    gyr: ArrayLike,
    *,
    side: Literal["left", "right"],
    acc_unit: Literal["m/s2", "g"],
    gyr_unit: Literal["deg/s", "rad/s"],
    gravity: Literal["up", "down"],
    name: str = "foot sensor",
    simulated: bool = False,
) -> FootSensor:
    """Take one foot's accelerometer and gyroscope as arrays.

    Units, gravity, clipping, time stamps and gaps are checked as those of a file are.

    Parameters
    ----------
    time_s : array_like, shape (n,)
        The sensor's own clock.
    acc, gyr : array_like, shape (n, 3)
        Acceleration with gravity, and angular velocity, about the same right-handed axes, in any mounting. NaN where a
        sample is missing.
    side : {"left", "right"}
        Which foot.
    acc_unit : {"m/s2", "g"}
    gyr_unit : {"deg/s", "rad/s"}
    gravity : {"up", "down"}
        What the accelerometer measures at rest: "up" when the axis that points upwards reads +9.81 m/s², as almost all
        sensors do, "down" when it reads -9.81. No check can tell, and with the wrong one toe-in and toe-out change
        places. Lay the sensor flat and look.
    name : str
        What the recording is called in tables and reports.
    simulated : bool
        Nobody walked it; everything made from it says so.

    Returns
    -------
    FootSensor
        In SI units. What was found or left out stands in its notes.

    Raises
    ------
    FootwiseError
        With the argument, the trouble and the remedy.

    Examples
    --------
    >>> import pandas as pd
    >>> import footwise as fw
    >>> table = pd.read_csv(fw.sample("foot-sensors") / "imu_sample.csv", header=[0, 1], index_col=0)["left_sensor"]
    >>> acc, gyr = table[["acc_x", "acc_y", "acc_z"]], table[["gyr_x", "gyr_y", "gyr_z"]]
    >>> time_s = table.index.to_numpy() / 204.8
    >>> fw.foot_sensor(time_s, acc, gyr, side="left", acc_unit="m/s2", gyr_unit="deg/s", gravity="up")
    FootSensor 'foot sensor', left foot: 38.7 s at 204.8 Hz, no gaps, 0 samples clipped
    """
    given_text("side", side, *SIDES)
    given_text("gravity", gravity, *AT_REST)
    units = acceleration_unit(str(acc_unit)), angular_velocity_unit(str(gyr_unit))
    if units[0] is None:
        raise FootwiseError("`acc_unit`", f"is {told(acc_unit)}", "Say 'm/s2' or 'g'")
    if units[1] is None:
        raise FootwiseError("`gyr_unit`", f"is {told(gyr_unit)}", "Say 'deg/s' or 'rad/s'")
    times = given_numbers("time_s", time_s)
    acceleration = given_numbers("acc", acc, columns=3, samples=len(times))
    turning = given_numbers("gyr", gyr, columns=3, samples=len(times))
    source = Path(given_text("name", name))
    raw = RawSensor(source, side, times, acceleration, turning, units[0], units[1], gravity=gravity,
                    simulated=simulated, arguments=_ARGUMENTS)  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return replace(sound_foot_sensor(raw), name=name)
