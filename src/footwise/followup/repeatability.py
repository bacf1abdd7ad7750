"""By how much relaxation times differ when nothing has changed: from repeated scans, or from the literature."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError

# In-vivo scan and rescan of the same day over three sites, 16 pairs, root mean square: Li et al., Osteoarthritis
# Cartilage 2015;23:2214 (abstract).
_LI_2015 = "scan and rescan of the same day at three sites: Li et al., Osteoarthritis Cartilage 2015;23:2214"
_PUBLISHED_PCT = {"T1rho": 3.1, "T2": 4.0}
_KEYS = ["person", "map", "region"]


@dataclass(frozen=True)
class Repeatability:
    """Error of one measurement of a region.

    Attributes
    ----------
    cv_pct : float
        Coefficient of variation, root mean square.
    source : str
        Where it comes from, in words.
    """

    cv_pct: float
    source: str

    def error_of_change_ms(self, mean_ms: float) -> float:
        """Give the standard error of the difference of two visits."""
        return sqrt(2.0) * self.cv_pct / 100.0 * mean_ms


def published_repeatability(relaxation: str) -> Repeatability:
    """Give what others found, for T1rho or T2."""
    return Repeatability(_PUBLISHED_PCT[relaxation], _LI_2015)


def repeatability(repeats: pd.DataFrame, relaxation: str, where: object) -> Repeatability:
    """Tell it from regions that were measured twice or more while nothing changed.

    Parameters
    ----------
    repeats : DataFrame
        Columns ``person``, ``map``, ``region`` and ``mean_ms``; each scan a row.
    relaxation : {"T1rho", "T2"}
    where : object
        Which file it is, for the message.

    Raises
    ------
    FootwiseError
        No region that was measured twice.
    """
    known = repeats[(repeats["map"] == relaxation) & (repeats["mean_ms"] > 0.0)]
    groups = known.groupby(_KEYS, sort=False)["mean_ms"].agg(["mean", "var", "size"])
    groups = groups[groups["size"] > 1]
    if groups.empty:
        trouble = f"has no region whose {relaxation} was measured twice"
        raise FootwiseError(str(where), trouble, "Give the regions of a second scan of the same visit")
    square = float(np.average(groups["var"] / groups["mean"] ** 2, weights=groups["size"] - 1))
    return Repeatability(100.0 * sqrt(square), f"own repeated scans: {len(groups)} regions measured twice or more")
