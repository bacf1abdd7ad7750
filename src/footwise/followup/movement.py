"""How a person moved between the images of a series, and the series as if nobody had moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.followup.fine_alignment import align_finely
from footwise.followup.nifti import Grid
from footwise.followup.relaxation_series import RelaxationSeries
from footwise.followup.rigid_alignment import Alignment, Volume, align, resampled

# Around the labels so much is compared: bone and muscle beside the cartilage tell where it went.
AROUND_MM = 8.0
# Who moved by less, wherever in the region, is left as recorded: drawing the image anew blurs more than that.
LEAST_MM = 0.2
# A spline needs so many slices, and a movement out of two or three cannot be told.
LEAST_SLICES = 4
# An image with so much of its own, which neither the others nor noise explain, lies doubtfully; and then wrongly.
DOUBTFUL, LOST = 0.06, 0.2
# Images of a person have things of their own, all of them: one must stand out from the best so many times.
_TIMES_THE_BEST, _MOST_OF_ITS_OWN = 4.0, 0.5
# Two visits of one knee explain more of one another than this.
_SAME_KNEE = 0.2


@by_value
@dataclass(frozen=True)
class Movement:
    """What happened from the first image to another.

    Attributes
    ----------
    time_ms : float
        Spin-lock or echo time of the image.
    shift_mm, turn_deg : float
        Of the region's middle, and about it.
    largest_mm : float
        Of the place in the region that went furthest.
    corrected : bool
        The image was drawn anew where the first one lies.
    matrix : array, shape (4, 4)
        From mm in the first image to mm in this one.
    unexplained : float
        Share of the image that neither the others nor its noise explain: large where it is laid wrongly.
    """

    time_ms: float
    shift_mm: float
    turn_deg: float
    largest_mm: float
    corrected: bool
    matrix: Array
    unexplained: float = 0.0


def movements(
    series: RelaxationSeries,
    mask: npt.NDArray[np.bool_],
    begins: Callable[[int], None] = lambda image: None,
) -> list[Movement]:
    """Find how each image lies to the first.

    Parameters
    ----------
    series : RelaxationSeries
    mask : array of bool, shape (x, y, z)
        The cartilage in the first image; what is within 8 mm of it is compared.
    begins : callable
        Told of each image before it is looked at.

    Returns
    -------
    list of Movement
        One an image; the first has not moved.

    Raises
    ------
    FootwiseError
        An image that fits the others so much worse than they fit each other that it is laid wrongly.
    """
    region = surroundings(mask, series.grid)
    inner = np.argwhere(mask) @ series.grid.affine[:3, :3].T + series.grid.affine[:3, 3]
    found = [Movement(float(series.times_ms[0]), 0.0, 0.0, 0.0, False, np.eye(4))]
    before: Volume | None = None
    for k in range(1, len(series.signal)):
        begins(k)
        moved = _movement_of(series, k, before, region, inner)
        found.append(moved)
        before = _at_rest(series, k, moved.matrix, series.grid) if moved.corrected else series.signal[k]
    for k in doubtful(found):
        # Once more, from where the images before and after lie.
        starts = [one.matrix for one in found[max(k - 1, 1) : k + 2] if one is not found[k]]
        near = found[k - 1]
        before = None if k == 1 else _at_rest(series, k - 1, near.matrix if near.corrected else np.eye(4), series.grid)
        again = _movement_of(series, k, before, region, inner, starts)
        found[k] = again if again.unexplained < found[k].unexplained else found[k]
    for k in doubtful(found, LOST):
        trouble = f"fits the others badly ({100 * found[k].unexplained:.0f} % of it are its own): it is laid wrongly"
        remedy = "Leave that image out, or look at the images and take them as they are with `registration=False`"
        raise FootwiseError(f"the image at {found[k].time_ms:g} ms", trouble, remedy, ErrorKind.REFUSAL)
    return found


def doubtful(moved: Sequence[Movement], share: float = DOUBTFUL) -> list[int]:
    """Give the numbers of the images that fit the others much worse than the best one does.

    Parameters
    ----------
    moved : sequence of Movement
    share : float
        What an image may have of its own in any case.
    """
    best = min((one.unexplained for one in moved[1:]), default=0.0)
    most = max(share, min(_TIMES_THE_BEST * best, _MOST_OF_ITS_OWN))
    return [k for k, one in enumerate(moved) if one.unexplained > most]


def _movement_of(
    series: RelaxationSeries,
    k: int,
    before: Volume | None,
    region: npt.NDArray[np.bool_],
    inner: Array,
    starts: Sequence[Array] = (),
) -> Movement:
    first = series.signal[0]
    at_rest = [first] if before is None else [first, before]
    one = align(at_rest, series.signal[k], region, series.grid, series.grid, starts=starts)
    if one.largest_mm(inner) >= LEAST_MM:
        one = replace(one, matrix=align_finely(first, series.signal[k], region, series.grid, one.matrix))
    return _movement(float(series.times_ms[k]), one, inner)


def between_visits(
    series: RelaxationSeries, earlier: Volume, earlier_grid: Grid, mask: npt.NDArray[np.bool_]
) -> Movement:
    """Find how the first image of a series lies to that of an earlier visit, on which the regions are drawn.

    Raises
    ------
    FootwiseError
        They have too little in common to be one knee.
    """
    region = surroundings(mask, earlier_grid)
    one = align([earlier], series.signal[0], region, earlier_grid, series.grid, wide=True)
    if one.explained < _SAME_KNEE:
        trouble = f"do not fit those of the earlier visit (they share {100 * max(one.explained, 0.0):.0f} %)"
        raise FootwiseError("the images", trouble, "Is it the same knee? Else draw the labels anew", ErrorKind.REFUSAL)
    inner = np.argwhere(mask) @ earlier_grid.affine[:3, :3].T + earlier_grid.affine[:3, 3]
    return replace(_movement(float(series.times_ms[0]), one, inner), corrected=True)


def at_rest(
    series: RelaxationSeries, moved: list[Movement], visit: Movement | None = None, grid: Grid | None = None
) -> RelaxationSeries:
    """Give a series with every image where the first one lies, or where that of an earlier visit does.

    Each image is drawn anew once, whatever it went through.

    Parameters
    ----------
    series : RelaxationSeries
    moved : list of Movement
        One an image.
    visit : Movement, optional
        From the earlier visit to the first image.
    grid : Grid, optional
        Of the earlier visit.
    """
    if not any(one.corrected for one in moved) and visit is None:
        return series
    grid = grid or series.grid
    signal = np.empty((len(moved), *grid.shape), dtype=np.float32)
    for k, one in enumerate(moved):
        if visit is None and not one.corrected:
            signal[k] = series.signal[k]
            continue
        own = one.matrix if one.corrected else np.eye(4)
        signal[k] = _at_rest(series, k, own if visit is None else own @ visit.matrix, grid)
    return replace(series, signal=signal, grid=grid)


def surroundings(mask: npt.NDArray[np.bool_], grid: Grid, around_mm: float = AROUND_MM) -> npt.NDArray[np.bool_]:
    """Give what lies within some mm of a mask."""
    from scipy import ndimage

    sizes = np.linalg.norm(grid.affine[:3, :3], axis=0)
    near: npt.NDArray[np.bool_] = ndimage.distance_transform_edt(~mask, sampling=sizes) <= around_mm
    return near


def _movement(time_ms: float, one: Alignment, places_mm: Array) -> Movement:
    largest = one.largest_mm(places_mm)
    return Movement(time_ms, one.shift_mm, one.turn_deg, largest, largest >= LEAST_MM, one.matrix, one.unexplained)


def _at_rest(series: RelaxationSeries, k: int, matrix: Array, grid: Grid) -> Volume:
    """Draw an image anew; a voxel whose signal was cut off stays so, and splines do not go below nought."""
    raw = series.signal[k]
    drawn = resampled(raw, series.grid, matrix, grid)
    np.maximum(drawn, 0.0, out=drawn)
    if np.isfinite(series.ceiling) and (cut := raw >= series.ceiling).any():
        touched = resampled(cut.astype(np.float32), series.grid, matrix, grid)
        drawn[touched > 0.05] = series.ceiling
    return drawn
