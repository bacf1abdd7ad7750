"""The tables of a trial as REDCap's files: a flat CSV with one row a person and event, and its data dictionary.

The form is that of REDCap's "Export Data (raw)" of a longitudinal project and of its data dictionary of eighteen
columns; what is written here can be loaded into an empty project (dictionary first, then events, then data).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.tables import write_csv
from footwise.trial.design import TrialDesign
from footwise.trial.people_columns import COURSE

FLAT, DICTIONARY = "redcap_data.csv", "redcap_dictionary.csv"
_ENROLMENT = "enrolment_arm_1"
# The field with the day of a visit, where there is one.
_DATE = "date"
_COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
_FIELD, _FORM, _, _TYPE, _LABEL, _CHOICES, _NOTE, _VALIDATION, _MIN, _MAX = _COLUMNS[:10]


def write_redcap(folder: Path, people: pd.DataFrame, measures: pd.DataFrame, design: TrialDesign) -> None:
    """Write the flat file and its dictionary.

    Parameters
    ----------
    folder : Path
        Must exist.
    people, measures : DataFrame
        As ``people.csv`` and ``outcomes.csv``; everything a text.
    design : TrialDesign
    """
    described = [column for column in people.columns if column != "person"]
    choices = {name: _levels(name, people[name], design) for name in described}
    outcomes = [outcome.name for outcome in design.outcomes]
    fields = [_field("record_id", "enrolment", "Person")]
    fields += [_field(name, "enrolment", name.replace("_", " "), choices=choices[name]) for name in described]
    fields += [
        _field(one.name, "visit", one.label, note=one.unit, number=True, low=one.low, high=one.high)
        for one in design.outcomes
    ]
    dated = _DATE in measures
    if dated:
        fields.append(_field(_DATE, "visit", "Date of the visit"))
    rows = []
    long = measures.assign(week=_whole_weeks(measures["week"]))
    for _, person in people.iterrows():
        first = {name: _code(choices[name], str(person[name])) for name in described}
        rows.append({"record_id": person["person"], "redcap_event_name": _ENROLMENT, **first})
        mine = long[long["person"] == person["person"]]
        for week, visit in mine.groupby("week"):
            found = dict(zip(visit["outcome"], visit["value"], strict=True))
            if dated:
                found[_DATE] = _one_date(person["person"], week, visit[_DATE])
            rows.append({"record_id": person["person"], "redcap_event_name": f"week_{week}_arm_1", **found})
    flat = pd.DataFrame(
        rows, columns=["record_id", "redcap_event_name", *described, *([_DATE] if dated else []), *outcomes]
    ).fillna("")
    write_csv(flat, folder / FLAT)
    write_csv(pd.DataFrame(fields, columns=_COLUMNS, dtype=object).fillna(""), folder / DICTIONARY)


def _one_date(person: str, week: int, dates: pd.Series) -> str:
    """Give the date of a visit: REDCap keeps one."""
    found = [date for date in dict.fromkeys(dates.astype(str).str.strip()) if date not in ("", "nan")]
    if len(found) > 1:
        trouble = f"have two dates for {person} in week {week}: {found[0]} and {found[1]}"
        raise FootwiseError("the measures", trouble, "Give a visit one date")
    return found[0] if found else ""


def _whole_weeks(weeks: pd.Series) -> pd.Series:
    """Weeks as an event can be called."""
    number = weeks.astype(float)
    if (parts := number[number != number.round()]).size:
        trouble = f"have week {parts.iloc[0]:g}, and events are of whole weeks"
        raise FootwiseError("the measures", trouble, "Write the week of the visit as the design has it")
    return number.astype(int)


def _levels(name: str, column: pd.Series, design: TrialDesign) -> list[str]:
    if name == "arm":
        known = [arm.name for arm in design.arms]
        return known if set(column) <= set(known) else sorted(set(column))
    if name in design.strata:
        return list(design.strata[name])
    return ["true", "false"] if name in COURSE and set(column) <= {"true", "false"} else []


def _field(
    name: str,
    form: str,
    label: str,
    choices: list[str] | None = None,
    note: str = "",
    number: bool = False,
    low: float = float("-inf"),
    high: float = float("inf"),
) -> dict[str, str]:
    return {
        _FIELD: name,
        _FORM: form,
        _TYPE: "radio" if choices else "text",
        _LABEL: label,
        _CHOICES: " | ".join(f"{k}, {level}" for k, level in enumerate(choices or [], start=1)),
        _NOTE: note,
        _VALIDATION: "number" if number else "",
        _MIN: f"{low:g}" if abs(low) < float("inf") else "",
        _MAX: f"{high:g}" if abs(high) < float("inf") else "",
    }


def _code(levels: list[str], value: str) -> str:
    return str(levels.index(value) + 1) if value in levels else value
