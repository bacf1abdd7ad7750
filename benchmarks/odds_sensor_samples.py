"""Drift-free gravity on real walks: the sensors of the samples are on shoes, which lie still once a stride and show it.

FOOTWISE_SHARED=../shared python benchmarks/odds_sensor_samples.py
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import footwise as fw
from footwise.arrays import Array
from footwise.foot_sensor.body.drift_free import drift_free
from footwise.foot_sensor.recorded import recorded_walk
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors
from footwise.signals import norm, unit

SHARED = Path(os.environ.get("FOOTWISE_SHARED", "../shared")) / "recordings" / "foot_sensors"
HEADER = (
    "real walk", "foot", "strides", "off on average, two axes", "SD of a stride", "the way, against the shoe's own"
)  # fmt: skip


def walks() -> Iterator[tuple[str, FootSensor]]:
    """Every shoe of the samples."""
    places = [
        ("gaitmap, there and back", fw.sample("foot-sensors") / "imu_sample.csv", None),
        ("Physilog, treadmill", SHARED / "treadmill_physilog" / "LF.csv", "left"),
        ("Physilog, treadmill", SHARED / "treadmill_physilog" / "RF.csv", "right"),
        ("Xsens MTw, treadmill, after a stroke", SHARED / "treadmill_xsens_mt" / "MT_000-000_96.txt", "right"),
    ]
    for name, file, side in places:
        if file.exists():
            for sensor in read_foot_sensors(file, side=side):
                yield name, sensor


def rows() -> Iterator[tuple[str, ...]]:
    """Up and the way by whole strides alone, against gravity at mid-stance and the way of the shoe's own strapdown."""
    for name, sensor in walks():
        foot = recorded_walk((sensor,)).feet[0]
        valid = np.array([one.valid for one in foot.strides], dtype=bool)
        found = drift_free(replace(sensor, place="shank"), foot.measured, valid, ahead=True)
        kept = np.flatnonzero(np.isfinite(found.up[:, 0]) & np.isfinite(found.ahead[:, 0]))
        still = unit(foot.measured.gravity_m_s2[kept])
        seen = np.stack([found.sensor_up(int(k), foot.measured.stop_s[k], foot.measured.stop_s[k]) for k in kept])
        off = np.degrees(_across(still, seen))
        ways = np.array([_way_deg(found.walking_frame(int(k), foot.measured.stop_s[k], foot.measured.stop_s[k]),
                                  foot.measured.forward) for k in kept])  # fmt: skip
        outward = -1.0 if sensor.side == "right" else 1.0
        apart = (outward * ways - foot.measured.ending_deg[kept] + 180) % 360 - 180
        bias = ", ".join(f"{one:+.2f}°" for one in off.mean(axis=0))
        yield (
            name, sensor.side, f"{len(kept)}", bias, f"{float(norm(off - off.mean(axis=0)).std()):.2f}°",
            f"{apart.mean():+.1f} ± {apart.std(ddof=1):.1f}°",
        )  # fmt: skip


def _across(still: Array, seen: Array) -> Array:
    """Small rotations from one up to the other, about two axes across it, rad, shape (n, 2)."""
    up = unit(still.mean(axis=0))
    first = unit(np.cross(up, np.eye(3)[np.argmin(np.abs(up))]))
    turns = np.cross(still, seen)
    return np.asarray(turns @ np.stack((first, np.cross(up, first)), axis=1))


def _way_deg(frame: Array, forward: Array) -> float:
    """Angle of the shoe's axis against the way of the walk, seen from above, positive to the left."""
    ahead = frame @ forward
    return float(np.degrees(np.arctan2(ahead[1], ahead[0])))


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
