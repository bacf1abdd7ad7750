"""What a person has said on the phone, in the words of the clinic's pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

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
