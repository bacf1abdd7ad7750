"""A table of answers is imported once: shown first, row by row with its fate, then confirmed."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import PainRating, Questionnaire
from footwise.clinic.people import Consent, Person
from footwise.followup import KOOS_ITEMS

HERE = "/outcomes/import/"
SCRIPT = "<script>alert(1)</script>"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture(params=["clinician", "assessor"])
def browser(world, request):
    return browser_of(getattr(world.ash, request.param))


@pytest.fixture
def assessor(world):
    return browser_of(world.ash.assessor)


def look(browser, world, table, name="answers.csv", **told):
    raw = table if isinstance(table, bytes) else table.encode()
    sent = {"table": SimpleUploadedFile(name, raw), "coding": "", "missing": "", "site": world.ash.site.pk, **told}
    return browser.post(HERE, sent)


def confirm(browser, answer):
    return text(browser.post(HERE, {"sealed": answer.context["sealed"]}, follow=True))


def mine(world, kind=PainRating):
    return list(kind.of_person(world.ash.person.pk))


def form_of(answer, **other):
    return ",".join(str(other.get(item, answer)) for item in KOOS_ITEMS)


def test_nothing_is_added_before_it_is_confirmed_and_the_same_again_adds_nothing(world, browser):
    who = world.ash.person.pseudonym.lower()
    table = f"person,date,nrs_medial,nrs_lateral,{','.join(KOOS_ITEMS)}\n"
    table += f"{who},2026-03-02,4,2,{form_of(1)}\n{who},2026-04-02,3,,{form_of('')}\n"
    answer = look(browser, world, table)
    assert answer.context["counts"] == {"added": 4, "same": 0, "refused": 0}
    assert len(mine(world)) == 1
    assert "4 entries were added." in confirm(browser, answer)
    assert {(one.slot, one.rating) for one in mine(world)} >= {("left medial", 3.0), ("left lateral", 2.0)}
    form = next(one for one in mine(world, Questionnaire) if one.finished)
    assert form.slot == "koos" and form.figures["scores"]["koos_pain_0_100_better"] == 75.0
    assert form.content["source"] == "import" and form.figures["answers"]["P1"] == "1"
    # Sent twice, as by a click too many, or imported again.
    assert "Nothing was added." in confirm(browser, answer)
    again = look(browser, world, table)
    assert again.context["counts"] == {"added": 0, "same": 4, "refused": 0} and "There is nothing to add." in text(
        again
    )


def test_each_refusal_says_why(world, assessor):
    who, day = world.ash.person.pseudonym, world.ash.rating.day
    with acting_as(Actor("test")):
        body = {"year_of_birth": 1950, "sex": "male", "affected_side": "both", "mass_kg": 80, "height_cm": 180}
        both, without = (Person(site=world.ash.site, pseudonym=name, **body) for name in ("BOTH", "WITHOUT"))
        both.save()
        without.save()
        Consent(person=both, form_version="1", given_on=timezone.localdate(), noted_by=world.ash.clinician).save()
    rows = [
        ("NOBODY", "2026-03-02", "4", "Nobody of your clinic has this pseudonym."),
        (world.birch.person.pseudonym, "2026-03-02", "4", "Nobody of your clinic has this pseudonym."),
        ("WITHOUT", "2026-03-02", "4", "No consent of this person is in force."),
        ("BOTH", "2026-03-02", "4", "Which knee?"),
        (who, "", "4", "There is no day in this row."),
        (who, "01/02/2026", "4", "The day cannot be told."),
        (who, "2100-01-01", "4", "This day is still to come."),
        (who, "1999-01-01", "4", "more than ten years away"),
        (who, "2026-03-03", "12", "the rating is 12, and the scale goes from 0 to 10"),
        (who, "2026-03-04", "", "There is no answer in this row."),
        (who, day.isoformat(), "9", "Something else stands there of this day."),
        (who, "2026-03-05", "4", "It stands further up"),
    ]
    table = "person,date,nrs_medial\n" + f"{who},2026-03-05,4\n" + "".join(f"{a},{b},{c}\n" for a, b, c, _ in rows)
    answer = look(assessor, world, table)
    assert answer.context["counts"] == {"added": 1, "same": 0, "refused": len(rows)}
    told = {item.row: item.why for item in answer.context["items"]}
    for number, row in enumerate(rows, start=2):
        assert row[3] in told[number], row
    assert "One entry was added." in confirm(assessor, answer)
    assert [one.rating for one in PainRating.of_person(world.ash.person.pk)] == [4.0, 4.0]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"PK\x03\x04" + bytes(300), "is a workbook of a spreadsheet program"),
        (bytes(range(256)), "is not a text file"),
        (b"person,date\nA,2026-01-01\n", "has no column with an item"),
        (b"nrs_medial\n4\n", "has no column &#x27;person&#x27;"),
        (b"person,date,nrs_medial\nA,2026-01-01,4\na,2026-01-02,5\n", "writes one person as"),
        (b"," * 30_000 + b"\n1\n", "is no table"),
        (b"a" * 2_200_000, "larger than a table of answers is"),
        (b"person,date,nrs_medial\n" + b"A,2026-01-01,4\n" * 5001, "and 5000 are taken at once"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(world, assessor, table, said):
    answer = look(assessor, world, table)
    assert answer.status_code == 200 and said in text(answer), text(answer)[-3000:]
    assert "sealed" not in answer.context or not answer.context.get("items")


@pytest.mark.requirement("R-052")
def test_a_table_of_another_coding_is_refused_as_the_library_does(world, assessor):
    who = world.ash.person.pseudonym
    table = f"person,date,{','.join(KOOS_ITEMS)}\n{who},2026-03-02,{form_of(2, P1=5, P2=5)}\n"
    page = text(look(assessor, world, table))
    assert (
        "looks as if it were coded 1 to 5" in page and "the field how the answers are coded" in page and "`" not in page
    )
    answer = look(assessor, world, table, coding="1-5")
    confirm(assessor, answer)
    form = next(one for one in mine(world, Questionnaire) if one.finished)
    assert form.figures["coding"] == "1-5" and form.figures["answers"]["P1"] == "5"
    assert form.figures["scores"]["koos_qol_0_100_better"] == 75.0


def test_formulas_and_script_are_text(world, assessor):
    table = f'person,date,nrs_medial,{SCRIPT}\n"=HYPERLINK(""http://evil"")",2026-03-02,4,x\n{SCRIPT},2026-03-02,4,x\n'
    page = text(look(assessor, world, table, name=f"../../{SCRIPT}.csv"))
    assert SCRIPT not in page and "&lt;script&gt;" in page and "=HYPERLINK" in page


def test_nobody_confirms_what_another_has_looked_at(world, assessor):
    table = f"person,date,nrs_medial\n{world.ash.person.pseudonym},2026-03-02,4\n"
    answer = look(assessor, world, table)
    for other in (world.ash.clinician, world.birch.assessor):
        assert "has to be chosen again" in confirm(browser_of(other), answer)
    page = text(assessor.post(HERE, {"sealed": "made up"}, follow=True))
    assert "has to be chosen again" in page and len(mine(world)) == 1
    # In what the browser holds meanwhile nobody can read.
    assert world.ash.person.pseudonym not in answer.context["sealed"]


def test_what_was_added_meanwhile_is_not_added_twice(world, assessor):
    table = f"person,date,nrs_medial\n{world.ash.person.pseudonym},2026-03-02,4\n"
    first, second = look(assessor, world, table), look(assessor, world, table)
    assert "One entry" in confirm(assessor, first) and "Nothing was added" in confirm(assessor, second)


def test_the_questions_to_the_database_do_not_grow_with_the_table(world, assessor):
    def asked(rows):
        table = "person,date,nrs_medial\n" + "".join(
            f"{world.ash.person.pseudonym},2026-{1 + k // 28:02d}-{1 + k % 28:02d},4\n" for k in range(rows)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look(assessor, world, table)
        return len(queries)

    asked(1)
    assert asked(2) == asked(200)


def test_minus_nine_is_no_answer_where_it_is_said(world, assessor):
    who = world.ash.person.pseudonym
    table = f"person,date,nrs_medial,nrs_lateral\n{who},2026-03-02,-9,4\n"
    assert look(assessor, world, table).context["counts"]["refused"] == 1
    assert look(assessor, world, table, missing="-9, 99").context["counts"] == {"added": 1, "same": 0, "refused": 0}
    assert re.search("Numbers only", text(look(assessor, world, table, missing="no")))
