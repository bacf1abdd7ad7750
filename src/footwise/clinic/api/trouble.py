"""What a program is told when something goes wrong: one shape of JSON for everything, in English, and its status."""

from __future__ import annotations

import logging
import math
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse

from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.seal import Unsealable
from footwise.errors import ErrorKind, FootwiseError

_log = logging.getLogger("footwise.clinic")


class TroubleKind(StrEnum):
    """What a trouble is, for programs; what it says is for people, and no program should read it."""

    BAD_FILE = ErrorKind.BAD_FILE
    BAD_REQUEST = ErrorKind.BAD_REQUEST
    REFUSAL = ErrorKind.REFUSAL
    MISSING_EXTRA = ErrorKind.MISSING_EXTRA
    NO_TOKEN = "no token"
    NOT_ALLOWED = "not allowed"
    NOT_THERE = "not there"
    CHANGED_MEANWHILE = "changed meanwhile"
    TOO_MUCH = "too much"
    NOT_NOW = "not now"
    FAULT = "fault of the clinic"


class Told(Exception):
    """A trouble of this interface.

    Parameters
    ----------
    status : HTTPStatus
    kind : TroubleKind
    where, trouble, remedy : str
        As in `FootwiseError`.
    headers : dict, optional
        Of the answer.
    more
        What else the answer says, by name: `differences` and `version` of what was changed meanwhile, for example.
    """

    def __init__(
        self,
        status: HTTPStatus,
        kind: TroubleKind,
        where: str,
        trouble: str,
        remedy: str = "",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(where, trouble)
        self.status, self.kind = status, kind
        self.where, self.trouble, self.remedy = where, trouble, remedy
        self.headers, self.more = headers or {}, more

    def answer(self) -> HttpResponse:
        """Give it as an answer."""
        body = {"where": self.where, "trouble": self.trouble, "remedy": self.remedy, "kind": self.kind}
        answer = JsonResponse({**body, **self.more}, status=self.status, headers=self.headers)
        if self.status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = 'Bearer realm="Footwise"'
        return answer


def too_often(wait_s: float) -> HttpResponse:
    """Say when to come back."""
    told = Told(
        HTTPStatus.TOO_MANY_REQUESTS, TroubleKind.TOO_MUCH, "this device", "asks too often", "Wait as Retry-After says"
    )
    answer = told.answer()
    answer.headers["Retry-After"] = str(max(1, math.ceil(wait_s)))
    return answer


def answer_of(error: BaseException) -> HttpResponse:
    """Give the answer to whatever went wrong."""
    told = _told(error)
    if told.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("a call of a program failed", exc_info=error)
    answer = told.answer()
    if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = "30"
    return answer


def _told(error: BaseException) -> Told:
    """Translate an exception."""
    match error:
        case Told():
            return error
        case FootwiseError(kind=ErrorKind.REFUSAL):
            return _of_footwise(HTTPStatus.FORBIDDEN, error)
        case FootwiseError():
            return _of_footwise(HTTPStatus.UNPROCESSABLE_ENTITY, error)
        case Http404():
            return Told(
                HTTPStatus.NOT_FOUND,
                TroubleKind.NOT_THERE,
                "the address",
                "there is no such thing, or it is not this device's to see",
                "Check the id, and the clinic of the token",
            )
        case PermissionDenied():
            return Told(HTTPStatus.FORBIDDEN, TroubleKind.NOT_ALLOWED, "the token", "does not allow this")
        case RequestDataTooBig():
            return Told(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                TroubleKind.TOO_MUCH,
                "the body",
                "is too large",
                "Send it in pieces",
            )
        case SuspiciousOperation() | UnicodeError():
            return Told(HTTPStatus.BAD_REQUEST, TroubleKind.BAD_REQUEST, "the call", "cannot be understood")
        case ChangedMeanwhile() | IntegrityError():
            return Told(
                HTTPStatus.CONFLICT,
                TroubleKind.CHANGED_MEANWHILE,
                "the clinic",
                "somebody has changed or added the same in this moment",
                "Read it again and decide anew",
            )
        case Unsealable():
            return Told(HTTPStatus.GONE, TroubleKind.BAD_FILE, "the recording", "cannot be opened: its key is gone")
        case OperationalError() | InterfaceError() | OSError():
            return Told(
                HTTPStatus.SERVICE_UNAVAILABLE,
                TroubleKind.NOT_NOW,
                "the store",
                "cannot be used at the moment",
                "Try again in a minute; nothing was half done",
            )
    return Told(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        TroubleKind.FAULT,
        "the clinic",
        "something went wrong here",
        "Nothing was changed. An administrator finds more where the server writes its log",
    )


def _of_footwise(status: HTTPStatus, error: FootwiseError) -> Told:
    return Told(status, TroubleKind(error.kind), str(error.where), error.trouble, error.remedy)
