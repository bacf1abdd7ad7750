"""Zero-lag low-pass filtering."""

import numpy as np

from footwise.arrays import Array
from footwise.signals.gaps import runs


def butterworth_lowpass(values: Array, rate_hz: float, cutoff_hz: float) -> Array:
    """Fourth-order zero-lag Butterworth low-pass along the first axis.

    The same filter as a second-order Butterworth run forwards and backwards
    (``scipy.signal.butter(2)`` with ``filtfilt``), applied in the frequency domain: the squared
    gain of the digital filter is ``1 / (1 + (tan(w/2) / tan(wc/2))**4)``. Ends are padded by odd
    reflection. SciPy's own filter gives the same numbers, but loading ``scipy.signal`` (1.17) takes as
    much processor time as NumPy, pandas and Matplotlib together: an analysis with its report would
    take more than half as long again, for one function of twenty lines.

    Parameters
    ----------
    values : array, shape (n, ...)
        NaN where missing. Each run without NaN is filtered on its own; NaN stays NaN.
    rate_hz, cutoff_hz : float
        Sampling rate, and the frequency at which the gain of the two passes together is 1/2. At or
        above half the sampling rate the values come back unchanged.

    Returns
    -------
    array, shape (n, ...)
    """
    if cutoff_hz >= rate_hz / 2 or len(values) < 2:
        return values
    flat = values.reshape(len(values), -1)
    if np.isfinite(flat.sum()):
        return _filter_complete(flat, rate_hz, cutoff_hz).reshape(values.shape)
    filtered = np.full_like(flat, np.nan)
    finite = np.ascontiguousarray(np.isfinite(flat).T)
    # Channels that miss the same samples (the three axes of one marker) go through together.
    alike: dict[bytes, list[int]] = {}
    for column, known in enumerate(finite):
        alike.setdefault(known.tobytes(), []).append(column)
    for columns in alike.values():
        for start, stop in runs(finite[columns[0]]):
            filtered[start:stop, columns] = _filter_complete(flat[start:stop, columns], rate_hz, cutoff_hz)
    return filtered.reshape(values.shape)


def _filter_complete(values: Array, rate_hz: float, cutoff_hz: float) -> Array:
    """Filter an array of shape (n, channels) that has no NaN."""
    n = len(values)
    if n < 2:
        return values
    # The impulse response has faded to 1e-6 after about three periods of the cut-off.
    pad = min(n - 1, int(np.ceil(3 * rate_hz / cutoff_hz)))
    before = 2 * values[0] - values[pad:0:-1]
    after = 2 * values[-1] - values[-2 : -pad - 2 : -1]
    padded = np.concatenate((before, values, after))
    length = _fast_length(len(padded))
    # Continue to the fast length with a straight line from the last value back to the first, so that
    # the periodic signal the FFT sees has no jump.
    bridge = np.linspace(0, 1, length - len(padded) + 2)[1:-1, None]
    padded = np.concatenate((padded, padded[-1] * (1 - bridge) + padded[0] * bridge))
    frequency = np.fft.rfftfreq(length)[:, None]
    with np.errstate(over="ignore"):
        gain = 1 / (1 + (np.tan(np.pi * frequency) / np.tan(np.pi * cutoff_hz / rate_hz)) ** 4)
    filtered: Array = np.fft.irfft(np.fft.rfft(padded, axis=0) * gain, n=length, axis=0)
    return filtered[pad : pad + n]


def _fast_length(n: int) -> int:
    """Smallest length of at least `n` that is 2**a, 3·2**a, 5·2**a or 9·2**a: quick to transform."""
    return min(f << max(0, (-(-n // f) - 1).bit_length()) for f in (1, 3, 5, 9))
