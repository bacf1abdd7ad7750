"""Names of units in recordings."""

from __future__ import annotations

# An empty name means mm, which the C3D format takes for granted.
_LENGTHS = {
    "mm": 1e-3,
    "millimeter": 1e-3,
    "millimeters": 1e-3,
    "millimetre": 1e-3,
    "millimetres": 1e-3,
    "cm": 1e-2,
    "centimeter": 1e-2,
    "centimeters": 1e-2,
    "centimetre": 1e-2,
    "centimetres": 1e-2,
    "dm": 0.1,
    "m": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "in": 0.0254,
    "inch": 0.0254,
    "inches": 0.0254,
    "": 1e-3,
}

# A word that was cut short, as fields of four letters do, is told from others by so many.
_TELLING_LETTERS = 3


def length_unit_m(name: str) -> float | None:
    """Metres in a unit of length, by its name or by a name that was cut short; None for what is no length.

    >>> length_unit_m("MM"), length_unit_m("mete"), length_unit_m("volt")
    (0.001, 1.0, None)
    """
    name = name.strip().strip("[]()").lower()
    if name in _LENGTHS:
        return _LENGTHS[name]
    meant = {metres for word, metres in _LENGTHS.items() if len(name) >= _TELLING_LETTERS and word.startswith(name)}
    return meant.pop() if len(meant) == 1 else None


def moment_unit_m(name: str) -> float | None:
    """Metres in the lever arm of a unit of moment, which is in newtons, however it is written; None for what is none.

    >>> moment_unit_m("N·m"), moment_unit_m("Nmm"), moment_unit_m("newton-meters"), moment_unit_m("V")
    (1.0, 0.001, 1.0, None)
    """
    letters = "".join(c for c in name.lower() if c.isalpha())
    for force in ("newtons", "newton", "n"):
        if letters.startswith(force) and letters != force:
            return _LENGTHS.get(letters.removeprefix(force))
    return None
