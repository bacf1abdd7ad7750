"""The people of a clinic: who they are, what they agreed to, when they come; seen through `for_user` only."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.people.models import Consent, Person, Visit

__all__ = ["Consent", "Person", "Visit"]

_MODELS = "footwise.clinic.people.models"
__getattr__, __dir__ = lazy_face(__name__, {"Consent": _MODELS, "Person": _MODELS, "Visit": _MODELS})
