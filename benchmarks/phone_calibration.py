"""How often a phone that loses samples calibrates along a line at the first try, and what that costs.

    python benchmarks/phone_calibration.py

A simulated foot stands and walks 14 strides straight on; its samples are those of a phone (60 Hz, filtered, rounded).
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from phone_sensor import as_in_a_browser
from rich.console import Console

from foot_sensor import show
from footwise.foot_sensor.live import Calibration, Stride, StrideTracker, stand_then_walk
from footwise.recordings.foot_sensor import FootSensor
from footwise.simulation import SimulatedFoot, recorded_foot_pose

WALKS = 60
SHARES = (0.0, 0.01, 0.02, 0.05)
FILTER_HZ = 24.0
HEADER = ("samples lost", "calibrated at once", "off from the same walk whole", "says of itself", "strides walked")


def walked(seed: int) -> FootSensor:
    """A person who stands for 3.6 s and walks straight on, the toes where they want."""
    random = np.random.default_rng(seed)
    foot = SimulatedFoot("left", pose=recorded_foot_pose("left"), stride_m=1.2, stride_s=1.1, seed=seed)
    stood = foot.stand(3.6).table
    table = np.concatenate([stood, *(foot.stride(random.normal(6.0, 2.0)).table for _ in range(14))])
    return FootSensor(
        source=Path("simulated.csv"),
        name="simulated",
        side="left",
        rate_hz=foot.rate_hz,
        time_s=table[:, 0],
        acceleration_m_s2=table[:, 1:4],
        angular_velocity_rad_s=table[:, 4:],
        clipped=np.zeros(len(table), dtype=bool),
    )


def calibrated(rows: np.ndarray) -> tuple[Calibration | None, int]:
    """What a session would calibrate with, and after how many strides."""
    tracker = StrideTracker("left")
    strides: list[Stride] = []
    for row in rows.tolist():
        if (stride := tracker.update(*row)) is not None:
            strides.append(stride)
            if found := stand_then_walk(strides, tracker.forward):
                return found, len(strides)
    return None, len(strides)


def measure() -> Iterator[tuple[str, ...]]:
    """Lines of the table, under `HEADER`."""
    walks = [np.array(as_in_a_browser(walked(seed), FILTER_HZ, 0.4).rows()) for seed in range(WALKS)]
    whole = [calibrated(rows)[0] for rows in walks]
    for share in SHARES:
        random = np.random.default_rng(1)
        found = [calibrated(rows[random.random(len(rows)) >= share]) for rows in walks]
        pairs = [(one, other) for (one, _), other in zip(found, whole, strict=True) if one and other]
        off = [one.offset_deg - other.offset_deg for one, other in pairs]
        own = np.sqrt(np.mean([one.standard_error_deg**2 for one, _ in pairs]))
        strides = np.mean([count for one, count in found if one])
        yield (
            f"{100 * share:.0f} %",
            f"{100 * len(pairs) / WALKS:.0f} %",
            f"{np.sqrt(np.mean(np.square(off))):.2f}°",
            f"± {own:.2f}°",
            f"{strides:.1f}",
        )


if __name__ == "__main__":
    show(Console(width=120), "A phone that loses samples, calibrated along a line", HEADER, measure())
