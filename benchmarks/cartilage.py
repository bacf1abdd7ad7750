"""Relaxation maps of the digital phantom: how long they take, and how near they are to the truth."""

import os
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
from markdown_table import markdown_table
from reference_environment import ReferenceMissingError, environment

from footwise.followup import (
    RELAXATION_BOUNDS_MS,
    Excluded,
    RelaxationSeries,
    at_rest,
    between_visits,
    fit_relaxation,
    movements,
    relaxation_map,
)
from footwise.simulation import (
    KNEE_REGIONS_MS,
    PHANTOM_TIMES_MS,
    KneePhantom,
    KneeShape,
    Pose,
    knee_phantom,
    relaxation_phantom,
)

SHAPE = (256, 256, 30)
SNR = 30.0
RUNS = 3
# It does not work with NumPy 2.
DOSMA = ("dosma==0.1.2", "numpy<2", "pandas<2.3", "scipy<1.14")
DOSMA_PROGRAM = Path(__file__).with_name("dosma_reference.py")
KNEES = {
    "usual knee": KneeShape(),
    "small knee": KneeShape((13.0, 21.0, 18.0), apart=38.0),
    "thick cartilage": KneeShape(thickness=3.4, gap=1.5),
    "uneven knee": KneeShape(lateral=0.85, slope_deg=7.0),
    "worn cartilage": KneeShape(thickness=2.4, gap=2.0, worn_mm=5.0),
}
# How far the images after the first have gone, of all: each its own way, further and further, once and for good, or
# only the last.
GONE = {
    "restless": None,
    "drifting": tuple(k / 6 for k in range(1, 7)),
    "startled": (0, 0, 0, 1, 1, 1),
    "late": (0, 0, 0, 0, 0, 1),
}
# mm, degrees, how, thickness of the slices in mm, knee, fat suppressed, SNR.
MOVED = (
    (0.5, 1.0, "restless", 1.5, "usual knee", True, 50.0),
    (1.0, 1.0, "restless", 1.5, "small knee", True, 50.0),
    (3.0, 3.0, "restless", 1.5, "thick cartilage", True, 50.0),
    (2.0, 2.0, "drifting", 1.5, "uneven knee", True, 50.0),
    (0.5, 1.0, "restless", 3.0, "usual knee", True, 50.0),
    (1.0, 2.0, "restless", 3.0, "thick cartilage", False, 50.0),
    (2.0, 2.0, "restless", 3.0, "small knee", True, 50.0),
    (2.0, 2.0, "drifting", 3.0, "uneven knee", True, 50.0),
    (3.0, 2.0, "startled", 3.0, "worn cartilage", False, 50.0),
    (3.0, 3.0, "late", 3.0, "uneven knee", True, 30.0),
    (3.0, 3.0, "restless", 3.0, "thick cartilage", False, 30.0),
)


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


@dataclass(frozen=True)
class MovedKnee:
    """What became of a knee that moved.

    Attributes
    ----------
    what : str
    slices_mm : float
        Thickness.
    together_pct, apart_pct : array, shape (regions,)
        Mean of T over that of the knee at rest less 1, with registration and without.
    known_pct : array, shape (regions,)
        The same where each image is drawn anew by its true movement: what no registration can do better.
    turn_error_deg : float
        The largest of the images.
    """

    what: str
    slices_mm: float
    together_pct: np.ndarray
    apart_pct: np.ndarray
    known_pct: np.ndarray
    turn_error_deg: float


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


def moved_knees() -> list[MovedKnee]:
    """Move knees of several shapes and contrasts, and bring their images together again."""
    rows = []
    for k, (size_mm, turn_deg, how, slices_mm, name, fat_suppressed, snr) in enumerate(MOVED):
        shape = (112, 96, round(84 / slices_mm))
        like = {"knee": KNEES[name], "fat_suppressed": fat_suppressed, "snr": snr}
        still = knee_phantom(shape, (0.6, 0.6, slices_mm), seed=2, **like)
        true = poses(size_mm, turn_deg, k, how)
        moved = knee_phantom(shape, (0.6, 0.6, slices_mm), poses=true, **like)
        mask = (still.labels > 0) & (still.labels < 10)
        truth = _means(still, still.series, mask)
        found = movements(moved.series, mask)
        together = _means(still, at_rest(moved.series, found), mask)
        pairs = list(zip(found, true, strict=True))
        placed = [replace(one, matrix=_matrix(pose), corrected=pose != Pose()) for one, pose in pairs]
        known = _means(still, at_rest(moved.series, placed), mask)
        with warnings.catch_warnings():
            # Where no voxel is left there is no mean.
            warnings.simplefilter("ignore", RuntimeWarning)
            apart = _means(still, moved.series, mask)
        fat = "dark" if fat_suppressed else "bright"
        rows.append(
            MovedKnee(
                f"{how}, {size_mm:g} mm, {turn_deg:g}°; {name}, fat {fat}, SNR {snr:g}",
                slices_mm,
                100.0 * (together / truth - 1.0),
                100.0 * (apart / truth - 1.0),
                100.0 * (known / truth - 1.0),
                max(_turn_deg(pose.rotation().T @ one.matrix[:3, :3]) for one, pose in pairs),
            )
        )
    return rows


def moved_visit(change: float = 0.05) -> list[float]:
    """Change of each region in per cent that is found where T rose, the knee lies elsewhere, and moves on."""
    first = knee_phantom((112, 96, 28), (0.6, 0.6, 3.0))
    later = {name: (1.0 + change) * mean for name, mean in KNEE_REGIONS_MS.items()}
    elsewhere = Pose((6.0, -5.0, 4.0), (4.0, 3.0, -3.0))
    second = knee_phantom(
        (112, 96, 28), (0.6, 0.6, 3.0), poses=[elsewhere] * len(PHANTOM_TIMES_MS), regions_ms=later, seed=5
    )
    mask = (first.labels > 0) & (first.labels < 10)
    between = between_visits(second.series, first.series.signal[0], first.series.grid, mask)
    moved = movements(second.series, (second.labels > 0) & (second.labels < 10))
    series = at_rest(second.series, moved, between, first.series.grid)
    return list(100.0 * (_means(first, series, mask) / _means(first, first.series, mask) - 1.0))


def registration_seconds(shape: tuple[int, int, int] = SHAPE) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, to bring a whole series together."""
    phantom = knee_phantom(shape, (0.5, 0.5, 3.0), poses=poses(2.0, 2.0, 1))
    mask = (phantom.labels > 0) & (phantom.labels < 10)
    wall, cpu = time.perf_counter(), time.process_time()
    at_rest(phantom.series, movements(phantom.series, mask))
    return time.perf_counter() - wall, time.process_time() - cpu


def poses(size_mm: float, turn_deg: float, seed: int, how: str = "restless") -> list[Pose]:
    """The first image at rest, the others gone somewhere by as much."""
    ways = np.random.default_rng(seed).standard_normal((len(PHANTOM_TIMES_MS) - 1, 2, 3))
    ways /= np.linalg.norm(ways, axis=2, keepdims=True)
    if (share := GONE[how]) is not None:
        ways = np.array(share, dtype=float)[:, None, None] * ways[:1]
    return [Pose(), *(Pose(tuple(size_mm * shift), tuple(turn_deg * turn)) for shift, turn in ways)]


def _matrix(pose: Pose) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = pose.rotation(), pose.shift_mm
    return matrix


def _turn_deg(rotation: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(rotation) - 1.0) / 2.0, -1.0, 1.0))))


def _means(phantom: KneePhantom, series: RelaxationSeries, mask: np.ndarray) -> np.ndarray:
    found = relaxation_map(series, mask).time_ms
    return np.array([np.nanmean(found[phantom.labels == number]) for (number,) in phantom.regions.values()])


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


def moved_table() -> list[tuple[str, ...]]:
    """How far a region's mean is off at most, brought together and as recorded."""
    rows = []
    for one in moved_knees():
        lost = np.isnan(one.apart_pct).sum()
        apart = f"{np.nanmax(np.abs(one.apart_pct)):.1f} %" if lost < len(one.apart_pct) else "–"
        if lost:
            apart += f" ({lost} of {len(one.apart_pct)} regions without a voxel that decays)"
        worst = float(np.abs(one.together_pct).max())
        met = "met" if worst < 2.0 else "missed"
        known = f"{float(np.abs(one.known_pct).max()):.1f} %"
        turn = f"{one.turn_error_deg:.2f}°"
        rows.append((one.what, f"{one.slices_mm:g} mm", f"{worst:.1f} %", known, apart, turn, met))
    return rows


def registration_rows() -> list[tuple[str, str, str]]:
    """Time of the registration, and the change between visits."""
    busy = os.getloadavg()[0]
    wall, cpu = registration_seconds()
    others = f"; other programs kept the machine busy, load {busy:.1f}" if busy > (os.cpu_count() or 1) else ""
    changes = moved_visit()
    size = " × ".join(map(str, SHAPE))
    return [
        (
            f"registration, {size} voxels, 7 images",
            f"{wall:.0f} s ({cpu:.0f} s of the processor{others})",
            "60 s on two cores",
        ),
        (
            "change between visits, +5 % made: found",
            f"{min(changes):+.1f} to {max(changes):+.1f} %",
            "within 2 % of it",
        ),
    ]


def beside_dosma() -> list[tuple[str, ...]]:
    """Means of the phantom's regions by Footwise and by DOSMA, from the same images.

    Raises
    ------
    ReferenceMissingError
        DOSMA cannot be installed or run.
    """
    rows = []
    for snr in (30.0, 100.0):
        phantom = relaxation_phantom((48, 48, 4), snr=snr)
        ours = relaxation_map(phantom.series, phantom.labels > 0).time_ms
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "signals.npz"), Path(folder, "times.npz")
            np.savez(source, signal=phantom.series.signal, times_ms=phantom.series.times_ms)
            words = [str(environment("dosma", DOSMA)), str(DOSMA_PROGRAM), str(source), str(target)]
            told = subprocess.run(words, capture_output=True, text=True)
            if told.returncode:
                raise ReferenceMissingError(f"could not be run ({told.stderr.strip().splitlines()[-1]})")
            theirs = np.load(target)["time_ms"]
        for name, labels in phantom.regions.items():
            here = np.isin(phantom.labels, labels)
            means = [float(np.nanmean(one[here])) for one in (phantom.time_ms, ours, theirs)]
            apart = float(np.nanmedian(np.abs(ours[here] - theirs[here])))
            rows.append((f"{snr:.0f}", name, *(f"{mean:.2f} ms" for mean in means), f"{apart:.2f} ms"))
    return rows


def dosma_section() -> str:
    """The table beside DOSMA, or why there is none."""
    head = ("SNR", "region", "true mean", "Footwise", "DOSMA 0.1.2", "voxels apart, median")
    try:
        table = markdown_table(head, beside_dosma())
    except ReferenceMissingError as missing:
        return f"\nDOSMA is not beside it: it {missing}.\n"
    return (
        "\nThe same images fitted by DOSMA (its `MonoExponentialFit`: least squares without regard to the noise floor):"
        f"\n\n{table}"
    )


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
        + "\nA knee of curved cartilage between bone and fluid (0.6 mm voxels) that moves between its seven images: "
        "restless (each another way), drifting (further and further), startled (at once, from the fifth image on) or "
        "late (the last one only). The largest error of the mean of four regions against the same knee at rest; beside "
        "it where each image is drawn anew by its true movement, than which no registration can do better, and as "
        "recorded:\n\n"
        + markdown_table(
            (
                "moved",
                "slices",
                "brought together",
                "with the true movement",
                "as recorded",
                "error of the turn, at most",
                "aim: under 2 %",
            ),
            moved_table(),
        )
        + "\n"
        + markdown_table(("what", "measured", "aim"), registration_rows())
        + dosma_section()
    )
