"""What a phone's browser leaves of the strides: 60 samples a second, rounded, after the phone's own filter."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import foot_sensor_others
import numpy as np
from foot_sensor_60_hz import RATE_HZ, spread_deg
from rich.console import Console
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt

from foot_sensor import read_walk, show, tracked
from footwise.foot_sensor.live import Stride
from footwise.recordings.foot_sensor import FootSensor

# Moments of the clock at which a phone may happen to begin, of a sixtieth of a second.
PHASES = (0.0, 0.2, 0.4, 0.6, 0.8)
FILTERS_HZ = (30.0, 40.0, 50.0)
LEAST_KEPT, LARGEST_SD_DEG = 0.95, 0.3
# The strides of two versions of one walk are the same where they end within this.
SAME_S = 0.25
Version = Callable[[FootSensor, float | None, float], FootSensor]
HEADER = (
    "walk",
    "filter",
    "strides at the full rate",
    "kept",
    "SD of the difference",
    "largest change of a mean",
    f"aim: {100 * LEAST_KEPT:.0f} %, {LARGEST_SD_DEG}°",
)


def as_in_a_browser(sensor: FootSensor, filter_hz: float | None, phase: float) -> FootSensor:
    """The signal after the phone's own filter at 60 Hz, rounded to 0.1 m/s² and 0.1 °/s."""
    time_s = np.arange(sensor.time_s[0] + phase / RATE_HZ, sensor.time_s[-1], 1 / RATE_HZ)

    def at(values: np.ndarray) -> np.ndarray:
        # A recording has nothing above half of its own rate.
        if filter_hz is not None and filter_hz < sensor.rate_hz / 2:
            values = sosfiltfilt(butter(4, filter_hz, fs=sensor.rate_hz, output="sos"), values, axis=0)
        # Straight lines between 100 samples a second would be a filter of their own.
        return CubicSpline(sensor.time_s, values, axis=0)(time_s)

    return replace(
        sensor,
        rate_hz=RATE_HZ,
        time_s=time_s,
        acceleration_m_s2=np.round(at(sensor.acceleration_m_s2), 1),
        angular_velocity_rad_s=np.radians(np.round(np.degrees(at(sensor.angular_velocity_rad_s)), 1)),
        clipped=np.zeros(len(time_s), dtype=bool),
    )


def begun_between(sensor: FootSensor, phase: float) -> FootSensor:
    """The recording itself, its samples taken at other moments: what a rate of its own leaves open already."""
    time_s = np.arange(sensor.time_s[0] + phase / sensor.rate_hz, sensor.time_s[-1], 1 / sensor.rate_hz)
    return replace(
        sensor,
        time_s=time_s,
        acceleration_m_s2=CubicSpline(sensor.time_s, sensor.acceleration_m_s2, axis=0)(time_s),
        angular_velocity_rad_s=CubicSpline(sensor.time_s, sensor.angular_velocity_rad_s, axis=0)(time_s),
        clipped=np.zeros(len(time_s), dtype=bool),
    )


def by_python(sensor: FootSensor) -> list[Stride]:
    """Strides of the tracker as a session runs it."""
    return tracked(sensor.side, sensor.rows())


def changes_deg(full: list[Stride], slow: list[Stride]) -> np.ndarray:
    """Change of the foot angle of every stride that is valid in both."""
    ends = np.array([stride.mid_stance_s for stride in slow if stride.valid])
    angles = [stride.foot_progression_angle_deg or 0.0 for stride in slow if stride.valid]
    found = []
    for stride in full:
        if stride.valid and len(ends):
            near = int(np.argmin(np.abs(ends - stride.mid_stance_s)))
            if abs(ends[near] - stride.mid_stance_s) < SAME_S:
                found.append(angles[near] - (stride.foot_progression_angle_deg or 0.0))
    return np.array(found)


def compared(
    sensors: list[FootSensor], filter_hz: float | None, version: Version = as_in_a_browser
) -> tuple[int, float, float, float]:
    """Strides at the full rate, share kept, SD of the difference and largest change of a foot's mean."""
    whole, kept, found = 0, 0, []
    for sensor in sensors:
        full = by_python(sensor)
        for phase in PHASES:
            changes = changes_deg(full, by_python(version(sensor, filter_hz, phase)))
            found.append(changes)
            whole += sum(stride.valid for stride in full)
            kept += len(changes)
    shift = max(abs(float(changes.mean())) for changes in found if len(changes))
    return whole // len(PHASES), kept / whole, spread_deg(found), shift


def walks() -> Iterator[tuple[str, list[FootSensor]]]:
    """The walk beside optical markers; where they are at hand, the treadmill recordings of other makers."""
    yield "beside optical markers", list(read_walk().sensors)
    if foot_sensor_others.FOLDER.is_dir():
        for folder in ("treadmill_physilog", "treadmill_xsens_mt"):
            files = [one for one in foot_sensor_others.FILES if one[0] == folder]
            yield folder, [foot_sensor_others.read(*one) for one in files]


def measure() -> Iterator[tuple[str, ...]]:
    """Lines of the table, under `HEADER`."""
    for name, sensors in walks():
        strides, kept, sd, shift = compared(sensors, None, lambda sensor, _, phase: begun_between(sensor, phase))
        cells = (str(strides), f"{100 * kept:.1f} %", f"{sd:.2f}°", f"{shift:.2f}°", "")
        yield f"{name}, {sensors[0].rate_hz:g} Hz", "its own rate, other moments", *cells
        for filter_hz in (*FILTERS_HZ, None):
            strides, kept, sd, shift = compared(sensors, filter_hz)
            met = kept >= LEAST_KEPT and round(sd, 2) <= LARGEST_SD_DEG
            yield (
                f"{name}, {sensors[0].rate_hz:g} Hz",
                "none" if filter_hz is None else f"{filter_hz:.0f} Hz",
                str(strides),
                f"{100 * kept:.1f} %",
                f"{sd:.2f}°",
                f"{shift:.2f}°",
                "" if filter_hz is None else "met" if met else "missed",
            )


if __name__ == "__main__":
    show(Console(width=120), "A phone's browser as a foot sensor", HEADER, measure())
