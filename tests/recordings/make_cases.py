"""Write small recordings of one walk, each with one thing wrong that a laboratory gets wrong.

    python -m tests.recordings.make_cases FOLDER

The walk is the synthetic one of the tests: on a treadmill with a belt a foot, as TRC (mm) and MOT (m), y up.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from tests.gait.synthetic_walk import Walker
from tests.recordings.test_opensim import FAMILIES, Y_UP, mot, trc, wrench_columns

WALKER = Walker(mass_kg=70.0, height_m=1.75, stop_s=6.0)
RATE_HZ = 100.0
AS_WRITTEN = np.eye(3)
# Markers of the late case lack the first so many frames; their stamps begin at the same time all the same.
LATE_FRAMES = 10
# A hole in the first plate while it carries the left foot, in samples of the plates.
HOLE_S = (2.62, 2.68)
LABELS = {
    "heel": "{}HEE", "toe": "{}MT2", "fifth_metatarsal": "{}MT5", "lateral_malleolus": "{}LM",
    "medial_malleolus": "{}MM", "lateral_epicondyle": "{}LEK", "medial_epicondyle": "{}MEK", "pelvis_1": "{}ASIS",
}  # fmt: skip


def markers() -> tuple[np.ndarray, list[str]]:
    """Positions in mm, y up, shape (frames, markers, 3), and their labels in the HBM2 set."""
    recording = WALKER.recording()
    roles = [(side, role) for side, role in recording.roles if role in LABELS]
    positions = np.stack([recording.marker(*role) for role in roles], axis=1) @ Y_UP.T * 1000
    return positions, [LABELS[role].format(side[0].upper()) for side, role in roles]


def forces(axes: np.ndarray = AS_WRITTEN) -> dict[str, np.ndarray]:
    """Columns of both plates, y up, or turned into, or mirrored at, other axes."""
    columns: dict[str, np.ndarray] = {}
    for number, plate in enumerate(WALKER.recording().plates, 1):
        named = wrench_columns(plate.force_n @ Y_UP.T, plate.moment_nm @ Y_UP.T, FAMILIES["ground_force_1_vx"](number))
        names = list(named)
        for kind, sign in (("_v", 1.0), ("_p", 1.0), ("_torque_", np.sign(np.linalg.det(axes)))):
            three = [name for name in names if kind in name]
            turned = np.stack([named[name] for name in three], axis=1) @ axes.T * sign
            columns |= dict(zip(three, turned.T, strict=True))
    return columns


def cases() -> dict[str, str]:
    """Every file by its name."""
    points, labels = markers()
    columns, rate = forces(), WALKER.plate_rate_hz
    named = [f"Anna:{label}" for label in labels]
    ghost = points[:, [labels.index("LMT2")]] + np.array([0.0, 0.0, -30.0])
    return {
        "walk.trc": trc(points, labels),
        "walk_grf.mot": mot(columns, rate),
        "walk_grf_nan_point.mot": mot(with_hole(columns, ("_p",)), rate),
        "walk_grf_nan_force.mot": mot(with_hole(columns, ("_v", "_p", "_torque")), rate),
        "walk_grf_same_names.mot": renamed(mot(columns, rate)),
        # The same motion without its first frames, stamped as if they were there: the clock of the cameras is late.
        "walk_late.trc": trc(points[:-LATE_FRAMES], labels, start_s=LATE_FRAMES / RATE_HZ),
        "walk_stray_first.trc": trc(np.concatenate((ghost, points), axis=1), ["LMT2", *named]),
        "walk_stray_last.trc": trc(np.concatenate((points, ghost), axis=1), [*named, "LMT2"]),
        "walk_twice_first.trc": trc(np.concatenate((ghost, points), axis=1), ["LMT2", *labels]),
        "walk_twice_last.trc": trc(np.concatenate((points, ghost), axis=1), [*labels, "LMT2"]),
        "walk_two_people.trc": trc(np.concatenate((points, points + 900.0), axis=1), [*named, *two(labels)]),
    }


def with_hole(columns: dict[str, np.ndarray], what: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The first plate without some of its numbers for a while."""
    start, stop = (round(time * WALKER.plate_rate_hz) for time in HOLE_S)
    holes = {name: np.array(values, dtype=float) for name, values in columns.items()}
    for name, values in holes.items():
        if "_1_" in name and any(kind in name for kind in what):
            values[start:stop] = np.nan
    return holes


def renamed(text: str) -> str:
    """Both plates under one name."""
    return text.replace("ground_force_2_", "ground_force_1_").replace("ground_torque_2_", "ground_torque_1_")


def two(labels: list[str]) -> list[str]:
    return [f"Ben:{label}" for label in labels]


def write_cases(folder: Path) -> dict[str, Any]:
    """Write them all; name to path."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / name for name in cases()}
    for name, text in cases().items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


if __name__ == "__main__":
    print(*write_cases(Path(sys.argv[1])).values(), sep="\n")
