"""What is checked and never trusted: units, gravity, clipping, and the clock."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recordings.foot_sensor.sensor_files import walk

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import RawSensor
from footwise.recordings.foot_sensor.sample_times import unroll
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.soundness import clipped_runs, sound_foot_sensor

TIME, ACC, GYR = walk()
G = 9.80665


def sound(time: Any = TIME, acc: Any = ACC, gyr: Any = GYR, units: tuple[str, str] = ("m/s2", "rad/s")) -> FootSensor:
    return sound_foot_sensor(RawSensor(Path("walk.csv"), "left", time, acc, gyr, *units, gravity="up"))


def trouble(**channels: Any) -> str:
    with pytest.raises(FootwiseError) as caught:
        sound(**channels)
    assert caught.value.remedy
    return str(caught.value)


def said(sensor: FootSensor) -> str:
    return "; ".join(map(str, sensor.notes))


def close(sensor: FootSensor) -> None:
    np.testing.assert_allclose(sensor.acceleration_m_s2, ACC, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(sensor.angular_velocity_rad_s, GYR, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("acc_unit", ["m/s2", "g"])
@pytest.mark.parametrize("gyr_unit", ["deg/s", "rad/s", ""])
@pytest.mark.parametrize("in_g", [True, False])
@pytest.mark.parametrize("in_deg", [True, False])
def test_units_are_taken_from_the_numbers(acc_unit: str, gyr_unit: str, in_g: bool, in_deg: bool) -> None:
    sensor = sound(acc=ACC / G if in_g else ACC, gyr=np.rad2deg(GYR) if in_deg else GYR, units=(acc_unit, gyr_unit))
    close(sensor)
    assert ("has acceleration in" in said(sensor)) == ((acc_unit == "g") != in_g)
    assert ("has angular velocity in" in said(sensor)) == (gyr_unit != ("deg/s" if in_deg else "rad/s"))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    rate=st.sampled_from([60.0, 100.0, 204.8, 400.0]),
    shift=st.floats(-1e6, 1e6),
    in_g=st.booleans(),
    in_deg=st.booleans(),
    axes=st.permutations([0, 1, 2]),
)
@pytest.mark.requirement("R-010")
def test_any_walk_is_the_same_in_other_units_and_axes(
    seed: int, rate: float, shift: float, in_g: bool, in_deg: bool, axes: list[int]
) -> None:
    time, acc, gyr = walk(5, rate, seed)
    plain = sound(time, acc, gyr)
    other = sound(time + shift, (acc / G if in_g else acc)[:, axes], (np.rad2deg(gyr) if in_deg else gyr)[:, axes])
    assert other.rate_hz == pytest.approx(plain.rate_hz, rel=1e-6)
    np.testing.assert_allclose(other.time_s, plain.time_s, atol=1e-9 + abs(shift) * 1e-15)
    np.testing.assert_allclose(other.acceleration_m_s2, plain.acceleration_m_s2[:, axes], rtol=1e-9)
    np.testing.assert_allclose(other.angular_velocity_rad_s, plain.angular_velocity_rad_s[:, axes], rtol=1e-9)


def test_gravity_that_is_missing_or_wrong_is_said() -> None:
    assert "lacks gravity" in trouble(acc=ACC - [0.6, -0.4, 9.78])
    assert "lacks gravity" in trouble(acc=(ACC - [0.6, -0.4, 9.78]) / G)
    assert "measures 8.83 m/s² at rest, which is gravity neither" in trouble(acc=ACC * 0.9)
    assert "measures 1e+03 m/s²" in trouble(acc=ACC / G * 1000)
    for scale in (0.93, 0.96, 1.07):
        sensor = sound(acc=ACC * scale)
        assert "m/s² at rest: its acceleration is rescaled by" in said(sensor)
        np.testing.assert_allclose(sensor.acceleration_m_s2, ACC, rtol=2e-3)
    assert sound(acc=ACC * 0.98).notes == ()


def test_a_walk_without_a_rest_is_said() -> None:
    phase = TIME % 1.0
    quiet = np.abs(phase - 0.3) < 0.08
    acc = ACC + np.where(quiet, 0, 6 * np.sin(40 * TIME))[:, None] * [1, 1, 1]
    assert "holds no rest of half a second" in said(sound(acc=acc))
    assert "holds no rest of half a second" in said(sound(acc=acc / G))


@pytest.mark.requirement("R-010")
def test_angular_velocity_that_fits_no_unit_or_both() -> None:
    assert "60 to 2000 °/s" in trouble(gyr=GYR * 0.05)
    still = slice(0, 190)
    assert "in either unit" in trouble(time=TIME[still], acc=ACC[still], gyr=GYR[still], units=("m/s2", ""))
    assert sound(TIME[still], ACC[still], GYR[still]).notes == ()


def test_clipped_channels_are_mapped() -> None:
    gyr = np.clip(GYR, -5, 5)
    sensor = sound(gyr=gyr)
    np.testing.assert_array_equal(sensor.clipped, np.abs(gyr[:, 1]) == 5)
    assert f"clips its angular velocity at 286 °/s in {sensor.clipped.mean():.2%}" in said(sensor)
    acc = np.clip(ACC, -2 * G, 2 * G)
    sensor = sound(acc=acc)
    np.testing.assert_array_equal(sensor.clipped, (np.abs(acc) == 2 * G).any(axis=1))
    assert "clips its acceleration at 2 g" in said(sensor)


def test_short_or_small_extremes_are_no_clipping() -> None:
    values = np.array([0, 1, 5, 5, 1, 0, 3, 3, 3, 0.0])[:, None]
    assert not clipped_runs(values, 4).any()
    assert clipped_runs(np.minimum(values, 3), 2).sum() == 5
    assert not clipped_runs(np.minimum(values, 3), 4).any()


def test_stamps_that_repeat_or_run_backwards_are_left_out() -> None:
    time = TIME.copy()
    time[100] = time[99]
    time[300:303] -= 1.0
    time[400] += 50
    sensor = sound(time)
    assert sensor.samples == 595
    assert (np.diff(sensor.time_s) > 0).all()
    assert "repeat (1) or run backwards (2), first after 0.99 s; 5 samples left out" in said(sensor)
    np.testing.assert_allclose(sensor.acceleration_m_s2, np.delete(ACC, [100, 300, 301, 302, 400], axis=0))


def test_missing_numbers_make_gaps() -> None:
    acc, gyr = ACC.copy(), GYR.copy()
    acc[100:110, 1] = np.nan
    gyr[300] = np.inf
    sensor = sound(acc=acc, gyr=gyr)
    assert sensor.samples == 589
    assert sensor.gaps.tolist() == [[pytest.approx(0.99), pytest.approx(1.10)]]
    assert "11 samples without a number" in said(sensor)


def test_absurd_values_are_left_out_when_few_and_refused_when_many() -> None:
    gyr = GYR.copy()
    gyr[[50, 200]] = 5000.0
    sensor = sound(gyr=gyr)
    assert sensor.samples == 598
    assert "2 samples beyond 400 g" in said(sensor)
    acc = ACC.copy()
    acc[200:230] = 30_000
    assert "30 of 600 samples are beyond" in trouble(acc=acc)


def test_rates_that_change_or_are_none() -> None:
    sensor = sound(np.concatenate((TIME[:300], TIME[300] + np.arange(300) / 60)))
    assert "changes its rate between 60 and 100 samples a second" in said(sensor)
    assert "give 0.1 samples a second" in trouble(time=TIME * 1000)
    assert "give 1e+05 samples a second" in trouble(time=TIME / 1000)
    assert "is only 0.49 s long" in trouble(time=TIME[:50], acc=ACC[:50], gyr=GYR[:50])
    slow = slice(None, None, 4)
    assert "below 50 a fast foot is not followed" in said(sound(TIME[slow], ACC[slow], GYR[slow]))


def test_sensors_that_were_off() -> None:
    assert "accelerometer never changes (0, 0, 0)" in trouble(acc=ACC * 0)
    assert "gyroscope never changes" in trouble(gyr=np.ones_like(GYR))
    # One axis is enough: the others alone give foot angles that are degrees off.
    assert "gyroscope z never changes (0)" in trouble(gyr=GYR * [1, 1, 0])
    assert "accelerometer x, y never changes (0, 0)" in trouble(acc=np.sign([0, 0, 1]) * np.abs(ACC))
    assert "600 of 600 samples have no number" in trouble(acc=ACC * np.nan)
    assert "repeat or run backwards" in trouble(time=TIME * 0)
    assert "repeat or run backwards" in trouble(time=TIME[::-1])


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=50), st.integers(0, 2**32 - 1))
def test_a_counter_that_rolls_over_goes_on(steps: list[int], begin: int) -> None:
    true = begin + np.cumsum(steps).astype(float)
    np.testing.assert_array_equal(unroll(true % 2**32) - unroll(true % 2**32)[0], true - true[0])


def test_stamps_that_scatter_too_much_are_said_and_no_gravity_of_nan() -> None:
    scattered = np.sort(TIME + np.random.default_rng(5).normal(0.0, 0.02, len(TIME)))
    said_of_it = trouble(time=scattered)
    assert "its time stamps are too uneven" in said_of_it
    assert "nan" not in said_of_it.lower()


def test_a_rate_that_changes_once_loses_nothing() -> None:
    whole = np.arange(len(TIME))
    kept = whole[(whole < len(TIME) // 2) | (whole % 2 == 0)]
    notes = said(sound(TIME[kept], ACC[kept], GYR[kept]))
    assert "changes its rate between" in notes
    assert "lacks" not in notes


def test_a_moving_sensor_that_freezes_makes_a_gap() -> None:
    acc, gyr = ACC.copy(), GYR.copy()
    begin = 300 + int(np.argmax(np.linalg.norm(GYR[300:400], axis=1)))
    acc[begin : begin + 50], gyr[begin : begin + 50] = acc[begin], gyr[begin]
    sensor = sound(acc=acc, gyr=gyr)
    assert sensor.samples == 600 - 49
    assert np.diff(sensor.gaps, axis=1).tolist() == [[pytest.approx(0.5)]]
    assert "repeats one reading while the foot moves, once: 49 samples left out" in said(sensor)
    acc[begin:], gyr[begin:] = acc[begin], gyr[begin]
    acc[200:begin], gyr[200:begin] = acc[begin], gyr[begin]
    assert "its sensor is frozen" in trouble(acc=acc, gyr=gyr)


def test_a_sensor_that_rests_may_repeat_its_reading() -> None:
    acc, gyr = ACC.copy(), GYR.copy()
    acc[20:150], gyr[20:150] = acc[20], gyr[20]
    sensor = sound(acc=acc, gyr=gyr)
    assert sensor.samples == 600
    assert "repeats one reading" not in said(sensor)
