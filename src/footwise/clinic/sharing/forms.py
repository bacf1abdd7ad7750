"""What is asked to share a person with a colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Membership, Role, User
from footwise.clinic.people import Person
from footwise.clinic.sharing.models import Share

LONGEST = timedelta(days=366)


class ShareForm(forms.ModelForm):
    """With whom, until when, and whether they may enter something."""

    email = forms.EmailField(
        label=_("E-mail address of the colleague"),
        help_text=_("With which they log in here. They must work as a clinician, in whichever clinic."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        """In the order in which one thinks of it."""

        model = Share
        fields: ClassVar = ["email", "until", "may_enter"]
        widgets: ClassVar = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, person: Person, user: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, instance=Share(person=person, shared_by=user), **named)
        self.initial["until"] = timezone.localdate() + timedelta(days=30)

    def clean_until(self) -> Any:
        """Refuse a day that has passed, or one so far off that nobody will think of it."""
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise ValidationError(_("This day has passed."))
        if until > today + LONGEST:
            raise ValidationError(_("At most a year; then share again."))
        return until

    def clean_email(self) -> str:
        """Find the colleague."""
        told: str = self.cleaned_data["email"].strip().lower()
        person = self.instance.person
        work = Membership.objects.in_force().filter(user__email=told)
        if not work.filter(role=Role.CLINICIAN).exists():
            raise ValidationError(_("Nobody who works as a clinician has this address here."))
        if work.filter(role=Role.CLINICIAN, site=person.site_id).exists():
            raise ValidationError(_("They work in this clinic and see this person already."))
        if work.filter(role=Role.ASSESSOR, site=person.site_id).exists():
            raise ValidationError(_("They are a blinded assessor in this clinic: a share would unblind them."))
        self.instance.colleague = User.objects.get(email=told)
        return told
