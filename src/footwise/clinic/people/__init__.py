"""The people of a clinic: who they are, what they agreed to, when they come; seen through `for_user` only."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.people.editing import save_or_differences
    from footwise.clinic.people.forms import VersionedForm
    from footwise.clinic.people.models import Consent, OfAPerson, Person, Visit
    from footwise.clinic.people.sealed import SealedOfAPerson

__all__ = ["Consent", "OfAPerson", "Person", "SealedOfAPerson", "VersionedForm", "Visit", "save_or_differences"]

_MODELS = "footwise.clinic.people.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Consent": _MODELS,
        "OfAPerson": _MODELS,
        "Person": _MODELS,
        "SealedOfAPerson": "footwise.clinic.people.sealed",
        "VersionedForm": "footwise.clinic.people.forms",
        "Visit": _MODELS,
        "save_or_differences": "footwise.clinic.people.editing",
    },
)
