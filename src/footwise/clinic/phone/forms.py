"""What a clinician says about practice at home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from footwise.clinic.phone.models import HomePlan
from footwise.clinic.prescribing import target_in_force

# A professional who wants more than the trial's ten degrees does not want it at home and alone.
MOST_DEG = 10


class HomePlanForm(forms.Form):
    """Which foot turns which way, by how much, and for how long a day."""

    side = forms.ChoiceField(label=_("Foot"), choices={"left": _("left foot"), "right": _("right foot")})
    turn = forms.ChoiceField(label=_("Turn the toes"), choices={"in": _("inwards"), "out": _("outwards")})
    degrees = forms.IntegerField(
        label=_("By how many degrees"),
        min_value=1,
        max_value=MOST_DEG,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"), _("Please give whole degrees from 1 to 10.")
        ),
        help_text=_("Against the person's natural walking, as it was prescribed."),
    )
    minutes = forms.IntegerField(label=_("Minutes a day"), min_value=5, max_value=60, initial=10)

    def plan_for(self, person: Any, user: Any) -> HomePlan:
        """Make the plan."""
        told = self.cleaned_data
        change = -told["degrees"] if told["turn"] == "in" else told["degrees"]
        plan = HomePlan(person_id=person.pk, made_by=user)
        plan.content = {"side": told["side"], "change_deg": change, "minutes": told["minutes"]}
        return plan


def as_typed(person: UUID, plan: HomePlan | None) -> dict[str, Any]:
    """Give a plan as it would be typed into the form; without one, what was signed at a visit."""
    if plan is not None:
        told = plan.content
        return {**_turned(told["side"], told["change_deg"]), "minutes": told["minutes"]}
    return next((one for one in signed_as_typed(person) if one["degrees"] >= 1), {})


def signed_as_typed(person: UUID) -> list[dict[str, Any]]:
    """Give what was signed for each leg and is in force, as it would be typed into the form; 0° for no change."""
    signed = [target for side in ("left", "right") if (target := target_in_force(person, side)) is not None]
    return [_turned(one.side, one.change_deg) for one in signed]


def _turned(side: str, change_deg: float) -> dict[str, Any]:
    return {"side": side, "turn": "in" if change_deg < 0 else "out", "degrees": round(abs(change_deg))}
