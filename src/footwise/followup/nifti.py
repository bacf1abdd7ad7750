"""NIfTI images: what is in a file, where its voxels lie, and writing one. nibabel does the reading and writing."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.settings import read_json

_NIFTI = "Give NIfTI images (.nii or .nii.gz)"
_MOST_VOXELS = 1_000_000_000
# Grids are one where their corners are nearer than this share of a voxel.
_SAME = 0.01
# Ceilings of scanners that store 12 bits.
_TWELVE_BITS = 4095
# A signal is cut off where its largest value stands in so many voxels, and in so many times more than the values below.
_PLATEAU_VOXELS, _PLATEAU_FACTOR, _PLATEAU_BELOW = 5, 5, 20
# Where the axes of a scanner's mm go.
_WAYS = (("left", "right"), ("posterior", "anterior"), ("inferior", "superior"))
_STRAIGHT = 0.9999
# First word of the description of an image that no scanner made.
_SIMULATED = "simulated"


@by_value
@dataclass(frozen=True)
class Grid:
    """Where the voxels of an image lie.

    Attributes
    ----------
    shape : tuple of int
        Voxels along the three axes.
    affine : array, shape (4, 4)
        From voxel index to mm in the scanner.
    """

    shape: tuple[int, int, int]
    affine: Array

    @property
    def voxel_mm3(self) -> float:
        """Volume of a voxel."""
        return float(abs(np.linalg.det(self.affine[:3, :3])))

    def same_as(self, other: Grid) -> bool:
        """Say whether every voxel lies where the other's does, to a hundredth of a voxel."""
        if self.shape != other.shape:
            return False
        ends = np.array([[i, j, k, 1] for i in (0, 1) for j in (0, 1) for k in (0, 1)], dtype=float)
        ends[:, :3] *= np.array(self.shape) - 1
        apart = np.abs(ends @ (self.affine - other.affine).T)[:, :3].max()
        return bool(apart <= _SAME * np.linalg.norm(self.affine[:3, :3], axis=0).min())

    def __str__(self) -> str:
        """Give shape, voxel size, place of the first voxel, and where the three axes go."""
        sizes = np.linalg.norm(self.affine[:3, :3], axis=0)
        voxels = "×".join(str(n) for n in self.shape)
        return (
            f"{voxels} voxels of {'×'.join(f'{size:.4g}' for size in sizes)} mm from "
            f"({', '.join(f'{place:.4g}' for place in self.affine[:3, 3])}) mm, axes to the "
            f"{', '.join(_way(axis) for axis in (self.affine[:3, :3] / sizes).T)}"
        )


@by_value
@dataclass(frozen=True)
class Image:
    """An image with one or more volumes.

    Attributes
    ----------
    path : Path
    grid : Grid
    volumes : array, shape (volumes, x, y, z)
    ceiling : float
        Value that its storage, or a 12-bit scanner, cannot exceed, where it is reached; infinite where it is not.
    simulated : bool
        Its description or the JSON file beside it says so.
    """

    path: Path
    grid: Grid
    volumes: npt.NDArray[np.float32]
    ceiling: float
    simulated: bool = False


def read_image(path: Path | str) -> Image:
    """Read an image of two, three or four dimensions.

    Raises
    ------
    FootwiseError
        No such file, no image, complex or coloured, of more dimensions, or too large.
    """
    path, nibabel = Path(path), _nibabel()
    if not path.exists():
        raise FootwiseError(path, "there is no such file", "Check the name and the folder")
    try:
        image = nibabel.load(path)
        shape, kind = tuple(int(n) for n in image.shape), np.dtype(image.get_data_dtype())
    except (nibabel.filebasedimages.ImageFileError, OSError, EOFError, ValueError, zlib.error) as error:
        raise FootwiseError(path, f"is no image that can be read ({error})", _NIFTI) from None
    if kind.kind not in "iuf" or kind.fields is not None:
        raise FootwiseError(path, f"holds {kind} and not magnitudes", "Export magnitude images")
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if not 2 <= len(shape) <= 4 or 0 in shape:
        raise FootwiseError(path, f"has the dimensions {'×'.join(map(str, shape))}", "Give images of 3 or 4 dimensions")
    if np.prod(shape, dtype=float) > _MOST_VOXELS:
        raise FootwiseError(path, f"has {np.prod(shape, dtype=float):.3g} voxels, too many to work on", "Crop it")
    space = (*shape, 1)[:3] if len(shape) < 4 else shape[:3]
    count = shape[3] if len(shape) == 4 else 1
    affine = None if image.affine is None else np.asarray(image.affine, dtype=float)
    if affine is None or not np.isfinite(affine).all() or abs(np.linalg.det(affine[:3, :3])) < 1e-12:
        raise FootwiseError(path, "does not say where its voxels lie", "Export it again, with its geometry")
    try:
        data = np.asarray(image.dataobj, dtype=np.float32).reshape(*space, count)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise FootwiseError(path, f"is damaged ({error})", "Copy or export it again") from None
    volumes = np.ascontiguousarray(np.moveaxis(data, 3, 0))
    grid = Grid((space[0], space[1], space[2]), affine)
    return Image(path, grid, volumes, _ceiling(image, kind, volumes), _is_simulated(image, path))


def write_image(path: Path, values: npt.NDArray[Any], grid: Grid, what: str, simulated: bool = False) -> None:
    """Write one volume, with `what` it shows, and whether it is simulated, in its description (80 letters at most)."""
    nibabel = _nibabel()
    what = f"{_SIMULATED}, {what}" if simulated else what
    image = nibabel.Nifti1Image(values, grid.affine)
    image.header["descrip"] = what.encode("ascii", "replace")[:79]
    image.header.set_xyzt_units("mm")
    nibabel.save(image, path)


def turned_onto(image: Image, grid: Grid) -> Image:
    """Give an image with its axes in the order and direction of a grid's; no voxel is changed or moved."""
    orientations = _nibabel().orientations
    change = orientations.ornt_transform(
        orientations.io_orientation(image.grid.affine), orientations.io_orientation(grid.affine)
    )
    volumes = np.stack([orientations.apply_orientation(volume, change) for volume in image.volumes])
    affine = image.grid.affine @ orientations.inv_ornt_aff(change, image.grid.shape)
    shape = (int(volumes.shape[1]), int(volumes.shape[2]), int(volumes.shape[3]))
    return replace(image, volumes=volumes, grid=Grid(shape, affine))


def read_sidecar(path: Path) -> dict[str, Any]:
    """Read the JSON file beside an image, as BIDS and dcm2niix write it; empty where there is none.

    Raises
    ------
    FootwiseError
        Where it is there and is no JSON object.
    """
    beside = path.with_name(path.name.removesuffix(".gz").removesuffix(".nii") + ".json")
    if not beside.is_file():
        return {}
    return read_json(beside, "a JSON file", "Correct it, or give `times_ms`").table


def plateau(volume: npt.NDArray[np.float32]) -> float:
    """Give the largest value of a volume where it is a plateau, at which the signal was cut off; infinite otherwise.

    Noise hardly gives two voxels the same largest value. It may where values are coarse, and then the values just below
    are at least as frequent.
    """
    known = volume[np.isfinite(volume)]
    highest = float(known.max(initial=0.0))
    if highest <= 0.0:
        return np.inf
    # Below half of the largest value lies air, which is often the same everywhere.
    counts = np.unique_counts(known[known > 0.5 * highest]).counts
    usual = float(counts[-1 - _PLATEAU_BELOW : -1].max(initial=0))
    return highest if counts[-1] >= max(_PLATEAU_VOXELS, _PLATEAU_FACTOR * usual) else np.inf


def _way(axis: Array) -> str:
    """Say where an axis goes; with its direction cosines where it is oblique."""
    most = int(np.abs(axis).argmax())
    way = _WAYS[most][int(axis[most] > 0.0)]
    if abs(axis[most]) >= _STRAIGHT:
        return way
    return f"{way} ({', '.join(f'{cosine:.3f}' for cosine in axis)})"


def _is_simulated(image: Any, path: Path) -> bool:
    description = bytes(image.header["descrip"].item()) if "descrip" in image.header else b""
    return description.lower().startswith(_SIMULATED.encode()) or read_sidecar(path).get("Simulated") is True


def _ceiling(image: Any, kind: np.dtype[Any], volumes: npt.NDArray[np.float32]) -> float:
    """Largest value that the storage allows, where it is reached."""
    if kind.kind == "f" or not volumes.size:
        return np.inf
    slope, offset = (float(getattr(image.dataobj, name, default)) for name, default in (("slope", 1.0), ("inter", 0.0)))
    highest = float(np.nanmax(volumes))
    for stored in (_TWELVE_BITS, int(np.iinfo(kind).max)):
        limit = slope * stored + offset
        # One voxel at 4095 can be chance, a plateau is not.
        if slope > 0.0 and abs(highest - limit) <= 1e-6 * abs(limit) and (volumes >= highest).sum() > 1:
            return highest
    return np.inf


def _nibabel() -> Any:
    require("nibabel")
    import nibabel

    return nibabel
