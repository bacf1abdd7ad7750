"""The short guide for people: the same words and drawings on the phone, on paper and in the docs; no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DRAWINGS = Path(__file__).parents[1] / "templates" / "phone" / "practice_drawings.html"
# The colours of the page in daylight, as `practice.css` has them.
_STYLE = (
    ".ink{fill:#0b3f70}.soft{fill:#fff}.line,.accent{fill:none;stroke:#10181f;stroke-width:3;stroke-linejoin:round;"
    "stroke-linecap:round}.accent{stroke:#0b3f70;stroke-width:4}.dashed{stroke-dasharray:8 8}"
    ".phone{fill:#0b3f70;stroke:#10181f;stroke-width:3;stroke-linejoin:round}"
)


def _(text: str) -> str:
    """Mark words for the catalogues."""
    return text


@dataclass(frozen=True)
class Part:
    """A question and its answer.

    Attributes
    ----------
    title : str
        English, as it stands in the catalogues.
    drawing : str
        Name of the drawing.
    words : str
    alone : str
        For people without a clinic, where that is something else.
    """

    title: str
    drawing: str
    words: str
    alone: str = ""


GUIDE = (
    Part(
        _("What is this?"),
        "what",
        _(
            "You learn to turn your foot a little while you walk, so that your knee carries less. The phone on your "
            "shoe feels each step and says which way to turn the next one. Your clinic has chosen the turn for you."
        ),
        _(
            "You learn to turn your foot a little while you walk, towards what a professional has written for you. The "
            "phone on your shoe feels each step and says which way to turn the next one. It measures no load on your "
            "knee, and it decides nothing."
        ),
    ),
    Part(
        _("How do I put the phone on?"),
        "shoe",
        _(
            "On top of the shoe, with its upper edge to the toes, held by a tight strap or under the laces. If it "
            "slips, it tells you nothing true."
        ),
    ),
    Part(
        _("How does a walk begin?"),
        "line",
        _(
            "Stand still, then walk straight on along a line, such as a joint of the floor. After that, walk as you "
            "like: there and back in a corridor counts. Low is toes in, high is toes out."
        ),
    ),
    Part(
        _("When it hurts"),
        "rest",
        _(
            "Stop and rest. Say your pain afterwards. If the pain is higher by 2 or more for two days, or if you have "
            "fallen: stop practising and call your clinic."
        ),
        _(
            "Stop and rest. Say your pain afterwards. If the pain is higher by 2 or more for two days, or if you have "
            "fallen: stop practising and call whoever wrote your letter, or your doctor."
        ),
    ),
    Part(
        _("I hear nothing"),
        "sound",
        _(
            "Turn the sound on and the switch for silence off. Ear-phones by Bluetooth are late by up to a third of a "
            "second: use the loudspeaker or a cable."
        ),
    ),
    Part(
        _("The screen goes dark"),
        "dark",
        _(
            "Where the phone lets this page, the screen stays awake. Where it does not, set the lock to its longest "
            "time, or touch the screen now and then: a dark screen feels no steps."
        ),
    ),
)
# What only paper says: whoever holds the phone in their hand has not lost it.
LOST = Part(
    _("If you lose your phone"),
    "lost",
    _("Call your clinic: it closes that phone at once, and gives you a code for another one. No day is lost for it."),
)
TITLE = _("My walk with the phone")
CLINIC_CALLED = _("Telephone of my clinic")
FOOT = _("Research software: a clinician decides. Nothing here is a diagnosis.")


@cache
def drawing_svg(name: str) -> str:
    """Give one of the page's drawings as a picture of its own, in the page's colours in daylight."""
    text = _DRAWINGS.read_text(encoding="utf-8")
    found = re.search(rf'<symbol id="drawn-{name}" viewBox="([^"]+)">(.*?)</symbol>', text, re.DOTALL)
    if found is None:
        raise KeyError(name)
    box, drawn = found.groups()
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><style>{_STYLE}</style>{drawn}</svg>\n'
