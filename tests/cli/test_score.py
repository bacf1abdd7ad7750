"""`footwise score`: the scores of a table of answers."""

from pathlib import Path

import pandas as pd
import pytest
from tests.followup.forms import form
from typer.testing import CliRunner

from footwise.cli.app import app
from footwise.errors import FootwiseError


def run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None:
        raise result.exception
    return result.output


def test_score(tmp_path: Path) -> None:
    before, after = form(2).assign(person="a", week=2), form(1, P1=8).assign(person="a", week=52)
    pd.concat([before, after]).to_csv(tmp_path / "answers.csv", index=False)
    said = run("score", tmp_path / "answers.csv", "--baseline-week", 2, "--total", "--out", tmp_path / "out")
    assert "2 rows, 10 scores each; 2 scores are missing" in said
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    assert scores["womac_pain_0_100_worse"].tolist() == [50.0, 25.0]
    assert scores["koos_pain_reason"].iloc[1] == "P1 is 8, and the answers are 0, 1, 2, 3 and 4"
    rows = pd.read_csv(tmp_path / "out" / "outcomes_scores.csv")
    assert list(rows.columns) == ["person", "week", "outcome", "value"]
    womac = rows[rows["outcome"] == "womac_pain_0_100_worse"]
    assert womac["value"].tolist() == [50.0, 25.0] and womac["week"].tolist() == [2, 52]
    assert rows["value"].isna().sum() == 2
    changes = pd.read_csv(tmp_path / "out" / "changes.csv")
    assert changes["koos_qol_important"].tolist() == [True]


def test_dates_go_to_the_trial_with_the_scores(tmp_path: Path) -> None:
    form(2).assign(person="a", date="28.11.2026").to_csv(tmp_path / "answers.csv", index=False)
    run("score", tmp_path / "answers.csv", "--out", tmp_path / "out")
    rows = pd.read_csv(tmp_path / "out" / "outcomes_scores.csv")
    assert list(rows.columns) == ["person", "outcome", "value", "date"]
    assert set(rows["date"]) == {"28.11.2026"}


def test_score_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("person,age\na,60\n")
    with pytest.raises(FootwiseError, match=r"answers.csv: has no column with an item"):
        run("score", tmp_path / "answers.csv", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def scored(tmp_path: Path, *rows: dict[str, object], words: tuple[object, ...] = ()) -> str:
    pd.concat([form(1).assign(**row) for row in rows]).to_csv(tmp_path / "answers.csv", index=False)
    return run("score", tmp_path / "answers.csv", *words, "--out", tmp_path / "out")


def test_blanks_do_not_make_another_person(tmp_path: Path) -> None:
    scored(tmp_path, {"person": "P001 ", "week": 2}, {"person": " P001", "week": 52}, words=("--baseline-week", 2))
    assert pd.read_csv(tmp_path / "out" / "scores.csv")["person"].tolist() == ["P001", "P001"]
    assert pd.read_csv(tmp_path / "out" / "changes.csv")["koos_qol_improvement_points"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        (({"person": "P001 ", "week": 2}, {"person": "P001", "week": 2}), "more than one row for person P001, week 2"),
        (({"person": "P001", "week": 2}, {"person": "p001", "week": 52}), "one person as 'P001' and as 'p001'"),
        (({"person": "P001", "week": 2}, {"person": " ", "week": 2}), "has no person in row 2"),
        (({"person": "P001", "week": 2}, {"person": "P001", "week": -3}), "has week -3 in row 2"),
        (({"person": "P001", "week": "nan"},), "week"),
    ],
)
def test_people_and_visits_that_cannot_be(tmp_path: Path, rows, trouble: str) -> None:
    with pytest.raises(FootwiseError, match=trouble):
        scored(tmp_path, *rows)
    assert not (tmp_path / "out").exists()


def test_visits_before_the_baseline_are_counted(tmp_path: Path) -> None:
    rows = ({"person": "a", "week": week} for week in (0, 2, 52))
    said = scored(tmp_path, *rows, words=("--baseline-week", 2))
    assert "1 visit lies before week 2 and not in changes.csv" in said
