"""What a WitMotion sensor of the BLE 5.0 series says over the air, after its protocol: bytes in, samples out.

A packet begins with 55 61 and holds acceleration, angular velocity and angles, three signed numbers of 16 bits each,
little endian: ±16 g, ±2000 °/s, ±180° over the whole range. It tells no time; `steady_clock` makes one. An answer to a
question begins with 55 71, the number of the first register, and eight registers.
"""

from __future__ import annotations

import struct
from math import radians

from footwise.foot_sensor.live import STANDARD_GRAVITY

_UUID = "0000{}-0000-1000-8000-00805f9a34fb"
NOTIFY, WRITE = _UUID.format("ffe4"), _UUID.format("ffe9")
UNLOCK = bytes((0xFF, 0xAA, 0x69, 0x88, 0xB5))
AT_100_HZ = bytes((0xFF, 0xAA, 0x03, 0x09, 0x00))
ASK_BATTERY = bytes((0xFF, 0xAA, 0x27, 0x64, 0x00))
RATE_HZ = 100.0
_HEADER, _MOTION, _REGISTERS = 0x55, 0x61, 0x71
_SIZE = 20
_BATTERY_REGISTER = 0x64
_RANGE = 32_768.0
_TO_M_S2 = 16.0 * STANDARD_GRAVITY / _RANGE
_TO_RAD_S = radians(2000.0) / _RANGE
_AXES = struct.Struct("<6h")
# Hundredths of a volt from which on the battery has so many per cent.
_CHARGE = ((397, 100), (393, 90), (387, 75), (382, 60), (379, 50), (377, 40), (373, 30), (370, 20), (368, 15),
           (350, 10), (340, 5))  # fmt: skip

Axes = tuple[float, float, float, float, float, float]
"""Specific force x, y, z in m/s², angular velocity x, y, z in rad/s."""


def witmotion_packets(buffer: bytes) -> tuple[list[Axes], int | None, bytes]:
    """Read what has come, which may end within a packet or begin within one.

    Parameters
    ----------
    buffer : bytes
        What was left the last time, and what has come since.

    Returns
    -------
    samples : list of Axes
    battery_pct : int or None
        Where the sensor has answered.
    rest : bytes
        What is to be given again with the next bytes.
    """
    samples: list[Axes] = []
    battery = None
    at = 0
    while len(buffer) - at >= _SIZE:
        if buffer[at] != _HEADER or buffer[at + 1] not in (_MOTION, _REGISTERS):
            at += 1
            continue
        if buffer[at + 1] == _MOTION:
            ax, ay, az, gx, gy, gz = _AXES.unpack_from(buffer, at + 2)
            samples.append(
                (ax * _TO_M_S2, ay * _TO_M_S2, az * _TO_M_S2, gx * _TO_RAD_S, gy * _TO_RAD_S, gz * _TO_RAD_S)
            )
        else:
            register, value = struct.unpack_from("<HH", buffer, at + 2)
            if register == _BATTERY_REGISTER:
                battery = next((pct for least, pct in _CHARGE if value >= least), 0)
        at += _SIZE
    return samples, battery, buffer[at:]
