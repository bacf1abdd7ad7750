from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import NO_FALL, five_conditions, of_side, prescribed, walk_like, with_steps_left_out

from footwise.loads import StepReason, Walk
from footwise.notes import Note
from footwise.prescription import Prescription, prescribe_from_walks
from footwise.reports import number
from footwise.reports.visit import prescription_report


@pytest.fixture(scope="module")
def result(walk: Walk) -> Prescription:
    return prescribed(walk)


def test_shows_the_target(result):
    page = assert_self_contained(prescription_report(result))
    assert result.choice.condition == "toe-in-10"
    assert result.sentence() in page.text
    assert "−5 % needed" in page.text
    assert "toe-in 10° chosen" in page.text
    assert "a clinician decides" in page.text
    # The foot, the comparison, the response, two moments, two legs' angles.
    assert len(page.pictures) == 7
    assert any("left foot from above" in alt and "target" in alt for alt in page.pictures)
    assert any("(chosen)" in alt and "Needed: −5 %" in alt for alt in page.pictures)


def test_shows_every_warning(walk):
    walks = five_conditions(walk, repeats=3)
    walks["toe-in-10"] = [
        replace(w, steps=w.steps.assign(speed_m_s=1.2 * w.steps["speed_m_s"])) for w in walks["toe-in-10"]
    ]
    result = prescribe_from_walks("P07", "left", walks)
    assert len(result.warnings) > 3
    text = assert_self_contained(prescription_report(result)).text
    assert f"{len(result.warnings)} warnings" in text
    for warning in result.warnings:
        assert str(warning) in text


def test_shows_every_excluded_step_with_its_reason(walk):
    walks = five_conditions(walk)
    light = "plates carry only {}% of body weight in mid-stance"
    reasons = {1: StepReason("foot not wholly on the force plates"), 5: StepReason(light, ("41",))}
    reasons |= {7: StepReason(light, ("52",)), 9: StepReason('a reason with <signs> & "quotes" {and} braces')}
    walks["toe-out-5"] = [with_steps_left_out(w, reasons) for w in walks["toe-out-5"]]
    text = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks))).text
    for row, reason in reasons.items():
        step = walks["toe-out-5"][0].steps.loc[row]
        assert f"toe-out-5.c3d {step.side} {step.step} {number(step.contact_s, 1)} {reason}" in text
    assert "2 steps: plates carry only 41 to 52% of body weight in mid-stance" in text
    everyone = [w for group in walks.values() for w in group]
    assert f"Steps left out: {sum((~w.steps['used'].astype(bool)).sum() for w in everyone)}" in text


def test_shows_what_is_flagged(walk):
    walks = five_conditions(walk)
    steps = walks["natural"][0].steps.copy()
    steps.loc[3, "reason"] = "flag: lever arm and Newton-Euler differ by 0.31 %BW·ht over stance"
    walks["natural"] = [replace(walks["natural"][0], steps=steps)]
    text = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks))).text
    assert "Used, but look at them" in text
    assert steps.loc[3, "reason"] in text


@pytest.mark.parametrize("simulated", [True, False])
@pytest.mark.requirement("R-037")
def test_says_simulated_only_when_it_is(walk, simulated):
    page = assert_self_contained(prescription_report(prescribed(walk, simulated=simulated)))
    assert ("banner" in page.classes) is simulated
    assert ("simulated" in page.text.lower()) is simulated


def test_is_the_same_every_time(walk, result):
    assert prescription_report(result) == prescription_report(prescribed(walk))


def test_escapes_names(walk):
    page = assert_self_contained(prescription_report(prescribed(walk, person='<b>& "Jürgen" <script>')))
    assert '<b>& "Jürgen" <script>' in page.text


def test_refusal_says_what_is_missing(walk):
    result = prescribe_from_walks("P07", "left", five_conditions(walk, fall=NO_FALL))
    assert result.chosen is None
    page = assert_self_contained(prescription_report(result))
    assert result.sentence() in page.text
    assert "What is missing" in page.text
    assert "a fall of 5 % is needed" in page.text
    assert "chosen" not in page.text.replace("is chosen", "")
    assert not any("target" in alt for alt in page.pictures)


def test_refusal_for_too_few_steps(walk):
    walks = five_conditions(walk, repeats=1)
    walks = {
        c: [with_steps_left_out(w, dict.fromkeys(range(3, 20), StepReason("lost"))) for w in g]
        for c, g in walks.items()
    }
    text = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks))).text
    assert "too few usable steps to compare" in text
    assert "too few steps" in text


def test_conditions_not_walked(walk):
    walks = five_conditions(walk)
    del walks["toe-out-5"]
    page = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks)))
    assert "not walked, so not considered: toe-out 5°" in page.text
    # The warning and the picture name it.
    assert page.text.count("toe-out 5°") == 2


def test_only_the_affected_leg_was_measured(walk):
    walks = {c: [of_side(w, "left") for w in group] for c, group in five_conditions(walk).items()}
    page = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks)))
    assert "The right leg was not measured" in page.text
    assert len(page.pictures) == 6


def test_several_recordings_of_a_condition(walk):
    walks = five_conditions(walk)
    second = walk_like(walk, "toe-in-5", 2, 0.06)
    second = replace(second, recording=replace(second.recording, source=second.recording.source.with_name("again.c3d")))
    walks["toe-in-5"].append(with_steps_left_out(second, {1: StepReason("lost")}))
    text = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks))).text
    assert "again.c3d left 2" in text


def test_a_condition_of_which_nothing_is_known(walk):
    walks = five_conditions(walk)
    lost = walks["toe-out-10"][0]
    steps = lost.steps.assign(used=False, reason="no force plate under this foot")
    numbers = steps.select_dtypes("float").columns
    steps[numbers] = np.nan
    nothing = np.full_like(lost.kam, np.nan)
    walks["toe-out-10"] = [replace(lost, steps=steps, kam=nothing, kfm=nothing, kam_newton_euler=nothing)]
    result = prescribe_from_walks("P07", "left", walks)
    page = assert_self_contained(prescription_report(result))
    assert "toe-out 10° too few steps" in page.text
    assert "nan" not in page.text


def test_notes_name_files_and_no_folders(walk):
    walks = five_conditions(walk)
    source = walks["natural"][0].recording.source
    far = source.parent / "home" / "somebody" / source.name
    first = walks["natural"][0]
    recording = replace(first.recording, source=far)
    walks["natural"] = [replace(first, recording=recording, notes=(Note(f"no moments: {far} lacks a marker"),))]
    text = prescription_report(prescribe_from_walks("P07", "left", walks))
    assert "no moments: natural.c3d lacks a marker" in text
    assert "somebody" not in text
