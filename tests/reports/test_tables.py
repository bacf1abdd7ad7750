from __future__ import annotations

import csv
import json

import numpy as np
import pandas as pd
from tests.reports.walks import NO_FALL, five_conditions, prescribed, walk_like, with_steps_left_out, without_loads

from footwise.loads import StepReason
from footwise.prescription import prescribe_from_walks, write_prescription
from footwise.steps_table import write_steps

COLUMNS = (
    "recording,condition,side,step,contact_s,off_s,foot_progression_angle_deg,kam_peak1_pct_bwht,kam_peak2_pct_bwht,"
    "kam_impulse_pct_bwht_s,kfm_peak_pct_bwht,medial_force_peak_bw,kam_per_mm_pct_bwht,stance_s,used,reason"
)
NUMBERS = ("contact_s", "foot_progression_angle_deg", "kam_peak1_pct_bwht")
KEYS = (
    "person side rule target_change_deg direction target_foot_progression_angle_deg peak baseline conditions warnings "
    "measured simulated knee_centre response_model"
)
CONDITION_KEYS = (
    "condition steps change_deg kam_peak1 kam_peak2 kfm_peak medial_force_peak_bw reduction_pct reduction_se_pct"
)


def test_steps_come_back(walk, tmp_path):
    path = tmp_path / "steps.csv"
    reason = 'said "no", then\u00a0left; 2 × 3'
    walks = [with_steps_left_out(walk, {2: StepReason(reason)}), walk_like(walk, "toe-in-5")]
    write_steps([one.steps for one in walks], path)
    assert path.read_text(encoding="utf-8").splitlines()[0].startswith(COLUMNS)
    assert b"\r" not in path.read_bytes()
    table = pd.read_csv(path, keep_default_na=False, na_values=dict.fromkeys(NUMBERS, ""))
    assert len(table) == 2 * len(walk.steps)
    assert table.loc[2, "reason"] == reason
    np.testing.assert_allclose(table["contact_s"][: len(walk.steps)], walk.steps["contact_s"], atol=5.1e-5)
    angles = table["foot_progression_angle_deg"][: len(walk.steps)]
    np.testing.assert_allclose(angles, walk.steps["foot_progression_angle_deg"], atol=5.1e-4)
    peaks = table["kam_peak1_pct_bwht"][: len(walk.steps)]
    np.testing.assert_allclose(peaks, walk.steps["kam_peak1_pct_bwht"], atol=5.1e-5)


def test_missing_is_an_empty_field_and_used_is_lower_case(walk, tmp_path):
    path = tmp_path / "steps.csv"
    write_steps([with_steps_left_out(without_loads(walk), {0: StepReason("lost")}).steps], path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["used"] == "false" and rows[0]["reason"] == "lost"
    assert rows[1]["used"] == "true" and rows[1]["reason"] == ""
    assert all(row["kam_peak1_pct_bwht"] == row["kam_impulse_pct_bwht_s"] == "" for row in rows)
    assert rows[0]["step"] == "1"
    assert "nan" not in path.read_text(encoding="utf-8").lower()


def test_does_not_change_the_walk(walk, tmp_path):
    before = walk.steps.copy()
    write_steps([walk.steps], tmp_path / "steps.csv")
    pd.testing.assert_frame_equal(walk.steps, before)


def test_prescription_has_the_keys_of_the_design(walk, tmp_path):
    path = tmp_path / "prescription.json"
    write_prescription(prescribed(walk, person="Zoë"), path)
    text = path.read_text(encoding="utf-8")
    assert "Zoë" in text and "\n  " in text and text.endswith("}\n")
    table = json.loads(text)
    assert list(table) == KEYS.split()
    assert len(table["conditions"]) == 5
    for condition in table["conditions"]:
        assert list(condition) == CONDITION_KEYS.split()
    assert table["direction"] == "toe-in" and table["target_change_deg"] == -10 and table["simulated"] is False


def test_refusal_as_json(walk, tmp_path):
    path = tmp_path / "prescription.json"
    write_prescription(prescribe_from_walks("P07", "left", five_conditions(walk, fall=NO_FALL)), path)
    table = json.loads(path.read_text(encoding="utf-8"))
    assert table["direction"] == "none" and table["target_change_deg"] == 0
