"""What a person has said on the phone, in the words of the clinic's pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from footwise.clinic.outcomes import figure

_SHOWN = 14
WHY_NAMES = {
    "pain": _("pain"),
    "time": _("no time"),
    "weather": _("the weather"),
    "phone": _("the phone or the page"),
    "ill": _("ill"),
    "forgot": _("not thought of it"),
    "away": _("away from home"),
    "other": _("something else"),
}


def whys_in_words(whys: Iterable[str]) -> list[str]:
    """Put reasons into words."""
    return [str(WHY_NAMES[why]) for why in whys]


def hindered_in_words(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the newest days on which something got in the way, and what it was."""
    newest = list(reversed(told.get("hindered", [])))[:_SHOWN]
    return [{"day": date.fromisoformat(one["day"]), "why": whys_in_words(one["why"])} for one in newest]


def pause_in_words(pause: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give a pause with its day and its reasons in words; None where there is none."""
    if pause is None:
        return None
    return {"until": date.fromisoformat(pause["until"]), "why": whys_in_words(pause["why"])}


def plan_in_words(plan: dict[str, Any]) -> str:
    """Say what is practised: which foot, which way, by how much, how long a day."""
    foot = _("left foot") if plan["side"] == "left" else _("right foot")
    turned = _("toes %(degrees)s° inwards") if plan["change_deg"] < 0 else _("toes %(degrees)s° outwards")
    told = {"degrees": figure(abs(plan["change_deg"]))}
    minutes = gettext("%(minutes)s minutes a day") % {"minutes": plan["minutes"]}
    return f"{foot}, {turned % told}, {minutes}"
