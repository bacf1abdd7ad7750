"""The deep and the superficial half of the cartilage, by depth between its bone and its surface."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array

Labels = npt.NDArray[np.int32]

LAYERS = ("deep half", "superficial half")
# A neighbour outside is the surface where it lies further from the bone by so much of the step to it.
_OUTWARD = 0.5
# Cartilage whose voxels lie further from every bone in the labels than this belongs to none of them.
_NEAREST_MM = 8.0


def depth(
    labels: Labels, affine: Array, regions: Mapping[str, tuple[int, ...]], bones: Mapping[str, tuple[int, ...]]
) -> Array:
    """Give how far each voxel of cartilage lies from bone to surface: 0 at the bone, 1 at the surface.

    A region belongs to the bone that most of its voxels are nearest to; regions on one bone are one layer of cartilage,
    so that the border between two of them is no surface. The edge where a layer ends is none either: surface is only
    what lies outward from the bone.

    Parameters
    ----------
    labels : array of int, shape (x, y, z)
    affine : array, shape (4, 4)
    regions, bones : mapping of str to tuple of int
        Labels of each.

    Returns
    -------
    array, shape (x, y, z)
        NaN outside the regions, and in regions that lie at no bone.
    """
    from scipy import ndimage

    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    found = np.full(labels.shape, np.nan)
    if not bones:
        return found
    names = list(bones)
    lit = np.argwhere(np.isin(labels, [one for group in (*regions.values(), *bones.values()) for one in group]))
    if not len(lit):
        return found
    # Beyond the labels there is nothing to measure.
    box = tuple(
        slice(max(0, int(low) - 2), int(high) + 3) for low, high in zip(lit.min(axis=0), lit.max(axis=0), strict=True)
    )
    here = labels[box]
    away = {
        name: ndimage.distance_transform_edt(~np.isin(here, bones[name]), sampling=sizes)
        for name in names
        if np.isin(here, bones[name]).any()
    }
    if not away:
        return found
    any_bone = np.isin(here, [one for group in bones.values() for one in group])
    plates: dict[str, list[int]] = {name: [] for name in away}
    for group in regions.values():
        mine = np.isin(here, group)
        medians = {name: float(np.median(one[mine])) if mine.any() else np.inf for name, one in away.items()}
        nearest = min(medians, key=lambda name: medians[name])
        if medians[nearest] <= _NEAREST_MM:
            plates[nearest] += group
    inside = found[box]
    for name, parts in plates.items():
        plate = np.isin(here, parts)
        surface = _surface(plate, any_bone, away[name], sizes)
        if not surface.any():
            continue
        to_surface = ndimage.distance_transform_edt(~surface, sampling=sizes)
        inside[plate] = (away[name] / (away[name] + to_surface))[plate]
    return found


def layered(
    labels: Labels, depths: Array, regions: Mapping[str, tuple[int, ...]]
) -> tuple[Labels, dict[str, tuple[int, ...]]]:
    """Give labels of the layers, and their names: two for each region that has a depth."""
    found = np.zeros_like(labels)
    names: dict[str, tuple[int, ...]] = {}
    for region, group in regions.items():
        mine = np.isin(labels, group) & np.isfinite(depths)
        if not mine.any():
            continue
        for layer, here in zip(LAYERS, (depths <= 0.5, depths > 0.5), strict=True):
            names[f"{region}, {layer}"] = (len(names) + 1,)
            found[mine & here] = len(names)
    return found, names


def _surface(
    plate: npt.NDArray[np.bool_], any_bone: npt.NDArray[np.bool_], away: Array, sizes: Array
) -> npt.NDArray[np.bool_]:
    """Voxels beside a layer of cartilage, neither it nor bone, that lie outward from its bone."""
    surface = np.zeros_like(plate)
    free = ~plate & ~any_bone
    for axis, size in enumerate(sizes):
        for step in (1, -1):
            # Of each voxel, the neighbour from which it would be reached by this step.
            beside, nearer = np.roll(plate, step, axis=axis), np.roll(away, step, axis=axis)
            surface |= free & beside & (away - nearer > _OUTWARD * size)
    return surface
