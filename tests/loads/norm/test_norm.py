"""Norms of people who are known exactly, and how far others are from them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.jobs import write_marker_walks
from footwise.loads import analyse_walk
from footwise.loads.norm import (
    DEVIATION_INDEX,
    PROFILE_SCORE,
    SCORE_COLUMNS,
    Norm,
    SpeedBand,
    against_norm,
    band_of,
    differences_in_method,
    read_norm,
    speed_of_walk,
    walking_norm,
    write_norm,
)
from footwise.reports.walk import analysis_report

TURNED = (2.0, 4.0, 6.0, 8.0, 10.0)
HEADER = "speed_low_m_s,speed_high_m_s,people,name,percent_stance,mean,sd\n"


def walk_of(speed=1.2, toe_out=6.0):
    walker = Walker(speed_m_s=speed, toe_out_deg={"left": toe_out, "right": toe_out}, stop_s=5.0)
    return analyse_walk(walker.recording())


def with_knee(walk, knee_deg):
    """The walk with a knee that is bent by as much all through stance: the walker has no pelvis to tell it."""
    return replace(walk, knee_flexion=np.full_like(walk.knee_flexion, knee_deg))


@pytest.fixture(scope="module")
def walks():
    """Five people who turn their feet out by 2 to 10 degrees."""
    return {f"p{k}": [with_knee(walk_of(toe_out=angle), k)] for k, angle in enumerate(TURNED)}


@pytest.fixture(scope="module")
def norm(walks):
    return walking_norm(walks, "five walkers")


def test_mean_and_spread_are_those_of_the_people(norm):
    (band,) = norm.bands
    assert (band.low_m_s, band.high_m_s, band.people) == (1.1, 1.3, 5)
    mean, sd = band.measures["foot_progression_angle_deg"]
    assert mean == pytest.approx(6.0, abs=0.1) and sd == pytest.approx(np.std(TURNED, ddof=1), abs=0.05)
    curve, spread = band.curves["foot_progression_angle_deg"]
    np.testing.assert_allclose(curve[20:50], 6.0, atol=0.2)
    np.testing.assert_allclose(spread[20:50], np.std(TURNED, ddof=1), atol=0.05)
    np.testing.assert_allclose(band.curves["knee_flexion_deg"][0], 2.0)
    assert band.measures["speed_m_s"][0] == pytest.approx(1.2, abs=0.01)
    assert norm.knee_from == "markers worn while walking" and norm.marker_hz == 8


def test_a_person_counts_once_however_many_walks(walks, norm):
    more = dict(walks, p0=walks["p0"] * 7)
    for name, both in walking_norm(more, "").bands[0].measures.items():
        assert both == pytest.approx(norm.bands[0].measures[name]), name


def test_people_of_another_speed_are_another_band(walks, norm):
    slow = {f"slow{k}": [walk_of(speed=0.8, toe_out=angle)] for k, angle in enumerate(TURNED)}
    both = walking_norm(walks | slow | {"alone": [walk_of(speed=1.0)]}, "")
    assert [(band.low_m_s, band.people) for band in both.bands] == [(0.7, 5), (1.1, 5)]
    assert both.bands[1].measures["kam_peak1_pct_bwht"] == norm.bands[0].measures["kam_peak1_pct_bwht"]
    assert band_of(both, slow["slow0"][0]) is both.bands[0]
    assert band_of(both, walk_of(speed=1.0)) is None


@pytest.mark.parametrize(("speed", "low"), [(1.2, 1.1), (1.1, 1.1), (1.29, 1.1), (1.31, 1.3)])
def test_the_band_of_a_speed(speed, low):
    bands = tuple(SpeedBand(round(0.2 * k + 0.1, 1), round(0.2 * k + 0.3, 1), 5) for k in range(3, 8))
    walk = walk_of()
    walk = replace(walk, steps=walk.steps.assign(speed_m_s=np.where(walk.steps["speed_m_s"].notna(), speed, np.nan)))
    assert speed_of_walk(walk) == pytest.approx(speed)
    assert band_of(Norm("", "", np.nan, np.nan, bands), walk).low_m_s == low


def test_too_few_people_of_one_speed(walks):
    few = {person: walks[person] for person in ("p0", "p1", "p2")}
    with pytest.raises(FootwiseError, match="few: has 3 people at most who walked at like speed"):
        walking_norm(few, "few")
    assert walking_norm(few, "few", fewest_people=3).bands[0].people == 3
    with pytest.raises(FootwiseError, match="a spread needs 3 people"):
        walking_norm(few, "few", fewest_people=2)


def test_walks_of_different_filters_are_no_norm(walks):
    other = {**walks, "p0": [replace(walks["p0"][0], marker_hz=6.0)]}
    with pytest.raises(FootwiseError, match="different filters"):
        walking_norm(other, "mixed")


def test_z_is_how_many_standard_deviations(norm):
    scores = against_norm([with_knee(walk_of(toe_out=12.0), 2.0)], norm)
    assert tuple(scores.columns) == SCORE_COLUMNS
    row = scores[(scores["side"] == "left") & (scores["measure"] == "foot_progression_angle_deg")].squeeze()
    assert row["z"] == pytest.approx((12.0 - 6.0) / np.std(TURNED, ddof=1), abs=0.1)
    assert (row["norm_people"], row["norm_speed_low_m_s"], row["norm_source"]) == (5, 1.1, "five walkers")


def test_the_profile_score_is_the_root_mean_square_of_what_the_angles_are_off(norm):
    mean = {name: norm.bands[0].curves[f"{name}_deg"][0] for name in ("foot_progression_angle", "ankle_dorsiflexion")}
    walk = walk_of()
    shape = walk.foot_angle.shape
    walk = replace(
        walk,
        foot_angle=np.broadcast_to(mean["foot_progression_angle"] + 3.0, shape),
        ankle_dorsiflexion=np.broadcast_to(mean["ankle_dorsiflexion"] - 4.0, shape),
        knee_flexion=np.full(shape, 2.0 + 12.0),
    )
    values = against_norm([walk], norm)
    values = values[values["side"] == "right"].set_index("measure")["value"]
    assert values["foot_progression_angle_variable_score_deg"] == pytest.approx(3.0)
    assert values["ankle_dorsiflexion_variable_score_deg"] == pytest.approx(4.0)
    assert values["knee_flexion_variable_score_deg"] == pytest.approx(12.0)
    assert values[PROFILE_SCORE] == pytest.approx(np.sqrt((9 + 16 + 144) / 3))
    log_mean, log_sd = norm.bands[0].measures["log_profile_score"]
    assert values[DEVIATION_INDEX] == pytest.approx(100 - 10 * (np.log(values[PROFILE_SCORE]) - log_mean) / log_sd)


def test_healthy_people_have_100_on_average(walks, norm):
    """Against a norm without themselves each of them has the score that the norm holds."""
    logs = []
    for left_out in walks:
        others = {person: group for person, group in walks.items() if person != left_out}
        scores = against_norm(walks[left_out], walking_norm(others, "", fewest_people=4))
        both = scores[scores["measure"].str.endswith("_variable_score_deg")].groupby("measure")["value"].mean()
        logs.append(np.log(np.sqrt((both**2).mean())))
    mean, sd = norm.bands[0].measures["log_profile_score"]
    assert np.mean(logs) == pytest.approx(mean, abs=0.02) and np.std(logs, ddof=1) == pytest.approx(sd, abs=0.02)


def test_an_angle_that_is_not_known_gives_no_score(norm):
    scores = against_norm([walk_of()], norm)
    assert not scores["measure"].isin(["knee_flexion_variable_score_deg", PROFILE_SCORE, DEVIATION_INDEX]).any()
    assert "ankle_dorsiflexion_variable_score_deg" in set(scores["measure"])


def test_another_way_of_measuring_is_said(walks, norm):
    walk = walks["p0"][0]
    assert differences_in_method([walk], norm) == []
    assert "low-passed at 8 Hz" in differences_in_method([replace(walk, marker_hz=6.0)], norm)[0]
    assert "static trial" in differences_in_method([replace(walk, knee_method={"left": "static trial"})], norm)[0]


def test_it_is_read_back_as_it_was_written(norm, tmp_path):
    write_norm(norm, tmp_path / "norm.csv")
    again = read_norm(tmp_path / "norm.csv")
    assert (again.source, again.knee_from, again.marker_hz, again.force_hz) == ("five walkers", norm.knee_from, 8, 8)
    (mine,), (theirs,) = again.bands, norm.bands
    assert (mine.low_m_s, mine.high_m_s, mine.people) == (theirs.low_m_s, theirs.high_m_s, theirs.people)
    assert mine.measures.keys() == theirs.measures.keys() and mine.curves.keys() == theirs.curves.keys()
    for name, both in theirs.curves.items():
        np.testing.assert_allclose(mine.curves[name], both, atol=1e-4)
    for name, both in theirs.measures.items():
        np.testing.assert_allclose(mine.measures[name], both, atol=1e-4)


def test_a_table_typed_from_a_paper(tmp_path):
    (tmp_path / "paper.csv").write_text(
        f"source,{HEADER}"
        "Somebody 2020,1.1,1.3,20,kam_peak1_pct_bwht,,2.5,0.5\n"
        "Somebody 2020,1.1,1.3,20,kam_pct_bwht,25,2.4,0.5\n"
    )
    norm = read_norm(tmp_path / "paper.csv")
    assert norm.source == "Somebody 2020" and norm.knee_from == "" and np.isnan(norm.marker_hz)
    walk = walk_of()
    (row,) = against_norm([walk], norm).query("side == 'left'").to_dict("records")
    used = walk.steps[(walk.steps["side"] == "left") & walk.steps["used"]]
    assert row["z"] == pytest.approx((used["kam_peak1_pct_bwht"].mean() - 2.5) / 0.5)


WRONG = {
    "no such column": (",sd", ",other", "has no column sd"),
    "a measure nobody knows": ("kam_peak1_pct_bwht", "kam_peak3", "kam_peak3.*, which is no measure"),
    "no number": ("2.5", "two", "two.* as mean"),
    "a spread below zero": (",0.5", ",-0.5", "standard deviation below 0"),
    "half a person": (",20,", ",20.5,", "has 20.5 people"),
    "backwards": ("1.2,1.4", "1.4,1.2", "ends before it begins"),
    "a measure over stance": (",,", ",12,", "which is no curve"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_table_that_is_no_norm(tmp_path, kind):
    old, new, said = WRONG[kind]
    good = f"{HEADER}1.2,1.4,20,kam_peak1_pct_bwht,,2.5,0.5\n"
    assert old in good
    (tmp_path / "norm.csv").write_text(good.replace(old, new, 1))
    with pytest.raises(FootwiseError, match=said):
        read_norm(tmp_path / "norm.csv")


def test_bands_that_overlap(tmp_path):
    rows = "1.2,1.4,20,kam_peak1_pct_bwht,,2.5,0.5\n1.3,1.5,20,kam_peak1_pct_bwht,,2.5,0.5\n"
    (tmp_path / "norm.csv").write_text(HEADER + rows)
    with pytest.raises(FootwiseError, match=r"overlap, from 1.2 and from 1.3 m/s"):
        read_norm(tmp_path / "norm.csv")


def test_the_report_and_the_table_beside_it(norm, tmp_path):
    walk = with_knee(walk_of(toe_out=12.0), 2.0)
    write_marker_walks([walk], tmp_path, norm)
    table = pd.read_csv(tmp_path / "against_norm.csv")
    assert tuple(table.columns) == SCORE_COLUMNS
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for words in ("Beside healthy walking at like speed", "five walkers, 5 of 1.1 to 1.3 m/s", "(+1.9)",
                  "Deviation index", "Knee flexion, °", "healthy walking behind them"):  # fmt: skip
        assert words in page
    assert "Beside healthy" not in analysis_report([walk])
    other = analysis_report([walk_of(speed=0.9)], norm)
    assert "has nobody who walked at 0.90 m/s" in other
