"""Visits by the day on which they were: windows of the design, dates of several makers, and what lies outside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import design_file, simulated, tables_of

from footwise.errors import FootwiseError
from footwise.trial import analyse_trial, read_design, read_redcap, results_table, trial_data, write_redcap
from footwise.trial.redcap import DICTIONARY, FLAT
from footwise.trial.visit_windows import VisitWindows, place_measures
from footwise.trial.written_dates import days

PAIN = "nrs_medial_pain_0_10_worse"
WEEKS = "weeks = [1, 2, 7, 11, 25, 39, 52]"
ENROLLED = pd.Timestamp("2024-03-01")


def windowed(folder, window="[-14, 13]", outside="drop"):
    return read_design(
        design_file(
            folder,
            (
                WEEKS,
                f'{WEEKS}\nwindow_days = {window}\noutside = "{outside}"',
            ),
        )
    )


def dated(**moved):
    """A simulated trial with dates; `moved` gives rows of the measures another day from enrolment."""
    _, people, measures, _ = simulated(24)
    people = people.assign(enrolled=f"{ENROLLED:%Y-%m-%d}")
    day = 7 * measures["week"].astype(int)
    for row, other in moved.items():
        day[int(row.removeprefix("row"))] = other
    return people, measures.assign(date=[f"{ENROLLED + pd.Timedelta(days=int(d)):%Y-%m-%d}" for d in day])


def row_of(measures, person, week, outcome=PAIN):
    mine = (measures["person"] == person) & (measures["week"] == week) & (measures["outcome"] == outcome)
    return int(np.flatnonzero(mine)[0])


def pain(data, person, week):
    found = data.outcome(PAIN)
    at = list(data.people["person"]).index(person)
    return float(found.follow_up[at, found.outcome.weeks.index(week)])


def test_dates_on_their_day_change_nothing(tmp_path):
    people, measures = dated()
    with_windows = trial_data(people, measures, windowed(tmp_path))
    without_weeks = trial_data(people, measures.drop(columns="week"), windowed(tmp_path))
    plain = trial_data(people, measures, simulated(24)[0])
    for one in (with_windows, without_weeks):
        assert not one.deviations and not one.notes
        for found, wanted in zip(one.outcomes, plain.outcomes, strict=True):
            np.testing.assert_array_equal(found.follow_up, wanted.follow_up)
            np.testing.assert_array_equal(found.baseline, wanted.baseline)


@pytest.mark.parametrize(("outside", "used"), [("drop", False), ("keep", True), ("nearest", True)])
def test_measured_five_years_later_as_week_52(tmp_path, outside, used):
    people, measures = dated()
    row = row_of(measures, "P03", 52)
    measures.loc[row, "date"] = "2029-05-01"
    data = trial_data(people, measures, windowed(tmp_path, outside=outside))
    assert np.isfinite(pain(data, "P03", 52)) == used
    (note,) = data.notes
    assert note.startswith("Outside every window of the design and ")
    assert "P03 day 1887 (week 269.6, recorded as week 52)" in note
    (deviation,) = data.deviations
    assert (deviation.person, deviation.day, deviation.inside) == ("P03", 1887, False)
    assert deviation.visit == (52 if used else None)
    assert results_table(analyse_trial(data, read_design(tmp_path / "design.toml")))["visit_deviations"] == [
        {
            "person": "P03", "outcome": PAIN, "recorded_week": 52.0, "day": 1887, "visit": 52 if used else None,
            "days_off": 1523, "inside": False, "kind": "outside",
        }
    ]  # fmt: skip


def test_without_windows_a_date_that_does_not_fit_is_said():
    people, measures = dated()
    measures.loc[row_of(measures, "P03", 52), "date"] = "2029-05-01"
    data = trial_data(people, measures, simulated(24)[0])
    assert "P03 week 52 (taken in week 269.6)" in data.notes[0]
    assert "no window_days, so they are used as recorded" in data.notes[0]


@pytest.mark.parametrize("week", [51.6, 53])
def test_weeks_beside_a_visit_fall_into_its_window(tmp_path, week):
    design, people, measures, _ = simulated(24)
    row = row_of(measures, "P03", 52)
    value = float(measures["value"][row])
    measures = measures.astype({"week": float})
    measures.loc[row, "week"] = week
    with pytest.raises(FootwiseError, match=f"has no visit in week {week}.*with window_days it takes weeks nearby"):
        trial_data(people, measures, design)
    data = trial_data(people, measures, windowed(tmp_path))
    assert pain(data, "P03", 52) == value
    assert data.notes[0].startswith("Within the window, beside the day of the visit: P03 week 52 (") or week == 53
    assert data.deviations[0].days_off == {51.6: -3, 53: 7}[week]


def test_the_day_decides_where_the_week_is_another_visit(tmp_path):
    people, measures = dated()
    row = row_of(measures, "P03", 39)
    measures = measures.drop(index=row_of(measures, "P03", 52)).reset_index(drop=True)
    row = row_of(measures, "P03", 39)
    measures.loc[row, "date"] = f"{ENROLLED + pd.Timedelta(days=7 * 52 + 1):%Y-%m-%d}"
    data = trial_data(people, measures, windowed(tmp_path))
    assert np.isnan(pain(data, "P03", 39)) and pain(data, "P03", 52) == float(measures["value"][row])
    assert "the day decides: P03 day 365 (week 52.1, recorded as week 39) for week 52" in data.notes[0]


def test_of_two_in_one_window_the_nearer_counts_and_of_equals_the_earlier():
    windows = VisitWindows({7: (-14, 13), 11: (-14, 13)}, "nearest")
    week = np.full(4, np.nan)

    def placed(*day):
        return place_measures(windows, (7, 11), ["P"] * len(day), "x", week[: len(day)], np.array(day, dtype=float))

    used, beside = placed(45, 50, 55)
    assert used == [None, 7, None]
    assert [one.kind for one in beside] == ["second", "beside", "second"]
    assert placed(52, 46)[0] == [None, 7]
    # Outside a window a measure gives way to one inside it, however near.
    assert placed(7 * 11 + 20, 7 * 11 - 13)[0] == [None, 11]
    assert placed(7 * 11 + 20)[0] == [11]


def test_a_measure_twice_on_one_day_is_refused(tmp_path):
    people, measures = dated()
    again = pd.concat([measures, measures.iloc[[7]]], ignore_index=True)
    with pytest.raises(FootwiseError, match="repeats the measure of P08, nrs_medial_pain_0_10_worse, week 2, day 14"):
        trial_data(people, again, windowed(tmp_path))


def test_neither_week_nor_date(tmp_path):
    people, measures = dated()
    measures = measures.astype({"week": object})
    measures.loc[7, ["week", "date"]] = ""
    with pytest.raises(FootwiseError, match="line 9: P08 has neither a week nor a day"):
        trial_data(people, measures, windowed(tmp_path))
    with pytest.raises(FootwiseError, match="has no column week"):
        trial_data(people, measures.drop(columns="week"), simulated(24)[0])


@pytest.mark.parametrize(
    ("window", "outside", "trouble"),
    [
        ("[-14, 21]", "drop", r"windows of weeks 2 and 7 overlap for nrs.*days 35 to 35.*\[-14, 13\] fits"),
        ("[-14, 14]", "drop", "windows of weeks 7 and 11 overlap"),
        ("[3, 13]", "drop", "window_days has"),
        ("[-14]", "drop", "window_days has"),
        ('["a", 3]', "drop", "window_days has"),
        ("5", "drop", "window_days has 5"),
        ("[-14, 13]", "some", "outside is 'some'. Write drop, keep or nearest"),
        ("{ 7 = [-7, 7] }", "drop", "window_days lacks week 1"),
        ("{ 8 = [-7, 7] }", "drop", "window_days has '8', which is no visit"),
    ],
)
def test_windows_that_are_none(tmp_path, window, outside, trouble):
    with pytest.raises(FootwiseError, match=trouble) as caught:
        windowed(tmp_path, window, outside)
    assert "\n" not in str(caught.value)


def test_outside_without_windows(tmp_path):
    with pytest.raises(FootwiseError, match="outside has no window_days beside it"):
        read_design(design_file(tmp_path, (WEEKS, f'{WEEKS}\noutside = "keep"')))


def test_every_visit_can_have_its_own_window(tmp_path):
    window = "{ 1 = [0, 3], 2 = [-3, 6], 7 = [-7, 13], 11 = [-7, 13], 25 = [-14, 21], 39 = [-14, 21], 52 = [-14, 21] }"
    design = windowed(tmp_path, window)
    assert design.windows.visit_of(7 * 52 + 21, (7, 52)) == 52
    assert design.windows.visit_of(7 * 52 + 22, (7, 52)) is None
    assert design.windows.visit_of(7 * 7 - 8, (7, 52)) is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-28",
        "28.11.2026",
        "2026-11-28 14:05",
        "2026-11-28T14:05:33",
        "46354",
        "46354.58",
        " 2026-11-28 ",
        "2026/11/28",
        "28-Nov-2026",
        "28NOV2026",
        "28-NOV-2026",
        "28NOV2026:14:05:00",
        "11/28/2026 2:05 PM",
        "28-11-2026",
    ],
)
def test_dates_of_several_makers(written):
    read, strange, _ = days(pd.Series([written, "", "nan"]))
    assert read[0] == pd.Timestamp("2026-11-28")
    assert not strange.any()


def test_months_by_their_german_names():
    read, strange, _ = days(pd.Series(["05-Mrz-2026", "05-Mär-2026", "5-Mai-2026", "05-Okt-2026", "05-Dez-2026"]))
    assert read.dt.month.tolist() == [3, 3, 5, 10, 12] and (read.dt.day == 5).all() and not strange.any()


def test_hyphens_and_slashes_of_one_column_each_show_their_own_order():
    """What a day-first program wrote between hyphens tells nothing of what another wrote between slashes."""
    read, strange, why = days(pd.Series(["28-11-2026", "04-03-2026", "03/04/2026"]))
    assert read[1] == pd.Timestamp("2026-03-04") and strange.tolist() == [False, False, True]
    assert "does not show which is the day" in why
    assert days(pd.Series(["03-04-2026", "05-06-2026"]))[1].all()


def test_between_slashes_only_where_the_column_shows_which_is_which():
    assert days(pd.Series(["11/28/2026", "03/04/2026"]))[0].tolist() == [
        pd.Timestamp("2026-11-28"), pd.Timestamp("2026-03-04"),
    ]  # fmt: skip
    assert days(pd.Series(["28/11/2026", "03/04/2026"]))[0][1] == pd.Timestamp("2026-04-03")
    for column, why in (
        (["03/04/2026", "05/06/2026"], "does not show which is the day"),
        (["11/28/2026", "28/11/2026"], "has both day/month and month/day"),
    ):
        _, strange, said = days(pd.Series(column))
        assert strange.all() and why in said


@pytest.mark.parametrize(
    "written",
    [
        "28 Nov 2026",
        "2026-13-01",
        "31.02.2026",
        "26-11-28",
        "20261128",
        "soon",
        "12",
        "31-Feb-2026",
        "28-Nov2026",
        "28-Xyz-2026",
        "28-Nov-26",
        "2999-01-01",
        "01.01.0026",
        "28-Nov-9999",
    ],
)
def test_what_is_no_date_is_not_guessed(written):
    assert days(pd.Series([written]))[1].all()


def test_dates_go_through_redcap(tmp_path):
    people, measures = dated()
    design = windowed(tmp_path)
    write_redcap(tmp_path, people.astype(str), measures.astype(str), design)
    _, back = tables_of(read_redcap(tmp_path / FLAT, tmp_path / DICTIONARY, design))
    wanted = measures.set_index(["person", "week", "outcome"])["date"]
    for _, row in back.iterrows():
        assert row["date"] == wanted[row["person"], int(row["week"]), row["outcome"]]
    with pytest.raises(FootwiseError, match=r"have week 51\.6, and events are of whole weeks"):
        write_redcap(tmp_path, people.astype(str), measures.assign(week="51.6"), design)
