"""Who walked, from wherever the maker of a C3D file keeps it."""

from __future__ import annotations

import numpy as np

from footwise.recordings.c3d.structure import Structure
from footwise.recordings.recording import Person

_MASS_NAMES = ("BODYMASS", "BODY_MASS", "MASS", "WEIGHT", "BODYWEIGHT", "BODY_WEIGHT")
_HEIGHT_NAMES = ("HEIGHT", "BODYHEIGHT", "BODY_HEIGHT", "STATURE")
# Groups whose parameters of these names, if any, mean something else.
_OTHER_GROUPS = ("POINT", "ANALOG", "FORCE_PLATFORM", "TRIAL", "EVENT")
# Plug-in Gait keeps these in mm in the group PROCESSING, with L or R before the name.
_MEASURES = {
    "LEGLENGTH": ("leg_length", 0.3, 1.3),
    "KNEEWIDTH": ("knee_width", 0.04, 0.25),
    "ANKLEWIDTH": ("ankle_width", 0.03, 0.2),
}
# Left and right further apart than this, relative to the larger, are worth a second look.
_LIKE_SIDES = {"leg_length": 0.05, "knee_width": 0.1, "ankle_width": 0.1}
# Leg length (pelvis to inner ankle) as a share of the body height.
_LEG_SHARE = (0.47, 0.58)
# Two values in one file that differ by more than this are of two people, or one is wrong.
_SAME = 0.02


def read_person(structure: Structure) -> tuple[Person, list[str]]:
    """Read name, mass, height and measures of the person.

    Returns
    -------
    person : Person
        Mass or height is None where the file has none, an impossible one, or two that differ.
    notes : list of str
    """
    notes: list[str] = []
    mass = _one(structure, _MASS_NAMES, "body mass", (15, 300), notes)
    height = _one(structure, _HEIGHT_NAMES, "body height", (0.8, 2.5), notes)
    names = structure.texts("SUBJECTS:NAMES")
    measures = _read_measures(structure)
    notes += _measure_notes(measures, height)
    return Person(names[0] if names else "", mass, height, measures), notes


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
    """Leg lengths and joint widths of Plug-in Gait in m, as far as they are possible."""
    measures = {}
    for letter, side in (("L", "left"), ("R", "right")):
        for key, (what, low, high) in _MEASURES.items():
            metres = structure.number(f"PROCESSING:{letter}{key}", np.nan) / 1000
            if low < metres < high:
                measures[f"{side}_{what}"] = metres
    return measures


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
