"""Odds' changes from folders of sensors: through the job, with one line for what cannot be compared."""

import pytest
from tests.foot_sensor.body_walks import only, set_of

from footwise.errors import FootwiseError
from footwise.jobs.odds import OddsRequest, measure_changes
from footwise.prescription.odds import NAMES
from footwise.simulation import write_sensor_set


def written(path, *arguments, places=("foot", "shank", "pelvis"), **kinematics):
    write_sensor_set(path, only(set_of(*arguments, **kinematics)[0], *places))
    return path


def test_two_folders(tmp_path):
    natural, changed = written(tmp_path / "natural"), written(tmp_path / "toe_in", "left", -4.0, seed=2, tilt_deg=3.0)
    changes = measure_changes(natural, changed, OddsRequest("left"))
    assert changes.change[NAMES.index("tibia_tilt")] == pytest.approx(3.0, abs=1.5)
    assert changes.steps_natural > 15
    assert changes.simulated


def test_another_speed(tmp_path):
    natural = written(tmp_path / "natural")
    changed = written(tmp_path / "slow", "left", -4.0, seed=2, stride_m=1.1)
    with pytest.raises(FootwiseError, match=r"slow.*was walked at 0\.99 m/s"):
        measure_changes(natural, changed, OddsRequest("left"))


def test_the_other_knee(tmp_path):
    natural, changed = written(tmp_path / "natural"), written(tmp_path / "toe_in", "left", -4.0, seed=2)
    with pytest.raises(FootwiseError, match="of the left leg, not of the right one"):
        measure_changes(natural, changed, OddsRequest("right"))


def test_a_shoe_alone(tmp_path):
    natural, changed = written(tmp_path / "natural"), written(tmp_path / "toe_in", "left", -4.0, places=("foot",))
    with pytest.raises(FootwiseError, match=r"toe_in.*lacks the shank"):
        measure_changes(natural, changed, OddsRequest("left"))
