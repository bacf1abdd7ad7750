"""Names of units in recordings."""

# An empty name means mm, which the C3D format takes for granted.
LENGTHS = {
    "mm": 1e-3,
    "millimeter": 1e-3,
    "millimeters": 1e-3,
    "millimetre": 1e-3,
    "millimetres": 1e-3,
    "cm": 1e-2,
    "dm": 0.1,
    "m": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "in": 0.0254,
    "": 1e-3,
}


def is_newton_metre(unit: str) -> bool:
    """Whether a unit of moment is N·m, however it is written."""
    return "".join(c for c in unit.lower() if c.isalpha()) == "nm"
