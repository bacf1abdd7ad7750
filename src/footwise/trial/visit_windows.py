"""Which visit a measure belongs to: by the day on which it was taken, within the windows that the design gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from footwise.arrays import Array
from footwise.settings import Settings, is_whole, quoted

# What may become of a measure outside every window: left out, used at the visit it is recorded as, or at the nearest.
OUTSIDE = ("drop", "keep", "nearest")
_EXAMPLE = "Write window_days = [-14, 13], or { 7 = [-7, 13], 52 = [-14, 21] } with every visit"
# So many days beside the week that was recorded are a note where the design has no windows.
_FAR_DAYS = 28


@dataclass(frozen=True)
class VisitWindows:
    """How far from its day a visit may lie.

    Attributes
    ----------
    days : dict of int to (int, int)
        Week of a visit to the first and last day of its window, counted from seven times the week.
    outside : str
        One of ``OUTSIDE``.
    """

    days: dict[int, tuple[int, int]]
    outside: str

    def visit_of(self, day: float, visits: Sequence[int]) -> int | None:
        """Give the visit in whose window a day from enrolment lies; None outside all of them."""
        inside = (w for w in visits if self.days[w][0] <= day - 7 * w <= self.days[w][1])
        return next(inside, None)


@dataclass(frozen=True)
class VisitDeviation:
    """A measure that was not taken on the day of its visit.

    Attributes
    ----------
    person, outcome : str
    recorded_week : float
        NaN where none was recorded.
    day : int
        On which it was taken, from enrolment.
    visit : int or None
        Week of the visit that it counts for; None where it is left out.
    days_off : int
        From the day of that visit, or else of the nearest one; later is positive.
    inside : bool
        Within the window.
    kind : str
        ``beside`` the day, within the window; ``moved`` to another visit than the one recorded; ``outside`` every
        window; ``second``, where another measure of the same visit was taken nearer to its day.
    """

    person: str
    outcome: str
    recorded_week: float
    day: int
    visit: int | None
    days_off: int
    inside: bool
    kind: str


def read_windows(words: Settings, weeks: Sequence[int], outcomes: Mapping[str, Sequence[int]]) -> VisitWindows | None:
    """Read ``window_days`` and ``outside`` of the design's visits; None where there are none.

    Parameters
    ----------
    words : Settings
        The section of the visits.
    weeks : sequence of int
        Every visit.
    outcomes : mapping
        Outcome to its visits: their windows must not overlap.

    Raises
    ------
    FootwiseError
        Windows that are none, lack a visit or overlap; another word than `OUTSIDE`.
    """
    value, outside = words.table.get("window_days"), words.table.get("outside")
    if value is None:
        if outside is not None:
            raise words.trouble("outside has no window_days beside it", _EXAMPLE)
        return None
    if outside is None:
        outside = "drop"
    if outside not in OUTSIDE:
        raise words.trouble(f"outside is {quoted(outside)}", f"Write {', '.join(OUTSIDE[:-1])} or {OUTSIDE[-1]}")
    if isinstance(value, Mapping):
        if strange := [key for key in value if key not in map(str, weeks)]:
            raise words.trouble(f"window_days has {quoted(strange[0])}, which is no visit", _EXAMPLE)
        if missing := [week for week in weeks if str(week) not in value]:
            raise words.trouble(f"window_days lacks week {missing[0]}", _EXAMPLE)
        days = {week: _window(words, value[str(week)]) for week in weeks}
    else:
        days = dict.fromkeys(weeks, _window(words, value))
    for outcome, visits in outcomes.items():
        for first, second in pairwise(visits):
            ends, begins = 7 * first + days[first][1], 7 * second + days[second][0]
            if ends >= begins:
                gap = 7 * min(after - before for each in outcomes.values() for before, after in pairwise(each))
                trouble = f"windows of weeks {first} and {second} overlap for {outcome}: days {begins} to {ends}"
                remedy = f"Narrow them: [{-(gap // 2)}, {(gap - 1) // 2}] fits between all visits; or give each its own"
                raise words.trouble(trouble, remedy)
    return VisitWindows(days, outside)


def _window(words: Settings, value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(is_whole(day, -10_000) for day in value):
        first, last = value
        if first <= 0 <= last:
            return first, last
    raise words.trouble(f"window_days has {quoted(value)}", _EXAMPLE)


def place_measures(
    windows: VisitWindows,
    visits: Sequence[int],
    people: Sequence[str],
    outcome: str,
    recorded_week: Array,
    day: Array,
) -> tuple[list[int | None], list[VisitDeviation]]:
    """Say which visit every measure of one outcome counts for.

    Of several in one window the nearest to its day counts, of two as near the earlier; a measure inside comes before
    any outside.

    Parameters
    ----------
    windows : VisitWindows
    visits : sequence of int
        Of the outcome, in order.
    people : sequence of str
        Whose each measure is.
    outcome : str
    recorded_week : array, shape (measures,)
        NaN where none was recorded.
    day : array, shape (measures,)
        From enrolment.

    Returns
    -------
    visit : list of int or None
        None where a measure is not used.
    deviations : list of VisitDeviation
    """
    chosen: dict[tuple[str, int], int] = {}
    wanted: list[int | None] = []
    inside: list[bool] = []
    for k, (who, when) in enumerate(zip(people, day, strict=True)):
        visit = windows.visit_of(float(when), visits)
        inside.append(visit is not None)
        if visit is None and windows.outside != "drop":
            nearest = min(visits, key=lambda w: (abs(when - 7 * w), w))
            recorded = int(recorded_week[k]) if recorded_week[k] in visits else None
            visit = nearest if windows.outside == "nearest" else recorded
        wanted.append(visit)
        if visit is None:
            continue
        other = chosen.get((who, visit))
        if other is None or _rank(inside, day, k, visit) < _rank(inside, day, other, visit):
            chosen[who, visit] = k
    used: list[int | None] = []
    deviations = []
    for k, (who, visit) in enumerate(zip(people, wanted, strict=True)):
        counts = visit is not None and chosen[who, visit] == k
        used.append(visit if counts else None)
        about = visit if visit is not None else min(visits, key=lambda w: (abs(day[k] - 7 * w), w))
        off = int(np.floor(day[k] - 7 * about + 0.5))
        kind = "beside"
        if visit is not None and not counts:
            kind = "second"
        elif not inside[k]:
            kind = "outside"
        elif visit is not None and abs(recorded_week[k] - visit) >= 1:
            kind = "moved"
        if off or kind != "beside":
            taken = int(np.floor(day[k] + 0.5))
            recorded_as = float(recorded_week[k])
            deviations.append(VisitDeviation(who, outcome, recorded_as, taken, used[k], off, inside[k], kind))
    return used, deviations


def _rank(inside: Sequence[bool], day: Array, k: int, visit: int) -> tuple[bool, float, float, int]:
    return not inside[k], abs(float(day[k]) - 7 * visit), float(day[k]), k


def deviations_in_words(deviations: Sequence[VisitDeviation], windows: VisitWindows) -> tuple[str, ...]:
    """Say what became of measures that were not taken on their day, one line a kind with everybody's name in it."""
    how = "the nearest visit" if windows.outside == "nearest" else "the visit it is recorded as"
    said = {
        ("second", False): "Not used, because another measure of the same visit was taken nearer to its day",
        ("outside", False): "Outside every window of the design and left out",
        ("outside", True): f"Outside every window of the design and used at {how}",
        ("moved", True): "Recorded as another visit than their day says; the day decides",
        ("beside", True): "Within the window, beside the day of the visit",
    }
    found: dict[str, dict[str, None]] = {}
    for one in deviations:
        used = one.visit is not None
        recorded = f", recorded as week {one.recorded_week:g}" if np.isfinite(one.recorded_week) else ""
        told = f"{one.person} day {one.day} (week {one.day / 7:.1f}{recorded})"
        if one.kind == "beside":
            told = f"{one.person} week {one.visit} ({one.days_off:+d} day{'' if abs(one.days_off) == 1 else 's'})"
        elif used:
            told += f" for week {one.visit}"
        found.setdefault(said[one.kind, used], {})[told] = None
    return tuple(f"{kind}: {', '.join(names)}." for kind, names in found.items())


def far_from_their_week(people: Sequence[str], recorded_week: Array, day: Array) -> tuple[str, ...]:
    """Name measures whose date does not fit the week they are recorded as, where the design has no windows."""
    far = np.abs(day - 7 * recorded_week) > _FAR_DAYS
    named = dict.fromkeys(
        f"{person} week {week:g} (taken in week {when / 7:.1f})"
        for person, week, when, one in zip(people, recorded_week, day, far, strict=True)
        if one
    )
    if not named:
        return ()
    return (
        f"Taken more than {_FAR_DAYS} days from the week they are recorded as: {', '.join(named)}. The design has no "
        "window_days, so they are used as recorded.",
    )
