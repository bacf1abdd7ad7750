"""Tables in and out: what is wrong is one line with its place, REDCap's files carry the same data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE, simulated, tables_of

from footwise.errors import FootwiseError
from footwise.trial import read_data, read_design, read_redcap, trial_data, write_data, write_redcap
from footwise.trial.redcap import DICTIONARY, FLAT


@pytest.fixture(scope="module")
def tables():
    return simulated(24)


def test_tables_come_back(tables, tmp_path):
    design, people, measures, screened = tables
    write_data(tmp_path, people, measures, screened)
    data = read_data(tmp_path, design)
    assert list(data.people["person"]) == list(people["person"])
    assert data.simulated and not data.blinded
    pain = measures[(measures["outcome"] == "nrs_medial_pain_0_10_worse") & (measures["week"] == 52)].set_index(
        "person"
    )["value"]
    last = data.outcome("nrs_medial_pain_0_10_worse").follow_up[:, -1]
    np.testing.assert_array_equal(last, people["person"].map(pain).to_numpy(dtype=float))
    assert len(data.screened_out) == len(screened)


def changed(table: pd.DataFrame, row: int, **values: object) -> pd.DataFrame:
    table = table.astype(object)
    for name, value in values.items():
        table.loc[row, name] = value
    return table


@pytest.mark.parametrize(
    ("which", "change", "trouble"),
    [
        ("people", {"row": 3, "person": "P01"}, "people.csv: line 5 repeats the person P01"),
        ("people", {"row": 3, "person": "P01 "}, "people.csv: line 5 repeats the person P01"),
        ("people", {"row": 3, "person": "p01"}, "people.csv: line 5 repeats the person p01"),
        ("people", {"row": 3, "person": " "}, "people.csv: line 5 names no person"),
        ("people", {"row": 3, "received": ""}, "people.csv: line 5: received is ''"),
        ("people", {"row": 3, "withdrawn_week": "-3"}, "people.csv: line 5: withdrawn_week is '-3'"),
        ("people", {"row": 3, "withdrawn_week": "NaN"}, "people.csv: line 5: withdrawn_week is 'NaN'"),
        ("people", {"row": 3, "arm": "other"}, "line 5: arm is 'other'"),
        ("people", {"row": 3, "sex": "f"}, "line 5: sex is 'f'"),
        ("measures", {"row": 7, "week": -1}, "line 9: P08 was measured in week -1, before enrolment"),
        ("measures", {"row": 7, "week": 8}, "line 9: nrs_medial_pain_0_10_worse has no visit in week 8"),
        ("measures", {"row": 7, "value": 11}, "line 9: nrs_medial_pain_0_10_worse is 11, outside 0 to 10"),
        ("measures", {"row": 7, "value": "much"}, "line 9: value is 'much', not a number"),
        ("measures", {"row": 7, "value": "inf"}, "line 9: value is 'inf', not a number"),
        ("measures", {"row": 7, "person": "P99"}, "line 9: 'P99' was never randomised"),
        (
            "measures",
            {"row": 7, "person": "P01"},
            "line 9 repeats the measure of P01, nrs_medial_pain_0_10_worse, week 2",
        ),
        ("measures", {"row": 7, "outcome": "mood"}, "line 9: outcome is 'mood'"),
    ],
)
def test_what_is_wrong_is_one_line(tables, which, change, trouble):
    design, people, measures, _ = tables
    change = dict(change)
    row = change.pop("row")
    if which == "people":
        people = changed(people, row, **change)
    else:
        measures = changed(measures, row, **change)
    with pytest.raises(FootwiseError, match=trouble) as caught:
        trial_data(people, measures, design)
    assert "\n" not in str(caught.value)


def test_an_empty_value_is_a_missing_visit(tables):
    design, people, measures, _ = tables
    data = trial_data(people, changed(measures, 7, value=""), design)
    assert np.isnan(data.outcome("nrs_medial_pain_0_10_worse").baseline[7])


def test_a_visit_dated_before_enrolment(tables):
    design, people, measures, _ = tables
    people = people.assign(enrolled="2030-03-01")
    measures = measures.assign(date="2030-03-05")
    trial_data(people, measures, design)
    with pytest.raises(FootwiseError, match="line 9: P08 was measured on 2030-02-28, before enrolment on 2030-03-01"):
        trial_data(people, changed(measures, 7, date="2030-02-28"), design)
    # A date in another form may mean two days: it is not compared by guessing.
    with pytest.raises(FootwiseError, match=r"line 9: date is '01/04/2030'\. Write dates as year-month-day"):
        trial_data(people, changed(measures, 7, date="01/04/2030"), design)
    with pytest.raises(FootwiseError, match=r"people\.csv: line 3: enrolled is '1/3/2030'"):
        trial_data(changed(people, 1, enrolled="1/3/2030"), measures, design)
    # With dots the day comes first.
    with pytest.raises(FootwiseError, match="before enrolment on 2030-04-01"):
        trial_data(changed(people, slice(None), enrolled="1.4.2030"), measures, design)


def test_who_began_is_known_of_all_or_of_nobody(tables):
    design, people, measures, _ = tables
    assert trial_data(people.assign(received=""), measures, design).received is None
    began = trial_data(changed(people, 2, received="no"), measures, design).received
    assert began is not None and np.flatnonzero(~began).tolist() == [2]


def test_who_left_and_was_measured_afterwards_is_named(tables):
    design, people, measures, _ = tables
    assert trial_data(people, measures, design).notes == ()
    stayed = int(np.flatnonzero(people["withdrawn_week"] == "")[0])
    name = people["person"][stayed]
    notes = trial_data(changed(people, stayed, withdrawn_week="7"), measures, design).notes
    assert notes == (f"Measured in or after the week in which they left: {name}. These values are used.",)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("person\nS1\n", "screened_out.csv: has no column reason"),
        ("person,reason\nS1,no time\nP03,no time\n", "screened_out.csv: line 3: P03 was randomised"),
        ("person,reason\nS1,no time\ns1,no time\n", "screened_out.csv: line 3 repeats the person s1"),
    ],
)
def test_what_is_wrong_with_who_was_screened_out(tables, tmp_path, text, trouble):
    design, people, measures, _ = tables
    write_data(tmp_path, people, measures, None)
    (tmp_path / "screened_out.csv").write_text(text)
    with pytest.raises(FootwiseError, match=trouble):
        read_data(tmp_path, design)


def test_tables_as_spreadsheets_save_them(tables, tmp_path):
    design, people, measures, _ = tables
    write_data(tmp_path, people, measures, None)
    usual = read_data(tmp_path, design)
    people.to_csv(tmp_path / "people.csv", index=False, sep=";")
    path = tmp_path / "outcomes.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n", ",\n"), encoding="utf-8")
    other = read_data(tmp_path, design)
    pd.testing.assert_frame_equal(usual.people, other.people)
    np.testing.assert_array_equal(usual.outcomes[0].follow_up, other.outcomes[0].follow_up)
    path.write_text(text.replace("value\n", "value,value\n", 1).replace("\n", ",1\n"), encoding="utf-8")
    with pytest.raises(FootwiseError, match="has two columns 'value'"):
        read_data(tmp_path, design)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_with_decimal_commas(tables, tmp_path, separator):
    design, people, measures, _ = tables
    usual = trial_data(people, measures, design)
    people.to_csv(tmp_path / "people.csv", index=False, sep=";", decimal=",")
    measures.to_csv(tmp_path / "outcomes.csv", index=False, sep=separator, decimal=",")
    assert ",5" in (tmp_path / "outcomes.csv").read_text(encoding="utf-8")
    other = read_data(tmp_path, design)
    for one, two in zip(usual.outcomes, other.outcomes, strict=True):
        np.testing.assert_array_equal(one.baseline, two.baseline)
        np.testing.assert_array_equal(one.follow_up, two.follow_up)
    assert other.people["bmi"].tolist() == usual.people["bmi"].tolist()


def test_an_arm_with_nobody(tables):
    design, people, measures, _ = tables
    with pytest.raises(FootwiseError, match="nobody was randomised to personalised"):
        trial_data(people.assign(arm="sham"), measures, design)


def test_letters_are_blinded(tables):
    design, people, measures, _ = tables
    data = trial_data(people.assign(arm=people["arm"].map({"sham": "A", "personalised": "B"})), measures, design)
    assert data.blinded and data.labels == ("Arm A", "Arm B")
    assert data.in_first.sum() == (people["arm"] == "sham").sum()


def test_missing_tables_and_columns(tmp_path, tables):
    design, people, measures, _ = tables
    with pytest.raises(FootwiseError, match=r"people\.csv: there is no such file"):
        read_data(tmp_path, design)
    with pytest.raises(FootwiseError, match="has no column kl_grade"):
        trial_data(people.drop(columns="kl_grade"), measures, design)
    with pytest.raises(FootwiseError, match="has no rows"):
        trial_data(people, measures.iloc[:0], design)


def test_redcap_there_and_back(tables, tmp_path):
    design, people, measures, _ = tables
    people, measures = people.astype(str), measures.astype(str)
    write_redcap(tmp_path, people, measures, design)
    flat = pd.read_csv(tmp_path / FLAT, dtype=str, keep_default_na=False)
    dictionary = pd.read_csv(tmp_path / DICTIONARY, dtype=str, keep_default_na=False)
    assert list(flat.columns[:3]) == ["record_id", "redcap_event_name", "arm"]
    assert len(dictionary.columns) == 18
    arm = dictionary.set_index("Variable / Field Name").loc["arm"]
    assert arm["Choices, Calculations, OR Slider Labels"] == "1, personalised | 2, sham"
    assert set(flat["arm"]) == {"1", "2", ""}
    back, again = tables_of(read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design))
    pd.testing.assert_frame_equal(back[people.columns], people, check_dtype=False)
    one, two = trial_data(people, measures, design), trial_data(back, again, design)
    for mine, other in zip(one.outcomes, two.outcomes, strict=True):
        np.testing.assert_array_equal(mine.baseline, other.baseline)
        np.testing.assert_array_equal(mine.follow_up, other.follow_up)


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("redcap_event_name", "event", "has no column redcap_event_name"),
        ("P01,enrolment_arm_1,1", "P01,enrolment_arm_1,7", "arm has the code '7'"),
        ("kam_larger_peak_pct_bwht", "kam", "has the field kam, which redcap_dictionary.csv lacks"),
    ],
)
def test_what_is_wrong_in_redcap(tables, tmp_path, old, new, trouble):
    design, people, measures, _ = tables
    write_redcap(tmp_path, people.astype(str), measures.astype(str), design)
    text = (tmp_path / FLAT).read_text(encoding="utf-8")
    code = {"P01,enrolment_arm_1,1": f"P01,enrolment_arm_1,{1 if people['arm'][0] == 'personalised' else 2}"}.get(
        old, old
    )
    assert code in text
    (tmp_path / FLAT).write_text(text.replace(code, new), encoding="utf-8")
    with pytest.raises(FootwiseError, match=trouble):
        read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, read_design(EXAMPLE))


def test_two_events_that_describe_people_are_put_together(tables, tmp_path):
    design, people, measures, _ = tables
    write_redcap(tmp_path, people.astype(str), measures.astype(str), design)
    flat = pd.read_csv(tmp_path / FLAT, dtype=str, keep_default_na=False)
    first = flat["redcap_event_name"] == "enrolment_arm_1"
    moved = flat[first].assign(redcap_event_name="back_extra_event")
    moved.loc[:, [name for name in flat if name not in ("record_id", "redcap_event_name", "age_years")]] = ""
    both = pd.concat([flat.assign(age_years=""), moved])
    both.to_csv(tmp_path / FLAT, index=False)
    back, _ = tables_of(read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design))
    pd.testing.assert_frame_equal(back[people.columns], people.astype(str), check_dtype=False)
    pd.concat([flat, moved.assign(age_years="7")]).to_csv(tmp_path / FLAT, index=False)
    with pytest.raises(FootwiseError, match="event back_extra_event gives P01 another age_years"):
        read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design)


def test_measures_at_an_event_without_a_week_are_not_lost(tables, tmp_path):
    design, people, measures, _ = tables
    write_redcap(tmp_path, people.astype(str), measures.astype(str), design)
    text = (tmp_path / FLAT).read_text(encoding="utf-8")
    (tmp_path / FLAT).write_text(text.replace("week_7_arm_1", "wk7_arm_1"), encoding="utf-8")
    with pytest.raises(FootwiseError, match="has nrs_medial_pain_0_10_worse at the event wk7_arm_1"):
        read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design)


def test_names_that_a_spreadsheet_would_run_come_back(tables, tmp_path):
    """From the tables of a trial to those of REDCap and back: nobody is lost, and no cell begins like a formula."""
    design, people, measures, screened = tables
    strange = ['=HYPERLINK("x","y")', "-5", "@x", "+1-1", "'=1", "-2+3", "＝1"]
    names = dict(zip(people["person"], strange, strict=False))
    people = people.assign(person=people["person"].replace(names)).astype(str)
    measures = measures.assign(person=measures["person"].replace(names)).astype(str)
    write_data(tmp_path, people, measures, screened)
    text = (tmp_path / "people.csv").read_text(encoding="utf-8")
    assert not any(line[:1] in tuple("=+@＝") or line[:2] == "-2" for line in text.split("\n"))
    read = read_data(tmp_path, design)
    assert list(read.people["person"]) == list(people["person"])
    write_redcap(tmp_path, people, measures, design)
    back, again = tables_of(read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design))
    assert set(back["person"]) == set(people["person"])
    for mine, other in zip(read.outcomes, trial_data(back, again, design).outcomes, strict=True):
        assert np.isfinite(mine.baseline).any()
        np.testing.assert_array_equal(np.sort(mine.baseline), np.sort(other.baseline))
