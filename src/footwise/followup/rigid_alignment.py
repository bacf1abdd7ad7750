r"""How one image lies to another of the same bones: a rigid turn and shift, whatever their contrasts are.

Images of a T1ρ or T2 series differ in brightness, tissue by tissue. What is compared is therefore the image that moved,
:math:`I(Rx + t)`, with a smooth function :math:`g` of the brightness of one or two images at rest, a polynomial that is
fitted again at each step (in the spirit of the correlation ratio: Roche et al., MICCAI 1998). Each step is Gauss–Newton
with the slopes of :math:`g` at rest, in which the noise of the moved image has no part; differences that stand out
weigh less. Directions in which the images tell nothing, such as along a rod, are left alone.

A start from elsewhere, by mutual information over a wide range, is SimpleITK's.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.extras import require
from footwise.followup.nifti import Grid

Volume = npt.NDArray[np.float32]

# From coarse to fine: how wide images are smoothed, in mm (the first), in voxels within the slice (the second).
_COARSE_MM, _FINE_VOXELS = 2.0, 0.7
_DEGREE = 4
# So many voxels tell a movement well enough.
_VOXELS = 25_000
_STEPS, _CLOSE_MM = 30, 0.002
# A direction counts where the images tell it better than so, in mm.
_TOLD_MM = 0.3
# ... and where so much of what tells it is in both images.
_STRUCTURE = 0.3
_CHANCES = 6.0
# What explains so much is found.
_FOUND = 0.8
# A start from elsewhere is taken where it leaves so much less.
_BETTER = 0.95
_THREADS = 2
# The noise of one small image is told so roughly only.
_NOISE_TOLD = 2.0


@by_value
@dataclass(frozen=True)
class Alignment:
    """Where what lies at a place of the image at rest lies in the other.

    Attributes
    ----------
    matrix : array, shape (4, 4)
        From mm in the image at rest to mm in the other.
    centre_mm : array, shape (3,)
        Middle of the region.
    explained : float
        Share of the other image's variance over the region that the image at rest explains.
    unexplained : float
        Share that neither the image at rest nor the other one's noise explains.
    """

    matrix: Array
    centre_mm: Array
    explained: float
    unexplained: float = 0.0

    @property
    def shift_mm(self) -> float:
        """How far the middle of the region has gone."""
        moved = self.matrix[:3, :3] @ self.centre_mm + self.matrix[:3, 3]
        return float(np.linalg.norm(moved - self.centre_mm))

    @property
    def turn_deg(self) -> float:
        """By how much the region has turned."""
        cosine = (np.trace(self.matrix[:3, :3]) - 1.0) / 2.0
        return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))

    def largest_mm(self, places_mm: Array) -> float:
        """How far the place of the region that went furthest has gone; places of shape (places, 3)."""
        moved = places_mm @ self.matrix[:3, :3].T + self.matrix[:3, 3]
        return float(np.linalg.norm(moved - places_mm, axis=1).max(initial=0.0))


def align(
    at_rest: Sequence[Volume],
    moved: Volume,
    region: npt.NDArray[np.bool_],
    grid: Grid,
    moved_grid: Grid,
    *,
    wide: bool = False,
    starts: Sequence[Array] = (),
) -> Alignment:
    """Find how an image lies to one or two at rest.

    Parameters
    ----------
    at_rest : sequence of arrays, shape (x, y, z)
        One or two images on `grid`.
    moved : array, shape (x, y, z)
        On `moved_grid`.
    region : array of bool, shape (x, y, z)
        Over which they are compared, on `grid`.
    grid, moved_grid : Grid
    wide : bool
        Look further away, too: between visits a knee lies elsewhere.
    starts : sequence of array, shape (4, 4)
        Where to begin, too: where the images before and after lie.
    """
    indices = np.argwhere(region)
    centre = places_mm(grid, indices).mean(axis=0)
    stride = max(1, len(indices) // _VOXELS)
    indices = indices[::stride]
    near = np.eye(4)
    far = np.eye(4)
    far[:3, 3] = _middle(moved_grid) - _middle(grid)

    def refined(start: Array) -> tuple[float, Array, float]:
        matrix, rest, explained = start, np.inf, 0.0
        for sigma_mm in (_COARSE_MM, None):
            matrix, rest, explained = _refined(
                at_rest, moved, indices, stride, grid, moved_grid, centre, matrix, sigma_mm
            )
        return rest, matrix, explained

    best = refined(near)
    # Who moves within a series moves little; only where nothing is found near is there a wide search.
    for start in ([near, far] if wide else [near]) if best[2] < _FOUND else []:
        other = refined(_by_mutual_information(at_rest[0], moved, region, grid, moved_grid, start))
        best = other if other[0] < _BETTER * best[0] else best
    for start in starts:
        other = refined(start)
        best = other if other[0] < _BETTER * best[0] else best
    noise = _NOISE_TOLD * _noise_share(moved, region if moved.shape == region.shape else None, moved_grid)
    return Alignment(best[1], centre, best[2], max(1.0 - best[2] - noise, 0.0))


def resampled(moved: Volume, moved_grid: Grid, matrix: Array, grid: Grid) -> Volume:
    """Give an image as it would be at rest on `grid`, by B-splines of the fifth order; NaN where it does not reach."""
    itk = simpleitk()
    transform = itk.AffineTransform(3)
    transform.SetMatrix([float(one) for one in matrix[:3, :3].ravel()])
    transform.SetTranslation([float(one) for one in matrix[:3, 3]])
    values = itk.Resample(
        _itk_image(moved, moved_grid), _itk_image(np.zeros(grid.shape, dtype=np.float32), grid), transform,
        itk.sitkBSpline5, float("nan"), itk.sitkFloat32,
    )  # fmt: skip
    volume: Volume = np.ascontiguousarray(itk.GetArrayFromImage(values).transpose(2, 1, 0))
    return volume


def _refined(
    at_rest: Sequence[Volume],
    moved: Volume,
    indices: npt.NDArray[np.int64],
    stride: int,
    grid: Grid,
    moved_grid: Grid,
    centre: Array,
    start: Array,
    sigma_mm: float | None,
) -> tuple[Array, float, float]:
    """Improve a start at one smoothness; give the matrix, the mean square that is left, and the share explained."""
    from scipy import ndimage
    from scipy.spatial.transform import Rotation

    at = tuple(indices.T)
    into = np.linalg.inv(grid.affine[:3, :3])
    features, slopes = [], []
    for image in at_rest:
        smooth = smoothed(image, grid, sigma_mm)
        # Powers of numbers between 0 and 1 stay tame.
        smooth *= np.float32(1.0 / max(float(smooth[at].max()), 1e-30))
        features.append(smooth[at].astype(float))
        slopes.append(np.stack([along[at] for along in _gradient(smooth)], axis=1) @ into)
    terms, derivatives = _polynomials(features)
    # So many of the voxels that are looked at have nearly the same noise after smoothing.
    alike = max(1.0, float(np.maximum(1.0, 2.0 * np.sqrt(np.pi) * smoothing_voxels(grid, sigma_mm)).prod()) / stride)
    smooth_moved = smoothed(moved, moved_grid, sigma_mm)
    moved_slopes = _gradient(smooth_moved)
    spline = ndimage.spline_filter(smooth_moved, order=3)
    back = np.linalg.inv(moved_grid.affine)
    places = places_mm(grid, indices)
    reach = float(np.sqrt(((places - centre) ** 2).sum(axis=1).mean()))
    limits = np.array(moved.shape)[:, None] - 1
    matrix = start.copy()
    for _ in range(_STEPS):
        there = places @ matrix[:3, :3].T + matrix[:3, 3]
        voxels = back[:3, :3] @ there.T + back[:3, 3:]
        inside = ((voxels >= 0) & (voxels <= limits)).all(axis=0)
        if inside.sum() < 100:
            return matrix, np.inf, 0.0
        signal = ndimage.map_coordinates(spline, voxels, order=3, mode="nearest", prefilter=False)
        known = terms[inside]
        weights = np.linalg.lstsq(known.T @ known, known.T @ signal[inside], rcond=1e-12)[0]
        rest = signal - terms @ weights
        spread = 1.4826 * float(np.median(np.abs(rest[inside]))) + 1e-12
        trust = np.where(inside, 1.0 / (1.0 + (rest / (3.0 * spread)) ** 2), 0.0)
        slope = np.zeros_like(slopes[0])
        for derivative, one in zip(derivatives, slopes, strict=True):
            slope += (derivative @ weights)[:, None] * one
        slope = slope @ matrix[:3, :3].T
        middle = matrix[:3, :3] @ centre + matrix[:3, 3]
        # Turns in mm at the region's usual distance from its middle, so that both count alike.
        design = np.concatenate([np.cross(there - middle, slope) / reach, slope], axis=1)
        trusted = (design * trust[:, None]).T
        values, axes = np.linalg.eigh(trusted @ design)
        own = np.stack([ndimage.map_coordinates(one, voxels, order=1, mode="nearest") for one in moved_slopes], axis=1)
        own = own @ back[:3, :3]
        theirs = np.concatenate([np.cross(there - middle, own) / reach, own], axis=1)
        # Noise has slopes, too, but not the same ones in two images: what they share must stand out from its chance.
        products = trusted.T @ axes * (theirs @ axes)
        shared = products.sum(axis=0)
        chance = np.sqrt((products**2).sum(axis=0) * alike)
        shared_well = (shared > _STRUCTURE * values) & (shared > _CHANCES * chance)
        told = (values > (spread / _TOLD_MM) ** 2) & shared_well
        step = -axes[:, told] @ ((axes[:, told].T @ (trusted @ rest)) / values[told])
        turn = Rotation.from_rotvec(step[:3] / reach).as_matrix()
        new = np.eye(4)
        new[:3, :3] = turn @ matrix[:3, :3]
        new[:3, 3] = middle + step[3:] - new[:3, :3] @ centre
        matrix = new
        if float(np.abs(step).max()) < _CLOSE_MM:
            break
    left = float((trust * rest**2).sum() / trust.sum())
    variance = float(signal[inside].var())
    return matrix, left, 1.0 - float(rest[inside].var()) / variance if variance > 0.0 else 0.0


def _noise_share(image: Volume, region: npt.NDArray[np.bool_] | None, grid: Grid) -> float:
    """Share of a smoothed image's variance that is noise.

    What is neither level nor sloped within three by three voxels of a slice is taken for noise (Immerkær 1996, Computer
    Vision and Image Understanding 64:300), the median of it, since an edge is not.
    """
    from scipy import ndimage

    thickest = int(np.linalg.norm(grid.affine[:3, :3], axis=0).argmax())
    values = np.nan_to_num(image, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    bent = values
    for axis in range(3):
        if axis != thickest:
            bent = ndimage.correlate1d(bent, [1.0, -2.0, 1.0], axis=axis)
    here = np.ones(image.shape, dtype=bool) if region is None else region
    sd = 1.4826 * float(np.median(np.abs(bent[here]))) / 6.0
    alike = float(np.maximum(1.0, 2.0 * np.sqrt(np.pi) * smoothing_voxels(grid, None)).prod())
    variance = float(smoothed(image, grid, None)[here].var())
    return sd**2 / alike / variance if variance > 0.0 else 1.0


def _polynomials(features: Sequence[Array]) -> tuple[Array, list[Array]]:
    """All products of powers up to the degree, shape (voxels, terms), and their derivatives with each feature."""
    powers = [[feature**n for n in range(_DEGREE + 1)] for feature in features]
    ones = np.ones_like(features[0])
    if len(features) == 1:
        powers.append([ones] + [np.zeros_like(ones)] * _DEGREE)
    pairs = [(a, b) for a in range(_DEGREE + 1) for b in range(_DEGREE + 1 - a) if len(features) > 1 or b == 0]
    terms = np.stack([powers[0][a] * powers[1][b] for a, b in pairs], axis=1)
    first = np.stack([a * powers[0][max(a - 1, 0)] * powers[1][b] for a, b in pairs], axis=1)
    second = np.stack([b * powers[0][a] * powers[1][max(b - 1, 0)] for a, b in pairs], axis=1)
    return terms, [first, second][: len(features)]


def smoothed(image: Volume, grid: Grid, sigma_mm: float | None) -> Volume:
    """Smooth within the slices; wide smoothing reaches across them, too."""
    from scipy import ndimage

    values = np.nan_to_num(image, nan=0.0, posinf=0.0, neginf=0.0)
    smooth: Volume = ndimage.gaussian_filter(values, smoothing_voxels(grid, sigma_mm))
    return smooth


def smoothing_voxels(grid: Grid, sigma_mm: float | None) -> Array:
    """Width of the smoothing along each axis, in voxels."""
    sizes = np.linalg.norm(grid.affine[:3, :3], axis=0)
    thick = sizes > 1.5 * sizes.min()
    if sigma_mm is None:
        return np.where(thick, 0.0, _FINE_VOXELS)
    wide: Array = np.where(thick, 0.5, 1.0) * sigma_mm / sizes
    return wide


def _gradient(image: Volume) -> list[Volume]:
    """Slope along each axis, per voxel."""
    slopes: Any = np.gradient(image)
    return list(slopes)


def _by_mutual_information(
    at_rest: Volume, moved: Volume, region: npt.NDArray[np.bool_], grid: Grid, moved_grid: Grid, start: Array
) -> Array:
    """Search from a start by mutual information at coarse resolution."""
    itk = simpleitk()
    transform = itk.Euler3DTransform()
    centre = places_mm(grid, np.argwhere(region)).mean(axis=0)
    transform.SetCenter([float(one) for one in centre])
    transform.SetTranslation([float(one) for one in start[:3, 3]])
    method = itk.ImageRegistrationMethod()
    # A fixed number: sums of another order would end elsewhere.
    method.SetNumberOfThreads(_THREADS)
    method.SetMetricAsMattesMutualInformation(32)
    method.SetMetricFixedMask(_itk_image(region.astype(np.uint8), grid))
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentagePerLevel([min(1.0, 30_000 / region.size)] * 2, 1)
    method.SetShrinkFactorsPerLevel([1, 1])
    method.SetSmoothingSigmasPerLevel([4.0, _COARSE_MM])
    method.SmoothingSigmasAreSpecifiedInPhysicalUnitsOn()
    method.SetInterpolator(itk.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(2.0, 0.01, 80, 0.6)
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetInitialTransform(transform, True)
    try:
        method.Execute(_itk_image(np.nan_to_num(at_rest), grid), _itk_image(np.nan_to_num(moved), moved_grid))
    except RuntimeError:
        # Nothing in common from there.
        return start
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(transform.GetMatrix()).reshape(3, 3)
    matrix[:3, 3] = np.array(transform.TransformPoint((0.0, 0.0, 0.0)))
    return matrix


def _itk_image(values: npt.NDArray[Any], grid: Grid) -> Any:
    itk = simpleitk()
    sizes = np.linalg.norm(grid.affine[:3, :3], axis=0)
    image = itk.GetImageFromArray(np.ascontiguousarray(values.transpose(2, 1, 0)))
    image.SetSpacing([float(size) for size in sizes])
    image.SetOrigin([float(one) for one in grid.affine[:3, 3]])
    image.SetDirection([float(one) for one in (grid.affine[:3, :3] / sizes).ravel()])
    return image


def simpleitk() -> Any:
    """Load SimpleITK so that C3D files can be read and written before and after it."""
    require("SimpleITK")
    if "SimpleITK" not in sys.modules:
        # It and ezc3d are wrapped by SWIG, whose packages share one table of types, found by this name. With the other
        # one's types in it ezc3d refuses to write, or ends the process; so SimpleITK gets a table of its own.
        shared = _taken_out("swig_runtime_data")
        try:
            import SimpleITK
        finally:
            _taken_out("swig_runtime_data")
            sys.modules.update(shared)
    import SimpleITK

    return SimpleITK


def _taken_out(begin: str) -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(begin)}


def places_mm(grid: Grid, indices: npt.NDArray[np.int64]) -> Array:
    """Where voxels lie in mm, shape (voxels, 3)."""
    places: Array = indices @ grid.affine[:3, :3].T + grid.affine[:3, 3]
    return places


def _middle(grid: Grid) -> Array:
    middle: Array = grid.affine[:3, :3] @ ((np.array(grid.shape) - 1) / 2.0) + grid.affine[:3, 3]
    return middle
