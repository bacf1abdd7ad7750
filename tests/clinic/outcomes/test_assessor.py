"""A blinded assessor walks every page that opens to them: nothing on any tells an arm, a target or a load."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.clinic.outcomes.planted import PLANTED, plant
from tests.clinic.test_pages import Page
from tests.clinic.test_routes import OPENED_BY, address
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import Practice, TreatmentConcern
from footwise.clinic.prescribing import Analysis, Target

TELLING = re.compile(
    r"\b(arms?|targets?|loads?|loading|unload\w*|sham|personali[sz]ed|toe-?(in|out)|adduction|moment of|KAM|prescri\w+|"
    r"practi[cs]\w+|feedback|kept|foot angle|training|treat\w*|band|session)\b",
    re.IGNORECASE,
)


def walked(browser, world):
    """Every page about people that opens, by its address, and what is linked from it."""
    found, waiting = {}, ["/", *(address(name, world) for name in sorted(OPENED_BY))]
    while waiting:
        where = waiting.pop()
        if where in found or (
            not where.startswith(("/people", "/pain", "/forms", "/outcomes", "/cartilage", "/practised", "/attention"))
            and where != "/"
        ):
            continue
        answer = browser.get(where, follow=True)
        found[where] = answer
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            waiting += [link for link in Page(answer.content.decode()).links if link not in found]
    return {where: answer for where, answer in found.items() if answer.status_code == 200}


def content(answer) -> str:
    """What somebody reads: the page without the frame that all pages have, and without tags."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    # Addresses and names of fields are part of the page, too; the classes of its look are not.
    return re.sub(r'\sclass="[^"]*"', "", main)


@pytest.fixture
def planted(world):
    with acting_as(Actor("test")):
        return plant(world)


@pytest.mark.requirement("R-050")
def test_no_page_of_an_assessor_tells_anything(world, planted):
    pages = walked(browser_of(world.ash.assessor), world)
    assert len(pages) >= 12
    assert any(where.endswith("/outcomes/") for where in pages) and "/" in pages
    for where, answer in pages.items():
        told = content(answer)
        words = {found[0].lower() for found in TELLING.finditer(re.sub(r"csrfmiddlewaretoken[^>]*", "", told))}
        assert not words, (where, words)
        assert not [number for number in PLANTED if number in told], where
        assert str(planted.pk) not in told, where


def test_a_clinician_reads_all_of_it(world, planted):
    """Else the test above could not fail."""
    pages = walked(browser_of(world.ash.clinician), world)
    told = " ".join(content(answer) for answer in pages.values())
    assert {"target", "load", "practice", "feedback", "kept"} <= {one[0].lower() for one in TELLING.finditer(told)}
    for number in PLANTED[:4]:
        assert number in told, number


@pytest.mark.requirement("R-050")
def test_what_an_assessor_may_not_see_no_query_gives(world, planted):
    for model in (Practice, TreatmentConcern, Analysis, Target):
        assert model.objects.for_user(world.ash.clinician).exists(), model
        assert not model.objects.for_user(world.ash.assessor).exists(), model


def test_an_assessor_enters_outcomes_and_nothing_else(world, planted):
    browser = browser_of(world.ash.assessor)
    person = world.ash.person.pk
    for name in ("add_pain", "add_form"):
        assert browser.get(reverse(name, args=[person])).status_code == 200
    for name in ("add_practice", "add_visit", "edit_person"):
        assert browser.get(reverse(name, args=[person])).status_code == 403
    assert browser.get(reverse("practised", args=[world.ash.practice.pk])).status_code == 403
    assert browser.get(reverse("dismiss_reason", args=[person, "pain-up"])).status_code == 403
