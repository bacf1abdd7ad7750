"""Every request is counted and timed, under the name of its page: its address would say whose it is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from footwise.clinic.watching.counts import count_request

_log = logging.getLogger("footwise.clinic.requests")


class WatchingMiddleware:
    """The outermost: what it times is what the server took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and count it."""
        begin = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begin
        match = request.resolver_match
        page = (match.view_name or "") if match else ""
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        count_request(page, method, response.status_code, seconds)
        told = {"page": page, "method": method, "status": response.status_code, "seconds": round(seconds, 4)}
        _log.info("request", extra=told)
        return response
