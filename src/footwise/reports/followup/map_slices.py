"""A map of relaxation times over the anatomy, slice by slice: colours of fixed limits, hatched where there is none."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imsave

from footwise.arrays import Array
from footwise.reports.figures import panel

# Between which values colours go, in ms, whatever the person: pictures of two visits can be laid side by side.
COLOUR_LIMITS_MS = {"T1rho": (20.0, 70.0), "T2": (10.0, 60.0)}
_COLOURS = "viridis"
# Pixels for the smallest voxel's edge, and for a stripe of the hatching; voxels around the regions that are shown.
_ZOOM, _STRIPE, _MARGIN = 4, 3, 8
_BRIGHTEST = 99.5


@dataclass(frozen=True)
class SlicePicture:
    """One slice.

    Attributes
    ----------
    number : int
        In the image, from 1.
    source : str
        The picture, as a page takes it.
    width, height : int
        In pixels.
    used, hatched : int
        Voxels of the regions with a value, and without.
    """

    number: int
    source: str
    width: int
    height: int
    used: int
    hatched: int


def map_slices(
    anatomy: npt.NDArray[np.float32],
    time_ms: npt.NDArray[np.float32],
    regions: npt.NDArray[np.bool_],
    affine: Array,
    limits_ms: tuple[float, float],
    only: Sequence[int] | None = None,
) -> list[SlicePicture]:
    """Draw each slice that has a voxel of the regions.

    Parameters
    ----------
    anatomy, time_ms : array, shape (x, y, z)
    regions : array of bool, shape (x, y, z)
    affine : array, shape (4, 4)
    limits_ms : tuple of float
    only : sequence of int, optional
        Numbers of the slices to draw.
    """
    across = _slice_axis(affine)
    grey = np.clip(np.nan_to_num(anatomy) / max(float(np.nanpercentile(anatomy, _BRIGHTEST)), 1e-30), 0.0, 1.0)
    lit = np.argwhere(regions)
    window = [
        slice(max(0, int(low) - _MARGIN), int(high) + _MARGIN + 1)
        for low, high in zip(lit.min(axis=0), lit.max(axis=0), strict=True)
    ]
    pictures = []
    for k in np.unique(lit[:, across]):
        if only is not None and k + 1 not in only:
            continue
        window[across] = slice(int(k), int(k) + 1)
        here = tuple(window)
        dark, times, lit_here = (
            _upright(one[here].squeeze(axis=across), affine, across) for one in (grey, time_ms, regions)
        )
        pixels = _pixels(dark, times, lit_here, limits_ms, _zooms(affine, across))
        known = int((lit_here & np.isfinite(times)).sum())
        pictures.append(
            SlicePicture(int(k) + 1, _png(pixels), pixels.shape[1], pixels.shape[0], known, int(lit_here.sum()) - known)
        )
    return pictures


def fullest_slices(regions: npt.NDArray[np.bool_], affine: Array, count: int) -> list[int]:
    """Give the numbers of the slices with the most voxels of the regions, in order."""
    axes = tuple(axis for axis in range(3) if axis != _slice_axis(affine))
    voxels = regions.sum(axis=axes)
    return sorted(int(k) + 1 for k in np.argsort(voxels)[::-1][:count] if voxels[k])


def colour_bar(relaxation: str) -> Figure:
    """Draw the colours with their limits."""
    low, high = COLOUR_LIMITS_MS[relaxation]

    def paint(axes: Axes) -> None:
        axes.imshow(np.linspace(0.0, 1.0, 128)[None], aspect="auto", cmap=_COLOURS, extent=(low, high, 0.0, 1.0))
        axes.set_yticks([])
        axes.spines[:].set_visible(False)
        axes.set_xticks(np.linspace(low, high, 6))

    alt = f"Colours from {low:g} ms (dark blue) to {high:g} ms (yellow)"
    return panel(paint, alt, height=52, left=14, bottom=26, top=6)


def _pixels(
    grey: npt.NDArray[np.float32],
    time_ms: npt.NDArray[np.float32],
    regions: npt.NDArray[np.bool_],
    limits_ms: tuple[float, float],
    zooms: tuple[int, int],
) -> npt.NDArray[np.float64]:
    """Colours of a slice, shape (rows, columns, 3)."""
    colours = np.repeat(grey[:, :, None], 3, axis=2).astype(float)
    known = regions & np.isfinite(time_ms)
    share = (time_ms[known] - limits_ms[0]) / (limits_ms[1] - limits_ms[0])
    colours[known] = colormaps[_COLOURS](np.clip(share, 0.0, 1.0))[:, :3]
    large: npt.NDArray[np.float64] = colours.repeat(zooms[0], axis=0).repeat(zooms[1], axis=1)
    lost = (regions & ~known).repeat(zooms[0], axis=0).repeat(zooms[1], axis=1)
    rows, columns = np.indices(lost.shape)
    stripe = ((rows + columns) // _STRIPE) % 2 == 0
    large[lost & stripe], large[lost & ~stripe] = (1.0, 1.0, 1.0), (0.75, 0.1, 0.1)
    return large


def _png(pixels: npt.NDArray[np.float64]) -> str:
    file = io.BytesIO()
    # Without the name of the program the same picture is the same text.
    nothing: Any = {"Software": None}
    imsave(file, pixels, format="png", metadata=nothing)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _slice_axis(affine: Array) -> int:
    """The axis across the slices: that of the largest step."""
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    return 2 if np.isclose(sizes[2], sizes.max()) else int(sizes.argmax())


def _plane(affine: Array, across: int) -> tuple[int, int]:
    """The axes that go down and to the right of a picture: up in the person is up, else the front."""
    first, second = (axis for axis in range(3) if axis != across)
    directions = np.abs(affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0))
    for world in (2, 1):
        if max(directions[world, first], directions[world, second]) > 0.7:
            down = first if directions[world, first] > directions[world, second] else second
            return down, second if down == first else first
    return second, first


def _upright(values: npt.NDArray[Any], affine: Array, across: int) -> npt.NDArray[Any]:
    """Turn a slice so that the person's head is up and the front to the left, or the right side to the left."""
    down, right = _plane(affine, across)
    if down > right:
        values = values.T
    steps = affine[:3, :3]
    if steps[np.abs(steps[:, down]).argmax(), down] > 0.0:
        values = values[::-1]
    # To the front, and to the right, are to the left of a picture.
    if steps[np.abs(steps[:, right]).argmax(), right] > 0.0:
        values = values[:, ::-1]
    return values


def _zooms(affine: Array, across: int) -> tuple[int, int]:
    """Pixels a voxel, down and to the right."""
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    down, right = _plane(affine, across)
    least = min(sizes[down], sizes[right])
    return max(1, round(_ZOOM * sizes[down] / least)), max(1, round(_ZOOM * sizes[right] / least))
