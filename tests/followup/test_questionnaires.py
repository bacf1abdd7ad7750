from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.followup.forms import form

from footwise.errors import FootwiseError
from footwise.followup import read_questionnaires, score_pain, score_questionnaires


def test_every_score_says_its_direction_and_has_its_reason() -> None:
    scores = score_questionnaires(form(1).assign(nrs_medial=3, nrs_lateral=1, nrs_pf=0), total=True)
    names = [name for name in scores if not name.endswith("_reason")]
    assert len(names) == 3 + 6 + 4
    for name in names:
        high = "better" if name.startswith("koos") else "worse"
        assert name.endswith(f"_0_{10 if name.startswith('nrs') else 100}_{high}")
        assert f"{name.rpartition('_0_')[0]}_reason" in scores


@pytest.mark.parametrize(
    "column",
    ["nrs_medial", "NRS medial", "medial_pain", "Pain_Medial", "nrs_medial_pain", "nrs_medial_pain_0_10_worse"],
)
def test_names_of_ratings(column: str) -> None:
    assert score_pain(pd.DataFrame({column: [4]}))["nrs_medial_pain_0_10_worse"].tolist() == [4.0]


@pytest.mark.parametrize(
    ("rating", "reason"),
    [
        (11, "the rating is 11, and the scale goes from 0 to 10"),
        (-1, "the rating is -1, and the scale goes from 0 to 10"),
        ("bad", "the rating is bad, and the scale goes from 0 to 10"),
        ("", "not answered"),
        (None, "not answered"),
    ],
)
def test_ratings_that_are_none(rating: object, reason: str) -> None:
    one = score_pain(pd.DataFrame({"nrs_medial": [rating, 3]}, dtype=object))
    assert np.isnan(one["nrs_medial_pain_0_10_worse"].iloc[0])
    assert one["nrs_medial_pain_reason"].tolist() == [reason, ""]


@pytest.mark.parametrize("rating", [0, 0.5, 9.5, 10])
def test_the_whole_scale_can_be_used_and_parts_of_a_point(rating: float) -> None:
    one = score_pain(pd.DataFrame({"nrs_medial": [rating]}))
    assert one["nrs_medial_pain_0_10_worse"].tolist() == [rating]
    assert one["nrs_medial_pain_reason"].tolist() == [""]


@pytest.mark.parametrize(("column", "place"), [("nrs_lateral", "lateral"), ("pf_pain", "patellofemoral")])
def test_a_place_that_was_not_asked_is_left_out(column: str, place: str) -> None:
    one = score_pain(pd.DataFrame({column: [4]}))
    assert list(one) == [f"nrs_{place}_pain_0_10_worse", f"nrs_{place}_pain_reason"]
    assert one.iloc[0, 0] == 4.0


def test_the_index_stays() -> None:
    table = form(0, rows=3).set_index(pd.Index([7, 3, 9]))
    assert score_questionnaires(table).index.tolist() == [7, 3, 9]


def test_a_table_without_items_is_refused() -> None:
    with pytest.raises(FootwiseError, match="no column with an item"):
        score_questionnaires(pd.DataFrame({"person": ["a"], "age": [60]}))


def test_a_visit_twice_is_refused() -> None:
    table = form(0, rows=2).assign(person="a", week=7.0)
    with pytest.raises(FootwiseError, match="more than one row for person a, week 7"):
        score_questionnaires(table)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_as_spreadsheets_save_them(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "answers.csv"
    lines = [("person", "week", "nrs_medial"), ("007", "2", "5"), ("008", "2", "")]
    path.write_text("\ufeff" + "\r\n".join(separator.join(line) for line in lines) + "\r\n", encoding="utf-8")
    table = read_questionnaires(path)
    assert table["person"].tolist() == ["007", "008"]
    assert table["week"].tolist() == [2.0, 2.0]
    assert score_questionnaires(table)["nrs_medial_pain_reason"].tolist() == ["", "not answered"]


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "is empty"),
        ("person,week,P1\n", "has no rows"),
        ("person,A1,A1\nx,1,2\n", "has two columns 'A1'"),
        ("person,week,P1\nx,second,1\n", "has 'second' as week in row 1"),
        ("person,P1\nx,1,2,3,4\n", "is no table"),
        ("a\0b", "is not a text file"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, text: str, trouble: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FootwiseError, match=trouble) as caught:
        read_questionnaires(path)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="there is no such file"):
        read_questionnaires(tmp_path / "none.csv")
