"""The page for the person: what it says and leaves out, how large it is written, and that it is one sheet of paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.browser import PHONE_PX, SIDEWAYS, SMALLEST_TEXT, in_browser, printed_pages
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import FALL, NO_FALL, five_conditions, prescribed

from footwise.errors import ErrorKind, FootwiseError
from footwise.followup.adherence import ASKED_MINUTES_PER_DAY
from footwise.loads import Walk
from footwise.prescription import Prescription, prescribe_from_walks
from footwise.reports.visit import for_the_person, has_page_for_the_person, page_for_the_person

LONG_NAME = "Maximiliane-Charlotte von Hohenstein-Oberschönenfeld zu Unterlangenbach " * 2
SIXTEEN_POINTS_PX = 16 * 96 / 72


@pytest.fixture(scope="module")
def result(walk: Walk) -> Prescription:
    return prescribed(walk)


def turned_to(result: Prescription, natural_deg: float) -> Prescription:
    """The same prescription for a person whose foot points elsewhere today."""
    natural = result.conditions[0]
    angle = replace(natural.leg.foot_progression_angle_deg, value=natural_deg)
    natural = replace(natural, leg=replace(natural.leg, foot_progression_angle_deg=angle))
    return replace(result, conditions=(natural, *result.conditions[1:]))


def test_says_what_to_do(result):
    page = assert_self_contained(page_for_the_person(turned_to(result, 16.4)))
    for said in (
        "P07",
        "Turn your left foot 10° further inwards : the toes point more towards the other foot",
        "about 5 cm",
        "today 16° outwards",
        "new 6° outwards",
        "Your right foot stays as it is",
        "6 weeks, once a week with us",
        "every day at home: 10 minutes or more",
        "for a year: walk 10 minutes more a day than you do now",
        "Stop, walk as before and call us",
        "Telephone",
        "Clinician's name",
        "Signature",
        "a clinician decides",
    ):
        assert said.replace(" :", ":") in page.text
    assert page.pictures == ["The left foot from above: today 16° toe-out, new 6° toe-out"]


@pytest.mark.requirement("R-006")
def test_outwards(walk):
    falls = {**FALL, "toe-out-5": 0.2}
    result = prescribe_from_walks("P07", "right", five_conditions(walk, fall=falls))
    text = assert_self_contained(page_for_the_person(turned_to(result, -2.3))).text
    assert "right foot 5° further outwards: the toes point further away from the other foot" in text
    assert "about 2½ cm" in text
    assert "today 2° inwards" in text
    assert "new 3° outwards" in text


def test_the_angle_is_that_which_was_walked(result):
    """The load was measured with the foot turned by 19°: nobody may be told to turn it by 10°."""
    conditions = tuple(replace(c, change_deg=-18.9) if c is result.chosen else c for c in result.conditions)
    text = assert_self_contained(page_for_the_person(turned_to(replace(result, conditions=conditions), 16.4))).text
    assert "19° further inwards" in text
    assert "new 3° inwards" in text
    assert "10°" not in text


def test_has_no_statistics_and_no_words_of_the_field(result):
    text = assert_self_contained(page_for_the_person(result)).text
    for word in ("%", "±", "KAM", "moment", "peak", "error", "probab", "condition", "progression", "toe-in", "BW"):
        assert word not in text


@pytest.mark.parametrize("simulated", [True, False])
def test_says_simulated_only_when_it_is(walk, simulated):
    text = assert_self_contained(page_for_the_person(prescribed(walk, simulated=simulated))).text
    assert ("simulated" in text.lower()) is simulated


def test_asks_for_what_adherence_is_measured_against():
    assert for_the_person.HOME_MINUTES_PER_DAY == ASKED_MINUTES_PER_DAY


def test_escapes_names_and_leaves_room_for_one(result):
    page = assert_self_contained(page_for_the_person(replace(result, person='<b>& "Jürgen" <script>')))
    assert '<b>& "Jürgen" <script>' in page.text
    assert "Name" in assert_self_contained(page_for_the_person(replace(result, person=""))).text


def test_there_is_none_without_a_target(walk):
    result = prescribe_from_walks("P07", "left", five_conditions(walk, fall=NO_FALL))
    assert result.direction == "none"
    assert not has_page_for_the_person(result)
    with pytest.raises(FootwiseError, match="no new foot angle to tell") as raised:
        page_for_the_person(result)
    assert raised.value.kind is ErrorKind.REFUSAL


@pytest.mark.browser
@pytest.mark.parametrize(("person", "natural_deg"), [("P07", 16.4), ("", -24.0), (LONG_NAME, 38.0)])
def test_prints_on_one_sheet_of_a4(result, person, natural_deg, tmp_path):
    # A simulated one says so, which takes another line.
    page = page_for_the_person(replace(turned_to(result, natural_deg), person=person, simulated=True))
    assert printed_pages(page, tmp_path) == [pytest.approx((210, 297), abs=0.5)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE_PX, 820, 1200])
def test_nothing_is_smaller_than_16_points(result, width, tmp_path):
    sizes = in_browser(page_for_the_person(replace(result, simulated=True)), SMALLEST_TEXT, tmp_path, width)
    assert len(sizes) > 30
    small = [(size, text) for size, text, _ in sizes if size < SIXTEEN_POINTS_PX - 0.05]
    assert not small


@pytest.mark.browser
def test_does_not_scroll_sideways_on_a_phone(result, tmp_path):
    page = page_for_the_person(replace(result, person=LONG_NAME, simulated=True))
    assert in_browser(page, SIDEWAYS, tmp_path) == [PHONE_PX, PHONE_PX]
