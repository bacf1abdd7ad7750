"""Logs of `footwise coach` and diaries are taken in once; only a clinician sees what they say."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.clinic.world import browser_of
from tests.reports.course.courses import angles, plan, rows, walked

from footwise.clinic.outcomes import Practice, TreatmentConcern
from footwise.clinic.outcomes.practice_import import log_of


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Logs of three sessions, and of the second one as it stood when it was broken off."""
    folder = tmp_path_factory.mktemp("course")
    for number in (1, 2, 3):
        walked(folder, plan(number), {"left": rows(angles(number))})
    found = {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
    lines = found["session-02.jsonl"].splitlines(keepends=True)
    return {**found, "cut": b"".join(lines[: len(lines) * 2 // 3])}


@pytest.fixture
def browser(world):
    return browser_of(world.ash.clinician)


def text(answer) -> str:
    return answer.content.decode()


def give(browser, world, **files):
    sent = [SimpleUploadedFile(name.replace("_", ".", 1), raw) for name, raw in files.items()]
    return text(browser.post(reverse("add_practice", args=[world.ash.person.pk]), {"files": sent}))


def sessions(world):
    return [one for one in Practice.of_person(world.ash.person.pk) if one.is_session]


def test_each_session_is_taken_in_once_and_its_log_lies_sealed(world, browser, logs):
    files = {"a_jsonl": logs["session-01.jsonl"], "b_jsonl": logs["session-02.jsonl"]}
    page = give(browser, world, **files)
    assert page.count("was added.") == 2
    page = give(browser, world, **files)
    assert page.count("is there already.") == 2 and "was added" not in page
    one = sessions(world)[0]
    foot = one.figures["feet"]["left"]
    assert foot["asked_change_deg"] == pytest.approx(-10.0) and foot["steps"] > 10
    assert log_of(one) in (logs["session-01.jsonl"], logs["session-02.jsonl"])
    assert b"stride" not in one.sealed.encode()
    page = text(browser.get(reverse("practised", args=[one.pk])))
    assert "Session 1" in page or "Session 2" in page
    assert f"{foot['kept_change_deg']:.1f}".replace("-", "\N{MINUS SIGN}") in page


def test_a_session_that_went_on_is_taken_as_a_whole(world, browser, logs):
    give(browser, world, a_jsonl=logs["cut"])
    (one,) = sessions(world)
    steps = one.figures["feet"]["left"]["steps"]
    assert "was added" in give(browser, world, a_jsonl=logs["session-02.jsonl"])
    (one,) = sessions(world)
    assert one.figures["feet"]["left"]["steps"] > steps and len(one.earlier) == 1
    assert log_of(one) == logs["session-02.jsonl"]
    # The shorter log of yesterday's copy takes nothing back.
    assert "Another session 2" in give(browser, world, a_jsonl=logs["cut"])
    assert sessions(world)[0].figures["feet"]["left"]["steps"] > steps


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("x_jsonl", b"no log\n", "is no log of a session"),
        ("x_jsonl", bytes(1000), "no log of a session"),
        ("x_jsonl", b'{"kind": "session", "version": 99}\n', "is a log of version"),
        ("x_csv", b"day,minutes\n2026-03-02,5\n", "has no column"),
        ("x_csv", b"date,minutes\n2026-03-02,2000\n", "A day has 0 to 1440"),
        ("x_csv", b"date,minutes\n2026-03-02,=1+1\n", "is no number"),
        ("x_csv", b"date,minutes\n2026-03-02,5\n2026-03-02,6\n", "more than one row"),
    ],
)
def test_what_cannot_be_read_is_said_of_the_file(world, browser, name, raw, said):
    page = give(browser, world, **{name: raw})
    assert said in page and "/tmp/" not in page and not sessions(world)


def test_a_diary_is_taken_day_by_day(world, browser):
    who = world.ash.person.pseudonym
    diary = f"person,date,minutes\n{who},2026-03-02,12\n{who},2026-03-03,0\nB2,2026-03-04,9\n"
    page = give(browser, world, d_csv=diary.encode())
    assert "2 days were added." in page and "One row of somebody else is left out." in page
    days = {one.day.day: one.walked for one in Practice.of_person(world.ash.person.pk) if one.day.month == 3}
    assert days == {2: True, 3: False}
    page = give(browser, world, d_csv=b"date,minutes\n2026-03-02,15\n2026-03-05,15\n")
    assert "One day was added. One day has other minutes already and stays as it is." in page


def test_an_assessor_reads_nothing_of_it(world, logs):
    give(browser_of(world.ash.clinician), world, a_jsonl=logs["session-01.jsonl"])
    one = sessions(world)[0]
    assessor = browser_of(world.ash.assessor)
    assert assessor.get(reverse("practised", args=[one.pk])).status_code == 403
    assert not Practice.objects.for_user(world.ash.assessor).exists()
    assert not TreatmentConcern.objects.for_user(world.ash.assessor).exists()


def test_a_log_taken_out_may_come_again(world, browser, logs):
    give(browser, world, a_jsonl=logs["session-01.jsonl"])
    (one,) = sessions(world)
    browser.post(reverse("remove_practice", args=[one.pk]), {"reason": "somebody else's", "version": one.version})
    assert not sessions(world)
    assert "was added" in give(browser, world, a_jsonl=logs["session-01.jsonl"])
    assert len(sessions(world)) == 1
