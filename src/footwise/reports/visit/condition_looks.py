"""How each condition looks and is called, the same in every figure of a visit, never told apart by colour alone."""

from __future__ import annotations

from footwise.prescription import asked_change_deg
from footwise.reports.figures import Look

# Blue and orange are told apart by every kind of colour vision, dark and light also in grey print;
# the 5 degree conditions are dashed besides.
_LOOKS = {
    "natural": Look("#2f353b", (), "o"),
    "toe-in-5": Look("#2f85c9", (4, 2), "v"),
    "toe-in-10": Look("#083f7c", (), "v"),
    "toe-out-5": Look("#dd7d0c", (4, 2), "^"),
    "toe-out-10": Look("#963600", (), "^"),
}


# Up to so much a change looks as the trial's smaller ones do.
_SMALL_DEG = 7.5


def condition_look(condition: str) -> Look:
    """How a condition is drawn; other changes than the trial's look like the nearer of its two to that side."""
    if condition in _LOOKS:
        return _LOOKS[condition]
    asked = asked_change_deg(condition)
    size = 5 if abs(asked) <= _SMALL_DEG else 10
    return _LOOKS[f"toe-{'in' if asked < 0 else 'out'}-{size}"]
