"""`footwise trial ...`: help with examples, the demo from end to end, and one line where something is wrong."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE, design_file, simulated
from typer.testing import CliRunner

from footwise.cli.trial import trial_app
from footwise.cli.trial.enrol import _levels
from footwise.errors import FootwiseError
from footwise.jobs.trial import trial_demo


def run(*arguments: object) -> str:
    result = CliRunner().invoke(trial_app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_each_command_has_help_with_an_example():
    for command in trial_app.registered_commands:
        name = command.name or command.callback.__name__
        example = " ".join(run(name, "--help").split("Example")[1].split())
        assert f"footwise trial {name}" in example


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


def test_the_demos_register_and_data_stand_on_their_own(demo, tmp_path):
    said = run("verify", demo / "register")
    assert "68 people, and no entry breaks the chain. Every entry has the seal of the seed" in said
    assert "Not compared with a noted hash (--head)" in said and "The blinding has ended" in said
    checked = ("--register", demo / "register", "--out", tmp_path / "again")
    said = run("analyse", demo / "data", demo / "trial_design.toml", *checked)
    assert said.startswith("SIMULATED. Medial knee pain in week 52")
    assert (tmp_path / "again" / "results.json").read_bytes() == (demo / "results.json").read_bytes()


def test_from_sealing_to_unblinding(tmp_path):
    register, table = tmp_path / "register", tmp_path / "blinded.csv"
    said = run("randomise", EXAMPLE, "--out", register)
    assert "Commitment" in said and "Warning" not in said
    assert "whoever has it can read the next arm" in said
    assert f"Keep {register / 'design.toml'} from those who recruit" in said
    said = run("enrol", register, "--person", "P1", "--stratum", "sex=female", "--stratum", "kl_grade=3")
    assert said.startswith("P1 is number 1: ")
    assert "1 people in" in run("allocations", register, "--out", table)
    assert pd.read_csv(table)["arm"].isin(["A", "B"]).all()
    said = run("verify", register, "--head", said.split()[-1])
    assert "The blinding holds" in said and "The hash that was noted is there" in said
    with pytest.raises(FootwiseError, match="Say --yes"):
        run("unblind", register)
    assert "A was" in run("unblind", register, "--yes")


def test_what_the_sizes_of_arms_and_blocks_tell_is_said(tmp_path):
    unequal = ('label = "Personalised"', 'label = "Personalised"\nratio = 2')
    design = design_file(tmp_path, unequal, ("block_sizes = [4, 6]", "block_sizes = [3]"))
    said = run("randomise", design, "--out", tmp_path / "register")
    assert "Warning: All blocks have 3" in said and "Warning: In blocks of 3" in said
    run("enrol", tmp_path / "register", "--person", "P1", "--stratum", "sex=male", "--stratum", "kl_grade=3")
    said = run("allocations", tmp_path / "register", "--out", tmp_path / "blind.csv")
    assert "arms of 2:1 tell by their sizes which letter is which" in said


def test_wrong_data_from_redcap_name_a_file_that_is_there(demo, tmp_path):
    run("to-redcap", demo / "data", EXAMPLE, "--out", tmp_path / "redcap")
    flat = tmp_path / "redcap" / "redcap_data.csv"
    flat.write_text(flat.read_text(encoding="utf-8").replace("P002,week_7", "P999,week_7"), encoding="utf-8")
    with pytest.raises(FootwiseError, match="'P999' was never randomised") as caught:
        run("from-redcap", flat, flat.with_name("redcap_dictionary.csv"), EXAMPLE, "--out", tmp_path / "data")
    assert str(caught.value).startswith(str(flat)) and "partial" not in str(caught.value)
    assert not (tmp_path / "data").exists()


def test_redcap_both_ways(demo, tmp_path):
    run("to-redcap", demo / "data", EXAMPLE, "--out", tmp_path / "redcap")
    files = (tmp_path / "redcap" / name for name in ("redcap_data.csv", "redcap_dictionary.csv"))
    run("from-redcap", *files, EXAMPLE, "--out", tmp_path / "data")
    people = pd.read_csv(tmp_path / "data" / "people.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(people, pd.read_csv(demo / "data" / "people.csv", dtype=str, keep_default_na=False))


def test_power_in_a_small_size(tmp_path):
    out = tmp_path / "power"
    size = ("--people", 24, "--drop-out", 0.1, "--trials", 5, "--workers", "serial")
    assert run("power", EXAMPLE, *size, "--out", out).startswith("SIMULATED. 24 people, 10 % leaving")
    assert len(pd.read_csv(out / "power.csv")) == 2
    assert (out / "power.html").exists()


def test_nothing_is_written_where_the_data_are_wrong(tmp_path):
    _, people, measures, _ = simulated(8)
    data = tmp_path / "data"
    data.mkdir()
    people.to_csv(data / "people.csv", index=False)
    measures.assign(week=-2).to_csv(data / "outcomes.csv", index=False)
    with pytest.raises(FootwiseError, match="before enrolment"):
        run("analyse", data, EXAMPLE, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("texts", [["sex"], ["=female"], ["sex="], ["sex=female", "sex=male"]])
def test_strata_that_cannot_be_read(texts):
    with pytest.raises(FootwiseError, match="--stratum"):
        _levels(texts)
