"""Samples that never were a file pass the checks of those that were."""

import warnings

import numpy as np
import pandas as pd
import pytest
from tests.foot_sensor.walking_foot import walking_foot

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.foot_sensor import foot_sensor_from_arrays, read_foot_sensors

SAID = {"side": "left", "acc_unit": "m/s2", "gyr_unit": "rad/s", "gravity": "up"}


@pytest.fixture(scope="module")
def samples():
    sensor = walking_foot([0, 5, 5, 5, 5, 5], side="left")
    return {"time_s": sensor.time_s, "acc": sensor.acceleration_m_s2, "gyr": sensor.angular_velocity_rad_s}


def refused(samples, **changes) -> str:
    """One line that names an argument in backticks, without a warning of NumPy before it."""
    given = {**samples, **SAID, **changes}
    given = {name: value for name, value in given.items() if value is not Ellipsis}
    with warnings.catch_warnings(), pytest.raises(FootwiseError) as caught:
        warnings.simplefilter("error")
        foot_sensor_from_arrays(**given)
    assert caught.value.kind is ErrorKind.BAD_REQUEST
    assert caught.value.remedy and "\n" not in str(caught.value)
    return str(caught.value)


def test_the_same_samples_in_other_units_are_the_same_sensor(samples):
    plain = foot_sensor_from_arrays(**samples, **SAID)
    other = foot_sensor_from_arrays(
        samples["time_s"], -samples["acc"] / 9.80665, np.degrees(samples["gyr"]),
        side="left", acc_unit="g", gyr_unit="deg/s", gravity="down",
    )  # fmt: skip
    np.testing.assert_allclose(other.acceleration_m_s2, plain.acceleration_m_s2)
    np.testing.assert_allclose(other.angular_velocity_rad_s, plain.angular_velocity_rad_s)
    assert plain.rate_hz == pytest.approx(200) and plain.name == "foot sensor" and plain.notes == other.notes == ()


def test_arrays_and_file_come_to_the_same(samples, tmp_path):
    lines = ["time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"]
    rows = np.column_stack((samples["time_s"], samples["acc"], np.degrees(samples["gyr"])))
    rows[100, 2] = np.nan
    rows[200:215] = rows[200]
    lines += [",".join(f"{value:.9f}" for value in row) for row in rows]
    file = tmp_path / "left.csv"
    file.write_text("\n".join(lines))
    (read,) = read_foot_sensors(file, gravity="up")
    given = foot_sensor_from_arrays(rows[:, 0], rows[:, 1:4], rows[:, 4:], **{**SAID, "gyr_unit": "deg/s"})
    np.testing.assert_allclose(given.acceleration_m_s2, read.acceleration_m_s2, atol=1e-8)
    np.testing.assert_allclose(given.time_s, read.time_s, atol=1e-8)
    assert given.notes == read.notes and len(given.notes) == 3


def test_tables_and_lists_are_arrays_too(samples):
    plain = foot_sensor_from_arrays(**samples, **SAID)
    table = pd.DataFrame(samples["acc"], columns=["x", "y", "z"])
    again = foot_sensor_from_arrays(pd.Series(samples["time_s"]), table, samples["gyr"].tolist(), **SAID)
    assert again == plain
    hidden = np.ma.masked_array(samples["acc"], mask=np.zeros_like(samples["acc"], dtype=bool))
    hidden[7, 1] = np.ma.masked
    assert (
        "1 sample without a number"
        in foot_sensor_from_arrays(samples["time_s"], hidden, samples["gyr"], **SAID).notes[0].text
    )


def test_what_was_given_is_not_changed(samples):
    before = {name: values.copy() for name, values in samples.items()}
    foot_sensor_from_arrays(**samples, **{**SAID, "gravity": "down"})
    assert all((samples[name] == before[name]).all() for name in before)


@pytest.mark.parametrize("left_out", SAID)
@pytest.mark.requirement("R-010")
def test_side_units_and_gravity_are_never_guessed(samples, left_out):
    with pytest.raises(TypeError, match=left_out):
        foot_sensor_from_arrays(**samples, **{name: value for name, value in SAID.items() if name != left_out})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"side": "both"}, "`side`: is 'both'. Say 'left' or 'right'."),
        ({"side": None}, "`side`: is None"),
        ({"side": np.zeros(3)}, "`side`: is array([0., 0., 0.]). Say 'left' or 'right'."),
        ({"gravity": np.zeros((100, 3))}, "`gravity`: is of type ndarray"),
        ({"name": 3}, "`name`: is 3. Give a text."),
        ({"gravity": "guess"}, "`gravity`: is 'guess'. Say 'up' or 'down'."),
        ({"acc_unit": "mg"}, "`acc_unit`: is 'mg'. Say 'm/s2' or 'g'."),
        ({"gyr_unit": "rpm"}, "`gyr_unit`: is 'rpm'. Say 'deg/s' or 'rad/s'."),
        ({"acc": None}, "`acc`: "),
        ({"acc": "acc.csv"}, "`acc`: is no array of numbers. Give rows of 3 numbers"),
        ({"acc": [["1", "2", "3"]]}, "`acc`: is no array of numbers"),
        ({"acc": [[1.0, 2.0, 3.0], [1.0]]}, "`acc`: is no array of numbers"),
        ({"time_s": np.array(["2026-01-01"], dtype="datetime64[ms]")}, "`time_s`: is no array of numbers"),
        ({"time_s": []}, "`time_s`: has the shape (0,)"),
        ({"time_s": 3.0}, "`time_s`: has the shape ()"),
        ({"gyr": np.ones((7, 3))}, "`gyr`: has the shape (7, 3). Give the shape ("),
        ({"gyr": np.ones(7)}, "`gyr`: has the shape (7,)"),
    ],
)  # fmt: skip
def test_says_which_argument_is_wrong(samples, changes, said):
    assert said in refused(samples, **changes)


def test_says_which_array_is_wrong(samples):
    time_s, acc, gyr = samples.values()
    for changes, said in (
        ({"acc": acc.T}, "`acc`: has the shape (3, "),
        ({"acc": acc.T}, "transpose it"),
        ({"acc": np.full_like(acc, np.nan)}, "`acc`: holds no number, only NaN"),
        ({"time_s": np.full_like(time_s, np.inf)}, "`time_s`: holds no number, only NaN"),
        ({"acc": np.zeros_like(acc)}, "`acc`: its accelerometer never changes"),
        ({"gyr": np.zeros_like(gyr)}, "`gyr`: its gyroscope never changes"),
        ({"acc_unit": "g"}, "`acc`: is said to be in g and measures 9.81 at rest, which is gravity in m/s2. Corr"),
        ({"gyr_unit": "deg/s"}, "`gyr`: is said to be in deg/s, and the fastest hundredth of its angular velocity"),
        ({"gyr": np.degrees(gyr)}, "Correct `gyr_unit`"),
        ({"acc": acc - acc[:50].mean(axis=0)}, "`acc`: its acceleration lacks gravity"),
        ({"acc": acc * 3}, "`acc`: its acceleration measures"),
        ({"time_s": time_s * 1000}, "`time_s`: its time stamps give 0.2 samples a second"),
        ({"time_s": time_s[::-1]}, "`time_s`: "),
        ({"time_s": np.zeros_like(time_s)}, "`time_s`: "),
        ({"time_s": time_s[:50], "acc": acc[:50], "gyr": gyr[:50]}, "`time_s`: is only"),
        ({"acc": np.where(np.arange(len(acc))[:, None] % 3 > 0, np.nan, acc)}, "`time_s`, `acc`, `gyr`: "),
        ({"acc": np.where(np.arange(len(acc))[:, None] > 1400, 5000.0, acc)}, "`acc`, `gyr`: 99 of 1500 samples"),
    ):  # fmt: skip
        assert said in refused(samples, **changes)
