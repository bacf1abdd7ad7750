"""REDCap's own files: a flat CSV with one row a person and event, and the data dictionary that explains it.

The form is that of REDCap's "Export Data (raw)" of a longitudinal project and of its data dictionary of eighteen
columns; what is written here can be loaded into an empty project (dictionary first, then events, then data).
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.tables import read_csv, write_csv
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
_EVENT = re.compile(r"^week_(\d+)_arm_\d+$")


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


def read_redcap(flat: Path, dictionary: Path, design: TrialDesign) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a flat export with its dictionary into the tables of a trial.

    Coded choices become their labels. Events are ``week_N_arm_1``; any other event describes people, and what several
    of them say of one person is put together.

    Raises
    ------
    FootwiseError
        Files that are not REDCap's, a code or a field that the dictionary does not have, a measure at another event,
        two events that contradict each other.
    """
    fields = read_csv(dictionary)
    if _FIELD not in fields or _CHOICES not in fields:
        raise FootwiseError(dictionary, "is no REDCap data dictionary", "Download it under Project Setup")
    table = read_csv(flat)
    if "redcap_event_name" not in table.columns:
        raise FootwiseError(flat, "has no column redcap_event_name", "Export the raw data of a longitudinal project")
    key = table.columns[0]
    unknown = next((n for n in table.columns[1:] if n != "redcap_event_name" and n not in set(fields[_FIELD])), None)
    if unknown is not None and not re.search(r"_complete$|^redcap_", unknown):
        raise FootwiseError(flat, f"has the field {unknown}, which {dictionary.name} lacks", "Export both again")
    labels = {row[_FIELD]: _parsed(row[_CHOICES]) for _, row in fields.iterrows()}
    outcomes = [outcome.name for outcome in design.outcomes]
    missing = next((name for name in outcomes if name not in table), None)
    if missing is not None:
        raise FootwiseError(flat, f"has no field {missing}", "Name the fields as the outcomes of the design")
    week = table["redcap_event_name"].str.extract(_EVENT.pattern, expand=False)
    described = [
        name
        for name in table.columns
        if name not in (key, "redcap_event_name", _DATE, *outcomes) and not re.search(r"_complete$|^redcap_", name)
    ]
    _no_measures(flat, table[week.isna()], outcomes)
    people = _one_row_each(flat, table[week.isna()].rename(columns={key: "person"}), described)
    for name in described:
        people[name] = [_label(flat, name, labels.get(name, {}), text) for text in people[name]]
    long = table[week.notna()].assign(week=week[week.notna()]).rename(columns={key: "person"})
    keys = ["person", "week", *([_DATE] if _DATE in table else [])]
    measures = long.melt(keys, outcomes, var_name="outcome", value_name="value")
    measures = measures[measures["value"].str.strip() != ""]
    order = {name: k for k, name in enumerate(outcomes)}
    measures = measures.assign(_week=measures["week"].astype(int), _outcome=measures["outcome"].map(order))
    measures = measures.sort_values(["_outcome", "_week"], kind="stable").drop(columns=["_week", "_outcome"])
    return people.reset_index(drop=True), measures[[*keys, "outcome", "value"]].reset_index(drop=True)


def _no_measures(path: Path, table: pd.DataFrame, outcomes: list[str]) -> None:
    """Refuse an outcome at an event whose week is not known: it would be lost."""
    for name in outcomes:
        filled = table[table[name].str.strip() != ""]
        if len(filled):
            event = filled["redcap_event_name"].iloc[0]
            trouble = f"has {name} at the event {event}, whose week is not told by its name"
            raise FootwiseError(path, trouble, "Name events of visits week_7_arm_1, for example")


def _one_row_each(path: Path, table: pd.DataFrame, described: list[str]) -> pd.DataFrame:
    """Put together what several events say of one person."""
    rows: dict[str, dict[str, str]] = {}
    for row in table.to_dict("records"):
        known = rows.setdefault(row["person"], dict.fromkeys(described, ""))
        for name in described:
            text = str(row[name])
            if text and known[name] and text != known[name]:
                trouble = f"event {row['redcap_event_name']} gives {row['person']} another {name} than an event before"
                raise FootwiseError(path, trouble, "Correct one of them in REDCap and export again")
            known[name] = known[name] or text
    found = [{"person": person, **known} for person, known in rows.items()]
    return pd.DataFrame(found, columns=["person", *described])


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


def _parsed(choices: str) -> dict[str, str]:
    pairs = (choice.partition(",") for choice in str(choices).split("|"))
    return {code.strip(): label.strip() for code, _, label in pairs if code.strip() and label.strip()}


def _label(path: Path, name: str, labels: dict[str, str], text: str) -> str:
    if not labels or text == "":
        return text
    if text not in labels:
        raise FootwiseError(path, f"{name} has the code {text!r}", f"The dictionary has {', '.join(labels)}")
    return labels[text]
