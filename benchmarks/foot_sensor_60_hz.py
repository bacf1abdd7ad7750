"""The walk with optical markers as radio sensors and phones of 60 samples a second would give it, good and bad ones."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from rich.console import Console
from scipy.signal import butter, firwin, sosfiltfilt

from foot_sensor import Walk, errors, live_angles, offline_angles, read_walk, show
from footwise.foot_sensor.live import QualityMeter, SensorQuality, StrideTracker
from footwise.recordings.foot_sensor import FootSensor

RATE_HZ = 60.0
# Chance falls otherwise each time.
DRAWS = 10
HEADER = (
    "sensor", "kept live", "SD left", "right", "both", "kept offline", "SD left", "right", "both", "quality check",
)  # fmt: skip
Version = Callable[[FootSensor, np.random.Generator], FootSensor]


def filtered(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
    """As a sensor gives it that filters before it samples: nothing above half of the rate is left."""
    width = 2 * round(0.1 * sensor.rate_hz) + 1
    low_pass = firwin(width, 25.0, fs=sensor.rate_hz)
    return sampled(sensor, lambda values: np.apply_along_axis(np.convolve, 0, values, low_pass, "same"))


def filtered_at_50_hz(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
    """With a filter of 4th order whose band reaches up to 50 Hz, as in sensors that sample faster than they send."""
    low_pass = butter(4, 50.0, fs=sensor.rate_hz, output="sos")
    return sampled(sensor, lambda values: sosfiltfilt(low_pass, values, axis=0))


def losing_2_pct(sensor: FootSensor, random: np.random.Generator) -> FootSensor:
    """Filtered; of a hundred samples two are lost on the radio, each by itself."""
    slow = filtered(sensor, random)
    return taken(slow, np.flatnonzero(random.random(slow.samples) >= 0.02))


def jittered_3_ms(sensor: FootSensor, random: np.random.Generator) -> FootSensor:
    """Filtered; the stamps are the times of dispatch, which scatter by 3 ms (standard deviation)."""
    slow = filtered(sensor, random)
    # A sender puts its samples in order.
    return replace(slow, time_s=np.sort(slow.time_s + 0.003 * random.standard_normal(slow.samples)))


def unfiltered(sensor: FootSensor, _: np.random.Generator) -> FootSensor:
    """Points of the fast signal, as a phone's browser takes them: what is faster than half of the rate is folded in."""
    return sampled(sensor, lambda values: values)


VERSIONS: tuple[tuple[str, Version, int], ...] = (
    ("60 Hz, filtered", filtered, 1),
    ("60 Hz, filtered at 50 Hz", filtered_at_50_hz, 1),
    ("filtered, 2 % of the samples lost", losing_2_pct, DRAWS),
    ("filtered, stamps scatter by 3 ms", jittered_3_ms, DRAWS),
    ("60 Hz, not filtered", unfiltered, 1),
)


def sampled(sensor: FootSensor, low_pass: Callable[[np.ndarray], np.ndarray]) -> FootSensor:
    """The signal at 60 times a second, between its samples on a straight line."""
    time_s = np.arange(sensor.time_s[0], sensor.time_s[-1], 1 / RATE_HZ)

    def at(values: np.ndarray) -> np.ndarray:
        return np.column_stack([np.interp(time_s, sensor.time_s, column) for column in low_pass(values).T])

    return replace(
        sensor,
        rate_hz=RATE_HZ,
        time_s=time_s,
        acceleration_m_s2=at(sensor.acceleration_m_s2),
        angular_velocity_rad_s=at(sensor.angular_velocity_rad_s),
        clipped=np.zeros(len(time_s), dtype=bool),
    )


def taken(sensor: FootSensor, kept: np.ndarray) -> FootSensor:
    """Some of the samples."""
    return replace(
        sensor,
        time_s=sensor.time_s[kept],
        acceleration_m_s2=sensor.acceleration_m_s2[kept],
        angular_velocity_rad_s=sensor.angular_velocity_rad_s[kept],
        clipped=sensor.clipped[kept],
    )


def measure(walk: Walk) -> list[tuple[str, ...]]:
    """Lines of the table, under `HEADER`."""
    rows = []
    for name, version, draws in VERSIONS:
        random = np.random.default_rng(1)
        versions = [{sensor.side: version(sensor, random) for sensor in walk.sensors} for _ in range(draws)]
        cells = [name]
        for angles in (live_angles, offline_angles):
            whole = sum(len(errors(walk.markers, sensor.side, angles(sensor))) for sensor in walk.sensors)
            found = [[errors(walk.markers, side, angles(feet[side])) for feet in versions] for side in versions[0]]
            kept = sum(len(draw) for foot in found for draw in foot)
            spreads = [*found, [draw for foot in found for draw in foot]]
            cells += [
                f"{100 * kept / (whole * draws):.0f} %",
                *(f"{spread_deg(draws_):.2f}°" for draws_ in spreads),
            ]
        checked = [checked_live(sensor) for sensor in versions[0].values()]
        faults = sorted(set().union(*(quality.faults for quality in checked)))
        cells.append(f"{checked[0].verdict}{': ' if faults else ''}{', '.join(faults)}")
        rows.append(tuple(cells))
    return rows


def checked_live(sensor: FootSensor) -> SensorQuality:
    """What a session would say of a sensor."""
    meter, tracker = QualityMeter(sensor.side), StrideTracker(sensor.side)
    for row in sensor.rows():
        meter.update(*row)
        if (stride := tracker.update(*row)) is not None:
            meter.stride(stride)
    return meter.measured()


def spread_deg(draws: list[np.ndarray]) -> float:
    """Standard deviation within the draws."""
    squares = sum(((errors_ - errors_.mean()) ** 2).sum() for errors_ in draws if len(errors_))
    return float(np.sqrt(squares / max(1, sum(len(errors_) - 1 for errors_ in draws if len(errors_)))))


if __name__ == "__main__":
    show(Console(), "A foot sensor of 60 Hz", HEADER, measure(read_walk()))
