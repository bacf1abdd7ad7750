"""Results into a project that is there: a table that REDCap's "Data Import Tool" takes."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.trial.design import TrialDesign
from footwise.trial.redcap.dictionary import Field, read_dictionary
from footwise.trial.redcap.events import RedcapNames, event_name, event_week
from footwise.trial.redcap.export import EVENT, FORM, INSTANCE, PERSON, read_export

IMPORT = "redcap_import.csv"
_ARM = re.compile(r"_arm_\d+[a-z]?$")
# Values that differ by less are the same, rounded on their way.
_SAME = 1e-6


def results_for_redcap(
    measures: pd.DataFrame, flat: Path, dictionary: Path, design: TrialDesign, names: RedcapNames | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put measures at the records, events and fields of a project.

    Parameters
    ----------
    measures : DataFrame
        ``person, week, outcome, value`` as texts; whole weeks.
    flat, dictionary : Path
        The project's raw data as they are now, which tell its records and events, and its dictionary.
    design : TrialDesign
    names : RedcapNames, optional
        What the project calls otherwise than the design.

    Returns
    -------
    table : DataFrame
        One row a record and event, only with what is not yet in the project; an empty cell changes nothing there.
    notes : tuple of str

    Raises
    ------
    FootwiseError
        A person, a field or an event that the project does not have, a field of a repeating form, a number where the
        field takes whole ones only, or another value that is there already.
    """
    names = names or RedcapNames()
    fields = read_dictionary(dictionary)
    project = read_export(flat, fields, dictionary).rows
    field_of = {ours: theirs for theirs, ours in names.fields.items()}
    outcomes = [one.name for one in design.outcomes if (measures["outcome"] == one.name).any()]
    places = {name: _field(dictionary, fields, project, field_of.get(name, name)) for name in outcomes}
    events = list(dict.fromkeys([*project[EVENT], *(name for name in names.events if _ARM.search(name))]))
    labelled = next((event for event in events if not _ARM.search(event)), None)
    if labelled is not None:
        raise FootwiseError(flat, f"has the event {labelled!r}", "Give the raw export: imports need names of events")
    arms = {person: {_arm(event) for event in own} for person, own in project.groupby(PERSON)[EVENT]}
    now = project[(project[FORM] == "") & (project[INSTANCE] == "")].set_index([PERSON, EVENT])
    cells: dict[tuple[str, str], dict[str, str]] = {}
    there = 0
    baseline = {one.name: one.baseline_week for one in design.outcomes}
    for row in measures.to_dict("records"):
        person, name, value = str(row["person"]).strip(), row["outcome"], str(row["value"]).strip()
        if name not in places or value in ("", "nan"):
            continue
        if person not in arms:
            raise FootwiseError(flat, f"has no record {person}", "Add the person in REDCap, and export again")
        field = fields[places[name]]
        event = _event(flat, events, arms[person], int(float(row["week"])), baseline[name], design, names)
        _check_number(dictionary, field, person, value)
        old = str(now.loc[(person, event), field.name]) if (person, event) in now.index else ""
        if old and not _same(old, value):
            trouble = f"has {field.name} = {old} for {person} at {event}, and the new value is {value}"
            raise FootwiseError(flat, trouble, "Empty it in REDCap where the new one is right, and export again")
        if old:
            there += 1
            continue
        cells.setdefault((person, event), {})[field.name] = value
    key = next(iter(fields))
    extra = {"redcap_repeat_instrument": "", "redcap_repeat_instance": ""} if (project[FORM] != "").any() else {}
    found = [{key: person, "redcap_event_name": event, **extra, **own} for (person, event), own in cells.items()]
    columns = [key, "redcap_event_name", *extra, *places.values()]
    notes = [f"{there} values are in the project already"] if there else []
    return pd.DataFrame(found, columns=columns, dtype=object).fillna(""), tuple(notes)


def _field(path: Path, fields: dict[str, Field], project: pd.DataFrame, name: str) -> str:
    if name not in fields:
        remedy = "Add it to the project, or say with `fields` what it is called there"
        raise FootwiseError(path, f"has no field {name}", remedy)
    form = fields[name].form
    if (project[FORM] == form).any():
        trouble = f"has {name} in the repeating instrument {form}"
        raise FootwiseError(path, trouble, "Give results a form of their own that does not repeat")
    return name


def _event(
    path: Path,
    events: list[str],
    arms: set[str],
    week: int,
    baseline_week: int,
    design: TrialDesign,
    names: RedcapNames,
) -> str:
    """Find the event of a week in the arm of a person."""
    found = []
    for event in events:
        known = event_week(event, design.weeks, names.events)
        if _arm(event) in arms and (known.week == week or (known.baseline and week == baseline_week)):
            found.append(event)
    if len(found) != 1:
        many = f"several events of week {week}: {', '.join(found)}" if found else f"no event of week {week}"
        raise FootwiseError(path, f"has {many}", "Say with `events` which event is which week")
    return found[0]


def _arm(event: str) -> str:
    return event.removeprefix(event_name(event))


def _check_number(path: Path, field: Field, person: str, value: str) -> None:
    number = pd.to_numeric(value, errors="coerce")
    if pd.isna(number):
        raise FootwiseError("the measures", f"have {field.name} = {value!r} for {person}", "Write a number")
    if field.whole and float(number) != round(float(number)):
        trouble = f"takes whole numbers for {field.name}, and {person} has {value}"
        raise FootwiseError(path, trouble, "Let the field take numbers with decimals")


def _same(old: str, new: str) -> bool:
    one, two = pd.to_numeric(old, errors="coerce"), pd.to_numeric(new, errors="coerce")
    return bool(abs(one - two) <= _SAME * max(1.0, abs(two)))
