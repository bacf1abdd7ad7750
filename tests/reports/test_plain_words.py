"""No report speaks of options of the command line, or with names of the code: people read it who use neither."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.foot_sensor.walking_foot import walking_foot
from tests.reports.course.courses import angles, plan, rows, walked, with_strides
from tests.reports.film.filmed import filmed_walk
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import five_conditions, prescribed, with_steps_left_out
from tests.trial.trials import simulated

import footwise as fw
from footwise.coaching import DEFAULT_SCHEDULE
from footwise.errors import FootwiseError
from footwise.followup import score_questionnaires
from footwise.foot_sensor.live import HowToCalibrate, Method, Reason
from footwise.foot_sensor.recorded import recorded_walk
from footwise.loads import StepReason, Walk
from footwise.prescription import prescribe_from_walks
from footwise.reports.course import coaching_report
from footwise.reports.film import filmed_walk_report
from footwise.reports.followup import tables_report
from footwise.reports.trial import power_report, trial_report
from footwise.reports.visit import page_for_the_person, prescription_report
from footwise.reports.walk import analysis_report
from footwise.reports.walk.foot_sensor import sensor_walk_report
from footwise.trial import Setting, analyse_trial, simulate_power, trial_data

# An option, a parameter in backticks, an assignment, a name of Python, and values as Python writes them.
NOT_FOR_PEOPLE = re.compile(
    r"(?<![\w-])--[a-z][\w-]*|`[^`]*`|\b[a-z]\w*=['\"\w]+|\b_?[a-z]+(?:_[a-z0-9]+)+\b|\b(?:None|nan|NaN|True|False)\b"
    r"|\bfootwise [a-z]+\b|\b[a-z]+\.[a-z]+\("
)
# Files have the names that people gave them; so has the recording of the sample.
FILES = re.compile(r"\btreadmill_events\b|[\w/.-]+\.(?:c3d|csv|json|jsonl|toml|html|mp4|zip|txt|npz)\b")


def said(text: str) -> list[str]:
    """Words of a page that are not for people."""
    return NOT_FOR_PEOPLE.findall(FILES.sub("", text))


def course_with_everything_wrong(tmp_path: Path) -> str:
    folder = tmp_path / "course"
    folder.mkdir()
    one = walked(folder, plan(1), {"left": rows(angles(1))})
    two = walked(folder, plan(2), {"left": rows(angles(2))}, end=False)
    lost = with_strides(two, valid=False, reason=Reason.SHIFTED.value)
    lost = replace(lost, damage="2 damaged lines and a last line that was cut off")
    unreadable = FootwiseError(folder / "session-03.jsonl", "is no log of a session", "Give the log")
    return coaching_report([one, lost], True, DEFAULT_SCHEDULE, [unreadable])


def sensor_walk(how: HowToCalibrate | None = None) -> str:
    feet = [walking_foot([3.0] * 14, side=side) for side in ("left", "right")]
    return sensor_walk_report([recorded_walk(feet, how)] if how else [recorded_walk(feet)])


def a_trial() -> str:
    design, people, measures, screened = simulated(48, drop_out=0.2)
    return trial_report(analyse_trial(trial_data(people, measures, design, screened), design))


def power() -> str:
    design, *_ = simulated(8)
    found = simulate_power(design, [Setting(24, 0.1)], trials=4, seed=1)
    return power_report(design, found)


def scores() -> str:
    table = pd.DataFrame({"person": ["P1"], "week": [2], **{f"P{k}": [1] for k in range(1, 10)}})
    found = table[["person", "week"]].join(score_questionnaires(table))
    return tables_report("Scores of questionnaires", "One person.", {"Scores": found})


PAGES: dict[str, Callable[[Walk, Path], str]] = {
    "walk": lambda walk, _: analysis_report([walk]),
    "walk with steps left out": lambda walk, _: analysis_report(
        [with_steps_left_out(walk, {1: StepReason("foot not wholly on the force plates")})]
    ),
    "visit": lambda walk, _: prescription_report(prescribed(walk)),
    "visit of few steps": lambda walk, _: prescription_report(
        prescribe_from_walks("P07", "left", five_conditions(walk, repeats=1))
    ),
    "visit, for the person": lambda walk, _: page_for_the_person(prescribed(walk)),
    "foot sensor": lambda *_: sensor_walk(),
    "foot sensor, clinic": lambda *_: sensor_walk(HowToCalibrate(Method.CLINIC_VALUE, {"left": 7.0, "right": 7.0})),
    "foot sensor, not calibrated": lambda *_: sensor_walk(HowToCalibrate(Method.STAND_THEN_WALK)),
    "foot sensor, turns": lambda *_: sensor_walk_report([recorded_walk([walking_foot([3.0] * 5)])]),
    "course": lambda _, tmp_path: coaching_report(
        [walked(tmp_path, plan(1), {"left": rows(angles(1))})], schedule=DEFAULT_SCHEDULE
    ),
    "course with everything wrong": lambda _, tmp_path: course_with_everything_wrong(tmp_path),
    "film": lambda *_: filmed_walk_report([filmed_walk()], load_changes=["cannot be told"]),
    "trial": lambda *_: a_trial(),
    "power": lambda *_: power(),
    "scores": lambda *_: scores(),
}


@pytest.mark.parametrize("kind", PAGES)
def test_no_options_and_no_names_of_the_code(kind, walk, tmp_path):
    page = assert_self_contained(PAGES[kind](walk, tmp_path))
    assert len(page.text) > 200
    assert said(page.text) == []
    assert [alt for alt in page.pictures if said(alt)] == []


@pytest.mark.parametrize(
    "text",
    ["say --recalibrate", "with `mass_kg=...`", "calibration='clinic'", "kam_peak1_pct_bwht", "None", "footwise coach",
     "np.mean(x)", "gravity=up"],
)  # fmt: skip
def test_the_search_would_find_them(text):
    assert said(text)


def test_plain_text_and_files_pass():
    assert said("8 of 10 steps - a well-known way; imu_sample.csv, session-03.jsonl, KAM = 3 %BW·ht, e.g. toes") == []


def test_a_real_recording_of_both_feet():
    walk = fw.measure(fw.read(fw.sample("foot-sensors") / "imu_sample.csv"))
    assert np.isfinite(walk.steps["foot_progression_angle_deg"]).any()
    assert said(assert_self_contained(sensor_walk_report([walk])).text) == []
