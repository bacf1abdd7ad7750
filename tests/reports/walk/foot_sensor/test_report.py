from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.foot_sensor.walking_foot import walking_foot
from tests.reports.page_reader import assert_self_contained

from footwise.foot_sensor.live import HowToCalibrate
from footwise.foot_sensor.live.calibration import Method
from footwise.foot_sensor.live.stride import Reason
from footwise.foot_sensor.recorded.walk import recorded_walk
from footwise.notes import Note
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.reports.numbers import number
from footwise.reports.walk.foot_sensor import sensor_walk_figures, sensor_walk_report
from footwise.reports.walk.foot_sensor.report import _PLAIN
from footwise.samples import sample_path
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS, write_steps


@pytest.fixture(scope="module")
def walk():
    return recorded_walk(read_foot_sensors(sample_path("foot-sensors", quiet=True) / "imu_sample.csv"))


def test_shows_each_foot(walk):
    page = assert_self_contained(sensor_walk_report([walk]))
    for side in ("left", "right"):
        used = walk.steps[walk.steps["used"] & (walk.steps["side"] == side)]
        assert f"{len(used)} of {(walk.steps['side'] == side).sum()}" in page.text
        assert f"{used['stride_m'].mean():.2f}" in page.text
        assert f"{used['foot_progression_angle_deg'].std():.1f}°" in page.text
    assert len(page.pictures) == 3
    assert "imu_sample.csv" in page.text and "/imu_sample.csv" not in page.text
    assert "a clinician decides" in page.text
    assert "204.8 Hz" in page.text and "9.87" in page.text


def test_says_what_relative_angles_are(walk):
    text = assert_self_contained(sensor_walk_report([walk])).text
    assert "changes from this person's own walk" in text
    assert "0° (baseline)" in text
    error = walk.feet[0].calibration.standard_error_deg
    assert f"± {error:.1f}° (left, {walk.feet[0].calibration.strides} strides)" in text


def test_the_middle_is_the_median_everywhere(walk):
    spread = sensor_walk_figures(walk, "a walk")[-1]
    drawn = [text.get_text() for text in spread.axes[0].texts if text.get_text().endswith("°")]
    used = walk.steps[walk.steps["used"].astype(bool)]
    by_side = [used.loc[used["side"] == foot.side, "foot_progression_angle_deg"] for foot in walk.feet]
    assert drawn == [number(float(angles.median()), 1) + "°" for angles in by_side]
    # The mean of this walk is another number, so that the two cannot be taken for each other.
    assert drawn != [number(float(angles.mean()), 1) + "°" for angles in by_side]


def test_says_what_clinic_angles_are(walk):
    sensors = [foot.sensor for foot in walk.feet]
    text = assert_self_contained(
        sensor_walk_report([recorded_walk(sensors, HowToCalibrate(Method.CLINIC_VALUE, {"left": 7.0, "right": 7.0}))])
    ).text
    assert "measured in the clinic" in text and "7.0° ±" in text
    assert "own walk is the zero" not in text


def test_counts_what_was_left_out_in_plain_words(walk):
    page = assert_self_contained(sensor_walk_report([walk]))
    left_out = walk.steps[~walk.steps["used"]]
    assert f"Steps left out: {len(left_out)} of {len(walk.steps)}" in page.text
    assert "Turning. The foot turned by 12° or more." in page.text
    assert "Starts from standing." in page.text


def test_asks_about_the_largest_turn_where_there_was_one(walk):
    turned = assert_self_contained(sensor_walk_report([walk])).text
    assert "One thing to check. The largest turn was to the left at 17.7 s: was it?" in turned
    straight = assert_self_contained(sensor_walk_report([recorded_walk([walking_foot([3.0] * 14)])])).text
    assert "no turn by which to check left and right" in straight
    assert "to check." not in straight


def test_every_reason_has_plain_words():
    of_cameras = {Reason.HIDDEN}
    assert set(_PLAIN) == set(Reason) - {Reason.NONE} - of_cameras


def test_a_walk_that_cannot_be_calibrated_says_so_and_what_to_do():
    how = HowToCalibrate(Method.STAND_THEN_WALK, still_s=60.0)
    page = assert_self_contained(sensor_walk_report([recorded_walk([walking_foot([3.0] * 12)], how)]))
    assert "No foot angles." in page.text and "no stand of 60 s" in page.text
    assert "Record again" in page.text
    assert page.pictures == []


def test_shows_a_poor_sensor():
    foot = walking_foot([3.0] * 14)
    keep = np.abs(foot.time_s - 7.0) > 0.05
    clipped = foot.clipped.copy()
    clipped[900:904] = True
    poor = replace(
        foot,
        time_s=foot.time_s[keep],
        acceleration_m_s2=foot.acceleration_m_s2[keep],
        angular_velocity_rad_s=foot.angular_velocity_rad_s[keep],
        clipped=clipped[keep],
        notes=(Note("loses samples <b>"),),
    )
    text = assert_self_contained(sensor_walk_report([recorded_walk([poor])])).text
    assert "1 gap" in text and "Samples are missing." in text
    assert "The sensor reached the end of its range." in text
    assert "loses samples <b>" in text


def test_several_recordings_and_strange_names(walk):
    name = '"><script>alert(1)</script> 日本.csv'.replace("/", "")
    other = replace(walk, source=Path(name))
    page = assert_self_contained(sensor_walk_report([walk, other]))
    assert name in page.text and "2 recordings" in page.text
    assert len(page.pictures) == 6


def test_is_the_same_every_time(walk):
    assert sensor_walk_report([walk]) == sensor_walk_report([walk])


def test_the_table_has_the_columns_of_every_step_and_those_of_the_stride(walk, tmp_path):
    write_steps([walk.steps, walk.steps], tmp_path / "steps.csv")
    table = pd.read_csv(tmp_path / "steps.csv", keep_default_na=False)
    assert tuple(table.columns) == (*COLUMNS, *STRIDE_COLUMNS)
    assert len(table) == 2 * len(walk.steps)
    assert set(table["used"]) == {True, False} or set(table["used"]) == {"true", "false"}
    assert (table["kam_peak1_pct_bwht"] == "").all()
    assert ((table["foot_progression_angle_deg"] == "") == (table["reason"] != "")).all()
