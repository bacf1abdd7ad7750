"""Saving a form over what somebody else may have changed meanwhile: the second is told, and shown both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from footwise.clinic.audit import ChangedMeanwhile


@dataclass(frozen=True)
class Difference:
    """A field that stands otherwise now than in the form that was sent."""

    name: str
    label: str
    theirs: str
    mine: str


def save_or_differences(form: forms.ModelForm) -> list[Difference]:
    """Save a valid form; where the thing was changed meanwhile, give what differs and let the form be sent again.

    Sent again it overwrites what was shown here, and nothing newer.
    """
    try:
        with transaction.atomic():
            form.save()
    except ChangedMeanwhile as meanwhile:
        return _differences(form, meanwhile.theirs)
    return []


def _differences(form: forms.ModelForm, theirs: dict[str, Any]) -> list[Difference]:
    found = []
    model = type(form.instance)
    stands_there = model(**{name: value for name, value in theirs.items() if name in _columns(model)})
    for name in form.fields:
        if name in ("version", "somebody_else"):
            continue
        mine, other = _shown(form.instance, name), _shown(stands_there, name)
        if mine != other:
            found.append(Difference(name, str(form.fields[name].label), other, mine))
    form.data = form.data.copy()
    form.data["version"] = theirs["version"]
    return found or [Difference("", "", "", "")]


def _columns(model: Any) -> set[str]:
    return {field.attname for field in model._meta.fields}


def _shown(instance: Any, name: str) -> str:
    told = getattr(instance, f"get_{name}_display", None)
    value = told() if told else getattr(instance, name)
    return "–" if value in (None, "") else str(value)
