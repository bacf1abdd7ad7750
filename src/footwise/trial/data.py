"""The data of a trial: who was randomised to which arm, and every measure, from plain tables.

``people.csv`` has one row a person: person, arm, the factors of the strata, and whatever describes people at
baseline; optionally enrolled (date), received (whether the allocated treatment was begun), withdrawn_week and
withdrawal_reason, simulated. ``outcomes.csv`` is long: person, week, outcome, value, and optionally date and
simulated. Every other table whose name begins with ``outcomes`` is read with it: what `footwise score` and `footwise
cartilage` write can lie beside it as it is. ``screened_out.csv``, where it is there, has one row a person who was not
randomised: person, reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footwise.errors import FootwiseError
from footwise.followup import is_follow_up_outcome
from footwise.outputs import write_text_whole
from footwise.trial.covariance import Array
from footwise.trial.design import Outcome, TrialDesign
from footwise.trial.randomisation import LABELS

PEOPLE, OUTCOMES, SCREENED_OUT = "people.csv", "outcomes.csv", "screened_out.csv"
_MEASURE = ["person", "week", "outcome", "value"]
# Columns of people.csv that describe the trial's course and not the person.
COURSE = ("person", "arm", "enrolled", "received", "withdrawn_week", "withdrawal_reason", "simulated")
# Where a row of the outcomes stands: tables from several files keep it.
_FILE, _LINE = "_file", "_line"
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


@dataclass(frozen=True)
class OutcomeValues:
    """One outcome of everybody randomised: baseline, shape (people,), and later visits, shape (people, visits)."""

    outcome: Outcome
    baseline: Array
    follow_up: Array


@dataclass(frozen=True)
class TrialData:
    """A trial's data, in the order of people.csv.

    Attributes
    ----------
    people : DataFrame
        All columns of people.csv, checked.
    arms : tuple of str
        Names of the two arms; differences are the first less the second. A and B where blinded.
    labels : tuple of str
        How reports call them.
    in_first : array of bool, shape (people,)
    outcomes : tuple of OutcomeValues
        In the order of the design.
    not_asked : tuple of str
        Outcomes in the tables that the design does not ask about; they are not analysed, and the report says so.
    screened_out : tuple of str
        Reason of each person who was not randomised.
    blinded, simulated : bool
    """

    people: pd.DataFrame
    arms: tuple[str, str]
    labels: tuple[str, str]
    in_first: NDArray[np.bool_]
    outcomes: tuple[OutcomeValues, ...]
    not_asked: tuple[str, ...]
    screened_out: tuple[str, ...]
    blinded: bool
    simulated: bool

    def outcome(self, name: str) -> OutcomeValues:
        """Give the values of the outcome of this name."""
        return next(values for values in self.outcomes if values.outcome.name == name)


def read_data(folder: Path | str, design: TrialDesign) -> TrialData:
    """Read and check the tables of a folder.

    Raises
    ------
    FootwiseError
        In one line the first thing that is wrong: a missing table or column, a person twice, an arm nobody is in, a
        visit before enrolment, a value that is no number or out of range, a measure given twice.
    """
    folder = Path(folder)
    screened = folder / SCREENED_OUT
    return trial_data(
        _table(folder / PEOPLE),
        outcome_tables(folder),
        design,
        _table(screened) if screened.exists() else None,
        where=folder,
    )


def trial_data(
    people: pd.DataFrame,
    measures: pd.DataFrame,
    design: TrialDesign,
    screened_out: pd.DataFrame | None = None,
    where: Path | str = "the trial's data",
) -> TrialData:
    """Check tables of texts (or numbers) and bring them into arrays; see `read_data`."""
    where = Path(where)
    people, measures = people.astype(str), _placed(measures, where / OUTCOMES)
    _has_columns(where / PEOPLE, people, ["person", "arm", *design.strata])
    _has_columns(where / OUTCOMES, measures, _MEASURE)
    _once(where / PEOPLE, people[["person"]], "the person")
    for factor, levels in design.strata.items():
        _known(where / PEOPLE, people[factor], levels, factor)
    arms, blinded = _arms(where / PEOPLE, people, design)
    asked = _asked(measures, design)
    labels = tuple(f"Arm {a}" for a in arms) if blinded else tuple(arm.label for arm in design.arms)
    return TrialData(
        people=people.reset_index(drop=True),
        arms=arms,
        labels=(labels[0], labels[1]),
        in_first=(people["arm"] == arms[0]).to_numpy(),
        outcomes=_values(people, asked, design),
        not_asked=tuple(dict.fromkeys(measures["outcome"][~measures["outcome"].isin(asked["outcome"])])),
        screened_out=() if screened_out is None else tuple(screened_out["reason"].astype(str)),
        blinded=blinded,
        simulated=any(
            bool(table["simulated"].str.strip().str.lower().isin(_TRUE).any())
            for table in (people, measures)
            if "simulated" in table
        ),
    )


def write_data(folder: Path, people: pd.DataFrame, measures: pd.DataFrame, screened_out: pd.DataFrame | None) -> None:
    """Write the tables that `read_data` reads."""
    for name, table in ((PEOPLE, people), (OUTCOMES, measures), (SCREENED_OUT, screened_out)):
        if table is not None:
            write_text_whole(folder / name, table.to_csv(index=False, lineterminator="\n"))


def yes_or_no(path: Path | str, texts: pd.Series, column: str) -> NDArray[np.bool_]:
    """Read true and false; an empty field is true."""
    lower = texts.str.strip().str.lower()
    strange = ~lower.isin(_TRUE | _FALSE | {""})
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        raise FootwiseError(path, f"line {row + 2}: {column} is {texts.iloc[row]!r}", "Write true or false")
    return (~lower.isin(_FALSE)).to_numpy()


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FootwiseError(path, f"cannot be read ({reason})", "See docs/trial.md for the tables of a trial") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise FootwiseError(path, f"is no table ({error})", "Export it as CSV in UTF-8") from None


def _has_columns(path: Path, table: pd.DataFrame, needed: list[str]) -> None:
    missing = next((name for name in needed if name not in table), None)
    if missing is not None:
        raise FootwiseError(path, f"has no column {missing}", f"Needed are {', '.join(needed)}")
    if not len(table):
        raise FootwiseError(path, "has no rows", "Export the table with its data")


def _once(path: Path, keys: pd.DataFrame, what: str) -> None:
    again = keys.duplicated().to_numpy()
    if again.any():
        row = int(np.flatnonzero(again)[0])
        named = ", ".join(keys.iloc[row])
        raise FootwiseError(path, f"line {row + 2} repeats {what} {named}", "Keep the right one of the rows")


def _known(path: Path, column: pd.Series, levels: tuple[str, ...], what: str) -> None:
    strange = ~column.isin(levels).to_numpy()
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        raise FootwiseError(path, f"line {row + 2}: {what} is {column.iloc[row]!r}", f"Known are {', '.join(levels)}")


def _arms(path: Path, people: pd.DataFrame, design: TrialDesign) -> tuple[tuple[str, str], bool]:
    blinded = bool(people["arm"].isin(LABELS).all())
    names = LABELS if blinded else (design.arms[0].name, design.arms[1].name)
    _known(path, people["arm"], names, "arm")
    empty = next((name for name in names if not (people["arm"] == name).any()), None)
    if empty is not None:
        trouble = f"nobody was randomised to {empty}"
        raise FootwiseError(path, trouble, "Two arms are needed for a comparison; check the column arm")
    return names, blinded


def _asked(measures: pd.DataFrame, design: TrialDesign) -> pd.DataFrame:
    """Keep the measures that the design asks about; refuse a name that nothing of ours has written."""
    known = tuple(outcome.name for outcome in design.outcomes)
    strange = ~(measures["outcome"].isin(known) | measures["outcome"].map(is_follow_up_outcome).astype(bool)).to_numpy()
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        trouble = f"outcome is {measures['outcome'].iloc[row]!r}"
        raise _wrong(measures, row, trouble, f"Known are {', '.join(known)}")
    return measures[measures["outcome"].isin(known)].reset_index(drop=True)


def _values(people: pd.DataFrame, measures: pd.DataFrame, design: TrialDesign) -> tuple[OutcomeValues, ...]:
    _known_people(measures, people)
    week = _numbers(measures, "week")
    if (early := np.flatnonzero(week < 0)).size:
        row = int(early[0])
        trouble = f"{measures['person'].iloc[row]} was measured in week {week[row]:g}, before enrolment"
        raise _wrong(measures, row, trouble, "Weeks count from enrolment, which is week 0; correct the week")
    _after_enrolment(people, measures)
    value = _numbers(measures, "value", missing=True)
    keys = measures[["person", "outcome"]].assign(week=[f"week {w:g}" for w in week])
    again = keys.duplicated().to_numpy()
    if again.any():
        row = int(np.flatnonzero(again)[0])
        raise _wrong(
            measures, row, f"repeats the measure of {', '.join(keys.iloc[row])}", "Keep the right one", colon=""
        )
    row_of = {person: k for k, person in enumerate(people["person"])}
    at = measures["person"].map(row_of).to_numpy()
    found = []
    for outcome in design.outcomes:
        mine = np.flatnonzero((measures["outcome"] == outcome.name).to_numpy())
        visits = (outcome.baseline_week, *outcome.weeks)
        _check_rows(measures, outcome, visits, mine, week, value)
        table = np.full((len(people), len(visits)), np.nan)
        table[at[mine].astype(int), np.searchsorted(visits, week[mine])] = value[mine]
        found.append(OutcomeValues(outcome, table[:, 0], table[:, 1:]))
    return tuple(found)


def _check_rows(
    measures: pd.DataFrame, outcome: Outcome, visits: tuple[int, ...], rows: NDArray[np.intp], week: Array, value: Array
) -> None:
    for row in rows:
        if week[row] not in visits:
            trouble = f"{outcome.name} has no visit in week {week[row]:g}"
            raise _wrong(measures, int(row), trouble, f"The design has weeks {', '.join(map(str, visits))}")
        if not (np.isnan(value[row]) or outcome.low <= value[row] <= outcome.high):
            trouble = f"{outcome.name} is {value[row]:g}, outside {outcome.low:g} to {outcome.high:g}"
            raise _wrong(measures, int(row), trouble, "Correct the value, or leave it empty where it is not known")


def _known_people(measures: pd.DataFrame, people: pd.DataFrame) -> None:
    strange = ~measures["person"].isin(people["person"]).to_numpy()
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        trouble = f"{measures['person'].iloc[row]!r} was never randomised"
        raise _wrong(measures, row, trouble, "Add the person to people.csv or correct the name")


def _numbers(measures: pd.DataFrame, column: str, missing: bool = False) -> Array:
    texts = measures[column]
    numbers = pd.to_numeric(texts.replace({"nan": "", "NA": ""}), errors="coerce").to_numpy(dtype=float)
    empty = texts.str.strip().isin(["", "nan", "NA"]).to_numpy()
    wrong = ~np.isfinite(numbers) & ~(empty & missing)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        remedy = "Write a number, or leave it empty where it is not known" if missing else "Write a number"
        raise _wrong(measures, row, f"{column} is {texts.iloc[row]!r}, not a number", remedy)
    return numbers


def _after_enrolment(people: pd.DataFrame, measures: pd.DataFrame) -> None:
    """Compare dates, where both tables have them: week and date may contradict each other."""
    if "date" not in measures or "enrolled" not in people:
        return
    begun = measures["person"].map(dict(zip(people["person"], people["enrolled"], strict=True)))
    day = pd.to_datetime(measures["date"], errors="coerce", format="%Y-%m-%d")
    first = pd.to_datetime(begun, errors="coerce", format="%Y-%m-%d")
    early = (day < first).to_numpy()
    if early.any():
        row = int(np.flatnonzero(early)[0])
        who, when = measures["person"].iloc[row], measures["date"].iloc[row]
        trouble = f"{who} was measured on {when}, before enrolment on {begun.iloc[row]}"
        raise _wrong(measures, row, trouble, "Correct the date of the visit or of enrolment")


def outcome_tables(folder: Path) -> pd.DataFrame:
    """Read every table of outcomes of a folder, one below the other; each row keeps its file and line."""
    paths = sorted(folder.glob("outcomes*.csv")) or [folder / OUTCOMES]
    tables = []
    for path in paths:
        table = _table(path)
        _has_columns(path, table, _MEASURE)
        tables.append(_placed(table, path))
    return pd.concat(tables, ignore_index=True).fillna("")


def _placed(measures: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Note file and line of every row, where that is not done, and turn the rest into texts."""
    if _LINE in measures:
        return measures
    placed = measures.astype(str)
    placed[_FILE], placed[_LINE] = str(path), np.arange(len(measures)) + 2
    return placed


def _wrong(measures: pd.DataFrame, row: int, trouble: str, remedy: str, colon: str = ":") -> FootwiseError:
    return FootwiseError(Path(measures[_FILE].iloc[row]), f"line {measures[_LINE].iloc[row]}{colon} {trouble}", remedy)
