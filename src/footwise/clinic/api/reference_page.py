"""The page that describes the interface for programs, drawn from its own description; nothing comes from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

_JSON = "application/json"


@dataclass(frozen=True)
class Word:
    """A parameter, or a field of what is sent or given."""

    name: str
    place: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True)
class Call:
    """One thing that can be asked."""

    name: str
    tag: str
    method: str
    path: str
    about: str
    scope: str
    role: str
    parameters: tuple[Word, ...]
    sent: tuple[Word, ...]
    given: tuple[Word, ...]
    status: str


@login_not_required
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show every call; it shows nothing of anybody, so that nobody need be known."""
    return render(request, "api/reference.html", {"groups": _groups(), "trouble": _trouble()})


@cache
def _groups() -> list[tuple[str, list[Call]]]:
    from footwise.clinic.api.interface import document

    told = document()
    known = told["components"]["schemas"]
    calls = [
        _call(path, method, one, known) for path, methods in told["paths"].items() for method, one in methods.items()
    ]
    order = {tag: place for place, tag in reversed(list(enumerate(call.tag for call in calls)))}
    calls.sort(key=lambda call: order[call.tag])
    return [(tag, list(of_it)) for tag, of_it in groupby(calls, key=lambda call: call.tag)]


@cache
def _trouble() -> tuple[Word, ...]:
    from footwise.clinic.api.interface import document

    known = document()["components"]["schemas"]
    return _fields(known["Trouble"], known, given=True)


def _call(path: str, method: str, one: dict[str, Any], known: dict[str, Any]) -> Call:
    status = min(one["responses"])
    return Call(
        name=one["operationId"],
        tag=one["tags"][0],
        method=method.upper(),
        path=path,
        about=" ".join(one.get("description", "").split()),
        scope=one.get("x-scope", "").replace("`", ""),
        role=one.get("x-role", ""),
        parameters=tuple(
            Word(each["name"], each["in"], _kind(each["schema"]), each["required"], each.get("description", ""))
            for each in one.get("parameters", ())
        ),
        sent=_fields(_schema(one.get("requestBody", {})), known, given=False),
        given=_fields(_schema(one["responses"][status]), known, given=True),
        status=status,
    )


def _schema(told: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = told.get("content", {}).get(_JSON, {}).get("schema", {})
    return schema


def _fields(schema: dict[str, Any], known: dict[str, Any], *, given: bool, before: str = "") -> tuple[Word, ...]:
    """List the fields of a shape; those of the rows of a list follow it, with its name before them."""
    schema = _opened(schema, known)
    found = []
    for name, one in schema.get("properties", {}).items():
        whole = _opened(one, known)
        needed = given or name in schema.get("required", ())
        found.append(Word(before + name, "", _kind(whole), needed, one.get("description", "")))
        rows = _opened(whole.get("items", {}), known)
        if "properties" in rows:
            found += _fields(rows, known, given=given, before=f"{before}{name}[].")
        elif "properties" in whole:
            found += _fields(whole, known, given=given, before=f"{before}{name}.")
    return tuple(found)


def _opened(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and of what may be null take what it is otherwise."""
    for other in schema.get("anyOf", ()):
        if other.get("type") != "null":
            return {**_opened(other, known), "nullable": True}
    name = schema.get("$ref", "").rpartition("/")[2]
    return known[name] if name else schema


def _kind(schema: dict[str, Any]) -> str:
    """Say in a few words what a value is."""
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{one}"' for one in schema["enum"])
    told = str(schema.get("format") or schema.get("type", "object"))
    if told == "array":
        told = f"list of {schema.get('items', {}).get('type', 'object')}"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None and high < 2**31 - 1:
        told += f", {low} to {high}"
    return told + (" or null" if schema.get("nullable") else "")
