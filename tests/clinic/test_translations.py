"""German and Spanish: every string of pages and code has its words, with the same blanks to fill in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import templatize
from tests.clinic.world import browser_of

import footwise

CLINIC = Path(footwise.__file__).parent / "clinic"
CALLS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
BLANK = re.compile(r"%\(\w+\)[sd]")
# What people read who read no other language; they stand in no template.
ENGLISH_LEFT = ("Welcome", "Today", "People", "Log in", "Who comes", "Save", "Add a person")


def strings_in_the_code() -> set[str]:
    found: set[str] = set()
    for path in [*CLINIC.rglob("*.py"), *CLINIC.rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        source = templatize(text) if path.suffix == ".html" else text
        for _, message, _, _ in extract("python", io.BytesIO(source.encode()), keywords=CALLS):
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def catalogues(language: str) -> dict[Path, Catalog]:
    """The words of each room; the one beside the rooms holds what several share."""
    found = {}
    for path in sorted(CLINIC.glob(f"**/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale=language)
    return found


def key(message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_string_has_its_words(language):
    every = [one for catalogue in catalogues(language).values() for one in catalogue if one.id]
    told = {key(one): one for one in every}
    assert len(told) == len(every), "the same words in two catalogues"
    assert len(strings_in_the_code()) > 150
    assert set(told) == strings_in_the_code()
    for message in told.values():
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(words) and not message.fuzzy, message.id
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        for word in words:
            assert set(BLANK.findall(word)) in [set(BLANK.findall(one)) for one in asked], message.id
            assert set(BLANK.findall(word)) <= set(BLANK.findall(asked[-1])), message.id


@pytest.mark.parametrize("language", ["de", "es"])
def test_what_django_reads_was_made_from_what_people_edit(language):
    """After a change: `pybabel compile -D django -d FOLDER`, for the folder `locale` that was changed."""
    for path, catalogue in catalogues(language).items():
        made = io.BytesIO()
        write_mo(made, catalogue)
        assert path.with_suffix(".mo").read_bytes() == made.getvalue(), path


@pytest.mark.parametrize("language", ["de", "es"])
def test_they_say_that_no_native_clinician_has_read_them(language):
    for path, catalogue in catalogues(language).items():
        assert "Not yet read by a native clinician" in catalogue.header_comment, path


@pytest.mark.parametrize(("language", "today", "mass"), [("de", "Heute", "71,5"), ("es", "Hoy", "71,5")])
def test_a_page_in_another_language(world, store, language, today, mass):
    browser = browser_of(world.ash.clinician)
    browser.post("/language/", {"language": language, "next": "/"})
    page = browser.get("/").content.decode()
    assert f'<html lang="{language}">' in page and f"<h1>{today}</h1>" in page
    # Each language is called what it calls itself.
    assert all(f">{name}</button>" in page for name in ("English", "Deutsch", "Español"))
    assert not [word for word in ENGLISH_LEFT if f">{word}<" in page]
    one = world.ash.person
    where = f"/people/{one.pk}/"
    form = {
        "pseudonym": one.pseudonym, "year_of_birth": 1958, "sex": "female", "affected_side": "left", "height_cm": 164,
        "version": one.version,
    }  # fmt: skip
    # As people there write it, and as the browser's own field sends it.
    assert browser.post(f"{where}edit/", {**form, "mass_kg": mass}).status_code == 302
    assert f"{mass} kg" in browser.get(where).content.decode()
    answer = browser.post(f"{where}edit/", {**form, "mass_kg": "72.5", "version": one.version + 1})
    assert answer.status_code == 302 and "72,5 kg" in browser.get(where).content.decode()


def test_a_language_that_is_not_there_changes_nothing(world):
    browser = browser_of(world.ash.clinician)
    browser.post("/language/", {"language": "../../etc", "next": "https://evil.example/"})
    answer = browser.get("/")
    assert 'lang="en-gb"' in answer.content.decode()
    assert browser.post("/language/", {"language": "de", "next": "https://evil.example/"}).url == "/"
