from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from tests.browser import PHONE_PX, RUN_OVER, SIDEWAYS, SMALLEST_TEXT, in_browser
from tests.reports.course.courses import BASELINE, angles, coached, plan, rows, walked, with_strides
from tests.reports.page_reader import assert_self_contained
from tests.reports.test_tables import COLUMNS

from footwise.coaching import DEFAULT_SCHEDULE
from footwise.coaching.session import coach
from footwise.coaching.session_log import SessionLog
from footwise.coaching.sources.replay import ReplaySource
from footwise.foot_sensor.live import HowToCalibrate, Method
from footwise.foot_sensor.live.stride import Reason
from footwise.reports.course import coaching_report, write_coaching_steps, write_coaching_summary
from footwise.reports.course.coached_strides import block_spans, coached_strides, offsets_deg
from footwise.reports.course.practice_weeks import practice_weeks
from footwise.reports.course.words import headline, plain_reason


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Three sessions: told, faded, and faded but broken off."""
    folder = tmp_path_factory.mktemp("course")
    return [
        walked(folder, plan(1, 1.0), {"left": rows(angles(1))}),
        walked(folder, plan(2, 0.5), {"left": rows(angles(2))}),
        walked(folder, plan(3, 0.5), {"left": rows(angles(3, steps=14))}, end=False),
    ]


@pytest.fixture(scope="module")
def second(course):
    """The faded session."""
    return course[1]


def test_shows_the_newest_session_and_the_course(course):
    page = assert_self_contained(coaching_report(course, schedule=DEFAULT_SCHEDULE))
    foot = course[2].summary().feet[0]
    assert "Session 3 of 6, left foot:" in page.text
    assert f"{foot.every_step.in_band_pct:.0f} % of steps in the band" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "of the 10° toe-in asked for" in page.text
    assert "Session 3 is not finished" in page.text and "It can be continued" in page.text
    assert "Session 1 of 6" in page.text and "Session 2 of 6" in page.text
    assert "Relative to baseline" in page.text and "turned about the vertical" in page.text
    assert "it pulls" in page.text and "seed 3" in page.text
    assert "a clinician decides" in page.text
    assert "banner" not in page.classes
    # Wide and narrow strides, spread, two of the course, one for each earlier session.
    assert len(page.pictures) == 3 + 2 + 2


@pytest.mark.browser
def test_on_a_phone(course, tmp_path):
    page = coaching_report(course, schedule=DEFAULT_SCHEDULE)
    assert in_browser(page, SIDEWAYS, tmp_path) == [PHONE_PX, PHONE_PX]
    assert in_browser(page, RUN_OVER, tmp_path) == []
    drawn = [(size, text) for size, text, in_picture in in_browser(page, SMALLEST_TEXT, tmp_path) if in_picture]
    assert len(drawn) > 20 and min(drawn)[0] >= 11.0


def begun(session, day):
    """The same session, begun on another day."""
    first, *others = session.records
    return replace(session, records=[{**first, "started": f"{day}T10:00:00+00:00"}, *others])


def test_shows_minutes_steps_and_kept_angle_by_week(course):
    days = ("2025-03-03", "2025-03-05", "2025-03-18")
    dated = [begun(session, day) for session, day in zip(course, days, strict=True)]
    weeks = practice_weeks(dated)
    assert [(w.week, w.sessions) for w in weeks] == [(1, "2"), (2, "0"), (3, "1")]
    strides = [
        r for s in dated[:2] for r in s.records if r["kind"] == "stride" and r["block"] is not None and r["valid"]
    ]
    assert weeks[0].steps == f"{sum(r['in_band'] for r in strides)} of {len(strides)}"
    assert (weeks[1].minutes, weeks[1].in_band, weeks[1].kept) == ("0", "–", "–")
    assert weeks[0].kept.endswith("° in")
    text = assert_self_contained(coaching_report(dated)).text
    assert "Week by week" in text and f"{weeks[0].steps} {weeks[0].in_band} {weeks[0].kept}" in text


def test_logs_without_a_date_have_no_weeks(course):
    undated = [begun(session, "once") for session in course]
    assert practice_weeks(undated) == []
    assert "Week by week" not in assert_self_contained(coaching_report(undated)).text


def test_numbers_of_the_table_are_those_of_the_summary(second):
    page = assert_self_contained(coaching_report([second]))
    foot = second.summary().feet[0]
    for steps in (foot.with_feedback, foot.without_feedback, foot.retention):
        assert steps.steps > 3
        assert f"{steps.steps} {steps.in_band_pct:.0f} %" in page.text
    assert f"{abs(foot.achieved_change_deg):.1f}° in" in page.text
    assert f"{foot.cues['in']} / {foot.cues.get('out', 0)}" in page.text
    assert f"{foot.valid} of {foot.found}" in page.text


def test_every_picture_is_well_formed(course):
    html = coaching_report(course, simulated=True)
    pictures = re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
    assert len(pictures) > 7
    for picture in pictures:
        ElementTree.fromstring(picture)


def test_simulated_is_said(second):
    page = assert_self_contained(coaching_report([second], simulated=True))
    assert "banner" in page.classes and "Simulated" in page.text
    assert "same real strides" not in page.text


def test_is_the_same_every_time(course):
    assert coaching_report(course) == coaching_report(course)


def test_no_strides_at_all(tmp_path):
    session = walked(tmp_path, plan(), {"left": rows([5.0, 5.0])[:200]}, end=False)
    page = assert_self_contained(coaching_report([session]))
    assert "no stride was seen" in page.text and page.pictures == []
    assert "nan" not in page.text.lower()


def test_never_calibrated(tmp_path):
    session = walked(tmp_path, plan(), {"left": rows(angles(1)[: BASELINE - 2])}, end=False)
    page = assert_self_contained(coaching_report([session]))
    assert "was not calibrated" in page.text and "Not calibrated" in page.text
    assert "nan" not in page.text.lower()


def test_no_cues(second):
    quiet = replace(second, records=[r for r in second.records if r["kind"] != "cue"])
    page = assert_self_contained(coaching_report([with_strides(quiet, turn=None)]))
    assert "from the sample to the cue given 0 – – – –" in page.text


def test_all_steps_left_out(second):
    lost = with_strides(
        second,
        valid=False,
        reason=Reason.TURNING.value,
        foot_progression_angle_deg=None,
        error_deg=None,
        in_band=False,
        turn=None,
    )
    page = assert_self_contained(coaching_report([lost]))
    assert "no step of the blocks could be used" in page.text
    assert plain_reason(Reason.TURNING) in page.text
    assert "nan" not in page.text.lower()


def test_two_feet(tmp_path):
    feet = {side: rows(angles(k), side) for k, side in enumerate(("left", "right"))}
    session = walked(tmp_path, plan(sides=("left", "right")), feet)
    page = assert_self_contained(coaching_report([session]))
    assert "Session 1, left foot:" in page.text and "Session 1, right foot:" in page.text
    assert sum("right foot" in picture for picture in page.pictures) == sum("left foot" in p for p in page.pictures)


def test_absolute_target(tmp_path):
    one = plan(change_deg=None, target_deg=-4.0, how=HowToCalibrate(Method.CLINIC_VALUE, {"left": 6.0}))
    session = walked(tmp_path, one, {"left": rows(angles(1))})
    page = assert_self_contained(coaching_report([session]))
    assert "6.0° toe-out measured in the clinic" in page.text
    assert "not absolute" not in page.text
    spans = block_spans(session, "left", session.summary().walked_s)
    assert [span.target_deg for span in spans] == pytest.approx([-4.0] * len(spans))


def test_stand_then_walk(tmp_path):
    one = plan(how=HowToCalibrate(Method.STAND_THEN_WALK, foot_to_line_deg={"left": 5.0}))
    straight = [5.0] * (BASELINE + 4)
    session = walked(tmp_path, one, {"left": rows([*straight, *angles(1)])})
    page = assert_self_contained(coaching_report([session]))
    assert "Stand, then walk" in page.text
    strides = coached_strides(session, "left")
    natural = strides.angle_deg[strides.groups()["natural"]]
    assert np.median(natural) == pytest.approx(5.0, abs=1.5)


def test_damage_and_lost_time_are_said(second):
    records = [
        {**r, "lost_s": {"left": 7.3}, "unusable": {"left": 5}} if r["kind"] == "alive" else r for r in second.records
    ]
    page = assert_self_contained(coaching_report([replace(second, records=records, damage="2 damaged lines")]))
    assert "2 damaged lines could not be read" in page.text
    assert "7.3 s of the sensor's samples were lost" in page.text.replace("’", "'")
    assert "5 unusable samples" in page.text


def test_natural_walking_is_seen_in_the_later_calibration(second):
    strides = coached_strides(second, "left")
    natural = strides.angle_deg[strides.groups()["natural"]]
    assert len(natural) >= BASELINE and np.median(natural) == pytest.approx(0.0, abs=0.6)
    minutes = strides.walked_min[strides.natural]
    assert (minutes < 0).all() and (np.diff(minutes) > 0).all()
    # Where the calibration was in force already, both say the same.
    practised = strides.practice & strides.valid
    logged = [r["foot_progression_angle_deg"] for r, one in zip(strides.records, practised, strict=True) if one]
    np.testing.assert_allclose(strides.angle_deg[practised], logged, atol=1e-6)


def test_a_continued_session_with_a_new_calibration(tmp_path):
    before = walked(tmp_path, plan(), {"left": rows(angles(1, steps=10))}, end=False)
    log = SessionLog(before.path)
    session = coached(before.plan, log, continued=before.records, recalibrate=True)
    coach(session, ReplaySource({"left": rows(np.add(angles(2), 7.0))})).end()
    log.close()
    after = replace(before, records=session.records, ended=True)
    offsets = offsets_deg(after.records, "left")
    assert offsets[-1] - offsets[0] == pytest.approx(7.0, abs=2.0)
    page = assert_self_contained(coaching_report([after]))
    assert "continued 1 time" in page.text


def test_headline_without_direction_to_boast_of(second):
    foot = replace(second.summary().feet[0], kept_change_deg=2.0)
    assert "without feedback a change of 2.0° out, where 10° toe-in was asked for" in headline(second, foot, None)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason])
def test_every_reason_has_plain_words(reason):
    assert len(plain_reason(reason.value)) > 10


def test_steps_table(course, tmp_path):
    path = tmp_path / "steps.csv"
    write_coaching_steps(course, path)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith(COLUMNS + ",session,block,purpose,feedback,in_band,error_deg,cue,stride_m")
    assert "nan" not in text.lower()
    table = pd.read_csv(path, keep_default_na=False, dtype={"used": str, "feedback": str})
    assert len(table) == sum(r["kind"] == "stride" for session in course for r in session.records)
    assert set(table["recording"]) == {"session-01", "session-02", "session-03"}
    assert set(table["condition"]) == {"session-1", "session-2", "session-3"}
    assert set(table["purpose"]) == {"natural", "practice", "retention"}
    assert set(table["kam_peak1_pct_bwht"]) | set(table["off_s"]) | set(table["stance_s"]) == {""}
    for session, mine in table.groupby("session"):
        assert mine["step"].tolist() == list(range(1, len(mine) + 1))
        foot = course[session - 1].summary().feet[0]
        assert (mine["used"] == "true").sum() == foot.valid
        assert (mine["cue"] == "in").sum() == foot.cues.get("in", 0)
        told = mine[(mine["feedback"] == "true") & (mine["purpose"] == "practice")]
        assert len(told) == foot.with_feedback.steps
    used = table[table["used"] == "true"]
    left_out = table[table["used"] == "false"]
    assert (used["reason"] == "").all() and (left_out["reason"] != "").all()
    assert (left_out["foot_progression_angle_deg"] == "").all()


def test_steps_of_a_session_without_calibration_have_no_angle(tmp_path):
    session = walked(tmp_path, plan(), {"left": rows(angles(1)[: BASELINE - 2])}, end=False)
    path = tmp_path / "steps.csv"
    write_coaching_steps([session], path)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert found
    assert all(row["foot_progression_angle_deg"] == "" and row["used"] == "false" and row["reason"] for row in found)


def test_steps_of_nothing(tmp_path):
    session = walked(tmp_path, plan(), {"left": rows([5.0, 5.0])[:200]}, end=False)
    write_coaching_steps([session], tmp_path / "steps.csv")
    assert (tmp_path / "steps.csv").read_text(encoding="utf-8").count("\n") == 1


def test_summary_as_json(course, tmp_path):
    path = tmp_path / "summary.json"
    write_coaching_summary(course, path, simulated=True)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert [one["session"] for one in found] == [1, 2, 3]
    assert all(one["simulated"] is True for one in found)
    assert found[1]["feet"][0]["valid"] == course[1].summary().feet[0].valid
    assert found[2]["finished"] is False
