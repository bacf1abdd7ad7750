"""Legs of recordings that lie far from all others of a batch: to be looked at, not to be left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# So many robust standard deviations from the median; of a normal distribution one in two thousand.
FAR = 3.5
# With fewer nobody knows what is usual.
FEWEST = 10
# The median of absolute deviations, as a standard deviation.
_TO_SD = 1.4826


@dataclass(frozen=True)
class Outlier:
    """One value that lies far out.

    Attributes
    ----------
    row : int
        Of the summary.
    column : str
    value, median, distance : float
        The distance is in robust standard deviations, with its sign.
    """

    row: int
    column: str
    value: float
    median: float
    distance: float


def outliers(summary: pd.DataFrame, columns: tuple[str, ...]) -> list[Outlier]:
    """Find them, the farthest first; what is measured in different ways is compared with its own kind."""
    found = []
    for _, group in summary.groupby("kind", sort=True):
        for column in columns:
            values = group[column].to_numpy(dtype=float)
            if column == "foot_progression_angle_deg":
                # Against the person's own mean every angle is about zero.
                absolute = group["angle_against"].to_numpy() == "the direction of walking"
                values = np.where(absolute, values, np.nan)
            known = np.isfinite(values)
            if known.sum() < FEWEST:
                continue
            median = float(np.median(values[known]))
            spread = _TO_SD * float(np.median(np.abs(values[known] - median)))
            if spread <= 0:
                continue
            distance = (values - median) / spread
            for place in np.flatnonzero(known & (np.abs(distance) > FAR)):
                found.append(
                    Outlier(int(group.index[int(place)]), column, float(values[place]), median, float(distance[place]))
                )
    return sorted(found, key=lambda one: (-abs(one.distance), one.row, one.column))
