from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.browser import PHONE_PX, RUN_OVER, SIDEWAYS, SMALLEST_TEXT, in_browser
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import of_side, walk_like, with_steps_left_out, without_loads

from footwise.loads import StepReason
from footwise.recordings import Person
from footwise.reports.walk import analysis_report


def test_shows_each_leg(walk):
    page = assert_self_contained(analysis_report([walk]))
    used = walk.steps[walk.steps["used"] & (walk.steps["side"] == "left")]
    angles = used["foot_progression_angle_deg"]
    assert f"{angles.mean():.1f} ± {angles.std():.1f}" in page.text
    peaks = used["kam_peak1_pct_bwht"]
    assert f"{peaks.mean():.2f} ± {peaks.std():.2f}" in page.text
    assert len(page.pictures) == 3
    assert "treadmill_events.c3d" in page.text
    assert "a clinician decides" in page.text
    assert "banner" not in page.classes


def test_says_how_many_steps_know_a_measure(walk):
    steps = walk.steps.copy()
    left = steps.index[(steps["side"] == "left") & steps["used"]]
    steps["kam_impulse_pct_bwht_s"] = np.nan
    steps.loc[left[:3], "kam_impulse_pct_bwht_s"] = [0.8, 0.9, 1.0]
    text = assert_self_contained(analysis_report([replace(walk, steps=steps)])).text
    assert "0.90 ± 0.10 (n = 3)" in text


def test_is_the_same_every_time(walk):
    assert analysis_report([walk]) == analysis_report([walk])


def test_several_recordings(walk):
    others = [walk_like(walk, "toe-in-5"), without_loads(walk_like(walk, "natural", simulated=True))]
    page = assert_self_contained(analysis_report([walk, *others]))
    assert "toe-in-5.c3d" in page.text and "natural.c3d" in page.text
    assert "banner" in page.classes


def test_the_same_recording_twice(walk):
    assert_self_contained(analysis_report([walk, walk]))


def test_without_loads(walk):
    page = assert_self_contained(analysis_report([without_loads(walk)]))
    assert "Foot angles only" in page.text
    assert "no force plates" in page.text
    assert "KAM" not in page.text
    assert len(page.pictures) == 1


def test_one_side_only(walk):
    page = assert_self_contained(analysis_report([replace(of_side(walk, "right"), notes=())]))
    assert "right" in page.text and "left leg" not in page.text
    assert len(page.pictures) == 3


def test_all_steps_left_out(walk):
    reasons = {
        row: StepReason("plates carry only {}% of body weight in mid-stance", (str(row),))
        for row in range(len(walk.steps))
    }
    page = assert_self_contained(analysis_report([with_steps_left_out(walk, reasons)]))
    assert f"Steps left out: {len(reasons)} of {len(reasons)}" in page.text
    assert f"plates carry only 0 to {len(reasons) - 1}% of body weight" in page.text
    for reason in reasons.values():
        assert str(reason) in page.text


def test_nothing_known(walk):
    bare = without_loads(walk)
    steps = bare.steps.copy()
    steps["foot_progression_angle_deg"] = np.nan
    page = assert_self_contained(analysis_report([replace(bare, steps=steps)]))
    assert page.pictures == []


@pytest.mark.parametrize("name", ["<b>&", '"><script>alert(1)</script>', "日本 Ünï ' quotes"])
def test_escapes_names(walk, name):
    recording = replace(walk.recording, source=Path(name.replace("/", "")), person=Person(name, 70.0, 1.7))
    page = assert_self_contained(analysis_report([replace(walk, recording=recording, condition=name)]))
    assert name in page.text


@pytest.mark.browser
def test_on_a_phone(walk, tmp_path):
    page = analysis_report([walk])
    assert in_browser(page, SIDEWAYS, tmp_path) == [PHONE_PX, PHONE_PX]
    assert in_browser(page, RUN_OVER, tmp_path) == []
    drawn = [(size, text) for size, text, in_picture in in_browser(page, SMALLEST_TEXT, tmp_path) if in_picture]
    assert len(drawn) > 20 and min(drawn)[0] >= 11.0
