"""A digital phantom of cartilage: regions of known relaxation time, seen through Rician noise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array, by_value
from footwise.followup import Grid, RelaxationSeries, write_image

# T1ρ of cartilage is of this order; the values are the phantom's own, and no claim about knees.
REGIONS_MS = {
    "medial weight-bearing femur": 45.0,
    "lateral weight-bearing femur": 40.0,
    "medial tibia": 35.0,
    "lateral tibia": 30.0,
}
PHANTOM_TIMES_MS = (0.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0)
AMPLITUDE = 1000.0


@by_value
@dataclass(frozen=True)
class RelaxationPhantom:
    """Images and the truth behind them.

    Attributes
    ----------
    series : RelaxationSeries
    time_ms : array, shape (x, y, z)
        True T; NaN outside.
    labels : array of int, shape (x, y, z)
        1, 2, ... in the order of the regions; 0 outside.
    regions : dict of str to tuple of int
    noise_sd : float
    """

    series: RelaxationSeries
    time_ms: Array
    labels: npt.NDArray[np.int16]
    regions: dict[str, tuple[int, ...]]
    noise_sd: float


def relaxation_phantom(
    shape: tuple[int, int, int] = (48, 48, 8),
    *,
    regions_ms: Mapping[str, float] = REGIONS_MS,
    times_ms: Sequence[float] = PHANTOM_TIMES_MS,
    snr: float = 30.0,
    gradient: float = 0.2,
    margin: float = 0.1,
    seed: int = 1,
) -> RelaxationPhantom:
    """Make slabs side by side along x, in each of which T rises along y, as it does from bone to surface.

    Parameters
    ----------
    shape : tuple of int
    regions_ms : mapping of str to float
        Mean T of each region.
    times_ms : sequence of float
    snr : float
        Amplitude at time 0 over the noise SD; infinite for no noise.
    gradient : float
        T goes from (1 − gradient) to (1 + gradient) times the mean.
    margin : float
        Share of each side of x and y that is air.
    seed : int
    """
    random = np.random.default_rng(seed)
    times = np.asarray(times_ms, dtype=float)
    edge_x, edge_y = round(margin * shape[0]), round(margin * shape[1])
    labels = np.zeros(shape, dtype=np.int16)
    time = np.full(shape, np.nan)
    along = np.linspace(1.0 - gradient, 1.0 + gradient, shape[1] - 2 * edge_y)
    bounds = np.linspace(edge_x, shape[0] - edge_x, len(regions_ms) + 1).round().astype(int)
    for number, mean in enumerate(regions_ms.values(), start=1):
        here = (slice(bounds[number - 1], bounds[number]), slice(edge_y, shape[1] - edge_y))
        labels[here] = number
        time[here] = mean * along[:, None]
    noise = AMPLITUDE / snr
    signal = np.empty((len(times), *shape), dtype=np.float32)
    for k, at in enumerate(times):
        true = np.where(labels > 0, AMPLITUDE * np.exp(-at / np.where(labels > 0, time, 1.0)), 0.0)
        # One image at a time: the noise of a whole series in double precision would be its largest part.
        real = true + noise * random.standard_normal(shape, dtype=np.float32)
        signal[k] = np.hypot(real, noise * random.standard_normal(shape, dtype=np.float32))
    affine = np.array([[0.0, 0.0, 3.0, -45.0], [0.4, 0.0, 0.0, -40.0], [0.0, 0.4, 0.0, -40.0], [0.0, 0.0, 0.0, 1.0]])
    series = RelaxationSeries(signal, times, Grid(shape, affine), np.inf, "simulated", simulated=True)
    return RelaxationPhantom(
        series, time, labels, {name: (k,) for k, name in enumerate(regions_ms, start=1)}, float(noise)
    )


def write_phantom(folder: Path, phantom: RelaxationPhantom) -> list[Path]:
    """Write one image a time with its JSON file, the labels, and ``regions.toml``; give the images in order."""
    paths = []
    for k, (volume, at) in enumerate(zip(phantom.series.signal, phantom.series.times_ms, strict=True)):
        path = folder / f"tsl_{k}.nii.gz"
        write_image(path, volume, phantom.series.grid, "spin-lock image", simulated=True)
        facts = {"SpinLockTime": at / 1000.0, "Simulated": True}
        (folder / f"tsl_{k}.json").write_text(json.dumps(facts), encoding="utf-8")
        paths.append(path)
    write_image(folder / "labels.nii.gz", phantom.labels, phantom.series.grid, "regions", simulated=True)
    lines = ["[regions]", *(f'"{name}" = {labels[0]}' for name, labels in phantom.regions.items())]
    (folder / "regions.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths
