"""The stream of a simulated foot sensor on Lab Streaming Layer, described so that any program can read it."""

from __future__ import annotations

from typing import Any

from footwise.coaching import import_pylsl

CHANNELS = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "time")
_UNITS = ("m/s^2",) * 3 + ("rad/s",) * 3 + ("s",)
_TYPES = ("ACC",) * 3 + ("GYRO",) * 3 + ("TIME",)


def foot_outlet(side: str, rate_hz: float, name: str | None = None, pace: float = 1.0) -> Any:
    """Open the stream of one foot's sensor.

    Parameters
    ----------
    side : str
    rate_hz : float
        Nominal rate.
    name : str, optional
        footwise_left or footwise_right without one.
    pace : float
        Seconds of device time in a second, for who measures how late a cue comes.

    Returns
    -------
    pylsl.StreamOutlet
        Type IMU, seven channels of doubles: acceleration (m/s^2), angular velocity (rad/s) and the device's
        own time (s). The description has labels, units and types of the channels, and the side.

    Raises
    ------
    FootwiseError
        Where pylsl is not installed.
    """
    pylsl = import_pylsl()
    name = name or f"footwise_{side}"
    info = pylsl.StreamInfo(name, "IMU", len(CHANNELS), rate_hz, "double64", f"{name}_simulated")
    info.set_channel_labels(list(CHANNELS))
    info.set_channel_units(list(_UNITS))
    info.set_channel_types(list(_TYPES))
    info.desc().append_child_value("side", side)
    info.desc().append_child_value("simulated", "true")
    info.desc().append_child_value("gravity", "up")
    info.desc().append_child_value("pace", f"{pace:g}")
    return pylsl.StreamOutlet(info)
