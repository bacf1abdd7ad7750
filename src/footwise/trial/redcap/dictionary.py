"""REDCap's data dictionary: the fields of a project, as its page and as its interface for programs write it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.tables import read_csv

# Heads of the columns: of the page "Data Dictionary", and of the interface for programs.
_NAME = ("Variable / Field Name", "field_name")
_FORM = ("Form Name", "form_name")
_KIND = ("Field Type", "field_type")
_LABEL = ("Field Label", "field_label")
_CHOICES = ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations")
_VALIDATION = ("Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number")
_IDENTIFIER = ("Identifier?", "identifier")
_WITH_CHOICES = ("radio", "dropdown", "checkbox")
_FIXED_CHOICES = {"yesno": {"1": "yes", "0": "no"}, "truefalse": {"1": "true", "0": "false"}}
_NUMBERS = re.compile(r"^(number|integer)")
# Tags that part words, and all others.
_BREAK, _TAG = re.compile(r"</?(?:br|p|div|li|h\d)\b[^>]*>", re.IGNORECASE), re.compile(r"</?[a-zA-Z][^>]*>")
# Kinds that an export has no column of.
NOT_EXPORTED = ("descriptive",)


@dataclass(frozen=True)
class Field:
    """One field of a project.

    Attributes
    ----------
    name, form, kind, label : str
        `kind` is REDCap's: text, notes, radio, dropdown, checkbox, yesno, truefalse, calc, slider, file ...
    choices : dict of str to str
        Code to label; empty where there are none.
    number : bool
        Its values are numbers.
    whole : bool
        They are whole numbers.
    identifier : bool
        Marked as something that identifies a person.
    """

    name: str
    form: str
    kind: str
    label: str
    choices: dict[str, str]
    number: bool
    whole: bool
    identifier: bool


def read_dictionary(path: Path) -> dict[str, Field]:
    """Read a data dictionary: name to field, in its order.

    Raises
    ------
    FootwiseError
        No data dictionary.
    """
    table = read_csv(path)
    found = {key: _column(table, key) for key in (_NAME, _FORM, _KIND, _LABEL, _CHOICES, _VALIDATION, _IDENTIFIER)}
    if found[_NAME] is None or found[_CHOICES] is None:
        raise FootwiseError(path, "is no REDCap data dictionary", "Download it under Project Setup")
    fields: dict[str, Field] = {}
    for row in table.to_dict("records"):
        told = {key: str(row[column]).strip() if column is not None else "" for key, column in found.items()}
        name, kind, validation = told[_NAME], told[_KIND].lower(), told[_VALIDATION].lower()
        choices = _FIXED_CHOICES.get(kind) or (_parsed(told[_CHOICES]) if kind in ("", *_WITH_CHOICES) else {})
        fields[name] = Field(
            name=name,
            form=told[_FORM],
            kind=kind,
            label=plain_label(told[_LABEL]),
            choices=choices,
            number=kind in ("calc", "slider") or bool(_NUMBERS.match(validation)),
            whole=validation.startswith("integer"),
            identifier=told[_IDENTIFIER].lower() == "y",
        )
    return fields


def plain_label(text: str) -> str:
    """Take marks of web pages and line breaks out of a label."""
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))).split())


def _column(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in table.columns), None)


def _parsed(choices: str) -> dict[str, str]:
    pairs = (choice.partition(",") for choice in choices.split("|"))
    return {code.strip(): plain_label(label) for code, _, label in pairs if code.strip() and label.strip()}
