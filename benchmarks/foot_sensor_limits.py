"""What a foot sensor's data may lack: lost samples, slow sampling, a short range, on the walk with optical markers."""

from collections.abc import Callable, Iterator

import numpy as np
from rich.console import Console
from scipy.signal import decimate

from foot_sensor import Walk, errors, live_angles, offline_angles, read_walk, show
from footwise.recordings.foot_sensor import FootSensor, RawSensor, sound_foot_sensor

# Losses fall on other samples each time.
DRAWS = 5
HEADER = ("data", "kept offline", "SD", "shift", "kept live", "SD", "shift")
Damage = Callable[[FootSensor, np.random.Generator], FootSensor]


def as_read(sensor: FootSensor, time_s: np.ndarray, acceleration: np.ndarray, omega: np.ndarray) -> FootSensor:
    """Give what the readers make of such a recording: they find the rate, the gaps and the clipped samples."""
    return sound_foot_sensor(
        RawSensor(sensor.source, sensor.side, time_s, acceleration, omega, "m/s2", "rad/s", gravity="up")
    )


def losing(share: float, burst_s: float = 0.0) -> Damage:
    """Lose a share of the samples, one at a time or in bursts."""

    def lose(sensor: FootSensor, random: np.random.Generator) -> FootSensor:
        burst = max(1, round(burst_s * sensor.rate_hz))
        lost = np.zeros(sensor.samples, dtype=bool)
        while lost.sum() < share * sensor.samples:
            start = random.integers(sensor.samples)
            lost[start : start + burst] = True
        kept = ~lost
        return as_read(sensor, sensor.time_s[kept], sensor.acceleration_m_s2[kept], sensor.angular_velocity_rad_s[kept])

    return lose


def slower(factor: int) -> Damage:
    """Sample less often, after a low-pass without delay."""

    def slow(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
        acceleration, omega = (
            decimate(values, factor, ftype="fir", axis=0)
            for values in (sensor.acceleration_m_s2, sensor.angular_velocity_rad_s)
        )
        return as_read(sensor, sensor.time_s[::factor], acceleration, omega)

    return slow


def ranged(deg_s: float) -> Damage:
    """Give the gyroscope a range."""

    def clip(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
        limit = np.radians(deg_s)
        omega = np.clip(sensor.angular_velocity_rad_s, -limit, limit)
        return as_read(sensor, sensor.time_s, sensor.acceleration_m_s2, omega)

    return clip


def as_recorded(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
    """Nothing is missing."""
    return sensor


CASES: tuple[tuple[str, Damage, int], ...] = (
    ("as recorded, 204.8 Hz", as_recorded, 1),
    ("102.4 Hz", slower(2), 1),
    ("68.3 Hz", slower(3), 1),
    ("5 % of the samples lost singly", losing(0.05), DRAWS),
    ("10 % lost singly", losing(0.1), DRAWS),
    ("5 % lost in bursts of 50 ms", losing(0.05, 0.05), DRAWS),
    ("5 % lost in bursts of 100 ms", losing(0.05, 0.1), DRAWS),
    ("gyroscope up to 500 °/s", ranged(500.0), 1),
    ("gyroscope up to 250 °/s", ranged(250.0), 1),
)


def measure(walk: Walk) -> Iterator[tuple[str, ...]]:
    """Give one line of the table after the other, under `HEADER`."""
    methods = (offline_angles, live_angles)
    whole = [[errors(walk.markers, s.side, angles(s)) for s in walk.sensors] for angles in methods]
    for name, damage, draws in CASES:
        cells: list[str] = []
        random = np.random.default_rng(1)
        damaged = [[damage(sensor, random) for sensor in walk.sensors] for _ in range(draws)]
        for angles, before in zip(methods, whole, strict=True):
            after = [[errors(walk.markers, s.side, angles(s)) for s in feet] for feet in damaged]
            cells += summary(before, after)
        yield name, *cells


def summary(before: list[np.ndarray], after: list[list[np.ndarray]]) -> tuple[str, str, str]:
    """Share of the strides that are still reported, the spread of their errors, and how far their mean has moved.

    Parameters
    ----------
    before : list of array
        Errors of each foot with the whole data.
    after : list of list of array
        The same with damaged data, for each draw.
    """
    wanted = len(after) * sum(len(foot) for foot in before)
    feet = [(old, new) for draw in after for old, new in zip(before, draw, strict=True) if len(new)]
    reported = sum(len(new) for _, new in feet)
    share = f"{100 * reported / wanted:.0f} %"
    free = reported - len(feet)
    if free < 1:
        return share, "", ""
    spread = np.sqrt(sum(((new - new.mean()) ** 2).sum() for _, new in feet) / free)
    shift = np.average([new.mean() - old.mean() for old, new in feet], weights=[len(new) for _, new in feet])
    return share, f"{spread:.2f}°", f"{round(shift, 1) + 0.0:+.1f}°"


if __name__ == "__main__":
    show(Console(), "What a foot sensor's data may lack", HEADER, measure(read_walk()))
