"""Relaxation maps of the digital phantom: how long they take, and how near they are to the truth."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from markdown_table import markdown_table

from footwise.followup import RELAXATION_BOUNDS_MS, Excluded, fit_relaxation, relaxation_map
from footwise.simulation import PHANTOM_TIMES_MS, relaxation_phantom

SHAPE = (256, 256, 30)
SNR = 30.0
RUNS = 3


@dataclass(frozen=True)
class MapFigures:
    """What a whole map comes to.

    Attributes
    ----------
    voxels : int
        All of them in tissue.
    seconds : float
        Median of the processor's seconds for a map, the estimate of the noise included.
    fit_seconds : float
        The same for the fit alone.
    bias_pct : dict of str to float
        Mean of T over the truth less 1, by region.
    excluded_pct : float
    noise_error_pct : float
        Estimated noise over the true one less 1.
    extra_mb : float
        Memory that the map took beside its images at the most.
    """

    voxels: int
    seconds: float
    fit_seconds: float
    bias_pct: dict[str, float]
    excluded_pct: float
    noise_error_pct: float
    extra_mb: float


@dataclass(frozen=True)
class Precision:
    """Estimates of one T at one SNR.

    Attributes
    ----------
    time_ms, snr : float
    bias_pct, median_bias_pct : float
    sd_over_bound : float
        SD over the Cramér–Rao bound of Gaussian noise.
    plain_median_bias_pct : float
        The same without regard to the noise floor.
    """

    time_ms: float
    snr: float
    bias_pct: float
    median_bias_pct: float
    sd_over_bound: float
    plain_median_bias_pct: float


def whole_map(shape: tuple[int, int, int] = SHAPE, snr: float = SNR, runs: int = RUNS) -> MapFigures:
    """Map a phantom without air, as every voxel then has to be fitted."""
    phantom = relaxation_phantom(shape, snr=snr, margin=0.0)
    signal = phantom.series.signal.reshape(len(phantom.series.times_ms), -1)
    before = _begin_peak()
    seconds, fits = [], []
    for _ in range(runs):
        begin = time.process_time()
        one = relaxation_map(phantom.series)
        seconds.append(time.process_time() - begin)
    extra = _peak_mb() - before
    for _ in range(runs):
        begin = time.process_time()
        fit_relaxation(signal, phantom.series.times_ms, phantom.noise_sd, RELAXATION_BOUNDS_MS)
        fits.append(time.process_time() - begin)
    relative = 100.0 * (one.time_ms / phantom.time_ms - 1.0)
    bias = {
        name: float(np.nanmean(relative[np.isin(phantom.labels, labels)])) for name, labels in phantom.regions.items()
    }
    excluded = 100.0 * float((one.excluded != Excluded.NO).mean())
    noise_error = 100.0 * (one.noise_sd / phantom.noise_sd - 1.0)
    return MapFigures(one.time_ms.size, median(seconds), median(fits), bias, excluded, noise_error, extra)


def precision(
    times_ms: tuple[float, ...] = PHANTOM_TIMES_MS,
    true_ms: tuple[float, ...] = (20.0, 30.0, 40.0, 50.0, 60.0, 80.0),
    snrs: tuple[float, ...] = (10.0, 30.0, 100.0),
    voxels: int = 50_000,
) -> list[Precision]:
    """Fit many voxels of one T, with the noise known."""
    random = np.random.default_rng(1)
    times = np.asarray(times_ms)
    rows = []
    for snr in snrs:
        for true in true_ms:
            decay = np.exp(-times / true)
            noise = random.standard_normal((2, len(times), voxels)) / snr
            signal = np.hypot(decay[:, None] + noise[0], noise[1])
            found = fit_relaxation(signal, times, 1.0 / snr, RELAXATION_BOUNDS_MS).time_ms.astype(float)
            plain = fit_relaxation(signal, times, 0.0, RELAXATION_BOUNDS_MS).time_ms.astype(float)
            slopes = np.stack([decay, times / true**2 * decay])
            bound = float(np.sqrt(np.linalg.inv(slopes @ slopes.T)[1, 1])) / snr
            rows.append(
                Precision(
                    true,
                    snr,
                    100.0 * (float(np.nanmean(found)) / true - 1.0),
                    100.0 * (float(np.nanmedian(found)) / true - 1.0),
                    float(np.nanstd(found)) / bound,
                    100.0 * (float(np.nanmedian(plain)) / true - 1.0),
                )
            )
    return rows


def _begin_peak() -> float:
    """Let the peak of the process' memory begin anew, and give what it holds now, in MB.

    Otherwise the peak is that of making the phantom, beside which a map seems to take nothing.
    """
    Path("/proc/self/clear_refs").write_text("5")
    return _memory_mb("VmRSS")


def _peak_mb() -> float:
    return _memory_mb("VmHWM")


def _memory_mb(word: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{word}:"))) / 1024.0


def table() -> list[tuple[str, str, str]]:
    """Figures of a whole map: what, how much, and the aim."""
    figures = whole_map()
    low, high = min(figures.bias_pct.values()), max(figures.bias_pct.values())
    size = " × ".join(map(str, SHAPE))
    return [
        (
            f"{size} voxels, {len(PHANTOM_TIMES_MS)} times, SNR {SNR:.0f}: processor time",
            f"{figures.seconds:.2f} s",
            "under 3 s",
        ),
        ("bias of a region's mean", f"{low:+.2f} to {high:+.2f} %", "under 1 %"),
        ("voxels left out", f"{figures.excluded_pct:.1f} %", ""),
        ("error of the estimated noise", f"{figures.noise_error_pct:+.1f} %", ""),
        ("memory beside the images", f"{figures.extra_mb:.0f} MB", ""),
    ]


def precision_table() -> list[tuple[str, ...]]:
    """Bias and spread by T and SNR, beside a fit that knows nothing of the noise floor."""
    return [
        (
            f"{one.snr:.0f}",
            f"{one.time_ms:.0f} ms",
            f"{one.bias_pct:+.2f} %",
            f"{one.median_bias_pct:+.2f} %",
            f"{one.sd_over_bound:.2f}",
            f"{one.plain_median_bias_pct:+.2f} %",
        )
        for one in precision()
    ]


def part() -> str:
    """The section of docs/validation.md."""
    header = (
        "SNR",
        "true T",
        "bias of the mean",
        "of the median",
        "SD over the Cramér–Rao bound",
        "a plain fit: median",
    )
    return (
        "## Relaxation maps of cartilage\n\nA digital phantom with known T and the noise of magnitude images; nothing "
        "here was measured in a person.\n\n"
        + markdown_table(("what", "measured", "aim"), table())
        + "\nSingle voxels, the noise known:\n\n"
        + markdown_table(header, precision_table())
    )
