"""Means of recordings and over recordings, worked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.jobs import write_marker_walks
from footwise.loads import OVER_COLUMNS, RECORDING_COLUMNS, analyse_walk, over_recordings, recordings_table
from footwise.reports.walk import analysis_report, over_recordings_sentences, walking_sentence
from footwise.steps_table import COLUMNS


@pytest.fixture(scope="module")
def walk():
    return analyse_walk(replace(Walker().recording(), recorded_on="2015-01-28"), condition="natural", marker_hz=6)


def with_values(walk, name, **values):
    """The walk under another name with columns of its own; a function of the side gives each value."""
    steps = walk.steps.assign(recording=name)
    for column, of_side in values.items():
        steps[column] = [of_side[side] for side in steps["side"]]
    return replace(walk, steps=steps, recording=replace(walk.recording, name=name))


def test_loads_are_of_the_used_steps_and_strides_of_all_outside_turns(walk):
    steps = walk.steps.copy()
    left = steps.index[(steps["side"] == "left") & steps["stride_m"].notna()]
    steps.loc[left, "stride_m"] = np.arange(len(left), dtype=float)
    steps.loc[left, "kam_peak1_pct_bwht"] = np.arange(len(left), dtype=float)
    steps.loc[left[0], "used"] = False
    steps.loc[left[1], "turn_deg"] = -40.0
    row = recordings_table([replace(walk, steps=steps)]).set_index("side").loc["left"]
    count = len(left)
    assert row["stride_m"] == pytest.approx((np.arange(count).sum() - 1) / (count - 1))
    others = steps[(steps["side"] == "left") & steps["used"]]["kam_peak1_pct_bwht"]
    assert row["kam_peak1_pct_bwht"] == pytest.approx(others.mean())
    assert row["steps_used"] == len(others) and row["steps"] == (steps["side"] == "left").sum()


def test_it_says_when_and_how_it_was_measured(walk):
    table = recordings_table([walk])
    assert tuple(table.columns) == RECORDING_COLUMNS
    row = table.iloc[0]
    assert (row["recorded_on"], row["condition"], row["marker_hz"], row["force_hz"]) == ("2015-01-28", "natural", 6, 8)
    assert bool(row["treadmill"]) and row["knee_from"] == "markers worn while walking"


def test_each_recording_counts_once_however_many_steps_it_has(walk):
    few = replace(walk, steps=walk.steps.iloc[:6])
    walks = [
        with_values(walk, "a", kam_peak1_pct_bwht={"left": 1.0, "right": 5.0}),
        with_values(few, "b", kam_peak1_pct_bwht={"left": 2.0, "right": 5.0}),
        with_values(few, "c", kam_peak1_pct_bwht={"left": 6.0, "right": np.nan}),
    ]
    table = over_recordings(walks)
    assert tuple(table.columns) == OVER_COLUMNS
    peaks = table[table["measure"] == "kam_peak1_pct_bwht"].set_index("side")
    assert (peaks.loc["left", "mean"], peaks.loc["left", "recordings"]) == (3.0, 3)
    assert peaks.loc["left", "sd"] == pytest.approx(np.sqrt(7))
    assert (peaks.loc["right", "mean"], peaks.loc["right", "sd"], peaks.loc["right", "recordings"]) == (5.0, 0.0, 2)


def test_conditions_are_not_mixed(walk):
    other = replace(walk, condition="toe-in-10")
    table = over_recordings([walk, other])
    assert table["recordings"].eq(1).all() and table["sd"].isna().all()
    assert set(table["condition"]) == {"natural", "toe-in-10"}
    assert over_recordings_sentences([walk, other]) == []


def test_what_terminal_and_report_say(walk):
    assert walking_sentence(walk) == "1.20 m/s, 109 steps/min, stride 1.32 m, step width 0.16 m, double support 0.27 s"
    one = with_values(walk, "a", kam_peak1_pct_bwht={"left": 2.0, "right": 3.0})
    two = with_values(walk, "b", kam_peak1_pct_bwht={"left": 4.0, "right": 3.0})
    said = over_recordings_sentences([one, two])
    assert any(
        line.startswith("  natural left, 2 recordings: foot angle") and "KAM P1 3.00 ± 1.41 %BW·ht" in line
        for line in said
    )
    page = analysis_report([one, two])
    for words in ("Over all recordings", "3.00 ± 1.41", "Recorded on 2015-01-28", "Cadence, steps/min",
                  "109 ± 0", "markers low-pass filtered at 6 Hz, forces at 8 Hz"):  # fmt: skip
        assert words in page
    assert "Over all recordings" not in analysis_report([one])


def test_a_walk_without_any_stride_says_nothing_of_strides(walk):
    empty = dict.fromkeys(walk.steps.columns.difference([*COLUMNS, "turn_deg"]), np.nan)
    assert walking_sentence(replace(walk, steps=walk.steps.assign(**empty))) == ""


def test_the_table_over_recordings_goes_where_there_is_one_alone(walk, tmp_path):
    write_marker_walks([walk, replace(walk, condition="toe-in-10")], tmp_path)
    assert (tmp_path / "over_recordings.csv").exists()
    write_marker_walks([walk], tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("."))
    assert names == ["curves.csv", "recordings.csv", "report.html", "steps.csv"]
