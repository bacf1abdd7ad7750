"""The power of a trial as a job, in a small size."""

import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE

from footwise.errors import FootwiseError
from footwise.jobs.trial import simulate_trial_power, write_trial_power
from footwise.jobs.trial.power import sizes_around
from footwise.trial import read_design


def test_every_size_and_share_is_a_point(tmp_path):
    told = []
    power = simulate_trial_power(
        EXAMPLE, people=[20, 24], drop_out=[0.1], trials=2, workers="serial", progress=lambda *one: told.append(one)
    )
    assert [(point.setting.people, point.setting.drop_out) for point in power.points] == [(20, 0.1), (24, 0.1)]
    assert told[0] == ("simulated trials", 0, 4) and told[-1] == ("simulated trials", 4, 4)
    assert power.sentence().startswith("SIMULATED. 24 people, 10 % leaving: ")
    write_trial_power(power, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"power.csv", "power.html"}
    assert len(pd.read_csv(tmp_path / "out" / "power.csv")) == 4


def test_the_sizes_lie_around_that_of_the_design():
    assert sizes_around(read_design(EXAMPLE)) == [34, 52, 68, 102, 136]


def test_what_makes_no_sense_is_refused():
    with pytest.raises(FootwiseError, match="`drop_out`: is 1"):
        simulate_trial_power(EXAMPLE, people=[20], drop_out=[1.0], trials=1, workers="serial")
