"""Whether the sensors of a set run on one clock, by when they swing: time stamps may be each sensor's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor import FootSensor
from footwise.signals import norm

# A shank swings with its shoe to within this; and the two halves of a walk tell the same lag of it.
_TOGETHER_S = 0.15
_DRIFT_S = 0.06
# Farther apart than this two recordings are not looked at.
_FARTHEST_S = 3.0
_RATE_HZ = 50.0
# A walk shorter than this tells one lag only.
_HALVES_S = 16.0


def check_one_clock(source: Path, shoe: FootSensor, others: Sequence[FootSensor]) -> None:
    """Refuse a shank whose swings do not fall together with its shoe's; a pelvis follows the clock of its set.

    Raises
    ------
    FootwiseError
        The clocks are apart, or drift apart.
    """
    for other in others:
        if other.place != "shank":
            continue
        name = f"{other.side} {other.place}".strip()
        begin, end = max(shoe.time_s[0], other.time_s[0]), min(shoe.time_s[-1], other.time_s[-1])
        even_s = np.arange(begin, end, 1 / _RATE_HZ)
        mine, its = (np.interp(even_s, one.time_s, norm(one.angular_velocity_rad_s)) for one in (shoe, other))
        lag = _lag_s(mine, its)
        if abs(lag) > _TOGETHER_S:
            raise FootwiseError(
                source,
                f"has its sensors on different clocks: the {name} swings {abs(lag):.2f} s "
                f"{'after' if lag > 0 else 'before'} its shoe",
                "Record all sensors with one program, which gives them one clock",
            )
        if end - begin < _HALVES_S:
            continue
        half = len(even_s) // 2
        drift = _lag_s(mine[half:], its[half:]) - _lag_s(mine[:half], its[:half])
        if abs(drift) > _DRIFT_S:
            raise FootwiseError(
                source,
                f"has its sensors on different clocks: the {name} drifts by {abs(drift):.2f} s against its shoe",
                "Record all sensors with one program, which gives them one clock",
            )


def _lag_s(one: Array, other: Array) -> float:
    """How much later the other swings, by the largest correlation; of those nearly as large the nearest."""
    one, other = one - one.mean(), other - other.mean()
    farthest = min(int(_FARTHEST_S * _RATE_HZ), len(one) // 3)
    lags = np.arange(-farthest, farthest + 1)
    alike = np.array([_correlation(one, other, int(lag)) for lag in lags])
    # Steps repeat: of peaks that are nearly alike the nearest.
    peaks = [k for k in range(len(lags)) if alike[k] == alike[max(k - 5, 0) : k + 6].max()]
    nearest = min((k for k in peaks if alike[k] >= 0.97 * alike.max()), key=lambda k: abs(int(lags[k])))
    return float(lags[nearest]) / _RATE_HZ


def _correlation(one: Array, other: Array, lag: int) -> float:
    a, b = (one[: len(one) - lag], other[lag:]) if lag >= 0 else (one[-lag:], other[:lag])
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread > 0 else 0.0
