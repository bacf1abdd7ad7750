"""A laboratory's own model: fitted on its own table, and judged beside the model of the 107 people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.jobs.progress import Progress, no_progress
from footwise.outputs import write_text_whole
from footwise.prescription.odds import (
    ANGLE,
    FEWEST_KNEES,
    LEAST_CHANGE_DEG,
    MOST_KNEES,
    NAMES,
    VARIABLES,
    OddsModel,
    OddsScores,
    WalkChanges,
    fit_odds_model,
    knee_odds,
    leave_one_out,
    odds_model_toml,
    published_model,
    published_scores,
    scores,
)
from footwise.settings import quoted
from footwise.showing import counted
from footwise.tables import column_numbers, read_csv

FALL = "kam_peak1_fall_pct_bwht"
PERSON = "person"
# Beyond any change of a walk: degrees, metres, %BW·ht.
_LARGEST = {"deg": 60.0, "m": 0.5}
_LARGEST_FALL = 5.0
# What is asked about: fewer falls than this; a spread that is so many times another; means so many SDs apart, one
# positive and one negative.
_FEW_FELL, _OTHER_UNIT, _OTHER_SIGN_SDS = 0.4, 6.0, 1.5
_MOST_NAMED = 5
# As statistics programs write an empty field.
_GAPS = ("na", "n/a", "nan", ".")


@by_value
@dataclass(frozen=True)
class TrainedOdds:
    """What a laboratory's table comes to.

    Attributes
    ----------
    model : OddsModel
    people : int
    own : OddsScores
        Each person predicted by the others of the table.
    of_the_107 : OddsScores
        The same people predicted by the model of the 107; against the odds of the table's own others, too.
    left_out : int
        Rows with a gap.
    remarks : tuple of str
        What in the table looks as if it were not meant: columns of no known name, the same row twice, signs and units
        that are unlike those of the 107.
    """

    model: OddsModel
    people: int
    own: OddsScores
    of_the_107: OddsScores
    left_out: int
    remarks: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Say how good the odds are, their own and those of the 107 side by side."""
        better = self.own.log_gain - self.own.log_gain_se > 0
        toe_in = self.model.at_deg < 0
        return [
            f"{counted(self.model.knees, 'knee')} of {counted(self.people, 'person').replace('persons', 'people')}, "
            f"{len(self.model.names)} variables"
            + (f"; {counted(self.left_out, 'row')} with a gap left out" if self.left_out else ""),
            f"Your own model, every person predicted by the others: {_told(self.own)}",
            f"The model of the 107 people on yours: {_told(self.of_the_107)}"
            if toe_in
            else "The foot was turned out in this table, of which the model of the 107 people knows nothing: if it was "
            f"turned in, {ANGLE} has the wrong sign.",
            f"The 107 people, each predicted by the others: {_told(published_scores())}",
            "Your own model tells more than the share of your people whose load fell."
            if better
            else "Your own model does not surely tell more than the share of your people whose load fell: take more "
            f"people{', or the model of the 107' if toe_in else ''}.",
            *(f"Note: {remark}" for remark in self.remarks),
        ]


def train_odds(table: Path, progress: Progress = no_progress) -> TrainedOdds:
    """Fit a model on a laboratory's own table, and predict every person by the others.

    Parameters
    ----------
    table : Path
        CSV, one row a knee: ``kam_peak1_fall_pct_bwht`` (positive when the load falls), ``foot_progression_angle``
        (change, toe-out positive) and any others of the twelve variables, by their names and in their units; ``person``
        where both knees of somebody are in it.
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with the table.
    """
    rows = read_csv(table)
    names = [name for name in NAMES if name in rows.columns]
    missing = [name for name in (FALL, ANGLE) if name not in rows.columns]
    if missing or len(names) < 2:
        raise FootwiseError(
            table,
            f"has no column {missing[0]}" if missing else "has none of the other variables",
            f"Name the columns {FALL}, {ANGLE} and, as far as measured, {', '.join(n for n in NAMES if n != ANGLE)}",
        )
    for name in (FALL, *names):
        rows[name] = rows[name].where(~rows[name].astype(str).str.strip().str.lower().isin(_GAPS), "")
    numbers = pd.DataFrame({name: column_numbers(table, rows, name, needed=False) for name in (FALL, *names)})
    _check_units(table, numbers)
    whole = numbers.notna().all(axis=1).to_numpy()
    fall, changes = numbers[FALL].to_numpy(float)[whole], numbers[names].to_numpy(float)[whole]
    people = rows[PERSON].to_numpy(str)[whole] if PERSON in rows.columns else np.arange(len(fall)).astype(str)
    _check(table, names, changes, fall, people)
    unknown = [str(name) for name in rows.columns if name not in (FALL, PERSON, *NAMES)]
    said = [*_unlike_a_table(unknown, np.column_stack([fall, changes])), *_unlike_the_107(names, changes, fall)]
    source = f"{len(set(people))} people of {table.stem}"
    progress("model", 0, 2)
    model = fit_odds_model(names, changes, fall, source)
    progress("every person by the others", 1, 2)
    folds = leave_one_out(names, changes, fall, list(people))
    order = np.concatenate([out for out, _, _ in folds])
    populations = [population for out, _, population in folds for _ in out]
    exact = np.zeros(len(names))
    own = [one.fall(changes[k], exact) for out, one, _ in folds for k in out]
    published = [knee_odds(_as_changes(names, changes[k])).fall for k in order]
    return TrainedOdds(
        model, len(set(people)), scores(own, populations, fall[order]), scores(published, populations, fall[order]),
        int((~whole).sum()), tuple(said),
    )  # fmt: skip


def write_odds_model(trained: TrainedOdds, path: Path) -> None:
    """Write the model as TOML, as a whole; what it was judged to be stands above it."""
    heading = "\n".join(["A model of odds, fitted on a laboratory's own table by Footwise.", *trained.sentences()])
    write_text_whole(path, odds_model_toml(trained.model, heading))


def _check(table: Path, names: list[str], changes: Array, fall: Array, people: np.ndarray) -> None:
    if len(fall) < FEWEST_KNEES:
        raise FootwiseError(table, f"has {counted(len(fall), 'complete row')}", f"A model needs {FEWEST_KNEES} or more")
    whose, rows = np.unique(people, return_counts=True)
    if rows.max() > MOST_KNEES:
        whom = quoted(str(whose[rows.argmax()]))
        raise FootwiseError(
            table, f"has {rows.max()} rows of the {PERSON} {whom}, and people have two knees", "Give one row a knee"
        )
    for name, values in zip(names, changes.T, strict=True):
        if np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())):
            raise FootwiseError(table, f"has one and the same {name} in every row", "Leave the column out")
    turned = changes[:, names.index(ANGLE)]
    if not (np.all(turned <= -LEAST_CHANGE_DEG) or np.all(turned >= LEAST_CHANGE_DEG)):
        raise FootwiseError(
            table,
            f"has rows with the foot turned by less than {LEAST_CHANGE_DEG:g}°, or in and out in one table",
            "Give toe-in (negative) or toe-out (positive) by itself",
        )


def _check_units(table: Path, numbers: pd.DataFrame) -> None:
    """Refuse what no walk changes by."""
    units = {variable.name: variable.unit for variable in VARIABLES}
    for name in numbers.columns:
        largest, unit = (_LARGEST_FALL, "%BW·ht") if name == FALL else (_LARGEST[units[name]], units[name])
        beyond = numbers[name].abs().gt(largest).to_numpy()
        if beyond.any():
            row = int(beyond.argmax())
            raise FootwiseError(
                table,
                f"has {numbers[name].iloc[row]!s} as {name} in row {row + 1}, more than any walk changes in {unit}",
                f"Correct it, or give the column in {unit}",
            )


def _unlike_a_table(unknown: list[str], numbers: Array) -> list[str]:
    """Say which columns were not read, and whether a knee stands in the table twice."""
    said = []
    if unknown:
        most = ", ".join(quoted(name) for name in unknown[:_MOST_NAMED]) + (", …" if len(unknown) > _MOST_NAMED else "")
        said.append(f"not read, as no variable is called so: {most}")
    _, times = np.unique(numbers, axis=0, return_counts=True)
    if (twice := int((times - 1).sum())) > 0:
        said.append(f"{counted(twice, 'row')} the same as another in every number: give each knee once")
    return said


def _unlike_the_107(names: list[str], changes: Array, fall: Array) -> list[str]:
    """Ask about signs and units where toe-in did something else, by far, to these people than to the 107."""
    theirs = published_model()
    if changes[:, names.index(ANGLE)].mean() > 0:
        return []
    said = []
    fell, theirs_fell = float(np.mean(fall > 0)), theirs.share_fell
    if fell < _FEW_FELL:
        said.append(
            f"the load fell in {100 * fell:.0f} of 100 of these knees, and in {100 * theirs_fell:.0f} of 100 of the "
            f"107: is {FALL} positive where it falls?"
        )
    units = {variable.name: variable.unit for variable in VARIABLES}
    for name, values in zip(names, changes.T, strict=True):
        at = theirs.names.index(name)
        mean, sd, centre, spread = values.mean(), values.std(ddof=1), theirs.centre[at], theirs.spread[at]
        sizes = f"{mean:+.2g} ± {sd:.2g} {units[name]} here and {centre:+.2g} ± {spread:.2g} {units[name]} in the 107"
        if name != ANGLE and not 1 / _OTHER_UNIT < sd / spread < _OTHER_UNIT:
            said.append(f"{name} is {sizes}: is the unit right?")
        elif mean * centre < 0 and abs(mean - centre) > _OTHER_SIGN_SDS * spread and abs(mean) > sd:
            said.append(f"{name} is {sizes}: is the sign right?")
    return said


def _as_changes(names: list[str], values: Array) -> WalkChanges:
    """Put a row of the table into the form of measured walks, exact."""
    change = np.full(len(NAMES), np.nan)
    change[[NAMES.index(name) for name in names]] = values
    exact = np.where(np.isfinite(change), 0.0, np.nan)
    return WalkChanges("left", float(change[NAMES.index(ANGLE)]), change, exact, 1, 1, "a table")


def _told(found: OddsScores) -> str:
    thirds = ", ".join(
        f"{100 * told:.0f} % told and {100 * fell:.0f} % fell"
        for told, fell in zip(found.told, found.fell, strict=True)
    )
    return (
        f"R² {found.r2:.2f}, 90 % bands hold {100 * found.within_90:.0f} %, in thirds {thirds}; log score over the "
        f"population's odds {found.log_gain:+.3f} ± {found.log_gain_se:.3f} a knee"
    )
