"""Reports that people read, and tables that programs read."""

from footwise.reports.numbers import MISSING, angle, number

__all__ = [
    "MISSING",
    "angle",
    "number",
]
