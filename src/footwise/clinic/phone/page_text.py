"""The page that walks with a person as a document in each language; no Django, as it is also put on any server.

Every address in it is relative, so that it works below any path. `alone` is the page for people without a clinic.
"""

from __future__ import annotations

import json
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup, escape

from footwise.clinic.phone.app_files import app_version
from footwise.clinic.phone.guide import GUIDE

# Each as it calls itself; English is what stands in the template.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}
_CLINIC = Path(__file__).parents[1]
# Of a page for people without a clinic: its own files, and no connection to anybody, its own server included.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'"
)


class _Words(Extension):
    """The tag for words that Django's templates have, so that all templates of the clinic say it in one way."""

    # `load` is Django's; there is nothing to load here.
    tags = {"translate", "load"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Read one tag."""
        tag = next(parser.stream)
        if tag.value == "load":
            while parser.stream.current.type != "block_end":
                next(parser.stream)
            return []
        text = parser.parse_expression()
        said = nodes.Call(nodes.Name("said", "load"), [text], [], None, None)
        return nodes.Output([said], lineno=tag.lineno)


@cache
def page_text(language: str, *, alone: bool) -> str:
    """Give the page; nothing of anybody stands in it.

    Parameters
    ----------
    language : str
        Of `LANGUAGES`.
    alone : bool
        For people without a clinic: it asks no server for anything.
    """
    return _drawn("practice.html", language, alone=alone, policy=POLICY, guide=GUIDE)


def first_text() -> str:
    """Give the page at the top of one for people without a clinic, which leads on to the language of the browser."""
    return _drawn("practice_first.html", "en", policy=POLICY)


def trust_text(language: str, *, fingerprint: str) -> str:
    """Give the page on how a phone is told to trust the computer that serves the page in a home."""
    return _drawn("practice_trust.html", language, fingerprint=fingerprint, policy=POLICY)


def _drawn(template: str, language: str, **told: Any) -> str:
    about: dict[str, Any] = {"word": language, "version": app_version(), "languages": LANGUAGES, **told}
    return (
        _templates()
        .get_template(f"phone/{template}")
        .render(**about, said=lambda text: Markup(escape(said(language, text))))
    )


def manifest_text(language: str) -> str:
    """Say how the page is installed; it lies beside the page."""
    app = f"../app/{app_version()}/page"
    told = {
        "name": said(language, "Footwise: my walk"),
        "short_name": "Footwise",
        "lang": language,
        "start_url": "./",
        "scope": "../",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b3f70",
        "icons": [
            {"src": f"{app}/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
            {"src": f"{app}/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def said(language: str, text: str) -> str:
    """Say English words in a language, by the catalogues of the clinic."""
    # The catalogues double a per cent sign, as Django's templates do.
    return _catalogue(language).gettext(text.replace("%", "%%")).replace("%%", "%")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_CLINIC / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_Words],
        keep_trailing_newline=True,
    )


@cache
def _catalogue(language: str) -> NullTranslations:
    """Join the catalogues of all rooms: words that several pages have stand in one of them alone."""
    whole = NullTranslations()
    for path in sorted(_CLINIC.glob(f"**/locale/{language}/LC_MESSAGES/django.mo"), reverse=True):
        with path.open("rb") as file:
            room = GNUTranslations(file)
        room.add_fallback(whole)
        whole = room
    return whole
