"""How each condition looks and is called, the same in every figure of a visit, never told apart by colour alone."""

from __future__ import annotations

from footwise.prescription import CHANGE_DEG, NATURAL
from footwise.reports.figures import Look

# Blue and orange are told apart by every kind of colour vision, dark and light also in grey print;
# the 5 degree conditions are dashed besides.
CONDITION_LOOKS = {
    "natural": Look("#2f353b", (), "o"),
    "toe-in-5": Look("#2f85c9", (4, 2), "v"),
    "toe-in-10": Look("#083f7c", (), "v"),
    "toe-out-5": Look("#dd7d0c", (4, 2), "^"),
    "toe-out-10": Look("#963600", (), "^"),
}


def condition_label(condition: str) -> str:
    """Name of a condition for people: ``toe-in 5°``."""
    if condition == NATURAL or condition not in CHANGE_DEG:
        return condition
    direction, _, size = condition.rpartition("-")
    return f"{direction} {size}°"
