"""The page on which a clinician signs the target of a leg, after a fresh proof of who they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.prescribing.models import Analysis, Target
from footwise.clinic.prescribing.side_by_side import side_by_side
from footwise.clinic.prescribing.signing import (
    LONGEST_REASON,
    CannotSign,
    SignedMeanwhile,
    SigningTrouble,
    allowed_changes,
    may_sign,
    sign,
    target_in_force,
    what_hinders,
)
from footwise.clinic.prescribing.words import angle_words, change_words, signing_trouble_words
from footwise.clinic.seal import Unsealable


class SignForm(forms.Form):
    """Which change of foot angle, and why where it is not the proposed one."""

    change = forms.ChoiceField(label=_("The change of the foot angle"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where it is another change than the proposed one, or replaces a signed target."),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, analysis: Analysis, in_force: Target | None, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        proposed = analysis.proposed_deg
        baseline = analysis.figures["target"]["baseline_deg"]
        change = self.fields["change"]
        changes = sorted(allowed_changes(analysis), key=lambda deg: (deg != proposed, deg))
        change.choices = [(f"{deg:g}", _said(deg, baseline, proposed)) for deg in changes]
        if proposed is not None:
            change.initial = f"{proposed:g}"
        self.initial["seen"] = in_force.pk if in_force else None


def _said(change_deg: float, baseline_deg: float, proposed: float | None) -> str:
    told = change_words(change_deg)
    if change_deg:
        told = f"{told} → {angle_words(baseline_deg + change_deg)}"
    return f"{told} ({_('proposed')})" if change_deg == proposed else told


@role_needed(Role.CLINICIAN)
@reauthentication_required
def sign_target(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign: whoever has not shown for ten minutes who they are is asked for it first, and the form goes on after it."""
    mine = Analysis.objects.for_user(request.user, Role.CLINICIAN).select_related("person__site", "visit")
    analysis: Analysis = get_object_or_404(mine, pk=pk)
    if not may_sign(request.user, analysis.person):
        raise PermissionDenied
    in_force = target_in_force(analysis.person_id, analysis.side)
    told: dict[str, Any] = {"analysis": analysis, "person": analysis.person, "visit": analysis.visit}
    try:
        hindrance = what_hinders(analysis, analysis.person)
        if hindrance is not None:
            return _refused(request, told, hindrance)
        form = SignForm(analysis, in_force, request.POST or None)
        told |= {"form": form, "shown": side_by_side(analysis), **_standing(in_force)}
    except Unsealable:
        return render(request, "prescribing/unsealable.html", told, status=410)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            sign(request.user, pk, float(chosen["change"]), reason=chosen["reason"], seen=chosen["seen"])
        except SignedMeanwhile as meanwhile:
            # The second is shown both; sent again it replaces what was shown here, and nothing newer.
            form.data = form.data.copy()
            form.data["seen"] = str(meanwhile.theirs.pk)
            told |= {"meanwhile": True, "mine": change_words(float(chosen["change"])), **_standing(meanwhile.theirs)}
            return render(request, "prescribing/sign.html", told, status=409)
        except CannotSign as refused:
            if refused.trouble is not SigningTrouble.NO_REASON:
                return _refused(request, told, refused.trouble)
            form.add_error("reason", signing_trouble_words(refused.trouble))
        else:
            return redirect("prescription", pk=analysis.visit_id)
    return render(request, "prescribing/sign.html", told)


def _standing(target: Target | None) -> dict[str, Any]:
    """Tell the page of the target in force."""
    if target is None:
        return {"target": None}
    return {
        "target": target,
        "target_says": change_words(target.change_deg),
        "target_angle": angle_words(target.target_deg),
        "target_reason": target.content["reason"],
    }


def _refused(request: HttpRequest, told: dict[str, Any], trouble: SigningTrouble) -> HttpResponse:
    told["trouble"] = signing_trouble_words(trouble)
    return render(request, "prescribing/cannot_sign.html", told, status=409)
