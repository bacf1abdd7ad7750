"""A norm as a table that people can read, check and write by hand: one row a band, name and percent of stance."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footwise import tables
from footwise.errors import FootwiseError
from footwise.loads.norm.norm import LOG_PROFILE_SCORE, NORM_CURVES, NORM_MEASURES, Norm, SpeedBand
from footwise.settings import quoted
from footwise.steps_table import write_table

_POINTS = 101
_BAND = ("speed_low_m_s", "speed_high_m_s", "people")
_METHOD = ("source", "knee_from", "marker_hz", "force_hz")
NORM_COLUMNS = (*_METHOD, *_BAND, "name", "percent_stance", "mean", "sd")
"""Of the table; `percent_stance` is empty in the row of a measure that a step has once."""
_NUMBERS = ("marker_hz", "force_hz", *_BAND, "percent_stance", "mean", "sd")
_NEEDED = (*_BAND, "name", "percent_stance", "mean", "sd")
_LARGEST = 1e6
_MAKE = "Make one of recordings of healthy people, or see docs/conventions.md for its columns"


def write_norm(norm: Norm, path: Path) -> None:
    """Write a norm as CSV; its folder must exist."""
    rows = []
    for band in norm.bands:
        start = (norm.source, norm.knee_from, norm.marker_hz, norm.force_hz, band.low_m_s, band.high_m_s, band.people)
        for name, (mean, sd) in band.measures.items():
            rows.append((*start, name, np.nan, mean, sd))
        for name, (means, sds) in band.curves.items():
            rows += [(*start, name, float(k), float(means[k]), float(sds[k])) for k in range(_POINTS)]
    write_table(pd.DataFrame(rows, columns=list(NORM_COLUMNS)), path)


def read_norm(path: Path) -> Norm:
    """Read a norm that Footwise wrote, or that somebody typed from a published table.

    Raises
    ------
    FootwiseError
        No such table, bands that overlap, names that are not known, or a standard deviation that is none.
    """
    table = tables.read_csv(path)
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise FootwiseError(path, f"is no norm of walking: it has no column {missing[0]}", _MAKE)
    for name in _NUMBERS:
        if name in table:
            table[name] = tables.column_numbers(path, table, name, needed=name in _BAND, largest=_LARGEST)
    _check(path, table)
    bands = [
        _band(path, low, high, people, rows) for (low, high, people), rows in table.groupby(list(_BAND), sort=True)
    ]
    for lower, upper in pairwise(bands):
        if upper.low_m_s < lower.high_m_s:
            trouble = f"has bands of speed that overlap, from {lower.low_m_s:g} and from {upper.low_m_s:g} m/s"
            raise FootwiseError(path, trouble, "Let one band end where the next begins")
    return Norm(
        source=_said(path, table, "source") or path.stem,
        knee_from=_said(path, table, "knee_from"),
        marker_hz=_one_number(path, table, "marker_hz"),
        force_hz=_one_number(path, table, "force_hz"),
        bands=tuple(bands),
    )


def _check(path: Path, table: pd.DataFrame) -> None:
    curve = table["percent_stance"].notna()
    for rows, names in ((table[curve], set(NORM_CURVES)), (table[~curve], {*NORM_MEASURES, LOG_PROFILE_SCORE})):
        unknown = rows.loc[~rows["name"].isin(names), "name"]
        if len(unknown):
            what = "curve" if names == set(NORM_CURVES) else "measure"
            trouble = f"has {quoted(unknown.iloc[0])}, which is no {what} that is known"
            raise FootwiseError(path, trouble, f"Known are {', '.join(sorted(names))}")
    if not table.loc[curve, "percent_stance"].isin(range(_POINTS)).all():
        raise FootwiseError(path, "has a percent_stance that is no whole number from 0 to 100", "Correct it")
    again = table.duplicated([*_BAND, "name", "percent_stance"]).to_numpy()
    if again.any():
        raise FootwiseError(path, f"has row {int(again.argmax()) + 1} twice", "Keep one of the rows")
    if (table["sd"] < 0).any():
        raise FootwiseError(path, "has a standard deviation below 0", "Correct it")
    if not (table["speed_low_m_s"] < table["speed_high_m_s"]).all():
        raise FootwiseError(path, "has a band of speed that ends before it begins", "Correct its speeds, in m/s")


def _band(path: Path, low: Any, high: Any, people: Any, rows: pd.DataFrame) -> SpeedBand:
    if people != int(people) or people < 1:
        raise FootwiseError(path, f"has {people:g} people", "Give a whole number")
    measures = rows[rows["percent_stance"].isna()]
    curves: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name, points in rows[rows["percent_stance"].notna()].groupby("name", sort=False):
        at = points["percent_stance"].to_numpy(dtype=int)
        mean, sd = np.full(_POINTS, np.nan), np.full(_POINTS, np.nan)
        mean[at], sd[at] = points["mean"].to_numpy(dtype=float), points["sd"].to_numpy(dtype=float)
        curves[str(name)] = (mean, sd)
    values = zip(measures["name"].tolist(), measures["mean"].tolist(), measures["sd"].tolist(), strict=True)
    return SpeedBand(float(low), float(high), int(people), curves, {name: (mean, sd) for name, mean, sd in values})


def _said(path: Path, table: pd.DataFrame, column: str) -> str:
    """What all rows say; empty where there is no such column."""
    texts = table[column].str.strip().unique().tolist() if column in table else [""]
    if len(texts) > 1:
        two = f"{quoted(texts[0])} and {quoted(texts[1])}"
        raise FootwiseError(path, f"has different values of {column}, {two}", "Keep one norm a file")
    return str(texts[0])


def _one_number(path: Path, table: pd.DataFrame, column: str) -> float:
    numbers = table[column].unique() if column in table else np.array([np.nan])
    if len(numbers) > 1:
        raise FootwiseError(path, f"has different values of {column}", "Keep one norm a file")
    return float(numbers[0])
