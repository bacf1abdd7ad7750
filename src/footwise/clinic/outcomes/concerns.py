"""What sealed figures give reason to look at: pain that rose, a foot angle that was lost; a function each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from footwise.clinic.outcomes.changes import least_change_of_pain
from footwise.clinic.outcomes.models import PainRating, Practice

PAIN_UP = "pain up"
ANGLE_LOST = "angle lost"
# Ratings are whole or halves: 2.0 must not be missed for the last bit.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Found:
    """A reason to look at somebody.

    Attributes
    ----------
    since : date
    figures : dict
        For the sentence; sealed where they are kept.
    """

    since: date
    figures: dict[str, Any]


def pain_up(ratings: Iterable[PainRating]) -> Found | None:
    """Find the largest rise of pain at a knee and a place, to its newest rating.

    It is compared with the first rating, as the trial and `footwise.followup` do, and with the one before, so that a
    flare after it had become better is not overlooked. A rise counts from the smallest change that matters to patients.
    """
    least = least_change_of_pain()
    places: dict[str, list[PainRating]] = {}
    for rating in ratings:
        places.setdefault(rating.slot, []).append(rating)
    found: list[tuple[float, Found]] = []
    for slot, several in sorted(places.items()):
        several = sorted(several, key=lambda one: one.day)
        newest = several[-1]
        rises = [
            (newest.rating - one.rating, k == 0, one)
            for k, one in enumerate(several[:-1])
            if k in (0, len(several) - 2)
        ]
        for rise, is_first, before in rises:
            if rise >= least - _ROUNDING:
                figures = {
                    "where": slot,
                    "rating": newest.rating,
                    "before": before.rating,
                    "before_on": before.day.isoformat(),
                    "first": is_first,
                    "rise": rise,
                }
                found.append((rise, Found(newest.day, figures)))
    return max(found, key=lambda one: one[0])[1] if found else None


def angle_lost(practice: Iterable[Practice]) -> Found | None:
    """Find a foot whose kept angle was within the band around the target, and in the newest session is no longer.

    The band is the session's own, which is never narrower than its sensors can tell. Lost is what went back towards
    natural walking; where the target is to walk as always, what went either way.
    """
    feet: dict[str, list[tuple[date, dict[str, Any]]]] = {}
    for one in practice:
        if one.is_session:
            for side, foot in one.figures["feet"].items():
                if foot["kept_error_deg"] is not None and foot["asked_change_deg"] is not None:
                    feet.setdefault(side, []).append((one.day, foot))
    found: list[tuple[float, Found]] = []
    for side, told in sorted(feet.items()):
        told.sort(key=lambda one: one[0])
        day, newest = told[-1]
        off = _off(newest)
        was_kept = [before for before, foot in told[:-1] if abs(foot["kept_error_deg"]) <= foot["band_deg"]]
        if was_kept and off > newest["band_deg"]:
            figures = {
                "side": side,
                "off_deg": abs(newest["kept_error_deg"]),
                "band_deg": newest["band_deg"],
                "kept_on": was_kept[-1].isoformat(),
            }
            found.append((off - newest["band_deg"], Found(day, figures)))
    return max(found, key=lambda one: one[0])[1] if found else None


def _off(foot: dict[str, Any]) -> float:
    """How far from the target towards natural walking; with a target of no change, how far from it."""
    error, asked = foot["kept_error_deg"], foot["asked_change_deg"]
    return float(abs(error) if not asked else (-error if asked > 0 else error))
