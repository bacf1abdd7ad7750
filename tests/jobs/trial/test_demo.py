"""A simulated trial from end to end: what it makes, and that it is the same again."""

import json

import pandas as pd
import pytest

from footwise.jobs.trial import trial_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    trial_demo(folder)
    return folder


def test_the_demo_makes_everything_and_says_simulated(demo):
    assert {path.name for path in demo.iterdir()} == {
        "allocations_blinded.csv", "answers.csv", "data", "register", "report.html", "report.pdf", "results.json",
        "trial_design.toml",
    }  # fmt: skip
    results = json.loads((demo / "results.json").read_text(encoding="utf-8"))
    assert results["simulated"] is True and results["flow"]["randomised"] == 68
    html = (demo / "report.html").read_text(encoding="utf-8")
    assert "<strong>Simulated</strong>" in html and "SIMULATED:" in html
    assert set(pd.read_csv(demo / "allocations_blinded.csv")["arm"]) == {"A", "B"}


def test_the_demo_is_the_same_again(demo, tmp_path):
    trial_demo(tmp_path)
    for path in sorted(demo.rglob("*.*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(demo)).read_bytes(), path.name
