"""What the sessions of a course take from each other."""

from dataclasses import replace

import pytest
from tests.coaching.walks import plan, random_rotation, walked

from footwise.coaching import (
    DEFAULT_SCHEDULE,
    SessionLog,
    next_plan,
    read_course,
    read_schedule,
    read_sound_sessions,
    session_path,
)
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, Method
from footwise.simulation import WalkerSource

STAND = HowToCalibrate(Method.STAND_THEN_WALK)


def session(folder, a_plan, mount=None, recalibrate=False):
    before = read_course(folder)
    a_plan = next_plan(a_plan, before, recalibrate=recalibrate)
    log = SessionLog(session_path(folder, a_plan.session))
    found = walked(a_plan, WalkerSource(a_plan, before, mount=mount), log=log)
    found.end()
    log.close()
    return found


def test_the_natural_angle_is_that_of_the_first_session(tmp_path):
    """In the second session the person walks with toes in already: that is no new baseline."""
    first = session(tmp_path, plan(practice_s=400.0))
    second = session(tmp_path, plan(2, practice_s=60.0, share=0.0))
    assert second.feet["left"].calibration == first.feet["left"].calibration
    assert second.end().feet[0].achieved_change_deg < -2.0
    assert [one.plan.session for one in read_course(tmp_path)] == [1, 2]


def test_an_absolute_calibration_is_made_anew_and_the_baseline_stays(tmp_path):
    first = session(tmp_path, plan(practice_s=400.0, how=STAND), random_rotation(1))
    second = session(tmp_path, plan(2, practice_s=60.0, share=0.0, how=STAND), random_rotation(2))
    baseline = first.feet["left"].baseline_deg
    assert baseline == pytest.approx(6.0, abs=1.5)
    assert second.feet["left"].baseline_deg == baseline
    assert second.feet["left"].calibration != first.feet["left"].calibration
    assert second.end().feet[0].achieved_change_deg < -2.0


def test_a_moved_sensor_is_calibrated_again(tmp_path):
    session(tmp_path, plan(practice_s=30.0))
    second = session(tmp_path, plan(2, practice_s=30.0), random_rotation(3), recalibrate=True)
    assert second.feet["left"].calibration.strides >= 20
    assert not next(record for record in second.records if record["kind"] == "calibration")["carried"]


def test_another_method_carries_nothing_on(tmp_path):
    session(tmp_path, plan(practice_s=30.0))
    later = next_plan(plan(2, how=STAND), read_course(tmp_path))
    assert (later.carried, later.baseline_deg) == ({}, {})


def test_a_session_that_died_before_its_first_line_is_passed_over(tmp_path):
    session_path(tmp_path, 1).write_bytes(b'{"kind":"sess')
    assert read_course(tmp_path) == ()
    assert read_course(tmp_path / "nowhere") == ()


def test_a_damaged_plan_is_said(tmp_path):
    session_path(tmp_path, 1).write_text('{"kind":"session","version":1,"plan":{"session":1}}\n')
    with pytest.raises(FootwiseError, match="no plan that makes sense"):
        read_course(tmp_path)


def test_a_schedule_from_a_file(tmp_path):
    path = tmp_path / "schedule.toml"
    path.write_text(
        '[[block]]\nsession = 1\nblock_s = 60\nshare = 0.5\nmode = "every-n"\nevery = 4\n'
        '[[block]]\nsession = 1\nblock_s = 30\nshare = 0\npurpose = "retention"\n'
    )
    practice, retention = read_schedule(path)
    assert (practice.mode, practice.every, practice.share) == ("every-n", 4, 0.5)
    assert retention.purpose == "retention"
    assert replace(practice, session=2).session == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense =",
        "block = 3",
        "[[block]]\nsession = 1",
        "[[block]]\nsession = 1\nblock_s = 60\nshare = 2\n",
        "[[block]]\nsession = 1\nblock_s = 60\nshare = 1\ncolour = 'red'\n",
    ],
)
def test_a_schedule_that_makes_no_sense(tmp_path, text):
    path = tmp_path / "schedule.toml"
    path.write_text(text)
    with pytest.raises(FootwiseError, match=r"schedule\.toml"):
        read_schedule(path)


def test_the_default_course_has_six_sessions():
    assert {block.session for block in DEFAULT_SCHEDULE} == set(range(1, 7))


def test_a_log_that_became_empty_or_was_deleted_between_others_is_named(tmp_path):
    for number in (1, 2, 3, 4):
        session(tmp_path, plan(number, practice_s=20.0))
    assert read_sound_sessions(tmp_path)[1] == ()
    session_path(tmp_path, 1).write_bytes(b"")
    session_path(tmp_path, 3).unlink()
    sessions, lost = read_sound_sessions(tmp_path)
    assert [one.plan.session for one in sessions] == [2, 4]
    assert [str(one) for one in lost] == [
        f"{session_path(tmp_path, 1)}: holds nothing any more. Put it back from a copy of the folder.",
        f"{session_path(tmp_path, 3)}: is missing. Put it back from a copy of the folder.",
    ]


def test_an_empty_log_of_the_newest_session_is_one_that_never_began(tmp_path):
    session(tmp_path, plan(practice_s=20.0))
    session_path(tmp_path, 2).write_bytes(b"")
    assert read_sound_sessions(tmp_path)[1] == ()
