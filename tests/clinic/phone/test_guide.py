"""The guide for people: the same words and drawings on the phone, on paper and in the docs, in three languages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from footwise.clinic.phone.guide import GUIDE, LOST, drawing_svg
from footwise.clinic.phone.guide_page import guide_of
from footwise.clinic.phone.page_text import LANGUAGES, page_text, said

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phone_says_all_of_it_with_a_drawing_each(language):
    page = unescape(page_text(language, alone=False))
    helps = page.partition('data-screen="help"')[2].partition("</section>")[0]
    parts = re.findall(r"<details.*?</details>", helps, re.DOTALL)
    assert len(parts) == len(GUIDE)
    for part, drawn in zip(GUIDE, parts, strict=True):
        assert said(language, part.title) in drawn and said(language, part.words) in drawn
        assert f'href="#drawn-{part.drawing}"' in drawn and 'data-do="read-part"' in drawn
    if language != "en":
        assert not [one for one in (*GUIDE, LOST) if said(language, one.words) == one.words]


def test_the_page_for_people_without_a_clinic_names_no_clinic():
    page = unescape(page_text("en", alone=True))
    helps = page.partition('data-screen="help"')[2].partition("</section>")[0]
    assert "your clinic" not in helps.lower() and "whoever wrote your letter" in helps


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_is_one_page_in_each_language(language, world):
    answer = Client().get(f"/practice/{language}/guide.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content == guide_of(language) and answer.content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 595\.\d+ 841\.\d+\]", answer.content)


def test_another_language_has_none(world):
    assert Client().get("/practice/fr/guide.pdf").status_code == 404


@pytest.mark.parametrize("part", (*GUIDE, LOST), ids=lambda one: one.drawing)
def test_the_docs_have_the_same_words_and_drawings(part):
    """After a change: `python docs/guide_drawings.py`."""
    text = " ".join((DOCS / "guide-for-people.md").read_text().split())
    assert part.title in text and part.words in text and f"images/guide-{part.drawing}.svg" in text
    assert (DOCS / "images" / f"guide-{part.drawing}.svg").read_text() == drawing_svg(part.drawing)


def test_each_drawing_shows_something_of_its_own():
    drawn = {part.drawing: drawing_svg(part.drawing) for part in (*GUIDE, LOST)}
    assert len(set(drawn.values())) == len(drawn)
    for text in drawn.values():
        numbers = np.array([float(one) for one in re.findall(r"[MLHV](\d+)", text)])
        assert len(numbers) > 3 and 'viewBox="0 0 240 140"' in text
    with pytest.raises(KeyError):
        drawing_svg("nothing")
