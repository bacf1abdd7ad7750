"""The whole analysis: people are counted once, the same data give the same file, and too little is said to be so."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import simulated

from footwise.trial import analyse_trial, results_table, trial_data, write_results
from footwise.trial.ancova import _influence
from footwise.trial.consort import consort_flow


@pytest.fixture(scope="module")
def analysed():
    design, people, measures, screened = simulated(48, drop_out=0.3)
    return analyse_trial(trial_data(people, measures, design, screened), design)


def test_the_flow_adds_up(analysed):
    flow = analysed.flow
    assert flow.assessed == flow.randomised + flow.excluded
    assert flow.excluded == sum(count for _, count in flow.reasons)
    assert flow.randomised == sum(arm.allocated for arm in flow.arms) == 48
    for arm in flow.arms:
        assert arm.analysed + arm.without_follow_up == arm.allocated
        assert arm.withdrawn == sum(count for _, count in arm.reasons)
        assert arm.seen_last <= arm.allocated - arm.withdrawn
        assert arm.received == arm.allocated
    pain = analysed.outcome("nrs_medial_pain_0_10_worse")
    assert pain.mmrm is not None and pain.mmrm.people == sum(arm.analysed for arm in flow.arms)
    assert pain.seen[:, -1].tolist() == [arm.seen_last for arm in flow.arms]
    assert pain.seen[:, 0].sum() == 48
    assert pain.imputed is not None and pain.imputed.missing == 48 - pain.seen[:, -1].sum()


def test_where_nothing_is_known_of_the_course(analysed):
    people = analysed.data.people[["person", "arm", "sex", "kl_grade"]]
    _, _, measures, _ = simulated(48, drop_out=0.3)
    flow = consort_flow(trial_data(people, measures, analysed.design), "nrs_medial_pain_0_10_worse", (7, 52), True)
    assert flow.assessed is None
    assert [(arm.received, arm.withdrawn) for arm in flow.arms] == [(None, 0), (None, 0)]


def test_the_same_data_give_the_same_file(analysed, tmp_path):
    write_results(analysed, tmp_path / "one.json")
    write_results(analyse_trial(analysed.data, analysed.design), tmp_path / "two.json")
    text = (tmp_path / "one.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.json").read_text(encoding="utf-8")
    table = json.loads(text)
    assert table["simulated"] is True and table["blinded"] is False
    assert [one["outcome"] for one in table["primary"]] == ["nrs_medial_pain_0_10_worse", "kam_larger_peak_pct_bwht"]
    assert table["outcomes"][0]["mmrm"]["covariance"] == "unstructured"


def test_the_information_that_the_design_asks_for(analysed):
    """With missing visits both differ a little in standard error and degrees of freedom, never in the difference."""
    other = analyse_trial(analysed.data, replace(analysed.design, kenward_roger="expected"))
    one, two = (found.outcome("nrs_medial_pain_0_10_worse").effect for found in (analysed, other))
    assert one.value == two.value and one.se != two.se and one.df != two.df
    assert one.se == pytest.approx(two.se, rel=0.02)
    assert [results_table(found)["kenward_roger"] for found in (analysed, other)] == ["observed", "expected"]


def test_one_visit_is_the_analysis_of_covariance(analysed):
    found = analysed.outcome("t1rho_medial_weight_bearing_femur_ms")
    assert found.effect is not None and found.ancova is not None
    mixed, alone = found.effect, found.ancova.effect
    assert (mixed.value, mixed.se, mixed.df, mixed.p) == pytest.approx((alone.value, alone.se, alone.df, alone.p))


def test_letters_turn_signs_and_hide_the_shift(analysed):
    _, people, measures, screened = simulated(48, drop_out=0.3)
    blind = people.assign(arm=people["arm"].map({"sham": "A", "personalised": "B"}))
    found = analyse_trial(trial_data(blind, measures, analysed.design, screened), analysed.design)
    open_, hidden = analysed.outcome("nrs_medial_pain_0_10_worse"), found.outcome("nrs_medial_pain_0_10_worse")
    assert hidden.effect.value == pytest.approx(-open_.effect.value)
    assert hidden.effect.p == pytest.approx(open_.effect.p)
    assert hidden.imputed.shifts == () and np.isnan(hidden.imputed.tipping)
    assert "personalised" not in json.dumps(results_table(found)).replace(analysed.design.name, "")


def test_a_visit_that_one_arm_lacks_is_left_out_and_the_last_one_kept():
    design, people, measures, _ = simulated(40)
    shams = people.loc[people["arm"] == "sham", "person"]
    data = trial_data(people, measures[~(measures["person"].isin(shams) & (measures["week"] == 11))], design)
    result = analyse_trial(data, design)
    found = result.outcome("nrs_medial_pain_0_10_worse")
    assert found.mmrm is not None and found.mmrm.weeks == (7, 25, 39, 52) and len(found.mmrm.effects) == 4
    assert found.effect == found.mmrm.effects[-1]
    assert "Week 11 is left out of the mixed model, because nobody of Sham has week 11." in found.notes
    assert json.dumps(results_table(result), allow_nan=False)


@pytest.mark.parametrize(
    ("week", "place", "told"),
    [
        (2, "notes", "Everybody has the same baseline value; the models are not adjusted for it."),
        (52, "reasons", "cannot be estimated, because everybody has the same value within the arms in week 52"),
    ],
)
def test_a_constant_outcome_has_a_plain_reason(week, place, told):
    design, people, measures, _ = simulated(40)
    pain = (measures["outcome"] == "nrs_medial_pain_0_10_worse") & (measures["week"] == week)
    data = trial_data(people, measures.assign(value=measures["value"].mask(pain, 5.0)), design)
    found = analyse_trial(data, design).outcome("nrs_medial_pain_0_10_worse")
    assert told in (found.notes if place == "notes" else (found.reasons["mmrm"],))
    assert (found.effect is None) == (place == "reasons")


def test_nobody_is_called_analysed_where_nothing_could_be_estimated():
    design, people, measures, _ = simulated(4)
    flow = analyse_trial(trial_data(people, measures, design), design).flow
    assert [(arm.analysed, arm.imputed) for arm in flow.arms] == [(None, None)] * 2


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("n", "seed"), [(6, 10), (8, 5), (8, 10)])
def test_few_people_give_reasons_and_no_warnings(n, seed):
    """Six with seed 10: a covariance without an inverse; eight: people who alone determine a coefficient."""
    design, people, measures, _ = simulated(n, seed, effect=0.0, drop_out=0.15)
    alternating = people.assign(arm=["personalised", "sham"] * (n // 2))
    result = analyse_trial(trial_data(alternating, measures, design), design)
    assert all("cannot be estimated, because" in why for one in result.outcomes for why in one.reasons.values())


def test_influence_is_that_of_statsmodels():
    import statsmodels.api as sm

    random = np.random.default_rng(1)
    x = np.column_stack([np.ones(20), random.standard_normal((20, 2))])
    fit = sm.OLS(random.standard_normal(20), x).fit()
    studentised, cook = _influence(x, fit.resid)
    np.testing.assert_allclose(studentised, fit.get_influence().resid_studentized_external, rtol=1e-9)
    np.testing.assert_allclose(cook, fit.get_influence().cooks_distance[0], rtol=1e-9)


def test_four_people_are_not_enough():
    design, people, measures, _ = simulated(4)
    result = analyse_trial(trial_data(people, measures, design), design)
    for found in result.outcomes:
        assert found.mmrm is None and found.effect is None
        assert found.reasons["mmrm"].startswith("cannot be estimated, because ")
    for one in result.primaries:
        assert np.isnan(one.p) and not one.differs
    assert json.dumps(results_table(result), allow_nan=False)


def test_arms_of_unequal_size():
    design, people, measures, _ = simulated(40)
    keep = people["arm"].eq("sham") | (people.groupby("arm").cumcount() < 7)
    people = people[keep]
    result = analyse_trial(trial_data(people, measures[measures["person"].isin(people["person"])], design), design)
    assert [arm.allocated for arm in result.flow.arms] == [7, (people["arm"] == "sham").sum()]
    assert result.outcome("nrs_medial_pain_0_10_worse").effect is not None


def test_a_missing_baseline_is_filled_and_said():
    design, people, measures, _ = simulated(40)
    gone = measures[
        ~(
            (measures["person"] == "P03")
            & (measures["week"] == 2)
            & (measures["outcome"] == "nrs_medial_pain_0_10_worse")
        )
    ]
    result = analyse_trial(trial_data(people, gone, design), design)
    assert result.outcome("nrs_medial_pain_0_10_worse").notes == (
        "Baseline of 1 of 40 people is missing; the mean of the others stands in.",
    )
    assert result.outcome("kam_larger_peak_pct_bwht").notes == ()


def test_an_arm_without_anybody_at_the_last_visit():
    design, people, measures, _ = simulated(40)
    shams = people.loc[people["arm"] == "sham", "person"]
    measures = measures[~(measures["person"].isin(shams) & (measures["week"] == 52))]
    found = analyse_trial(trial_data(people, measures, design), design).outcome("nrs_medial_pain_0_10_worse")
    assert found.reasons["mmrm"] == "cannot be estimated, because nobody of Sham has week 52"
    assert found.mmrm is None and found.ancova is None and "ancova" in found.reasons


def test_a_stratum_that_nobody_is_in_is_left_out_and_said():
    design, people, measures, _ = simulated(40)
    women = people[people["sex"] == "female"]
    result = analyse_trial(trial_data(women, measures[measures["person"].isin(women["person"])], design), design)
    assert "Nobody is in the stratum sex male; the models are not adjusted for it." in result.outcomes[0].notes
    assert isinstance(result.data.people, pd.DataFrame)


def test_the_baseline_table_counts_kinds_and_averages_numbers():
    design, people, measures, _ = simulated(12)
    people = people.assign(grade=[1, 2, 3] * 4, age_years=[60, 70] * 6, side=["left", "right"] * 6)
    rows = {row.label: row for row in analyse_trial(trial_data(people, measures, design), design).baseline}
    assert rows["Age, years"].cells[2] == pytest.approx((65.0, 5.222), abs=1e-3)
    assert rows["Grade: 2"].cells[2] == pytest.approx((4, 100 / 3))
    assert rows["Side: left"].cells[2][0] == 6
    assert "Received: true" not in rows
