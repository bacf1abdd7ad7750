"""A digital knee that moves: curved cartilage on bone, with known relaxation times, between and during its images.

Unlike the slabs of `relaxation_phantom` it has edges in all directions, thin cartilage that a voxel only partly covers,
and tissue around it that decays otherwise, so that a movement changes what is measured as it does in people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.followup import Grid, RelaxationSeries
from footwise.simulation.relaxation_phantom import AMPLITUDE, PHANTOM_TIMES_MS

_Fine = npt.NDArray[np.float32]

# Mean T1ρ of cartilage is of this order; the values are the phantom's own, and no claim about knees.
KNEE_REGIONS_MS = {
    "medial femur": 44.0,
    "lateral femur": 40.0,
    "medial tibia": 37.0,
    "lateral tibia": 34.0,
}
KNEE_BONES = {"femur": 11, "tibia": 12}
# Amplitude (of the cartilage's) and T in ms of what lies around: with its fat suppressed, and not.
_AROUND = {
    True: {"marrow": (0.25, 60.0), "muscle": (0.55, 32.0), "fat": (0.15, 50.0), "fluid": (1.5, 150.0)},
    False: {"marrow": (1.1, 70.0), "muscle": (0.55, 32.0), "fat": (1.3, 80.0), "fluid": (1.5, 150.0)},
}
_TISSUES = ("air", "fat", "muscle", "fluid", "marrow")


@dataclass(frozen=True)
class Pose:
    """How a knee lies in an image: turned about its middle, then shifted.

    Attributes
    ----------
    shift_mm : tuple of float
        To the right, to the front and up in the scanner.
    turn_deg : tuple of float
        About these three axes, in this order.
    """

    shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turn_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def rotation(self) -> Array:
        """Give the matrix of the turn, shape (3, 3)."""
        from scipy.spatial.transform import Rotation

        matrix: Array = Rotation.from_euler("xyz", self.turn_deg, degrees=True).as_matrix()
        return matrix


@dataclass(frozen=True)
class KneeShape:
    """Sizes of a knee in mm.

    Attributes
    ----------
    condyle : tuple of float
        Half axes of a femoral condyle: to the side, to the front, up.
    apart : float
        From the middle of the medial to the middle of the lateral condyle.
    thickness : float
        Of the cartilage.
    gap : float
        Fluid between the two layers, where they are nearest.
    lateral : float
        Size of the lateral condyle over that of the medial one.
    slope_deg : float
        By how much the tibia's plateau falls to the back.
    worn_mm : float
        Radius of a hole in the medial femur's cartilage that is filled with fluid.
    """

    condyle: tuple[float, float, float] = (15.0, 24.0, 20.0)
    apart: float = 44.0
    thickness: float = 2.8
    gap: float = 0.8
    lateral: float = 1.0
    slope_deg: float = 0.0
    worn_mm: float = 0.0


@by_value
@dataclass(frozen=True)
class KneePhantom:
    """Images and the truth behind them.

    Attributes
    ----------
    series : RelaxationSeries
    labels : array of int, shape (x, y, z)
        1 to 4 in the order of the regions, 11 and 12 the femur's and the tibia's bone, in the pose of the first image.
    regions : dict of str to tuple of int
    noise_sd : float
    """

    series: RelaxationSeries
    labels: npt.NDArray[np.int16]
    regions: dict[str, tuple[int, ...]]
    noise_sd: float


def knee_phantom(
    shape: tuple[int, int, int] = (112, 96, 20),
    voxel_mm: tuple[float, float, float] = (0.6, 0.6, 4.0),
    *,
    poses: Sequence[Pose] = (),
    times_ms: Sequence[float] = PHANTOM_TIMES_MS,
    regions_ms: Mapping[str, float] = KNEE_REGIONS_MS,
    knee: KneeShape | None = None,
    fat_suppressed: bool = True,
    snr: float = 50.0,
    gradient: float = 0.2,
    seed: int = 1,
) -> KneePhantom:
    """Make sagittal images of a knee, each in a pose of its own.

    Parameters
    ----------
    shape : tuple of int
        Voxels to the front, up, and to the right: slices are sagittal.
    voxel_mm : tuple of float
    poses : sequence of Pose
        One an image; all lie still without.
    times_ms : sequence of float
    regions_ms : mapping of str to float
        Mean T of the four regions.
    knee : KneeShape, optional
    fat_suppressed : bool
    snr : float
        Amplitude of the cartilage at time 0 over the noise SD; infinite for no noise.
    gradient : float
        T goes from (1 − gradient) at the bone to (1 + gradient) times the mean at the surface.
    seed : int
    """
    random = np.random.default_rng(seed)
    knee = knee or KneeShape()
    times = np.asarray(times_ms, dtype=float)
    poses = tuple(poses) or (Pose(),) * len(times)
    affine = np.zeros((4, 4))
    affine[1, 0], affine[2, 1], affine[0, 2], affine[3, 3] = *voxel_mm, 1.0
    affine[:3, 3] = -affine[:3, :3] @ (np.array(shape) - 1) / 2.0
    grid = Grid(shape, affine)
    noise = AMPLITUDE / snr
    signal = np.empty((len(times), *shape), dtype=np.float32)
    drawn: dict[Pose, tuple[_Fine, _Fine]] = {}
    for k, (at, pose) in enumerate(zip(times, poses, strict=True)):
        if pose not in drawn:
            drawn = {pose: _fine(grid, pose, knee, tuple(regions_ms.values()), fat_suppressed, gradient)}
        amplitude, time = drawn[pose]
        true = _coarse(amplitude * np.exp(-at / time), shape)
        real = true + noise * random.standard_normal(shape, dtype=np.float32)
        signal[k] = np.hypot(real, noise * random.standard_normal(shape, dtype=np.float32))
    what, _ = _tissue(_places(grid, poses[0], _POINTS), knee)
    labels = np.zeros(shape, dtype=np.int16)
    for code, number in ((1, 1), (2, 2), (3, 3), (4, 4), (-5, KNEE_BONES["femur"]), (-6, KNEE_BONES["tibia"])):
        here = _coarse(what == code, shape) >= (_MOSTLY if code > 0 else 0.5)
        if code > 0:
            # A reader draws where a voxel is cartilage, not where half of it is, and leaves the slices that graze it.
            here[:, :, 1:-1] &= here[:, :, :-2] & here[:, :, 2:]
        labels[here] = number
    series = RelaxationSeries(signal, times, grid, np.inf, "simulated", simulated=True)
    regions: dict[str, tuple[int, ...]] = {name: (k,) for k, name in enumerate(regions_ms, start=1)}
    return KneePhantom(series, labels, regions, float(noise))


# No knee lies along the axes of the scanner. Flat bone that did would be drawn up to half a point too high or too low
# in the first image, and nowhere else: a movement that nobody made.
_LIES = Pose(turn_deg=(6.0, -7.0, 5.0))
# Share of a voxel that is cartilage where it belongs to a region.
_MOSTLY = 0.75
# Points along each axis of a voxel over which its signal is summed: a slice is thick.
_POINTS = (2, 2, 4)


def _fine(
    grid: Grid, pose: Pose, knee: KneeShape, means: tuple[float, ...], fat_suppressed: bool, gradient: float
) -> tuple[_Fine, _Fine]:
    """Amplitude and T at the fine points, each of shape (x·2, y·2, z·4)."""
    what, depth = _tissue(_places(grid, pose, _POINTS), knee)
    around = _AROUND[fat_suppressed]
    amplitude, time = np.zeros(what.shape, dtype=np.float32), np.ones(what.shape, dtype=np.float32)
    for name, codes in (("fat", (-1,)), ("muscle", (-2,)), ("fluid", (-3,)), ("marrow", (-5, -6))):
        here = np.isin(what, codes)
        amplitude[here], time[here] = AMPLITUDE * around[name][0], around[name][1]
    for number, mean in enumerate(means, start=1):
        here = what == number
        amplitude[here] = AMPLITUDE
        time[here] = mean * (1.0 + gradient * (2.0 * depth[here] - 1.0))
    return amplitude, time


def _coarse(fine: npt.NDArray[Any], shape: tuple[int, int, int]) -> Array:
    """Mean over the points of each voxel."""
    x, y, z = shape
    a, b, c = _POINTS
    mean: Array = fine.reshape(x, a, y, b, z, c).mean(axis=(1, 3, 5))
    return mean


def _places(grid: Grid, pose: Pose, points: tuple[int, int, int]) -> npt.NDArray[np.float32]:
    """Where the points of the voxels lie in the knee, shape (3, x·a, y·b, z·c)."""
    along = [(np.arange(n * p) + 0.5) / p - 0.5 for n, p in zip(grid.shape, points, strict=True)]
    turn = (pose.rotation() @ _LIES.rotation()).T
    step = (turn @ grid.affine[:3, :3]).astype(np.float32)
    start = (turn @ (grid.affine[:3, 3] - np.array(pose.shift_mm))).astype(np.float32)
    i, j, k = (np.asarray(one, dtype=np.float32) for one in along)
    axes = i[:, None, None], j[None, :, None], k[None, None, :]
    rows = [start[r] + sum(step[r, c] * axes[c] for c in range(3)) for r in range(3)]
    places: npt.NDArray[np.float32] = np.stack(rows)
    return places


def _tissue(places: npt.NDArray[np.float32], knee: KneeShape) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.float32]]:
    """What is at each point (regions 1 to 4, tissues below 0), and how deep in the cartilage: 0 bone, 1 surface."""
    x, y, z = places
    what = np.full(x.shape, -2, dtype=np.int16)
    depth = np.zeros(x.shape, dtype=np.float32)
    outer = np.sqrt((x / 62.0) ** 2 + (y / 58.0) ** 2)
    what[outer > 0.87] = -1
    what[outer > 1.0] = 0
    # The pad of fat in front, the vessels behind.
    what[(((x / 22.0) ** 2 + ((y - 34.0) / 9.0) ** 2 + ((z + 2.0) / 14.0) ** 2) < 1.0)] = -1
    what[((x - 4.0) ** 2 + (y + 36.0) ** 2) < 16.0] = -3
    # The joint's fluid lies where femur and tibia meet.
    what[(np.abs(z) < 7.0) & (outer < 0.55)] = -3
    half = 0.5 * knee.apart
    a, b, c = knee.condyle
    lowest = 0.5 * knee.gap + knee.thickness
    shaft = ((x / (half + a - 2.0)) ** 2 + (y / (b - 2.0)) ** 2 < 1.0) & (z > c + lowest)
    for number, side, size in ((1, -1.0, 1.0), (2, 1.0, knee.lateral)):
        a, b, c = (size * axis for axis in knee.condyle)
        centre = c + lowest
        # A drum with rounded rims: flat across, but for its edges.
        across = np.maximum(np.abs(x - side * half) - 0.5 * a, 0.0) / (0.5 * a)
        radius = np.sqrt(across**2 + (y / b) ** 2 + ((z - centre) / c) ** 2)
        # How far outside of it, nearly: along its own radius.
        out = np.sqrt((0.5 * a * across) ** 2 + y**2 + (z - centre) ** 2)
        away = (radius - 1.0) * out / np.maximum(radius, 1e-6)
        layer = (away >= 0.0) & (away < knee.thickness) & (z < centre + 4.0) & ~shaft
        what[layer], depth[layer] = number, away[layer] / knee.thickness
        what[radius < 1.0] = -5
    if knee.worn_mm > 0.0:
        hole = (x + half) ** 2 + (y - 4.0) ** 2 < knee.worn_mm**2
        what[hole & (what == 1)] = -3
    what[shaft] = -5
    a, b, c = knee.condyle
    z = z + np.float32(np.tan(np.radians(knee.slope_deg))) * -y
    for number, side in ((3, -1.0), (4, 1.0)):
        plate = ((x - side * half) / (a + 2.0)) ** 2 + (y / (b - 2.0)) ** 2
        # The plate is hollow, as the femur is round.
        top = -0.5 * knee.gap - 0.6 + 1.6 * plate
        below = top - z
        layer = (plate < 1.0) & (below >= 0.0) & (below < knee.thickness) & (what < 0) & (what != -5)
        what[layer], depth[layer] = number, 1.0 - below[layer] / knee.thickness
        what[(plate < 1.0) & (below >= knee.thickness)] = -6
    block = ((x / (half + a)) ** 2 + (y / b) ** 2 < 1.0) & (z < -knee.thickness - 4.0)
    what[block & (what < 0)] = -6
    return what, depth
