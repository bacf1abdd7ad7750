"""Sensors of other makers on other people, from ../shared/recordings: strides kept, and what others measured.

They are not part of the repository. Where they are not at hand the page keeps what it says of them.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from laboratories import RECORDINGS
from markdown_table import markdown_table

from foot_sensor import tracked
from footwise.foot_sensor.live import HowToCalibrate, Method, Stride
from footwise.foot_sensor.recorded import recorded_strides, recorded_walk
from footwise.recordings import SIDES
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors

FOLDER = RECORDINGS / "foot_sensors"
# Folder, file, side.
FILES = (
    ("treadmill_physilog", "LF.csv", "left"),
    ("treadmill_physilog", "RF.csv", "right"),
    ("treadmill_xsens_mt", "MT_000-000_96.txt", "right"),
    ("overground_xio", "short_walk.csv", "left"),
)
KEPT = ("recording", "foot", "strides found", "used, offline", "used, live", "offline of live", "left out (offline)",
        "said to have moved")  # fmt: skip
BESIDE = ("foot", "way", "strides", "length, less the walkway's", "SD", "stride time, SD", "speed, SD", "foot angle",
          "pressure treadmill")  # fmt: skip
# A pressure treadmill's foot rotation, mean of the walk, degrees, and the belt's speed.
ROTATION_DEG = {"left": 7.6, "right": 0.7}
# At the begin and the end the belt itself changes its speed.
STARTING = 10
# A contact of the sensor is that of the walkway within this.
SAME_S = 0.2


def part() -> str | None:
    """The sections of docs/validation.md; None where the recordings are not at hand."""
    if not FOLDER.is_dir():
        return None
    return (
        "## Foot sensors of other makers\n\nPublic recordings that are not part of the repository: Physilog on both "
        "shoes of a person on a treadmill (TRIPOD), an Xsens MTw of a person after a stroke on a treadmill "
        "(MovingReality), an x-io sensor on a walk there and back with nothing but turns between a few straight "
        "strides (Gait-Tracking). Read as they are. None of these sensors moved.\n\n"
        + markdown_table(KEPT, kept())
        + "\nThe Physilog beside a walkway of light barriers, contact by contact, without the first and last "
        f"{STARTING} strides, in which the belt changes its speed; and beside a pressure treadmill, of which the mean "
        "of the walk is known. The foot angle: one offset a foot, that of the value of the clinic "
        "(`--calibration clinic`), mean of all strides.\n\n" + markdown_table(BESIDE, beside())
    )


def read(folder: str, file: str, side: str) -> FootSensor:
    """One foot of a recording."""
    (sensor,) = read_foot_sensors(FOLDER / folder / file, side=side)
    return sensor


def kept() -> Iterator[tuple[str, ...]]:
    """Strides found, used and left out, of each recording."""
    for folder, file, side in FILES:
        sensor = read(folder, file, side)
        (foot,) = recorded_walk([sensor]).feet
        offline, live = foot.strides, tracked(side, sensor.rows())
        used, used_live = (sum(stride.valid for stride in strides) for strides in (offline, live))
        reasons = Counter(str(stride.reason) for stride in offline if not stride.valid)
        yield (
            folder,
            side,
            str(len(offline)),
            f"{used} ({100 * used / len(offline):.0f} %)",
            str(used_live),
            f"{100 * used / used_live:.0f} %",
            "; ".join(f"{count} {reason}" for reason, count in reasons.most_common()) or "none",
            "yes" if foot.shifts else "no",
        )


def beside() -> Iterator[tuple[str, ...]]:
    """The Physilog's strides beside the walkway's."""
    for side in SIDES:
        sensor = read("treadmill_physilog", f"{side[0].upper()}F.csv", side)
        how = HowToCalibrate(Method.CLINIC_VALUE, ROTATION_DEG)
        (foot,) = recorded_walk([sensor], how).feet
        for way, strides in (("offline", recorded_strides(sensor)), ("live", tracked(side, sensor.rows()))):
            used = [stride for stride in strides if stride.valid]
            lengths, times = against_walkway(side, used)
            speeds = [stride.speed_m_s for stride in used[STARTING:-STARTING]]
            angles = [stride.foot_progression_angle_deg for stride in foot.strides if stride.valid]
            yield (
                side,
                way,
                str(len(lengths)),
                f"{100 * lengths.mean():+.1f} cm",
                f"{100 * lengths.std(ddof=1):.1f} cm",
                f"{1e3 * times.std(ddof=1):.0f} ms",
                f"{np.std(speeds, ddof=1):.3f} m/s",
                f"{np.mean(angles):.1f}°" if way == "offline" else "",
                f"{ROTATION_DEG[side]:.1f}°" if way == "offline" else "",
            )


def against_walkway(side: str, used: list[Stride]) -> tuple[np.ndarray, np.ndarray]:
    """Length and time of each stride less those of the walkway, m and s.

    Parameters
    ----------
    side : str
    used : list of Stride
        Valid ones of the whole walk, in the order of time.
    """
    table = pd.read_csv(FOLDER / "treadmill_physilog" / "optogait.csv")
    mine = table[table["L/R"] == side[0].upper()]
    contacts, lengths = (pd.to_numeric(mine[name]).to_numpy() for name in ("Split", "Stride"))
    found = np.array([stride.contact_s for stride in used])

    def apart(lag: float) -> float:
        return float(np.minimum(np.abs(found[:, None] - lag - contacts).min(axis=1), SAME_S).sum())

    # The two clocks begin at different times.
    lag = min((found[k] - at for k in range(6) for at in contacts), key=apart)
    pairs = []
    for stride in used[STARTING:-STARTING]:
        k = int(np.abs(contacts + lag - stride.contact_s).argmin())
        if k and abs(contacts[k] + lag - stride.contact_s) < SAME_S and np.isfinite(lengths[k]):
            pairs.append((stride.stride_m - lengths[k] / 100, stride.stride_s - (contacts[k] - contacts[k - 1])))
    length, time = np.array(pairs).T
    return length, time


if __name__ == "__main__":
    print(part())
