"""What is asked before a person goes into the bin, and before they are deleted for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people import Person


class BinForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("An administrator reads it, too: no words about the person's health."),
    )


class DeleteForm(forms.Form):
    """The pseudonym once more, typed by hand."""

    pseudonym = forms.CharField(
        label=_("Type the pseudonym to confirm"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, person: Person, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._person = person

    def clean_pseudonym(self) -> str:
        """Refuse another."""
        told: str = self.cleaned_data["pseudonym"].strip()
        if told.lower() != self._person.pseudonym.lower():
            raise ValidationError(_("This is another pseudonym."))
        return told
