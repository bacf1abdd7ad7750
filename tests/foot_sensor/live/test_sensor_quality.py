"""How good a sensor is: the walk with markers as good and bad sensors would give it, and sensors that others use."""

import math

import numpy as np
import pytest
from benchmarks import foot_sensor_60_hz as slow
from benchmarks.foot_sensor import read_walk, sample_rows
from tests.foot_sensor.walking_foot import about_z, walking_foot
from tests.shared import recording

from footwise.foot_sensor.live import ClockMeter, Fault, QualityMeter, StrideTracker, Verdict, quality_line
from footwise.foot_sensor.recorded import recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples import sample_path


@pytest.fixture(scope="module")
def walk():
    return read_walk()


def judged(rows, side="left", until_s=math.inf):
    """What a session would say of these samples."""
    meter, tracker = QualityMeter(side), StrideTracker(side)
    for row in rows:
        if row[0] - rows[0][0] > until_s:
            break
        meter.update(*row)
        if (stride := tracker.update(*row)) is not None:
            meter.stride(stride)
    return meter.measured()


@pytest.mark.parametrize("until_s", [math.inf, 20.0], ids=["all", "20 s"])
@pytest.mark.parametrize(
    ("version", "faults"),
    [
        (slow.filtered, set()),
        (slow.losing_2_pct, set()),
        (slow.jittered_3_ms, {Fault.STAMPS}),
        (slow.unfiltered, {Fault.COARSE}),
    ],
)
def test_versions_of_60_hz(walk, version, faults, until_s):
    """Filtered it is as good as the full rate; what scatters its stamps, and what folds the strike in, is named."""
    random = np.random.default_rng(3)
    for sensor in walk.sensors:
        quality = judged(sample_rows(version(sensor, random)), sensor.side, until_s)
        assert quality.faults == faults, str(quality)
        assert quality.verdict is (Verdict.USABLE if faults else Verdict.GOOD)
        assert quality.rate_hz == pytest.approx(60.0, rel=0.02)
        assert bool(quality.band_deg) is bool(faults) is bool(quality.remedy)


def test_the_walk_at_its_full_rate_is_good(walk):
    for sensor in walk.sensors:
        for until_s in (math.inf, 20.0):
            assert judged(sample_rows(sensor), sensor.side, until_s).verdict is Verdict.GOOD


def test_a_recording_is_judged_by_the_same_function(walk):
    """Its strides are those of the recorded path; the verdict is the same, and stands in every foot."""
    random = np.random.default_rng(3)
    for version, verdict in ((None, Verdict.GOOD), (slow.unfiltered, Verdict.USABLE)):
        sensors = [sensor if version is None else version(sensor, random) for sensor in walk.sensors]
        for foot in recorded_walk(sensors).feet:
            assert foot.quality.verdict is verdict
            assert foot.quality.strides == len(foot.strides)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("treadmill_physilog/LF.csv", {"side": "left"}),
        ("treadmill_physilog/RF.csv", {"side": "right"}),
        ("treadmill_xsens_mt/MT_000-000_96.txt", {"side": "right"}),
        ("overground_xio/short_walk.csv", {"side": "left", "gravity": "up"}),
    ],
)
def test_sensors_of_others_are_good(name, said):
    (sensor,) = read_foot_sensors(recording(f"foot_sensors/{name}"), **said)
    quality = judged(sample_rows(sensor), sensor.side)
    assert quality.verdict is Verdict.GOOD, str(quality)


def test_a_person_whose_foot_is_hardly_still_has_no_useless_sensor():
    """Two people with multiple sclerosis: what is said is said of foot or calibration, and never that it is useless."""
    for side in ("left", "right"):
        path = sample_path("foot-sensors", quiet=True) / f"imu_sample_ms_{side}.csv"
        (sensor,) = read_foot_sensors(path, gravity="up", rate_hz=102.4)
        quality = judged(sample_rows(sensor), side)
        assert quality.faults == {Fault.DRIFT}
        assert quality.verdict is Verdict.USABLE


# A walk on the computer, to which one thing is done at a time.


def walked(strides=20):
    foot = walking_foot([4.0, 5.0] * (strides // 2), mount=about_z(0.3))
    return np.column_stack((foot.time_s, foot.acceleration_m_s2, foot.angular_velocity_rad_s))


def slowed(rows, rate_hz):
    time_s = np.arange(0.0, rows[-1, 0], 1 / rate_hz)
    return np.column_stack([time_s, *(np.interp(time_s, rows[:, 0], column) for column in rows[:, 1:].T)])


def held(rows):
    """Every third sample of a sensor that sends faster than it measures repeats the one before."""
    out = rows.copy()
    out[2::3, 1:] = out[1:-1:3, 1:][: len(out[2::3])]
    return out


def clipped(rows, limit_rad_s):
    out = rows.copy()
    out[:, 4:] = np.clip(out[:, 4:], -limit_rad_s, limit_rad_s)
    return out


def losing(rows, share):
    return rows[np.random.default_rng(1).random(len(rows)) >= share]


def arriving(rows):
    """Stamped when they come: eight at once."""
    out = rows.copy()
    number = np.arange(len(rows))
    out[:, 0] = 8 / 200 * (number // 8) + 0.0003 * (number % 8)
    return out


def noisy(rows, m_s2, deg_s):
    out = rows + 0.0
    out[:, 1:4] += m_s2 * np.random.default_rng(1).standard_normal((len(rows), 3))
    out[:, 4:] += math.radians(deg_s) * np.random.default_rng(2).standard_normal((len(rows), 3))
    return out


@pytest.mark.parametrize(
    ("done", "fault", "verdict"),
    [
        (lambda rows: slowed(rows, 40.0), Fault.RATE, Verdict.USABLE),
        (lambda rows: slowed(rows, 25.0), Fault.RATE, Verdict.NOT_USABLE),
        (held, Fault.HELD, Verdict.USABLE),
        (lambda rows: clipped(rows, 4.0), Fault.CLIPPED, Verdict.NOT_USABLE),
        (lambda rows: losing(rows, 0.05), Fault.LOST, Verdict.USABLE),
        (lambda rows: losing(rows, 0.15), Fault.LOST, Verdict.NOT_USABLE),
        (arriving, Fault.STAMPS, Verdict.NOT_USABLE),
        (lambda rows: rows * [1, 1, 1, 1, 1, 1, 0], Fault.DEAD, Verdict.NOT_USABLE),
        (lambda rows: noisy(rows, 0.8, 1.0), Fault.NOISE, Verdict.USABLE),
    ],
)
def test_each_fault_is_named_with_what_to_do(done, fault, verdict):
    quality = judged(done(walked()).tolist())
    assert fault in quality.faults, str(quality)
    assert quality.verdict is verdict, str(quality)
    worst = quality.findings[0]
    assert worst.verdict is verdict
    assert worst.trouble in quality_line(quality)
    assert worst.remedy in quality_line(quality)
    assert quality.band_deg in (4.0, 5.0)


def test_an_ideal_sensor_is_good():
    quality = judged(walked().tolist())
    assert not quality.findings, str(quality)
    assert quality_line(quality) == "the left sensor is good: 200 samples a second, nothing lost, even time stamps"
    assert quality.band_deg == 0.0


def test_the_dead_axes_are_named():
    """The others alone give angles that are degrees off, of strides that look sound."""
    quality = judged((walked() * [1, 0, 1, 1, 1, 1, 0]).tolist())
    assert quality.dead_axes == "accelerometer x, gyroscope z"
    assert "its accelerometer x, gyroscope z never changes" in str(quality)


def test_uneven_stamps_are_no_losses():
    """Short and long steps in turns: nothing is missing from their sum."""
    clock = ClockMeter()
    for k in range(2000):
        clock.update(k / 60 + (0.005 if k % 2 else -0.005))
    rate, spread, lost, _ = clock.measured()
    assert rate == pytest.approx(60.0, rel=0.01)
    assert spread == pytest.approx(0.01, rel=0.05)
    assert lost == 0.0


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3])
def test_losses_are_counted(share):
    clock = ClockMeter()
    kept = np.random.default_rng(2).random(5000) >= share
    for k in np.flatnonzero(kept).tolist():
        clock.update(k / 100)
    rate, spread, lost, _ = clock.measured()
    assert rate == pytest.approx(100.0)
    assert spread < 1e-6
    assert lost == pytest.approx(1 - kept.mean(), abs=0.003)


@pytest.mark.parametrize("share", [0.0, 0.05])
@pytest.mark.parametrize(("rate_hz", "packet_s"), [(128, 0.02), (60, 0.05), (100, 0.02), (200, 0.01)])
def test_packets_that_are_stamped_by_their_arrival_lose_nothing(rate_hz, packet_s, share):
    """As Lab Streaming Layer stamps what is pushed in chunks: the last sample is now, those before it are even."""
    clock, rng = ClockMeter(), np.random.default_rng(3)
    now, sent, kept = 0.0, 0, 0
    while sent < 5000:
        now += packet_s + rng.exponential(0.001)
        ready = int(now * rate_hz)
        for k in range(ready - sent):
            if rng.random() >= share:
                clock.update(now - (ready - sent - 1 - k) / rate_hz)
                kept += 1
        sent = ready
    rate, spread, lost, _ = clock.measured()
    assert lost <= share + 0.015
    if not share:
        assert lost < 0.001
        assert rate == pytest.approx(rate_hz, rel=0.05)
        assert spread > 0.0005


def test_whatever_comes_in_nothing_is_raised():
    meter = QualityMeter("left")
    rest = (0.0, 0.0, 9.81, 0.0, 0.0, 0.0)
    for time_s in (0.0, math.nan, 0.1, 0.1, -5.0, "a", 1e300, None):
        meter.update(time_s, *rest)
    for wrong in (None, math.nan, math.inf, 1e300, "a"):
        meter.update(0.2, wrong, *rest[1:])
        meter.update(0.3, *rest[:5], wrong)
    quality = meter.measured()
    assert quality.strides == 0
    assert Fault.NO_NUMBERS in quality.faults


def test_a_gyroscope_that_measures_double_is_not_usable():
    rows = walked()
    rows[:, 4:] *= 2.0
    quality = judged(rows.tolist())
    assert quality.faults == {Fault.DRIFT}
    assert quality.verdict is Verdict.NOT_USABLE
    assert "gyroscope" in quality.remedy


def test_a_rate_that_changes_is_no_loss():
    rows = walked()
    half = len(rows) // 2
    quality = judged([*rows[:half].tolist(), *rows[half::2].tolist()])
    assert Fault.LOST not in quality.faults
    assert "its rate changes between" in str(quality)
    assert "receiver" not in quality.remedy
    assert quality.verdict is Verdict.NOT_USABLE


def test_losses_by_chance_are_no_change_of_rate():
    rows = walked()
    half = len(rows) // 2
    quality = judged([*rows[:half].tolist(), *losing(rows[half:], 0.5).tolist()])
    assert quality.rates_hz is None
    assert Fault.LOST in quality.faults
