"""A visit against an earlier one: what is certain within a visit and between the visits is kept apart."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from tests.prescription.test_prescribe import four, repeated

from footwise.errors import FootwiseError
from footwise.loads import analyse_walk
from footwise.prescription import (
    CHANGE_DEG,
    compare_visits,
    prescribe_from_walks,
    read_earlier_visit,
    write_prescription,
)
from footwise.recordings import read_recording
from footwise.reports.visit import earlier_visit_lines
from footwise.steps_table import write_steps


@pytest.fixture(scope="module")
def natural(treadmill_c3d):
    once = analyse_walk(read_recording(treadmill_c3d), condition="natural")
    walk = repeated(once, 8)
    # One after the other: no step stands in a table twice.
    walk.steps["contact_s"] += np.repeat(np.arange(8) * 12.0, len(once.steps))
    return walk


@pytest.fixture(scope="module")
def first(natural):
    return prescribe_from_walks("P07", "left", four(natural))


@pytest.fixture
def results(first, tmp_path):
    folder = tmp_path / "visit1"
    folder.mkdir()
    write_prescription(first, folder / "prescription.json")
    write_steps([walk.steps for group in first.walks.values() for walk in group], folder / "steps.csv")
    return folder


def test_the_earlier_means_are_those_of_its_steps(first, results):
    earlier = read_earlier_visit(results)
    assert (earlier.person, earlier.side, earlier.peak, earlier.simulated) == ("P07", "left", 1, False)
    assert set(earlier.peaks) == set(CHANGE_DEG)
    for c in first.conditions:
        for peak in (1, 2):
            mean = c.leg.kam_peak(peak)
            again = earlier.peaks[c.condition][peak - 1]
            assert again.value == pytest.approx(mean.value, abs=1e-4)
            assert again.se == pytest.approx(mean.se, rel=0.01)
            assert again.steps == mean.steps
    assert read_earlier_visit(results / "prescription.json") == earlier


def test_the_same_visit_again_has_not_changed(first, results):
    compared = compare_visits(read_earlier_visit(results), first)
    assert [c.condition for c in compared.conditions] == list(CHANGE_DEG)
    for c in compared.conditions:
        assert c.between.fall == pytest.approx(0, abs=1e-4)
        assert not c.between.beyond_error
    natural, toe_in = compared.conditions[0], compared.conditions[2]
    assert natural.kept is None and natural.within_first is None
    assert toe_in.within_first.beyond_error and not toe_in.kept.beyond_error


def test_a_fall_of_half_a_unit_is_real_within_and_not_between_visits(natural, results):
    level = float(natural.steps.loc[natural.steps["side"] == "left", "kam_peak1_pct_bwht"].mean())
    # Toe-in now lowers the peak by 0.7 %BW·ht, natural walking has stayed.
    now = prescribe_from_walks("P07", "left", four(natural, toe_in_10={"first": 0.88 - 0.7 / level}))
    lines = earlier_visit_lines(compare_visits(read_earlier_visit(results), now))
    assert lines[0] == "Since the earlier visit (visit1), peak 1 of the knee adduction moment:"
    peak = next(line for line in lines if line.startswith("Toe-in 10°: "))
    assert "0.70 %BW·ht lower between the visits: inside the error of measuring (±1.00)." in peak
    reduction = next(line for line in lines if line.startswith("Toe-in 10° against natural walking of the same visit"))
    assert reduction.count("(beyond the error") == 2
    assert "0.70 %BW·ht larger between the two reductions: beyond the error" in reduction


@pytest.mark.requirement("R-036")
def test_nothing_inside_the_error_is_called_a_change(natural, results):
    now = prescribe_from_walks("P07", "left", four(natural, toe_in_10={"first": 0.87}, toe_out_5={"first": 1.02}))
    for line in earlier_visit_lines(compare_visits(read_earlier_visit(results), now))[1:]:
        assert re.search(r": inside the error of measuring \(±\d\.\d\d\)\.$", line), line


def test_only_natural_walking_in_common(natural, results):
    walks = {c: group for c, group in four(natural).items() if c in ("natural", "toe-in-5")}
    steps = pd.read_csv(results / "steps.csv")
    steps[steps["condition"] == "natural"].to_csv(results / "steps.csv", index=False)
    lines = earlier_visit_lines(compare_visits(read_earlier_visit(results), prescribe_from_walks("P07", "left", walks)))
    assert len(lines) == 3
    assert lines[2].startswith("No change of foot angle was walked in both visits")


def test_the_table_for_programs_has_no_nan(first, results):
    steps = pd.read_csv(results / "steps.csv")
    steps.loc[steps["condition"] == "toe-out-5", "kam_peak1_pct_bwht"] = np.nan
    steps.to_csv(results / "steps.csv", index=False)
    compared = compare_visits(read_earlier_visit(results), first)
    table = json.loads(json.dumps(compared.to_json(), allow_nan=False))
    toe_out = next(c for c in table["conditions"] if c["condition"] == "toe-out-5")
    assert toe_out["first_pct_bwht"] is None and toe_out["between_visits"]["fall"] is None
    assert not any(math.isnan(c.between.detectable) for c in compared.conditions if c.condition == "natural")
    assert "not known then" in "\n".join(earlier_visit_lines(compared))


@pytest.mark.parametrize(("who", "side", "trouble"), [("P08", "left", "of the person"), ("P07", "right", "of the leg")])
def test_visits_of_different_people_or_legs(natural, results, who, side, trouble):
    now = prescribe_from_walks(who, side, four(natural))
    with pytest.raises(FootwiseError, match=trouble):
        compare_visits(read_earlier_visit(results), now)


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        ("prescription.json", "{", "is not the result of a visit"),
        ("prescription.json", "[]", "is not the result of a visit"),
        ("prescription.json", '{"person": "P07", "side": "up", "peak": 1, "simulated": false}', "of the leg 'up'"),
        ("prescription.json", None, "there is no such file"),
        ("steps.csv", None, "there is no such file beside"),
        ("steps.csv", "", "is empty"),
        ("steps.csv", "side,used\nleft,true\n", "has no column condition"),
        ("steps.csv", "side,used,condition\nleft,true,natural\n", "has no column kam_peak1_pct_bwht"),
        (
            "steps.csv",
            "side,used,condition,kam_peak1_pct_bwht,kam_peak2_pct_bwht\nleft,true,natural,,\n",
            "no knee moment for the left leg",
        ),
    ],
)
def test_results_that_cannot_be_read(results, name, text, trouble):
    (results / name).unlink()
    if text is not None:
        (results / name).write_text(text, encoding="utf-8")
    with pytest.raises(FootwiseError, match=trouble) as caught:
        read_earlier_visit(results)
    assert "\n" not in str(caught.value)
