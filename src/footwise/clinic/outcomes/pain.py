"""Knee pain from 0 to 10, of a knee and a place in it, on a day."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role
from footwise.clinic.outcomes.outcome import Outcome

OVERALL = "overall"
# The places of `footwise.followup`, and the knee as a whole.
PLACE_NAMES = {
    "medial": _("inner side"),
    OVERALL: _("the whole knee"),
    "lateral": _("outer side"),
    "patellofemoral": _("behind the kneecap"),
}
SIDE_NAMES = {"left": _("left knee"), "right": _("right knee")}


class PainRating(Outcome):
    """A rating on the numeric scale; `figures` has ``rating``."""

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    class Meta(Outcome.Meta):
        """As all outcomes."""

    @staticmethod
    def slot_of(side: str, place: str) -> str:
        """Name the knee and the place in it."""
        return f"{side} {place}"

    @property
    def side(self) -> str:
        """Which knee."""
        return self.slot.partition(" ")[0]

    @property
    def place(self) -> str:
        """Where in the knee."""
        return self.slot.partition(" ")[2]

    @property
    def where(self) -> str:
        """The knee and the place in words."""
        return f"{SIDE_NAMES[self.side]}, {PLACE_NAMES[self.place]}"

    @property
    def rating(self) -> float:
        """0, no pain, to 10."""
        return float(self.figures["rating"])
