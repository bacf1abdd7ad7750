"""The page that walks with the person: a document a language, of nobody's data, and its files."""

from __future__ import annotations

import gzip

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from footwise.clinic.phone.app_files import app_file, app_version, worker_text

# As they stand in addresses, and as Django calls them.
LANGUAGES = {"en": "en-gb", "de": "de", "es": "es"}
_YEAR = "public, max-age=31536000, immutable"


def language_word(language: str) -> str:
    """Give the word for a language that stands in addresses."""
    return next((word for word, known in LANGUAGES.items() if known == language), "en")


def _language(word: str) -> str:
    if word not in LANGUAGES:
        raise Http404
    return LANGUAGES[word]


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
    with override(_language(language)):
        # Without the request: it is kept in the phone, and must be nobody's.
        told = {
            "word": language,
            "version": app_version(),
            "languages": {"en": "English", "de": "Deutsch", "es": "Español"},
        }
        page = render_to_string("phone/practice.html", told)
    return _installable(_zipped(request, HttpResponse(page, headers={"Cache-Control": "no-cache"})))


@login_not_required
@require_safe
def practice_manifest(request: HttpRequest, language: str) -> HttpResponse:
    """Say how the page is installed."""
    with override(_language(language)):
        name = _("Footwise: my walk")
    start = reverse("practice_page", args=[language])
    icon = reverse("practice_file", args=[app_version(), "page/icon.svg"])
    large = reverse("practice_file", args=[app_version(), "page/icon-512.png"])
    told = {
        "id": reverse("practice_home"),
        "name": name,
        "short_name": "Footwise",
        "lang": language,
        "start_url": start,
        "scope": reverse("practice_home"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b3f70",
        "icons": [
            {"src": large, "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
            {"src": icon, "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def practice_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, which names the version it brings."""
    shells = [reverse("practice_page", args=[word]) for word in LANGUAGES]
    shells += [reverse("practice_manifest", args=[word]) for word in LANGUAGES]
    text = worker_text(reverse("practice_home"), shells)
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


@csp_update({"manifest-src": [SELF], "worker-src": [SELF]})
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
