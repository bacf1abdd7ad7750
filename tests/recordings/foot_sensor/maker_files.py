"""Tables as makers' programs write them, made of our own numbers: preambles, rows of units, separators and all."""

from typing import Any

import numpy as np
from tests.recordings.foot_sensor.sensor_files import text_table

G = 9.80665


def mt_manager(
    acceleration: Any, angular_velocity: Any, rate: float = 100.0, first: int = 65_300, preamble: str = ""
) -> str:
    """Xsens MT Manager: a preamble, an empty SampleTimeFine, a counter of 16 bits, m/s² and rad/s, between tabs."""
    rows = len(acceleration)
    names = ["PacketCounter", "SampleTimeFine", *(f"Acc_{a}" for a in "XYZ"), *(f"FreeAcc_{a}" for a in "ENU"),
             *(f"Gyr_{a}" for a in "XYZ"), *(f"VelInc_{a}" for a in "XYZ")]  # fmt: skip
    counter = [f"{(first + k) % 65536:05d}" for k in range(rows)]
    columns = [counter, [""] * rows, *acceleration.T, *(acceleration - [0, 0, G]).T, *angular_velocity.T,
               *(acceleration / rate).T]  # fmt: skip
    above = "// General information: \n//  MT Manager version: 2021.4.0 \n" + preamble + "// Coordinate system: ENU\n"
    return above + text_table(names, columns, "\t")


def physilog(time: Any, acceleration: Any, angular_velocity: Any) -> str:
    """Physilog: a preamble, a row of rates over the header and one of units under it, a comma at the end of lines."""
    rows = len(time)
    pressure = [f"{1013.0:.3f}" if k % 100 == 0 else "" for k in range(rows)]
    columns = [time, *np.rad2deg(angular_velocity).T, *(acceleration / G).T, pressure, [""] * rows]
    body = text_table(["Time", *(f"Gyro {a}" for a in "XYZ"), *(f"Accel {a}" for a in "XYZ"), "Pressure", ""], columns)
    header, rest = body.split("\n", 1)
    return (
        f"Gait Up - Physilog data export\nCreated on: 2026-01-01 10:00:00\nTotal data points: {rows}\n\n"
        "Time [100 hz],Gyro [100 hz],,,Accel [100 hz],,,Baro [1 hz],\n"
        f"{header}\n[s],[deg/s],[deg/s],[deg/s],[g],[g],[g],[mBar],\n{rest}"
    )


def xio(time: Any, acceleration: Any, angular_velocity: Any) -> str:
    names = ["Time (s)", *(f"Gyroscope {a} (deg/s)" for a in "XYZ"), *(f"Accelerometer {a} (g)" for a in "XYZ")]
    return text_table(names, [time, *np.rad2deg(angular_velocity).T, *(acceleration / G).T])


def shimmer(time: Any, acceleration: Any, angular_velocity: Any, separator: str = "\t", sep_line: bool = True) -> str:
    """Shimmer Consensys: the separator's name, the header, the units; a narrow and a wide accelerometer."""
    device = "Shimmer_8665_"
    names = [f"{device}Timestamp_Unix_CAL", *(f"{device}Accel_LN_{a}_CAL" for a in "XYZ"),
             *(f"{device}Accel_WR_{a}_CAL" for a in "XYZ"), *(f"{device}Gyro_{a}_CAL" for a in "XYZ"),
             f"{device}Mag_X_CAL"]  # fmt: skip
    units = ["ms", *["m/(s^2)"] * 6, *["deg/s"] * 3, "local_flux"]
    clipped = np.clip(acceleration, -2 * G, 2 * G)
    columns = [1.7e12 + time * 1e3, *clipped.T, *acceleration.T, *np.rad2deg(angular_velocity).T, time]
    columns[0] = [f"{stamp:.3f}" for stamp in columns[0]]
    header, rest = text_table(names, columns, separator).split("\n", 1)
    first = f'"sep={separator}"\n' if sep_line else ""
    return f"{first}{header}\n{separator.join(units)}\n{rest}"


def witmotion(time: Any, acceleration: Any, angular_velocity: Any) -> str:
    names = ["DeviceName", "Time(s)", *(f"Acc{a}(g)" for a in "XYZ"), *(f"As{a}(°/s)" for a in "XYZ"), "AngleX(°)"]
    columns = [["WT901"] * len(time), time, *(acceleration / G).T, *np.rad2deg(angular_velocity).T, time]
    return text_table(names, columns, "\t")


def metamotion(time: Any, channels: Any, unit: str) -> str:
    """One of the two tables of a MetaMotion: an epoch in ms, a date stamp with dots, the time elapsed."""
    stamps = [f"2026-03-01T10.00.{t:06.3f}" for t in time]
    names = ["epoc (ms)", "timestamp (+0100)", "elapsed (s)", *(f"{a}-axis ({unit})" for a in "xyz")]
    epoch = [str(1_770_000_000_000 + round(t * 1000)) for t in time]
    return text_table(names, [epoch, stamps, [f"{t - time[0]:.3f}" for t in time], *channels.T])
