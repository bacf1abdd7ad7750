"""The stop rule: pain up by 2 or more for two days, or a fall; the page has the same in `stop_rule.mjs`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

PAIN, FALL = "pain", "fall"
RISE = 2.0
# Two days on end, or with one day without a rating between them.
_APART = timedelta(days=2)
_ROUNDING = 1e-9


def pain_is_up(pains: Sequence[dict[str, Any]]) -> bool:
    """Tell whether the newest two days of rating are both higher by 2 or more than before.

    Before is the first rating of all, or the last one before the two: whoever had become better is not overlooked.

    Parameters
    ----------
    pains : sequence of dict
        ``day`` and ``rating`` (0 to 10), one a day, in the order of days.
    """
    if len(pains) < 3:
        return False
    *before, one, two = pains
    if date.fromisoformat(two["day"]) - date.fromisoformat(one["day"]) > _APART:
        return False
    lowest = min(before[0]["rating"], before[-1]["rating"])
    return bool(min(one["rating"], two["rating"]) - lowest >= RISE - _ROUNDING)
