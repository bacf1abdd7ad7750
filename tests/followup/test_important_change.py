import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.followup import IMPORTANT_CHANGES, important_changes


def visits(column: str, before: float, after: float) -> pd.DataFrame:
    return pd.DataFrame({"person": ["a", "a"], "week": [2, 52], column: [before, after]})


def test_thresholds_have_their_sources() -> None:
    least = {change.name: (change.least, change.percent) for change in IMPORTANT_CHANGES}
    assert least["nrs_medial_pain"] == (2.0, False)
    assert least["womac_pain"] == (12.0, True)
    assert least["koos_qol"] == (8.0, False)
    assert all(change.source.startswith("PMC") for change in IMPORTANT_CHANGES)


@pytest.mark.parametrize(
    ("column", "before", "after", "improvement", "important"),
    [
        ("nrs_medial_pain_0_10_worse", 6, 4, 2.0, True),
        ("nrs_medial_pain_0_10_worse", 6, 5, 1.0, False),
        ("nrs_medial_pain_0_10_worse", 6, 9, -3.0, False),
        ("womac_pain_0_100_worse", 50, 44, 12.0, True),
        ("womac_pain_0_100_worse", 50, 45, 10.0, False),
        ("koos_qol_0_100_better", 31.25, 39.25, 8.0, True),
        ("koos_qol_0_100_better", 39.25, 31.25, -8.0, False),
    ],
)
def test_improvement_is_positive_in_both_directions(column, before, after, improvement, important) -> None:
    one = important_changes(visits(column, before, after), baseline_week=2).iloc[0]
    name = column.rpartition("_0_")[0]
    points = [key for key in one.index if key.startswith(f"{name}_improvement")]
    assert one[points[0]] == pytest.approx(improvement)
    assert one[f"{name}_important"] == important
    assert one[f"{name}_important_reason"] == ""


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (np.nan, 3, "no score at the baseline, week 2"),
        (40, np.nan, "no score at this visit"),
        (0, 10, "the baseline at week 2 is 0, of which there is no percentage"),
    ],
)
def test_what_cannot_be_said(before, after, reason) -> None:
    one = important_changes(visits("womac_pain_0_100_worse", before, after), baseline_week=2).iloc[0]
    assert one["womac_pain_important"] is pd.NA
    assert one["womac_pain_important_reason"] == reason


def test_a_person_without_baseline_visit() -> None:
    table = pd.DataFrame({"person": ["a", "b"], "week": [2, 7], "koos_qol_0_100_better": [50.0, 60.0]})
    one = important_changes(table, 2)
    assert one["koos_qol_important_reason"].tolist() == ["no score at the baseline, week 2"]


def test_tables_that_cannot_be_compared() -> None:
    table = visits("koos_qol_0_100_better", 1, 2)
    with pytest.raises(FootwiseError, match="nobody at week 1"):
        important_changes(table, 1)
    with pytest.raises(FootwiseError, match="no column 'person'"):
        important_changes(table.drop(columns="person"), 2)
    with pytest.raises(FootwiseError, match="no score with a known MCID"):
        important_changes(table.drop(columns="koos_qol_0_100_better"), 2)
    with pytest.raises(FootwiseError, match="more than one row for person a, week 2"):
        important_changes(table.assign(week=2), 2)
