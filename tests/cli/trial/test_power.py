"""`footwise trial power` in a small size."""

import pandas as pd
import pytest
from tests.cli.trial.running import run
from tests.trial.trials import EXAMPLE

from footwise.errors import FootwiseError


def test_power_in_a_small_size(tmp_path):
    out = tmp_path / "power"
    size = ("--people", 24, "--drop-out", 0.1, "--trials", 5, "--workers", "serial")
    assert run("power", EXAMPLE, *size, "--out", out).startswith("SIMULATED. 24 people, 10 % leaving")
    assert len(pd.read_csv(out / "power.csv")) == 2
    assert (out / "power.html").exists()


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        (("--trials", 0), "--trials: is 0"),
        (("--people", 3), "--people: is 3"),
        (("--drop-out", 1), "--drop-out: is 1"),
        (("--effect", "nan"), "--effect: is nan"),
        (("--workers", "nobody"), "nobody: no Dask scheduler answers"),
    ],
)
def test_what_cannot_be_simulated(tmp_path, options, trouble):
    with pytest.raises(FootwiseError, match=trouble):
        run("power", EXAMPLE, "--trials", 1, *options, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()
