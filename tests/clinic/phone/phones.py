"""Phones of people of the world, and what a page sends."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from footwise.clinic.phone import make_phone_link

ATTEMPT = "a1b2c3d4e5f60718"
PAGE = {"X-Footwise-Page": "1"}


def send(browser: Client, name: str, body: Any, **headers: str) -> HttpResponse:
    """Send what the page sends."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    said = {**PAGE, **headers}
    return browser.post(reverse(name), text, content_type="application/json", headers=said)


def ask(browser: Client, name: str) -> HttpResponse:
    """Ask what the page asks."""
    return browser.get(reverse(name), headers=PAGE)


def phone_of(clinic) -> Client:
    """The phone of a clinic's person, let in by the clinic's clinician."""
    from footwise.clinic.audit import Actor, acting_as

    with acting_as(Actor("test")):
        code, _ = make_phone_link(clinic.person.pk, clinic.clinician.pk)
    browser = Client(headers={"accept-language": "en"})
    assert send(browser, "practice_join", {"code": code, "attempt": ATTEMPT}).status_code == 200
    return browser
