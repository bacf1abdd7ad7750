"""Pain and questionnaires are entered: once, part by part, with what is missing said by the library's rule."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import PainRating, Questionnaire
from footwise.clinic.people import Consent, Person
from footwise.followup import KOOS_SUBSCALES

SCRIPT = "<script>alert(1)</script>"
TODAY = timezone.localdate


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture(params=["clinician", "assessor"])
def browser(world, request):
    return browser_of(getattr(world.ash, request.param))


@pytest.fixture
def assessor(world):
    return browser_of(world.ash.assessor)


def rated(world, **told):
    return {"day": TODAY(), "side": "left", "medial": "3", "said_by": "person", **told}


def test_eleven_buttons_and_no_slider_and_the_sore_knee_is_chosen_already(world, browser):
    page = text(browser.get(reverse("add_pain", args=[world.ash.person.pk])))
    assert page.count('name="medial"') == 11 and page.count('type="radio"') == 2 + 4 * 11
    assert 'type="range"' not in page
    assert re.findall(r'name="side" value="(\w+)"[^>]* checked', page) == ["left"]


def test_pain_is_noted_once(world, browser):
    where = reverse("add_pain", args=[world.ash.person.pk])
    assert "Noted: 2 ratings." in text(browser.post(where, rated(world, overall="5"), follow=True))
    assert "nothing was added" in text(browser.post(where, rated(world, overall="5"), follow=True))
    answer = browser.post(where, rated(world, medial="8", lateral="1"))
    assert "On this day 3 stands there already. Open it to correct it." in text(answer)
    mine = PainRating.of_person(world.ash.person.pk).filter(day=TODAY())
    assert {(one.place, one.rating, one.content["source"]) for one in mine} == {
        ("medial", 3, "person"),
        ("overall", 5, "person"),
    }


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"medial": ""}, "Choose a number for one place at least."),
        ({"medial": "11"}, "is not one of the available choices"),
        ({"medial": SCRIPT}, "is not one of the available choices"),
        ({"side": "both"}, "is not one of the available choices"),
        ({"day": "2999-01-01"}, "This day is still to come."),
        ({"day": "1999-01-01"}, "more than ten years away"),
        ({"said_by": "import"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_asked_again(world, assessor, told, said):
    answer = assessor.post(reverse("add_pain", args=[world.ash.person.pk]), rated(world, **told))
    assert answer.status_code == 200 and said in text(answer) and SCRIPT not in text(answer)
    assert PainRating.of_person(world.ash.person.pk).count() == 1


@pytest.mark.requirement("R-024")
def test_nothing_is_taken_in_without_a_consent(world, browser):
    with acting_as(Actor("test")):
        consent = Consent.everything.get(person=world.ash.person)
        consent.withdrawn_on = TODAY()
        consent.save()
    for name in ("add_pain", "add_form"):
        answer = browser.post(reverse(name, args=[world.ash.person.pk]), rated(world))
        assert answer.status_code == 403 and "No consent is in force" in text(answer)
    assert PainRating.of_person(world.ash.person.pk).count() == 1


def test_a_rating_is_corrected_with_a_reason_and_shows_what_stood_there(world, browser):
    one = world.ash.rating
    where = reverse("pain", args=[one.pk])
    sent = {"rating": "6", "day": one.day, "version": one.version}
    assert "This field is required." in text(browser.post(where, {**sent, "reason": " "}))
    page = text(browser.post(where, {**sent, "reason": SCRIPT}, follow=True))
    assert SCRIPT not in page and "&lt;script&gt;" in page and "What stood there before" in page
    answer = browser.post(where, {**sent, "rating": "2", "reason": "mistyped"})
    assert answer.status_code == 409 and "Somebody else has changed this meanwhile" in text(answer)
    assert PainRating.everything.get(pk=one.pk).rating == 6
    again = {**sent, "rating": "2", "reason": "mistyped", "version": answer.context["form"].data["version"]}
    assert browser.post(where, again).status_code == 302
    told = PainRating.everything.get(pk=one.pk)
    assert told.rating == 2 and [e["figures"]["rating"] for e in told.earlier] == [4.0, 6.0]


def test_a_rating_is_not_moved_onto_another_one(world, assessor):
    one = world.ash.rating
    assessor.post(reverse("add_pain", args=[world.ash.person.pk]), rated(world))
    sent = {"rating": "4", "day": TODAY(), "version": one.version, "reason": "another day"}
    answer = assessor.post(reverse("pain", args=[one.pk]), sent)
    assert answer.status_code == 200 and "Another rating of this day stands there already." in text(answer)


def test_what_was_taken_out_is_found_by_no_page(world, browser):
    one = world.ash.rating
    where = reverse("remove_pain", args=[one.pk])
    assert browser.post(where, {"reason": "", "version": one.version}).status_code == 200
    assert browser.post(where, {"reason": "the other knee", "version": 99}).status_code == 409
    assert browser.post(where, {"reason": "the other knee", "version": one.version}).status_code == 302
    assert browser.get(reverse("pain", args=[one.pk])).status_code == 404
    assert reverse("pain", args=[one.pk]) not in text(browser.get(reverse("outcomes", args=[world.ash.person.pk])))


def test_a_form_is_answered_part_by_part_and_goes_on_where_it_was(world, assessor):
    where = reverse("add_form", args=[world.ash.person.pk])
    begun = {"instrument": "koos", "day": TODAY(), "language": "de", "said_by": "person"}
    part = assessor.post(where, begun).url
    assert part.endswith("/pain/")
    form = Questionnaire.everything.get(day=TODAY(), person=world.ash.person)
    version = form.version
    # The words of the German form, of which no question is printed.
    assert "0 nie" in text(assessor.get(part))
    assessor.post(part, {**dict.fromkeys(KOOS_SUBSCALES["pain"], "1"), "P9": "", "version": version})
    # The browser was closed; the next day somebody begins the same form again.
    assert assessor.post(where, begun).url.endswith("/symptoms/")
    assert "Go on where it was" in text(assessor.get(where))
    page = text(assessor.get(reverse("form", args=[form.pk])))
    assert "34 answers are missing" in page and "Scores" not in page
    for name in list(KOOS_SUBSCALES)[1:]:
        version += 1
        answers = dict.fromkeys(KOOS_SUBSCALES[name], "1")
        assert (
            assessor.post(reverse("form_part", args=[form.pk, name]), {**answers, "version": version}).status_code
            == 302
        )
    page = text(assessor.post(reverse("finish_form", args=[form.pk]), follow=True))
    assert "KOOS pain" in page and "WOMAC total" in page and "75" in page
    told = Questionnaire.everything.get(pk=form.pk)
    assert (
        told.finished
        and told.figures["answers"]["P9"] is None
        and told.figures["scores"]["koos_pain_0_100_better"] == 75
    )
    assert told.figures["language"] == "de" and told.figures["coding"] == "0-4"


def test_too_few_answers_give_no_score_but_the_reason(world, assessor):
    form = world.ash.form
    page = text(assessor.post(reverse("finish_form", args=[form.pk]), follow=True))
    assert "1 of 9 items answered: the KOOS manual asks for at least half (5)" in page


def test_a_finished_form_is_corrected_with_a_reason(world, browser):
    form = world.ash.form
    browser.post(reverse("finish_form", args=[form.pk]))
    where = reverse("form_part", args=[form.pk, "pain"])
    answers = dict.fromkeys(KOOS_SUBSCALES["pain"], "2")
    version = form.version + 1
    assert "This field is required." in text(browser.post(where, {**answers, "version": version}))
    assert browser.post(where, {**answers, "version": version, "reason": "page stuck"}).status_code == 302
    told = Questionnaire.everything.get(pk=form.pk)
    assert told.figures["scores"]["koos_pain_0_100_better"] == 50 and told.earlier[0]["reason"] == "page stuck"
    answer = browser.post(where, {**answers, "P2": "4", "version": version, "reason": "late"})
    assert answer.status_code == 409 and Questionnaire.everything.get(pk=form.pk).figures["answers"]["P2"] == "2"


def test_a_womac_is_asked_without_the_koos(world, assessor):
    begun = {"instrument": "womac", "day": TODAY(), "language": "es", "said_by": "therapist"}
    page = text(assessor.post(reverse("add_form", args=[world.ash.person.pk]), begun, follow=True))
    assert "1 (in the KOOS P5)" in page and 'name="P1"' not in page
    assert assessor.get(reverse("form_part", args=[world.ash.form.pk, "stiffness"])).status_code == 404


def test_no_question_of_a_form_is_printed(world, assessor):
    """Their words belong to others; only the words of the answers, which the project carries, are."""
    page = text(assessor.get(reverse("form_part", args=[world.ash.form.pk, "symptoms"])))
    for word in ("swelling", "grinding", "catch", "bend", "straighten"):
        assert word not in page.lower()
    assert "0 never" in page and "0 always" in page


def test_a_knee_is_asked_for_where_both_are_sore(world, assessor):
    with acting_as(Actor("test")):
        one = Person.everything.get(pk=world.ash.person.pk)
        one.affected_side = "both"
        one.save()
    page = text(assessor.get(reverse("add_pain", args=[one.pk])))
    assert not re.findall(r'name="side"[^>]* checked', page)
    assert assessor.post(reverse("add_pain", args=[one.pk]), {**rated(world), "side": ""}).status_code == 200


def test_no_problem_is_not_mistaken_for_no_answer(world, assessor):
    """The form's own word for 0 is none."""
    page = text(assessor.get(reverse("form_part", args=[world.ash.form.pk, "pain"])))
    assert "<span>0 none</span>" in page and "<span>no answer</span>" in page and "<span>none</span>" not in page
