"""How the line from outer ankle to outer knee stands at 20 to 30 % of stance, by markers: what no shank sensor sees.

FOOTWISE_SHARED=../shared python benchmarks/odds_shank_lean.py
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import footwise as fw
from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.recordings import read_recording
from footwise.signals import unit

SHARED = Path(os.environ.get("FOOTWISE_SHARED", "../shared")) / "recordings"
# Natural walks, those of one person in one row.
PEOPLE = (
    ("one_person_toe_in_toe_out/walking1.trc", "one_person_toe_in_toe_out/walking2.trc"),
    ("walkway_children/P1_straight.c3d",),
    ("walkway_children/P2_straight.c3d",),
    ("walkway_children/P3_straight.c3d",),
    ("three_clinics/A_walk.c3d",),
    ("three_clinics/B_walk1.c3d", "three_clinics/B_walk2.c3d"),
    ("small_four_plates/walk.c3d",),
    ("child_type1_plates/walk1.c3d", "child_type1_plates/walk2.c3d"),
)


def measure() -> tuple[Array, int]:
    """Lean to the front and tilt to the middle line of every leg, degrees, shape (legs, 2); and how many people."""
    found: dict[tuple[int, str], list[Array]] = {}
    people = [tuple(SHARED / name for name in names) for names in PEOPLE]
    people.append((fw.sample("treadmill") / "treadmill_events.c3d",))
    for person, files in enumerate(people):
        for file in files:
            if file.exists():
                for side, angles in leans(file):
                    found.setdefault((person, side), []).append(angles)
    return np.array([np.mean(one, axis=0) for one in found.values()]), len({person for person, _ in found})


def leans(file: Path) -> Iterator[tuple[str, Array]]:
    """Side, and lean and tilt of every whole stance of a recording."""
    try:
        recording = read_recording(file)
        motion = filtered_motion(recording)
        steps = find_steps(recording, motion, plate_loads(recording))
    except FootwiseError:
        return
    rate = recording.markers.rate_hz
    for side, contact, off in zip(steps.side.tolist(), steps.contact_s, steps.off_s, strict=True):
        roles = (side, "lateral_malleolus"), (side, "lateral_epicondyle")
        if not (np.isfinite(contact + off) and all(recording.has(*role) for role in roles)):
            continue
        first, last = (round((contact + share * (off - contact)) * rate) for share in (0.2, 0.3))
        along = (motion[roles[1]] - motion[roles[0]])[first : last + 1]
        ahead = unit(motion.forward[first : last + 1] * np.array([1.0, 1.0, 0.0]))
        inward = np.cross(ahead, [0.0, 0.0, 1.0]) * (1.0 if side == "left" else -1.0)
        parts = [np.sum(along * axis, axis=1) for axis in (ahead, inward)]
        yield side, np.array([np.degrees(np.arctan2(part, along[:, 2])).mean() for part in parts])


if __name__ == "__main__":
    legs, count = measure()
    for name, values in zip(("lean to the front", "tilt to the middle line"), legs.T, strict=True):
        print(f"{name}: {values.mean():+.1f}° ± {values.std(ddof=1):.1f}° over {len(legs)} legs of {count} people")
