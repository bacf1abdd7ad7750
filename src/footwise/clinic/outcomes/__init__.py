"""Outcomes of people: entered, imported, corrected with a reason, shown over a year, and why somebody should look."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.outcomes.models import (
        CartilageVisit,
        ImportantChanges,
        OutcomeConcern,
        PainRating,
        Practice,
        Questionnaire,
        Source,
        TreatmentConcern,
    )
    from footwise.clinic.outcomes.noting import Note, Noted, correct, find, note, remove
    from footwise.clinic.outcomes.scoring import scored

__all__ = [
    "CartilageVisit",
    "ImportantChanges",
    "Note",
    "Noted",
    "OutcomeConcern",
    "PainRating",
    "Practice",
    "Questionnaire",
    "Source",
    "TreatmentConcern",
    "correct",
    "find",
    "note",
    "remove",
    "scored",
]

_MODELS, _NOTING = "footwise.clinic.outcomes.models", "footwise.clinic.outcomes.noting"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "CartilageVisit": _MODELS,
        "ImportantChanges": _MODELS,
        "Note": _NOTING,
        "Noted": _NOTING,
        "OutcomeConcern": _MODELS,
        "PainRating": _MODELS,
        "Practice": _MODELS,
        "Questionnaire": _MODELS,
        "Source": _MODELS,
        "TreatmentConcern": _MODELS,
        "correct": _NOTING,
        "find": _NOTING,
        "note": _NOTING,
        "remove": _NOTING,
        "scored": "footwise.clinic.outcomes.scoring",
    },
)
