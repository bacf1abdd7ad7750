"""Numbers and days as the reader's language writes them."""

from __future__ import annotations

from typing import Any

from django import template

from footwise.clinic.outcomes import words
from footwise.clinic.outcomes.attention import Reason, what_has_gone_wrong

register = template.Library()


@register.filter
def figure(value: Any) -> str:
    """Write a number."""
    return words.figure(value)


@register.filter
def iso_day(value: str) -> str:
    """Write a day that is kept as text."""
    return words.day_in_words(value)


@register.filter
def degrees(value: Any) -> str:
    """Write an angle with its sign; a stroke where none is known."""
    if value is None:
        return "–"
    told = words.figure(value)
    return f"{'+' if float(value) > 0 and told != '0' else ''}{told}°".replace("-", "\N{MINUS SIGN}")


@register.filter
def side_name(side: str) -> str:
    """Name a leg."""
    return str(words.LEG_NAMES[side])


@register.simple_tag(takes_context=True)
def gone_wrong(context: Any, person: Any) -> list[Reason]:
    """Tell what has become worse with a person, as far as the reader may see it."""
    return what_has_gone_wrong(context["request"].user, person.pk)
