"""Reports that people read, and tables that programs read."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.reports.numbers import MISSING, angle, mean_and_error, mean_and_spread, number, turn

__all__ = [
    "MISSING",
    "angle",
    "mean_and_error",
    "mean_and_spread",
    "number",
    "turn",
]

# A letter needs no figures, and who writes one does not wait for what draws them.
__getattr__, __dir__ = lazy_face(__name__, dict.fromkeys(__all__, "footwise.reports.numbers"))
