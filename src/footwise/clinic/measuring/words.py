"""What the page says where the library names one of its parameters, and which question would help."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from footwise.errors import FootwiseError

# `mass_kg`, `mass_kg=...`, `angles_only=True`
_PARAMETER = re.compile(r"`([a-z][a-z0-9_]*)(?:=[^`]*)?`")
_WORDS = {
    "mass_kg": "the person's mass on their page",
    "height_m": "the person's height on their page",
    "forces": "the file of the forces",
    "static": "a recording of standing still",
    "side": "which foot it is",
    "angles_only": "foot angles alone",
    "coding": "the field how the answers are coded",
    "times_ms": "the field of the times",
    "labels": "the label image",
    "noise_sd": "the noise of the images",
}
# What a page can ask about what the library names.
QUESTIONS = {
    "side": _("On which foot was the sensor?"),
    "static": _("A recording of standing still with all markers would help: add it to this visit."),
    "forces": _("Its forces (MOT or STO) would help: add them to this visit."),
    "mass_kg": _("Is the person's mass right? It stands on their page."),
    "height_m": _("Is the person's height right? It stands on their page."),
}


def in_words_of_the_page(text: str) -> str:
    """Put words in the place of parameters in backticks.

    >>> in_words_of_the_page("Correct the mass with `mass_kg=...`")
    "Correct the mass with the person's mass on their page"
    >>> in_words_of_the_page("Say `leg_length_m`")
    'Say leg length m'
    """
    return _PARAMETER.sub(lambda found: _WORDS.get(found[1], found[1].replace("_", " ")), text)


def asked_by(error: FootwiseError) -> list[str]:
    """Name the parameters that an error speaks of, as far as a page can ask for them."""
    told = f"{error.where} {error.trouble} {error.remedy}"
    named = [found[1] for found in _PARAMETER.finditer(told)]
    return [name for name in QUESTIONS if name in named]
