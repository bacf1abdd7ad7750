"""The tables of a trial as REDCap's files, and back."""

import pandas as pd
from tests.trial.trials import EXAMPLE, simulated

from footwise.jobs.trial import read_from_redcap, read_trial_tables, write_for_redcap, write_trial_tables


def test_there_and_back(tmp_path):
    _, people, measures, _ = simulated(12)
    data = tmp_path / "data"
    data.mkdir()
    people.to_csv(data / "people.csv", index=False)
    measures.to_csv(data / "outcomes.csv", index=False)
    tables = read_trial_tables(data, EXAMPLE)
    assert tables.not_asked == () and len(tables.people) == 12
    write_for_redcap(tables, tmp_path / "redcap")
    flat, dictionary = (tmp_path / "redcap" / f"redcap_{name}.csv" for name in ("data", "dictionary"))
    back = read_from_redcap(flat, dictionary, EXAMPLE)
    write_trial_tables(back, tmp_path / "back")
    one, other = (
        pd.read_csv(folder / "people.csv", dtype=str, keep_default_na=False) for folder in (data, tmp_path / "back")
    )
    pd.testing.assert_frame_equal(other, one)
