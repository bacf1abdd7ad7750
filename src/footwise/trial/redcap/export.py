"""An export of REDCap's data in any of its forms, with the names of the dictionary for columns and labels for codes.

Raw or with labels, with the interface's names or the page's; with survey timestamps, forms' status, checkboxes, data
access groups and repeating instruments. What a column is comes from the dictionary alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.tables import read_csv
from footwise.trial.redcap.dictionary import NOT_EXPORTED, Field, plain_label

# The columns that REDCap adds, as they are called here, raw and in exports with labels.
PERSON, EVENT, FORM, INSTANCE, GROUP = "person", "event", "repeating", "instance", "data_access_group"
_ADDED = {
    "redcap_event_name": EVENT,
    "Event Name": EVENT,
    "redcap_repeat_instrument": FORM,
    "Repeat Instrument": FORM,
    "redcap_repeat_instance": INSTANCE,
    "Repeat Instance": INSTANCE,
    "redcap_data_access_group": GROUP,
    "Data Access Group": GROUP,
}
# One of these tells what a row is.
_ROWS_TOLD = [head for head, name in _ADDED.items() if name in (EVENT, FORM)]
_SURVEY = ("redcap_survey_identifier", "Survey Identifier")
_STATUS, _WHEN = "status:", "when:"
_BOX = re.compile(r"^(?P<field>.+?)___(?P<code>.+)$")
_TICKED, _NOT_TICKED = ("1", "Checked"), ("0", "Unchecked", "")
_STATUS_CODES, _STATUS_LABELS = {"0", "1", "2"}, {"Incomplete", "Unverified", "Complete"}
_AGAIN = "Export data and dictionary again, on the same day"


@by_value
@dataclass(frozen=True)
class RedcapExport:
    """The rows of an export.

    Attributes
    ----------
    rows : DataFrame
        Columns ``person, event, repeating, instance, data_access_group`` (empty where the project has none) and the
        fields by their names, choices as labels; each box of a checkbox is a column ``field___code`` of yes and no.
    boxes : dict of str to str
        Column of a box to its label.
    set_aside : tuple of str
        Columns that REDCap adds and that are no data: when surveys were filled in, and who filled them in.
    """

    rows: pd.DataFrame
    boxes: dict[str, str]
    set_aside: tuple[str, ...]


def read_export(path: Path, fields: dict[str, Field], dictionary: Path) -> RedcapExport:
    """Read an export of the data.

    Parameters
    ----------
    path : Path
    fields : dict of str to Field
        The data dictionary.
    dictionary : Path
        Where it was read, for messages.

    Raises
    ------
    FootwiseError
        A column that the dictionary does not explain, or a code that it does not have.
    """
    table = read_csv(path, twins=True)
    if not set(_ROWS_TOLD) & set(table.columns):
        raise FootwiseError(path, "has no column redcap_event_name", "Export the data of a longitudinal project")
    names = _names(path, list(map(str, table.columns)), fields, dictionary)
    table.columns = pd.Index(names)
    kept = [name for name in names if not name.startswith((_STATUS, _WHEN))]
    labelled = _labelled(path, table, fields)
    rows = table[kept].copy()
    for name in (EVENT, FORM, INSTANCE, GROUP):
        if name not in rows:
            rows[name] = ""
    boxes: dict[str, str] = {}
    for name in kept:
        text = rows[name].astype(str).str.strip()
        if name in fields:
            text = _decoded(path, fields[name], text, labelled)
        elif box := _BOX.match(name):
            boxes[name] = fields[box["field"]].choices[box["code"]]
            text = _boxed(path, name, boxes[name], text)
        rows[name] = text
    rows[FORM] = [_form_name(text, fields) for text in rows[FORM]]
    aside = tuple(name for name in table.columns if name.startswith(_WHEN))
    return RedcapExport(rows, boxes, tuple(dict.fromkeys(name.removeprefix(_WHEN) for name in aside)))


def _names(path: Path, heads: list[str], fields: dict[str, Field], dictionary: Path) -> list[str]:
    """Name every column: as the dictionary does, or what REDCap adds."""
    raw = [_raw_name(head, fields) for head in heads]
    raw[0] = raw[0] if raw[0] is None else PERSON
    if None not in raw:
        return _once(path, [name or "" for name in raw])
    by_label = _label_names(path, heads, fields)
    by_label[0] = PERSON if by_label[0] is not None else None
    if None not in by_label:
        return _once(path, [name or "" for name in by_label])
    found = raw if raw.count(None) <= by_label.count(None) else by_label
    strange = heads[found.index(None)]
    raise FootwiseError(path, f"has the field {strange}, which {dictionary.name} lacks", _AGAIN)


def _once(path: Path, names: list[str]) -> list[str]:
    many = [name for name, count in Counter(names).items() if count > 1 and not name.startswith((_STATUS, _WHEN))]
    if many:
        raise FootwiseError(path, f"has two columns {many[0]!r}", "Remove or rename one of them")
    return names


def _raw_name(head: str, fields: dict[str, Field]) -> str | None:
    if head in _ADDED:
        return _ADDED[head]
    if head in fields:
        return head
    if head in _SURVEY:
        return _WHEN + head
    if box := _BOX.match(head):
        return _box_name(box["field"], box["code"], fields)
    forms = {field.form for field in fields.values()}
    if head.endswith("_timestamp") and head.removesuffix("_timestamp") in forms:
        return _WHEN + head
    return _STATUS + head if re.search(r"_complete$|^redcap_", head) else None


def _box_name(name: str, code: str, fields: dict[str, Field]) -> str | None:
    """Find the box: REDCap writes codes in small letters, and a minus as another underscore."""
    if name not in fields or fields[name].kind != "checkbox":
        return None
    plain = {re.sub(r"[^a-z0-9]", "_", own.lower()): own for own in fields[name].choices}
    own = code if code in fields[name].choices else plain.get(code.lower())
    return None if own is None else f"{name}___{own}"


def _label_names(path: Path, heads: list[str], fields: dict[str, Field]) -> list[str | None]:
    """Name columns by their labels; of several fields with one label the first is the first."""
    known: dict[str, list[str]] = {}
    forms = list(dict.fromkeys(field.form for field in fields.values()))
    for field in fields.values():
        if field.kind == "checkbox":
            for code, label in field.choices.items():
                known.setdefault(f"{field.label} (choice={label})", []).append(f"{field.name}___{code}")
        elif field.kind not in NOT_EXPORTED:
            known.setdefault(field.label, []).append(field.name)
    plain = [plain_label(head) for head in heads]
    counts, seen = Counter(plain), Counter[str]()
    names: list[str | None] = []
    for head in plain:
        own = known.get(head, [])
        if head in _ADDED:
            names.append(_ADDED[head])
        elif head == "Complete?":
            names.append(_STATUS + forms[min(seen[head], len(forms) - 1)])
        elif head in ("Survey Timestamp", *_SURVEY):
            names.append(_WHEN + head)
        elif own and counts[head] != len(own):
            trouble = f"has {counts[head]} column{'s' * (counts[head] > 1)} {head!r}, and the dictionary {len(own)}"
            raise FootwiseError(path, trouble, "Export all fields, or the raw data, whose names are unique")
        else:
            names.append(own[seen[head]] if own else None)
        seen[head] += 1
    return names


def _labelled(path: Path, table: pd.DataFrame, fields: dict[str, Field]) -> bool:
    """Tell whether values are labels and not codes, by what can only be one of both."""
    codes = labels = ""
    for place, name in enumerate(table.columns):
        values = set(table.iloc[:, place].astype(str).str.strip()) - {""}
        if name.startswith(_STATUS):
            own_codes, own_labels = _STATUS_CODES, _STATUS_LABELS
        elif name in fields and fields[name].choices:
            choices = fields[name].choices
            own_codes, own_labels = set(choices), _label_texts(choices)
        elif box := _BOX.match(str(name)):
            own_codes = {"0", "1"}
            own_labels = {"Checked", "Unchecked", *_label_texts(fields[box["field"]].choices)}
        else:
            continue
        codes = codes or (str(name) if values & (own_codes - own_labels) else "")
        labels = labels or (str(name) if values & (own_labels - own_codes) else "")
    if codes and labels:
        trouble = f"has codes in {_shown(codes)} and labels in {_shown(labels)}"
        raise FootwiseError(path, trouble, "Export it as raw data or with labels, and do not change it by hand")
    return bool(labels)


# A number with a comma, and one with a point.
_DECIMALS = (r"[+-]?\d*,\d+", r"[+-]?\d*\.\d+")


def _shown(name: str) -> str:
    return f"the status of {name.removeprefix(_STATUS)}" if name.startswith(_STATUS) else name


def _label_texts(choices: dict[str, str]) -> set[str]:
    # Exports write the labels of yes and no with a capital.
    return {*choices.values(), *(label.capitalize() for label in choices.values() if label in ("yes", "no"))} | (
        {"True", "False"} if set(choices.values()) == {"true", "false"} else set()
    )


def _decoded(path: Path, field: Field, text: pd.Series[str], labelled: bool) -> pd.Series[str]:
    """Turn codes into labels, and the decimal comma of a number into a point."""
    if field.number:
        # REDCap has no marks of thousands: a comma in a number is the decimal one, and all of an export are alike.
        comma, point = (next((one for one in text if re.fullmatch(form, one)), None) for form in _DECIMALS)
        if comma is not None and point is not None:
            trouble = f"{field.name} has {comma} with a decimal comma and {point} with a decimal point"
            raise FootwiseError(path, trouble, "Export it again, and do not change it by hand")
        return text.str.replace(r"^([+-]?\d*),(\d+)$", r"\1.\2", regex=True)
    if not field.choices:
        return text
    labels = set(field.choices.values())
    known = {text: text for text in labels} if labelled else dict(field.choices)
    if labelled:
        known |= {label.capitalize(): label for label in labels if label in ("yes", "no", "true", "false")}
        known |= {plain_label(label): label for label in labels}
    strange = next((one for one in text if one and plain_label(one) not in known and one not in known), None)
    if strange is not None:
        what = "label" if labelled else "code"
        offered = ", ".join(labels if labelled else field.choices)
        raise FootwiseError(path, f"{field.name} has the {what} {strange!r}", f"The dictionary has {offered}")
    return text.map(lambda one: known[one] if one in known else known[plain_label(one)] if one else "")


def _boxed(path: Path, name: str, label: str, text: pd.Series[str]) -> pd.Series[str]:
    """Turn a box into yes and no; empty where nothing stands there."""
    strange = next((one for one in text if one not in (*_TICKED, *_NOT_TICKED, label)), None)
    if strange is not None:
        raise FootwiseError(path, f"{name} has {strange!r}", "A box is 0 or 1, or Unchecked or Checked")
    return text.map(lambda one: "yes" if one in (*_TICKED, label) else "no" if one else "")


def _form_name(text: str, fields: dict[str, Field]) -> str:
    """Name a repeating instrument as the dictionary does, also where the export has its label."""
    plain = re.sub(r"[^a-z0-9]+", "_", str(text).strip().lower()).strip("_")
    return plain if any(field.form == plain for field in fields.values()) else str(text).strip()
