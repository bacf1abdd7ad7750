"""What is asked about pain, a questionnaire, a correction and a removal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from footwise.clinic.outcomes.models import INSTRUMENT_NAMES, PLACE_NAMES, SIDE_NAMES, Source

_RATINGS = [(str(k), str(k)) for k in range(11)]
_ANSWERS = [*((str(k), str(k)) for k in range(5)), ("", _("no answer"))]
_BOTH = "both"
_LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("other", _("another one"))]


class DayField(forms.DateField):
    """A day that has been, today where nobody says otherwise."""

    def __init__(self) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=_("day"), widget=widget, initial=timezone.localdate)

    def clean(self, value: Any) -> Any:
        """Refuse a day that is still to come."""
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        if day and day.year < timezone.localdate().year - 10:
            raise ValidationError(_("This day is more than ten years away."))
        return day


class Scale(forms.ChoiceField):
    """Some numbers beside one another, one of which is chosen."""

    def __init__(self, choices: Any = _RATINGS, **named: Any) -> None:
        super().__init__(choices=choices, widget=forms.RadioSelect, required=False, **named)


class ReasonField(forms.CharField):
    """Why something is changed that stands in the record."""

    def __init__(self) -> None:
        super().__init__(label=_("why"), max_length=300, help_text=_("It stays in the record beside what was there."))


def _said_by() -> forms.ChoiceField:
    choices = [choice for choice in Source.choices if choice[0] not in (Source.IMPORT, Source.PHONE)]
    return forms.ChoiceField(label=_("who said it"), choices=choices, initial=Source.PERSON)


class PainForm(forms.Form):
    """Pain of a knee, as a whole and place by place."""

    def __init__(self, affected_side: str, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["day"] = DayField()
        side = None if affected_side == _BOTH else affected_side
        self.fields["side"] = forms.ChoiceField(
            label=_("which knee"), choices=list(SIDE_NAMES.items()), widget=forms.RadioSelect, initial=side
        )
        for place, name in PLACE_NAMES.items():
            self.fields[place] = Scale(label=name)
        self.fields["said_by"] = _said_by()

    def scales(self) -> list[forms.BoundField]:
        """Give the scales, the most important first."""
        return [self[place] for place in PLACE_NAMES]

    def ratings(self) -> dict[str, float]:
        """Give what was rated."""
        return {place: float(self.cleaned_data[place]) for place in PLACE_NAMES if self.cleaned_data[place]}

    def clean(self) -> dict[str, Any]:
        """Ask for one rating at least."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(told.get(place) for place in PLACE_NAMES):
            raise ValidationError(_("Choose a number for one place at least."))
        return told


class CorrectPainForm(forms.Form):
    """Another rating in the place of the one that stands there."""

    def __init__(self, rating: float, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # A table may have said 4.5, which no button has.
        self.fields["rating"] = Scale(label=_("pain"), initial=f"{rating:g}")
        self.fields["rating"].required = True
        self.fields["day"] = DayField()
        self.fields["reason"] = ReasonField()
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)


class RemoveForm(forms.Form):
    """Why something is taken out."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["reason"] = ReasonField()
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)


class BeginForm(forms.Form):
    """Which questionnaire, of which day, and in which language it was printed."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["instrument"] = forms.ChoiceField(
            label=_("which questionnaire"),
            choices=list(INSTRUMENT_NAMES.items()),
            widget=forms.RadioSelect,
            initial="koos",
            help_text=_("The KOOS holds the WOMAC: whoever has filled in the KOOS needs no WOMAC."),
        )
        self.fields["day"] = DayField()
        self.fields["language"] = forms.ChoiceField(label=_("language of the form"), choices=_LANGUAGES)
        self.fields["said_by"] = _said_by()


class PartForm(forms.Form):
    """The answers to a part of a questionnaire, by the numbers of its items."""

    def __init__(
        self, items: dict[str, str], words: dict[str, tuple[str, ...]], finished: bool, *arguments: Any, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        for item, label in items.items():
            told = words.get(item)
            choices = [(str(k), f"{k} {word}") for k, word in enumerate(told)] + _ANSWERS[-1:] if told else _ANSWERS
            self.fields[item] = Scale(choices, label=label)
        self.items = tuple(items)
        if finished:
            self.fields["reason"] = ReasonField()
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def scales(self) -> list[forms.BoundField]:
        """Give the items."""
        return [self[item] for item in self.items]

    def answers(self) -> dict[str, str | None]:
        """Give what was answered; None where nothing was."""
        return {item: self.cleaned_data[item] or None for item in self.items}


def no_longer(value: Any) -> str:
    """Write a value for the table of differences."""
    return "–" if value in (None, "") else str(value)


def label_of_item(number: int, instrument: str, item: str) -> str:
    """Name an item as the paper does: by its number, since its words are not ours to print."""
    return (
        item
        if instrument == "koos"
        else gettext("%(number)d (in the KOOS %(item)s)") % {"number": number, "item": item}
    )
