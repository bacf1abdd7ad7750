"""The people of a clinic: who they are, what they agreed to, when they come; seen through `for_user` only."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.people.editing import save_or_differences
    from footwise.clinic.people.entering import may_enter
    from footwise.clinic.people.forms import ConsentForm, Day, PersonForm, VersionedForm, VisitForm, WithdrawForm
    from footwise.clinic.people.models import Consent, OfAPerson, Person, Purpose, Sex, Side, Visit
    from footwise.clinic.people.sealed import SealedOfAPerson
    from footwise.clinic.people.which_keys import keys_fit

__all__ = [
    "Consent",
    "ConsentForm",
    "Day",
    "OfAPerson",
    "Person",
    "PersonForm",
    "Purpose",
    "SealedOfAPerson",
    "Sex",
    "Side",
    "VersionedForm",
    "Visit",
    "VisitForm",
    "WithdrawForm",
    "keys_fit",
    "may_enter",
    "save_or_differences",
]

_FORMS = "footwise.clinic.people.forms"
_MODELS = "footwise.clinic.people.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Consent": _MODELS,
        "ConsentForm": _FORMS,
        "Day": _FORMS,
        "OfAPerson": _MODELS,
        "Person": _MODELS,
        "PersonForm": _FORMS,
        "Purpose": _MODELS,
        "Sex": _MODELS,
        "Side": _MODELS,
        "SealedOfAPerson": "footwise.clinic.people.sealed",
        "VersionedForm": _FORMS,
        "Visit": _MODELS,
        "VisitForm": _FORMS,
        "WithdrawForm": _FORMS,
        "keys_fit": "footwise.clinic.people.which_keys",
        "may_enter": "footwise.clinic.people.entering",
        "save_or_differences": "footwise.clinic.people.editing",
    },
)
