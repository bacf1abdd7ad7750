"""The person's own screen, on a tablet or a television before them: nobody's until a code is typed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def live_screen(request: HttpRequest) -> HttpResponse:
    """Give the page; its script comes in with the code."""
    return render(request, "live/screen.html")
