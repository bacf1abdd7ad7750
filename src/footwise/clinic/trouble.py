"""What a page says when something goes wrong below it: one clear sentence, and nothing half done."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Trouble with the store passes by itself or by an administrator's hand; any other is a fault of ours. Tables that are
# not as this program knows them belong to a newer one, which was started meanwhile.
_STORE = (OperationalError, InterfaceError, ProgrammingError, OSError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the store cannot be used at the moment, or that something went wrong here.

    The page is drawn without the request: who asks may be what cannot be read.
    """
    if isinstance(sys.exc_info()[1], _STORE):
        page = render_to_string("trouble.html")
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "30"})
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
