"""The languages of the clinic, each in its own words: whoever looks for one does not read the others."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def languages(request: HttpRequest) -> dict[str, Any]:
    """Tell every page which there are; Django's own list translates their names."""
    return {"languages": settings.LANGUAGES}
