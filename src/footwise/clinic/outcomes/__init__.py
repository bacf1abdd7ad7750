"""Outcomes of people: entered, imported, corrected with a reason, shown over a year, and why somebody should look."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.outcomes.attention import Attention, Reason, what_is_due, who_needs_attention
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
    from footwise.clinic.outcomes.practice_import import Taken, log_of, take_log
    from footwise.clinic.outcomes.scoring import scored

__all__ = [
    "Attention",
    "CartilageVisit",
    "ImportantChanges",
    "Note",
    "Noted",
    "OutcomeConcern",
    "PainRating",
    "Practice",
    "Questionnaire",
    "Reason",
    "Source",
    "Taken",
    "TreatmentConcern",
    "correct",
    "find",
    "log_of",
    "note",
    "remove",
    "scored",
    "take_log",
    "what_is_due",
    "who_needs_attention",
]

_MODELS, _NOTING = "footwise.clinic.outcomes.models", "footwise.clinic.outcomes.noting"
_ATTENTION = "footwise.clinic.outcomes.attention"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Attention": _ATTENTION,
        "CartilageVisit": _MODELS,
        "ImportantChanges": _MODELS,
        "Note": _NOTING,
        "Noted": _NOTING,
        "OutcomeConcern": _MODELS,
        "PainRating": _MODELS,
        "Practice": _MODELS,
        "Questionnaire": _MODELS,
        "Reason": _ATTENTION,
        "Source": _MODELS,
        "TreatmentConcern": _MODELS,
        "correct": _NOTING,
        "find": _NOTING,
        "note": _NOTING,
        "remove": _NOTING,
        "scored": "footwise.clinic.outcomes.scoring",
        "what_is_due": _ATTENTION,
        "who_needs_attention": _ATTENTION,
        "Taken": "footwise.clinic.outcomes.practice_import",
        "log_of": "footwise.clinic.outcomes.practice_import",
        "take_log": "footwise.clinic.outcomes.practice_import",
    },
)
