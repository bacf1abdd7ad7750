"""Answers to questionnaires as a job: tables out, and the same tables as files."""

import pandas as pd
import pytest
from tests.followup.forms import form

from footwise.errors import FootwiseError
from footwise.jobs import score_table, write_scores


@pytest.fixture
def answers(tmp_path):
    rows = [form(2).assign(person="a", week=week, simulated="yes") for week in (0, 2, 52)]
    path = tmp_path / "answers.csv"
    pd.concat(rows).to_csv(path, index=False)
    return path


def test_scores_outcomes_and_changes(answers, tmp_path):
    scored = score_table(answers, baseline_week=2, total=True)
    assert len(scored.scores) == 3 and "koos_total_0_100_better" in scored.names
    assert scored.outcomes is not None and len(scored.outcomes) == 3 * len(scored.names)
    assert scored.changes is not None and scored.changes["week"].tolist() == [52]
    assert scored.sentence().startswith(f"SIMULATED. 3 rows, {len(scored.names)} scores each")
    assert scored.sentence().endswith("1 visit lies before week 2 and not in changes.csv")
    write_scores(scored, tmp_path / "out")
    assert len(pd.read_csv(tmp_path / "out" / "scores.csv")) == 3
    assert len(pd.read_csv(tmp_path / "out" / "changes.csv")) == 1
    assert (tmp_path / "out" / "outcomes_scores.csv").exists()


def test_without_people_there_are_scores_alone(tmp_path):
    form(1).to_csv(tmp_path / "answers.csv", index=False)
    scored = score_table(tmp_path / "answers.csv")
    assert scored.outcomes is None and scored.changes is None and not scored.simulated
    write_scores(scored, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["scores.csv"]


def test_trouble_names_the_file(answers):
    with pytest.raises(FootwiseError, match="have nobody at week 3") as caught:
        score_table(answers, baseline_week=3)
    assert caught.value.where == answers
