"""The analysis of a trial as a job: its result, its sentences, and its files with and without a PDF."""

import json
import sys

import pytest
from tests.trial.trials import EXAMPLE, simulated

from footwise.jobs.trial import analyse_trial_data, trial_sentences, write_trial_analysis


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    _, people, measures, _ = simulated(24)
    people.to_csv(data / "people.csv", index=False)
    measures.to_csv(data / "outcomes.csv", index=False)
    told = []
    found = analyse_trial_data(data, EXAMPLE, progress=lambda *one: told.append(one))
    assert told and all(total is None for *_, total in told)
    return found


def test_each_primary_outcome_has_its_sentence(result):
    said = trial_sentences(result)
    assert len(said) == len(result.primaries) == 2
    assert said[0].startswith("SIMULATED. Medial knee pain in week 52")


def test_the_files_say_why_there_is_no_pdf(result, tmp_path, monkeypatch):
    assert write_trial_analysis(result, tmp_path / "with") == ""
    assert {path.name for path in (tmp_path / "with").iterdir()} == {"report.html", "report.pdf", "results.json"}
    assert json.loads((tmp_path / "with" / "results.json").read_text(encoding="utf-8"))["simulated"] is True
    monkeypatch.setitem(sys.modules, "typst", None)
    assert write_trial_analysis(result, tmp_path / "without").startswith("typst: is not installed, and a PDF needs it")
    assert {path.name for path in (tmp_path / "without").iterdir()} == {"report.html", "results.json"}
