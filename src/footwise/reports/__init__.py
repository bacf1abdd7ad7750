"""Reports that people read, and tables that programs read."""

from footwise.reports.numbers import MISSING, angle, mean_and_error, mean_and_spread, number, turn

__all__ = [
    "MISSING",
    "angle",
    "mean_and_error",
    "mean_and_spread",
    "number",
    "turn",
]
