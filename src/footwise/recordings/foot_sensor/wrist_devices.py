"""Recordings of devices that are worn on the wrist or the hip: told by name, as no foot angle can come of them."""

from __future__ import annotations

import re
from pathlib import Path

from footwise.errors import FootwiseError

# Begin of a CWA file: the letters MD and the length of its first packet.
_CWA = b"MD\xfc\x03"
_NAMED = re.compile(rb"(?i)GENEA(?:ctiv)?\b|\bActiGraph\b|\bAxivity\b|\bOmGui\b|\bEmpatica\b|\bActivinsights\b")
_NAMES = {b"genea": "GENEActiv", b"activ": "GENEActiv", b"actig": "ActiGraph", b"axivi": "Axivity", b"omgui": "Axivity",
          b"empat": "Empatica"}  # fmt: skip
_BEGIN = 600
# SensorLog names its files after the device.
_WATCH = re.compile(r"(?i)(?<![a-z])(?:apple[ _-]?)?watch(?![a-z])")
# Tables that Sensor Logger writes of a watch and of headphones.
WATCH_TABLES = ("wristmotion", "headphone")


def wrist_device(head: bytes) -> str:
    """Name of the device for the wrist that a file's first bytes name; empty where they name none."""
    if head.startswith(_CWA):
        return "Axivity"
    found = _NAMED.search(head[:_BEGIN])
    return _NAMES.get(found[0][:5].lower(), "") if found else ""


def refuse_wrist_device(path: Path, head: bytes) -> None:
    """Refuse a recording of a device for the wrist.

    Raises
    ------
    FootwiseError
        It is one, by name.
    """
    if path.stem.lower() in WATCH_TABLES or _WATCH.search(path.stem) or b"Apple Watch" in head:
        trouble = "is the motion of a watch on the wrist or of headphones, which tells nothing of the foot"
        raise FootwiseError(path, trouble, "Give the recording of the phone or the sensor on the shoe")
    if name := wrist_device(head):
        trouble = f"is a recording of {name}, which is worn on the wrist or the hip and tells nothing of the foot"
        raise FootwiseError(path, trouble, "Record with a sensor that has a gyroscope, tight on the shoe")
