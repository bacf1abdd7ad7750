"""Every page and paper says which version made it, and that a clinician decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from footwise import __version__, reports

TEMPLATES = Path(reports.__file__).parent / "templates"
# What other templates use, the page of the person (whose sheet the report goes with), and two texts in which the caller
# puts it.
PARTS = {"base.html.j2", "parts.html.j2", "measures.html.j2", "knee_centre.html.j2"}
GIVEN = {"letter.typ": "foot", "guide.typ": "foot"}


@pytest.mark.requirement("R-070")
def test_every_page_and_paper_says_its_version():
    base = (TEMPLATES / "base.html.j2").read_text(encoding="utf-8")
    assert "<strong>Research software: a clinician decides.</strong> Made with Footwise {{ version }}." in base
    silent = set()
    for path in TEMPLATES.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".css" or path.name in PARTS:
            continue
        says = '{% extends "base.html.j2" %}' in text or re.search(r"\bversion\b", text)
        if not (says or (path.name in GIVEN and f"v.{GIVEN[path.name]}" in text)):
            silent.add(path.name)
    assert silent == {"for_the_person.html.j2"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
