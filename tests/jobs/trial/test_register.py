"""The register of a trial as jobs: opened, written in letters, checked."""

import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.trial import open_trial, read_allocations, verify_register, write_allocations
from footwise.trial import enrol


def test_from_opening_to_checking(tmp_path):
    opened = open_trial(EXAMPLE, tmp_path / "register")
    assert len(opened.commitment) == 64 and opened.foreseen == ()
    assert len(opened.keep()) == 2 and "whoever has it can read the next arm" in opened.keep()[0]
    first = enrol(opened.folder, "P1", {"sex": "female", "kl_grade": "3"})
    blinded, named = read_allocations(opened.folder), read_allocations(opened.folder, unblinded=True)
    assert blinded.table["arm"].isin(["A", "B"]).all() and named.table["arm"].tolist() == [first.arm]
    assert blinded.sentence(tmp_path / "who.csv") == f"1 people in {tmp_path / 'who.csv'}, blinded"
    assert named.sentence(tmp_path / "who.csv") == f"1 people in {tmp_path / 'who.csv'}"
    write_allocations(blinded, tmp_path / "who.csv")
    assert len(pd.read_csv(tmp_path / "who.csv")) == 1
    said = verify_register(opened.folder, first.hash)
    assert "The blinding holds" in said[0] and said[1] == "The hash that was noted is there."
    assert "Not compared with a noted hash (`head`)" in verify_register(opened.folder)[1]
    with pytest.raises(FootwiseError, match=r"Choose another folder with `out`\.") as caught:
        open_trial(EXAMPLE, opened.folder)
    assert caught.value.kind is ErrorKind.BAD_REQUEST
