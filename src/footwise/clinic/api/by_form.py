"""What is sent here goes through the same forms as on the pages, so that both take and refuse the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from http import HTTPStatus
from typing import Any

from django import forms
from django.db import transaction

from footwise.clinic.api.trouble import Told, TroubleKind
from footwise.clinic.people import save_or_differences


def in_words(told: Mapping[str, Any]) -> dict[str, Any]:
    """Write values as a browser would send them."""
    return {name: _written(value) for name, value in told.items() if value is not None}


def changed(instance: Any, fields: tuple[str, ...], told: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a form would be sent with where only some of its fields are changed."""
    return {**in_words({name: getattr(instance, name) for name in fields}), **in_words(told)}


def saved(form: forms.ModelForm) -> Any:
    """Save what is new.

    Raises
    ------
    Told
        The form takes it not.
    """
    refuse(form)
    with transaction.atomic():
        return form.save()


def saved_over(form: forms.ModelForm) -> Any:
    """Save a change over the version that was read.

    Raises
    ------
    Told
        The form takes it not, or somebody has changed the same meanwhile: both are told.
    """
    refuse(form)
    differences = save_or_differences(form)
    if differences:
        told = [{"where": one.name, "theirs": one.theirs, "mine": one.mine} for one in differences if one.name]
        raise Told(
            HTTPStatus.CONFLICT,
            TroubleKind.CHANGED_MEANWHILE,
            "version",
            "somebody has changed it since you read it",
            "Look at the differences; with the version told here yours is written over it",
            differences=told,
            version=form.data["version"],
        )
    return form.instance


def refuse(form: forms.Form | forms.ModelForm) -> None:
    """Refuse what a form does not take.

    Raises
    ------
    Told
        Each trouble by the name of its field.
    """
    if form.is_valid():
        return
    told = [
        {
            "where": "" if name == "__all__" else name,
            "trouble": one["message"],
            "remedy": "",
            "kind": TroubleKind.BAD_REQUEST,
        }
        for name, errors in form.errors.get_json_data().items()
        for one in errors
    ]
    alike = [str(one.pk) for one in getattr(form, "alike", ())]
    if alike:
        raise Told(
            HTTPStatus.CONFLICT,
            TroubleKind.BAD_REQUEST,
            "somebody_else",
            "there are people who look the same",
            "Look whether it is one of them; if not, send somebody_else: true",
            alike=alike,
        )
    raise first_of(told)


def first_of(told: list[dict[str, Any]]) -> Told:
    """Make one trouble of several: the first, with the others beside it."""
    first, *others = told
    more: dict[str, Any] = {"more": others} if others else {}
    return Told(
        HTTPStatus.UNPROCESSABLE_ENTITY, first["kind"], first["where"], first["trouble"], first["remedy"], **more
    )


def _written(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else ""
        case Enum():
            return value.value
        case date():
            return value.isoformat()
    return str(value)
