"""`footwise trial analyse`: its findings, and one line where the data are wrong."""

import pytest
from tests.cli.trial.running import run
from tests.trial.trials import EXAMPLE, simulated

from footwise.errors import FootwiseError


def test_the_demos_register_and_data_stand_on_their_own(demo, tmp_path):
    said = run("verify", demo / "register")
    assert "68 people, and no entry breaks the chain. Every entry has the seal of the seed" in said
    assert "Not compared with a noted hash (--head)" in said and "The blinding has ended" in said
    checked = ("--register", demo / "register", "--out", tmp_path / "again")
    said = run("analyse", demo / "data", demo / "trial_design.toml", *checked)
    assert said.startswith("SIMULATED. Medial knee pain in week 52")
    assert (tmp_path / "again" / "results.json").read_bytes() == (demo / "results.json").read_bytes()


def test_nothing_is_written_where_the_data_are_wrong(tmp_path):
    _, people, measures, _ = simulated(8)
    data = tmp_path / "data"
    data.mkdir()
    people.to_csv(data / "people.csv", index=False)
    measures.assign(week=-2).to_csv(data / "outcomes.csv", index=False)
    with pytest.raises(FootwiseError, match="before enrolment"):
        run("analyse", data, EXAMPLE, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()
