"""Outcomes of people: entered, imported, corrected with a reason, shown over a year, and why somebody should look."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.outcomes.asked_by_phone import keep_form_of_phone, what_is_asked
    from footwise.clinic.outcomes.attention import Attention, what_is_due, who_needs_attention
    from footwise.clinic.outcomes.cartilage_import import keep_images, measure_images, note_regions
    from footwise.clinic.outcomes.export import outcome_lines
    from footwise.clinic.outcomes.forms import BeginForm, CorrectPainForm, PainForm, PartForm, RemoveForm
    from footwise.clinic.outcomes.models import (
        CartilageVisit,
        ImportantChanges,
        Outcome,
        OutcomeConcern,
        PainRating,
        Practice,
        Questionnaire,
        Source,
        TreatmentConcern,
    )
    from footwise.clinic.outcomes.noting import Note, Noted, correct, find, note, note_all, remove
    from footwise.clinic.outcomes.practice_import import Taken, log_of, take_log
    from footwise.clinic.outcomes.scoring import CODING, items_of, scored
    from footwise.clinic.outcomes.words import figure, score_name

__all__ = [
    "CODING",
    "Attention",
    "BeginForm",
    "CartilageVisit",
    "CorrectPainForm",
    "ImportantChanges",
    "Note",
    "Noted",
    "Outcome",
    "OutcomeConcern",
    "PainForm",
    "PainRating",
    "PartForm",
    "Practice",
    "Questionnaire",
    "RemoveForm",
    "Source",
    "Taken",
    "TreatmentConcern",
    "correct",
    "figure",
    "find",
    "items_of",
    "keep_form_of_phone",
    "keep_images",
    "log_of",
    "measure_images",
    "note",
    "note_all",
    "note_regions",
    "outcome_lines",
    "remove",
    "score_name",
    "scored",
    "take_log",
    "what_is_asked",
    "what_is_due",
    "who_needs_attention",
]

_MODELS, _NOTING = "footwise.clinic.outcomes.models", "footwise.clinic.outcomes.noting"
_BY_PHONE = "footwise.clinic.outcomes.asked_by_phone"
_CARTILAGE = "footwise.clinic.outcomes.cartilage_import"
_ATTENTION = "footwise.clinic.outcomes.attention"
_FORMS, _SCORING = "footwise.clinic.outcomes.forms", "footwise.clinic.outcomes.scoring"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "CODING": _SCORING,
        "Attention": _ATTENTION,
        "BeginForm": _FORMS,
        "CartilageVisit": _MODELS,
        "CorrectPainForm": _FORMS,
        "ImportantChanges": _MODELS,
        "Note": _NOTING,
        "Noted": _NOTING,
        "Outcome": _MODELS,
        "OutcomeConcern": _MODELS,
        "PainForm": _FORMS,
        "PainRating": _MODELS,
        "PartForm": _FORMS,
        "Practice": _MODELS,
        "Questionnaire": _MODELS,
        "RemoveForm": _FORMS,
        "Source": _MODELS,
        "TreatmentConcern": _MODELS,
        "correct": _NOTING,
        "find": _NOTING,
        "items_of": _SCORING,
        "keep_form_of_phone": _BY_PHONE,
        "keep_images": _CARTILAGE,
        "measure_images": _CARTILAGE,
        "note_regions": _CARTILAGE,
        "note": _NOTING,
        "note_all": _NOTING,
        "outcome_lines": "footwise.clinic.outcomes.export",
        "remove": _NOTING,
        "what_is_asked": _BY_PHONE,
        "what_is_due": _ATTENTION,
        "who_needs_attention": _ATTENTION,
        "Taken": "footwise.clinic.outcomes.practice_import",
        "log_of": "footwise.clinic.outcomes.practice_import",
        "take_log": "footwise.clinic.outcomes.practice_import",
        "figure": "footwise.clinic.outcomes.words",
        "score_name": "footwise.clinic.outcomes.words",
        "scored": _SCORING,
    },
)
