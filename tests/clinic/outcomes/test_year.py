"""A year in pictures: in their order on one axis, in words and as tables, with what has changed and nothing else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.clinic.outcomes.planted import plant
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import PainRating, Source, note
from footwise.clinic.outcomes.timeline import HEIGHT, LEFT, RIGHT, WIDTH, Point, Series, axis, bars, lines

FIRST = dt.date(2026, 1, 5)
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def somebody():
    with acting_as(Actor("test")):
        yield


def day(number):
    return FIRST + dt.timedelta(number)


def along():
    return axis([day(0), day(200)], [day(0)], [day(30)], day(210))


def places(line):
    return [tuple(map(float, pair.split())) for pair in line.removeprefix("M").split("L")]


def test_a_year_lies_between_the_edges_and_days_lie_in_their_order():
    one = along()
    assert one.x(day(0)) == LEFT and one.x(day(364)) == WIDTH - RIGHT
    assert 5 <= len(one.months) <= 8 and [float(x) for x, _ in one.months] == sorted(float(x) for x, _ in one.months)
    assert len(one.visits) == len(one.targets) == 1
    longer = axis([day(0), day(500)], [], [], day(10))
    assert longer.last == day(500) and 5 <= len(longer.months) <= 8


def test_higher_figures_stand_higher_and_the_picture_says_the_same_in_words():
    panel = lines(
        along(), "pain", "Pain", "0 to 10", [Series("left", [Point(day(0), 4), Point(day(100), 7)])], low=0, high=10
    )
    (x1, y1), (x2, y2) = places(panel.drawn[0].line)
    assert x1 < x2 and y1 > y2 and 0 < y2 < y1 < HEIGHT
    assert panel.said.startswith("left: 4 on ") and ", 7 on " in panel.said and "2 values" in panel.said
    assert [cells for _, cells in panel.rows] == [("4",), ("7",)]
    assert [label for _, label in panel.ticks] == ["0", "5", "10"]


def test_figures_that_are_all_the_same_or_alone_are_drawn():
    for points in ([Point(day(0), 0.0)], [Point(day(0), -3.0), Point(day(9), -3.0)]):
        panel = lines(along(), "x", "x", "x", [Series("a", points)])
        assert len(panel.drawn[0].marks) == len(points)
        assert "nan" not in repr(panel) and "inf" not in repr(panel)
    assert lines(along(), "x", "x", "x", [Series("a", [])]) is None


def test_marks_of_several_lines_differ_by_more_than_their_colour():
    several = [Series(str(k), [Point(day(0), k), Point(day(9), k)]) for k in range(4)]
    panel = lines(along(), "x", "x", "x", several)
    assert len({one.shape for one in panel.drawn}) == 4


def test_weeks_of_practice_are_bars_that_do_not_overlap():
    panel = bars(along(), "practice", "Practice", "minutes a week", [(day(0), 60.0), (day(7), 30.0)], False)
    first, second = panel.bars
    assert float(first.x) + float(first.width) <= float(second.x)
    assert float(first.height) == pytest.approx(2 * float(second.height), abs=0.2)
    assert "90 minutes" in panel.said


def test_the_page_shows_all_of_it_to_a_clinician(world):
    plant(world)
    page = browser_of(world.ash.clinician).get(reverse("outcomes", args=[world.ash.person.pk])).content.decode()
    titles = re.findall(r"<figcaption><strong>([^<]+)</strong>", page)
    assert titles == ["Pain", "Load", "Kept foot angle", "Practice", "Cartilage, T1ρ"]
    assert page.count('role="img"') == page.count("<desc") == page.count(" as a table</summary>") == 5
    assert "target signed" in page and 'class="target"' in page
    assert "3.61" in page and "2.96" in page
    page = browser_of(world.ash.assessor).get(reverse("outcomes", args=[world.ash.person.pk])).content.decode()
    assert re.findall(r"<figcaption><strong>([^<]+)</strong>", page) == ["Pain", "Cartilage, T1ρ"]
    assert 'class="visit"' not in page and 'class="target"' not in page


@pytest.mark.requirement("R-036")
def test_a_load_is_said_to_have_changed_only_beyond_the_error_of_two_days(world):
    plant(world, visit=world.ash.other_visit)
    where = reverse("outcomes", args=[world.ash.person.pk])
    browser = browser_of(world.ash.clinician)
    plant(world, visit=world.ash.visit, natural=3.614 - 0.95)
    assert "That is beyond the error" not in browser.get(where).content.decode()
    plant(world, visit=world.ash.visit, natural=3.614 - 1.05)
    page = browser.get(where).content.decode()
    assert "Load, left leg, walking naturally: 3.61 on" in page and "two days (1)" in page
    assert "beyond the error" not in browser_of(world.ash.assessor).get(where).content.decode()


def test_an_improvement_that_matters_is_one_sentence(world):
    where = reverse("outcomes", args=[world.ash.person.pk])
    browser = browser_of(world.ash.assessor)
    assert "Nothing that is known to matter." in browser.get(where).content.decode()
    told = {"source": Source.PERSON, "user": world.ash.assessor, "slot": "left medial"}
    note(PainRating, person=world.ash.person.pk, day=TODAY(), figures={"rating": 2.0}, **told)
    page = browser.get(where).content.decode()
    assert "Pain (left knee, inner side): 4 on" in page and "better by 2 points; from 2 points on it matters" in page


def test_a_year_costs_the_same_questions_however_much_is_in_it(world):
    where, browser = reverse("outcomes", args=[world.ash.person.pk]), browser_of(world.ash.clinician)
    plant(world)
    browser.get(where)
    with CaptureQueriesContext(connection) as few:
        browser.get(where)
    for k in range(20):
        told = {"source": Source.PERSON, "user": world.ash.assessor, "slot": "left medial"}
        note(
            PainRating, person=world.ash.person.pk, day=TODAY() - dt.timedelta(k + 40), figures={"rating": 4.0}, **told
        )
    with CaptureQueriesContext(connection) as many:
        page = browser.get(where)
    assert len(many) == len(few) <= 26 and len(page.content) < 100_000


def test_with_whom_a_person_is_shared_to_read_is_shown_nothing_that_changes_something(world):
    where = reverse("outcomes", args=[world.ash.person.pk])
    add = reverse("add_pain", args=[world.ash.person.pk])
    answer = browser_of(world.guest).get(where)
    assert answer.status_code == 200 and "Pain" in answer.content.decode() and add not in answer.content.decode()
    for user in (world.ash.clinician, world.ash.assessor):
        assert add in browser_of(user).get(where).content.decode()
