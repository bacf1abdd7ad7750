"""An earlier visit of the same person, read from its results, and this visit compared with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError
from footwise.outputs import settle
from footwise.prescription.conditions import NATURAL, in_order, is_condition
from footwise.prescription.repeatability import (
    ConditionCompared,
    VisitsCompared,
    between_visits,
    kept_reduction,
    within_visit,
)
from footwise.prescription.result import Prescription
from footwise.settings import is_whole, quoted, read_json
from footwise.signals import Mean
from footwise.steps_table import read_steps

_RESULTS = "prescription.json"
_STEPS = "steps.csv"
_HELP = "Give the folder with the results of an earlier visit"
_PEAKS = ("kam_peak1_pct_bwht", "kam_peak2_pct_bwht")


@dataclass(frozen=True)
class EarlierVisit:
    """What an earlier visit found.

    Attributes
    ----------
    path : Path
        Its ``prescription.json``.
    person, side : str
    peak : int
        The peak that it was about.
    peaks : dict
        Condition to the means of peak 1 and of peak 2 over the used steps of the affected leg, %BW·ht.
    simulated : bool
    """

    path: Path
    person: str
    side: str
    peak: int
    peaks: dict[str, tuple[Mean, Mean]]
    simulated: bool


def read_earlier_visit(path: Path | str) -> EarlierVisit:
    """Read an earlier visit from the folder of its results, or from the ``prescription.json`` in it.

    The peaks come from ``steps.csv`` beside it: a mean without its steps has no standard error.

    Raises
    ------
    FootwiseError
        No such file, or files that are not the results of a visit.
    """
    path = Path(path)
    path = path / _RESULTS if path.is_dir() else path
    # Both files are of one visit, also where a program was killed while it replaced them.
    settle(path.parent)
    table = read_json(path, "the result of a visit", _HELP, missing=_HELP)
    side, peak = table.table.get("side"), table.table.get("peak")
    if side is None or peak is None:
        raise table.trouble("is not the result of a visit: it says no leg (side) or no peak of the knee moment")
    if side not in ("left", "right") or not is_whole(peak, 1, 2):
        raise table.trouble(f"is about peak {quoted(peak)} of the leg {quoted(side)}")
    person, simulated = table.name("person"), table.flag("simulated")
    peaks = _peaks(path.with_name(_STEPS), side)
    return EarlierVisit(path, person, side, peak, peaks, simulated)


def compare_visits(earlier: EarlierVisit, result: Prescription) -> VisitsCompared:
    """Compare a visit with an earlier one, condition by condition, for the peak that the earlier visit was about.

    What is certain within a visit and what is certain between the visits are said apart.

    Parameters
    ----------
    earlier : EarlierVisit
    result : Prescription

    Returns
    -------
    VisitsCompared

    Raises
    ------
    FootwiseError
        The visits are of different people or legs.
    """
    for what, before, now in (
        ("person", earlier.person, result.person),
        ("leg", earlier.side, result.side),
    ):
        if before != now:
            trouble = f"is of the {what} {before!r}, and this visit of {now!r}"
            raise FootwiseError(earlier.path, trouble, "Compare visits of one person and one leg")
    at = earlier.peak - 1
    natural = earlier.peaks[NATURAL][at], result.natural.leg.kam_peak(earlier.peak)
    compared = []
    for condition in result.conditions:
        if condition.condition not in earlier.peaks:
            continue
        pair = earlier.peaks[condition.condition][at], condition.leg.kam_peak(earlier.peak)
        within = None
        if condition.condition != NATURAL:
            within = within_visit(natural[0], pair[0]), within_visit(natural[1], pair[1])
        compared.append(
            ConditionCompared(
                condition=condition.condition,
                first=pair[0].value,
                second=pair[1].value,
                between=between_visits(*pair),
                within_first=within[0] if within else None,
                within_second=within[1] if within else None,
                kept=kept_reduction(*within) if within else None,
            )
        )
    folder = earlier.path.resolve().parent.name
    return VisitsCompared(folder, earlier.peak, tuple(compared), earlier.simulated)


def _peaks(path: Path, side: str) -> dict[str, tuple[Mean, Mean]]:
    if not path.exists():
        raise FootwiseError(path, "there is no such file beside the earlier visit's results", _HELP)
    steps = read_steps(path, ("side", "used", "condition", *_PEAKS))
    used = steps[(steps["side"] == side) & steps["used"]]
    peaks = {
        condition: (Mean.of(_column(mine, _PEAKS[0])), Mean.of(_column(mine, _PEAKS[1])))
        for condition in in_order(filter(is_condition, map(str, used["condition"].unique())))
        if len(mine := used[used["condition"] == condition])
    }
    if NATURAL not in peaks or not any(np.isfinite(peak.value) for peak in peaks[NATURAL]):
        raise FootwiseError(path, f"has no knee moment for the {side} leg in natural walking", _HELP)
    return peaks


def _column(steps: pd.DataFrame, name: str) -> np.ndarray:
    return steps[name].to_numpy(dtype=float)
