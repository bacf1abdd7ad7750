"""The guide for people on paper: one A4 page a language, of nobody's data."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from footwise.clinic.phone.guide import CLINIC_CALLED, FOOT, GUIDE, LOST, TITLE, drawing_svg
from footwise.clinic.phone.page_text import LANGUAGES, said
from footwise.jobs import Guide, GuidePart, guide_pdf
from footwise.version import __version__


@login_not_required
@require_safe
def practice_guide(request: HttpRequest, language: str) -> HttpResponse:
    """Give the guide, to be printed."""
    if language not in LANGUAGES:
        raise Http404
    answer = HttpResponse(guide_of(language), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="footwise-{language}.pdf"'
    return answer


# Set once a language: whoever asks again and again costs the server nothing.
@cache
def guide_of(language: str) -> bytes:
    """Set the guide in a language.

    Parameters
    ----------
    language : str
        Of `LANGUAGES`.
    """
    parts = tuple(
        GuidePart(said(language, one.title), (said(language, one.words),), drawing_svg(one.drawing))
        for one in (*GUIDE, LOST)
    )
    foot = f"Footwise {__version__} · {said(language, FOOT)}"
    return guide_pdf(Guide(language, said(language, TITLE), parts, (said(language, CLINIC_CALLED),), foot))
