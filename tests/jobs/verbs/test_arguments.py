"""What a newcomer gives a verb in the wrong kind: one sentence that names the argument, and no traceback."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import footwise as fw
from footwise.foot_sensor.live import HowToCalibrate, Method

ANSWERS = "person,week,nrs_medial\nAnna,0,6\nAnna,2,4\n"


@pytest.fixture
def call(tmp_path, treadmill_c3d, walk, sensor_walk):
    """Call a verb with what goes before the argument in question."""
    answers = tmp_path / "answers.csv"
    answers.write_text(ANSWERS)
    sensors = tuple(foot.sensor for foot in sensor_walk.feet)
    coached = {"source": "simulated", "side": "left", "on_cue": lambda cue: None}
    first = {
        "read": (treadmill_c3d,), "simulate": (walk.recording,), "measure": (walk.recording,), "score": (answers,),
        "coach": (tmp_path / "anna",), "power": (), "film": ("one.mp4",), "report": (walk,), "analyse_trial": (),
        "map_cartilage": ("t.nii",), "measure sensors": (sensors,), "read_course": (), "prescribe": (tmp_path,),
    }  # fmt: skip

    def called(verb, **given):
        instead = verb != "report" and set(given) & {"path", "answers", "folder", "images", "clips"}
        positional = () if instead else first[verb]
        return getattr(fw, verb.split()[0])(*positional, **(coached if verb == "coach" else {}) | given)

    return called


@pytest.mark.parametrize(
    ("verb", "argument", "given", "remedy"),
    [
        ("read", "path", 3, "Give the name of a file"),
        ("read", "static", ["a"], "Give the name of a file"),
        ("read", "forces", 3, "Give the name of a file"),
        ("read", "marker_map", 3, "Give the name of a file"),
        ("read", "mass_kg", "72", "Give a number"),
        ("read", "height_m", True, "Give a number"),
        ("read", "mass_kg", Decimal(72), "Give a number"),
        ("read", "mass_kg", 10**400, "Give a number"),
        ("read", "rate_hz", "fast", "Give a number"),
        ("read", "column_map", 3, "Give the name of a file"),
        ("score", "baseline_week", "2", "Give a number"),
        ("score", "answers", 3, "Give the path of a table"),
        ("score", "answers", pd.DataFrame({"person": ["Anna"]}), "Give the path of a table"),
        ("score", "answers", {"person": "Anna"}, "Give the path of a table"),
        ("simulate", "steps", "20", "Give a whole number from 5 to 5000"),
        ("simulate", "steps", 20.5, "Give a whole number from 5 to 5000"),
        ("simulate", "steps", -1, "Give a whole number from 5 to 5000"),
        ("simulate", "steps", 5001, "Give a whole number from 5 to 5000"),
        ("simulate", "seed", "a", "Give a whole number of at least 0"),
        ("simulate", "seed", -1, "Give a whole number of at least 0"),
        ("simulate", "response", 3, "Give the name of a file"),
        ("coach", "folder", 3, "Give the name of the course's folder"),
        ("coach", "source", 3, "Say 'lsl' or 'simulated'"),
        ("coach", "change_deg", "-10", "Give a number"),
        ("coach", "target_deg", "5", "Give a number"),
        ("coach", "minutes", "2", "Give a number"),
        ("coach", "minutes", math.nan, "Give a number"),
        ("coach", "seed", "a", "Give a whole number"),
        ("coach", "speed", "fast", "Give a factor such as 2, or 'max'"),
        ("coach", "speed", 0, "Give a factor such as 2, or 'max'"),
        ("coach", "speed", None, "Give a number"),
        ("coach", "prescription", {"a": 1}, "Give the name of a file"),
        ("coach", "on_cue", 3, "Give a function that takes a cue"),
        ("read_course", "folder", 3, "Give the name of the course's folder"),
        ("prescribe", "before", 3, "Give the name of a folder"),
        ("report", "path", 3, "Name a page"),
        ("power", "design", 3, "Give the name of a file"),
        ("map_cartilage", "images", 3, "Give the name of an image"),
        ("map_cartilage", "images", ["a.nii", 3], "Give the name of an image"),
        ("map_cartilage", "noise_sd", "2", "Give a number"),
        ("map_cartilage", "series", "5", "Give a list of whole numbers"),
        ("map_cartilage", "series", [5.5], "Give a whole number"),
        ("map_cartilage", "person", 7, "Give a text"),
        ("map_cartilage", "week", "52", "Give a number"),
        ("map_cartilage", "before", 3, "Give the folder of the earlier visit"),
        ("map_cartilage", "repeat", 3, "Give the regions.csv of a second scan"),
        ("measure", "baseline", 3, "Give what measure found of natural walking"),
        ("measure", "condition", 3, "Give a text"),
        ("measure sensors", "calibration", 3, "Give a text"),
        ("measure sensors", "calibration", ["clinic"], "Give a text"),
        ("measure sensors", "clinic_deg", "7", "Give a number"),
        ("measure sensors", "clinic_deg", {"left": "7"}, "Give a number"),
        ("film", "clips", [], "Give the name of a film"),
        ("film", "clips", 3, "Give the name of a film"),
        ("film", "neutral", 3, "Give the name of a film"),
        ("map_cartilage", "times_ms", "1", "Give a list of numbers"),
        ("score", "missing_codes", 99, "Give a list of numbers"),
        ("film", "person", 0, "Give a list"),
        ("film", "person", ["a"], "Give a whole number"),
        ("film", "floor", 3, "Give the name of a picture"),
        ("film", "calibration", 3, "Give the name of a file"),
        ("film", "height_m", "1.7", "Give a number"),
        ("film", "condition", 3, "Give a text"),
    ],
)  # fmt: skip
def test_an_argument_of_the_wrong_kind_is_named(call, verb, argument, given, remedy):
    with pytest.raises(fw.FootwiseError) as refused:
        call(verb, **{argument: given})
    expected = given[-1] if isinstance(given, list) and given and argument in ("images", "person") else given
    assert f"`{argument}`" in str(refused.value)
    assert remedy in refused.value.remedy
    if not isinstance(expected, pd.DataFrame | dict | list) and expected != 10**400:
        assert repr(expected) in refused.value.trouble


def test_a_trial_names_its_arguments():
    with pytest.raises(fw.FootwiseError, match=r"`data`: is 3"):
        fw.analyse_trial(3, 4)
    with pytest.raises(fw.FootwiseError, match=r"`design`: is 4"):
        fw.analyse_trial("data", 4)
    with pytest.raises(fw.FootwiseError, match=r"`people`: is '68'. Give a list of whole numbers"):
        fw.power("trial.toml", people="68")
    with pytest.raises(fw.FootwiseError, match=r"`drop_out`: is 0.1. Give a list of numbers"):
        fw.power("trial.toml", drop_out=0.1)


def test_a_marker_map_of_arrays_is_a_path():
    with pytest.raises(fw.FootwiseError, match=r"`marker_map`: is 3"):
        fw.recording({"LHEE": np.ones((10, 3))}, 100, marker_map=3)


def test_numbers_of_numpy_are_numbers(treadmill_c3d):
    assert fw.read(treadmill_c3d, mass_kg=np.float64(72)).person.mass_kg == 72
    assert fw.read(treadmill_c3d, mass_kg=np.int64(72)).person.mass_kg == 72


def test_one_clip_needs_no_list_and_a_generator_will_do():
    assert fw.film("one.mp4").clips == (Path("one.mp4"),)
    assert fw.film(path for path in ("one.mp4", "two.mp4")).clips == (Path("one.mp4"), Path("two.mp4"))


def test_the_fastest_walk_is_called_as_on_the_command_line(tmp_path):
    course = fw.coach(
        tmp_path / "anna", source="simulated", side="left", change_deg=-5, minutes=1, speed="max",
        on_cue=lambda cue: None,
    )  # fmt: skip
    assert len(course.sessions) == 1


def test_one_clinic_angle_is_for_both_feet(sensor_walk):
    sensors = [foot.sensor for foot in sensor_walk.feet]
    one = fw.measure(sensors, calibration="clinic", clinic_deg=7)
    both = fw.measure(sensors, calibration="clinic", clinic_deg={"left": 7, "right": 7})
    pd.testing.assert_frame_equal(one.steps, both.steps)
    with pytest.raises(fw.FootwiseError, match="`clinic_deg`: is said by `calibration` itself"):
        fw.measure(sensors, calibration=HowToCalibrate(Method.RELATIVE, {}, {}), clinic_deg=7)
