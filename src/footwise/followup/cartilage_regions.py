"""Relaxation times of the regions of the cartilage, and their change between visits of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.followup.nifti import Grid, read_image, turned_onto
from footwise.followup.questionnaires import refuse_twins
from footwise.followup.relaxation_map import Excluded, RelaxationMap

KEYS = ("person", "week", "map", "region")
# Regions with fewer voxels have a mean, and it is said that they are small.
FEW_VOXELS = 10


@by_value
@dataclass(frozen=True)
class LabelImage:
    """Which voxel belongs to which region.

    Attributes
    ----------
    path : Path
    labels : array of int, shape (x, y, z)
        0 is outside.
    grid : Grid
    simulated : bool
    """

    path: Path
    labels: npt.NDArray[np.int32]
    grid: Grid
    simulated: bool = False


def read_labels(path: Path | str, grid: Grid, grid_of: str, *, turn: bool = False) -> LabelImage:
    """Read a label image that must lie on the grid of the images.

    Parameters
    ----------
    path : Path or str
    grid : Grid
    grid_of : str
        Whose grid that is, for the message.
    turn : bool
        The axes of the images are of our own making: labels whose axes go other ways on the same grid are turned.

    Raises
    ------
    FootwiseError
        Another grid (both are named), numbers that are no labels, or no label at all.
    """
    image = read_image(path)
    if len(image.volumes) > 1:
        raise FootwiseError(path, f"has {len(image.volumes)} volumes, and labels have one", "Give one volume")
    if turn and not image.grid.same_as(grid):
        turned = turned_onto(image, grid)
        image = turned if turned.grid.same_as(grid) else image
    if not image.grid.same_as(grid):
        trouble = f"lies on another grid ({image.grid}) than {grid_of} ({grid})"
        raise FootwiseError(path, trouble, "Draw the regions on these images, or resample them to their grid")
    values = image.volumes[0]
    whole = np.isfinite(values) & (values == np.round(values)) & (values >= 0) & (values <= 100_000)
    if not whole.all():
        raise FootwiseError(path, f"has the value {values[~whole][0]:g}, which is no label", "Labels are 0, 1, 2, ...")
    if not (values > 0).any():
        raise FootwiseError(path, "has no label", "Draw at least one region")
    return LabelImage(Path(path), values.astype(np.int32), image.grid, image.simulated)


def region_table(
    one: RelaxationMap, labels: LabelImage, names: Mapping[str, tuple[int, ...]] | None = None
) -> pd.DataFrame:
    """Sum up a map region by region.

    Parameters
    ----------
    one : RelaxationMap
    labels : LabelImage
        On the grid of the map.
    names : mapping of str to tuple of int, optional
        Labels of each region; default: each label is a region called ``label 1`` and so on. Labels without a name are
        added in that way.

    Returns
    -------
    DataFrame, one row a region
        ``region``; ``mean_ms``, ``sd_ms`` (between voxels), ``median_ms`` of the voxels with a value; ``voxels`` of the
        region; ``used``, those with a value; ``excluded_pct``; ``excluded_why``, the reasons with their counts;
        ``volume_mm3``; ``reason`` why there is no mean, or what to mind.
    """
    present = [int(label) for label in np.unique(labels.labels) if label > 0]
    regions = dict(names or {})
    named = {label for group in regions.values() for label in group}
    regions |= {f"label {label}": (label,) for label in present if label not in named}
    time, excluded = one.time_ms.ravel(), one.excluded.ravel()
    flat = labels.labels.ravel()
    lit = np.flatnonzero(flat)
    flat, time, excluded = flat[lit], time[lit], excluded[lit]
    rows = []
    for name, group in regions.items():
        mine = np.isin(flat, group)
        why = np.bincount(excluded[mine], minlength=len(Excluded))
        values = time[mine][excluded[mine] == Excluded.NO].astype(float)
        voxels = int(mine.sum())
        rows.append(
            {
                "region": name,
                "mean_ms": values.mean() if len(values) else np.nan,
                "sd_ms": values.std(ddof=1) if len(values) > 1 else np.nan,
                "median_ms": np.median(values) if len(values) else np.nan,
                "voxels": voxels,
                "used": len(values),
                "excluded_pct": 100.0 * (1.0 - len(values) / voxels) if voxels else np.nan,
                "excluded_why": "; ".join(
                    f"{why[reason]} {reason.words}" for reason in Excluded if reason != Excluded.NO and why[reason]
                ),
                "volume_mm3": voxels * one.grid.voxel_mm3,
                "reason": _reason(group, voxels, len(values)),
            }
        )
    return pd.DataFrame(rows)


def region_change(visits: pd.DataFrame, baseline_week: float | None = None) -> pd.DataFrame:
    """Compare every later visit with the first of the same person, map and region.

    Parameters
    ----------
    visits : DataFrame
        Tables of `region_table` with the columns ``person``, ``week`` and ``map`` (T1rho, T2) in front, one below the
        other.
    baseline_week : float, optional
        The visit to compare with; default: each person's first.

    Returns
    -------
    DataFrame, one row a later visit, map and region
        ``person, week, map, region, baseline_week, baseline_mean_ms, mean_ms``; ``change_ms``, positive where the time
        has become longer; ``change_pct`` of the baseline; ``reason`` why there is none.

    Raises
    ------
    FootwiseError
        Columns that are lacking, a region that stands in one visit twice, or no person with two visits.
    """
    for column in (*KEYS, "mean_ms"):
        if column not in visits:
            raise FootwiseError("the visits", f"have no column {column!r}", "Give person, week and map for each region")
    refuse_twins(visits, KEYS, where="the visits")
    visits = visits.assign(week=visits["week"].astype(float))
    first = visits.groupby("person")["week"].transform("min") if baseline_week is None else float(baseline_week)
    before = visits.loc[visits["week"] == first, [*KEYS, "mean_ms"]]
    after = visits.loc[visits["week"] > first, [*KEYS, "mean_ms"]]
    if before.empty or after.empty:
        raise FootwiseError("the visits", "have nobody who came twice", "Give a baseline and a later visit")
    before = before.rename(columns={"week": "baseline_week", "mean_ms": "baseline_mean_ms"})
    pairs = after.merge(before, how="left", on=["person", "map", "region"])
    pairs["change_ms"] = pairs["mean_ms"] - pairs["baseline_mean_ms"]
    pairs["change_pct"] = 100.0 * pairs["change_ms"] / pairs["baseline_mean_ms"]
    reason = np.where(pairs["mean_ms"].isna(), "no mean at this visit", "")
    reason = np.where(pairs["baseline_mean_ms"].isna(), "no mean at the baseline", reason)
    pairs["reason"] = np.where(pairs["baseline_week"].isna(), "the region is not in the baseline visit", reason)
    order = [*KEYS, "baseline_week", "baseline_mean_ms", "mean_ms", "change_ms", "change_pct", "reason"]
    return pairs[order].sort_values(list(KEYS), kind="stable", ignore_index=True)


def _reason(group: tuple[int, ...], voxels: int, used: int) -> str:
    if not voxels:
        which = ", ".join(str(label) for label in group)
        return f"the label image has no voxel with {which}"
    if not used:
        return "every voxel is excluded"
    return f"only {used} voxels" if used < FEW_VOXELS else ""
