"""Recordings of foot sensors as a job: what comes out, and what is written."""

import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import how_to_calibrate, measure_sensor_walks, write_sensor_walks
from footwise.samples import sample_path
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS


def test_strides_come_out_and_are_written(tmp_path, capsys):
    told = []
    recording = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    clinic = how_to_calibrate("clinic", clinic_deg={"left": 8.0, "right": 5.5})
    (walk,) = measure_sensor_walks([recording], clinic, progress=lambda *one: told.append(one))
    assert told == [("imu_sample.csv", 0, 1)]
    used = walk.steps[walk.steps["used"]].groupby("side")["foot_progression_angle_deg"].median()
    assert used["left"] == pytest.approx(8.0, abs=1.0) and used["right"] == pytest.approx(5.5, abs=1.0)
    write_sensor_walks([walk], tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "steps.csv"]
    assert tuple(pd.read_csv(tmp_path / "out" / "steps.csv").columns) == (*COLUMNS, *STRIDE_COLUMNS)
    assert capsys.readouterr() == ("", "")


@pytest.mark.requirement("R-003")
def test_a_side_that_the_name_contradicts(tmp_path):
    path = tmp_path / "walk_left.csv"
    path.write_bytes((sample_path("foot-sensors", quiet=True) / "imu_sample_ms_left.csv").read_bytes())
    with pytest.raises(
        FootwiseError, match=r"says that it is the left foot, and `side` says right\. Say `side='left'`"
    ):
        measure_sensor_walks([path], side="right", rate_hz=102.4)
