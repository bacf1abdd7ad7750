"""One of each thing that the verbs give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.foot_sensor.walking_foot import walking_foot
from tests.reports.course.courses import angles, plan, rows, walked
from tests.reports.walks import prescribed
from tests.trial.trials import simulated
from tests.video.stored_clips import stored_clip

import footwise as fw
from footwise.foot_sensor.recorded import recorded_walk
from footwise.gait.film import walk_past_phone
from footwise.jobs.trial import TrialPower
from footwise.jobs.verbs import (
    AnalysedTrial,
    Course,
    MeasuredFilm,
    MeasuredSensorWalk,
    MeasuredWalk,
    PersonalPrescription,
    PowerOfTrial,
)
from footwise.loads import analyse_walk
from footwise.recordings import read_recording
from footwise.trial import Setting, analyse_trial, simulate_power, trial_data
from footwise.video.room import CameraClock


@pytest.fixture(scope="session")
def walk(treadmill_c3d: Path) -> MeasuredWalk:
    return MeasuredWalk(**vars(analyse_walk(read_recording(treadmill_c3d))))


@pytest.fixture(scope="session")
def sensor_walk() -> MeasuredSensorWalk:
    turns = np.random.default_rng(1).normal(0.0, 2.0, 20)
    feet = [walking_foot(list(turns), side=side) for side in ("left", "right")]
    return MeasuredSensorWalk(**vars(recorded_walk(feet)))


@pytest.fixture(scope="session")
def film() -> MeasuredFilm:
    clip = stored_clip("demo")
    return MeasuredFilm(walk_past_phone(clip), (clip,), (None,), CameraClock((0.0,), (0.0,)))


@pytest.fixture(scope="session")
def visit(walk) -> PersonalPrescription:
    return PersonalPrescription(**vars(prescribed(walk)))


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> Course:
    folder = tmp_path_factory.mktemp("anna")
    for session in (1, 2):
        walked(folder, plan(session), {"left": rows(angles(session))})
    return fw.read_course(folder)


@pytest.fixture(scope="session")
def trial() -> AnalysedTrial:
    design, people, measures, screened = simulated(24)
    return AnalysedTrial(**vars(analyse_trial(trial_data(people, measures, design, screened), design)))


@pytest.fixture(scope="session")
def power(trial) -> PowerOfTrial:
    settings = [Setting(people, 0.1, 1.0) for people in (20, 40)]
    points = simulate_power(trial.design, settings, 2, workers="serial")
    return PowerOfTrial(**vars(TrialPower(trial.design, points)))


@pytest.fixture(scope="session")
def scored(tmp_path_factory):
    answers = tmp_path_factory.mktemp("answers") / "answers.csv"
    answers.write_text("person,week,nrs_medial,simulated\nAnna <b>,0,6,true\nAnna <b>,26,4,true\n")
    return fw.score(answers, baseline_week=0)


@pytest.fixture(scope="session")
def results(walk, sensor_walk, film, visit, course, trial, power) -> dict[str, object]:
    """Everything that shows and draws itself."""
    return {
        "walk": walk, "sensor_walk": sensor_walk, "film": film, "visit": visit, "course": course, "trial": trial,
        "power": power,
    }  # fmt: skip
