"""What is known of the tables of each maker beyond what they say: units without a word, and which way gravity reads."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.recordings.foot_sensor.found_table import FoundTable


@dataclass(frozen=True)
class Maker:
    """A device or program that writes tables of one kind.

    Attributes
    ----------
    name : str
        For messages; empty where the table could be anybody's.
    acceleration_unit, angular_velocity_unit : str
        Where the table does not say it; empty where nobody knows.
    gravity : str
        Which way its accelerometers read gravity at rest: up, down, or empty where nobody knows.
    tick_s : float
        Of its clock ``SampleTimeFine``.
    tables_apart : bool
        It writes accelerometer and gyroscope into tables of their own.
    """

    name: str = ""
    acceleration_unit: str = ""
    angular_velocity_unit: str = ""
    gravity: str = ""
    tick_s: float = 1e-6
    tables_apart: bool = False


UNKNOWN = Maker()
# Gravity upwards: at rest an accelerometer reads +1 g on the axis that points up, and these makers are not known to
# turn it. Physilog's own quaternions in a recording confirm it; the others were not tried with a sensor in the hand.
PHYSILOG = Maker("Physilog", "g", "deg/s", "up")
MT_MANAGER = Maker("Xsens MT Manager", "m/s2", "rad/s", "up", tick_s=1e-4)
DOT = Maker("Movella DOT", "m/s2", "deg/s", "up")
XIO = Maker("x-io", "g", "deg/s", "up")
SHIMMER = Maker("Shimmer", "m/s2", "deg/s", "up")
WITMOTION = Maker("WitMotion", "g", "deg/s", "up")
# An app for iPhones that writes what the phone says in the phone's own sign.
SENSORLOG = Maker("SensorLog", "g", "rad/s", "down")
# Their units are checked against the numbers, as other people use the names, too.
GAITMAP = Maker("", "m/s2", "deg/s")
METAMOTION = Maker("MetaMotion", "g", "deg/s", "up", tables_apart=True)
# What WitMotion's programs, in English, Chinese and of old, call the angular velocity.
_WITMOTION_TURNS = frozenset(["asx(°/s)", "angular velocity x(°/s)", "角速度x(°/s)", "wx(deg/s)"])


def maker_of(found: FoundTable) -> Maker:
    """Recognise who wrote a table by its preamble and the names of its columns."""
    above = "\n".join(found.preamble).lower()
    names = [name.lower() for name in found.table.names]
    said = set(names)
    if "physilog" in above or "gait up" in above:
        return PHYSILOG
    if {"packetcounter", "sampletimefine"} <= said or {"acc_x", "gyr_x", "packetcounter"} <= said:
        if "mt manager" in above or any(line.startswith("//") for line in found.preamble):
            return MT_MANAGER
        return DOT if "devicetag" in above or "outputrate" in above.replace(" ", "") else Maker("", "m/s2")
    if any(name.startswith("x-axis (") for name in names):
        return METAMOTION
    if {"gyroscope x (deg/s)", "accelerometer x (g)"} <= said:
        return XIO
    if any(name.startswith(("accelerometeraccelerationx", "motionuseraccelerationx")) for name in names):
        return SENSORLOG
    if said & {"accx(g)", "acceleration x(g)", "加速度x(g)", "ax(g)"} and said & _WITMOTION_TURNS:
        return WITMOTION
    if "shimmer" in above and any("range accelerometer x" in name for name in names):
        return SHIMMER
    if any(name.endswith("_cal") for name in names) and any("gyro_x" in name for name in names):
        return SHIMMER
    return (
        GAITMAP
        if {f"{what}_{axis}" for what in ("acc", "gyr") for axis in "xyz"} <= set(found.table.names)
        else UNKNOWN
    )
