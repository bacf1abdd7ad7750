r"""Relaxation times of many voxels at once: a mono-exponential decay fitted to magnitude images.

The true signal is :math:`S_k = A\,e^{-t_k/T}`. A magnitude image is Rician: near the noise its mean lies above the true
signal, and a plain fit finds a T too long (Gudbjartsson and Patz, Magn Reson Med 1995;34:910; for cartilage Raya et
al., Magn Reson Med 2010;63:181). What is fitted is therefore the mean of the magnitude, a function of the true signal
and the noise: samples at the noise floor then tell little, by themselves, and none is left out by what was measured,
which would keep those that the noise raised.

Each Gauss–Newton step solves for the rate 1/T with the amplitude taken out (variable projection, Golub and Pereyra
2003, Inverse Problems 19:R1) in closed form, for all voxels at once, at the cost of one exponential a sample. It starts
from the straight line through the logarithms, weighted with the squared signal.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value

Array32 = npt.NDArray[np.float32]

FEWEST_TIMES = 3
# A sample tells of the decay where its true signal is above so many noise SD.
FLOOR_SD = 2.0
# Voxels that are worked on together: their samples stay in the processor's cache.
CHUNK = 8192
# Steps that all voxels take: plain, then with the noise. What then still moves takes some more.
_PLAIN_STEPS = 2
_RICIAN_STEPS = 3
_MORE_STEPS = 25
_CLOSE = 3e-4
_TINY, _HUGE = np.float32(1e-30), np.float32(1e8)
_1, _2A, _A, _B, _C = (np.float32(x) for x in (1.0, 0.2612500, 0.1306250, 0.8307016, 1.0 / (pi / 2.0 - 1.0)))


@by_value
@dataclass(frozen=True)
class RelaxationFit:
    """Decays of many voxels.

    Attributes
    ----------
    time_ms : array, shape (voxels,)
        Relaxation time T; NaN where fewer than two samples are above the noise floor: there is no decay to tell.
    amplitude : array, shape (voxels,)
        True signal at time 0.
    r2 : array, shape (voxels,)
        Share of the variance of the samples that the fit explains.
    residual_sd : array, shape (voxels,)
        SD of the samples around the fit, with the degrees of freedom that are left.
    se_ms : array, shape (voxels,)
        Standard error of T that the noise alone causes.
    above_floor : array of int, shape (voxels,)
        Samples whose fitted true signal is above twice the noise SD.
    settled : array of bool, shape (voxels,)
        The last step was small.
    """

    time_ms: Array32
    amplitude: Array32
    r2: Array32
    residual_sd: Array32
    se_ms: Array32
    above_floor: npt.NDArray[np.uint8]
    settled: npt.NDArray[np.bool_]


def fit_relaxation(
    signal: npt.NDArray[np.floating], times_ms: Array, noise_sd: float, bounds_ms: tuple[float, float]
) -> RelaxationFit:
    """Fit a mono-exponential decay to each voxel.

    Parameters
    ----------
    signal : array, shape (times, voxels)
        Magnitudes, all finite and not negative.
    times_ms : array, shape (times,)
        Spin-lock or echo times, increasing, three or more.
    noise_sd : float
        SD of the noise of the real and the imaginary part, in units of the signal; 0 for a signal without noise.
    bounds_ms : tuple of float
        Shortest and longest T that is looked for.
    """
    voxels = signal.shape[1]
    time, amplitude, r2, residual, error = (np.full(voxels, np.nan, dtype=np.float32) for _ in range(5))
    above, settled = np.zeros(voxels, dtype=np.uint8), np.zeros(voxels, dtype=np.bool_)
    fit = RelaxationFit(time, amplitude, r2, residual, error, above, settled)
    for begin in range(0, voxels, CHUNK):
        here = slice(begin, min(begin + CHUNK, voxels))
        _fit_chunk(signal[:, here], times_ms, noise_sd, bounds_ms, fit, here)
    return fit


def rician_mean(signal: Array32) -> tuple[Array32, Array32]:
    """Mean of a Rician magnitude, and its derivative with the true signal; both in noise SD.

    With s the true signal, the square of the mean is s² + 1 + h(s²). The rational function h has the exact value at 0,
    the exact limit 1/(2s²), and two coefficients fitted between: the mean is off by at most 0.0011 noise SD.
    """
    square = signal * signal
    below = _C + square * (_B + _2A * square)
    h = (_1 + _A * square) / below
    mean: Array32 = np.sqrt(square + (_1 + h))
    rise = (_A - h * (_B + _2A * (square + square))) / below
    return mean, (signal * (_1 + rise) / mean).astype(np.float32, copy=False)


@by_value
@dataclass
class _Decays:
    """Decays of some voxels while they are fitted; times in units of the longest, signals in those of the noise."""

    rate: Array32
    amplitude: Array32


@by_value
@dataclass(frozen=True)
class _Slopes:
    """Where a step leads, at the present decays.

    ``rest`` is what the fit leaves of the samples. With the amplitude taken out, ``slope`` is the sum of the rest along
    the unit decay's derivative with the rate, and ``curvature`` the square of that derivative. ``raise_`` is the change
    of the amplitude at this rate, and ``shift`` its relative change with the rate.
    """

    rest: Array32
    model: Array32
    slope: Array32
    curvature: Array32
    raise_: Array32
    shift: Array32


def _fit_chunk(
    signal: npt.NDArray[np.floating],
    times_ms: Array,
    noise_sd: float,
    bounds_ms: tuple[float, float],
    fit: RelaxationFit,
    here: slice,
) -> None:
    longest, noisy = float(times_ms[-1]), noise_sd > 0.0
    unit = np.float32(noise_sd if noisy else max(float(signal.max(initial=0.0)), 1e-30) * 1e-3)
    t = (times_ms / longest).astype(np.float32)[:, None]
    measured = np.ascontiguousarray(signal, dtype=np.float32) / unit
    rates = np.float32(longest / bounds_ms[1]), np.float32(longest / bounds_ms[0])
    decays = _start(measured, t, rates)
    for step in range(_PLAIN_STEPS + _RICIAN_STEPS):
        moved = _step(decays, measured, t, rates, noisy and step >= _PLAIN_STEPS)
    active = np.flatnonzero(moved)
    for _ in range(_MORE_STEPS):
        if not len(active):
            break
        some = _Decays(decays.rate[active], decays.amplitude[active])
        moved = _step(some, measured[:, active], t, rates, noisy)
        decays.rate[active], decays.amplitude[active] = some.rate, some.amplitude
        active = active[moved]
    at = _slopes(decays, measured, t, noisy)
    left = np.einsum("kv,kv->v", at.rest, at.rest)
    spread = measured - measured.mean(axis=0)
    variance = np.einsum("kv,kv->v", spread, spread)
    above = (at.model > FLOOR_SD).sum(axis=0)
    time = np.float32(longest) / decays.rate
    told = (above >= 2) & (decays.amplitude > 0.0)
    steepness = np.maximum(decays.amplitude * np.sqrt(at.curvature), _TINY)
    for name, value in (
        ("time_ms", time),
        ("amplitude", decays.amplitude * unit),
        ("r2", 1.0 - left / np.maximum(variance, _TINY)),
        ("residual_sd", np.sqrt(left / np.float32(len(t) - 2)) * unit),
        ("se_ms", time / decays.rate / steepness * np.float32(noise_sd / unit)),
    ):
        getattr(fit, name)[here] = np.where(told, value, np.nan)
    fit.above_floor[here] = above
    fit.settled[here] = True
    fit.settled[here.start + active] = False


def _start(measured: Array32, t: Array32, rates: tuple[np.float32, np.float32]) -> _Decays:
    """Take the straight line through the logarithms, weighted with the squared signal."""
    weight = measured * measured
    powers = _powers(t)
    w0, w1, w2 = powers @ weight
    l0, l1 = powers[:2] @ (weight * np.log(np.maximum(measured, np.float32(1e-12))))
    rate = np.clip((w1 * l0 - w0 * l1) / np.maximum(w0 * w2 - w1 * w1, _TINY), *rates)
    return _Decays(rate, np.exp((l0 + rate * w1) / np.maximum(w0, _TINY)))


def _step(
    decays: _Decays, measured: Array32, t: Array32, rates: tuple[np.float32, np.float32], noisy: bool
) -> npt.NDArray[np.bool_]:
    """Take one Gauss–Newton step; say which rates still moved."""
    at = _slopes(decays, measured, t, noisy)
    before = decays.rate
    change = -at.slope / np.maximum(decays.amplitude * at.curvature, _TINY)
    # A step may at most double or halve the rate, and not turn the signal upside down.
    decays.rate = np.clip(np.clip(before + change, 0.5 * before, 2.0 * before), *rates)
    raised = decays.amplitude * (1.0 + (decays.rate - before) * at.shift) + at.raise_
    decays.amplitude = np.clip(raised, np.float32(0.1) * decays.amplitude, _HUGE)
    moved: npt.NDArray[np.bool_] = np.abs(decays.rate - before) > _CLOSE * before
    return moved


def _slopes(decays: _Decays, measured: Array32, t: Array32, noisy: bool) -> _Slopes:
    decay = np.exp(-t * decays.rate)
    model = decay * decays.amplitude
    if noisy:
        mean, gain = rician_mean(model)
        rest = measured - mean
        decay *= gain
    else:
        rest = measured - model
    powers = _powers(t)
    b0, b1, b2 = powers @ (decay * decay)
    d0, d1 = powers[:2] @ (decay * rest)
    b0 = np.maximum(b0, _TINY)
    shift = b1 / b0
    return _Slopes(rest, model, d1 - d0 * shift, np.maximum(b2 - b1 * shift, _TINY), d0 / b0, shift)


def _powers(t: Array32) -> Array32:
    return np.ascontiguousarray(np.concatenate([t**0, t, t * t], axis=1).T)
