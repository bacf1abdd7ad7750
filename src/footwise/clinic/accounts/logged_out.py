"""Whoever sends a form after a log-out in another window reads on the log-in page that it was not saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _


class LogInMiddleware(LoginRequiredMiddleware):
    """Ask for the log-in; what was sent without one is not kept, since nobody knows whose it is."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:
        """Lead to the log-in, and say what became of what was sent."""
        if request.method == "POST":
            told = _("You are logged out, so what you sent was not saved. Log in and enter it again.")
            messages.warning(request, told)
        answer: HttpResponseBase = super().handle_no_permission(request, view_func)
        return answer
