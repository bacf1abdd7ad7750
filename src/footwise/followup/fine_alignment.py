r"""The last tenths of a millimetre between two images of one series, in which tissues decay each in its own way.

Along an edge between two tissues one image is a straight line of the other, :math:`I_k = \alpha + \beta I_0`, whatever
part of a voxel each of them fills; the line is another one at the next edge. So the line is fitted anew around each
voxel (the local correlation of Cachier et al., Comput Vis Image Underst 2003;89:272), and what is left is made small by
Gauss–Newton. One function of the brightness for the whole knee draws cartilage a little towards what decays as slowly.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array
from footwise.followup.nifti import Grid
from footwise.followup.rigid_alignment import Volume, places_mm, smoothed

# How wide around a voxel the line is fitted: an edge, and not the next one.
_AROUND_MM = 1.5
_STEPS, _CLOSE_MM = 8, 0.004
# A direction counts where the images tell it better than so, in mm; who needs more than this is not near.
_TOLD_MM, _FURTHEST_MM = 0.3, 0.5


def align_finely(at_rest: Volume, moved: Volume, region: npt.NDArray[np.bool_], grid: Grid, start: Array) -> Array:
    """Improve how an image lies to the first one of its series.

    Parameters
    ----------
    at_rest, moved : array, shape (x, y, z)
    region : array of bool, shape (x, y, z)
        Over which they are compared.
    grid : Grid
        Of both.
    start : array, shape (4, 4)
        From mm at rest to mm in the image that moved, near what is looked for.

    Returns
    -------
    array, shape (4, 4)
        The start itself where there is nothing near that is better.
    """
    from scipy import ndimage
    from scipy.spatial.transform import Rotation

    indices = np.argwhere(region)
    box = tuple(
        slice(max(low - 2, 0), high + 3) for low, high in zip(indices.min(axis=0), indices.max(axis=0), strict=True)
    )
    widths = _AROUND_MM / np.linalg.norm(grid.affine[:3, :3], axis=0)
    weight = region[box].astype(np.float32)
    here = np.flatnonzero(weight)

    def around(values: Volume) -> Volume:
        level: Volume = ndimage.gaussian_filter(weight * values, widths, truncate=2.5) / share
        return level

    share = np.maximum(ndimage.gaussian_filter(weight, widths, truncate=2.5), np.float32(1e-3))
    still = smoothed(at_rest, grid, None)[box]
    mean = around(still)
    variance = np.maximum(around(still * still) - mean * mean, 0.0)
    # Where the first image is flat there is no line, and nothing to see.
    variance += np.float32(0.01) * np.median(variance.ravel()[here]) + np.float32(1e-30)
    slopes = np.stack([one.ravel()[here] for one in np.gradient(still)], axis=1) @ np.linalg.inv(grid.affine[:3, :3])
    spline = ndimage.spline_filter(smoothed(moved, grid, None), order=3)
    corner = np.array([one.start for one in box])
    all_mm = places_mm(grid, np.stack(np.unravel_index(np.arange(weight.size), weight.shape), axis=1) + corner)
    places = all_mm[here]
    middle = places.mean(axis=0)
    reach = float(np.sqrt(((places - middle) ** 2).sum(axis=1).mean()))
    back, limits = np.linalg.inv(grid.affine), np.array(grid.shape)[:, None] - 1
    matrix = start.copy()
    for _ in range(_STEPS):
        voxels = back[:3, :3] @ (all_mm @ matrix[:3, :3].T + matrix[:3, 3]).T + back[:3, 3:]
        inside = np.all((voxels >= 0) & (voxels <= limits), axis=0)
        signal = ndimage.map_coordinates(spline, voxels, order=3, mode="nearest", prefilter=False)
        signal = signal.reshape(weight.shape).astype(np.float32)
        own_mean = around(signal)
        steep = (around(still * signal) - mean * own_mean) / variance
        rest = (signal - own_mean - steep * (still - mean)).ravel()[here]
        spread = 1.4826 * float(np.median(np.abs(rest))) + 1e-12
        trust = np.where(np.asarray(inside)[here], 1.0 / (1.0 + (rest / (3.0 * spread)) ** 2), 0.0)
        slope = steep.ravel()[here, None] * slopes
        design = np.concatenate([np.cross(places - middle, slope) / reach, slope], axis=1)
        trusted = (design * trust[:, None]).T
        values, axes = np.linalg.eigh(trusted @ design)
        told = values > (spread / _TOLD_MM) ** 2
        step = -axes[:, told] @ ((axes[:, told].T @ (trusted @ rest)) / values[told])
        nearer = np.eye(4)
        nearer[:3, :3] = Rotation.from_rotvec(step[:3] / reach).as_matrix()
        nearer[:3, 3] = middle + step[3:] - nearer[:3, :3] @ middle
        matrix = matrix @ nearer
        if float(np.abs(step).max(initial=0.0)) < _CLOSE_MM:
            break
    apart = places @ (matrix - start)[:3, :3].T + (matrix - start)[:3, 3]
    return matrix if float(np.linalg.norm(apart, axis=1).max()) < _FURTHEST_MM else start
