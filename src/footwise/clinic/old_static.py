"""Files of the page at the address that they had before an update: a browser that was left open finds the new ones."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def old_static(request: HttpRequest, path: str, before: str) -> HttpResponse:
    """Lead to where a file of this name lies now; where there is none any more, that address says so."""
    if f"/static/{before}/" == settings.STATIC_URL:
        raise Http404
    return HttpResponseRedirect(f"{settings.STATIC_URL}{path}")
