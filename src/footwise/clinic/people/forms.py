"""What is asked about a person, a consent and a visit."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people.models import Consent, Person, Purpose, Visit


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Amount(forms.DecimalField):
    """A number with one decimal, typed with a point or a comma and shown as the language writes it."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        """Take either."""
        typed: Decimal | None = super().to_python(value.replace(",", ".") if isinstance(value, str) else value)
        return typed

    def prepare_value(self, value: Any) -> Any:
        """Write it."""
        return number_format(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: Any) -> dict[str, str]:
        """Ask a phone for its digits."""
        return {"inputmode": "decimal", "autocomplete": "off", "size": "6"}


class VersionedForm(forms.ModelForm):
    """A form that remembers which version of the thing it shows, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.initial["version"] = self.instance.version

    def save(self, commit: bool = True) -> Any:
        """Save over the version that was shown."""
        if not self.instance._state.adding and self.cleaned_data.get("version") is not None:
            self.instance.version = self.cleaned_data["version"]
        return super().save(commit)


class PersonForm(VersionedForm):
    """A person; where one looks the same, it asks whether it is somebody else."""

    somebody_else = forms.BooleanField(
        label=_("This is somebody else"), required=False, widget=forms.HiddenInput, initial=False
    )

    class Meta:
        """In the order of a clinic's own form."""

        model = Person
        fields: ClassVar = ["site", "pseudonym", "year_of_birth", "sex", "affected_side", "mass_kg", "height_cm"]
        field_classes: ClassVar = {"mass_kg": Amount, "height_cm": Amount}
        # Whoever types metres reads in what it is asked.
        error_messages: ClassVar = {"height_cm": {"max_decimal_places": _("In cm, such as 164.")}}
        widgets: ClassVar = {"pseudonym": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, sites: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.alike: list[Person] = []
        choices = list(sites)
        self.fields["site"].queryset = sites
        self.fields["site"].empty_label = None
        if not self.instance._state.adding:
            # Another clinic would be another consent: nobody is moved by a form.
            del self.fields["site"]
        elif len(choices) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.initial["site"] = choices[0].pk

    def clean_pseudonym(self) -> str:
        """Write letters that only look different (full width, composed otherwise) in one way."""
        return unicodedata.normalize("NFKC", self.cleaned_data["pseudonym"])

    def clean(self) -> dict[str, Any]:
        """Look for people who look the same."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        known = {"year_of_birth", "sex", "affected_side", "height_cm"} <= told.keys() and (
            "site" in told or self.instance.site_id
        )
        if known and self.instance._state.adding and not told.get("somebody_else"):
            asked = Person(**{name: told[name] for name in _ALIKE}, site_id=told["site"].pk)
            self.alike = asked.looks_like()
            if self.alike:
                self.fields["somebody_else"].widget = forms.CheckboxInput()
                self.add_error("somebody_else", _("Is it one of these, added a second time?"))
        return told

    def save(self, commit: bool = True) -> Person:
        """Save; what was measured with another mass or height is measured anew."""
        is_new = self.instance._state.adding
        one: Person = super().save(commit)
        if commit and not is_new and {"mass_kg", "height_cm"} & set(self.changed_data):
            # The room of measuring stands on this one and is known here by this one name.
            from footwise.clinic.measuring import ask_for_what_is_ready

            for visit in Visit.everything.filter(person=one):
                ask_for_what_is_ready(visit.pk)
        return one


_ALIKE = ("year_of_birth", "sex", "affected_side", "height_cm")


class ConsentForm(forms.ModelForm):
    """A signed form."""

    class Meta:
        """What stands on the paper."""

        model = Consent
        fields: ClassVar = ["form_version", "given_on"]
        widgets: ClassVar = {"given_on": Day}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.initial["given_on"] = timezone.localdate()


class WithdrawForm(VersionedForm):
    """The day on which a consent was withdrawn."""

    class Meta:
        """One day."""

        model = Consent
        fields: ClassVar = ["withdrawn_on"]
        widgets: ClassVar = {"withdrawn_on": Day}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["withdrawn_on"].required = True
        self.initial["withdrawn_on"] = timezone.localdate()


class VisitForm(VersionedForm):
    """A visit."""

    class Meta:
        """When and what for."""

        model = Visit
        fields: ClassVar = ["on", "purpose"]
        widgets: ClassVar = {"on": Day}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.instance._state.adding:
            self.initial["on"] = timezone.localdate()
        # What came from home stays that, and nobody comes for it.
        what_for: Any = self.fields["purpose"]
        at_home = self.instance.at_home
        what_for.choices = [one for one in what_for.choices if not one[0] or (one[0] == Purpose.HOME) is at_home]
