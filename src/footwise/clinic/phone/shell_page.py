"""The page that walks with the person: a document a language, of nobody's data, and its files."""

from __future__ import annotations

import gzip

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from footwise.clinic.phone.app_files import app_file, app_version, worker_text
from footwise.clinic.phone.page_text import LANGUAGES, manifest_text, page_text

_YEAR = "public, max-age=31536000, immutable"


def language_word(language: str) -> str:
    """Give the word for a language that stands in addresses."""
    return next((word for word in LANGUAGES if language.startswith(word)), "en")


def _known(word: str) -> str:
    if word not in LANGUAGES:
        raise Http404
    return word


@login_not_required
@require_safe
def practice_home(request: HttpRequest) -> HttpResponse:
    """Bring a person to the page in the language of their browser."""
    return redirect("practice_page", language_word(get_language() or ""))


@login_not_required
@require_safe
def practice_check(request: HttpRequest) -> HttpResponse:
    """Bring whoever has a real phone to the part of the page that looks at its sensor; it needs no code."""
    where = reverse("practice_page", args=[language_word(get_language() or "")])
    return HttpResponse(status=302, headers={"Location": f"{where}#check"})


@login_not_required
@require_safe
def practice(request: HttpRequest, language: str) -> HttpResponse:
    """Give the page; whoever it is, nothing of anybody stands in it."""
    page = page_text(_known(language), alone=False)
    return _installable(_zipped(request, HttpResponse(page, headers={"Cache-Control": "no-cache"})))


@login_not_required
@require_safe
def practice_manifest(request: HttpRequest, language: str) -> HttpResponse:
    """Say how the page is installed."""
    told = manifest_text(_known(language))
    return HttpResponse(told, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def practice_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, which names the version it brings."""
    text = worker_text(tuple(LANGUAGES))
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def practice_file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """Give a file of this version of the page."""
    found = app_file(name) if version == app_version() else None
    if found is None:
        raise Http404
    answer = HttpResponse(found.content, content_type=found.kind, headers={"Cache-Control": _YEAR})
    return _zipped(request, answer, found.zipped)


@csp_update({"manifest-src": [SELF], "worker-src": [SELF], "media-src": ["blob:"]})
def _installable(answer: HttpResponse) -> HttpResponse:
    """Allow what the clinic's other pages have no use for: how it is installed, and a service worker, both ours."""
    return answer


def _zipped(request: HttpRequest, answer: HttpResponse, zipped: bytes | None = None) -> HttpResponse:
    """Pack what holds no secret, where the browser can unpack it."""
    answer["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = zipped or gzip.compress(answer.content, 9, mtime=0)
        answer["Content-Encoding"] = "gzip"
    return answer
