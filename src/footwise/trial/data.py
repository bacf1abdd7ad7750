"""The data of a trial: who was randomised to which arm, and every measure, from plain tables.

``people.csv`` has one row a person: person, arm, the factors of the strata, and whatever describes people at
baseline; optionally how they went through the trial (`footwise.trial.people_columns`) and simulated.
``outcomes.csv`` is long: person, week, outcome, value, and optionally date and simulated; where the design has windows
for its visits, a date does in place of a week. Every other table whose name begins with ``outcomes`` is read with it:
tables of scores and of maps of cartilage can lie beside it as they are. ``screened_out.csv``, where it is there, has
one row a person who was not randomised: person, reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.followup import is_follow_up_outcome
from footwise.tables import read_csv, write_csv
from footwise.trial.design import Outcome, TrialDesign
from footwise.trial.people_columns import TRUE, enrolment_days, received, withdrawn_weeks
from footwise.trial.randomisation import LABELS
from footwise.trial.table_checks import check_levels, check_names, has_columns, texts
from footwise.trial.visit_windows import VisitDeviation, deviations_in_words, far_from_their_week, place_measures
from footwise.trial.written_dates import days

PEOPLE, OUTCOMES, SCREENED_OUT = "people.csv", "outcomes.csv", "screened_out.csv"
_MEASURE = ["person", "outcome", "value"]
_NO_WEEK = "Give the week of each visit; or its date, with windows in the design and enrolled in people.csv"
# Where a row of the outcomes stands: tables from several files keep it.
_FILE, _LINE = "_file", "_line"


@by_value
@dataclass(frozen=True)
class OutcomeValues:
    """One outcome of everybody randomised: baseline, shape (people,), and later visits, shape (people, visits)."""

    outcome: Outcome
    baseline: Array
    follow_up: Array


@by_value
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
    received : array of bool, shape (people,), or None
        Who began the allocated treatment; None where that is not told.
    withdrawn_week : array, shape (people,)
        In which each person left; infinite for those who stayed.
    outcomes : tuple of OutcomeValues
        In the order of the design.
    not_asked : tuple of str
        Outcomes in the tables that the design does not ask about; they are not analysed, and the report says so.
    screened_out : tuple of str
        Reason of each person who was not randomised.
    notes : tuple of str
        What does not fit together, and what became of it, for the report.
    deviations : tuple of VisitDeviation
        Every measure that was not taken on the day of its visit, where the design has windows.
    blinded, simulated : bool
    """

    people: pd.DataFrame
    arms: tuple[str, str]
    labels: tuple[str, str]
    in_first: NDArray[np.bool_]
    received: NDArray[np.bool_] | None
    withdrawn_week: Array
    outcomes: tuple[OutcomeValues, ...]
    not_asked: tuple[str, ...]
    screened_out: tuple[str, ...]
    notes: tuple[str, ...]
    deviations: tuple[VisitDeviation, ...]
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
        In one line the first thing that is wrong: a missing table or column, a person twice, without a name or both
        randomised and screened out, an arm nobody is in, a visit before enrolment, a value that is no number or out of
        range, a measure given twice.
    """
    folder = Path(folder)
    screened = folder / SCREENED_OUT
    return trial_data(
        read_csv(folder / PEOPLE),
        outcome_tables(folder),
        design,
        read_csv(screened) if screened.exists() else None,
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
    people, measures = texts(people), _placed(measures, where / OUTCOMES)
    has_columns(where / PEOPLE, people, ["person", "arm", *design.strata])
    has_columns(where / OUTCOMES, measures, _MEASURE if design.windows else ["person", "week", *_MEASURE[1:]])
    check_names(where / PEOPLE, people)
    for factor, levels in design.strata.items():
        check_levels(where / PEOPLE, people[factor], levels, factor)
    arms, blinded = _arms(where / PEOPLE, people, design)
    asked = _asked(measures, design)
    labels = tuple(f"Arm {a}" for a in arms) if blinded else tuple(arm.label for arm in design.arms)
    withdrawn, (outcomes, deviations, told) = (
        withdrawn_weeks(where / PEOPLE, people),
        _values(people, asked, design, where),
    )
    return TrialData(
        people=people.reset_index(drop=True),
        arms=arms,
        labels=(labels[0], labels[1]),
        in_first=(people["arm"] == arms[0]).to_numpy(),
        received=received(where / PEOPLE, people),
        withdrawn_week=withdrawn,
        outcomes=outcomes,
        not_asked=tuple(dict.fromkeys(measures["outcome"][~measures["outcome"].isin(asked["outcome"])])),
        screened_out=() if screened_out is None else _screened(where / SCREENED_OUT, screened_out, people),
        notes=(*told, *_left_but_measured(people, withdrawn, outcomes)),
        deviations=deviations,
        blinded=blinded,
        simulated=any(
            bool(table["simulated"].str.strip().str.lower().isin(TRUE).any())
            for table in (people, measures)
            if "simulated" in table
        ),
    )


def write_data(folder: Path, people: pd.DataFrame, measures: pd.DataFrame, screened_out: pd.DataFrame | None) -> None:
    """Write the tables that `read_data` reads; none of nobody who was screened out."""
    for name, table in ((PEOPLE, people), (OUTCOMES, measures), (SCREENED_OUT, screened_out)):
        if table is not None and len(table):
            write_csv(table, folder / name)


def _screened(path: Path, screened_out: pd.DataFrame, people: pd.DataFrame) -> tuple[str, ...]:
    """Reasons of those who were not randomised."""
    has_columns(path, screened_out, ["person", "reason"], may_be_empty=True)
    table = texts(screened_out)
    check_names(path, table)
    both = table["person"].str.casefold().isin(people["person"].str.casefold()).to_numpy()
    if both.any():
        row = int(np.flatnonzero(both)[0])
        trouble = f"line {row + 2}: {table['person'].iloc[row]} was randomised and is in {PEOPLE}"
        raise FootwiseError(path, trouble, "People who were screened out later stay randomised; remove one of the rows")
    return tuple(table["reason"].replace("", "no reason given"))


def _left_but_measured(people: pd.DataFrame, withdrawn: Array, outcomes: tuple[OutcomeValues, ...]) -> tuple[str, ...]:
    after = np.zeros(len(people), dtype=bool)
    for values in outcomes:
        late = np.asarray(values.outcome.weeks) >= withdrawn[:, None]
        after |= (late & np.isfinite(values.follow_up)).any(axis=1)
    if not after.any():
        return ()
    names = list(people["person"][after])
    named = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (f"Measured in or after the week in which they left: {named}. These values are used.",)


def _arms(path: Path, people: pd.DataFrame, design: TrialDesign) -> tuple[tuple[str, str], bool]:
    blinded = bool(people["arm"].isin(LABELS).all())
    names = LABELS if blinded else (design.arms[0].name, design.arms[1].name)
    check_levels(path, people["arm"], names, "arm")
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


def _values(
    people: pd.DataFrame, measures: pd.DataFrame, design: TrialDesign, where: Path
) -> tuple[tuple[OutcomeValues, ...], tuple[VisitDeviation, ...], tuple[str, ...]]:
    """Bring the measures into arrays; also those beside the day of their visit, and what is to be said of them."""
    _known_people(measures, people)
    day = _days_from_enrolment(people, measures, where / PEOPLE)
    week = _weeks(measures, day, dates_do=design.windows is not None)
    value = _numbers(measures, "value", missing=True)
    keys = measures[["person", "outcome"]].assign(week=[f"week {w:g}" if np.isfinite(w) else "" for w in week])
    if design.windows is not None:
        # A visit that was walked twice has two dates; the same one twice is a mistake.
        keys["day"] = [f"day {d:g}" if np.isfinite(d) else "" for d in day]
    again = keys.duplicated().to_numpy()
    if again.any():
        row = int(np.flatnonzero(again)[0])
        said = ", ".join(filter(None, keys.iloc[row]))
        raise _wrong(measures, row, f"repeats the measure of {said}", "Keep the right one", colon="")
    row_of = {person: k for k, person in enumerate(people["person"])}
    at = measures["person"].map(row_of).to_numpy()
    found: list[OutcomeValues] = []
    deviations: list[VisitDeviation] = []
    for outcome in design.outcomes:
        mine = np.flatnonzero((measures["outcome"] == outcome.name).to_numpy())
        visits = (outcome.baseline_week, *outcome.weeks)
        _check_range(measures, outcome, mine, value)
        table = np.full((len(people), len(visits)), np.nan)
        if design.windows is None:
            _check_visits(measures, outcome, visits, mine, week)
            placed: list[int | None] = [int(w) for w in week[mine]]
        else:
            # A row without a value is a visit that was missed, whenever that was written down.
            mine = mine[np.isfinite(value[mine])]
            taken = np.where(np.isfinite(day[mine]), day[mine], 7 * week[mine])
            who = list(measures["person"].iloc[mine])
            placed, beside = place_measures(design.windows, visits, who, outcome.name, week[mine], taken)
            deviations += beside
        for measure, visit in zip(mine, placed, strict=True):
            if visit is not None:
                table[int(at[measure]), visits.index(visit)] = value[measure]
        found.append(OutcomeValues(outcome, table[:, 0], table[:, 1:]))
    if design.windows is None:
        told = far_from_their_week(list(measures["person"]), week, day)
    else:
        told = deviations_in_words(deviations, design.windows)
    return tuple(found), tuple(deviations), told


def _weeks(measures: pd.DataFrame, day: Array, dates_do: bool) -> Array:
    """Weeks as recorded; NaN where a date stands in its place."""
    nothing = np.full(len(measures), np.nan)
    week = _numbers(measures, "week", missing=dates_do) if "week" in measures else nothing
    nowhere = np.flatnonzero(~np.isfinite(week) & ~(np.isfinite(day) & dates_do))
    if nowhere.size:
        row = int(nowhere[0])
        raise _wrong(measures, row, f"{measures['person'].iloc[row]} has neither a week nor a day", _NO_WEEK)
    if (early := np.flatnonzero(week < 0)).size:
        row = int(early[0])
        trouble = f"{measures['person'].iloc[row]} was measured in week {week[row]:g}, before enrolment"
        raise _wrong(measures, row, trouble, "Weeks count from enrolment, which is week 0; correct the week")
    return week


def _check_visits(
    measures: pd.DataFrame, outcome: Outcome, visits: tuple[int, ...], rows: NDArray[np.intp], week: Array
) -> None:
    for row in rows:
        if week[row] not in visits:
            trouble = f"{outcome.name} has no visit in week {week[row]:g}"
            remedy = f"The design has weeks {', '.join(map(str, visits))}; with window_days it takes weeks nearby"
            raise _wrong(measures, int(row), trouble, remedy)


def _check_range(measures: pd.DataFrame, outcome: Outcome, rows: NDArray[np.intp], value: Array) -> None:
    for row in rows:
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


def _days_from_enrolment(people: pd.DataFrame, measures: pd.DataFrame, path: Path) -> Array:
    """Day of every measure, where both tables have dates; NaN otherwise. None may lie before enrolment."""
    enrolled = enrolment_days(path, people)
    unknown = np.full(len(measures), np.nan)
    if "date" not in measures:
        return unknown
    day, strange, why = days(measures["date"])
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        raise _wrong(measures, row, f"date is {measures['date'].iloc[row]!r}", why)
    if enrolled is None:
        return unknown
    first = pd.to_datetime(measures["person"].map(dict(zip(people["person"], enrolled, strict=True))))
    early = (day < first).to_numpy()
    if early.any():
        row = int(np.flatnonzero(early)[0])
        who, when = measures["person"].iloc[row], measures["date"].iloc[row]
        trouble = f"{who} was measured on {when}, before enrolment on {first.iloc[row]:%Y-%m-%d}"
        raise _wrong(measures, row, trouble, "Correct the date of the visit or of enrolment")
    return np.asarray((day - first).dt.days, dtype=float)


def outcome_tables(folder: Path) -> pd.DataFrame:
    """Read every table of outcomes of a folder, one below the other; each row keeps its file and line."""
    paths = sorted(folder.glob("outcomes*.csv")) or [folder / OUTCOMES]
    tables = []
    for path in paths:
        table = read_csv(path)
        has_columns(path, table, _MEASURE)
        tables.append(_placed(table, path))
    return pd.concat(tables, ignore_index=True).fillna("")


def _placed(measures: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Note file and line of every row, where that is not done, and turn the rest into texts."""
    if _LINE in measures:
        return measures
    placed = texts(measures)
    placed[_FILE], placed[_LINE] = str(path), np.arange(len(measures)) + 2
    return placed


def _wrong(measures: pd.DataFrame, row: int, trouble: str, remedy: str, colon: str = ":") -> FootwiseError:
    return FootwiseError(Path(measures[_FILE].iloc[row]), f"line {measures[_LINE].iloc[row]}{colon} {trouble}", remedy)
