"""Whether the images of a series stand in the order of their times: the signal of tissue can only fall."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from footwise.errors import ErrorKind, FootwiseError
from footwise.followup.relaxation_series import RelaxationSeries

# A rise of the median signal counts from this share of the first on, and beyond chance: so many standard errors of
# the share of voxels that rise.
_LEAST_RISE, _ERRORS = 0.02, 4.0
# Without a mask the brighter half of the voxels is tissue rather than air.
_FEWEST = 20


def refuse_wrong_order(series: RelaxationSeries, mask: npt.NDArray[np.bool_] | None = None) -> None:
    """Refuse a series in which the signal rises from one time to the next.

    Parameters
    ----------
    series : RelaxationSeries
    mask : array of bool, shape (x, y, z), optional
        The cartilage; default: the brighter half of the voxels.

    Raises
    ------
    FootwiseError
        Saying between which times it rises and, where one exchange would bring all in order, which two look exchanged.
    """
    signal = _tissue(series, mask)
    if signal.shape[1] < _FEWEST:
        return
    rises = _rises(signal)
    if not rises:
        return
    first, then = rises[0]
    times, medians = series.times_ms, np.median(signal, axis=1)
    said = f"rise from {medians[first]:.4g} at {times[first]:g} ms to {medians[then]:.4g} at {times[then]:g} ms"
    remedy = "A signal can only fall with time: look at the order of the images and their times"
    if len(both := _exchanges(signal)) == 1:
        one, other = both[0]
        said += f"; those of {times[one]:g} and {times[other]:g} ms look exchanged"
    elif both:
        pairs = [f"{times[one]:g} and {times[other]:g} ms" for one, other in both]
        said += f"; those of {' or of '.join(pairs)} look exchanged"
    if (first, then) == (0, 1):
        remedy += ". Where the first echo of a train is too low (stimulated echoes), leave it out"
    raise FootwiseError("the images", said, remedy, ErrorKind.REFUSAL)


def _tissue(series: RelaxationSeries, mask: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.float32]:
    """Signals that can be read, shape (times, voxels)."""
    signal = series.signal.reshape(len(series.times_ms), -1)
    asked = np.isfinite(signal).all(axis=0) & (signal.max(axis=0) < series.ceiling) & (signal.min(axis=0) >= 0.0)
    if mask is not None:
        return signal[:, asked & mask.ravel()]
    signal = signal[:, asked & (signal.max(axis=0) > 0.0)]
    brightest = signal.max(axis=0)
    return signal[:, brightest >= np.median(brightest)] if signal.shape[1] else signal


def _rises(signal: npt.NDArray[np.float32]) -> list[tuple[int, int]]:
    """Neighbours between which the signal rises."""
    least = _LEAST_RISE * float(np.median(signal, axis=1).max())
    chance = 0.5 + _ERRORS * 0.5 / np.sqrt(signal.shape[1])
    found = []
    for one, other in pairwise(range(len(signal))):
        higher = signal[other] - signal[one]
        if float(np.median(higher)) > least and float((higher > 0.0).mean()) > chance:
            found.append((one, other))
    return found


def _exchanges(signal: npt.NDArray[np.float32]) -> list[tuple[int, int]]:
    """Pairs of images whose exchange would let the signal fall from first to last."""
    found = []
    for one, other in combinations(range(len(signal)), 2):
        order = list(range(len(signal)))
        order[one], order[other] = other, one
        medians = np.median(signal[order], axis=1)
        if (np.diff(medians) <= 0.0).all():
            found.append((one, other))
    return found
