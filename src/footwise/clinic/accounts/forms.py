"""What is asked to make an account or to invite somebody."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts.models import ROLE_NAMES, OneTimeLink, Role, Site, User


class AddPasskeyForm(AddWebAuthnForm):
    """Adds a passkey that opens the clinic by itself, unless somebody wants it as the second proof only."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["passwordless"].initial = True


class WelcomeForm(forms.Form):
    """Makes an account; the first administrator also names the clinic."""

    clinic = forms.CharField(label=_("Name of your clinic"), max_length=100)
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You log in with it. Nothing is ever sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 10 characters. A sentence is easy to remember; a password manager need not."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, link: OneTimeLink, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if link.site is not None:
            del self.fields["clinic"]
        if link.email:
            self.initial["email"] = link.email

    def clean_clinic(self) -> str:
        """Refuse the name of a clinic that is there already."""
        name: str = self.cleaned_data["clinic"].strip()
        if Site.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("There is a clinic of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Check the password against name and address, too."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("email") and User.objects.filter(email__iexact=told["email"]).exists():
            self.add_error("email", _("There is an account with this address already. Log in, then open the link."))
        if told.get("password"):
            try:
                validate_password(told["password"], User(email=told.get("email", ""), name=told.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return told

    def new_user(self) -> User:
        """Make the user."""
        told = self.cleaned_data
        language = get_language() or settings.LANGUAGE_CODE
        return User.objects.create_user(told["email"], told["password"], name=told["name"], language=language)


class InviteForm(forms.Form):
    """Invites somebody to a clinic."""

    site = forms.ModelChoiceField(label=_("Clinic"), queryset=Site.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("As"), choices=ROLE_NAMES, initial=Role.CLINICIAN.value)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("Stands in the form already when the link is opened.")
    )

    def __init__(self, sites: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["site"].queryset = sites
