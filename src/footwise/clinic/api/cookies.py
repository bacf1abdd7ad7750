"""No cookie reaches the interface for programs: whoever is logged in at a browser is nobody there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PREFIX = "/api/v1/"


class NoCookiesMiddleware:
    """Take the cookies out of calls by programs, before a session is looked for.

    A page of another server can make a browser send its cookies there, but no token: with tokens alone nothing can be
    done in somebody's name without their doing (CSRF).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if request.path_info.startswith(PREFIX):
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES = {}
        return self.get_response(request)
