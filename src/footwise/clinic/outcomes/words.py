"""Names of scores and parts of questionnaires, in the reader's language."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.models import PLACE_NAMES, SIDE_NAMES

PART_NAMES = {
    "pain": gettext_lazy("pain"),
    "symptoms": gettext_lazy("symptoms"),
    "adl": gettext_lazy("daily living"),
    "sport": gettext_lazy("sport and leisure"),
    "qol": gettext_lazy("quality of life"),
    "stiffness": gettext_lazy("stiffness"),
    "function": gettext_lazy("function"),
    "total": gettext_lazy("total"),
}
LEG_NAMES = {"left": gettext_lazy("left"), "right": gettext_lazy("right")}


def score_name(score: str) -> str:
    """Name a score: ``koos_pain_0_100_better`` is KOOS pain."""
    instrument, _underscore, rest = score.partition("_")
    part = rest.rpartition("_0_")[0]
    if instrument == "nrs":
        return _("pain")
    return f"{instrument.upper()} {PART_NAMES[part]}"


def good_is(score: str) -> str:
    """Say which direction is good."""
    most = 10 if score.startswith("nrs_") else 100
    if score.endswith("_better"):
        return _("0 to %(most)d, higher is better") % {"most": most}
    return _("0 to %(most)d, higher is worse") % {"most": most}


def where_in_words(slot: str) -> str:
    """Name a knee and a place in it."""
    side, _blank, place = slot.partition(" ")
    return f"{SIDE_NAMES[side]}, {PLACE_NAMES[place]}"


def figure(value: float, digits: int = 1) -> str:
    """Write a number with one decimal where it needs one, or with more where it is asked for."""
    rounded = round(float(value), digits) + 0.0
    return str(number_format(rounded, 0 if rounded == int(rounded) else digits))


def day_in_words(day: str | date) -> str:
    """Write a day."""
    return _day_in_words(date.fromisoformat(day) if isinstance(day, str) else day, get_language() or "")


@lru_cache(maxsize=2000)
def _day_in_words(day: date, language: str) -> str:
    """Write a day in a language, once: the first page of a large clinic writes hundreds, most of them of one year."""
    return str(date_format(day, "DATE_FORMAT"))


def change_in_words(change: dict[str, Any]) -> str:
    """Say a change that matters to patients in one sentence."""
    what = score_name(change["score"])
    if change["where"]:
        what = f"{what} ({where_in_words(change['where'])})"
    told = {
        "what": what[0].upper() + what[1:],
        "first": figure(change["from"][1]),
        "first_day": day_in_words(change["from"][0]),
        "last": figure(change["to"][1]),
        "last_day": day_in_words(change["to"][0]),
        "by": figure(change["improvement"]),
        "least": figure(change["least"]),
    }
    if change["percent"]:
        said = _(
            "%(what)s: %(first)s on %(first_day)s, %(last)s on %(last_day)s. "
            "That is better by %(by)s %% of the first value; from %(least)s %% on it matters to patients."
        )
    else:
        said = _(
            "%(what)s: %(first)s on %(first_day)s, %(last)s on %(last_day)s. "
            "That is better by %(by)s points; from %(least)s points on it matters to patients."
        )
    return said % told
