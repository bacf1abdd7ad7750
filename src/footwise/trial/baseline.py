"""The baseline table: who the people of each arm were. No tests: randomisation makes any difference chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.trial.data import TrialData
from footwise.trial.design import TrialDesign
from footwise.trial.people_columns import COURSE


@dataclass(frozen=True)
class BaselineRow:
    """One line: `cells` of the first arm, the second and all together.

    Attributes
    ----------
    label : str
    unit : str
        Says what the cells are: mean ± standard deviation, or number and share.
    cells : tuple of (float, float)
        Mean and standard deviation, or number of people and percentage.
    known : tuple of int
        People whose value is known.
    counted : bool
        Whether the cells are numbers of people.
    decimals : int
        Of means and standard deviations, the same all along the row.
    """

    label: str
    unit: str
    cells: tuple[tuple[float, float], ...]
    known: tuple[int, ...]
    counted: bool
    decimals: int = 0


def baseline_table(data: TrialData, design: TrialDesign) -> list[BaselineRow]:
    """Describe the arms: every column of people.csv that describes people, then the outcomes at baseline."""
    groups = (data.in_first, ~data.in_first, np.ones(len(data.people), dtype=bool))
    rows: list[BaselineRow] = []
    for name in data.people.columns:
        if name in COURSE:
            continue
        column = data.people[name]
        numbers = pd.to_numeric(column, errors="coerce")
        empty = column.str.strip() == ""
        if name not in design.strata and not (numbers.isna() & ~empty).any() and not _are_codes(numbers):
            rows.append(_mean_row(column_in_words(name), numbers.to_numpy(dtype=float), groups))
        elif column[~empty].nunique() <= 12:
            levels = design.strata.get(name) or sorted(column[~empty].unique())
            rows += [
                _count_row(f"{column_in_words(name)}: {level}", (column == level).to_numpy(), groups)
                for level in levels
            ]
    for values in data.outcomes:
        label = f"{values.outcome.label} ({values.outcome.unit})" if values.outcome.unit else values.outcome.label
        rows.append(_mean_row(label, values.baseline, groups, values.outcome.decimals))
    return rows


def column_in_words(column: str) -> str:
    """Write the name of a column for people: ``body_mass_kg`` is body mass, kg."""
    units = {"years": "years", "kg": "kg", "m": "m", "deg": "°", "m_s": "m/s", "pct_bwht": "%BW·ht"}
    for ending, unit in sorted(units.items(), key=lambda item: -len(item[0])):
        if column.endswith(f"_{ending}"):
            return f"{_plain(column[: -len(ending) - 1])}, {unit}"
    return _plain(column)


def _are_codes(numbers: pd.Series) -> bool:
    """Whether numbers stand for kinds, as 0 and 1 or grades do: whole and small."""
    known = numbers.dropna()
    return bool((known % 1 == 0).all() and known.between(0, 5).all())


def _plain(column: str) -> str:
    text = " ".join({"bmi": "BMI", "kl": "KL", "kam": "KAM"}.get(word, word) for word in column.split("_"))
    return text[:1].upper() + text[1:]


def _mean_row(
    label: str, values: np.ndarray, groups: tuple[np.ndarray, ...], decimals: int | None = None
) -> BaselineRow:
    cells, known = [], []
    for mine in groups:
        own = values[mine & np.isfinite(values)]
        known.append(len(own))
        cells.append((float(own.mean()) if len(own) else np.nan, float(own.std(ddof=1)) if len(own) > 1 else np.nan))
    if decimals is None:
        decimals = 2 if any(spread < 1 for _, spread in cells) else 1
    return BaselineRow(label, "mean ± SD", tuple(cells), tuple(known), counted=False, decimals=decimals)


def _count_row(label: str, has: np.ndarray, groups: tuple[np.ndarray, ...]) -> BaselineRow:
    cells = [
        (float((has & mine).sum()), 100.0 * float((has & mine).sum()) / max(float(mine.sum()), 1.0)) for mine in groups
    ]
    return BaselineRow(label, "n (%)", tuple(cells), tuple(int(mine.sum()) for mine in groups), counted=True)
