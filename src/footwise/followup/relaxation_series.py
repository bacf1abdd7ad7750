"""A series of images with different spin-lock or echo times, as one block of signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.followup.nifti import Grid, Image, plateau, read_image, read_sidecar
from footwise.followup.relaxation_fit import FEWEST_TIMES

# BIDS gives both in s. A T1ρ image also has an echo time, the same in all images.
_KEYS = ("SpinLockTime", "EchoTime")
_LONGEST_MS = 2000.0
# A decay of 2 ms and more cannot be told from images within the first two: such times are in s.
_SHORTEST_MS = 2.0


@by_value
@dataclass(frozen=True)
class RelaxationSeries:
    """Images of one knee at increasing times.

    Attributes
    ----------
    signal : array, shape (times, x, y, z)
    times_ms : array, shape (times,)
        Spin-lock or echo times, increasing.
    grid : Grid
    ceiling : float
        Lowest value at which an image's storage, or the first image's signal, is cut off; infinite where none is.
    times_from : str
        Where the times come from, in words.
    simulated : bool
        Some image is.
    """

    signal: npt.NDArray[np.float32]
    times_ms: Array
    grid: Grid
    ceiling: float
    times_from: str
    simulated: bool = False


def read_series(paths: Sequence[Path | str], times_ms: Sequence[float] | None = None) -> RelaxationSeries:
    """Read a series from one image of four dimensions, or from one image a time.

    Parameters
    ----------
    paths : sequence of Path or str
        In the order of the times.
    times_ms : sequence of float, optional
        Spin-lock or echo times. Without them, ``SpinLockTime`` or ``EchoTime`` (in s, as in BIDS) of the JSON files
        beside the images.

    Raises
    ------
    FootwiseError
        Images that cannot be read or lie on different grids; fewer than three times, times that do not increase, or
        another number of times than images.
    """
    if not paths:
        raise FootwiseError("the series", "has no images", "Give one image a time, or one with four dimensions")
    images = [read_image(path) for path in paths]
    first = images[0]
    several = next((image for image in images if len(image.volumes) > 1), None)
    if several is not None and len(images) > 1:
        raise FootwiseError(
            several.path, f"has {len(several.volumes)} volumes beside other images", "Give it alone, or split it"
        )
    for image in images[1:]:
        if not image.grid.same_as(first.grid):
            raise FootwiseError(
                image.path,
                f"lies on another grid ({image.grid}) than {first.path.name} ({first.grid})",
                "Register the images to one grid first",
            )
    signal = first.volumes if len(images) == 1 else np.concatenate([image.volumes for image in images])
    times, told = _times(images, len(signal), times_ms)
    simulated = any(image.simulated for image in images)
    # The first image is the brightest: what was cut off, whatever the storage is, was cut off there.
    ceiling = min(plateau(signal[0]), *(image.ceiling for image in images))
    return RelaxationSeries(signal, times, first.grid, ceiling, told, simulated)


def _times(images: Sequence[Image], count: int, given: Sequence[float] | None) -> tuple[Array, str]:
    where: Path | str = "`times_ms`"
    told = "given"
    if given is not None:
        times = np.asarray(given, dtype=float)
    else:
        where = images[0].path
        times, told = _sidecar_times(images)
    if len(times) != count:
        raise FootwiseError(where, f"has {len(times)} times for {count} images", "Give one time an image")
    if count < FEWEST_TIMES:
        raise FootwiseError(
            images[0].path, f"has {count} times, and a decay needs {FEWEST_TIMES}", "Give all images of the series"
        )
    return checked_times(where, times), told


def checked_times(where: Path | str, times: Array) -> Array:
    """Give the times of a series, if a decay can be recorded at them.

    Raises
    ------
    FootwiseError
        Negative, far too long, all within the first two ms, or not increasing.
    """
    if not np.isfinite(times).all() or (times < 0.0).any() or (times > _LONGEST_MS).any():
        raise FootwiseError(where, f"has impossible times ({_list(times)} ms)", "Give them in ms, such as 0,10,20,40")
    if times.max() < _SHORTEST_MS:
        trouble = f"has times that look like seconds ({_list(times)} ms)"
        raise FootwiseError(where, trouble, "Give them in ms, such as 0,10,20,40")
    if not (np.diff(times) > 0.0).all():
        raise FootwiseError(where, f"has times that do not increase ({_list(times)} ms)", "Order images and times")
    return times


def _sidecar_times(images: Sequence[Image]) -> tuple[Array, str]:
    """Times in ms from the JSON files beside the images."""
    contents = [read_sidecar(image.path) for image in images]
    for key in _KEYS:
        if all(key in content for content in contents):
            break
    else:
        lacking = next(image.path for image, content in zip(images, contents, strict=True) if key not in content)
        raise FootwiseError(
            lacking, "has no JSON file with SpinLockTime or EchoTime beside it", "Give the times in ms with `times_ms`"
        )
    values: list[object] = []
    for content in contents:
        value = content[key]
        values += value if isinstance(value, list) else [value]
    numbers = [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else np.nan for v in values]
    seconds = np.asarray(numbers, dtype=float)
    if (seconds > _LONGEST_MS / 1000.0).any():
        raise FootwiseError(
            images[0].path,
            f"has {key} {float(np.nanmax(seconds)):g} beside it, which BIDS reads as s",
            "Correct it, or give the times in ms with `times_ms`",
        )
    with np.errstate(over="ignore"):  # the caller refuses what is infinite
        return np.round(1000.0 * seconds, 6), f"{key} of the JSON files"


def _list(times: Array) -> str:
    return ", ".join(f"{time:g}" for time in times)
