"""From an export of REDCap to the tables of a trial: people, measures, and what was done with the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.trial.design import TrialDesign
from footwise.trial.redcap.dictionary import Field, read_dictionary
from footwise.trial.redcap.events import EventWeek, RedcapNames, event_name, event_week
from footwise.trial.redcap.export import EVENT, FORM, GROUP, INSTANCE, PERSON, RedcapExport, read_export
from footwise.trial.redcap.items import answers_table, item_columns, scores_of

# The column with the day of a visit.
DATE = "date"
_ADDED = (PERSON, EVENT, FORM, INSTANCE, GROUP)
# Long texts and files describe nobody in a table.
_NO_DESCRIPTION = ("notes", "file")


@by_value
@dataclass(frozen=True)
class RedcapTables:
    """What an export says.

    Attributes
    ----------
    people, measures : DataFrame
        As ``people.csv`` and ``outcomes.csv``; everything a text.
    notes : tuple of str
        What was read as what, and what was left out.
    answers : DataFrame or None
        Answers to questionnaires, where an outcome of the design is still to be scored from them.
    """

    people: pd.DataFrame
    measures: pd.DataFrame
    notes: tuple[str, ...]
    answers: pd.DataFrame | None


def read_redcap(flat: Path, dictionary: Path, design: TrialDesign, names: RedcapNames | None = None) -> RedcapTables:
    """Read an export with its dictionary into the tables of a trial.

    Raw exports and those with labels; codes become labels. An event is a visit where its name tells a week (or a month,
    a year, a number of days within half a week of a visit of the design), the baseline of every outcome where it is
    called baseline, or what `names` says. Any other event describes people, and what several of them say of one person
    is put together. A repeating instrument gives measures where its event tells the week, or where the design has
    windows and each entry a date. Outcomes that are no fields are left to be scored where their items are.

    Parameters
    ----------
    flat, dictionary : Path
    design : TrialDesign
    names : RedcapNames, optional
        What the project calls otherwise than the design.

    Returns
    -------
    RedcapTables

    Raises
    ------
    FootwiseError
        Files that are not REDCap's, a code or a field that the dictionary does not have, a measure whose visit is not
        told, one visit with two values, two events that contradict each other.
    """
    names = names or RedcapNames()
    fields = read_dictionary(dictionary)
    export = read_export(flat, fields, dictionary)
    rows, called = _renamed(flat, export, fields, names)
    outcomes = [outcome.name for outcome in design.outcomes]
    items = item_columns(rows[[name for name in rows if name not in (*_ADDED, *export.boxes)]])
    to_score = [name for name in outcomes if name not in rows and name in scores_of(items)]
    outcomes = [name for name in outcomes if name not in to_score]
    missing = next((name for name in outcomes if name not in rows), None)
    if missing is not None:
        remedy = "Name the fields as the outcomes of the design, or say with `fields` what they are called"
        raise FootwiseError(flat, f"has no field {missing}", remedy)
    weeks = {event: event_week(event, design.weeks, names.events) for event in dict.fromkeys(rows[EVENT])}
    strange = next((event for event in names.events if not {event} & {*weeks, *map(event_name, weeks)}), None)
    if strange is not None:
        raise FootwiseError(flat, f"has no event {strange}", f"It has {', '.join(weeks)}")
    repeated = (rows[FORM] != "") | (rows[INSTANCE] != "")
    measures = _measures(flat, rows, weeks, outcomes, design)
    answers = answers_table(flat, rows[[*_ADDED, *items]], fields, weeks, design) if to_score else None
    describes = ~repeated & rows[EVENT].map(lambda event: _describes(weeks[event], design)).astype(bool)
    described, aside = _described(export, called, fields, rows, [*outcomes, DATE])
    boxes: dict[str, list[str]] = {}
    for box in export.boxes:
        boxes.setdefault(box.partition("___")[0], []).append(called.get(box, box))
    people = _one_row_each(flat, rows[describes], described, boxes)
    people = _with_levels(_with_groups(flat, people, rows), design)
    notes = [
        _told("Events read as visits", [one.how for one in weeks.values() if one.how]),
        _told("Not taken, because it says when and by whom forms were filled in", export.set_aside),
        _told("Not taken, because it may tell who somebody is", aside["identifiers"]),
        _told("Not in the export, and to be scored from the answers", to_score),
        _told("Not taken, because items are no outcomes until they are scored", [] if to_score else aside["items"]),
        _told("Not taken, because long texts and files describe nobody", aside["texts"]),
        _told("Not taken from visits, which give outcomes only", _only_at_visits(rows, described, describes, repeated)),
        _told("Entries of repeating forms that are not taken", _entries(rows, repeated, outcomes)),
    ]
    return RedcapTables(people, measures, tuple(note for note in notes if note), answers)


def _renamed(
    path: Path, export: RedcapExport, fields: dict[str, Field], names: RedcapNames
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Call fields and boxes as the tables do, and empty the codes that stand for no value."""
    strange = next((name for name in names.fields if name not in export.rows), None)
    if strange is not None:
        raise FootwiseError(path, f"has no field {strange}", "Correct the name that `fields` gives it")
    called = dict(names.fields)
    words = {box: f"{box.partition('___')[0]}_{_word(label)}" for box, label in export.boxes.items()}
    for box, word in words.items():
        # Labels that differ in signs only (under 1, over 1) would be one name.
        if list(words.values()).count(word) == 1 and word not in export.rows:
            called.setdefault(box, word)
    rows = export.rows.rename(columns=called)
    twice = [str(name) for name in rows.columns[rows.columns.duplicated()]]
    if twice:
        both = " and ".join(name for name in map(str, export.rows) if called.get(name, name) == twice[0])
        trouble = f"has two columns for {twice[0]}: {both}"
        raise FootwiseError(path, trouble, "Give each a name of its own with `fields`")
    if names.missing:
        # A choice that stands for no value has become its label.
        codes = {str(code).strip() for code in names.missing}
        for name in (str(name) for name in rows if name not in _ADDED):
            choices = fields[name].choices if name in fields else {}
            rows[name] = rows[name].mask(rows[name].isin(codes | {choices[code] for code in codes & set(choices)}), "")
    return rows, called


def _word(label: str) -> str:
    return re.sub(r"\W+", "_", label.lower()).strip("_")


def _measures(
    path: Path, rows: pd.DataFrame, weeks: dict[str, EventWeek], outcomes: list[str], design: TrialDesign
) -> pd.DataFrame:
    """Collect every measure with its visit, each once."""
    dated = DATE in rows
    found: list[dict[str, str]] = []
    told: dict[tuple[str, ...], str] = {}
    baseline = {outcome.name: outcome.baseline_week for outcome in design.outcomes}
    for row in _texts(rows):
        event = weeks[row[EVENT]]
        where = f"the event {row[EVENT]}" if row[EVENT] else f"the repeating instrument {row[FORM]}"
        for name in outcomes:
            if row[name] == "":
                continue
            week = baseline[name] if event.baseline else event.week
            day = row[DATE] if dated else ""
            if week is None and not (day and design.windows is not None and (row[FORM] or row[INSTANCE])):
                raise FootwiseError(path, *_without_week(name, where, event, row))
            measure = {"person": row[PERSON], "week": "" if week is None else str(week), DATE: day, "outcome": name}
            key = tuple(measure[part] for part in ("person", "week", "outcome"))
            if design.windows is not None and day:
                key = (*key, day)
            if key in told:
                of = f"{name} of {row[PERSON]} twice for week {week}" if week is not None else f"{name} twice on {day}"
                again = f" (entry {row[INSTANCE]})" if row[INSTANCE] else ""
                trouble = f"has {of}: at {told[key]} and at {where}{again}"
                raise FootwiseError(path, trouble, "Keep one; or give the design window_days and each entry its date")
            told[key] = where
            found.append({**measure, "value": row[name]})
    columns = ["person", "week", *([DATE] if dated else []), "outcome", "value"]
    table = pd.DataFrame(found, columns=["person", "week", DATE, "outcome", "value"], dtype=object)
    order = {name: k for k, name in enumerate(outcomes)}
    numbers = pd.to_numeric(table["week"], errors="coerce")
    table = table.assign(_week=numbers, _outcome=table["outcome"].map(order))
    return table.sort_values(["_outcome", "_week"], kind="stable")[columns].reset_index(drop=True)


def _without_week(name: str, where: str, event: EventWeek, row: dict[str, str]) -> tuple[str, str]:
    """Say of a measure that its visit is not known: it would be lost."""
    if row[FORM] and row[EVENT] and not event.trouble:
        where = f"the repeating instrument {row[FORM]} of {where}"
    why = f", and {event.trouble}" if event.trouble else ", whose week is not told by its name"
    remedy = "Name events of visits week_7_arm_1, for example, or say with `events` which week each is"
    if row[FORM]:
        remedy += "; entries with a date are placed by it where the design has window_days"
    return f"has {name} at {where}{why}", remedy


def _describes(event: EventWeek, design: TrialDesign) -> bool:
    """Whether an event describes people: none of the visits, or a baseline that was named."""
    last_baseline = max(outcome.baseline_week for outcome in design.outcomes)
    return event.baseline or event.week is None or (event.said and event.week <= last_baseline)


def _described(
    export: RedcapExport, called: dict[str, str], fields: dict[str, Field], rows: pd.DataFrame, taken: Sequence[str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Columns that describe people, and those that do not and why."""
    own = {called.get(name, name): name for name in map(str, export.rows) if name not in _ADDED}
    asked = {called[name] for name in called if name in fields}
    items = item_columns(rows[[name for name in own]])
    aside: dict[str, list[str]] = {"identifiers": [], "items": [], "texts": []}
    described = []
    for name, field_name in own.items():
        field = fields.get(field_name)
        if name in taken:
            continue
        if name in asked or field is None:
            described.append(name)
        elif field.identifier:
            aside["identifiers"].append(name)
        elif name in items:
            aside["items"].append(name)
        elif field.kind in _NO_DESCRIPTION:
            aside["texts"].append(name)
        else:
            described.append(name)
    return described, aside


def _one_row_each(path: Path, table: pd.DataFrame, described: list[str], boxes: dict[str, list[str]]) -> pd.DataFrame:
    """Put together what several events say of one person.

    A form that was not filled in has all its boxes unticked in some exports: such boxes contradict no other event.
    """
    rows: dict[str, dict[str, str]] = {}
    unticked: set[tuple[str, str]] = set()
    for row in _texts(table):
        known = rows.setdefault(row[PERSON], dict.fromkeys(described, ""))
        for field_boxes in boxes.values():
            if not any(row[box] == "yes" for box in field_boxes):
                unticked |= {(row[PERSON], box) for box in field_boxes if row[box] == "no"}
                row |= dict.fromkeys(field_boxes, "")
        for name in described:
            text = row[name]
            if text and known[name] and text != known[name]:
                trouble = f"event {row[EVENT]} gives {row[PERSON]} another {name} than an event before"
                raise FootwiseError(path, trouble, "Correct one of them in REDCap and export again")
            known[name] = known[name] or text
    for person, box in unticked:
        rows[person][box] = rows[person][box] or "no"
    found = [{PERSON: person, **known} for person, known in rows.items()]
    return pd.DataFrame(found, columns=[PERSON, *described])


def _with_groups(path: Path, people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the data access group, which every row of a person has."""
    known = rows[rows[GROUP] != ""].groupby(PERSON)[GROUP].unique()
    several = known[known.map(len) > 1]
    if len(several):
        trouble = f"has {several.index[0]} in the data access groups {' and '.join(several.iloc[0])}"
        raise FootwiseError(path, trouble, "A person is in one group; correct it in REDCap and export again")
    if not len(known) or GROUP in people:
        return people
    return people.assign(**{GROUP: people[PERSON].map(known.map(lambda one: one[0])).fillna("")})


def _with_levels(people: pd.DataFrame, design: TrialDesign) -> pd.DataFrame:
    """Write arms and levels of strata as the design does: capitals make no other level."""
    levels = {factor: dict(zip(map(str.casefold, of), of, strict=True)) for factor, of in design.strata.items()}
    levels["arm"] = {arm.label.casefold(): arm.name for arm in design.arms} | {
        arm.name.casefold(): arm.name for arm in design.arms
    }
    for name, known in levels.items():
        if name in people:
            people[name] = [known.get(text.casefold(), text) for text in people[name]]
    return people.reset_index(drop=True)


def _only_at_visits(
    rows: pd.DataFrame, described: list[str], describes: pd.Series[bool], repeated: pd.Series[bool]
) -> list[str]:
    visits = rows[~describes & ~repeated]
    return [name for name in described if not visits[name].isin(["", "no"]).all()]


def _entries(rows: pd.DataFrame, repeated: pd.Series[bool], outcomes: list[str]) -> list[str]:
    """Count the entries of repeating forms without an outcome."""
    without = rows[repeated & (rows[outcomes] == "").all(axis=1)]
    names = without[FORM].where(without[FORM] != "", without[EVENT])
    return [f"{name} ({count})" for name, count in names.value_counts(sort=False).items()]


def _texts(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(text) for name, text in row.items()} for row in table.to_dict("records")]


def _told(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(names)}" if names else ""
