"""What the page says where the library names one of its parameters."""

from __future__ import annotations

import re

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


def in_words_of_the_page(text: str) -> str:
    """Put words in the place of parameters in backticks.

    >>> in_words_of_the_page("Correct the mass with `mass_kg=...`")
    "Correct the mass with the person's mass on their page"
    >>> in_words_of_the_page("Say `leg_length_m`")
    'Say leg length m'
    """
    return _PARAMETER.sub(lambda found: _WORDS.get(found[1], found[1].replace("_", " ")), text)
