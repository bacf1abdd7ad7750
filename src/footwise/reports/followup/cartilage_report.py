"""The page of a cartilage map: the regions in numbers, the map over the anatomy, histograms, and what has changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import by_value
from footwise.followup import LabelImage, Movement, RelaxationMap, Repeatability, doubtful
from footwise.reports.figures import INK, QUIET, panel, plain_axes
from footwise.reports.followup.map_slices import COLOUR_LIMITS_MS, colour_bar, fullest_slices, map_slices
from footwise.reports.numbers import number, signed
from footwise.reports.pages import page

_NAMES = {"T1rho": "T1ρ", "T2": "T2"}
_BINS_MS = np.arange(0.0, 102.5, 2.5)
# Slices that are shown before and after.
_PAIRS = 3


@by_value
@dataclass(frozen=True)
class CartilageView:
    """What the page shows.

    Attributes
    ----------
    relaxation : str
        T1rho or T2.
    sentence : str
        What was found.
    map : RelaxationMap
    anatomy : array, shape (x, y, z)
        First image, on the grid of the map.
    labels : LabelImage
    regions : DataFrame
    names : mapping of str to tuple of int
        Labels of each region.
    moved : sequence of Movement
        One an image; empty where nobody looked.
    recorded : RelaxationMap or None
        Without registration.
    regions_recorded : DataFrame or None
    change : DataFrame or None
        With ``error_ms``.
    repeatability : Repeatability or None
    person : str
    week : float or None
    simulated : bool
    """

    relaxation: str
    sentence: str
    map: RelaxationMap
    anatomy: npt.NDArray[np.float32]
    labels: LabelImage
    regions: pd.DataFrame
    names: Mapping[str, tuple[int, ...]]
    moved: Sequence[Movement]
    recorded: RelaxationMap | None
    regions_recorded: pd.DataFrame | None
    change: pd.DataFrame | None
    repeatability: Repeatability | None
    person: str
    week: float | None
    simulated: bool


def cartilage_report(view: CartilageView) -> str:
    """Write the page; the same for the same map."""
    name, limits = _NAMES[view.relaxation], COLOUR_LIMITS_MS[view.relaxation]
    cartilage = np.isin(view.labels.labels, [label for group in view.names.values() for label in group])
    affine = view.map.grid.affine
    slices = map_slices(view.anatomy, view.map.time_ms, cartilage, affine, limits)
    pairs = []
    if view.recorded is not None:
        only = fullest_slices(cartilage, affine, _PAIRS)
        before = map_slices(view.anatomy, view.recorded.time_ms, cartilage, affine, limits, only)
        pairs = [(one, next(two for two in slices if two.number == one.number)) for one in before]
    unsure = doubtful(view.moved)
    return page(
        "cartilage.html.j2",
        name=name,
        person=view.person,
        week=None if view.week is None else f"{view.week:g}",
        sentence=view.sentence.replace("T1rho", "T1ρ"),
        simulated=view.simulated,
        regions=_region_rows(view.regions),
        change=[] if view.change is None else _change_rows(view.change),
        repeatability=view.repeatability,
        bar=colour_bar(view.relaxation),
        limits=limits,
        slices=slices,
        pairs=pairs,
        together=_together_rows(view.regions, view.regions_recorded),
        moved=[
            (f"{one.time_ms:g}", number(one.shift_mm, 2), number(one.turn_deg, 2), number(one.largest_mm, 2),
             number(100.0 * one.unexplained, 1),
             ("brought together" if one.corrected else "as recorded") + (": look at it" if k in unsure else ""))
            for k, one in enumerate(view.moved)
        ],
        unsure=bool(unsure),
        histograms=[_histogram(region, group, view) for region, group in view.names.items()],
    )  # fmt: skip


def _region_rows(regions: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        (row["region"], number(row["mean_ms"], 1), number(row["sd_ms"], 1), number(row["median_ms"], 1),
         f"{row['used']} of {row['voxels']}", number(row["volume_mm3"] / 1000.0, 2),
         "; ".join(text for text in (row["reason"], row["excluded_why"]) if text))
        for row in regions.to_dict("records")
    ]  # fmt: skip


def _change_rows(change: pd.DataFrame) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for row in change.to_dict("records"):
        error, size = row["error_ms"], row["change_ms"]
        told = row["reason"]
        if np.isfinite(size) and np.isfinite(error):
            told = "more than the error" if abs(size) > 1.96 * error else "within the error"
        rows.append(
            (row["region"], number(row["baseline_mean_ms"], 1), number(row["mean_ms"], 1), signed(size, 1),
             number(error, 1), f"{signed(row['change_pct'], 1)} %", told)
        )  # fmt: skip
    return rows


def _together_rows(regions: pd.DataFrame, recorded: pd.DataFrame | None) -> list[tuple[str, ...]]:
    if recorded is None:
        return []
    # Whole regions only, and shares: a narrow screen shows before and after side by side.
    return [
        (after["region"], number(before["mean_ms"], 1), _used(before), number(after["mean_ms"], 1), _used(after))
        for before, after in zip(recorded.to_dict("records"), regions.to_dict("records"), strict=True)
        if after.get("whole", True)
    ]


def _used(row: Mapping[Hashable, Any]) -> str:
    return f"{number(100.0 * row['used'] / max(row['voxels'], 1), 0)} %"


def _histogram(region: str, group: tuple[int, ...], view: CartilageView) -> Figure:
    values = view.map.time_ms[np.isin(view.labels.labels, group)]
    values = values[np.isfinite(values)]
    earlier = np.nan
    if view.change is not None:
        rows = view.change[view.change["region"] == region]
        earlier = float(rows["baseline_mean_ms"].iloc[0]) if len(rows) else np.nan

    def paint(axes: Axes) -> None:
        counts, _ = np.histogram(values, _BINS_MS)
        axes.bar(_BINS_MS[:-1], 100.0 * counts / max(len(values), 1), 2.5, align="edge", color="#2272b4")
        if len(values):
            axes.axvline(float(values.mean()), color=INK, linewidth=1.6)
        if np.isfinite(earlier):
            axes.axvline(earlier, color=QUIET, linewidth=1.6, linestyle=(0, (4, 2)))
        axes.set_xlim(0.0, 100.0)
        axes.set_xlabel("ms")
        plain_axes(axes, f"{region}, % of voxels")

    return panel(paint, f"Histogram of {region}: mean {number(float(values.mean()) if len(values) else None, 1)} ms",
                 height=190)  # fmt: skip
