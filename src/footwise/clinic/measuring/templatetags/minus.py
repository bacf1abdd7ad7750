"""The minus sign in a number that a template has written."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def minus(written: str) -> str:
    """Put a minus sign where a hyphen stands: a hyphen is short, and a line may break after it."""
    return written.replace("-", "\N{MINUS SIGN}")
