"""`footwise trial randomise`, `enrol`, `allocations`, `verify` and `unblind`: from the sealed seed to its end."""

import pandas as pd
import pytest
from tests.cli.trial.running import run
from tests.trial.trials import EXAMPLE, design_file

from footwise.cli.trial.enrol import _levels
from footwise.errors import FootwiseError


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


@pytest.mark.parametrize("texts", [["sex"], ["=female"], ["sex="], ["sex=female", "sex=male"]])
def test_strata_that_cannot_be_read(texts):
    with pytest.raises(FootwiseError, match="--stratum"):
        _levels(texts)


def test_a_register_that_is_there_and_a_person_without_a_stratum(tmp_path):
    run("randomise", EXAMPLE, "--out", tmp_path / "register")
    with pytest.raises(
        FootwiseError, match=r"holds the register of a trial already\. Choose another folder with --out"
    ):
        run("randomise", EXAMPLE, "--out", tmp_path / "register")
    with pytest.raises(FootwiseError, match=r"sex: is not given\. Give it with --stratum, such as sex=female"):
        run("enrol", tmp_path / "register", "--person", "P1")
    with pytest.raises(FootwiseError, match="--person: is empty"):
        run("enrol", tmp_path / "register", "--person", " ")


def test_a_lost_note_of_the_last_entry(tmp_path):
    register = tmp_path / "register"
    run("randomise", EXAMPLE, "--out", register)
    said = run("enrol", register, "--person", "P1", "--stratum", "sex=female", "--stratum", "kl_grade=3")
    (register / "last_entry.json").unlink()
    with pytest.raises(FootwiseError, match=r"noted last \(--head, --rebuild\)"):
        run("verify", register)
    with pytest.raises(FootwiseError, match="--rebuild: needs the hash that was noted last"):
        run("verify", register, "--rebuild")
    assert "The hash that was noted is there" in run("verify", register, "--rebuild", "--head", said.split()[-1])
    assert "1 people" in run("verify", register)
