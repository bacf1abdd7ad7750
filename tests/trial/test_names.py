"""One name for one thing: from the filled-in form, by `footwise score`, to the analysis of the trial."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE, design_file

from footwise.errors import FootwiseError
from footwise.followup import KOOS_ITEMS, is_follow_up_outcome, region_outcome
from footwise.jobs import score_table, write_scores
from footwise.simulation.cohort_outcomes import OUTCOMES
from footwise.trial import analyse_trial, read_data, read_design, results_table, write_data
from footwise.trial.simulated import simulated_answers, simulated_people, simulated_tables

PEOPLE = 40
NAMES = [f"P{k:02d}" for k in range(1, PEOPLE + 1)]
SCORED = (
    "nrs_medial_pain_0_10_worse",
    "womac_pain_0_100_worse",
    "womac_function_0_100_worse",
    "koos_pain_0_100_better",
)


@pytest.fixture(scope="module")
def design():
    return read_design(EXAMPLE)


@pytest.fixture(scope="module")
def year(design):
    """Forms, and the tables of the same year."""
    people = simulated_people(PEOPLE, 5)
    arms = [design.arms[k % 2].name for k in range(PEOPLE)]
    return simulated_answers(people, NAMES, arms, design, 5), simulated_tables(people, NAMES, arms, design, 5)


@pytest.fixture(scope="module")
def scored(design, year, tmp_path_factory) -> Path:
    """A folder of data whose questionnaires come from the forms, and whose other outcomes from the tables."""
    answers, (people, measures, screened) = year
    folder = tmp_path_factory.mktemp("data")
    forms = tmp_path_factory.mktemp("forms")
    answers.to_csv(forms / "answers.csv", index=False)
    scored = score_table(forms / "answers.csv", baseline_week=2)
    assert scored.sentence().startswith("SIMULATED. ")
    write_scores(scored, forms)
    write_data(folder, people, measures[~measures["outcome"].isin(SCORED)], screened)
    shutil.copyfile(forms / "outcomes_scores.csv", folder / "outcomes_scores.csv")
    return folder


def test_the_design_calls_scores_and_regions_as_follow_up_does(design):
    names = [outcome.name for outcome in design.outcomes]
    assert set(names) == set(OUTCOMES)
    assert [name for name in names if not is_follow_up_outcome(name)] == ["kam_larger_peak_pct_bwht"]
    assert region_outcome("T1rho", "medial weight-bearing femur") in names
    # REDCap takes field names of this form only.
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,99}", name) for name in names)


def test_forms_are_answers_of_the_koos(year):
    answers, _ = year
    assert list(answers.columns) == ["person", "week", "nrs_medial", *KOOS_ITEMS, "simulated"]
    assert set(np.unique(answers[list(KOOS_ITEMS)])) == {0, 1, 2, 3, 4}
    assert not answers.duplicated(["person", "week"]).any()
    assert set(answers["week"]) == {2, 7, 11, 25, 39, 52}


def test_scores_of_the_forms_are_the_outcomes_of_the_same_year(design, year, scored, tmp_path):
    _, tables = year
    write_data(tmp_path, *tables)
    straight, by_name = read_data(tmp_path, design), read_data(scored, design)
    for name in (outcome.name for outcome in design.outcomes):
        one, other = straight.outcome(name), by_name.outcome(name)
        np.testing.assert_allclose(other.baseline, one.baseline, atol=1e-3)
        np.testing.assert_allclose(other.follow_up, one.follow_up, atol=1e-3)
    assert straight.not_asked == ()
    assert "koos_qol_0_100_better" in by_name.not_asked and "womac_total_0_100_worse" in by_name.not_asked


def test_scored_forms_are_analysed_by_name(design, scored):
    result = analyse_trial(read_data(scored, design), design)
    assert result.data.simulated
    for name in SCORED:
        found = result.outcome(name)
        assert found.effect is not None and found.reasons == {}
    table = results_table(result)
    assert table["outcomes_not_asked"] == list(result.data.not_asked)


def test_a_table_of_scores_alone_says_that_it_is_simulated(design, year, scored):
    people, *_ = year[1]
    folder = scored.parent / "people-of-unknown-origin"
    shutil.copytree(scored, folder)
    people.drop(columns="simulated").to_csv(folder / "people.csv", index=False)
    assert read_data(folder, design).simulated


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        # A name that no command of ours writes is a typing error, not an outcome that nobody asks about.
        ("womac_pain_0_100_worse", "womac_pain", "outcome is 'womac_pain'"),
        (",7.0,womac_pain", ",8.0,womac_pain", "womac_pain_0_100_worse has no visit in week 8"),
    ],
)
def test_what_is_wrong_names_its_own_file_and_line(design, scored, tmp_path, old, new, trouble):
    folder = tmp_path / "data"
    shutil.copytree(scored, folder)
    path = folder / "outcomes_scores.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(k for k, text in enumerate(lines) if old in text)
    lines[line] = lines[line].replace(old, new)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(FootwiseError, match=rf"outcomes_scores\.csv: line {line + 1}: {trouble}"):
        read_data(folder, design)


def test_a_measure_in_two_tables_is_refused(design, year, scored, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(scored, folder)
    _, (_, measures, _) = year
    measures[measures["outcome"] == SCORED[0]].to_csv(folder / "outcomes_by_hand.csv", index=False)
    with pytest.raises(FootwiseError, match=r"outcomes_scores\.csv: line 2 repeats the measure of P01"):
        read_data(folder, design)


def test_a_design_that_asks_for_one_more_score_gets_it(scored, tmp_path):
    path = design_file(tmp_path, ('name = "koos_pain_0_100_better"', 'name = "koos_qol_0_100_better"'))
    data = read_data(scored, read_design(path))
    assert np.isfinite(data.outcome("koos_qol_0_100_better").baseline).all()
    assert "koos_pain_0_100_better" in data.not_asked


def test_a_missing_score_is_a_missing_visit(design, scored, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(scored, folder)
    table = pd.read_csv(folder / "outcomes_scores.csv")
    first = (table["outcome"] == SCORED[1]) & (table["person"] == "P01") & (table["week"] == 2)
    table.loc[first, "value"] = np.nan
    table.to_csv(folder / "outcomes_scores.csv", index=False)
    assert np.isnan(read_data(folder, design).outcome(SCORED[1]).baseline[0])
