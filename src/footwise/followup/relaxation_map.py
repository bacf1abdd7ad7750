"""Maps of a relaxation time (T1ρ, T2) of the whole knee, with the reason why a voxel has none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.followup.nifti import Grid, read_image, write_image
from footwise.followup.noise_level import noise_level
from footwise.followup.relaxation_fit import Array32, fit_relaxation
from footwise.followup.relaxation_series import RelaxationSeries

RELAXATION_BOUNDS_MS = (2.0, 300.0)
LEAST_R2 = 0.5
# Scatter around the decay beyond so many times the noise is no noise.
MOST_SCATTER = 3.0
# T is not told where its standard error is more than half of it.
_MOST_ERROR = 0.5
# A voxel without a label or mask is looked at from so many noise SD on.
_LIT = 5.0
# Fewer voxels in the mask than these do not tell the noise well: then all voxels are asked.
_FEW = 500
_BLOCK = 1 << 18


class Excluded(IntEnum):
    """Why a voxel has no relaxation time."""

    NO = 0
    NOT_ASKED = 1
    NO_NUMBER = 2
    NEGATIVE = 3
    SATURATED = 4
    NOISE = 5
    BOUND = 6
    POOR_FIT = 7

    @property
    def words(self) -> str:
        """The reason, for people."""
        return _WORDS[self]


_WORDS = {
    Excluded.NO: "has a value",
    Excluded.NOT_ASKED: "outside the mask, or dark",
    Excluded.NO_NUMBER: "missing value",
    Excluded.NEGATIVE: "negative signal",
    Excluded.SATURATED: "saturated signal",
    Excluded.NOISE: "too near the noise",
    Excluded.BOUND: "no decay within the bounds",
    Excluded.POOR_FIT: "not a mono-exponential decay",
}


@by_value
@dataclass(frozen=True)
class RelaxationMap:
    """Relaxation time of every voxel.

    Attributes
    ----------
    time_ms : array, shape (x, y, z)
        NaN where excluded.
    excluded : array of int, shape (x, y, z)
        Values of `Excluded`.
    r2, residual_sd, se_ms : array, shape (x, y, z), or None
        See `RelaxationFit`; None for a map that was made elsewhere.
    grid : Grid
    noise_sd : float
        NaN for a map that was made elsewhere.
    noise_from : str
        Where the noise level comes from, in words.
    simulated : bool
        The images are, and so is everything made from them.
    """

    time_ms: Array32
    excluded: npt.NDArray[np.uint8]
    r2: Array32 | None
    residual_sd: Array32 | None
    se_ms: Array32 | None
    grid: Grid
    noise_sd: float
    noise_from: str
    simulated: bool = False

    def counts(self) -> dict[str, int]:
        """Voxels by reason, those with a value first."""
        counts = np.bincount(self.excluded.ravel(), minlength=len(Excluded))
        return {reason.words: int(counts[reason]) for reason in Excluded}


def relaxation_map(
    series: RelaxationSeries,
    mask: npt.NDArray[np.bool_] | None = None,
    *,
    noise_sd: float | None = None,
    bounds_ms: tuple[float, float] = RELAXATION_BOUNDS_MS,
    least_r2: float = LEAST_R2,
) -> RelaxationMap:
    """Fit a mono-exponential decay to every voxel of a mask.

    Parameters
    ----------
    series : RelaxationSeries
    mask : array of bool, shape (x, y, z), optional
        Voxels to look at; default: those whose first signal is above 5 noise SD.
    noise_sd : float, optional
        SD of the noise; default: told by the scatter of bright voxels around their decay.
    bounds_ms : tuple of float
        Voxels whose T lies at a bound are excluded.
    least_r2 : float
        Voxels whose decay explains less of their variance are excluded.

    Raises
    ------
    FootwiseError
        Bounds or a noise level that make no sense, a mask that is empty or of another shape, no signal, or images of
        which half of the voxels are negative.
    """
    low, high = bounds_ms
    if not 0.0 < low < high < np.inf:
        raise FootwiseError("the bounds of T", f"are {low:g} to {high:g} ms", "Give a short and a longer time")
    if noise_sd is not None and not 0.0 <= noise_sd < np.inf:
        raise FootwiseError("the noise", f"has an SD of {noise_sd:g}", "Give 0 or more, in units of the signal")
    shape = series.grid.shape
    if mask is not None and mask.shape != shape:
        raise FootwiseError("the mask", f"has the shape {mask.shape}, and the images {shape}", "Use one grid")
    signal = series.signal.reshape(len(series.times_ms), -1)
    excluded = _unusable(signal, series.ceiling)
    if mask is not None:
        excluded[~mask.ravel()] = Excluded.NOT_ASKED
    _refuse_hopeless(signal, excluded, series.ceiling)
    noise_from = "given"
    if noise_sd is None:
        usable = excluded == Excluded.NO
        if usable.sum() < _FEW:
            usable = _unusable(signal, series.ceiling) == Excluded.NO
        noise_sd, told = noise_level(signal, series.times_ms, bounds_ms, usable)
        noise_from = f"scatter of {told} bright voxels around their decay"
    if mask is None:
        excluded[(excluded == Excluded.NO) & ~(signal[0] > _LIT * noise_sd)] = Excluded.NOT_ASKED
    time, r2, residual, error = (np.full(signal.shape[1], np.nan, dtype=np.float32) for _ in range(4))
    good = np.flatnonzero(excluded == Excluded.NO)
    # Block by block: the copy of the chosen voxels stays small.
    for begin in range(0, len(good), _BLOCK):
        voxels = good[begin : begin + _BLOCK]
        fit = fit_relaxation(signal[:, voxels], series.times_ms, noise_sd, bounds_ms)
        reason = np.full(len(voxels), Excluded.NO, dtype=np.uint8)
        scattered = (noise_sd > 0.0) & (fit.residual_sd > MOST_SCATTER * noise_sd)
        reason[(fit.r2 < least_r2) | scattered] = Excluded.POOR_FIT
        at_bound = (fit.time_ms >= 0.999 * high) | (fit.time_ms <= 1.001 * low) | ~fit.settled
        reason[at_bound] = Excluded.BOUND
        reason[~np.isfinite(fit.time_ms) | (fit.se_ms > _MOST_ERROR * fit.time_ms)] = Excluded.NOISE
        excluded[voxels] = reason
        keep = reason == Excluded.NO
        for whole, part in ((time, fit.time_ms), (r2, fit.r2), (residual, fit.residual_sd), (error, fit.se_ms)):
            whole[voxels] = np.where(keep, part, np.nan)
    return RelaxationMap(
        time.reshape(shape),
        excluded.reshape(shape),
        r2.reshape(shape),
        residual.reshape(shape),
        error.reshape(shape),
        series.grid,
        noise_sd,
        noise_from,
        series.simulated,
    )


def read_ready_map(path: Path | str, bounds_ms: tuple[float, float] = RELAXATION_BOUNDS_MS) -> RelaxationMap:
    """Read a map of relaxation times in ms that another program made.

    Zero and below is read as "no value", as such programs fill what is outside; what lies outside the bounds is
    excluded.

    Raises
    ------
    FootwiseError
        No image, more than one volume, or no value in it.
    """
    image = read_image(path)
    if len(image.volumes) > 1:
        raise FootwiseError(path, f"has {len(image.volumes)} volumes, and a map has one", "Leave `ready` out")
    values = image.volumes[0]
    excluded = np.full(values.shape, Excluded.NO, dtype=np.uint8)
    with np.errstate(invalid="ignore"):
        excluded[(values < bounds_ms[0]) | (values > bounds_ms[1])] = Excluded.BOUND
        excluded[~np.isfinite(values) | (values <= 0.0)] = Excluded.NO_NUMBER
    if not (excluded == Excluded.NO).any():
        between = f"between {bounds_ms[0]:g} and {bounds_ms[1]:g} ms"
        raise FootwiseError(path, f"has no value {between}", "Give a map of relaxation times in ms")
    time = np.where(excluded == Excluded.NO, values, np.nan).astype(np.float32)
    unknown = "unknown: the map was made elsewhere"
    return RelaxationMap(time, excluded, None, None, None, image.grid, np.nan, unknown, image.simulated)


def write_map(folder: Path, name: str, one: RelaxationMap) -> tuple[str, ...]:
    """Write the map and what tells its quality as NIfTI images; give their names."""
    images = [
        (f"{name}_ms", one.time_ms, f"{name} in ms"),
        (f"{name}_r2", one.r2, "share of variance explained"),
        (f"{name}_residual_sd", one.residual_sd, "SD of the signal around the decay"),
        (f"{name}_se_ms", one.se_ms, f"standard error of {name} in ms"),
        (f"{name}_excluded", one.excluded, "why a voxel has no value, see fit.json"),
    ]
    written = []
    for stem, values, what in images:
        if values is not None:
            write_image(folder / f"{stem}.nii.gz", values, one.grid, what, one.simulated)
            written.append(f"{stem}.nii.gz")
    return tuple(written)


def _unusable(signal: Array32, ceiling: float) -> npt.NDArray[np.uint8]:
    """Reasons that the signals themselves give, shape (voxels,)."""
    excluded = np.full(signal.shape[1], Excluded.NO, dtype=np.uint8)
    lowest, highest = signal.min(axis=0), signal.max(axis=0)
    excluded[highest >= ceiling] = Excluded.SATURATED
    excluded[lowest < 0.0] = Excluded.NEGATIVE
    excluded[~np.isfinite(lowest) | ~np.isfinite(highest)] = Excluded.NO_NUMBER
    return excluded


def _refuse_hopeless(signal: Array32, excluded: npt.NDArray[np.uint8], ceiling: float) -> None:
    asked = excluded != Excluded.NOT_ASKED
    if not asked.any():
        raise FootwiseError("the mask", "is empty", "Give a mask or labels with voxels in them")
    negative = (excluded == Excluded.NEGATIVE).sum() / asked.sum()
    if negative > 0.5:
        trouble = f"have negative signal in {100 * negative:.0f} % of the voxels and are no magnitudes"
        raise FootwiseError("the images", trouble, "Export magnitude images")
    good = excluded == Excluded.NO
    saturated = (excluded == Excluded.SATURATED).sum() / asked.sum()
    if saturated and not (good & (signal[0] > 0.0)).any():
        trouble = f"are cut off at {ceiling:g} in {100 * saturated:.0f} % of the voxels, and no other has a signal"
        raise FootwiseError("the images", trouble, "Export or record them again with less gain")
    if not good.any() or not signal[0][good].max() > 0.0:
        raise FootwiseError("the images", "have no usable signal", "Check that these are the images of the series")
