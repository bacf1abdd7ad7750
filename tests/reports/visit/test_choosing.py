"""The report's part on certainty: both rules, the picture, and one honest line where nothing can be estimated."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import five_conditions, prescribed, walk_like

from footwise.loads import Walk
from footwise.prescription import prescribe_from_walks, write_prescription
from footwise.reports.visit import prescription_report


def test_both_rules_are_always_shown(walk):
    page = assert_self_contained(prescription_report(prescribed(walk)))
    assert "toe-in 10° (peak 1). It takes the best mean" in page.text
    assert "10° toe-in. It is expected to lower peak 1 by" in page.text
    assert "Both rules say the same." in page.text
    assert any("bands of 50 and 90 % probability" in alt for alt in page.pictures)


def test_within_and_between_visits_are_kept_apart(walk):
    text = assert_self_contained(prescription_report(prescribed(walk))).text
    assert "lower within this visit: beyond the error of measuring" in text
    assert "Between days a peak is repeatable to 0.36 %BW·ht, and changes up to 1.0 are inside the error" in text
    assert "cannot be seen by measuring the peak on another day" in text


def test_the_table_for_programs_has_the_model(walk, tmp_path):
    write_prescription(prescribed(walk), tmp_path / "prescription.json")
    table = json.loads((tmp_path / "prescription.json").read_text(encoding="utf-8"))
    model = table["response_model"]
    assert (model["rule"], model["condition"], model["target_change_deg"]) == ("expected-benefit", "toe-in-10", -10.0)
    assert [o["condition"] for o in model["options"]] == ["toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10"]
    assert {len(values) for values in model["curve"].values()} == {21}
    for option in model["options"]:
        assert 0 <= option["p_best"] <= 1
        assert option["medial_force"] is not None
    assert set(model["limits"]) == {"p_worse", "p_reaches", "other_peak", "kfm_per_kam"}


def unreached(walk: Walk, condition: str) -> Walk:
    """The person was asked to turn the foot and did not."""
    changed = walk_like(walk, condition, 6, 0.02)
    natural = walk_like(walk, "natural", 6).steps["foot_progression_angle_deg"]
    return replace(changed, steps=changed.steps.assign(foot_progression_angle_deg=natural))


def test_a_person_who_never_turns_the_foot(walk):
    walks = five_conditions(walk)
    walks = {c: group if c == "natural" else [unreached(walk, c)] for c, group in walks.items()}
    result = prescribe_from_walks("P07", "left", walks)
    assert "cannot be estimated, because no walk turns the foot 2° or more" in result.model.trouble
    assert "cannot be estimated, because no walk turns" in assert_self_contained(prescription_report(result)).text
    assert "cannot be estimated" in result.to_json()["response_model"]["cannot_be_estimated"]


def test_an_option_that_was_not_reached_is_named(walk):
    walks = five_conditions(walk)
    for condition in ("toe-out-5", "toe-out-10"):
        walks[condition] = [unreached(walk, condition)]
    text = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks))).text
    assert "toe-out 10° was not reached" in text
    assert "toe-in 10° was not reached" not in text


@pytest.mark.parametrize("kept", [("natural",), ("natural", "toe-in-10")])
def test_few_conditions(walk, kept):
    walks = {c: group for c, group in five_conditions(walk).items() if c in kept}
    result = prescribe_from_walks("P07", "left", walks)
    text = assert_self_contained(prescription_report(result)).text
    if len(kept) == 1:
        assert "cannot be estimated, because no changed walk has enough steps" in text
    else:
        assert result.model.choice is not None


def test_a_load_that_never_changes(walk):
    walks = five_conditions(walk)
    for group in walks.values():
        for w in group:
            w.steps["kam_peak1_pct_bwht"] = 3.0
    result = prescribe_from_walks("P07", "left", walks)
    assert any("the load is the same in every step" in line for line in (result.model.trouble, *result.model.notes))
    assert_self_contained(prescription_report(result))
