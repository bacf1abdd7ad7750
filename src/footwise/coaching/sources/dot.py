"""What a Movella DOT says over the air, after Movella's BLE Services Specification (2023): bytes in, samples out.

Payload mode 21, "rate quantities", of the characteristic of medium payloads: time stamp (unsigned 32 bits,
microseconds, it wraps after 71 minutes), acceleration in m/s² and angular velocity in °/s (three floats each, sensor
axes), little endian. At rest the acceleration points up.
"""

from __future__ import annotations

import struct
from math import radians

from footwise.coaching.sources.source import Row

_SERVICE = "1517{:04x}-4947-11e9-8646-d663bd873d93"
DEVICE_CONTROL = _SERVICE.format(0x1002)
MEASUREMENT_CONTROL = _SERVICE.format(0x2001)
MEDIUM_PAYLOAD = _SERVICE.format(0x2003)
BATTERY = _SERVICE.format(0x3001)
RATE_QUANTITIES = 21
START = bytes((1, 1, RATE_QUANTITIES))
STOP = bytes((1, 0, RATE_QUANTITIES))
_SAMPLE = struct.Struct("<I6f")
_WRAPS = 2**32
# A notification that is late by less than this belongs before the last one, also where the counter has wrapped since.
LATE_US = 500_000
_TAG = slice(8, 24)


def dot_sample(payload: bytes, last_us: int | None = None) -> tuple[int, Row] | None:
    """Read one notification.

    Parameters
    ----------
    payload : bytes
        28 bytes; what follows them is unused.
    last_us : int, optional
        Time of the sample before, as this function gave it: the counter is unwrapped by it.

    Returns
    -------
    (int, Row) or None
        Unwrapped time in microseconds, and the sample in s, m/s² and rad/s; None where the payload is too short.
    """
    if len(payload) < _SAMPLE.size:
        return None
    time_us, ax, ay, az, gx, gy, gz = _SAMPLE.unpack_from(payload)
    if last_us is not None:
        turns, before = divmod(last_us, _WRAPS)
        # Half the range back is a wrap; less is a sensor that began anew.
        time_us += _WRAPS * (turns + (before - time_us > _WRAPS // 2))
        if turns and 0 < last_us - (time_us - _WRAPS) < LATE_US:
            time_us -= _WRAPS
    return time_us, (time_us * 1e-6, ax, ay, az, radians(gx), radians(gy), radians(gz))


def dot_battery(value: bytes) -> int | None:
    """Charge in per cent."""
    return value[0] if value and value[0] <= 100 else None


def dot_tag(control: bytes) -> str:
    """Name that a person gave the sensor, from the device control characteristic; empty where it has none."""
    return control[_TAG].split(b"\0", 1)[0].decode("utf-8", "replace")
