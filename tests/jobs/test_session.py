"""A coached session as a job: who looks on, who is told, and what the course's folder holds afterwards."""

from dataclasses import replace
from math import inf

import pandas as pd
import pytest

import footwise as fw
from footwise.coaching import read_course
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import SessionRequest, coach_session, write_course

FIRST = SessionRequest(source="simulated", side="left", change_deg=-10.0, minutes=0.5, speed=inf, marker_stream=False)


class View:
    """Counts how often it is shown the session, and whether it was entered and left."""

    def __init__(self):
        self.told = []

    def __enter__(self):
        self.told.append("entered")

    def __exit__(self, *_):
        self.told.append("left")

    def show(self, session):
        self.told.append(session.phase)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of a course with one session, and what was told while it was walked."""
    folder = tmp_path_factory.mktemp("course") / "anna"
    view, cues = View(), []
    walked = coach_session(folder, FIRST, view=view, on_cue=[cues.append])
    return folder, walked, view, cues


def test_a_session_is_walked_to_its_end(course):
    folder, walked, view, cues = course
    assert walked.ended and walked.number == 1
    assert walked.minutes == pytest.approx(2.5, abs=0.1)
    assert view.told[0] == "entered" and view.told[-1] == "left" and len(view.told) > 10
    assert cues and {cue.side for cue in cues} == {"left"}
    names = {"report.html", "session-01.jsonl", "steps.csv", "summary.json"}
    assert {path.name for path in folder.iterdir()} == names


def test_nothing_is_printed(tmp_path, capsys):
    coach_session(tmp_path / "anna", FIRST)
    assert capsys.readouterr() == ("", "")


def test_the_next_session_asks_for_nothing_again(course, tmp_path):
    folder, *_ = course
    walked = coach_session(folder, replace(FIRST, side=None, change_deg=None, session=2))
    assert walked.number == 2
    assert [session.plan.change_deg for session in read_course(folder)] == [-10.0, -10.0]


def test_a_course_is_of_one_foot_and_one_direction(course, tmp_path):
    folder = tmp_path / "anna"
    folder.mkdir()
    (folder / "session-01.jsonl").write_bytes((course[0] / "session-01.jsonl").read_bytes())
    with pytest.raises(FootwiseError) as caught:
        coach_session(folder, replace(FIRST, side="right"))
    assert str(caught.value) == (
        "`side`: is right, and session 1 of this course coached the left foot. "
        "Choose another `out` for another person or foot."
    )
    with pytest.raises(FootwiseError) as caught:
        coach_session(folder, replace(FIRST, change_deg=10.0))
    assert str(caught.value) == (
        "`change_deg`: is +10, and session 1 of this course coached -10. "
        "Choose another `out` for another person, or say `session=2` if it is meant."
    )
    assert len(read_course(folder)) == 1
    # What is asked for by its number is meant.
    coach_session(folder, replace(FIRST, change_deg=10.0, session=2))
    assert [session.plan.change_deg for session in read_course(folder)] == [-10.0, 10.0]


def test_the_files_of_a_course_can_be_written_again(course):
    folder, *_ = course
    (folder / "report.html").unlink()
    write_course(folder)
    assert "Session" in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"side": "middle"}, "`side`: is 'middle'. Choose left, right or both."),
        ({"side": None}, "first session: needs a foot. Say `side`: left, right or both."),
        (
            {"change_deg": None},
            "first session: needs a target. Say `change_deg=-10` for 10° more toe-in, or "
            "`prescription='prescription.json'`.",
        ),
        ({"minutes": 0.0}, "`minutes`: is 0. Choose more than 0 and at most 240."),
        ({"polarity": "up"}, "`polarity`: is 'up'. Choose towards or away."),
        ({"change_deg": -45.0}, "`change_deg`: is -45, more than the 20° that is coached. Choose -20 to 20."),
        ({"source": "nowhere.csv"}, None),
    ],
)
def test_what_makes_no_sense_is_refused_before_it_begins(tmp_path, wishes, trouble):
    with pytest.raises(FootwiseError) as caught:
        coach_session(tmp_path / "anna", replace(FIRST, **wishes))
    if trouble is None:
        assert str(caught.value).startswith("nowhere.csv: is no file, and no source of samples. Choose lsl")
    else:
        assert str(caught.value) == trouble
    assert not (tmp_path / "anna").exists()


def test_a_session_that_was_walked_is_not_walked_again(course):
    folder, *_ = course
    with pytest.raises(FootwiseError, match=r"has been walked to its end\. Leave `session` out for session") as caught:
        coach_session(folder, replace(FIRST, session=1))
    assert caught.value.kind is ErrorKind.BAD_REQUEST


def three_sessions(folder):
    for _ in range(3):
        coach_session(folder, replace(FIRST, minutes=0.5))
    return folder


def test_a_damaged_session_among_sound_ones_is_named_and_stops_nobody(tmp_path):
    """As in a folder that was copied from another machine."""
    folder = three_sessions(tmp_path / "anna")
    damaged = folder / "session-02.jsonl"
    damaged.write_bytes(damaged.read_bytes()[::-1])
    # From Python, the report of what can be read.
    course = fw.read_course(folder)
    assert [one.plan.session for one in course.sessions] == [1, 3]
    assert "session-02.jsonl" in repr(course)
    page = fw.report(course, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "session-02.jsonl is not in this report: it is no log of a session." in page
    assert "Session 3 of 6" in page and "Session 1 of 6" in page
    # From the command line the course goes on, with the natural angle of session 1.
    walked = coach_session(folder, replace(FIRST, minutes=0.5))
    assert walked.number == 4
    assert any("session-02.jsonl cannot be read" in notice for notice in walked.session.notices)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "session-02.jsonl is not in this report" in page and "Session 4 of 6" in page
    table = pd.read_csv(folder / "steps.csv")
    assert sorted(set(table["session"])) == [1, 3, 4]


@pytest.mark.parametrize(("damaged", "asked"), [(3, None), (2, 2)])
def test_a_damaged_session_is_not_written_over(tmp_path, damaged, asked):
    folder = three_sessions(tmp_path / "anna")
    path = folder / f"session-0{damaged}.jsonl"
    path.write_text("something else\n")
    with pytest.raises(FootwiseError, match=f"session-0{damaged}.jsonl: is no log of a session"):
        coach_session(folder, replace(FIRST, session=asked))
    assert path.read_text() == "something else\n"


def test_a_schedule_that_cannot_be_read_does_not_cost_the_report(tmp_path):
    folder = tmp_path / "anna"
    coach_session(folder, replace(FIRST, minutes=0.5))
    (folder / "schedule.toml").write_text("[[block]\n")
    page = fw.report(fw.read_course(folder), tmp_path / "report.html").read_text(encoding="utf-8")
    assert "schedule.toml is not in this report: it is " in page and "Next: ask your clinician how to go on." in page


def test_what_is_said_at_the_end_is_what_the_report_says(tmp_path):
    walked = coach_session(tmp_path / "anna", replace(FIRST, minutes=0.5))
    page = (tmp_path / "anna" / "report.html").read_text(encoding="utf-8")
    assert len(walked.words) == 2 and walked.words[0].startswith("SIMULATED. ")
    assert walked.words[1].startswith("Next: session 2, 15 minutes with help on every step")
    for sentence in (*walked.words[0].removeprefix("SIMULATED. ").split(". "), walked.words[1]):
        assert sentence.rstrip(".") in page


def test_how_long_it_was_walked_is_what_the_report_says(tmp_path):
    class Stopped(View):
        def show(self, session):
            if session.elapsed_s > 60.0:
                raise KeyboardInterrupt

    walked = coach_session(tmp_path / "anna", replace(FIRST, minutes=5.0), view=Stopped())
    page = (tmp_path / "anna" / "report.html").read_text(encoding="utf-8")
    assert not walked.ended
    assert f"Session 1 is not finished: {walked.minutes:.1f} of 7.0 min walked" in page
    assert walked.words[-1] == "Next: go on with session 1, 6 minutes left."


def test_a_log_that_was_copied_under_another_number_does_not_count_twice(tmp_path):
    folder = tmp_path / "anna"
    for _ in range(2):
        coach_session(folder, replace(FIRST, minutes=0.5))
    (folder / "session-03.jsonl").write_bytes((folder / "session-01.jsonl").read_bytes())
    said = "session-03.jsonl: holds session 1 once more, which is in session-01.jsonl. Move one of the two away."
    with pytest.raises(FootwiseError) as caught:
        coach_session(folder, replace(FIRST, minutes=0.5))
    assert str(caught.value) == f"{folder}/{said}"
    course = fw.read_course(folder)
    assert [one.plan.session for one in course.sessions] == [1, 2]
    assert said in repr(course)


def test_a_log_that_became_empty_is_named_and_can_be_walked_anew(tmp_path):
    folder = tmp_path / "course"
    for _ in range(2):
        coach_session(folder, replace(FIRST, minutes=0.5))
    (folder / "session-01.jsonl").write_bytes(b"")
    walked = coach_session(folder, replace(FIRST, minutes=0.5))
    assert walked.number == 3
    assert any("session-01.jsonl cannot be read" in notice for notice in walked.session.notices)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "session-01.jsonl is not in this report: it holds nothing any more." in page
    again = coach_session(folder, replace(FIRST, minutes=0.5, session=1))
    assert again.number == 1
    assert not any("session-01" in notice for notice in again.session.notices)
