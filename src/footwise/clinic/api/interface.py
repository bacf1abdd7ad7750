"""The interface as a whole, as the library knows it, and the document that describes it."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from footwise.clinic.api.administering_routes import administering
from footwise.clinic.api.by_form import first_of
from footwise.clinic.api.cookies import PREFIX
from footwise.clinic.api.keeping_routes import keeping
from footwise.clinic.api.measuring_routes import jobs, measurements
from footwise.clinic.api.outcome_routes import outcomes
from footwise.clinic.api.people_routes import consents, people, visits
from footwise.clinic.api.prescribing_routes import prescribing
from footwise.clinic.api.recording_routes import recordings
from footwise.clinic.api.shapes import Trouble
from footwise.clinic.api.trouble import Told, TroubleKind, answer_of
from footwise.settings import parse_json

_ABOUT = (
    "Everything that the pages of a clinic do, for programs. A call carries a token of a device in the header "
    "Authorization (never in an address) and acts for whoever made that token, in one clinic, within its scopes. "
    "Signing a target needs a person at a browser: no token can do it. It is research software: a clinician decides."
)
_TROUBLE = {"schema": {"$ref": "#/components/schemas/Trouble"}}
_TROUBLES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.INSUFFICIENT_STORAGE,
)
_WRONG = re.compile(r"^Value error, ")
# Where the library looked for it; the name alone says it to whoever has sent it.
_SOURCES = {"body", "query", "path", "header", "sent"}


class StrictParser(Parser):
    """Reads JSON as the standard knows it, and nothing that comes as something else."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read a body.

        Raises
        ------
        Told
            It is not JSON.
        """
        if request.content_type != "application/json":
            trouble, remedy = f"is {request.content_type or 'of no kind'}", "Send Content-Type: application/json"
            raise Told(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, TroubleKind.BAD_REQUEST, "the body", trouble, remedy)
        try:
            return parse_json(request.body, strict=True)
        except ValueError as error:
            # The reason of a text that is no UTF-8 quotes it as a whole.
            said = "no text in UTF-8" if isinstance(error, UnicodeError) else str(error)[:200]
            raise Told(HTTPStatus.BAD_REQUEST, TroubleKind.BAD_REQUEST, "the body", f"is no JSON: {said}") from None


class Interface(NinjaAPI):
    """The library's, in which an operation is called what its function is called."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Name an operation."""
        return str(operation.view_func.__name__)


@cache
def interface() -> NinjaAPI:
    """Give the interface, made once a process."""
    made = Interface(
        title="Footwise clinic",
        version="1",
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=StrictParser(),
    )
    for router in (
        people,
        consents,
        visits,
        recordings,
        measurements,
        jobs,
        prescribing,
        outcomes,
        administering,
        keeping,
    ):
        made.add_router("", router)
    for kind in (Exception, Http404, HttpError, ValidationError):
        made.add_exception_handler(kind, _answer)
    return made


@cache
def document() -> dict[str, Any]:
    """Give the OpenAPI document: what the library knows of the routes, and the troubles that all of them share."""
    told = dict(interface().get_openapi_schema(path_prefix=PREFIX))
    schema = Trouble.model_json_schema(ref_template="#/components/schemas/{model}")
    told["components"]["schemas"] |= {**schema.pop("$defs"), "Trouble": schema}
    for methods in told["paths"].values():
        for operation in methods.values():
            operation["responses"] = {str(status): one for status, one in operation["responses"].items()}
            for status in _TROUBLES:
                operation["responses"].setdefault(
                    str(status.value), {"description": status.phrase, "content": {"application/json": _TROUBLE}}
                )
    return told


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    if isinstance(error, ValidationError):
        return answer_of(first_of([_problem(one) for one in error.errors]))
    if isinstance(error, HttpError) and error.__cause__ is not None:
        # The library hides what our reader of bodies has said.
        return answer_of(error.__cause__)
    return answer_of(error if isinstance(error, Exception) else error())


def _problem(error: dict[str, Any]) -> dict[str, Any]:
    where = ".".join(str(one) for one in error["loc"] if one not in _SOURCES)
    trouble = _WRONG.sub("", str(error["msg"]))
    return {"where": where or "the body", "trouble": trouble, "remedy": "", "kind": TroubleKind.BAD_REQUEST}
