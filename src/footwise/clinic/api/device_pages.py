"""The pages on which somebody lets a device or program act for them, sees which do, and ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, request_roles, sites_of
from footwise.clinic.api.fresh import second_factor_fresh
from footwise.clinic.api.models import SCOPE_NAMES, DeviceToken, Scope
from footwise.clinic.api.tokens import LONGEST, end, make_token, may_give

_USUAL = timedelta(days=90)


class DeviceForm(forms.Form):
    """What a device is called, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name of the device or program"),
        max_length=60,
        help_text=_("By it you know it again here and in the record, such as “camera computer, room 2”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    site = forms.ModelChoiceField(label=_("Clinic"), queryset=None, empty_label=None)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may yourself."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("A year from today at the latest."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, user: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        sites = sites_of(user, *Role)
        self._given = {site.pk: may_give(user, site) for site in sites}
        self.fields["site"].queryset = sites
        if len(self._given) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.initial["site"] = next(iter(self._given))
        any_of_them: frozenset[Scope] = frozenset().union(*self._given.values())
        self.fields["scopes"].choices = [(one, SCOPE_NAMES[one]) for one in Scope if one in any_of_them]
        self.initial["ends_on"] = timezone.localdate() + _USUAL

    def clean_ends_on(self) -> Any:
        """Refuse a day that has passed, and one that is too far off."""
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("A day from today on, and no more than a year away."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse what the person may not do in that clinic."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if "site" in told and not set(told.get("scopes", ())) <= self._given[told["site"].pk]:
            self.add_error("scopes", _("Not all of this is yours to give away in that clinic."))
        return told


def _mine(request: HttpRequest) -> QuerySet[DeviceToken]:
    """Give one's own devices, and those of the clinics that one administers."""
    administered = sites_of(request.user, Role.ADMINISTRATOR)
    return DeviceToken.objects.filter(Q(user=request.user) | Q(site__in=administered)).select_related("user", "site")


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Show which devices act for oneself, or for anybody in one's clinics."""
    today = timezone.localdate()
    acting = _mine(request).filter(ended_at__isnull=True, ends_on__gte=today)
    told = {
        "own": [one for one in acting if one.user_id == request.user.pk],
        "others": [one for one in acting if one.user_id != request.user.pk],
        "may_add": bool(request_roles(request)),
    }
    return render(request, "api/devices.html", told)


@second_factor_fresh
@sensitive_variables("token")
def add_device(request: HttpRequest) -> HttpResponse:
    """Make a token; it is shown once, here."""
    if not request_roles(request):
        raise PermissionDenied
    form = DeviceForm(request.user, request.POST or None)
    token = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        scopes = [Scope(one) for one in told["scopes"]]
        token = make_token(request.user, told["site"], told["name"], scopes, told["ends_on"])
    return render(request, "api/add_device.html", {"form": form, "token": token})


@require_POST
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token, from this moment on."""
    one = get_object_or_404(_mine(request).filter(ended_at__isnull=True), pk=pk)
    end(one)
    return redirect("devices")
