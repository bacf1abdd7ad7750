"""Numbers as people read them: a true minus, no more digits than the measurement carries, a dash for missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from footwise.arrays import Array
from footwise.signals import Mean

MISSING = "–"
_TOGETHER = re.compile(r"\d+ % ± \S+ %|−?\d+ to −?\d+ %|\d+° toe-(?:in|out)|\d+ %")


def number(value: float | None, digits: int = 2) -> str:
    """Write a number with a fixed count of decimals; a dash for a missing one."""
    if value is None or not np.isfinite(value):
        return MISSING
    # Adding zero turns a negative zero, which rounding makes, into zero.
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float | None, digits: int = 2) -> str:
    """Write a change: with its sign, unless nothing is left of it."""
    written = number(value, digits)
    return f"+{written}" if value is not None and value > 0 and float(written) > 0 else written


def mean_and_spread(values: Array, digits: int = 2) -> str:
    """Write mean ± standard deviation of the finite values."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return MISSING
    mean = number(float(known.mean()), digits)
    return mean if len(known) < 2 else f"{mean} ± {number(float(known.std(ddof=1)), digits)}"


def mean_and_error(mean: Mean, digits: int = 2) -> str:
    """Write mean ± standard error."""
    if not np.isfinite(mean.value):
        return MISSING
    value = number(mean.value, digits)
    return f"{value} ± {number(mean.se, digits)}" if np.isfinite(mean.se) else value


def angle(value_deg: float, digits: int = 0) -> str:
    """Name a foot progression angle without a sign: ``12° toe-out``."""
    return _with_direction(value_deg, digits, "toe-out", "toe-in")


def turn(change_deg: float, digits: int = 1) -> str:
    """Name a change of the foot progression angle without a sign: ``9.6° in``."""
    return _with_direction(change_deg, digits, "out", "in")


def _with_direction(value_deg: float, digits: int, positive: str, negative: str) -> str:
    if not np.isfinite(value_deg):
        return MISSING
    size = number(abs(value_deg), digits)
    if float(size) == 0:
        return f"{size}°"
    return f"{size}° {positive if value_deg > 0 else negative}"


def unbroken(text: str) -> Markup:
    """Keep ``12 % ± 2 %`` and ``6° toe-out`` on one line of the page."""
    return Markup(_TOGETHER.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def as_ranges(steps: Sequence[int]) -> str:
    """Write step numbers briefly: ``2, 5–8, 11``."""
    runs: list[list[int]] = []
    for step in sorted(steps):
        if runs and step == runs[-1][1] + 1:
            runs[-1][1] = step
        else:
            runs.append([step, step])
    return ", ".join(str(a) if a == b else f"{a}, {b}" if b == a + 1 else f"{a}–{b}" for a, b in runs)


def number_range(numbers: Sequence[str]) -> str:
    """Write the least and the largest of some written numbers: ``9.5 to 41``; once where they are equal."""
    low, high = min(numbers, key=float), max(numbers, key=float)
    return low if float(low) == float(high) else f"{low} to {high}"
