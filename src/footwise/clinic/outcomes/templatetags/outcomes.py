"""Numbers and days as the reader's language writes them."""

from __future__ import annotations

from typing import Any

from django import template

from footwise.clinic.outcomes import words

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
