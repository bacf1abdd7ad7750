"""Child process of `test_fuzz_c3d.py`: damages a real C3D file again and again, and says what became of it.

One line of JSON a case, flushed before and after, so that the parent knows which case killed it.
"""

import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.loads.weighing import TREADMILL_TOLERANCE
from footwise.recordings import FOOT_ROLES, KNEE_ROLES, Recording, centre_of_pressure, read_recording
from footwise.recordings.c3d.structure import read_structure
from footwise.recordings.recording import STANDARD_GRAVITY

LONGEST_S = 10
LARGEST_BYTES = 3_000_000_000
# Parameters whose values go into the answer; half of the cases hit one of them.
_GROUPS = {
    "POINT": ("USED", "FRAMES", "DATA_START", "SCALE", "RATE", "UNITS", "LABELS", "ANGLES"),
    "ANALOG": ("GEN_SCALE", "RATE", "USED", "SCALE", "OFFSET", "UNITS", "LABELS"),
    "FORCE_PLATFORM": ("USED", "ZERO", "TYPE", "CORNERS", "ORIGIN", "CHANNEL"),
    "PROCESSING": ("BODYMASS", "HEIGHT", "LLEGLENGTH", "RKNEEWIDTH"),
    "SUBJECTS": ("NAMES",),
    "TRIAL": ("ACTUAL_START_FIELD", "ACTUAL_END_FIELD"),
}
USED = ["HEADER", *(f"{group}:{name}" for group, names in _GROUPS.items() for name in names)]


def value_places(data: bytes) -> dict[str, range]:
    """Where the values of the used parameters lie in the file (Intel byte order), and the header."""
    places, groups, found = {"HEADER": range(0, 24)}, {}, []
    at = (data[0] - 1) * 512 + 4
    while data[at] and data[at + 1]:
        length, identifier = (int(v) for v in np.frombuffer(data[at : at + 2], dtype=np.int8))
        name = data[at + 2 : at + 2 + abs(length)].decode().upper()
        after = at + 2 + abs(length)
        following = after + int.from_bytes(data[after : after + 2], "little")
        if identifier < 0:
            groups[-identifier] = name
        else:
            found.append((identifier, name, range(after + 2, following)))
        at = following
    for identifier, name, place in found:
        places[f"{groups[identifier]}:{name}"] = place
    return {name: places[name] for name in USED}


def damage(data: bytes, start: int, places: dict[str, range], rng: np.random.Generator) -> tuple[bytes, str, bool]:
    """Damaged bytes, what was done, and whether the data section is as it was."""
    raw = bytearray(data)
    kind = rng.choice(["value", "anywhere", "stretch", "cut", "data"], p=[0.5, 0.25, 0.08, 0.07, 0.1])
    if kind == "cut":
        end = int(rng.integers(0, start if rng.random() < 0.5 else len(raw)))
        if rng.random() < 0.7:
            return bytes(raw[:end]), f"cut at {end}", False
        gone = int(rng.integers(1, 600))
        return bytes(raw[:end] + raw[end + gone :]), f"{gone} bytes gone at {end}", False
    if kind == "stretch":
        at, length = int(rng.integers(0, start)), int(rng.integers(2, 400))
        length = min(length, start - at)
        fill = rng.choice(["zeros", "ones", "noise"])
        raw[at : at + length] = (
            bytes(length) if fill == "zeros" else b"\xff" * length if fill == "ones" else rng.bytes(length)
        )
        return bytes(raw), f"{length} bytes of {fill} at {at}", True
    if kind == "data":
        where = [int(v) for v in rng.integers(start, len(raw), rng.integers(1, 200))]
        what = "data"
    elif kind == "value":
        what = str(rng.choice(list(places)))
        where = [int(rng.choice(places[what]))]
    else:
        what = "anywhere"
        where = [int(v) for v in rng.integers(0, start, rng.integers(1, 4))]
    for at in where:
        raw[at] = raw[at] ^ (1 << int(rng.integers(8))) if rng.random() < 0.6 else int(rng.integers(256))
    return bytes(raw), f"{what} {where[:3]}", kind != "data"


def changes(before: Recording, after: Recording) -> dict[str, Any]:
    """What differs without a word: relative changes, and shifts in m. Empty when a note tells of trouble."""
    mass, height = after.person.mass_kg, after.person.height_m
    weighed = sum(float(plate.force_n[:, 2].mean()) for plate in after.plates) / STANDARD_GRAVITY
    # The analysis says so when the plates weigh more or less than the person.
    if set(after.notes) - set(before.notes) or (
        mass and after.plates and abs(weighed / mass - 1) > TREADMILL_TOLERANCE[0]
    ):
        return {}
    found: dict[str, Any] = {}

    def differs(name: str, change: float, least: float = 0.0) -> None:
        if not change <= least:
            found[name] = max(float(change), found.get(name, 0.0))

    if after.treadmill != before.treadmill or after.simulated or after.condition:
        found["kind"] = [after.treadmill, after.simulated, after.condition]
    lost = [role for role in before.roles if role not in after.roles and role[1] in (*FOOT_ROLES, *KNEE_ROLES)]
    if lost or after.marker_set != before.marker_set or len(after.plates) != len(before.plates):
        found["lost"] = [*map(str, lost), after.marker_set, len(after.plates)]
        return found
    if after.markers.frames != before.markers.frames:
        found["frames"] = after.markers.frames
        return found
    differs("rate", abs(after.markers.rate_hz / before.markers.rate_hz - 1))
    differs("plate rate", abs(after.plate_rate_hz / before.plate_rate_hz - 1), 1e-6)
    for side, role in after.roles:
        if (side, role) in before.roles:
            shift = after.marker(side, role) - before.marker(side, role)
            differs("markers", float(np.nanmax(np.abs(shift))), 1e-9)
            if (np.isfinite(after.marker(side, role)) != np.isfinite(before.marker(side, role))).any():
                found["seen"] = [side, role]
    for old, new in zip(before.plates, after.plates, strict=True):
        if new.force_n.shape != old.force_n.shape:
            found["samples"] = len(new.force_n)
            continue
        loaded = (old.force_n[:, 2] > 100) & (new.force_n[:, 2] > 100)
        differs("force", float(np.abs(new.force_n - old.force_n).max() / old.force_n.max()), 1e-9)
        if not loaded.any():
            found["unloaded"] = old.name
            continue
        cop = [centre_of_pressure(p.force_n, p.moment_nm, before.floor_m)[loaded] for p in (old, new)]
        differs("cop", float(np.quantile(np.abs(cop[1] - cop[0]), 0.9)), 1e-9)
        differs("moment", float(np.abs(new.moment_nm - old.moment_nm).max()), 1e-6)
    if mass is not None and before.person.mass_kg:
        differs("mass", abs(mass / before.person.mass_kg - 1))
    if height is not None and before.person.height_m:
        differs("height", abs(height / before.person.height_m - 1))
    for name, metres in after.person.measures_m.items():
        differs("measures", abs(metres / before.person.measures_m.get(name, np.inf) - 1))
    return found


def main(path: Path, folder: Path, first: int, count: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_BYTES, LARGEST_BYTES))
    data, before = path.read_bytes(), read_recording(path)
    start = (read_structure(path).header_words[4] - 1) * 512
    places = value_places(data)
    case = folder / f"case{first}.c3d"
    for seed in range(first, first + count):
        damaged, what, untouched = damage(data, start, places, np.random.default_rng(seed))
        print(json.dumps({"seed": seed, "what": what}), flush=True)
        case.write_bytes(damaged)
        signal.alarm(LONGEST_S)
        answer: dict[str, Any]
        try:
            after = read_recording(case)
        except FootwiseError as error:
            said = str(error)
            clean = "\n" not in said and bool(error.trouble) and bool(error.remedy) and case.name in said
            answer = {"refused": error.trouble, "clean": clean}
        else:
            silent = changes(before, after) if untouched and damaged != data else {}
            answer = {"read": True, "silent": silent, "notes": sorted(map(str, set(after.notes) - set(before.notes)))}
        signal.alarm(0)
        print(json.dumps({"seed": seed, "what": what, **answer}), flush=True)
    case.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
