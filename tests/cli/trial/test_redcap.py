"""`footwise trial to-redcap` and `from-redcap`."""

import pandas as pd
import pytest
from tests.cli.trial.running import run
from tests.trial.trials import EXAMPLE

from footwise.errors import FootwiseError


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
