"""What stands in the pictures of a person's year: outcomes for whoever may see them, the rest for clinicians."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from footwise.clinic.accounts import Role
from footwise.clinic.outcomes.models import (
    SIDE_NAMES,
    CartilageVisit,
    ImportantChanges,
    PainRating,
    Practice,
    Questionnaire,
)
from footwise.clinic.outcomes.timeline import Axis, Panel, Point, Series, axis, bars, lines, minutes_by_week
from footwise.clinic.outcomes.words import LEG_NAMES, change_in_words, day_in_words, figure, score_name
from footwise.clinic.people import Person, Visit
from footwise.clinic.prescribing import Analysis, Target

# Of a questionnaire its own main scores: all eleven would be a wall.
_SCORES = ("koos_pain_0_100_better", "koos_qol_0_100_better", "womac_pain_0_100_worse", "womac_function_0_100_worse")
_NATURAL = "natural"
_CERTAIN = 1.96


@dataclass(frozen=True)
class Year:
    """A person's year.

    Attributes
    ----------
    axis : Axis
    panels : tuple of Panel
    changes : tuple of str
        What has changed beyond its error, or by as much as matters to patients; a sentence each.
    """

    axis: Axis
    panels: tuple[Panel, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """All rows of a person that a reader may see."""

    pain: Sequence[Any]
    forms: Sequence[Any]
    cartilage: Sequence[Any]
    practice: Sequence[Any]
    visits: Sequence[Any]
    analyses: Sequence[Any]
    targets: Sequence[Any]
    changes: Any


def rows_of(person: Person, user: Any) -> Rows:
    """Read what a reader may see of a person; of an assessor's own clinic only outcomes come."""
    mine = {"person": person, "removed_at__isnull": True}
    return Rows(
        pain=list(PainRating.objects.for_user(user).filter(**mine).order_by("day", "slot")),
        forms=list(Questionnaire.objects.for_user(user).filter(**mine).order_by("day", "slot")),
        cartilage=list(CartilageVisit.objects.for_user(user).filter(**mine).order_by("day", "slot")),
        practice=list(Practice.objects.for_user(user).filter(**mine).order_by("day", "slot")),
        visits=list(Visit.objects.for_user(user, Role.CLINICIAN).filter(person=person, at_home=False).order_by("on")),
        analyses=list(
            Analysis.objects.for_user(user, Role.CLINICIAN)
            .filter(person=person, has_loads=True)
            .select_related("visit")
            .order_by("visit__on", "made_at")
        ),
        targets=list(Target.objects.for_user(user, Role.CLINICIAN).filter(person=person).order_by("signed_at")),
        changes=ImportantChanges.objects.for_user(user).filter(person=person).first(),
    )


def year_of(rows: Rows) -> Year:
    """Draw a year."""
    forms = [one for one in rows.forms if one.finished]
    analyses = newest_of_a_day(rows.analyses)
    visits, signed = [one.on for one in rows.visits], [timezone.localdate(one.signed_at) for one in rows.targets]
    days = [
        *(one.day for one in (*rows.pain, *forms, *rows.cartilage, *rows.practice)),
        *(one.visit.on for one in analyses),
        *visits,
        *signed,
    ]
    along = axis(days, visits, signed, timezone.localdate())
    panels = (
        _pain(along, rows.pain),
        _load(along, analyses, rows.targets),
        _angle(along, rows.practice),
        _practice(along, rows.practice),
        _questionnaires(along, forms),
        *_cartilage(along, rows.cartilage),
    )
    changes = [change_in_words(one) for one in rows.changes.content["changes"]] if rows.changes else []
    return Year(along, tuple(one for one in panels if one), (*changes, *_load_changes(analyses)))


def _pain(along: Axis, ratings: Sequence[Any]) -> Panel | None:
    slots: dict[str, list[Any]] = {}
    for one in ratings:
        slots.setdefault(one.slot, []).append(one)
    # The knee with the most ratings first.
    order = sorted(slots.values(), key=len, reverse=True)
    series = [Series(several[0].where, [Point(one.day, one.rating) for one in several]) for several in order]
    return lines(along, "pain", _("Pain"), _("0 to 10"), series, low=0.0, high=10.0)


def _questionnaires(along: Axis, forms: Sequence[Any]) -> Panel | None:
    series = [
        Series(
            score_name(score),
            [Point(one.day, told[score]) for one in forms if score in (told := one.figures["scores"])],
        )
        for score in _SCORES
    ]
    unit = _("0 to 100; KOOS: higher is better, WOMAC: higher is worse")
    return lines(along, "questionnaires", _("Questionnaires"), unit, series, low=0.0, high=100.0)


def _practice(along: Axis, practice: Sequence[Any]) -> Panel | None:
    weeks = minutes_by_week(practice, along.first)
    simulated = any(one.figures.get("simulated") for one in practice)
    return bars(along, "practice", _("Practice"), _("minutes a week"), weeks, simulated)


def _angle(along: Axis, practice: Sequence[Any]) -> Panel | None:
    series = []
    for side, name in LEG_NAMES.items():
        told = [
            (one.day, one.figures["feet"][side], one.figures["simulated"])
            for one in practice
            if one.is_session and side in one.figures["feet"]
        ]
        kept = [
            Point(day, foot["kept_change_deg"], simulated)
            for day, foot, simulated in told
            if foot["kept_change_deg"] is not None
        ]
        asked = [
            Point(day, foot["asked_change_deg"], simulated)
            for day, foot, simulated in told
            if foot["asked_change_deg"] is not None
        ]
        series += [
            Series(_("kept, %(side)s") % {"side": name}, kept),
            Series(_("asked for, %(side)s") % {"side": name}, asked, dashed=True),
        ]
    unit = _("degrees from natural walking without feedback, outwards is positive")
    return lines(along, "angle", _("Kept foot angle"), unit, series)


def newest_of_a_day(analyses: Iterable[Any]) -> list[Any]:
    """Of each visit and leg the newest analysis."""
    return list({(one.visit_id, one.side): one for one in analyses}.values())


def _load(along: Axis, analyses: Sequence[Any], targets: Sequence[Any]) -> Panel | None:
    series = []
    for side, name in LEG_NAMES.items():
        mine = [one for one in analyses if one.side == side]
        change = next((one.change_deg for one in reversed(targets) if one.side == side), None)
        natural = [Point(one.visit.on, told["mean"], _simulated(one)) for one in mine if (told := _peak(one, 0.0))]
        series.append(Series(_("walking naturally, %(side)s") % {"side": name}, natural))
        if change:
            at_target = [
                Point(one.visit.on, told["mean"], _simulated(one)) for one in mine if (told := _peak(one, change))
            ]
            series.append(Series(_("at the target, %(side)s") % {"side": name}, at_target))
    unit = _("peak of the knee adduction moment, % of body weight and height")
    return lines(along, "load", _("Load"), unit, series, digits=2)


def _simulated(analysis: Any) -> bool:
    return bool(analysis.figures["simulated"])


def _peak(analysis: Any, change_deg: float) -> dict[str, Any] | None:
    """Give the peak that the visit is about at a change of foot angle, of the affected leg; None without one."""
    figures = analysis.figures
    at = figures["target"]["peak"] - 1
    for leg in figures["legs"]:
        if leg["affected"]:
            for row in leg["conditions"]:
                asked = row["asked_deg"] or 0.0
                is_it = row["condition"] == _NATURAL if change_deg == 0.0 else asked == change_deg
                if is_it and row["peaks"][at]["peak"]["mean"] is not None:
                    found: dict[str, Any] = row["peaks"][at]["peak"]
                    return found
    return None


def _load_changes(analyses: Sequence[Any]) -> list[str]:
    """Say where the load of walking naturally has changed by more than the error of measuring on two days."""
    from footwise.jobs import load_between_days

    said = []
    for side, name in LEG_NAMES.items():
        mine = [one for one in analyses if one.side == side]
        if len(mine) < 2 or mine[0].figures["target"]["peak"] != mine[-1].figures["target"]["peak"]:
            continue
        first, last = _peak(mine[0], 0.0), _peak(mine[-1], 0.0)
        if first is None or last is None:
            continue
        compared = load_between_days(first["mean"], last["mean"], first_se=_se(first), second_se=_se(last))
        if compared.beyond_error:
            told = _(
                "Load, %(side)s leg, walking naturally: %(first)s on %(first_day)s, %(last)s on %(last_day)s. "
                "That is beyond the error of measuring on two days (%(error)s)."
            )
            said.append(
                told
                % {
                    "side": name,
                    "first": figure(first["mean"], 2),
                    "first_day": day_in_words(mine[0].visit.on),
                    "last": figure(last["mean"], 2),
                    "last_day": day_in_words(mine[-1].visit.on),
                    "error": figure(compared.detectable, 2),
                }
            )
    return said


def _se(interval: dict[str, Any]) -> float:
    if interval["low"] is None or interval["high"] is None:
        return 0.0
    return float(interval["high"] - interval["low"]) / 2.0 / _CERTAIN


def _cartilage(along: Axis, found: Sequence[Any]) -> list[Panel | None]:
    """Draw each map by itself; how well a scanner repeats itself is not known, so that no change is claimed."""
    panels = []
    for map_name in sorted({one.map_name for one in found}):
        series: dict[str, list[Point]] = {}
        for one in found:
            if one.map_name == map_name:
                for region in one.figures["regions"]:
                    if region["mean_ms"] is not None:
                        name = f"{region['region']}, {SIDE_NAMES[one.side]}"
                        point = Point(one.day, float(region["mean_ms"]), bool(one.figures.get("simulated")))
                        series.setdefault(name, []).append(point)
        title = _("Cartilage, %(map)s") % {"map": map_name.replace("rho", "ρ")}
        told = [Series(name, points) for name, points in series.items()]
        panels.append(lines(along, f"cartilage-{map_name.lower()}", title, _("ms, mean of a region"), told))
    return panels
