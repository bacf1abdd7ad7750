"""Whether a rate that nobody said can be right: a person's strides take about a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.signals import norm

# Strides of walking people take 0.9 to 1.6 s, of the slowest 2 s.
_SHORTEST_S, _LONGEST_S = 0.75, 2.0
_FEWEST_STRIDES = 8
# Samples that a stride can have: of the slowest sensor and the quickest step, of the fastest and the slowest.
_FEWEST_SAMPLES, _MOST_SAMPLES = 12, 2000
_ALIKE = 0.3


def refuse_unlikely_rate(path: Path, rate_hz: float, angular_velocity: Array) -> None:
    """Refuse a rate that was taken for granted where strides would take a time that no walk has.

    Raises
    ------
    FootwiseError
        It is asked for, then.
    """
    samples = samples_a_stride(angular_velocity)
    if samples is not None and not _SHORTEST_S <= samples / rate_hz <= _LONGEST_S:
        trouble = (
            f"holds no time, and at the usual {rate_hz:g} samples a second its strides take {samples / rate_hz:.2f} s"
        )
        raise FootwiseError(path, trouble, "Give the rate with `rate_hz`")


def samples_a_stride(angular_velocity: Array) -> int | None:
    """After how many samples a foot turns as before: by the autocorrelation of how fast it turns.

    Parameters
    ----------
    angular_velocity : array, shape (n, 3)
        In any unit.

    Returns
    -------
    int or None
        None where nothing comes again, or less than 8 times.
    """
    turning = norm(np.nan_to_num(angular_velocity))
    turning = turning - turning.mean()
    most = min(_MOST_SAMPLES, len(turning) // _FEWEST_STRIDES)
    if most <= _FEWEST_SAMPLES or not turning.any():
        return None
    spectrum = np.abs(np.fft.rfft(turning, 2 * len(turning))) ** 2
    alike = np.fft.irfft(spectrum)[: most + 1]
    alike = alike / alike[0]
    # Past the fall from itself, and the first of the hills that are nearly as high as the highest.
    low = int(np.argmax(alike < 0)) if (alike < 0).any() else most
    hills = [k for k in range(max(low, _FEWEST_SAMPLES), most)
             if alike[k] > _ALIKE and alike[k] >= alike[max(k - 8, 0) : k + 9].max()]  # fmt: skip
    highest = max((float(alike[k]) for k in hills), default=0.0)
    return next((k for k in hills if alike[k] > 0.8 * highest), None)
