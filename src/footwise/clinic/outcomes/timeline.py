"""A person's year as small aligned pictures: what is drawn where, and the same in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.words import day_in_words, figure

# In units of the picture; it is drawn as wide as the page.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720.0, 186.0, 64.0, 16.0, 12.0, 10.0
# Marks that differ by more than their colour, in this order.
_SHAPES = ("circle", "square", "diamond", "triangle")
_YEAR = timedelta(days=364)
_SIZE = 5.0
# A place beside a line of nothing: so much of the range is added at both ends.
_AIR = 0.08


@dataclass(frozen=True)
class Point:
    """A day and a figure, and whether the figure is one of a simulation."""

    day: date
    value: float
    simulated: bool = False


@dataclass(frozen=True)
class Series:
    """Figures of one thing over time.

    Attributes
    ----------
    name : str
    points : sequence of Point
        In the order of days.
    dashed : bool
        What was asked for, not what was measured.
    """

    name: str
    points: Sequence[Point]
    dashed: bool = False


@dataclass(frozen=True)
class Drawn:
    """A series as the template draws it."""

    name: str
    number: int
    line: str
    marks: tuple[str, ...]
    dashed: bool
    shape: str


@dataclass(frozen=True)
class Bar:
    """A bar as the template draws it."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Panel:
    """One picture.

    Attributes
    ----------
    slug : str
    title, unit : str
    said : str
        What it shows, in words.
    ticks : tuple of (y, label)
    drawn : tuple of Drawn
    bars : tuple of Bar
    heads : tuple of str
    rows : tuple of (day, tuple of str)
        The same as a table.
    simulated : bool
    """

    slug: str
    title: str
    unit: str
    said: str
    ticks: tuple[tuple[str, str], ...]
    drawn: tuple[Drawn, ...] = ()
    bars: tuple[Bar, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    simulated: bool = False


@dataclass(frozen=True)
class Axis:
    """The days that all pictures share.

    Attributes
    ----------
    first, last : date
    months : tuple of (x, label)
    visits, targets : tuple of (x, day in words)
    """

    first: date
    last: date
    months: tuple[tuple[str, str], ...] = ()
    visits: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, str], ...] = field(default=())

    def x(self, day: date) -> float:
        """Place a day."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def axis(days: Sequence[date], visits: Sequence[date], targets: Sequence[date], today: date) -> Axis:
    """Make an axis of a year from the first day on, or longer where there is more.

    Parameters
    ----------
    days : sequence of date
        All that is to be seen.
    visits, targets : sequence of date
        Of them, those of visits, and those on which a target was signed.
    today : date
    """
    first = min([*days, today])
    last = max([first + _YEAR, *days])
    bare = Axis(first, last)
    months = []
    # So many labels as are read beside one another.
    every = max(1, round((last - first).days / 30.4 / 6))
    month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while month <= last:
        months.append((_n(bare.x(month)), str(date_format(month, "M Y" if month.month <= every else "M"))))
        for _k in range(every):
            month = (month + timedelta(days=32)).replace(day=1)
    return Axis(
        first,
        last,
        tuple(months),
        tuple((_n(bare.x(day)), day_in_words(day)) for day in visits),
        tuple((_n(bare.x(day)), day_in_words(day)) for day in targets),
    )


def lines(
    along: Axis,
    slug: str,
    title: str,
    unit: str,
    series: Sequence[Series],
    *,
    low: float | None = None,
    high: float | None = None,
    digits: int = 1,
) -> Panel | None:
    """Draw figures over time; None where there are none.

    Parameters
    ----------
    along : Axis
    slug, title, unit : str
    series : sequence of Series
    low, high : float, optional
        Ends of the scale, where it has such.
    digits : int
        How many decimals a figure has at most.
    """
    series = [one for one in series if one.points]
    if not series:
        return None
    values = [point.value for one in series for point in one.points]
    bottom, top = _range(values, low, high)
    drawn = []
    for number, one in enumerate(series):
        places = [(along.x(point.day), _y(point.value, bottom, top)) for point in one.points]
        shape = _SHAPES[number % len(_SHAPES)]
        line = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in places) if len(places) > 1 else ""
        marks = () if one.dashed and line else tuple(_mark(shape, x, y) for x, y in places)
        drawn.append(Drawn(one.name, number, line, marks, one.dashed, shape))
    days = sorted({point.day for one in series for point in one.points})
    told = [{point.day: figure(point.value, digits) for point in one.points} for one in series]
    return Panel(
        slug=slug,
        title=title,
        unit=unit,
        said=" ".join(_said(one, digits) for one in series),
        ticks=_ticks(bottom, top, digits),
        drawn=tuple(drawn),
        heads=tuple(one.name for one in series),
        rows=tuple((day_in_words(day), tuple(one.get(day, "–") for one in told)) for day in days),
        simulated=any(point.simulated for one in series for point in one.points),
    )


def bars(
    along: Axis, slug: str, title: str, unit: str, weeks: Sequence[tuple[date, float]], simulated: bool
) -> Panel | None:
    """Draw one bar a week; None where there are none.

    Parameters
    ----------
    along : Axis
    slug, title, unit : str
    weeks : sequence of (first day, figure)
    simulated : bool
    """
    if not weeks:
        return None
    top = max(max(value for _day, value in weeks), 1.0)
    found = []
    for day, value in weeks:
        left, right = along.x(day), along.x(day + timedelta(days=6))
        y = _y(value, 0.0, top)
        found.append(Bar(_n(left), _n(y), _n(max(1.5, right - left)), _n(_y(0.0, 0.0, top) - y)))
    total = sum(value for _day, value in weeks)
    said = _("%(weeks)d weeks with practice, %(total)s minutes in all.")
    return Panel(
        slug=slug,
        title=title,
        unit=unit,
        said=said % {"weeks": sum(value > 0 for _day, value in weeks), "total": figure(total)},
        ticks=_ticks(0.0, top),
        bars=tuple(found),
        heads=(unit,),
        rows=tuple((day_in_words(day), (figure(value),)) for day, value in weeks),
        simulated=simulated,
    )


def _said(one: Series, digits: int) -> str:
    first, last = one.points[0], one.points[-1]
    if len(one.points) == 1:
        said = _("%(name)s: %(first)s on %(first_day)s.")
    else:
        said = _("%(name)s: %(first)s on %(first_day)s, %(last)s on %(last_day)s, %(count)d values.")
    return said % {
        "name": one.name,
        "first": figure(first.value, digits),
        "first_day": day_in_words(first.day),
        "last": figure(last.value, digits),
        "last_day": day_in_words(last.day),
        "count": len(one.points),
    }


def _range(values: Sequence[float], low: float | None, high: float | None) -> tuple[float, float]:
    bottom = min(values) if low is None else low
    top = max(values) if high is None else high
    air = _AIR * (top - bottom) or 1.0
    return bottom - (air if low is None else 0.0), top + (air if high is None else 0.0)


def _ticks(bottom: float, top: float, digits: int = 1) -> tuple[tuple[str, str], ...]:
    """Give the ends of the scale and its middle."""
    told = []
    for value in (bottom, (bottom + top) / 2, top):
        told.append((_n(_y(value, bottom, top)), figure(value, digits)))
    return tuple(told)


def _y(value: float, bottom: float, top: float) -> float:
    return TOP + (top - value) / (top - bottom) * (HEIGHT - TOP - BOTTOM)


def _mark(shape: str, x: float, y: float) -> str:
    """Give the outline of a mark, as a path."""
    s = _SIZE
    match shape:
        case "circle":
            return f"M{_n(x - s)} {_n(y)}a{s} {s} 0 1 0 {2 * s} 0a{s} {s} 0 1 0 {-2 * s} 0Z"
        case "square":
            return f"M{_n(x - s)} {_n(y - s)}h{2 * s}v{2 * s}h{-2 * s}Z"
        case "diamond":
            d = 1.4 * s
            return f"M{_n(x)} {_n(y - d)}l{d:.1f} {d:.1f}l{-d:.1f} {d:.1f}l{-d:.1f} {-d:.1f}Z"
    return f"M{_n(x)} {_n(y - 1.3 * s)}l{1.3 * s:.1f} {2.3 * s:.1f}h{-2.6 * s:.1f}Z"


def _n(value: float) -> str:
    """Write a number as a picture needs it, whatever the reader's language is."""
    return f"{value:.1f}"


def week_of(day: date, first: date) -> date:
    """Give the first day of the week, counted from the first day, in which a day lies."""
    return first + timedelta(days=(day - first).days // 7 * 7)


def minutes_by_week(practice: Sequence[Any], first: date) -> list[tuple[date, float]]:
    """Sum up the minutes of practice week by week."""
    weeks: dict[date, float] = {}
    for one in practice:
        week = week_of(one.day, first)
        weeks[week] = weeks.get(week, 0.0) + float(one.figures["minutes"])
    return sorted(weeks.items())
