"""Who walked, from wherever the maker of a C3D file keeps it."""

from __future__ import annotations

import numpy as np

from footwise.recordings.c3d.structure import Structure
from footwise.recordings.recording import MEASURE_LIMITS_M, Person

_MASS_NAMES = ("BODYMASS", "BODY_MASS", "MASS", "WEIGHT", "BODYWEIGHT", "BODY_WEIGHT")
_HEIGHT_NAMES = ("HEIGHT", "BODYHEIGHT", "BODY_HEIGHT", "STATURE")
# Groups whose parameters of these names, if any, mean something else.
_OTHER_GROUPS = ("POINT", "ANALOG", "FORCE_PLATFORM", "TRIAL", "EVENT")
# Lengths for a marker model. Plug-in Gait keeps them in mm in the group PROCESSING with L or R before the name.
_MEASURES = {
    "LEGLENGTH": "leg_length",
    "KNEEWIDTH": "knee_width",
    "KNEEDIAMETER": "knee_width",
    "ANKLEWIDTH": "ankle_width",
    "ANKLEDIAMETER": "ankle_width",
    "ASISTROCANTERDISTANCE": "asis_trochanter",
    "ASISTROCHANTERDISTANCE": "asis_trochanter",
}
_BOTH_SIDES = {"INTERASISDISTANCE": "inter_asis", "MARKERDIAMETER": "marker_diameter"}
# Angles in rad, by which a standing trial corrected the wands.
_OFFSETS = {
    "THIGHROTATION": "thigh_rotation",
    "SHANKROTATION": "shank_rotation",
    "TIBIALTORSION": "tibial_torsion",
    "ANKLEABADD": "ankle_abadd",
}
# Left and right further apart than this, relative to the larger, are worth a second look.
_LIKE_SIDES = {"leg_length": 0.05, "knee_width": 0.1, "ankle_width": 0.1}
# Leg length (pelvis to inner ankle) as a share of the body height.
_LEG_SHARE = (0.47, 0.58)
# Two values in one file that differ by more than this are of two people, or one is wrong.
_SAME = 0.02


def read_person(structure: Structure) -> tuple[Person, list[str]]:
    """Read mass, height and measures of the person; never the name, which may be a date of birth.

    Returns
    -------
    person : Person
        Mass or height is None where the file has none, an impossible one, or two that differ.
    notes : list of str
    """
    notes: list[str] = []
    mass = _one(structure, _MASS_NAMES, "body mass", (15, 300), notes)
    height = _one(structure, _HEIGHT_NAMES, "body height", (0.8, 2.5), notes)
    measures, offsets = _read_measures(structure), _read_offsets(structure)
    notes += _measure_notes(measures, height)
    return Person(mass_kg=mass, height_m=height, measures_m=measures, offsets_rad=offsets), notes


def _one(
    structure: Structure, names: tuple[str, ...], what: str, limits: tuple[float, float], notes: list[str]
) -> float | None:
    """The value that all possible ones in the file agree on."""
    possible = []
    for full in structure.parameters:
        group, _, key = full.partition(":")
        if key not in names or group in _OTHER_GROUPS or not structure.values(full).size:
            continue
        stored = float(structure.values(full).flat[0])
        value = _metres(stored) if names is _HEIGHT_NAMES else stored
        if limits[0] < value < limits[1]:
            possible.append(value)
        elif stored != 0:  # zero is how programs say that nobody typed it in
            notes.append(f"gives a {what} of {stored:.4g}, which was not used")
    if possible and max(possible) - min(possible) > _SAME * max(possible):
        notes.append(f"gives {len(possible)} different values of the {what}; none was used")
        return None
    return possible[0] if possible else None


def _metres(value: float) -> float:
    """Body height in m from a number in mm, cm or m."""
    return value / 1000 if value > 300 else value / 100 if value > 3 else value


def _read_measures(structure: Structure) -> dict[str, float]:
    """Lengths of the body and the markers in m, as far as they are possible."""
    measures: dict[str, float] = {}
    for full in structure.parameters:
        group, _, key = full.partition(":")
        if group in _OTHER_GROUPS:
            continue
        side, bare = _sided(key)
        what = (_MEASURES if side else _BOTH_SIDES).get(bare, "")
        if not what:
            continue
        (low, high), stored = MEASURE_LIMITS_M[what], structure.number(full, np.nan)
        for unit_m in (1e-3, 1e-2, 1.0):
            if low < stored * unit_m < high:
                measures.setdefault(f"{side}_{what}" if side else what, stored * unit_m)
                break
    return measures


def _read_offsets(structure: Structure) -> dict[str, float]:
    """Angles that Plug-in Gait's static trial gave, in rad."""
    offsets: dict[str, float] = {}
    for full in structure.parameters:
        group, _, key = full.partition(":")
        side, bare = _sided(key)
        if side and bare in _OFFSETS and group not in _OTHER_GROUPS:
            angle = structure.number(full, 0.0)
            # Nothing turns by half a circle: a larger number is in degrees.
            offsets.setdefault(f"{side}_{_OFFSETS[bare]}", float(angle if abs(angle) <= np.pi else np.radians(angle)))
    return offsets


def _sided(key: str) -> tuple[str, str]:
    """Side and bare name of a parameter: ``LKneeWidth``, ``LEFT_KNEE_WIDTH``, ``KNEEWIDTH_L``; side empty for none."""
    bare = "".join(c for c in key.upper() if c not in "_ .")
    known = {**_MEASURES, **_OFFSETS}
    for side, names in (("left", ("LEFT", "L")), ("right", ("RIGHT", "R"))):
        for name in names:
            for rest in (bare.removeprefix(name), bare.removesuffix(name)):
                if rest != bare and rest in known:
                    return side, rest
    return "", bare


def _measure_notes(measures: dict[str, float], height_m: float | None) -> list[str]:
    """Say which measures do not go with each other."""
    notes = []
    for what, apart in _LIKE_SIDES.items():
        sides = [measures.get(f"{side}_{what}", np.nan) for side in ("left", "right")]
        if max(sides) - min(sides) > apart * max(sides):
            left, right = (1000 * metres for metres in sides)
            notes.append(
                f"gives a {what.replace('_', ' ')} of {left:.0f} mm on the left and {right:.0f} mm on the right"
            )
    for side in ("left", "right"):
        leg = measures.get(f"{side}_leg_length")
        if leg and height_m and not _LEG_SHARE[0] <= leg / height_m <= _LEG_SHARE[1]:
            notes.append(f"gives a {side} leg of {leg:.2f} m, which does not go with a body height of {height_m:.2f} m")
    return notes
